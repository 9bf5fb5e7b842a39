"""Imported tickets: visits of another time or place, never mixed with live figures."""

from django.db import models

from motcua.records.models.history import Collection


class PastTicket(models.Model):
    """One imported ticket (lượt lấy số lịch sử)."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="tickets", db_index=False)
    code = models.CharField(max_length=100)  # its own, or made of what it says, so that a second run knows it
    unit = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    counter = models.CharField(max_length=100, blank=True)
    arrived_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt lấy số lịch sử"
        constraints = [
            models.UniqueConstraint(fields=["collection", "code"], name="past_ticket_once"),
            models.CheckConstraint(condition=models.Q(started_at__isnull=True)
                                   | models.Q(started_at__gte=models.F("arrived_at")),
                                   name="past_ticket_starts_after_arrival"),
            models.CheckConstraint(condition=models.Q(finished_at__isnull=True)
                                   | models.Q(finished_at__gte=models.F("started_at")),
                                   name="past_ticket_ends_after_start"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["collection", "arrived_at"], name="past_ticket_by_arrival")]

"""Messages owed to people: the row is the queue, and the truth about delivery."""

from django.db import models
from django.db.models import Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import Applicant


class Notice(models.Model):
    """One message owed (tin báo)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="notices", db_index=False)
    to = models.ForeignKey(Applicant, models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=24)
    facts = models.JSONField(default=dict)
    channel = models.CharField(max_length=8, default="sms")
    effect_key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "tin báo"
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(sent_at=None, failed_at=None), name="notice_owed"
            ),
            models.Index(fields=["dossier", "id"], name="notice_by_dossier"),
        ]

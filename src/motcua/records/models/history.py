"""Imported history: dossiers of another time or place, never mixed with live figures."""

from django.db import models


class Collection(models.Model):
    """A named collection of imported dossiers (bộ dữ liệu lịch sử)."""

    name = models.CharField(max_length=100, unique=True)
    timezone = models.CharField(max_length=40)
    imported_at = models.DateTimeField()
    source = models.CharField(max_length=300)
    map = models.JSONField(default=dict)

    class Meta:
        verbose_name = "bộ dữ liệu lịch sử"


class PastDossier(models.Model):
    """One imported dossier (hồ sơ lịch sử)."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="dossiers")
    code = models.CharField(max_length=100)
    unit = models.CharField(max_length=200, blank=True)
    procedure = models.CharField(max_length=300, blank=True)
    field = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = "hồ sơ lịch sử"
        constraints = [models.UniqueConstraint(fields=["collection", "code"], name="past_dossier_once")]
        indexes = [models.Index(fields=["collection", "received_at"], name="past_dossier_by_receipt")]


class PastEvent(models.Model):
    """One event of an imported dossier (sự kiện lịch sử)."""

    dossier = models.ForeignKey(PastDossier, models.PROTECT, related_name="events")
    activity = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = "sự kiện lịch sử"

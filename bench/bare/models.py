"""Tables of the bare project: a dossier, its documents, one audit row per call, one outbox row per status."""

from django.db import models


class Dossier(models.Model):
    code = models.CharField(max_length=60, unique=True)
    procedure = models.CharField(max_length=40)
    unit = models.BigIntegerField()
    applicant = models.CharField(max_length=200)
    state = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bare"
        indexes = [models.Index(fields=["unit", "due_at", "id"], name="bare_by_unit")]


class Document(models.Model):
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        app_label = "bare"


class Status(models.Model):
    dossier = models.ForeignKey(Dossier, models.PROTECT)
    state = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"


class Audit(models.Model):
    at = models.DateTimeField()
    who = models.CharField(max_length=60)
    verb = models.CharField(max_length=20)
    dossier = models.CharField(max_length=60)
    told = models.JSONField()

    class Meta:
        app_label = "bare"


class Outbox(models.Model):
    dossier = models.ForeignKey(Dossier, models.PROTECT)
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bare"

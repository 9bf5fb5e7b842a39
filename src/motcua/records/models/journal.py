"""The journal: what happened, in order, each line sealed to the one before."""

from django.db import models

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User


class Entry(models.Model):
    """One thing that happened (nhật ký). Never changed, never removed."""

    chain = models.PositiveSmallIntegerField()  # the year
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    unit_id = models.BigIntegerField(null=True)  # the unit the actor spoke for
    verb = models.CharField(max_length=20)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="entries", db_index=False)
    subject = models.CharField(max_length=80, blank=True)  # what else it was about: "calendar:3"
    payload = models.TextField()  # canonical JSON: {"changes": {...}, "facts": {...}}
    salt = models.CharField(max_length=32)
    payload_hash = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "nhật ký"
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="entry_in_order")]
        indexes = [models.Index(fields=["dossier", "id"], name="entry_by_dossier")]


class ChainHead(models.Model):
    """The end of a year's chain: who writes next takes this row first."""

    chain = models.PositiveSmallIntegerField(unique=True)
    size = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "đầu chuỗi nhật ký"


class Look(models.Model):
    """Somebody opened a dossier: the citizen may see who, of which unit, and when."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="looks")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=12)
    on = models.DateField()
    first_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "lượt xem hồ sơ"
        constraints = [models.UniqueConstraint(fields=["dossier", "user", "on"], name="look_one_row_a_day")]

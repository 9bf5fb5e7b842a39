"""What installations below have told: their sums, apart from our own."""

from typing import ClassVar

from django.db import models

from motcua.rules.measures import MEASURES


class Installation(models.Model):
    """An installation below whose signed tallies are taken in, and its last file."""

    fingerprint = models.CharField(max_length=40, unique=True)
    public_key = models.CharField(max_length=60)
    title = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    from_on = models.DateField()
    until_on = models.DateField()
    chain = models.PositiveIntegerField()  # how far its journal had come
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)  # of the file
    measures = models.JSONField(default=list)  # those it tells; the others it has not measured
    units = models.JSONField(default=dict)  # {code: {name, kind}}

    class Meta:
        verbose_name = "hệ thống cấp dưới"


class ChildTally(models.Model):
    """Sums of one unit, procedure and half of a month of an installation below; empty: not measured there."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="tallies", db_index=False)
    unit_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=40)
    on = models.DateField()

    class Meta:
        verbose_name = "số liệu cộng dồn của cấp dưới"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["installation", "unit_code", "on", "procedure_code"], name="child_tally_key"
            )
        ]


for _measure in MEASURES:
    ChildTally.add_to_class(_measure, models.BigIntegerField(null=True))

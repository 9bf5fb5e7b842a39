"""Tallies: sums of measures, moved by the transaction that writes the event."""

from typing import ClassVar

from django.db import models

from motcua.rules.measures import MEASURES


class Tally(models.Model):
    """Sums of the dossiers of one unit, procedure, official (0: nobody) and day."""

    unit_id = models.BigIntegerField()
    procedure_id = models.BigIntegerField()
    officer_id = models.BigIntegerField(default=0, db_default=0)
    on = models.DateField()

    class Meta:
        verbose_name = "số liệu cộng dồn"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_id", "on", "procedure_id", "officer_id"], name="tally_key")
        ]


class UnitTally(models.Model):
    """The same sums of one unit and day: what the board reads."""

    unit_id = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        verbose_name = "số liệu cộng dồn của đơn vị"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit_id", "on"], name="unit_tally_key")]


class HalfTally(models.Model):
    """The same sums of one unit, procedure and half of a month, from its 1st or 15th: what reports read.

    Calendar months and the months of the reporting circular, which begin on the 15th, are sums of halves.
    """

    unit_id = models.BigIntegerField()
    procedure_id = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        verbose_name = "số liệu cộng dồn nửa tháng"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_id", "on", "procedure_id"], name="half_tally_key")
        ]


for _model in (Tally, UnitTally, HalfTally):
    for _measure in MEASURES:
        _model.add_to_class(_measure, models.BigIntegerField(default=0, db_default=0))

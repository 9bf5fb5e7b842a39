"""An appointment at the counters: a seat in a slot, and nothing of who holds it but a hash of her code."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.records.models.hall import HallService
from motcua.records.models.unit import Unit
from motcua.rules.appointments import State


class Appointment(models.Model):
    """One seat of one slot (lịch hẹn): whoever knows its code may change, cancel or keep it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", db_index=False)
    service = models.ForeignKey(HallService, models.PROTECT, related_name="appointments", db_index=False)
    on = models.DateField("ngày hẹn")
    slot_at = models.DateTimeField("giờ hẹn")
    seat = models.PositiveSmallIntegerField()  # from 1, within the slot
    code_hash = models.CharField(max_length=64, unique=True)  # the code itself is shown once
    lane = models.CharField("diện ưu tiên", max_length=40, blank=True)  # key of data/hall/classes.yaml
    phone = models.CharField("điện thoại", max_length=20, blank=True)  # emptied when it is over
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.BOOKED)
    booked_at = models.DateTimeField()  # when this slot was taken: moved, it is taken anew
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "lịch hẹn"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "service", "slot_at", "seat"],
                condition=~Q(state="cancelled"),
                name="appointment_one_a_seat",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="appointment_state_is_known"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="appointment_seat_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "on", "service"], name="appointment_by_day"),
            models.Index(
                fields=["on", "id"],
                condition=Q(state__in=["booked", "changed"]),
                name="appointment_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_at:%Y-%m-%d %H:%M}/{self.seat}"

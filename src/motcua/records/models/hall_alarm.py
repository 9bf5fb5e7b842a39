"""Calls for help in the hall: from a kiosk, or from a counter in an emergency."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.records.models.hall import CounterDesk
from motcua.records.models.person import User
from motcua.records.models.unit import Unit


class HallAlarm(models.Model):
    """Somebody calls for help (gọi hỗ trợ, gọi khẩn cấp): where, when, and who came."""

    class Kind(models.TextChoices):
        HELP = "help", "cần giúp đỡ"
        EMERGENCY = "emergency", "khẩn cấp"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hall_alarms", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    desk = models.ForeignKey(CounterDesk, models.PROTECT, null=True, related_name="+", db_index=False)
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lời gọi trong sảnh"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["help", "emergency"]), name="hall_alarm_kind")
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "at"], condition=Q(answered_at=None), name="hall_alarm_open")
        ]

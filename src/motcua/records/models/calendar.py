"""The office calendar as decided: weekly sessions and special days, by unit and by date."""

from django.db import models
from django.db.models import Q

from motcua.records.models.unit import Unit


class SessionPlan(models.Model):
    """Opening sessions of one weekday while a decision held. `unit` empty: the whole country."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="session_plans")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    sessions = models.CharField(max_length=100, blank=True)  # "07:30-11:30,13:30-17:00"; empty: closed
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    decision = models.CharField("văn bản quyết định", max_length=200)
    confidence = models.CharField(max_length=12, default="H")

    class Meta:
        verbose_name = "giờ làm việc trong tuần"
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="session_plan_weekday")]


class SpecialDay(models.Model):
    """One day that differs from its week: a holiday, a swapped day, a closing, an extra session."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="special_days")
    on = models.DateField("ngày", db_index=True)
    kind = models.CharField(max_length=20)
    sessions = models.CharField(max_length=100, blank=True)
    name_vi = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150, blank=True)
    decision = models.CharField("văn bản quyết định", max_length=200)
    decided_on = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=12, default="H")
    model = models.ForeignKey(  # the service model that opened it, for its own unit alone
        "records.ServiceModel", models.PROTECT, null=True, related_name="days", db_index=False
    )
    dropped_at = models.DateTimeField(null=True, blank=True)  # never deleted: the past keeps its reasons

    class Meta:
        verbose_name = "ngày đặc biệt"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "on"],
                condition=Q(dropped_at=None),
                name="special_day_one_per_unit",
                nulls_distinct=False,
            )
        ]


class CalendarEdition(models.Model):
    """Marks the changes of the calendar: a process re-reads it when the mark is another.

    The mark is random, not only a number: a change that is rolled back must never share its mark with
    the next one, or a process that has seen it would keep a calendar that never was.
    """

    number = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=32, default="")

    class Meta:
        verbose_name = "lần thay đổi lịch làm việc"

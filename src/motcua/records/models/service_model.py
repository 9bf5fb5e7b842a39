"""Service models: how a unit serves differently from a day on, by a decision."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from motcua.records.models.person import User
from motcua.records.models.unit import Unit
from motcua.rules.service_models import Kind


class ServiceModel(models.Model):
    """A way of serving a unit has adopted (mô hình phục vụ), from when, until when and by which paper."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="service_models", db_index=False)
    kind = models.CharField(max_length=20, choices=[(k, k) for k in Kind])
    weekday = models.PositiveSmallIntegerField(null=True)  # 0 is Monday; empty: every day
    hours = models.CharField("giờ", max_length=40, blank=True)
    params = models.JSONField(default=dict)  # services: keys of the hall; minutes: their promise; place
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    decision = models.CharField("văn bản quyết định", max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)  # its promise stands in the services since then
    lifted_at = models.DateTimeField(null=True)
    laid_until = models.DateField(null=True)  # its extra sessions stand in the calendar up to here
    is_illustrative = models.BooleanField(default=False)

    class Meta:
        verbose_name = "mô hình phục vụ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="service_model_has_days"
            ),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__lte=6), name="service_model_weekday"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="service_model_kind_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "from_on"], name="service_model_by_unit")]

    def __str__(self) -> str:
        return self.kind

"""What leaders decide about officers at the counters: plans tried, an hour's cost, who may work when.

None of these rows is ever edited: a plan is adopted or withdrawn, the others are followed by newer ones.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.records.models.person import User
from motcua.records.models.unit import Unit


class CapacityPlan(models.Model):
    """What was tried and saved (phương án nhân lực): the learned base, the change, the expected waits."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="capacity_plans", db_index=False)
    key = models.CharField(max_length=64, unique=True)  # of the form it was sent with: twice is once
    title = models.CharField("tên phương án", max_length=120)
    from_on = models.DateField("áp dụng từ")  # as it was meant; the day of adoption is decided
    body = models.JSONField()  # rules.capacity_plan.Tried
    expected = models.JSONField(null=True)  # rules.capacity_expected; empty: found from the body, by its seed
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()
    is_illustrative = models.BooleanField(default=False)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    adopted_on = models.DateField("bắt đầu thực hiện", null=True)
    decision = models.CharField("văn bản quyết định", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_on = models.DateField("thôi thực hiện", null=True)  # its first day without
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "phương án nhân lực"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "adopted_on"],
                condition=Q(adopted_on__isnull=False, withdrawn_at=None),
                name="capacity_plan_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, adopted_on=None, decision="")
                | (Q(adopted_at__isnull=False, adopted_on__isnull=False) & ~Q(decision="")),
                name="capacity_plan_adopted_by_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_on=None)
                | Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False),
                name="capacity_plan_withdrawn_on_a_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "saved_at"], name="capacity_plan_by_unit")]

    def __str__(self) -> str:
        return self.title


class OfficerCost(models.Model):
    """What an hour of an officer costs a unit from a day on (chi phí một giờ công), and who says so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officer_costs", db_index=False)
    from_on = models.DateField("áp dụng từ")
    dong = models.PositiveIntegerField("đồng một giờ công")
    source = models.CharField("căn cứ", max_length=200)
    is_illustrative = models.BooleanField(default=False)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "chi phí một giờ công"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(dong__gt=0), name="officer_cost_is_something"),
            models.CheckConstraint(condition=~Q(source=""), name="officer_cost_has_a_source"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "from_on"], name="officer_cost_by_unit")]


class StaffingSheet(models.Model):
    """Who may be put on a hall's roster, when and for what (điều kiện xếp lịch trực); the newest holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="staffing_sheets", db_index=False)
    number = models.PositiveIntegerField()
    week_on = models.DateField("tuần từ")  # a Monday
    body = models.JSONField()  # as rules.staffing_roster reads it, with the officials' accounts
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "điều kiện xếp lịch trực"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="staffing_sheet_one_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="staffing_sheet_from_one"),
        ]

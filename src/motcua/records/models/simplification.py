"""Reviews of procedures, and what they propose to shorten, leave out or make cheaper."""

from django.db import models
from django.db.models import F, Q

from motcua.records.models.person import User
from motcua.records.models.procedure import Procedure
from motcua.records.models.unit import Unit
from motcua.rules.simplification import Status


class Review(models.Model):
    """A unit looks at one procedure in a year (rà soát, đánh giá thủ tục hành chính)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    covers_below = models.BooleanField("gồm các đơn vị trực thuộc", default=False)
    year = models.PositiveSmallIntegerField("năm")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    finding_time = models.CharField("thời hạn giải quyết", max_length=1000, blank=True)
    finding_papers = models.CharField("thành phần hồ sơ", max_length=1000, blank=True)
    finding_steps = models.CharField("trình tự thực hiện", max_length=1000, blank=True)
    finding_fee = models.CharField("phí, lệ phí", max_length=1000, blank=True)

    class Meta:
        verbose_name = "rà soát thủ tục hành chính"
        constraints = [
            models.UniqueConstraint(fields=["unit", "procedure", "year"], name="review_one_a_year")
        ]


class SimplificationProposal(models.Model):
    """What a review proposes (phương án đơn giản hóa): approved by a second person, in effect from a day."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=10, choices=[(s, s) for s in Status], default=Status.DRAFT)
    value = models.PositiveIntegerField("thời hạn đề xuất", null=True)
    time_unit = models.CharField(max_length=12, blank=True)
    own_values = models.JSONField(default=dict)  # {unit: value} where a unit promises another time
    papers_cut = models.JSONField(default=list)
    papers_looked_up = models.JSONField(default=list)  # replaced by looking data up
    steps_cut = models.JSONField(default=list)
    fee = models.BigIntegerField("phí, lệ phí đề xuất", null=True)
    reason = models.CharField("lý do", max_length=2000, blank=True)
    proposer = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision_no = models.CharField("số quyết định", max_length=100, blank=True)
    answer = models.CharField("ý kiến", max_length=1000, blank=True)
    effective_on = models.DateField("có hiệu lực từ", null=True)

    class Meta:
        verbose_name = "phương án đơn giản hóa"
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("proposer")),
                name="simplification_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(Status)), name="simplification_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "in_effect"]) | Q(effective_on__isnull=False),
                name="simplification_approved_from_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on", "id"], condition=Q(status="approved"), name="simplification_to_begin"
            )
        ]

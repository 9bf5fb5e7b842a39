"""The reform index: criteria sets, rounds, who takes part, every mark with who, when and why, the results."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.records.models.document import StoredFile
from motcua.records.models.person import User
from motcua.records.models.unit import Unit


class CriteriaSet(models.Model):
    """One version of a criteria set (bộ tiêu chí): a draft may change, what was put in force may not."""

    key = models.SlugField("mã bộ tiêu chí", max_length=60)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    year = models.PositiveSmallIntegerField("năm")
    level = models.CharField("cấp", max_length=12)
    name = models.CharField("tên", max_length=300)
    body = models.JSONField()  # rules.scoring_sets.plain
    digest = models.CharField("mã băm", max_length=64)
    status = models.CharField(max_length=10, default="draft")  # draft | in_force | retired
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies", db_index=False)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # null: shipped
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bộ tiêu chí"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="criteria_set_version"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_force", "retired"]), name="criteria_set_status_is_known"
            ),
        ]


class IndexRound(models.Model):
    """One round of the index (kỳ đánh giá): a set, a year, the unit that holds it, and its windows."""

    key = models.SlugField("mã kỳ", max_length=60, unique=True)
    name = models.CharField("tên", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="rounds")
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="index_rounds")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    status = models.CharField(max_length=12, default="draft")  # rules.rounds.Phase
    self_from_at = models.DateTimeField("tự chấm từ")
    self_until_at = models.DateTimeField("tự chấm đến")
    explain_until_at = models.DateTimeField("giải trình đến")
    options = models.JSONField(default=dict)  # not submitted, survey optional: rules.rounds.Policy
    opened_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    frozen_at = models.DateTimeField(null=True)
    digest = models.CharField("mã băm kết quả", max_length=64, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "kỳ đánh giá"


class Participant(models.Model):
    """A unit in a round (đơn vị được đánh giá), its peer group and how far it has come."""

    round = models.ForeignKey(IndexRound, models.PROTECT, related_name="participants", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="index_entries")
    group = models.CharField("nhóm", max_length=60, blank=True)
    status = models.CharField(max_length=12, default="scoring")  # rules.rounds.Stand
    extended_to_at = models.DateTimeField("gia hạn đến", null=True)
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    sheet_digest = models.CharField(max_length=64, blank=True)  # of the self-scored sheet that was locked
    left_on = models.DateField("ngừng hoạt động từ", null=True)  # suspended or reorganised in the year
    left_why = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "đơn vị được đánh giá"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], name="participant_once_a_round")
        ]


class LeafMark(models.Model):
    """One mark of one leaf in one stage, with who, when and why. Never changed: a new one takes its place."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="marks", db_index=False)
    leaf = models.CharField("mã tiêu chí", max_length=40)
    stage = models.CharField("bước", max_length=12)  # self | appraisal_1 | explained | appraisal_2 | survey
    edition = models.PositiveSmallIntegerField(default=1)
    declared = models.JSONField(default=dict)  # what was declared, apart from the points
    points = models.DecimalField("điểm", max_digits=15, decimal_places=12, null=True)
    is_not_applicable = models.BooleanField("không áp dụng", default=False)
    asks = models.BooleanField("yêu cầu giải trình", default=False)
    why = models.CharField("căn cứ, giải trình", max_length=2000, blank=True)
    automatic = models.JSONField(null=True)  # the bound value as it was then: declared, points, as of
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "điểm tiêu chí"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant", "leaf", "stage", "edition"], name="leaf_mark_one_edition"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["self", "appraisal_1", "explained", "appraisal_2", "survey"]),
                name="leaf_mark_stage_is_known",
            ),
        ]


class LeafEvidence(models.Model):
    """A paper or a live list that shows what a leaf claims (tài liệu kiểm chứng)."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="evidence", db_index=False)
    leaf = models.CharField("mã tiêu chí", max_length=40)
    name = models.CharField("tên tài liệu", max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    list_url = models.CharField(max_length=500, blank=True)  # the list behind a number of the house
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tài liệu kiểm chứng"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(list_url=""), name="leaf_evidence_is_something"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["participant", "leaf"], name="leaf_evidence_by_leaf")]


class IndexResult(models.Model):
    """What a unit reached in a published round; frozen with it."""

    participant = models.OneToOneField(Participant, models.PROTECT, related_name="result")
    points = models.DecimalField("điểm đạt", max_digits=15, decimal_places=12)
    possible = models.DecimalField("điểm tối đa áp dụng", max_digits=15, decimal_places=12)
    percent = models.DecimalField("chỉ số", max_digits=15, decimal_places=12)
    rank = models.PositiveSmallIntegerField("xếp hạng", null=True)
    grade = models.CharField("xếp loại", max_length=10, blank=True)
    body = models.JSONField()  # the sheet: areas, leaves, blocks

    class Meta:
        verbose_name = "kết quả chỉ số"


class IndexTask(models.Model):
    """Something to do for the index: which leaf, who, until when (việc cần làm)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="index_tasks")
    round = models.ForeignKey(IndexRound, models.PROTECT, null=True, related_name="tasks", db_index=False)
    leaf = models.CharField("mã tiêu chí", max_length=40)
    text = models.CharField("nội dung", max_length=500)
    kind = models.CharField(max_length=12, default="task")  # task | commitment
    acts = models.PositiveIntegerField("số việc", default=1)
    points = models.DecimalField("điểm kỳ vọng", max_digits=8, decimal_places=4)
    owner = models.ForeignKey(User, models.PROTECT, related_name="index_tasks")
    due_on = models.DateField("hạn")
    status = models.CharField(max_length=8, default="open")  # open | done | dropped
    outcome = models.CharField("kết quả", max_length=500, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "việc cần làm"


class ActEffort(models.Model):
    """How many days of work one act costs a unit: the shipped estimate, changed by somebody (định mức)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    act = models.CharField("loại việc", max_length=40)
    days = models.DecimalField("ngày công", max_digits=8, decimal_places=3)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "định mức công việc"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "act"], name="act_effort_one_of_a_kind"),
            models.CheckConstraint(condition=Q(days__gt=0), name="act_effort_costs_something"),
        ]

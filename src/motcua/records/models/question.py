"""Honest numbers: questions about figures, checkpoints of the journal, codes that a citizen confirms by."""

from django.db import models
from django.db.models import Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User
from motcua.records.models.unit import Unit


class Question(models.Model):
    """One question (câu hỏi) that a detector asks about a unit, an official or a dossier of a month.

    A human closes it with an answer; it finds nobody guilty.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "chờ trả lời"
        EXPLAINED = "explained", "đã giải thích"
        MENDED = "mended", "đã chấn chỉnh"

    key = models.CharField(max_length=120, unique=True)  # what it is about: asked once
    detector = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="questions", db_index=False)
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="questions")
    month_on = models.DateField()  # the first day of the month it is about
    facts = models.JSONField(default=dict)
    dossiers = models.JSONField(default=list)  # keys of the dossiers it counts
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    answer = models.CharField("câu trả lời", max_length=2000, blank=True)

    class Meta:
        verbose_name = "câu hỏi về số liệu"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", closed_at=None, closed_by=None)
                | (~Q(outcome="open") & Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(answer="")),
                name="question_closed_by_a_human_with_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "explained", "mended"]), name="question_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(officer=None) | ~Q(closed_by=models.F("officer")),
                name="question_not_closed_by_the_one_asked_about",
            ),
        ]
        indexes = [models.Index(fields=["unit", "month_on", "id"], name="question_by_unit")]


class Checkpoint(models.Model):
    """The journal's size and head at a moment, signed (mốc kiểm chứng): what outsiders keep a copy of.

    No entry tells of it: it would move the very head it states.
    """

    size = models.PositiveBigIntegerField(unique=True)  # lines of all years
    chain = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    note = models.TextField()  # as it is handed out, with its signature
    at = models.DateTimeField()

    class Meta:
        verbose_name = "mốc kiểm chứng nhật ký"


class Confirmation(models.Model):
    """A one-time code sent to an applicant's telephone (mã xác nhận): told to the official, it proves a wish.

    The code itself is kept nowhere: it is a keyed hash of the row's nonce.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="confirmations")
    purpose = models.CharField(max_length=12)  # withdraw | presence
    nonce = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã xác nhận của người nộp"
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["withdraw", "presence"]), name="confirmation_purpose_is_known"
            )
        ]


class CitizenReport(models.Model):
    """What a citizen reports of a counter (phản ánh của người dân): its words are never changed.

    It has its own clock; her answer, or ten days of silence after the office's answer, closes it.
    """

    class Kind(models.TextChoices):
        NO_RECEIPT = "no_receipt", "nộp giấy tờ mà không có giấy hẹn"
        EXTRA_COST = "extra_cost", "bị yêu cầu chi phí ngoài quy định"
        REFUSED_ORALLY = "refused_orally", "bị từ chối bằng lời"
        OTHER = "other", "việc khác"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="citizen_reports")
    kind = models.CharField(max_length=16, choices=Kind)
    told = models.CharField("nội dung phản ánh", max_length=2000)
    phone = models.CharField(max_length=15, blank=True)
    happened_on = models.DateField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    answer = models.CharField("câu trả lời", max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=8, blank=True)  # citizen | silence

    class Meta:
        verbose_name = "phản ánh của người dân"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["no_receipt", "extra_cost", "refused_orally", "other"]),
                name="citizen_report_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(answered_at__isnull=False),
                name="citizen_report_closed_after_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(closed_how__in=["", "citizen", "silence"]), name="citizen_report_ways_to_close"
            ),
        ]

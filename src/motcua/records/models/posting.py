"""Posting: what was published, who has to put it up or take it down by when, what proves it."""

from django.db import models
from django.db.models import F, Q

from motcua.records.models.document import StoredFile
from motcua.records.models.person import User
from motcua.records.models.procedure import Procedure, ProcedureVersion
from motcua.records.models.unit import Unit
from motcua.rules.posting import Act, Finding, How, Kind, Level, Place, Progress, Verdict


def _of(name: str, kinds: object) -> Q:
    return Q(**{f"{name}__in": [str(kind) for kind in kinds]})  # type: ignore[attr-defined]


class PublishingDecision(models.Model):
    """A decision that publishes procedures (quyết định công bố), as a unit received it."""

    number = models.CharField("số quyết định", max_length=60)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    level = models.CharField("cấp công bố", max_length=10, default="province")
    title = models.CharField("trích yếu", max_length=500, blank=True)
    signed_on = models.DateField("ngày ký")
    effective_on = models.DateField("ngày có hiệu lực")
    received_at = models.DateTimeField("nhận lúc")  # the server's: no field of a form can set it
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="publishing_decisions")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    is_invented = models.BooleanField("minh họa", default=False)
    is_on_time = models.BooleanField("công bố đúng hạn", default=True)  # by the law of its day
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "quyết định công bố thủ tục hành chính"
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issuer", "unit"],
                condition=Q(withdrawn_at=None),
                name="publishing_decision_once",
            ),
            models.CheckConstraint(condition=_of("level", Level), name="publishing_level_is_known"),
        ]
        indexes = [models.Index(fields=["signed_on", "id"], name="publishing_by_day")]

    def __str__(self) -> str:
        return self.number


class PublishedProcedure(models.Model):
    """One procedure in a publishing decision: new, amended or abolished."""

    decision = models.ForeignKey(PublishingDecision, models.PROTECT, related_name="procedures")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="published")
    kind = models.CharField("loại", max_length=10)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "thủ tục được công bố"
        constraints = [
            models.UniqueConstraint(fields=["decision", "procedure"], name="published_procedure_once"),
            models.CheckConstraint(condition=_of("kind", Kind), name="published_kind_is_known"),
        ]


class PostingDuty(models.Model):
    """A unit has to put a procedure up at a place, or take it down, by a moment (nhiệm vụ niêm yết)."""

    published = models.ForeignKey(PublishedProcedure, models.PROTECT, related_name="duties")
    decision = models.ForeignKey(PublishingDecision, models.PROTECT, related_name="duties")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posting_duties", db_index=False)
    place = models.CharField("nơi niêm yết", max_length=20)
    act = models.CharField("việc", max_length=6)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField("hạn")
    progress = models.CharField(max_length=10, default="open")
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)  # the server's time of the evidence
    is_on_time = models.BooleanField(null=True)
    finding = models.CharField(max_length=12, blank=True)  # what the last look at the place showed
    next_check_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "nhiệm vụ niêm yết"
        constraints = [
            models.UniqueConstraint(fields=["published", "unit", "place"], name="posting_duty_once"),
            models.CheckConstraint(condition=_of("place", Place), name="posting_place_is_known"),
            models.CheckConstraint(condition=_of("act", Act), name="posting_act_is_known"),
            models.CheckConstraint(condition=_of("progress", Progress), name="posting_progress_is_known"),
            models.CheckConstraint(
                condition=Q(progress="done", done_at__isnull=False, is_on_time__isnull=False)
                | (~Q(progress="done") & Q(done_at=None, is_on_time=None)),
                name="posting_done_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="posting_by_unit"),
            models.Index(
                fields=["due_at", "id"], condition=Q(progress__in=["open", "claimed"]), name="posting_open"
            ),
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="posting_to_check"
            ),
        ]


class PostingEvidence(models.Model):
    """What was shown for a duty (minh chứng): a photograph, a check of the page, a kiosk's report."""

    duty = models.ForeignKey(PostingDuty, models.PROTECT, related_name="evidence")
    how = models.CharField("cách chứng minh", max_length=12)
    at = models.DateTimeField()  # the server's time; a picture's own is never looked at
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    address = models.CharField("địa chỉ trang", max_length=300, blank=True)
    fingerprint = models.CharField("vân tay trang", max_length=64, blank=True)
    finding = models.CharField(max_length=12, blank=True)
    verdict = models.CharField("kết luận", max_length=8, default="waiting")
    note = models.CharField(max_length=500, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_for = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "minh chứng niêm yết"
        constraints = [
            models.CheckConstraint(condition=_of("how", How), name="posting_how_is_known"),
            models.CheckConstraint(condition=_of("verdict", Verdict), name="posting_verdict_is_known"),
            models.CheckConstraint(
                condition=Q(finding="") | _of("finding", Finding), name="posting_finding_is_known"
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | Q(sent_by=None) | ~Q(judged_by=F("sent_by")),
                name="posting_needs_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["verdict", "id"], condition=Q(verdict="waiting"), name="posting_to_judge")
        ]


class UnitPage(models.Model):
    """The page on which a unit posts its procedures (trang thông tin điện tử)."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="page")
    address = models.CharField("địa chỉ trang", max_length=300)
    set_at = models.DateTimeField()
    checked_at = models.DateTimeField("kiểm tra lần cuối", null=True, blank=True)
    fingerprint = models.CharField("vân tay trang", max_length=64, blank=True)
    failure = models.CharField(max_length=40, blank=True)  # why the last look brought nothing
    forbidden = models.JSONField(default=list)  # [[code, why]]: what stands there and may not

    class Meta:
        verbose_name = "trang thông tin điện tử của đơn vị"

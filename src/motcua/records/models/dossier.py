"""Dossiers: one row is the fold of its journal entries, kept for reading."""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from motcua.records.models.person import Applicant, User
from motcua.records.models.procedure import Procedure, ProcedureVersion
from motcua.records.models.unit import Unit
from motcua.rules.lifecycle import OPEN, State
from motcua.rules.measures import Channel

_OPEN = Q(state__in=sorted(OPEN))
# For queries: with the states written out. SQLite takes a partial index only for its very condition,
# and never sees through the placeholders of a list.
IS_OPEN = Q(state__in=[RawSQL(f"'{state}'", ()) for state in sorted(OPEN)])


class DossierGroup(models.Model):
    """Linked procedures handled under one code (nhóm thủ tục liên thông)."""

    code = models.CharField("mã hồ sơ chung", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "nhóm hồ sơ liên thông"


class NumberCounter(models.Model):
    """The last number given by a unit on a day: moved in the same transaction, so without gaps."""

    agency_code = models.CharField(max_length=35)
    on = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bộ đếm mã hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "on"], name="number_counter_one_per_day")
        ]


class Dossier(models.Model):
    """One case of one applicant under one version of a procedure (hồ sơ thủ tục hành chính).

    The columns down to `rated` are rules.fold.FIELDS: only actions.journal writes them. A foreign key
    has an index only where somebody looks by it: each one is written at every reception.
    """

    code = models.CharField("mã hồ sơ", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers", db_index=False)  # received here
    helped_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # helped the citizen
    holder = models.ForeignKey(
        Unit, models.PROTECT, related_name="held", db_index=False
    )  # works on it now; decides
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers", db_index=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+", db_index=False)
    applicant = models.ForeignKey(Applicant, models.PROTECT, related_name="dossiers", db_index=False)
    filer = models.ForeignKey(
        Applicant, models.PROTECT, null=True, related_name="filed"
    )  # on somebody's behalf
    group = models.ForeignKey(
        DossierGroup, models.PROTECT, null=True, related_name="dossiers", db_index=False
    )
    channel = models.CharField(max_length=8, choices=[(c, c) for c in Channel])
    assisted = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=[(s, s) for s in State], default=State.NEW)
    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    answer_due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField("hẹn trả kết quả", null=True)
    legal_due_at = models.DateTimeField("hạn theo luật", null=True)
    due_on = models.DateField(null=True)  # with legal_due_on and on_time_766: rules.measures.derived
    legal_due_on = models.DateField(null=True)
    on_time_766 = models.BooleanField(null=True)
    first_due_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    step_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="assigned", db_index=False)
    pauses = models.JSONField(default=list)  # [{kind, from_at, until_at, restart}]
    supplements = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    extended_at = models.DateTimeField(null=True)
    extended_to_at = models.DateTimeField(null=True)
    fee_amount = models.BigIntegerField(null=True)  # VND; None: not known yet
    fee_paid = models.BigIntegerField(default=0)
    paid_online = models.BooleanField(default=False)
    components = models.PositiveSmallIntegerField(default=0)
    digitised = models.PositiveSmallIntegerField(default=0)
    reused = models.PositiveSmallIntegerField(default=0)
    result_due = models.BooleanField(default=False)  # ends in a document
    result_digitised = models.BooleanField(default=False)
    result_electronic = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True)  # granted | rejected
    ended_at = models.DateTimeField("xử lý xong", null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    gross_minutes = models.PositiveIntegerField(null=True)
    net_minutes = models.PositiveIntegerField(null=True)
    waiting_minutes = models.PositiveIntegerField(null=True)
    handed_over_at = models.DateTimeField("trả kết quả", null=True)
    handed_over_on = models.DateField(null=True)
    return_mode = models.CharField(max_length=12, default="counter")  # counter | post | electronic
    corrections = models.PositiveSmallIntegerField(default=0)
    rated_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    subject = models.CharField("trích yếu", max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    nonce = models.CharField(
        max_length=32
    )  # tokens are keyed hashes of it: a copy of the table opens nothing
    tracking_hash = models.CharField(max_length=64, unique=True)  # of the slip's QR token
    rating_hash = models.CharField(max_length=64, null=True, unique=True)  # empty once used

    class Meta:
        verbose_name = "hồ sơ thủ tục hành chính"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="dossier_state_is_known"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="dossier_channel_is_known"),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(received_at__isnull=False), name="dossier_due_only_after_receipt"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(received_at=None) | Q(ended_at__gte=F("received_at")),
                name="dossier_ends_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at=None) | Q(ended_at__isnull=False),
                name="dossier_result_before_hand_over",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "due_at", "id"], condition=_OPEN, name="dossier_open_by_holder"),
            models.Index(fields=["unit", "due_at", "id"], condition=_OPEN, name="dossier_open_by_unit"),
            models.Index(
                fields=["assignee", "due_at", "id"], condition=_OPEN, name="dossier_open_by_assignee"
            ),
            models.Index(fields=["unit", "id"], condition=Q(state="filed"), name="dossier_filed"),
            models.Index(fields=["unit", "id"], condition=Q(state="decided"), name="dossier_uncollected"),
            models.Index(fields=["unit", "received_on", "id"], name="dossier_by_receipt"),
            models.Index(fields=["unit", "ended_on", "id"], name="dossier_by_end"),
            models.Index(fields=["applicant", "id"], name="dossier_by_applicant"),
            models.Index(fields=["filed_on", "id"], name="dossier_by_filing_day"),
            models.Index(
                fields=["received_on", "id"],
                condition=Q(received_on__isnull=False),
                name="dossier_by_receipt_day",
            ),
            models.Index(
                fields=["ended_on", "id"], condition=Q(ended_on__isnull=False), name="dossier_by_end_day"
            ),
            models.Index(
                fields=["handed_over_on", "id"],
                condition=Q(handed_over_on__isnull=False),
                name="dossier_by_hand_over_day",
            ),
            models.Index(
                fields=["rated_on", "id"], condition=Q(rated_on__isnull=False), name="dossier_by_rating_day"
            ),
        ]

    def __str__(self) -> str:
        return self.code

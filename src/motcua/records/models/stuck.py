"""The watch over stuck files: how long steps usually take, and alerts about dossiers that rest longer."""

from django.db import models
from django.db.models import Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User
from motcua.rules.stuck import Level, Pool


class StepTime(models.Model):
    """How long dossiers usually rest in a step, learned anew each day (thời gian thông thường của bước).

    Minutes are working minutes. Learned of one procedure's step, of a kind of procedures, or of all.
    """

    pool = models.CharField(max_length=10, choices=[(p, p) for p in Pool])
    procedure_id = models.BigIntegerField(default=0)  # 0: of several procedures
    kind = models.CharField(max_length=12, blank=True)  # rules.stuck.kind, empty where the procedure is named
    step = models.CharField(max_length=40)  # the step's key, its role in wider pools, or what is waited for
    stays = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()  # the others were still running: censored
    median_minutes = models.PositiveIntegerField(null=True)
    usual_minutes = models.PositiveIntegerField(null=True)  # the quantile of the limits, the 95th by default
    low_minutes = models.PositiveIntegerField(null=True)
    high_minutes = models.PositiveIntegerField(null=True)
    curve = models.JSONField(default=list)  # [[minutes, share still resting, lower, upper], ...]
    learned_at = models.DateTimeField()

    class Meta:
        verbose_name = "thời gian thông thường của bước"
        constraints = [
            models.UniqueConstraint(fields=["procedure_id", "kind", "step"], name="step_time_one_per_step")
        ]


class StuckAlert(models.Model):
    """A dossier rests in one step longer than nearly all do (cảnh báo hồ sơ nằm lâu)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="stuck_alerts", db_index=False)
    step = models.CharField(max_length=40)
    since = models.DateTimeField()
    level = models.CharField(max_length=8, choices=[(level, level) for level in Level])
    is_wait = models.BooleanField(
        default=False
    )  # for the applicant or a payment: the office does not hold it
    rested_minutes = models.PositiveIntegerField()  # when the level was last raised
    usual_minutes = models.PositiveIntegerField()
    step_time = models.ForeignKey(StepTime, models.PROTECT, null=True, related_name="+", db_index=False)
    raised_at = models.DateTimeField()
    leader_at = models.DateTimeField(null=True)
    citizen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField("lý do khép lại", max_length=500, blank=True)  # "moved" when the dossier moved on

    class Meta:
        verbose_name = "cảnh báo hồ sơ nằm lâu"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "since"], name="stuck_alert_one_per_stay"),
            models.CheckConstraint(condition=Q(level__in=list(Level)), name="stuck_alert_level_is_known"),
        ]
        indexes = [
            models.Index(fields=["dossier"], condition=Q(closed_at=None), name="stuck_alert_open"),
            models.Index(fields=["-raised_at", "id"], name="stuck_alert_by_day"),
        ]

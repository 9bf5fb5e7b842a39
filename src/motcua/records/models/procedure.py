"""Procedures: what a citizen may ask for, and the law it stood under on each day."""

from django.db import models
from django.db.models import Q

from motcua.records.models.unit import Unit


class Procedure(models.Model):
    """One administrative procedure (thủ tục hành chính) under its lasting code."""

    code = models.CharField("mã thủ tục", max_length=40, unique=True)
    is_national = models.BooleanField("có mã quốc gia", default=True)
    seed = models.BooleanField(default=False)  # shipped with the product, with confidence marks

    class Meta:
        verbose_name = "thủ tục hành chính"

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """A procedure as published: in force from a day, never changed, followed by the next version."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    from_on = models.DateField("hiệu lực từ")
    until_on = models.DateField("đến trước ngày", null=True, blank=True)
    name = models.CharField("tên thủ tục", max_length=1000)
    name_en = models.CharField(max_length=500, blank=True)
    field = models.CharField("lĩnh vực", max_length=200)
    levels = models.CharField(
        "cấp thực hiện", max_length=100, blank=True
    )  # "ministry,province,district,commune,other"
    authority = models.CharField("cơ quan thực hiện", max_length=1000, blank=True)
    decision_no = models.CharField("số quyết định công bố", max_length=100, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    time_value = models.PositiveIntegerField(null=True, blank=True)  # None: the source does not say
    time_unit = models.CharField(max_length=12, blank=True)  # hour | working_day | day | month
    time_text = models.TextField(blank=True)
    cutoff_at = models.TimeField("giờ chốt trả trong ngày", null=True, blank=True)
    supplement_mode = models.CharField(max_length=8, default="pause")  # pause | restart
    online_level = models.CharField(max_length=8, default="none")  # none | partial | full
    channels = models.CharField(max_length=40, default="direct")  # "direct,online,post"
    subjects = models.CharField("đối tượng", max_length=300, blank=True)
    result_is_document = models.BooleanField(default=True)
    needs_signature = models.BooleanField(default=True)
    search = models.TextField(blank=True)  # folded: code, name, field, everyday words
    life_event = models.CharField(max_length=20, blank=True)
    confidence = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)
    body = models.JSONField(default=dict)  # rules.catalogue.ProcedureBody as plain values

    class Meta:
        verbose_name = "phiên bản thủ tục"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "from_on"], name="procedure_version_one_per_day"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(until_on=None), name="procedure_version_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(time_unit__in=["", "hour", "working_day", "day", "month"]),
                name="procedure_time_unit",
            ),
            models.CheckConstraint(
                condition=Q(supplement_mode__in=["pause", "restart"]), name="procedure_supplement_mode"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.name[:60]}"


class Offer(models.Model):
    """A unit offers a procedure, perhaps in a shorter time than the law's (thời gian cam kết)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offers")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="offers")
    committed_value = models.PositiveIntegerField(null=True, blank=True)
    committed_unit = models.CharField(max_length=12, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "thủ tục tiếp nhận tại đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "procedure"], condition=Q(until_on=None), name="offer_one_in_force"
            )
        ]

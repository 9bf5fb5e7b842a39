"""Reports that were issued: what they said, as of when, and the files they were printed on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.records.models.document import StoredFile
from motcua.records.models.person import User
from motcua.records.models.unit import Unit


class Report(models.Model):
    """One issued report (báo cáo đã phát hành). Never changed: a correction is a new edition."""

    form = models.CharField("biểu", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", db_index=False)
    scope = models.CharField(max_length=5)  # own | below
    period = models.CharField("kỳ báo cáo", max_length=40)
    from_on = models.DateField()
    until_on = models.DateField()
    definition = models.CharField("cách tính", max_length=50, blank=True)
    edition = models.PositiveSmallIntegerField("lần phát hành", default=1)
    pack = models.CharField("bộ báo cáo", max_length=60, blank=True)
    cut_off_at = models.DateTimeField("số liệu tính đến")
    chain = models.PositiveSmallIntegerField(default=0)  # the journal's last line that the figures know of
    seq = models.PositiveBigIntegerField(default=0)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    issued_name = models.CharField(max_length=150)
    row_count = models.PositiveIntegerField()
    body = models.BinaryField()  # rules.reports_print.canonical, packed
    hash = models.CharField("mã băm", max_length=64, db_index=True)

    class Meta:
        verbose_name = "báo cáo đã phát hành"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "form", "from_on", "until_on", "scope", "definition", "edition"],
                name="report_edition",
            ),
            models.UniqueConstraint(
                fields=["unit", "form", "pack"], condition=~Q(pack=""), name="report_once_in_a_pack"
            ),
            models.CheckConstraint(condition=Q(until_on__gt=models.F("from_on")), name="report_has_days"),
            models.CheckConstraint(condition=Q(scope__in=["own", "below"]), name="report_scope_is_known"),
        ]


class ReportFile(models.Model):
    """A file that an issued report was printed on: the same bytes ever after."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", db_index=False)
    kind = models.CharField(max_length=4)  # xlsx | pdf | csv
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="reports")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "kind"], name="report_file_one_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=["xlsx", "pdf", "csv"]), name="report_file_kind"),
        ]

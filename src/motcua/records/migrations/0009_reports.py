from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT
_KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0008_simplification")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Report",
            fields=[
                _KEY,
                ("form", models.CharField(max_length=20, verbose_name="biểu")),
                ("scope", models.CharField(max_length=5)),
                ("period", models.CharField(max_length=40, verbose_name="kỳ báo cáo")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("definition", models.CharField(blank=True, max_length=50, verbose_name="cách tính")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="lần phát hành")),
                ("pack", models.CharField(blank=True, max_length=60, verbose_name="bộ báo cáo")),
                ("cut_off_at", models.DateTimeField(verbose_name="số liệu tính đến")),
                ("chain", models.PositiveSmallIntegerField(default=0)),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("issued_name", models.CharField(max_length=150)),
                ("row_count", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("hash", models.CharField(db_index=True, max_length=64, verbose_name="mã băm")),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=_PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=_PROTECT, related_name="reports", to="records.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo đã phát hành",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["unit", "form", "from_on", "until_on", "scope", "definition", "edition"],
                        name="report_edition",
                    ),
                    models.UniqueConstraint(
                        condition=~models.Q(pack=""),
                        fields=["unit", "form", "pack"],
                        name="report_once_in_a_pack",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(until_on__gt=models.F("from_on")), name="report_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(scope__in=["own", "below"]), name="report_scope_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                _KEY,
                ("kind", models.CharField(max_length=4)),
                ("kept_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=_PROTECT, related_name="reports", to="records.storedfile"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False, on_delete=_PROTECT, related_name="files", to="records.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp báo cáo",
                "constraints": [
                    models.UniqueConstraint(fields=["report", "kind"], name="report_file_one_of_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["xlsx", "pdf", "csv"]), name="report_file_kind"
                    ),
                ],
            },
        ),
    ]

"""Questions about figures, checkpoints of the journal, confirmations and reports of citizens."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from motcua.records.append_only import fix_of


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0009_reports")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(unique=True)),
                ("chain", models.PositiveSmallIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "mốc kiểm chứng nhật ký",
            },
        ),
        migrations.AddField(
            model_name="rating",
            name="device",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.CreateModel(
            name="CitizenReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_receipt", "nộp giấy tờ mà không có giấy hẹn"),
                            ("extra_cost", "bị yêu cầu chi phí ngoài quy định"),
                            ("refused_orally", "bị từ chối bằng lời"),
                            ("other", "việc khác"),
                        ],
                        max_length=16,
                    ),
                ),
                ("told", models.CharField(max_length=2000, verbose_name="nội dung phản ánh")),
                ("phone", models.CharField(blank=True, max_length=15)),
                ("happened_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="câu trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_how", models.CharField(blank=True, max_length=8)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citizen_reports",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "phản ánh của người dân",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["no_receipt", "extra_cost", "refused_orally", "other"])
                        ),
                        name="citizen_report_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="citizen_report_closed_after_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_how__in", ["", "citizen", "silence"])),
                        name="citizen_report_ways_to_close",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=12)),
                ("nonce", models.CharField(max_length=32)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="records.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "mã xác nhận của người nộp",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["withdraw", "presence"])),
                        name="confirmation_purpose_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("detector", models.CharField(max_length=24)),
                ("month_on", models.DateField()),
                ("facts", models.JSONField(default=dict)),
                ("dossiers", models.JSONField(default=list)),
                ("raised_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "chờ trả lời"),
                            ("explained", "đã giải thích"),
                            ("mended", "đã chấn chỉnh"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="câu trả lời")),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="records.dossier",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi về số liệu",
                "indexes": [models.Index(fields=["unit", "month_on", "id"], name="question_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_closed_by_a_human_with_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["open", "explained", "mended"])),
                        name="question_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by", None),
                            ("officer", None),
                            models.Q(("closed_by", models.F("officer")), _negated=True),
                            _connector="OR",
                        ),
                        name="question_not_closed_by_the_one_asked_about",
                    ),
                ],
            },
        ),
        fix_of("records_procedureversion", "records_citizenreport"),
    ]

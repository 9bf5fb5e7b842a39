from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0007_posting")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "covers_below",
                    models.BooleanField(default=False, verbose_name="gồm các đơn vị trực thuộc"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("opened_at", models.DateTimeField()),
                (
                    "finding_time",
                    models.CharField(blank=True, max_length=1000, verbose_name="thời hạn giải quyết"),
                ),
                (
                    "finding_papers",
                    models.CharField(blank=True, max_length=1000, verbose_name="thành phần hồ sơ"),
                ),
                (
                    "finding_steps",
                    models.CharField(blank=True, max_length=1000, verbose_name="trình tự thực hiện"),
                ),
                ("finding_fee", models.CharField(blank=True, max_length=1000, verbose_name="phí, lệ phí")),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="records.procedure",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="+",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "rà soát thủ tục hành chính",
            },
        ),
        migrations.CreateModel(
            name="SimplificationProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("approved", "approved"),
                            ("in_effect", "in_effect"),
                            ("refused", "refused"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("value", models.PositiveIntegerField(null=True, verbose_name="thời hạn đề xuất")),
                ("time_unit", models.CharField(blank=True, max_length=12)),
                ("own_values", models.JSONField(default=dict)),
                ("papers_cut", models.JSONField(default=list)),
                ("papers_looked_up", models.JSONField(default=list)),
                ("steps_cut", models.JSONField(default=list)),
                ("fee", models.BigIntegerField(null=True, verbose_name="phí, lệ phí đề xuất")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="lý do")),
                ("written_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_no", models.CharField(blank=True, max_length=100, verbose_name="số quyết định")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="ý kiến")),
                ("effective_on", models.DateField(null=True, verbose_name="có hiệu lực từ")),
                (
                    "approver",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="records.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "phương án đơn giản hóa",
            },
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("unit", "procedure", "year"), name="review_one_a_year"
            ),
        ),
        migrations.AddIndex(
            model_name="simplificationproposal",
            index=models.Index(
                condition=models.Q(("status", "approved")),
                fields=["effective_on", "id"],
                name="simplification_to_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="simplificationproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approver", None),
                    models.Q(("approver", models.F("proposer")), _negated=True),
                    _connector="OR",
                ),
                name="simplification_needs_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="simplificationproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "proposed", "approved", "in_effect", "refused"])),
                name="simplification_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="simplificationproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "in_effect"]), _negated=True),
                    ("effective_on__isnull", False),
                    _connector="OR",
                ),
                name="simplification_approved_from_a_day",
            ),
        ),
    ]

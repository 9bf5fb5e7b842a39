from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0010_questions")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="StepTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.CharField(
                        choices=[("step", "step"), ("kind", "kind"), ("all", "all")], max_length=10
                    ),
                ),
                ("procedure_id", models.BigIntegerField(default=0)),
                ("kind", models.CharField(blank=True, max_length=12)),
                ("step", models.CharField(max_length=40)),
                ("stays", models.PositiveIntegerField()),
                ("ended", models.PositiveIntegerField()),
                ("median_minutes", models.PositiveIntegerField(null=True)),
                ("usual_minutes", models.PositiveIntegerField(null=True)),
                ("low_minutes", models.PositiveIntegerField(null=True)),
                ("high_minutes", models.PositiveIntegerField(null=True)),
                ("curve", models.JSONField(default=list)),
                ("learned_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "thời gian thông thường của bước",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure_id", "kind", "step"), name="step_time_one_per_step"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StuckAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                (
                    "level",
                    models.CharField(
                        choices=[("officer", "officer"), ("leader", "leader"), ("citizen", "citizen")],
                        max_length=8,
                    ),
                ),
                ("is_wait", models.BooleanField(default=False)),
                ("rested_minutes", models.PositiveIntegerField()),
                ("usual_minutes", models.PositiveIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("leader_at", models.DateTimeField(null=True)),
                ("citizen_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="lý do khép lại")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stuck_alerts",
                        to="records.dossier",
                    ),
                ),
                (
                    "step_time",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.steptime",
                    ),
                ),
            ],
            options={
                "verbose_name": "cảnh báo hồ sơ nằm lâu",
            },
        ),
        migrations.AddIndex(
            model_name="stuckalert",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["dossier"], name="stuck_alert_open"
            ),
        ),
        migrations.AddIndex(
            model_name="stuckalert",
            index=models.Index(fields=["-raised_at", "id"], name="stuck_alert_by_day"),
        ),
        migrations.AddConstraint(
            model_name="stuckalert",
            constraint=models.UniqueConstraint(fields=("dossier", "since"), name="stuck_alert_one_per_stay"),
        ),
        migrations.AddConstraint(
            model_name="stuckalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["officer", "leader", "citizen"])),
                name="stuck_alert_level_is_known",
            ),
        ),
    ]

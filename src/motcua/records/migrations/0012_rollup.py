from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

# The vector as this migration makes it.
MEASURES = (
    "filed", "refused", "received", "received_direct", "received_online", "received_post",
    "assisted", "supplements_asked", "supplemented", "components", "components_digitised",
    "digitised", "papers_reused", "reused", "charged", "paid", "paid_online", "extended",
    "supplemented_again", "result_due", "digitised_whole", "online_whole", "fee_vnd",
    "paid_vnd", "closed", "closed_with_due", "on_time_law", "late_law", "on_time_promise",
    "late_promise", "gross_minutes", "net_minutes", "waiting_minutes", "granted", "rejected",
    "withdrawn", "stopped", "result_digitised", "result_electronic", "corrected", "early_law",
    "early_promise", "on_time_766", "late_766", "document_due", "document_given",
    "handed_over", "rated", "satisfied", "disliked", "rating_sum", "due_law", "met_law",
    "due_promise", "met_promise", "waits_begun", "waits_ended", "waits_begun_again",
    "waits_ended_again", "charges_begun", "charges_ended",
)  # fmt: skip
_KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0011_stuck")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                _KEY,
                ("fingerprint", models.CharField(max_length=40, unique=True)),
                ("public_key", models.CharField(max_length=60)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("accepted_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("chain", models.PositiveIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("measures", models.JSONField(default=list)),
                ("units", models.JSONField(default=dict)),
            ],
            options={"verbose_name": "hệ thống cấp dưới"},
        ),
        migrations.CreateModel(
            name="ChildTally",
            fields=[
                _KEY,
                ("unit_code", models.CharField(max_length=60)),
                ("procedure_code", models.CharField(max_length=40)),
                ("on", models.DateField()),
                (
                    "installation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="records.installation",
                    ),
                ),
                *[(measure, models.BigIntegerField(null=True)) for measure in MEASURES],
            ],
            options={
                "verbose_name": "số liệu cộng dồn của cấp dưới",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["installation", "unit_code", "on", "procedure_code"], name="child_tally_key"
                    )
                ],
            },
        ),
    ]

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0013_reform_index")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PastTicket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=100)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("service", models.CharField(blank=True, max_length=200)),
                ("counter", models.CharField(blank=True, max_length=100)),
                ("arrived_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="records.collection",
                    ),
                ),
            ],
            options={"verbose_name": "lượt lấy số lịch sử"},
        ),
        migrations.AddConstraint(
            model_name="pastticket",
            constraint=models.UniqueConstraint(fields=("collection", "code"), name="past_ticket_once"),
        ),
        migrations.AddConstraint(
            model_name="pastticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_at__isnull", True))
                | models.Q(("started_at__gte", models.F("arrived_at"))),
                name="past_ticket_starts_after_arrival",
            ),
        ),
        migrations.AddConstraint(
            model_name="pastticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("finished_at__isnull", True))
                | models.Q(("finished_at__gte", models.F("started_at"))),
                name="past_ticket_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="pastticket",
            index=models.Index(fields=["collection", "arrived_at"], name="past_ticket_by_arrival"),
        ),
    ]

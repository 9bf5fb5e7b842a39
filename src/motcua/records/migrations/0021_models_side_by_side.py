from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def tell_apart(apps, schema_editor):
    """Keep what a service promises by itself, and know which sessions a model has opened."""
    HallService = apps.get_model("records", "HallService")
    ServiceModel = apps.get_model("records", "ServiceModel")
    SpecialDay = apps.get_model("records", "SpecialDay")
    HallService.objects.update(own_promise_minutes=F("promise_minutes"))
    for row in ServiceModel.objects.order_by("pk"):
        for key, minutes in row.params.get("before", {}).items():
            if row.applied_at and not row.lifted_at:
                services = HallService.objects.filter(unit=row.unit_id, key=key)
                services.update(own_promise_minutes=minutes)
        if row.kind != "sunday_morning":
            continue
        days = SpecialDay.objects.filter(
            unit=row.unit_id,
            decision=row.decision,
            kind="extra_session",
            on__gte=row.from_on,
            name_vi="Buổi tiếp nhận thêm",
            sessions=row.hours,
            dropped_at=None,
        )
        days.update(model=row)
        last = days.order_by("on").values_list("on", flat=True).last()
        row.laid_until = last + timedelta(days=1) if last else row.from_on
        row.save(update_fields=["laid_until"])


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_held_minutes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="servicemodel",
            name="service_model_once_a_day",
        ),
        migrations.AddField(
            model_name="appointment",
            name="lane",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="diện ưu tiên"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="hallservice",
            name="own_promise_minutes",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="servicemodel",
            name="laid_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="specialday",
            name="model",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="days",
                to="records.servicemodel",
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]

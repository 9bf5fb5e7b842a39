from django.db import migrations, models
from django.db.models import F

SERVED = ("dossier", "advice_only", "refused_orally", "result_collected")


def as_measured(apps, schema_editor):
    """Keep what the entries of before say: they measured a promise to the end of the reception."""
    Ticket = apps.get_model("records", "Ticket")
    Ticket.objects.filter(ending__in=SERVED).update(result_seconds=F("total_seconds"))


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0021_models_side_by_side'),
    ]

    operations = [
        migrations.AddField('ticket', 'result_seconds', models.PositiveIntegerField(null=True)),
        migrations.RunPython(as_measured, migrations.RunPython.noop),
    ]

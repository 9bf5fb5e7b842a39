import django.db.models.deletion
from django.db import migrations, models

from motcua.records.append_only import fix_of, loosening

MEASURES = ("held_minutes", "missed_wait_minutes")
PERIODS = "records_ticketperiod"


def _columns():
    """Return the columns of the new measures in every table of sums."""
    for measure in MEASURES:
        yield migrations.AddField("childtally", measure, models.BigIntegerField(null=True))
        for table in ("tally", "unittally", "halftally"):
            yield migrations.AddField(table, measure, models.BigIntegerField(default=0, db_default=0))


def loosen(apps, schema_editor):
    """Take the guard away that 0015 laid where it was applied before this."""
    for statement in loosening(schema_editor.connection.vendor, (PERIODS,)):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0018_capacity_plans'),
    ]

    operations = [
        *_columns(),
        migrations.RunPython(loosen, migrations.RunPython.noop),
        migrations.AddField(
            'ticketperiod',
            'service',
            models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.hallservice'),
        ),
        fix_of(PERIODS),
    ]

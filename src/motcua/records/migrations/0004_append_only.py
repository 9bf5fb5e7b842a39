"""Entries are never changed nor removed."""

from django.db import migrations

from motcua.records.append_only import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("records", "0003_calendar_mark")]
    operations = [migrations.RunPython(guard, unguard)]

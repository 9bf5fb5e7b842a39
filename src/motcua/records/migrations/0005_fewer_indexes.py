"""Foreign keys nobody looks by lose their index; each day of a dossier gets one for the lists behind figures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEYS = {
    "records_dossier": (
        "applicant_id", "assignee_id", "ended_by_id", "group_id", "helped_unit_id", "holder_id", "procedure_id",
        "received_by_id", "unit_id", "version_id",
    ),
    "records_document": ("added_by_id", "dossier_id"),
    "records_notice": ("dossier_id",),
}  # fmt: skip


def drop(apps, editor):
    """Drop the indexes by themselves: SQLite would copy each table once per field."""
    with editor.connection.cursor() as cursor:
        for table, columns in KEYS.items():
            found = editor.connection.introspection.get_constraints(cursor, table)
            for name, each in found.items():
                alone = each["columns"] in [[column] for column in columns]
                if alone and each["index"] and not each["unique"] and not each["primary_key"]:
                    editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def bring_back(apps, editor):
    for table, columns in KEYS.items():
        for column in columns:
            name = editor._create_index_name(table, [column])
            editor.execute(f"CREATE INDEX {editor.quote_name(name)} ON {table} ({column})")


def key(to, name="+", null=True):
    return models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to
    )


def alter(model, name, field):
    return migrations.AlterField(model_name=model, name=name, field=field)


def by_day(column):
    condition = None if column == "filed_on" else models.Q((f"{column}__isnull", False))
    names = {"filed_on": "filing", "received_on": "receipt", "ended_on": "end", "handed_over_on": "hand_over"}
    name = f"dossier_by_{names.get(column, 'rating')}_day"
    return migrations.AddIndex("dossier", models.Index(fields=[column, "id"], condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("records", "0004_append_only")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, bring_back)],
            state_operations=[
                alter("document", "added_by", key(settings.AUTH_USER_MODEL)),
                alter("document", "dossier", key("records.dossier", "documents", null=False)),
                alter("dossier", "applicant", key("records.applicant", "dossiers", null=False)),
                alter("dossier", "assignee", key(settings.AUTH_USER_MODEL, "assigned")),
                alter("dossier", "ended_by", key(settings.AUTH_USER_MODEL)),
                alter("dossier", "group", key("records.dossiergroup", "dossiers")),
                alter("dossier", "helped_unit", key("records.unit")),
                alter("dossier", "holder", key("records.unit", "held", null=False)),
                alter("dossier", "procedure", key("records.procedure", "dossiers", null=False)),
                alter("dossier", "received_by", key(settings.AUTH_USER_MODEL)),
                alter("dossier", "unit", key("records.unit", "dossiers", null=False)),
                alter("dossier", "version", key("records.procedureversion", null=False)),
                alter("notice", "dossier", key("records.dossier", "notices")),
            ],
        ),
        migrations.AddIndex(
            "applicant", models.Index(fields=["id_number", "id"], name="applicant_by_number")
        ),
        *(by_day(column) for column in ("filed_on", "received_on", "ended_on", "handed_over_on", "rated_on")),
    ]

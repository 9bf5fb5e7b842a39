"""A fresh database in one go: every table as the models say, instead of the whole history of changes."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings

from motcua.records.append_only import fix, guard

_BEGUN = ("motcua", "making")  # stands among the applied migrations while the tables are being made


def make() -> None:
    """Make the tables where there are none, else bring them up to date.

    A kill in between leaves a mark; the next start then throws the half-made tables away, in which
    nobody can have written, and begins anew.
    """
    recorder = MigrationRecorder(connection)
    if recorder.has_table() and _BEGUN in recorder.applied_migrations():
        _throw_away()
    if not connection.introspection.table_names():
        _make_whole()
    call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Tell whether the tables are older than the program, or not there."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _make_whole() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.record_applied(*_BEGUN)
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    with connection.schema_editor() as editor:
        guard(apps, editor)
        fix(apps, editor)
    for app, name in sorted(MigrationLoader(connection).disk_migrations):
        recorder.record_applied(app, name)
    recorder.record_unapplied(*_BEGUN)


def _throw_away() -> None:
    with connection.schema_editor() as editor:
        for table in connection.introspection.table_names():
            cascade = "" if connection.vendor == "sqlite" else " CASCADE"
            editor.execute(f"DROP TABLE {editor.quote_name(table)}{cascade}")

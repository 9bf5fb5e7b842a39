"""Entries are never changed nor removed: the database itself refuses, whoever asks."""

from typing import Any

TABLE = "records_entry"
SAYS = "entries are never changed"

SQLITE = tuple(
    f"CREATE TRIGGER entry_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for verb in ("update", "delete")
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION entry_is_append_only() RETURNS trigger AS
    $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION entry_is_append_only()""",
)
UNDO = {
    "sqlite": ("DROP TRIGGER IF EXISTS entry_no_update", "DROP TRIGGER IF EXISTS entry_no_delete"),
    "postgresql": (f"DROP TRIGGER IF EXISTS entry_no_change ON {TABLE}",),
}


def guard(apps: Any, schema_editor: Any) -> None:
    """Lay the guard over the table of entries."""
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the guard away, for a migration backwards."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)

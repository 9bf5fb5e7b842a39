"""What is never changed nor removed: the database itself refuses, whoever asks.

Entries of the journal wholly; of a published version of a procedure what its clock is counted by; of a
citizen's report what she said; of a plan all that it was saved with.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.migrations import RunPython

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

# Columns that stay as they were first written. A migration that makes such a table anew on SQLite loses
# its triggers: it has to call `fix` again.
FIXED: Mapping[str, tuple[str, ...]] = {
    "records_procedureversion": (
        "procedure_id", "from_on", "time_value", "time_unit", "cutoff_at", "supplement_mode",
        "result_is_document", "needs_signature", "fingerprint", "body",
    ),
    "records_citizenreport": ("unit_id", "kind", "told", "happened_on", "at", "due_at"),
    "records_leafmark": (
        "participant_id", "leaf", "stage", "edition", "declared", "points", "is_not_applicable", "asks",
        "why", "automatic", "by_id", "at",
    ),
    "records_indexresult": ("participant_id", "points", "possible", "percent", "rank", "grade", "body"),
    "records_surveyanswer": ("survey_id", "unit_id", "respondents", "answers", "source"),
    "records_ticketperiod": (
        "ticket_id", "state", "from_at", "desk_id", "officer_id", "service_id", "reason",
    ),
    "records_capacityplan": (
        "unit_id", "key", "title", "from_on", "body", "saved_by_id", "saved_at", "is_illustrative",
    ),
    "records_officercost": ("unit_id", "from_on", "dong", "source", "is_illustrative", "set_by_id", "set_at"),
    "records_staffingsheet": ("unit_id", "number", "week_on", "body", "set_by_id", "set_at"),
}  # fmt: skip
# Columns that are filled once, together: when the first of them stands, none is moved.
ONCE: Mapping[str, Sequence[tuple[str, ...]]] = {
    "records_ticketperiod": (("until_at",),),
    "records_capacityplan": (
        ("adopted_at", "adopted_by_id", "adopted_on", "decision"),
        ("withdrawn_at", "withdrawn_by_id", "withdrawn_on", "reason"),
        ("expected",),
    ),
}
FIXED_SAYS = "what was published or said is never changed"


def guard(apps: Any, schema_editor: Any) -> None:
    """Lay the guard over the table of entries."""
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the guard away, for a migration backwards."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _once(table: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the guards over what is filled once: the name of each, and its columns."""
    groups = ONCE.get(table, ())
    return [(f"{table}_once{number or ''}", group) for number, group in enumerate(groups)]


def fixing(vendor: str, tables: Sequence[str] = tuple(FIXED)) -> list[str]:
    """Return the statements that fix the columns."""
    fixed = {table: FIXED[table] for table in tables}
    once = [(name, table, group) for table in tables for name, group in _once(table)]
    if vendor == "sqlite":
        return [
            *(
                f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {_quoted(columns)} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{FIXED_SAYS}'); END"
                for table, columns in fixed.items()
            ),
            *(
                f"CREATE TRIGGER {name} BEFORE UPDATE OF {_quoted(group)} ON {table} "
                f"WHEN OLD.\"{group[0]}\" IS NOT NULL BEGIN SELECT RAISE(ABORT, '{FIXED_SAYS}'); END"
                for name, table, group in once
            ),
        ]
    says = f"$$ BEGIN RAISE EXCEPTION '{FIXED_SAYS}'; END $$ LANGUAGE plpgsql"
    return [
        f"CREATE OR REPLACE FUNCTION columns_are_fixed() RETURNS trigger AS {says}",
        *(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {_quoted(columns)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION columns_are_fixed()"
            for table, columns in fixed.items()
        ),
        *(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {_quoted(group)} ON {table} FOR EACH ROW "
            f'WHEN (OLD."{group[0]}" IS NOT NULL) EXECUTE FUNCTION columns_are_fixed()'
            for name, table, group in once
        ),
    ]


def loosening(vendor: str, tables: Sequence[str] = tuple(FIXED)) -> list[str]:
    """Return the statements that take the guard over columns away."""
    on = "" if vendor == "sqlite" else " ON {0}"
    names = [(table, f"{table}_fixed") for table in tables]
    names += [(table, name) for table in tables for name, _ in _once(table)]
    return [f"DROP TRIGGER IF EXISTS {name}" + on.format(table) for table, name in names]


def fix(apps: Any, schema_editor: Any) -> None:
    """Lay the guard over the columns that stay as they were first written."""
    for statement in fixing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def fix_of(*tables: str) -> RunPython:
    """Return the step of a migration that lays the guard over new tables."""

    def lay(apps: Any, schema_editor: Any) -> None:
        for statement in fixing(schema_editor.connection.vendor, tables):
            schema_editor.execute(statement)

    def take(apps: Any, schema_editor: Any) -> None:
        for statement in loosening(schema_editor.connection.vendor, tables):
            schema_editor.execute(statement)

    return RunPython(lay, take)

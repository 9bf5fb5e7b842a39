"""New rows by one plain statement: the ORM's own way costs several times the database's work.

Only for rows whose values the action has set itself; what a model computes on saving is not run.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from motcua.records import prepared


def insert(row: Model) -> None:
    """Write a new row and give it its key. Costs 1 statement."""
    if not insert_if_new(row, "RETURNING"):
        raise AssertionError(f"{type(row).__name__} was not written")


def insert_if_new(row: Model, how: str = "ON CONFLICT DO NOTHING RETURNING") -> bool:
    """Write a row unless its number is taken; tell whether it was written. Costs 1 statement.

    Somebody who writes the same row at this moment is waited for.
    """
    fields = _fields(type(row))
    with prepared.cursor() as cursor:
        cursor.execute(f"{_statement(type(row), 1)} {how} id", _values(row, fields))
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk, row._state.adding, row._state.db = found[0], False, connection.alias
    return True


def insert_all(rows: Sequence[Model]) -> None:
    """Write new rows of one kind; their keys stay unknown. Costs 1 statement."""
    if not rows:
        return
    kind = type(rows[0])
    fields = _fields(kind)
    with prepared.cursor() as cursor:
        values = [value for row in rows for value in _values(row, fields)]
        cursor.execute(_statement(kind, len(rows)), values)


def change(row: Model, moved: Mapping[str, Any], *, where: str, value: Any) -> bool:
    """Set columns of a row while one of them still has a value; tell whether it had. Costs 1 statement."""
    kind, line = type(row), connections[DEFAULT_DB_ALIAS]
    fields = {field.attname: field for field in _fields(kind)}
    names = ", ".join(f'"{fields[name].column}" = %s' for name in moved)
    values = [fields[name].get_db_prep_save(each, line) for name, each in moved.items()]
    with prepared.cursor() as cursor:
        sql = f'UPDATE "{kind._meta.db_table}" SET {names} WHERE id = %s AND "{where}" = %s'
        cursor.execute(sql, [*values, row.pk, value])
        return cursor.rowcount == 1


def _values(row: Model, fields: Sequence["Field[Any, Any]"]) -> list[Any]:
    line = connections[DEFAULT_DB_ALIAS]  # the proxy looks it up anew for every value
    return [field.get_db_prep_save(getattr(row, field.attname), line) for field in fields]


@cache
def _fields(kind: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(field for field in kind._meta.local_concrete_fields if not field.primary_key)


@cache
def _statement(kind: type[Model], count: int) -> str:
    names = ", ".join(f'"{field.column}"' for field in _fields(kind))
    places = f"({', '.join(['%s'] * len(_fields(kind)))})"
    return f'INSERT INTO "{kind._meta.db_table}" ({names}) VALUES {", ".join([places] * count)}'

"""Rows read by plain statements, for the few reads that every act begins with.

The ORM puts the words of a statement together anew each time, which costs several times what the
database spends on answering. Here the columns of whole rows are put together once.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from motcua.records import prepared

Parts = tuple[tuple[str, type[Model]], ...]


def read(parts: Parts, *, rest: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, each as one instance per part; None where a joined part is missing.

    `parts` are the names under which `rest` (FROM, JOIN, WHERE) speaks of the tables, and their
    models. Costs 1 query.
    """
    with prepared.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(parts)} {rest}", values)
        found = cursor.fetchall()
    line = connections[DEFAULT_DB_ALIAS]
    mended = _converters(parts, line.vendor)
    return [_instances(parts, list(row), mended, line) for row in found]


def table(model: type[Model], name: str) -> str:
    """Return a model's table under a short name, as FROM and JOIN write it."""
    return f'"{model._meta.db_table}" {name}'


def locked(name: str) -> str:
    """Return what ends a statement that locks the rows of one part; on SQLite the transaction is the lock."""
    return f" FOR UPDATE OF {name}" if connection.features.has_select_for_update_of else ""


@cache
def _columns(parts: Parts) -> str:
    return ", ".join(
        f'{name}."{field.column}"' for name, model in parts for field in model._meta.concrete_fields
    )


@cache
def _converters(parts: Parts, _vendor: str) -> list[tuple[int, Any, list[Any]]]:
    """Return for each column that needs it how its value becomes Python's: a day, a moment, JSON."""
    found, index = [], 0
    line = connections[DEFAULT_DB_ALIAS]
    for _, model in parts:
        for field in model._meta.concrete_fields:
            column = field.get_col(model._meta.db_table)
            steps = [*line.ops.get_db_converters(column), *column.get_db_converters(line)]
            if steps:
                found.append((index, column, steps))
            index += 1
    return found


def _instances(parts: Parts, row: list[Any], mended: list[Any], line: Any) -> tuple[Any, ...]:
    for index, column, steps in mended:
        for step in steps:
            row[index] = step(row[index], column, line)
    made, begin = [], 0
    for _, model in parts:
        names = _names(model)
        values = row[begin : begin + len(names)]
        begin += len(names)
        made.append(None if values[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, values))
    return tuple(made)


@cache
def _names(model: type[Model]) -> list[str]:
    """Return the fields of a row in the order of its columns; every model begins with its key."""
    return [field.attname for field in model._meta.concrete_fields]

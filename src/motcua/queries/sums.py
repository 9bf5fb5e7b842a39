"""Sums of measures from the tallies: by unit, by procedure, and up to the end of a day; flat in dossiers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

from motcua.queries.lists import AT_END
from motcua.records.models import HalfTally, Tally, UnitTally
from motcua.rules.measures import MEASURES
from motcua.rules.periods import Period

Sums = dict[str, int]
NOTHING: Mapping[str, int] = dict.fromkeys(MEASURES, 0)


def of_units(
    unit_ids: Collection[int], days: tuple[date, date], *, names: Sequence[str] = MEASURES
) -> dict[int, Sums]:
    """Return the sums of each unit alone over local days, half-open; zeros where there are none. 1 query."""
    found = {
        key: sums
        for (key,), sums in _sums(UnitTally, ("unit_id",), names=names, unit_ids=unit_ids, days=days)
    }
    return {unit_id: found.get(unit_id) or dict.fromkeys(names, 0) for unit_id in unit_ids}


def of_procedures(
    unit_ids: Collection[int], period: Period, *, names: Sequence[str] = MEASURES
) -> dict[tuple[int, int], Sums]:
    """Return the sums by unit and procedure; visits that became no dossier are of none. Costs 1 query.

    Of half months where they are exact.
    """
    model = HalfTally if period.of_halves else Tally
    keys = ("unit_id", "procedure_id")
    found = _sums(model, keys, names=names, unit_ids=unit_ids, days=period.days)
    return {(unit_id, procedure_id): sums for (unit_id, procedure_id), sums in found if procedure_id}


def at_end(unit_ids: Collection[int], on: date) -> dict[int, Sums]:
    """Return what was so at the end of a local day, by unit: the keys of lists.AT_END. Costs 1 query.

    It is a running sum from the first day there is: days, not dossiers, are added up.
    """
    names = sorted({name for pair in AT_END.values() for part in pair for name in part})
    found = of_units(unit_ids, (date.min, _after(on)), names=names)
    return {unit_id: standing(sums) for unit_id, sums in found.items()}


def at_end_of_procedures(unit_ids: Collection[int], on: date) -> dict[tuple[int, int], Sums]:
    """Return what was so at the end of a local day, by unit and procedure. Costs 1 query.

    Of half months when the day after begins one, else of days.
    """
    names = sorted({name for pair in AT_END.values() for part in pair for name in part})
    until = _after(on)
    model = HalfTally if until.day in (1, 15) else Tally
    keys = ("unit_id", "procedure_id")
    found = _sums(model, keys, names=names, unit_ids=unit_ids, days=(date.min, until))
    return {
        (unit_id, procedure_id): standing(sums) for (unit_id, procedure_id), sums in found if procedure_id
    }


def standing(sums: Mapping[str, int]) -> Sums:
    """Return what running sums of measures say was so: each what has begun less what has ended."""
    return {
        what: sum(sums[name] for name in begun) - sum(sums[name] for name in ended)
        for what, (begun, ended) in AT_END.items()
    }


def by_day(
    unit_ids: Collection[int], days: tuple[date, date], *, names: Sequence[str], each: bool = False
) -> list[dict[str, Any]]:
    """Return the sums of all the units by day, in order; `each`: by unit and day. Costs 1 query.

    A row has `on`, the names, and with `each` also `unit_id`.
    """
    keys = ("on", "unit_id") if each else ("on",)
    found = _sums(UnitTally, keys, names=names, unit_ids=unit_ids, days=days)
    return [dict(zip(keys, place, strict=True)) | row for place, row in sorted(found, key=_place)]


def _place(row: tuple[tuple[Any, ...], Sums]) -> tuple[Any, ...]:
    return row[0]


def total(rows: Iterable[Mapping[str, int]]) -> Sums:
    """Return the sum of several rows of sums."""
    found: Sums = {}
    for row in rows:
        for name, value in row.items():
            found[name] = found.get(name, 0) + value
    return found


def _after(on: date) -> date:
    return date.fromordinal(on.toordinal() + 1)


def _sums(
    model: type[Model],
    keys: Sequence[str],
    *,
    names: Sequence[str],
    unit_ids: Collection[int],
    days: tuple[date, date],
) -> list[tuple[tuple[Any, ...], Sums]]:
    """Sum by plain SQL: the ORM takes as long to put sixty sums into words as the database to add them up."""
    if not unit_ids:
        return []
    places = ", ".join(str(int(unit_id)) for unit_id in sorted(set(unit_ids)))
    wanted = ", ".join(f'"{key}"' for key in keys)
    summed = ", ".join(f'CAST(SUM("{name}") AS bigint)' for name in names)
    sql = (
        f"SELECT {wanted}, {summed} FROM {model._meta.db_table} WHERE unit_id IN ({places}) "
        f'AND "on" >= %s AND "on" < %s GROUP BY {wanted}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(days))
        rows = cursor.fetchall()
    width = len(keys)
    if rows and isinstance(rows[0][0], str):  # SQLite keeps a day as its text
        rows = [(date.fromisoformat(row[0]), *row[1:]) for row in rows]
    return [(row[:width], dict(zip(names, row[width:], strict=True))) for row in rows]

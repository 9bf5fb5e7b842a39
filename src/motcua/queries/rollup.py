"""Our sums for the installation above, and those that the ones below have told, never added up with ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from motcua.queries import facts, office, workdays
from motcua.records.models import ChildTally, Entry, HalfTally, Installation, Unit
from motcua.rules.measures import MEASURES
from motcua.rules.rollup import Head, Line

CHUNK = 2000
BY = ("installation", "unit", "procedure")


@contextmanager
def still() -> Iterator[None]:
    """Read what follows as of one moment, whatever is written meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def head(*, installation: str, key: str) -> Head:
    """Return what our file of tallies says of itself. Costs 6 queries, inside `still`."""
    upto = facts.cut()
    first = Entry.objects.order_by("at").values_list("at", flat=True).first()
    code = facts.codes()
    served = set(HalfTally.objects.values_list("unit_id", flat=True).distinct())
    units = {
        code[row.pk]: {"name": row.name, "kind": row.kind}
        for row in Unit.objects.filter(id__in=served).order_by("id")
    }
    today = workdays.today(upto.at) if upto.at else date(1970, 1, 1)
    return Head(
        installation=installation,
        title=office.host().get("place", ""),
        key=key,
        from_on=workdays.today(first) if first else today,
        until_on=today + timedelta(days=1),
        journal={"chain": upto.chain, "seq": upto.seq, "hash": upto.hash},
        measures=MEASURES,
        units=units,
        rows=sum(1 for _ in lines()),
    )


def lines() -> Iterator[Line]:
    """Yield our sums by unit code, procedure code and half of a month, in that order. Costs 3 queries.

    Units that went by one code one after the other are added up.
    """
    code, procedure = facts.codes(), facts.procedure_codes()
    names = ", ".join(f'"{name}"' for name in MEASURES)
    sql = f'SELECT unit_id, procedure_id, "on", {names} FROM {HalfTally._meta.db_table} ORDER BY id'
    found: dict[tuple[str, str, date], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            for unit_id, procedure_id, on, *sums in rows:
                key = (code[unit_id], procedure[procedure_id], _day(on))
                into = found.get(key)
                found[key] = sums if into is None else [a + b for a, b in zip(into, sums, strict=True)]
    for key in sorted(found):
        if any(found[key]):
            yield Line(*key, found[key])


def _day(kept: Any) -> date:
    return kept if isinstance(kept, date) else date.fromisoformat(str(kept))


@dataclass(frozen=True, slots=True)
class RollupRow:
    """The sums of one group of what installations below have told; None: not measured there."""

    group: str
    title: str
    sums: dict[str, int | None]


def report(*, days: tuple[date, date], by: str) -> list[RollupRow]:
    """Return the sums told by the installations below over halves of months, by group. Costs 2 queries.

    Raises: ValueError for a group that is not one of BY.
    """
    columns = {"installation": "i.fingerprint", "unit": "t.unit_code", "procedure": "t.procedure_code"}
    if by not in columns:
        raise ValueError(f"by must be one of {', '.join(BY)}")
    sums = ", ".join(f'CAST(SUM(t."{name}") AS bigint)' for name in MEASURES)
    sql = (
        f"SELECT {columns[by]}, {sums} FROM {ChildTally._meta.db_table} t "
        f"JOIN {Installation._meta.db_table} i ON i.id = t.installation_id "
        f'WHERE t."on" >= %s AND t."on" < %s GROUP BY {columns[by]} ORDER BY {columns[by]}'
    )
    titles = _titles(by)
    with connection.cursor() as cursor:
        cursor.execute(sql, list(days))
        return [
            RollupRow(group, titles.get(group, ""), dict(zip(MEASURES, counts, strict=True)))
            for group, *counts in cursor.fetchall()
        ]


def _titles(by: str) -> dict[str, str]:
    rows = Installation.objects.order_by("id")
    if by == "installation":
        return {row.fingerprint: row.title for row in rows}
    return {code: more["name"] for row in rows for code, more in row.units.items()} if by == "unit" else {}


def lacking(*, days: tuple[date, date]) -> list[str]:
    """Return in plain words what is missing of a period: days not covered, measures not told. 1 query."""
    found = []
    for row in Installation.objects.order_by("fingerprint"):
        name = f"{row.fingerprint} ({row.title})"
        if row.from_on > days[0]:
            found.append(f"{name}: nothing before {row.from_on}")
        if row.until_on < days[1]:
            found.append(f"{name}: nothing from {row.until_on}")
        if absent := sorted(set(MEASURES) - set(row.measures)):
            found.append(f"{name}: does not measure {', '.join(absent)}")
    return found


def shared_with_own(codes: Sequence[str]) -> list[str]:
    """Return which of these units count dossiers here as well. Costs 2 queries."""
    code = facts.codes()
    own = {code[unit_id] for unit_id in HalfTally.objects.values_list("unit_id", flat=True).distinct()}
    return sorted(own & set(codes))

"""Facts of dossiers as of one line of the journal, read in small bites while the service goes on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from motcua.queries import hall_proof, workdays
from motcua.queries.journal import MOVING
from motcua.records.models import ChainHead, Dossier, Entry, Procedure, ProcedureVersion, Unit, UnitTally
from motcua.rules import facts, fold, measures, tickets

CHUNK = 4000
NAMES = ("id", "nonce", *fold.FIELDS)


@dataclass(frozen=True, slots=True)
class Cut:
    """The line of the journal that the facts are of: everything up to it, nothing after."""

    chain: int = 0
    seq: int = 0
    hash: str = ""
    at: datetime | None = None
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """What one dossier or ticket adds to the figures of one unit, procedure and day."""

    unit_id: int
    procedure_id: int
    on: date
    dossier: str
    measured: Mapping[str, int]


def cut() -> Cut:
    """Return the journal's end now. Costs 2 queries."""
    head = ChainHead.objects.order_by("-chain").first()
    last = Entry.objects.filter(chain=head.chain, seq=head.size).values_list("id", flat=True) if head else ()
    entry_id = next(iter(last), None)
    if head is None or entry_id is None:
        return Cut()
    return Cut(head.chain, head.size, head.hash, head.at, entry_id)


def of(
    *, upto: Cut, unit: Unit | None = None, days: tuple[date, date] = (date.min, date.max)
) -> Iterator[Fact]:
    """Yield the facts of every dossier, then ticket, of a unit and those below that land on the days given.

    Both ends are counted. In the order of the dossiers' keys. Costs 2 queries for each few thousand
    dossiers, and holds no transaction open: a dossier that moves meanwhile is folded from its entries up
    to the cut.
    """
    below = {row for (row,) in _below(unit)} if unit else None
    for bite in _bites():
        later = set(_later([row[0] for row in bite], upto))
        for row in bite:
            snapshot = _folded(row[0], upto) if row[0] in later else _snapshot(row)
            if snapshot is None or (below is not None and snapshot.unit_id not in below):
                continue
            yield from _facts(row[1], snapshot, days)
    yield from _of_tickets(upto, below, days)


def _of_tickets(upto: Cut, below: set[int] | None, days: tuple[date, date]) -> Iterator[Fact]:
    """Yield the facts of the tickets that had ended at the cut, each under a name of its own.

    A result that was handed over after its ticket ended is a line more under the same name.
    """
    for pk, vector in _measured(upto):
        for unit_id, procedure_id, on, measured in facts.rows(vector):
            if days[0] <= on <= days[1] and (below is None or unit_id in below):
                yield Fact(unit_id, procedure_id, on, pseudonym(f"ticket {pk}"), measured)


def _measured(upto: Cut) -> Iterator[tuple[int, measures.Vector]]:
    for entry_id, pk, told in hall_proof.tickets_told():
        if entry_id > upto.entry_id:
            break
        yield pk, tickets.measures_of(tickets.read(told))
    for entry_id, pk, told in hall_proof.results_told():
        if entry_id > upto.entry_id:
            return
        yield pk, tickets.measures_of_result(tickets.read_result(told))


def _facts(nonce: str, snapshot: fold.Snapshot, days: tuple[date, date]) -> Iterator[Fact]:
    key = ""
    for unit_id, procedure_id, on, measured in facts.rows(measures.of(snapshot, workdays.ZONE)):
        if days[0] <= on <= days[1]:
            key = key or pseudonym(nonce)
            yield Fact(unit_id, procedure_id, on, key, measured)


def pseudonym(nonce: str) -> str:
    """Return the name of a dossier in exports: the same each time, and of no use to who lacks the key."""
    return salted_hmac("motcua.facts", nonce, algorithm="sha256").hexdigest()[:16]


def _below(unit: Unit) -> QuerySet[Unit, tuple[int]]:
    return Unit.objects.filter(path__startswith=unit.path).values_list("id")


def _bites() -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    rows = Dossier.objects.order_by("id").values_list(*NAMES)
    while bite := list(rows.filter(id__gt=last)[:CHUNK]):
        last = bite[-1][0]
        yield bite


def _snapshot(row: tuple[Any, ...]) -> fold.Snapshot:
    values = dict(zip(fold.FIELDS, row[2:], strict=True))
    values["pauses"] = tuple(values["pauses"])
    return fold.Snapshot(**values)


def _later(dossier_ids: list[int], upto: Cut) -> QuerySet[Entry, int]:
    """Return which of the dossiers moved after the cut: read after the rows, so that none slips through."""
    moved = Entry.objects.filter(id__gt=upto.entry_id, verb__in=MOVING)
    span = moved.filter(dossier_id__gte=dossier_ids[0], dossier_id__lte=dossier_ids[-1])
    return span.values_list("dossier_id", flat=True)


def _folded(dossier_id: int, upto: Cut) -> fold.Snapshot | None:
    """Return a dossier as it was at the cut, None when it was not there yet. Costs 1 query."""
    entries = Entry.objects.filter(dossier_id=dossier_id, id__lte=upto.entry_id, verb__in=MOVING)
    told = entries.order_by("id").values_list("verb", "payload")
    history = [(verb, json.loads(payload).get("changes", {})) for verb, payload in told]
    return fold.fold(history) if history else None


def codes() -> dict[int, str]:
    """Return the code of every unit: its agency code, or its kind and administrative code. Costs 1 query."""
    rows = Unit.objects.values_list("id", "agency_code", "kind", "gso_code")
    return {key: agency or f"{kind}-{gso or key}" for key, agency, kind, gso in rows}


def units(found: set[int]) -> list[dict[str, str]]:
    """Return the units of these keys for the table beside the facts, by code. Costs 2 queries."""
    code = codes()
    rows = Unit.objects.filter(id__in=found)
    told = [
        {
            "unit": code[row.pk], "name": row.name, "kind": row.kind, "gso_code": row.gso_code,
            "parent": code.get(row.parent_id or 0, ""), "from": f"{row.from_on}",
            "until": f"{row.until_on or ''}",
        }
        for row in rows
    ]  # fmt: skip
    return sorted(told, key=lambda row: (row["unit"], row["from"], row["name"]))


def procedures(found: set[int]) -> list[dict[str, str]]:
    """Return the procedures of these keys with the name they were last published under. Costs 1 query."""
    versions = ProcedureVersion.objects.filter(procedure_id__in=found).order_by(
        "procedure_id", "from_on", "id"
    )
    latest = {row.procedure_id: row for row in versions.select_related("procedure")}
    told = [
        {"procedure": row.procedure.code, "name": row.name, "field": row.field} for row in latest.values()
    ]
    return sorted(told, key=lambda row: row["procedure"])


def procedure_codes() -> dict[int, str]:
    """Return the code of every procedure, and none for visits that became no dossier. Costs 1 query."""
    return {0: "", **dict(Procedure.objects.values_list("id", "code"))}


@cache
def words() -> dict[str, dict[str, str]]:
    """Return what each column means: its unit, the day it lands on, a sentence in each language."""
    text = files("motcua.data").joinpath("measures.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def own() -> str:
    """Return what stands before sums.sql here: the tallies under the name and the columns of the facts."""
    unit, tally = Unit._meta.db_table, UnitTally._meta.db_table
    code = (
        "CASE WHEN u.agency_code <> '' THEN u.agency_code "
        "ELSE u.kind || '-' || COALESCE(NULLIF(u.gso_code, ''), CAST(u.id AS text)) END"
    )
    columns = f'{code} AS unit, substr(CAST(t."on" AS text), 1, 7) AS month, t.*'
    return f"WITH facts AS (SELECT {columns} FROM {tally} t JOIN {unit} u ON u.id = t.unit_id) "

"""Proof of the journal: every line follows from the one before, every row and tally from the lines."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.queries import hall_proof, workdays
from motcua.records.models import ChainHead, Dossier, Entry, HalfTally, Tally, UnitTally
from motcua.rules import RuleError, chain, fold, measures, numbering
from motcua.rules.checkpoints import Checkpoint
from motcua.rules.lifecycle import Verb
from motcua.rules.measures import MEASURES, Key

CHUNK = 5000
MOVING = frozenset(str(verb) for verb in Verb)  # other entries only tell of a dossier
MOST_PROBLEMS = 200  # told; the count goes on


@dataclass(slots=True)
class Proof:
    """What a proof found: how many entries it read, and each problem with its exact place."""

    entries: int = 0
    dossiers: int = 0
    count: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.count == 0

    def add(self, problem: str) -> None:
        self.count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


Progress = Callable[[int], None]
_COLUMNS = (
    "e.chain, e.seq, e.at, e.actor_kind, e.actor_id, e.actor_name, e.unit_id, e.verb, d.code, e.subject, "
    "e.payload_hash, e.prev, e.hash, e.salt, e.payload"
)


def lines() -> Iterator[tuple[Any, ...]]:
    """Yield every line in order, as sealed: moments as ISO text in UTC. Costs 1 query."""
    entry, dossier = Entry._meta.db_table, Dossier._meta.db_table
    tables = f"{entry} e LEFT JOIN {dossier} d ON d.id = e.dossier_id"
    sql = f"SELECT {_COLUMNS} FROM {tables} ORDER BY e.chain, e.seq"
    as_text = connection.vendor == "sqlite"
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield (
                    *row[:2],
                    _utc(row[2]) if as_text else row[2].isoformat(timespec="microseconds"),
                    *row[3:],
                )


def _utc(kept: str) -> str:
    """Return SQLite's kept moment as it was sealed."""
    at = str(kept).replace(" ", "T")
    return f"{at}+00:00" if "." in at else f"{at}.000000+00:00"


def verify(progress: Progress = lambda done: None, *, kept: Sequence[Checkpoint] = ()) -> Proof:
    """Prove every link of every year's chain, and that each ends where its head says. Costs 2 queries.

    `kept` are checkpoints that somebody kept outside: the line they speak of must be the one they saw. A
    journal written anew with all its seals looks whole from inside and differs from them.
    """
    proof, heads = Proof(), {head.chain: head for head in ChainHead.objects.all()}
    seen = {checkpoint.size: checkpoint.head for checkpoint in kept}
    year, seq, prev, last_at = 0, 0, chain.GENESIS, ""
    for row in lines():
        proof.entries += 1
        if seen.get(proof.entries, row[12]) != row[12]:
            proof.add(f"{row[0]}/{row[1]}: is not the line that the checkpoint of {proof.entries} lines saw")
        if row[0] != year:
            _check_end(proof, heads, year, seq, prev)
            year, seq = row[0], 0
        seq += 1
        for problem in _broken(row, seq, prev, last_at):
            proof.add(f"{row[0]}/{row[1]}: {problem}")
        seq, prev, last_at = row[1], row[12], row[2]
        if proof.entries % CHUNK == 0:
            progress(proof.entries)
    _check_end(proof, heads, year, seq, prev)
    for size in sorted(seen):
        if size > proof.entries:
            proof.add(f"{year}/{seq}: the chain ends here, a checkpoint saw {size} lines")
    return proof


def _broken(row: tuple[Any, ...], seq: int, prev: str, last_at: str) -> Iterator[str]:
    if row[1] != seq:
        yield f"expected line {seq}"
    if row[11] != prev:
        yield "does not follow from the line before"
    if chain.payload_hash(row[13], row[14]) != row[10]:
        yield "the content was changed"
    if chain.seal_columns((*row[:8], row[8] or "", *row[9:12])) != row[12]:
        yield "the seal does not fit the line"
    if row[2] < last_at:
        yield "is earlier than the line before"


def _check_end(proof: Proof, heads: dict[int, ChainHead], year: int, seq: int, prev: str) -> None:
    head = heads.get(year)
    if year and (head is None or (head.size, head.hash) != (seq, prev)):
        size = head.size if head else 0
        proof.add(f"{year}/{seq}: the chain ends here, its head says {size}")


def rebuild(progress: Progress = lambda done: None) -> tuple[Proof, dict[Key, dict[str, int]]]:
    """Fold every dossier and ended ticket from its entries and compare: rows, tallies, numbers.

    Costs a handful of queries.

    Returns the proof and the sums of measures as they ought to be.
    """
    proof = Proof()
    sums: dict[Key, dict[str, int]] = {}
    histories = _histories()
    upcoming = next(histories, None)
    numbers: dict[tuple[str, Any], list[int]] = {}
    for dossier in Dossier.objects.order_by("id").iterator(chunk_size=CHUNK):
        proof.dossiers += 1
        while upcoming is not None and upcoming[0] < dossier.pk:
            proof.add(f"entries of dossier {upcoming[0]}, which is not there")
            upcoming = next(histories, None)
        if upcoming is None or upcoming[0] != dossier.pk:
            proof.add(f"{dossier.code}: has no entries")
            continue
        proof.entries += len(upcoming[1])
        _fold_one(proof, dossier, upcoming[1], sums)
        _note_number(proof, numbers, dossier.code)
        upcoming = next(histories, None)
        if proof.dossiers % 1000 == 0:
            progress(proof.dossiers)
    _add(sums, hall_proof.tickets_ended(proof.add))
    _compare_tallies(proof, sums)
    _compare_numbers(proof, numbers)
    return proof, sums


def _add(sums: dict[Key, dict[str, int]], more: Mapping[Key, Mapping[str, int]]) -> None:
    for key, row in more.items():
        into = sums.setdefault(key, {})
        for name, value in row.items():
            into[name] = into.get(name, 0) + value


def _histories() -> Iterator[tuple[int, list[tuple[str, dict[str, Any]]]]]:
    """Yield each dossier's entries `(verb, changes)` in order, by the dossier's key."""
    rows = (
        Entry.objects.filter(dossier__isnull=False)
        .order_by("dossier_id", "id")
        .values_list("dossier_id", "verb", "payload")
    )
    current, history = None, []
    for dossier_id, verb, payload in rows.iterator(chunk_size=CHUNK):
        if dossier_id != current and current is not None:
            yield current, history
            history = []
        current = dossier_id
        if verb in MOVING:
            history.append((verb, json.loads(payload).get("changes", {})))
    if current is not None:
        yield current, history


def _fold_one(
    proof: Proof, dossier: Dossier, history: list[tuple[str, dict[str, Any]]], sums: dict[Key, dict[str, int]]
) -> None:
    try:
        folded = fold.fold(history)
    except RuleError as broken:
        proof.add(f"{dossier.code}: {broken}")
        return
    for name, (ought, found) in fold.differences(folded, row_snapshot(dossier)).items():
        proof.add(f"{dossier.code}: {name} is {fold.plain(found)!r}, its entries say {fold.plain(ought)!r}")
    for name, ought in measures.derived(folded, workdays.ZONE).items():
        if getattr(dossier, name) != ought:
            proof.add(f"{dossier.code}: {name} is {getattr(dossier, name)!r}, its entries say {ought!r}")
    _add(sums, measures.of(folded, workdays.ZONE))


def row_snapshot(dossier: Dossier) -> fold.Snapshot:
    """Return a row as the fold sees it. Costs no query."""
    values = {name: getattr(dossier, name) for name in fold.FIELDS}
    return fold.Snapshot(**values | {"pauses": tuple(values["pauses"])})


def _compare_tallies(proof: Proof, sums: dict[Key, dict[str, int]]) -> None:
    fine = {
        (row.unit_id, row.procedure_id, row.officer_id, row.on): row
        for row in Tally.objects.iterator(chunk_size=CHUNK)
    }
    for key, ought in sums.items():
        at = (key.unit_id, key.procedure_id, key.officer_id, key.on)
        _compare(proof, f"tally {key}", fine.pop(at, None), ought)
    for fine_key, extra in fine.items():
        _compare(proof, f"tally {fine_key}", extra, {})
    by_unit, by_half = measures.by_unit(sums), measures.by_half(sums)
    coarse = {(row.unit_id, row.on): row for row in UnitTally.objects.iterator(chunk_size=CHUNK)}
    halves = {(r.unit_id, r.on, r.procedure_id): r for r in HalfTally.objects.iterator(chunk_size=CHUNK)}
    _compare_all(proof, "unit tally", coarse, by_unit)
    _compare_all(proof, "half tally", halves, by_half)


def _compare_all(
    proof: Proof, name: str, found: dict[Any, UnitTally] | dict[Any, HalfTally], sums: Mapping[Any, Any]
) -> None:
    for place, ought in sums.items():
        _compare(proof, f"{name} {place}", found.get(place), ought)
    for place in found.keys() - sums.keys():
        _compare(proof, f"{name} {place}", found[place], {})


def _compare(
    proof: Proof, place: str, row: Tally | UnitTally | HalfTally | None, ought: Mapping[str, int]
) -> None:
    for name in MEASURES:
        found = getattr(row, name) if row is not None else 0
        if found != ought.get(name, 0):
            proof.add(f"{place}: {name} is {found}, its dossiers say {ought.get(name, 0)}")


def _note_number(proof: Proof, numbers: dict[tuple[str, Any], list[int]], code: str) -> None:
    try:
        parts = numbering.parse(code)
    except numbering.BadCode:
        proof.add(f"{code}: is not a dossier code")
        return
    numbers.setdefault((parts.agency, parts.on), []).append(parts.number)


def _compare_numbers(proof: Proof, numbers: dict[tuple[str, Any], list[int]]) -> None:
    for (agency, on), given in numbers.items():
        if sorted(given) != list(range(1, len(given) + 1)):
            proof.add(f"{agency} {on}: numbers are not 1 to {len(given)} without gaps")


def last_moment() -> datetime | None:
    """Return the moment of the journal's last line, None while it is empty. Costs 1 query."""
    return ChainHead.objects.order_by("-chain").values_list("at", flat=True).first()


def lacks_tallies() -> bool:
    """Tell whether there are dossiers but no sums of them: an upgrade made the tables of sums anew."""
    return not HalfTally.objects.exists() and Dossier.objects.exists()

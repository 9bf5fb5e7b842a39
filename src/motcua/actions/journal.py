"""The lines every action ends with: record what happened, announce what is owed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from motcua.actions import rows
from motcua.queries import plain, workdays
from motcua.queries.journal import row_snapshot
from motcua.records import prepared
from motcua.records.models import ChainHead, Dossier, Entry, HalfTally, Notice, Tally, UnitTally
from motcua.rules import RuleError, chain, fold, measures
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor

Sums = Mapping[tuple[Any, ...], Mapping[str, int]]
AT_ONCE = 20  # rows of a tally in one statement: SQLite takes so many values
_UNIT, _HALF = ("unit_id", "on"), ("unit_id", "on", "procedure_id")
_FINE = ("unit_id", "on", "procedure_id", "officer_id")
TALLIES = 3
# SQLite holds any length and PostgreSQL does not: what would fail on one fails on both.
VERB_MOST = Entry._meta.get_field("verb").max_length or 0
SUBJECT_MOST = Entry._meta.get_field("subject").max_length or 0


NEAR_MIDNIGHT = timedelta(minutes=2)  # longer than anybody waits for the journal's end


class Stale(RuleError):
    """Somebody else changed the dossier in between."""


def record(
    dossier: Dossier,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Move a dossier: its row, the tallies by the difference, and one sealed entry. Costs 4 to 7 statements.

    `changes` are fields of rules.fold.Snapshot; `facts` are what a reader of the journal should
    know besides (a reason, a list of papers), never names or numbers of persons.

    Raises: lifecycle.Illegal; fold.BrokenHistory; Stale when the row moved since it was read;
    chain.ClockBehind.
    """
    kept = fold.plain(changes)
    before = row_snapshot(dossier) if dossier.pk else None
    after = fold.apply(before, verb, kept)
    _write_row(dossier, after, at)
    was = measures.of(before, workdays.ZONE) if before else {}
    move_tallies(measures.difference(was, measures.of(after, workdays.ZONE)))
    return write(
        verb, by=by, at=at, payload={"changes": kept, "facts": fold.plain(facts or {})}, dossier=dossier
    )


def _write_row(dossier: Dossier, after: fold.Snapshot, at: datetime) -> None:
    values = {name: getattr(after, name) for name in fold.FIELDS} | {"pauses": list(after.pauses)}
    values |= measures.derived(after, workdays.ZONE)
    if dossier.pk is None:
        for name, value in values.items():
            setattr(dossier, name, value)
        dossier.updated_at = at
        rows.insert(dossier)
        return
    moved = {name: value for name, value in values.items() if getattr(dossier, name) != value}
    moved |= {"updated_at": at, "revision": dossier.revision + 1}
    if not rows.change(dossier, moved, where="revision", value=dossier.revision):
        raise Stale(code=dossier.code)
    for name, value in moved.items():
        setattr(dossier, name, value)


def move_tallies(changed: Mapping[measures.Key, Mapping[str, int]]) -> None:
    """Add differences to the tallies, in one order of keys so that writers never cross. 0 to 3 statements.

    Where the database can, the three are one statement: what is waited for is the way there and back.
    """
    fine: Sums = {(k.unit_id, k.on, k.procedure_id, k.officer_id): row for k, row in sorted(changed.items())}
    coarse = measures.by_unit(changed)
    moved: Sums = {place: row for place, row in sorted(coarse.items()) if any(row.values())}
    halves = measures.by_half(changed)
    halved: Sums = {place: row for place, row in sorted(halves.items()) if any(row.values())}
    statements = [
        _upsert(model._meta.db_table, keys, {place: sums[place] for place in places})
        for model, keys, sums in ((UnitTally, _UNIT, moved), (HalfTally, _HALF, halved), (Tally, _FINE, fine))
        for places in _pages(list(sums))
    ]
    with prepared.cursor() as cursor:
        if len(statements) == TALLIES and connection.vendor == "postgresql":
            cursor.execute(*_at_once(statements))
            return
        for sql, values in statements:
            cursor.execute(sql, values)


def _pages(places: Sequence[tuple[Any, ...]]) -> list[Sequence[tuple[Any, ...]]]:
    return [places[first : first + AT_ONCE] for first in range(0, len(places), AT_ONCE)]


def _at_once(statements: Sequence[tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """Return several upserts as one statement; the last of them is carried out first."""
    *others, (last, last_values) = reversed(statements)
    parts = ", ".join(f"t{number} AS ({sql})" for number, (sql, _) in enumerate(others))
    return f"WITH {parts} {last}", [value for _, values in others for value in values] + last_values


def reserve(dossiers: Sequence[Dossier], *, on: date) -> None:
    """Lock the day's sums of several units before the first entry: whoever holds its end waits for nobody.

    Costs no statement for dossiers of one unit, whose sums are locked by the first of them, else 1.
    """
    units = sorted({dossier.unit_id for dossier in dossiers})
    if len(units) > 1:
        sums: Sums = {(unit_id, on): {measures.MEASURES[0]: 0} for unit_id in units}
        with prepared.cursor() as cursor:
            cursor.execute(*_upsert(UnitTally._meta.db_table, ("unit_id", "on"), sums))


def _upsert(table: str, keys: Sequence[str], sums: Sums) -> tuple[str, list[Any]]:
    wanted = {name for row in sums.values() for name in row}
    measured = [name for name in measures.MEASURES if name in wanted]
    names = ", ".join(f'"{name}"' for name in (*keys, *measured))
    places = ", ".join([f"({', '.join(['%s'] * (len(keys) + len(measured)))})"] * len(sums))
    conflict = ", ".join(f'"{name}"' for name in keys)
    added = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in measured)
    sql = f"INSERT INTO {table} ({names}) VALUES {places} ON CONFLICT ({conflict}) DO UPDATE SET {added}"
    return sql, [
        value for place, row in sums.items() for value in (*place, *(row.get(name, 0) for name in measured))
    ]


def write(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    payload: Mapping[str, Any],
    dossier: Dossier | None = None,
    subject: str = "",
) -> Entry:
    """Append one sealed entry, last in its transaction: whoever writes next waits here. Costs 3 statements.

    Raises: chain.ClockBehind; ValueError for a verb or subject that one of the databases would not hold.
    """
    if len(verb) > VERB_MOST or len(subject) > SUBJECT_MOST:
        raise ValueError(f"too long for the journal: {verb!r} of {subject!r}")
    chain_head = head(localdate(at).year, at)
    entry = sealed(chain_head, Saying(verb, by, at, payload, dossier, subject))
    rows.insert(entry)
    with prepared.cursor() as cursor:
        at_text = connection.ops.adapt_datetimefield_value(entry.at)
        cursor.execute(
            f"UPDATE {ChainHead._meta.db_table} SET size = %s, hash = %s, at = %s WHERE id = %s",
            [entry.seq, entry.hash, at_text, chain_head.pk],
        )
    return entry


@dataclass(frozen=True, slots=True)
class Saying:
    """What an entry says: which verb, by whom, when, about which dossier or other subject."""

    verb: str
    by: Actor
    at: datetime
    payload: Mapping[str, Any]
    dossier: Dossier | None = None
    subject: str = ""


def sealed(head: ChainHead, saying: Saying) -> Entry:
    """Return the next entry of a chain, unsaved, and move the head in memory. Costs no query.

    Raises: chain.ClockBehind.
    """
    by, dossier = saying.by, saying.dossier
    at = chain.moment(saying.at, head.at)
    text, salt = chain.canonical(saying.payload), secrets.token_hex(16)
    line = chain.Line(
        chain=head.chain,
        seq=head.size + 1,
        at=at,
        actor_kind=by.kind,
        actor_id=by.user_id or by.applicant_id,
        actor_name=by.name[:150].replace("\n", " "),
        unit_id=by.unit_id,
        verb=saying.verb,
        dossier=dossier.code if dossier else "",
        subject=saying.subject,
        payload_hash=chain.payload_hash(salt, text),
        prev=head.hash,
    )
    head.size, head.hash, head.at = line.seq, chain.seal(line), at
    return Entry(
        chain=line.chain, seq=line.seq, at=at, actor_kind=line.actor_kind, actor_id=line.actor_id,
        actor_name=line.actor_name, unit_id=line.unit_id, verb=line.verb, dossier=dossier,
        subject=line.subject,
        payload=text, salt=salt, payload_hash=line.payload_hash, prev=line.prev, hash=head.hash,
    )  # fmt: skip


def head(year: int, at: datetime | None = None) -> ChainHead:
    """Return the end of a year's chain, locked; a new one follows the year before. 1 to 4 statements.

    A year whose successor has begun is closed: who read the clock just before midnight and waited
    until after it goes on in the new one, for nothing may follow the line that the new year follows.

    Raises: chain.ClockBehind when a later year has begun and midnight is not near.
    """
    heads = ChainHead.objects.select_for_update()
    rest = f"FROM {plain.table(ChainHead, 'h')} WHERE h.chain >= %s ORDER BY h.chain DESC LIMIT 1"
    rows = plain.read((("h", ChainHead),), rest=f"{rest}{plain.locked('h')}", values=[year])
    found: ChainHead | None = next((row for (row,) in rows), None)
    if found is None:
        # Locked: nobody adds to the year before while its last line is taken over.
        last = heads.filter(chain__lt=year).order_by("-chain").first()
        fresh = ChainHead(chain=year, hash=last.hash if last else chain.GENESIS, at=last.at if last else None)
        ChainHead.objects.bulk_create([fresh], ignore_conflicts=True)  # another writer may be first
        found = heads.get(chain=year)
    is_near = at is not None and localdate(at + NEAR_MIDNIGHT).year > year
    if found.chain > year and not is_near:
        raise chain.ClockBehind(now=at, last_at=found.at)
    if is_near:
        return heads.filter(chain__gt=year).order_by("-chain").first() or found
    return found


def announce(
    dossier: Dossier, kind: str, *, at: datetime, entry: Entry, facts: Mapping[str, Any] | None = None
) -> None:
    """Owe the applicant, and whoever filed for her, a message. Costs 1 statement.

    The row is the queue: it stands or falls with the transaction, and a worker claims it later.
    """
    owed = {person_id for person_id in (dossier.applicant_id, dossier.filer_id) if person_id}
    rows.insert_all(
        [
            Notice(
                dossier=dossier,
                to_id=person_id,
                kind=kind,
                facts=fold.plain(facts or {}),
                effect_key=f"{entry.chain}.{entry.seq}.{kind}.{person_id}",
                created_at=at,
                next_at=at,
            )
            for person_id in sorted(owed)
        ]
    )

"""Whole days of a hall written at once, as the single acts would have written them.

The measures, the entry of each ended ticket and its figures come from the same functions as a single
ticket's end; `verify` and `rebuild` prove it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from types import SimpleNamespace
from typing import Any

from django.db import connection

from motcua.actions import journal, ticket_end
from motcua.actions.journal import Saying
from motcua.records.models import (
    DeskSession,
    Dossier,
    HallDay,
    LetterCounter,
    Ticket,
    TicketPeriod,
)
from motcua.rules import measures, tickets
from motcua.rules.people import SYSTEM, Actor
from motcua.rules.tickets import Ending, State

BATCH = 1000
Row = Any  # a ticket's columns by name


@dataclass(slots=True)
class Stay:
    """A stretch of a visit in one state; without an end it lasts."""

    state: State
    from_at: datetime
    until_at: datetime | None = None
    desk_id: int | None = None
    officer_id: int | None = None
    reason: str = ""
    service_id: int | None = None  # None: the visit's


@dataclass(slots=True)
class Visit:
    """One ticket to write, with the states it went through; without an ending it is not over."""

    service_id: int
    letter: str
    issued_at: datetime
    order_at: datetime
    stays: Sequence[Stay]
    ending: Ending | None = None
    by: Actor = SYSTEM
    lane: str = ""
    proof: str = ""
    source: str = "kiosk"
    told: tuple[int, int, int] | None = None  # expected, low, high seconds
    passed: int = 0
    promise_minutes: int | None = None
    dossier: str = ""


@dataclass(slots=True)
class Day:
    """One day of a hall: its visits in the order the numbers were drawn, and who sat where."""

    unit_id: int
    on: date
    opened_at: datetime
    closed_at: datetime | None
    visits: Sequence[Visit] = ()
    sessions: Sequence[tuple[int, int, datetime, datetime | None]] = field(default_factory=list)


def write(days: Sequence[Day], dossiers: Mapping[str, Dossier]) -> list[Saying]:
    """Write the rows and the tallies; return what the journal is to be told, in no order.

    Inside the caller's transaction. `dossiers` are those that visits became, by code.
    """
    rows = [HallDay(unit_id=d.unit_id, on=d.on, opened_at=d.opened_at, closed_at=d.closed_at) for d in days]
    for row, day in zip(rows, days, strict=True):
        row.issued = row.mark = len(day.visits)
    HallDay.objects.bulk_create(rows, batch_size=BATCH)
    _letters(rows, days)
    _sessions(days)
    written = list(_tickets(rows, days, dossiers))
    ended = list(_ended(written, dossiers))
    results = list(_results(ended, dossiers))
    _insert(Ticket, _TICKET, (_columns(row, _TICKET) for row, _ in written))
    _insert(TicketPeriod, _PERIOD, _periods(written))
    moved = [tickets.measures_of(told) for _, _, told in ended]
    moved += [tickets.measures_of_result(handed) for _, _, handed, _ in results]
    journal.move_tallies(measures.total(moved))
    return [*_sayings(ended, dossiers), *_said(results), *_of_days(days)]


def _letters(rows: Sequence[HallDay], days: Sequence[Day]) -> None:
    made = []
    for row, day in zip(rows, days, strict=True):
        last: dict[str, int] = {}
        for visit in day.visits:
            last[visit.letter] = last.get(visit.letter, 0) + 1
        made += [LetterCounter(day=row, letter=letter, last=count) for letter, count in last.items()]
    LetterCounter.objects.bulk_create(made, batch_size=BATCH)


def _sessions(days: Sequence[Day]) -> None:
    DeskSession.objects.bulk_create(
        (
            DeskSession(desk_id=desk, officer_id=officer, from_at=begun, until_at=ended)
            for day in days
            for desk, officer, begun, ended in day.sessions
        ),
        batch_size=BATCH,
    )


def _tickets(
    rows: Sequence[HallDay], days: Sequence[Day], dossiers: Mapping[str, Dossier]
) -> Iterator[tuple[Row, Visit]]:
    keys = iter(_keys(Ticket, sum(len(day.visits) for day in days)))
    for row, day in zip(rows, days, strict=True):
        numbers: dict[str, int] = {}
        for place, visit in enumerate(day.visits, 1):
            number = numbers[visit.letter] = numbers.get(visit.letter, 0) + 1
            yield _ticket(next(keys), row, place, number, visit, dossiers), visit


def _keys(model: Any, count: int) -> Sequence[int]:
    """Return the keys of rows to come: entries name tickets before these are written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {model._meta.db_table}")
        first = int(cursor.fetchone()[0]) + 1
    return range(first, first + count)


def _ticket(
    pk: int, day: HallDay, place: int, number: int, visit: Visit, dossiers: Mapping[str, Dossier]
) -> Row:
    code, last = tickets.code(visit.letter, number), visit.stays[-1]
    called = next((stay for stay in visit.stays if stay.state is State.CALLED), None)
    served = next((stay for stay in visit.stays if stay.state is State.SERVING), None)
    expected, low, high = visit.told or (None, None, None)
    dossier = dossiers[visit.dossier].pk if visit.dossier else None
    token = hashlib.sha256(f"{day.unit_id} {day.on} {code}".encode()).hexdigest()  # nobody's link
    return SimpleNamespace(  # a row of the ORM costs as much as all the rest
        id=pk, pk=pk, day_id=day.pk, unit_id=day.unit_id, on=day.on, service_id=visit.service_id,
        number=number, code=code, place=place, lane=visit.lane, proof=visit.proof, source=visit.source,
        phone="", appointment_id=None, token_hash=token, state=_state(visit),
        state_at=last.until_at or last.from_at,
        desk_id=last.desk_id, officer_id=last.officer_id, order_at=visit.order_at, passed=visit.passed,
        recalls=0, out_of_turn=0, issued_at=visit.issued_at, called_at=called.from_at if called else None,
        served_from_at=served.from_at if served else None, ended_at=last.until_at if visit.ending else None,
        ending=visit.ending or "", wait_seconds=None, service_seconds=None, total_seconds=None,
        result_seconds=None,
        expected_seconds=expected, low_seconds=low, high_seconds=high,
        promise_minutes=visit.promise_minutes, dossier_id=dossier, revision=len(visit.stays),
    )  # fmt: skip


def _state(visit: Visit) -> State:
    if visit.ending is None or visit.ending is Ending.NO_SHOW:
        return visit.stays[-1].state
    return State.DONE if visit.ending in tickets.SERVED else State.CANCELLED


def _ended(
    written: Sequence[tuple[Row, Visit]], dossiers: Mapping[str, Dossier]
) -> Iterator[tuple[Row, Visit, tickets.Ended]]:
    for row, visit in written:
        if visit.ending is not None and row.ended_at is not None:
            dossier = dossiers.get(visit.dossier)
            told = ticket_end.told(
                row, visit.ending, periods=visit.stays, dossier=dossier, ended_at=row.ended_at
            )
            row.wait_seconds, row.service_seconds = told.wait_seconds, told.service_seconds
            row.total_seconds, row.result_seconds = told.total_seconds, told.result_seconds
            yield row, visit, told


_Result = tuple[Row, Visit, tickets.Handed, datetime]


def _results(
    ended: Sequence[tuple[Row, Visit, tickets.Ended]], dossiers: Mapping[str, Dossier]
) -> Iterator[_Result]:
    """Promised results that were handed over after the ticket ended."""
    for row, visit, told in ended:
        at = dossiers[visit.dossier].handed_over_at if visit.dossier else None
        if row.promise_minutes is not None and at is not None and told.result_seconds is None:
            handed = ticket_end.result_of(row, dossiers[visit.dossier], at=at)
            row.result_seconds = handed.result_seconds
            yield row, visit, handed, at


def _said(results: Sequence[_Result]) -> Iterator[Saying]:
    for row, visit, handed, at in results:
        payload = ticket_end.told_result(row, handed)
        yield Saying(ticket_end.RESULT_VERB, visit.by, at, payload, subject=ticket_end.subject(row))


def _sayings(
    ended: Sequence[tuple[Row, Visit, tickets.Ended]], dossiers: Mapping[str, Dossier]
) -> Iterator[Saying]:
    for row, visit, told in ended:
        payload = ticket_end.payload(row, told, dossier=dossiers.get(visit.dossier))
        assert row.ended_at is not None
        yield Saying(ticket_end.VERB, visit.by, row.ended_at, payload, subject=ticket_end.subject(row))


def _of_days(days: Sequence[Day]) -> Iterator[Saying]:
    for day in days:
        subject, on = f"hall:{day.unit_id}", day.on.isoformat()
        yield Saying("open_hall", SYSTEM, day.opened_at, _facts({"on": on}), subject=subject)
        if day.closed_at is not None:
            left: dict[str, int] = {}
            for visit in day.visits:
                if visit.ending is Ending.DAY_CLOSED:
                    left[visit.ending] = left.get(visit.ending, 0) + 1
            facts = {"on": on, "issued": len(day.visits), "left": left}
            yield Saying("close_hall", SYSTEM, day.closed_at, _facts(facts), subject=subject)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"changes": {}, "facts": dict(facts)}


def _periods(written: Sequence[tuple[Row, Visit]]) -> Iterator[tuple[Any, ...]]:
    for row, visit in written:
        for stay in visit.stays:
            until = _kept(stay.until_at) if stay.until_at else None
            service = stay.service_id or row.service_id
            who = (stay.desk_id, stay.officer_id, service, stay.reason)
            yield row.pk, stay.state, _kept(stay.from_at), until, *who


_PERIOD = ("ticket_id", "state", "from_at", "until_at", "desk_id", "officer_id", "service_id", "reason")
_TICKET = tuple(field.attname for field in Ticket._meta.concrete_fields)
_MOMENTS = frozenset(name for name in _TICKET if name.endswith("_at"))


def _columns(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    kept = row.__dict__
    return tuple(_kept(kept[n]) if n in _MOMENTS and kept[n] is not None else kept[n] for n in names)


def _kept(at: datetime) -> Any:
    """Return a moment as the database takes it: SQLite as Django would write it, ten times as fast."""
    return str(at.astimezone(UTC).replace(tzinfo=None)) if _is_sqlite() else at


@cache
def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _insert(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while page := list(islice(waiting, BATCH)):
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", page)

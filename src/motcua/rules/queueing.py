"""Who is called next: one order for walk-ins, priority and appointments, and a bound on being passed.

A ticket's effective time is when it was drawn, moved ahead by the minutes of its priority class. The
smallest effective time is called first. Whoever was passed by `bound` later ones is next, whatever the
order says: so priority helps the weak and starves nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.rules import RuleError


class LaneUnknown(RuleError):
    """No priority class of that name."""


class ProofMissing(RuleError):
    """The priority class needs a paper that shows it."""


class TooManyPassed(RuleError):
    """Calling this one would pass somebody who was passed often enough already."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A priority class: how many minutes ahead it puts a ticket, and which papers show it.

    Units: `weight_minutes` minutes; `proofs` names of papers, empty where the eye suffices.
    """

    key: str
    name: str
    name_en: str
    weight_minutes: int
    proofs: tuple[str, ...] = ()
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Fairness:
    """The numbers of the order.

    Units: `bound` tickets; the others minutes and, for `behind`, tickets.
    """

    bound: int
    appointment_minutes: int  # how far ahead of its slot an appointment stands
    late_minutes: int  # an appointment later than this is a walk-in
    grace_minutes: int  # who missed the call may come back so long
    behind: int  # and then stands behind so many


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket as the order sees it.

    Units: `place` the how-manieth ticket of the day; `passed` how many later ones were called before it.
    """

    pk: int
    place: int
    service: int
    order_at: datetime
    passed: int = 0
    desk: int | None = None  # sent to this desk only


def effective_at(
    issued_at: datetime, lane: Lane | None, fairness: Fairness, *, slot_at: datetime | None = None
) -> datetime:
    """Return the moment a ticket stands for in the line.

    An appointment kept stands a little ahead of its slot; one who comes too late for it is a walk-in.

    Source: HALL-03.

    >>> f = Fairness(3, 10, 10, 15, 2)
    >>> effective_at(datetime(2024, 9, 26, 9, 0), Lane("elderly", "", "", 20), f).time().isoformat()
    '08:40:00'
    """
    ahead = timedelta(minutes=lane.weight_minutes if lane else 0)
    if slot_at is None or issued_at > slot_at + timedelta(minutes=fairness.late_minutes):
        return issued_at - ahead
    return slot_at - max(ahead, timedelta(minutes=fairness.appointment_minutes))


def serves(services: Mapping[int, int], desk: int, ticket: Waiting) -> bool:
    """Tell whether a desk may call a ticket; `services` are the keys it serves with their preference.

    Source: HALL-03.
    """
    return ticket.service in services and ticket.desk in (None, desk)


def next_for(
    desk: int, services: Mapping[int, int], waiting: Iterable[Waiting], *, bound: int
) -> Waiting | None:
    """Return the ticket that a desk calls next, None when nobody waits for it.

    First whoever was passed `bound` times, the earliest drawn of them. Else a desk's own services come
    before those it helps out with, then the smaller effective time, then the earlier drawn.

    Units: `services` maps a service's key to the desk's preference, 0 its own.
    Source: HALL-03.
    """
    mine = [ticket for ticket in waiting if serves(services, desk, ticket)]
    if not mine:
        return None
    due = [ticket for ticket in mine if ticket.passed >= bound]
    if due:
        return min(due, key=lambda ticket: ticket.place)
    return min(mine, key=lambda ticket: _rank(ticket, services))


def passed_by(
    called: Waiting, desk: int, services: Mapping[int, int], waiting: Iterable[Waiting]
) -> list[Waiting]:
    """Return the tickets that a call passes: drawn earlier, waiting, and this desk could have called them.

    Source: HALL-03.
    """
    return [
        ticket
        for ticket in waiting
        if ticket.pk != called.pk and ticket.place < called.place and serves(services, desk, ticket)
    ]


def check_named(
    called: Waiting, desk: int, services: Mapping[int, int], waiting: Iterable[Waiting], *, bound: int
) -> list[Waiting]:
    """Return the tickets that a call by name passes; the desk's own next one passes whom it always does.

    Besides those drawn earlier, any other passes whom the order puts before: somebody with priority, or
    with an appointment, who came later.

    Raises: TooManyPassed when one of them was passed `bound` times already.
    Source: HALL-03.
    """
    line = [ticket for ticket in waiting if serves(services, desk, ticket)]
    drawn_before = passed_by(called, desk, services, line)
    if is_next(called, desk, services, line, bound=bound):
        return drawn_before
    rank = _rank(called, services)
    passed = [one for one in line if one in drawn_before or _rank(one, services) < rank]
    if any(ticket.passed >= bound for ticket in passed):
        raise TooManyPassed(bound=bound)
    return passed


def is_next(
    called: Waiting, desk: int, services: Mapping[int, int], waiting: Iterable[Waiting], *, bound: int
) -> bool:
    """Tell whether the desk would have called the ticket without naming it.

    Source: HALL-03.
    """
    first = next_for(desk, services, waiting, bound=bound)
    return first is not None and first.pk == called.pk


def _rank(ticket: Waiting, services: Mapping[int, int]) -> tuple[int, datetime, int]:
    return services[ticket.service], ticket.order_at, ticket.place


def back_at(
    ticket_order_at: datetime, line: Sequence[datetime], fairness: Fairness, *, now: datetime
) -> datetime:
    """Return the effective time of one who missed the call and came back: behind the next few.

    Units: `line` the effective times of those waiting for the same service, in order.
    Source: HALL-03.

    >>> at = [datetime(2024, 9, 26, 9, minute) for minute in (0, 5, 10)]
    >>> back_at(datetime(2024, 9, 26, 8, 50), at, Fairness(3, 10, 10, 15, 2), now=at[2]).minute
    5
    """
    if not line:
        return ticket_order_at
    last = line[min(fairness.behind, len(line)) - 1]
    return max(ticket_order_at, min(last + timedelta(microseconds=1), now))


def lanes(rows: Iterable[Mapping[str, object]]) -> dict[str, Lane]:
    """Return the priority classes by key, in the order of the rows.

    Raises: ValueError for a row with a weight below zero.
    Source: HALL-04.
    """
    found = {}
    for row in rows:
        weight = int(str(row["weight_minutes"]))
        if weight < 0:
            raise ValueError(f"a priority class moves nobody back: {row['key']}")
        proofs = row.get("proofs") or ()
        assert isinstance(proofs, (list, tuple))
        found[str(row["key"])] = Lane(
            key=str(row["key"]),
            name=str(row["vi"]),
            name_en=str(row["en"]),
            weight_minutes=weight,
            proofs=tuple(str(proof) for proof in proofs),
            source=str(row["source"]),
            confidence=str(row["confidence"]),
        )
    return found


def lane_of(key: str, known: Mapping[str, Lane], *, proof: str = "") -> Lane | None:
    """Return the priority class asked for; None for an ordinary ticket.

    Raises: LaneUnknown; ProofMissing when it needs a paper and none was named.
    Source: HALL-04.
    """
    if not key:
        return None
    if key not in known:
        raise LaneUnknown(lane=key)
    if known[key].proofs and not proof.strip():
        raise ProofMissing(lane=known[key].name)
    return known[key]


ELDERLY = "elderly"  # the class that a day of birth alone shows


def lane_by_birth(born_on: date | None, *, on: date, elderly_years: int) -> str:
    """Return the key of the priority class that a day of birth shows; empty when it shows none.

    Units: `elderly_years` whole years.
    Source: HALL-04.

    >>> lane_by_birth(date(1964, 9, 26), on=date(2024, 9, 26), elderly_years=60)
    'elderly'
    >>> lane_by_birth(date(1964, 9, 27), on=date(2024, 9, 26), elderly_years=60)
    ''
    """
    if born_on is None:
        return ""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    years = on.year - born_on.year - (not had_birthday)
    return ELDERLY if years >= elderly_years else ""

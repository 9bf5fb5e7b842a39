"""A ticket of the hall: its states and endings, which verb leads from which to which, and its measures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.rules import RuleError
from motcua.rules.measures import Key


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """How a visit ended: each ticket has exactly one in the end."""

    DOSSIER = "dossier"
    ADVICE_ONLY = "advice_only"
    REFUSED_ORALLY = "refused_orally"
    RESULT_COLLECTED = "result_collected"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    DAY_CLOSED = "day_closed"


class Source(StrEnum):
    """Where a ticket was drawn."""

    KIOSK = "kiosk"
    RECEPTION = "reception"
    APPOINTMENT = "appointment"
    PHONE = "phone"


class TicketVerb(StrEnum):
    """What may be done with a ticket."""

    ISSUE = "issue"
    CALL = "call"
    RECALL = "recall"
    BEGIN = "begin"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    MISS = "miss"
    COME_BACK = "come_back"
    FINISH = "finish"
    CANCEL = "cancel"
    CLOSE = "close"


AT_DESK = frozenset({State.CALLED, State.SERVING})
SERVED = frozenset({Ending.DOSSIER, Ending.ADVICE_ONLY, Ending.REFUSED_ORALLY, Ending.RESULT_COLLECTED})
OVER = frozenset({State.DONE, State.CANCELLED})
AT_ONCE_SECONDS = 60  # called within a minute of drawing the number: there was no queue

_ALL = frozenset(State)
_MOVES: Mapping[TicketVerb, tuple[frozenset[State], State | None]] = {
    TicketVerb.CALL: (frozenset({State.WAITING}), State.CALLED),
    TicketVerb.RECALL: (frozenset({State.CALLED}), None),
    TicketVerb.BEGIN: (frozenset({State.CALLED}), State.SERVING),
    TicketVerb.HOLD: (AT_DESK, State.HELD),
    TicketVerb.RESUME: (frozenset({State.HELD}), State.SERVING),
    TicketVerb.TRANSFER: (AT_DESK | {State.HELD, State.WAITING}, State.WAITING),
    TicketVerb.MISS: (frozenset({State.CALLED}), State.MISSED),
    TicketVerb.COME_BACK: (frozenset({State.MISSED}), State.WAITING),
    TicketVerb.FINISH: (frozenset({State.SERVING}), State.DONE),
    TicketVerb.CANCEL: (_ALL - OVER - AT_DESK, State.CANCELLED),
    TicketVerb.CLOSE: (_ALL - OVER, None),
}


class TicketIllegal(RuleError):
    """The ticket's state does not allow the verb."""


class NotBegun(TicketIllegal):
    """A number that was called ends in a service only after the service has begun."""


def after(state: State, verb: TicketVerb) -> State:
    """Return the state a verb leads to; a verb that moves nothing leaves the ticket where it is.

    When the day closes, whoever was called and not seen has missed the call; everybody else goes unserved.

    Raises: TicketIllegal; NotBegun where somebody was called and nobody said that she is here.
    Source: HALL-01.

    >>> after(State.CALLED, TicketVerb.BEGIN)
    <State.SERVING: 'serving'>
    """
    allowed, to = _MOVES[verb]
    if state is State.CALLED and verb is TicketVerb.FINISH:
        raise NotBegun(state=state, verb=verb)
    if state not in allowed:
        raise TicketIllegal(state=state, verb=verb)
    if verb is TicketVerb.CLOSE:
        return State.MISSED if state in (State.CALLED, State.MISSED) else State.CANCELLED
    return to or state


def code(letter: str, number: int) -> str:
    """Return what is printed on the ticket and called out.

    Source: HALL-01.

    >>> code("A", 12)
    'A012'
    """
    return f"{letter}{number:03d}"


@dataclass(frozen=True, slots=True)
class Ended:
    """An ended ticket as its sealed entry tells it: all that its measures need.

    Whoever was called and put aside before the service began goes on waiting; `held_seconds` are those
    after it. None: the entry is of the time when these were not told apart.

    The result is there when the service ends, or when that of the dossier is handed over: `result_seconds`
    None: it was not yet. Entries of before measured a dossier to the end of its reception.

    Units: seconds of waiting, walking to the desk and service, all periods of that state together;
    `total_seconds` from drawing the number to the end, `result_seconds` to the result.
    """

    unit_id: int
    on: date
    ending: Ending
    procedure_id: int = 0
    officer_id: int = 0
    wait_seconds: int = 0
    walk_seconds: int = 0
    service_seconds: int = 0
    total_seconds: int = 0
    promise_minutes: int | None = None
    out_of_turn: int = 0
    periods: tuple[Mapping[str, Any], ...] = field(default=())
    held_seconds: int | None = 0
    result_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A promised result handed over after its ticket ended, as its sealed entry tells it.

    Units: seconds from drawing the number to the result.
    """

    unit_id: int
    on: date
    procedure_id: int
    officer_id: int
    promise_minutes: int
    result_seconds: int


def in_promise(result_seconds: int | None, promise_minutes: int | None) -> bool:
    """Return whether a result was there within the minutes promised; one that is not there is not.

    Units: seconds from drawing the number to the result.
    Source: HALL-02, APPT-04.

    >>> in_promise(1800, 30), in_promise(1801, 30), in_promise(None, 30)
    (True, False, False)
    """
    if promise_minutes is None or result_seconds is None:
        return False
    return result_seconds <= promise_minutes * 60


def measures_of_result(handed: Handed) -> dict[Key, dict[str, int]]:
    """Return what the handing over adds to the measures of its ticket, where those landed.

    Units: counts of tickets.
    Source: HALL-02, APPT-04.
    """
    if not in_promise(handed.result_seconds, handed.promise_minutes):
        return {}
    key = Key(handed.unit_id, handed.procedure_id, handed.officer_id, handed.on)
    return {key: {"tickets_in_promise": 1}}


def measures_of(t: Ended) -> dict[Key, dict[str, int]]:
    """Return the measures of one ended ticket, by where they land; zeros are left out.

    Waiting and service are counted of those who were served, apart from them the waiting of those who did
    not come when they were called; each in whole minutes, half up. A ticket counts as served at once when
    it waited for a minute at most, and as within the promise when no more than the promised minutes passed
    from drawing the number to the result: that of a dossier is added when it is handed over. What was put
    aside is counted however the visit ended.

    Units: counts of tickets, minutes.
    Source: HALL-02.
    """
    served = t.ending in SERVED
    promised = served and t.promise_minutes is not None
    missed = t.ending is Ending.NO_SHOW
    counts: dict[str, int] = {
        "tickets": 1,
        "tickets_served": served,
        "tickets_missed": missed,
        "tickets_cancelled": t.ending is Ending.CANCELLED,
        "tickets_left": t.ending is Ending.DAY_CLOSED,
        "served_at_once": served and t.wait_seconds <= AT_ONCE_SECONDS,
        "wait_minutes": minutes(t.wait_seconds) if served else 0,
        "walk_minutes": minutes(t.walk_seconds) if served else 0,
        "service_minutes": minutes(t.service_seconds) if served else 0,
        "tickets_promised": promised,
        "tickets_in_promise": promised and in_promise(t.result_seconds, t.promise_minutes),
        "called_out_of_turn": t.out_of_turn,
        "held_minutes": minutes(t.held_seconds or 0),
        "missed_wait_minutes": minutes(t.wait_seconds) if missed and t.held_seconds is not None else 0,
    }
    kept = {name: int(value) for name, value in counts.items() if value}
    return {Key(t.unit_id, t.procedure_id, t.officer_id, t.on): kept}


def spent(stays: Iterable[tuple[State, int]]) -> dict[State, int]:
    """Return the seconds in each state, of the stretches in their order.

    Whoever was called and put aside without a service waits on: such a stretch counts as waiting, so that
    no clock is stopped by a call alone.

    Units: seconds.
    Source: HALL-02.

    >>> spent([(State.WAITING, 20), (State.CALLED, 5), (State.HELD, 600)])[State.WAITING]
    620
    """
    found = dict.fromkeys(State, 0)
    before: State | None = None
    for state, seconds in stays:
        is_waiting = state is State.HELD and before is State.CALLED
        found[State.WAITING if is_waiting else state] += seconds
        before = state
    return found


def minutes(seconds: int) -> int:
    """Return whole minutes, half up.

    Source: HALL-02.

    >>> minutes(89), minutes(90)
    (1, 2)
    """
    return (seconds + 30) // 60


def plain(t: Ended) -> dict[str, Any]:
    """Return an ended ticket as its entry keeps it.

    Source: HALL-02.
    """
    held = {} if t.held_seconds is None else {"held_seconds": t.held_seconds}
    return held | {
        "unit": t.unit_id, "on": t.on.isoformat(), "ending": str(t.ending), "procedure": t.procedure_id,
        "officer": t.officer_id, "wait_seconds": t.wait_seconds, "walk_seconds": t.walk_seconds,
        "service_seconds": t.service_seconds, "total_seconds": t.total_seconds,
        "promise_minutes": t.promise_minutes, "out_of_turn": t.out_of_turn,
        "result_seconds": t.result_seconds,
        "periods": [dict(period) for period in t.periods],
    }  # fmt: skip


def read(kept: Mapping[str, Any]) -> Ended:
    """Return an ended ticket from what its entry keeps.

    Source: HALL-02.
    """
    until_the_end = kept["total_seconds"] if kept["ending"] in SERVED else None
    return Ended(
        unit_id=int(kept["unit"]), on=date.fromisoformat(kept["on"]), ending=Ending(kept["ending"]),
        procedure_id=int(kept["procedure"]), officer_id=int(kept["officer"]),
        wait_seconds=int(kept["wait_seconds"]), walk_seconds=int(kept["walk_seconds"]),
        service_seconds=int(kept["service_seconds"]), total_seconds=int(kept["total_seconds"]),
        promise_minutes=kept["promise_minutes"],
        out_of_turn=int(kept["out_of_turn"]), periods=tuple(kept["periods"]),
        held_seconds=kept.get("held_seconds"), result_seconds=kept.get("result_seconds", until_the_end),
    )  # fmt: skip


def plain_result(handed: Handed) -> dict[str, Any]:
    """Return a result handed over as its entry keeps it.

    Source: HALL-02.
    """
    return {
        "unit": handed.unit_id, "on": handed.on.isoformat(), "procedure": handed.procedure_id,
        "officer": handed.officer_id, "promise_minutes": handed.promise_minutes,
        "result_seconds": handed.result_seconds,
    }  # fmt: skip


def read_result(kept: Mapping[str, Any]) -> Handed:
    """Return a result handed over from what its entry keeps.

    Source: HALL-02.
    """
    return Handed(
        int(kept["unit"]), date.fromisoformat(kept["on"]), int(kept["procedure"]), int(kept["officer"]),
        int(kept["promise_minutes"]), int(kept["result_seconds"]),
    )  # fmt: skip

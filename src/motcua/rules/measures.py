"""From one dossier to its measures: the only place where a number is born.

A measure is additive: a tally is a sum of measures over dossiers, an indicator a ratio of
tallies. Each measure lands on the day of what it counts, under the unit that received the
dossier and the official who did the counted thing.

What was so at the end of a day is a sum too, from the beginning to that day: open is received less
closed; overdue is due less met less late, for `due` and `met` land on the day the due moment falls;
waiting is begun less ended.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from motcua.rules.fold import Snapshot


class Channel(StrEnum):
    """How a dossier came in."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


# The vector, in the order of the tally's columns. Counts are dossiers unless the name says more.
MEASURES: tuple[str, ...] = (
    "filed", "refused",
    "received", "received_direct", "received_online", "received_post", "assisted",
    "supplements_asked", "supplemented", "components", "components_digitised", "digitised",
    "papers_reused", "reused", "charged", "paid", "paid_online", "extended",
    "supplemented_again", "result_due", "digitised_whole", "online_whole", "fee_vnd", "paid_vnd",
    "closed", "closed_with_due", "on_time_law", "late_law", "on_time_promise", "late_promise",
    "gross_minutes", "net_minutes", "waiting_minutes", "granted", "rejected", "withdrawn", "stopped",
    "result_digitised", "result_electronic", "corrected",
    "early_law", "early_promise", "on_time_766", "late_766", "document_due", "document_given",
    "handed_over",
    "rated", "satisfied", "disliked", "rating_sum",
    "due_law", "met_law", "due_promise", "met_promise",
    "waits_begun", "waits_ended", "waits_begun_again", "waits_ended_again", "charges_begun", "charges_ended",
    "tickets", "tickets_served", "tickets_missed", "tickets_cancelled", "tickets_left", "served_at_once",
    "wait_minutes", "walk_minutes", "service_minutes", "tickets_promised", "tickets_in_promise",
    "called_out_of_turn", "held_minutes", "missed_wait_minutes",
)  # fmt: skip
# Of these the tickets of the hall are counted, not dossiers: rules.tickets.measures_of makes them.
OF_TICKETS: frozenset[str] = frozenset(MEASURES[MEASURES.index("tickets") :])

# Measures that a later part of the house will feed: not yet measured, which is not zero.
PLANNED: Mapping[str, str] = {
    "synced": "the adapter of the national portal",
    "personal_store": "the adapter of the national portal",
    "population_data": "the adapter of the population database",
    "petitions": "petitions of citizens",
    "petitions_on_time": "petitions of citizens",
    "petitions_disliked": "petitions of citizens",
    "cost_vnd": "the budget of the unit",
}

SATISFIED_FROM = 4  # of five faces: "good" and "very good"
DISLIKED_TO = 2  # "bad" and "very bad"
SUPPLEMENT, FINANCIAL_DUTY = "supplement", "financial_duty"  # the kinds of pauses that are counted


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a measure lands: the unit, the procedure, the official (0: nobody), the local day."""

    unit_id: int
    procedure_id: int
    officer_id: int
    on: date


Vector = Mapping[Key, Mapping[str, int]]
_Place = TypeVar("_Place", bound=tuple[Any, ...])


def of(s: "Snapshot", zone: tzinfo) -> dict[Key, dict[str, int]]:
    """Return the measures of one dossier, by where they land; zeros are left out.

    `zone` is the office's: a due moment and a pause fall on its local day.

    Being on time is judged against the due moment as moved by lawful pauses, equal counting as
    on time; a dossier that ended without a due moment is never late. A dossier counts as closed
    when it ends after it was received: decided, stopped, or withdrawn.

    Units: counts of dossiers, papers, working minutes or đồng, as the names say.
    Source: MEAS-01 what is counted, MEAS-02 on time and late, MEAS-03 as of the end of a day.
    """
    found: dict[Key, dict[str, int]] = {}

    def add(on: date | None, officer_id: int | None, **counts: int | bool) -> None:
        kept = {name: int(value) for name, value in counts.items() if value}
        if on is not None and kept:
            row = found.setdefault(Key(s.unit_id, s.procedure_id, officer_id or 0, on), {})
            for name, value in kept.items():
                row[name] = row.get(name, 0) + value

    add(s.filed_on, None, filed=1)
    if s.received_on is None:
        add(s.ended_on, s.ended_by_id, refused=s.state == "refused")
        return found
    _received(s, add)
    _fell_due(s, add, zone)
    if s.pauses:
        _waited(s, add, zone)
    if s.ended_on is not None:
        _ended(s, add, zone)
    add(s.handed_over_on, s.received_by_id, handed_over=1)
    if s.rating is not None:
        good, bad = s.rating >= SATISFIED_FROM, s.rating <= DISLIKED_TO
        add(s.rated_on, s.ended_by_id, rated=1, satisfied=good, disliked=bad, rating_sum=s.rating)
    return found


def _received(s: "Snapshot", add: "_Add") -> None:
    given = s.result_digitised or s.result_electronic
    add(
        s.received_on,
        s.received_by_id,
        received=1,
        received_direct=s.channel == Channel.DIRECT,
        received_online=s.channel == Channel.ONLINE,
        received_post=s.channel == Channel.POST,
        assisted=s.assisted,
        supplements_asked=s.supplements,
        supplemented=s.supplements > 0,
        components=s.components,
        components_digitised=s.digitised,
        digitised=s.digitised > 0,
        papers_reused=s.reused,
        reused=s.reused > 0,
        charged=bool(s.fee_amount),
        paid=bool(s.fee_amount) and s.fee_paid >= (s.fee_amount or 0),
        paid_online=s.paid_online,
        extended=s.extensions > 0,
        supplemented_again=s.supplements > 1,
        result_due=s.result_due,
        digitised_whole=s.digitised > 0 and (given or not s.result_due),
        online_whole=s.channel == Channel.ONLINE and (s.result_electronic or not s.result_due),
        fee_vnd=s.fee_amount or 0,
        paid_vnd=s.fee_paid,
    )


def _fell_due(s: "Snapshot", add: "_Add", zone: tzinfo) -> None:
    if s.legal_due_at is not None:
        add(_day(s.legal_due_at, zone), None, due_law=1, met_law=on_time(s, s.legal_due_at) is True)
    if s.due_at is not None:
        add(_day(s.due_at, zone), None, due_promise=1, met_promise=on_time(s, s.due_at) is True)


def _waited(s: "Snapshot", add: "_Add", zone: tzinfo) -> None:
    """Count where each wait began and ended; a request before receipt is counted, but stopped no clock."""
    asked = s.supplements - sum(pause["kind"] == SUPPLEMENT for pause in s.pauses)
    for pause in s.pauses:
        begun, ended = _pause_day(pause["from_at"], zone), _pause_day(pause["until_at"], zone)
        if pause["kind"] == SUPPLEMENT:
            asked += 1
            add(begun, None, waits_begun=1, waits_begun_again=asked > 1)
            add(ended, None, waits_ended=1, waits_ended_again=asked > 1)
        elif pause["kind"] == FINANCIAL_DUTY:
            add(begun, None, charges_begun=1)
            add(ended, None, charges_ended=1)


def _pause_day(kept: str | None, zone: tzinfo) -> date | None:
    return _day(datetime.fromisoformat(kept), zone) if kept else None


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _ended(s: "Snapshot", add: "_Add", zone: tzinfo) -> None:
    law, promise, national = on_time(s, s.legal_due_at), on_time(s, s.due_at), on_time_766(s)
    decided = s.result_due and s.outcome in ("granted", "rejected")
    add(
        s.ended_on,
        s.ended_by_id,
        closed=1,
        closed_with_due=s.due_at is not None,
        on_time_law=law is True,
        late_law=law is False,
        on_time_promise=promise is True,
        late_promise=promise is False,
        gross_minutes=s.gross_minutes or 0,
        net_minutes=s.net_minutes or 0,
        waiting_minutes=s.waiting_minutes or 0,
        granted=s.outcome == "granted",
        rejected=s.outcome == "rejected",
        withdrawn=s.state == "withdrawn",
        stopped=s.state == "stopped",
        result_digitised=s.result_digitised,
        result_electronic=s.result_electronic,
        corrected=s.corrections > 0,
        early_law=_early(s, s.legal_due_at, zone),
        early_promise=_early(s, s.due_at, zone),
        on_time_766=national,
        late_766=not national,
        document_due=decided,
        document_given=decided and (s.result_digitised or s.result_electronic),
    )


def _early(s: "Snapshot", due_at: datetime | None, zone: tzinfo) -> bool:
    """Tell whether the dossier ended on a day before the one it was due on."""
    return due_at is not None and s.ended_on is not None and s.ended_on < _day(due_at, zone)


def on_time_766(s: "Snapshot") -> bool:
    """Tell whether an ended dossier was on time as Decision 766 counts.

    The time the applicant took is taken off the end, in calendar time, and the rest held against
    the appointment given at receipt or by the extension; the statutory moment where no appointment
    was given; without either it is on time. What waited for a financial duty is taken off too: the
    appointment is given anew then.

    Source: MEAS-04.
    """
    promised = s.extended_to_at or s.first_due_at or s.legal_due_at
    if promised is None or s.ended_at is None:
        return True
    taken = timedelta()
    for pause in s.pauses:
        if pause["until_at"] and pause["kind"] in (SUPPLEMENT, FINANCIAL_DUTY):
            taken += datetime.fromisoformat(pause["until_at"]) - datetime.fromisoformat(pause["from_at"])
    return bool(s.ended_at - taken <= promised)


def derived(s: "Snapshot", zone: tzinfo) -> dict[str, Any]:
    """Return what a row keeps besides the snapshot, so that the lists behind measures can be found.

    Source: MEAS-01.
    """
    over = s.ended_at is not None and s.received_on is not None
    return {
        "due_on": _day(s.due_at, zone) if s.due_at else None,
        "legal_due_on": _day(s.legal_due_at, zone) if s.legal_due_at else None,
        "on_time_766": on_time_766(s) if over else None,
    }


def on_time(s: "Snapshot", due_at: object) -> bool | None:
    """Tell whether the dossier ended on time; None when it had no due moment or has not ended.

    Source: MEAS-02.
    """
    if due_at is None or s.ended_at is None:
        return None
    return bool(s.ended_at <= due_at)  # type: ignore[operator]


def difference(before: Vector, after: Vector) -> dict[Key, dict[str, int]]:
    """Return what must be added to the tallies when a dossier's measures change.

    Source: MEAS-01.

    >>> k = Key(1, 2, 3, date(2024, 9, 26))
    >>> difference({k: {"received": 1}}, {k: {"received": 1, "closed": 1}})[k]
    {'closed': 1}
    """
    changed: dict[Key, dict[str, int]] = {}
    for key in sorted(set(before) | set(after)):
        old, new = before.get(key, {}), after.get(key, {})
        row = {m: new.get(m, 0) - old.get(m, 0) for m in MEASURES if new.get(m, 0) != old.get(m, 0)}
        if row:
            changed[key] = row
    return changed


def total(vectors: Iterable[Vector]) -> dict[Key, dict[str, int]]:
    """Return the sum of many dossiers' measures.

    Source: MEAS-01.
    """
    sums: dict[Key, dict[str, int]] = {}
    for vector in vectors:
        for key, row in vector.items():
            into = sums.setdefault(key, {})
            for name, value in row.items():
                into[name] = into.get(name, 0) + value
    return sums


def half(on: date) -> date:
    """Return the first day of the half of the month: its 1st or 15th.

    Source: MEAS-05.

    >>> half(date(2024, 9, 26))
    datetime.date(2024, 9, 15)
    """
    return on.replace(day=15 if on.day >= 15 else 1)


def by_unit(sums: Vector) -> dict[tuple[int, date], dict[str, int]]:
    """Return sums by unit and day.

    Source: MEAS-01.
    """
    return _coarser(sums, lambda key: (key.unit_id, key.on))


def by_half(sums: Vector) -> dict[tuple[int, date, int], dict[str, int]]:
    """Return sums by unit, half of a month and procedure.

    Source: MEAS-05.
    """
    return _coarser(sums, lambda key: (key.unit_id, half(key.on), key.procedure_id))


def _coarser(sums: Vector, place: Callable[[Key], _Place]) -> dict[_Place, dict[str, int]]:
    found: dict[_Place, dict[str, int]] = {}
    for key, row in sums.items():
        into = found.setdefault(place(key), {})
        for name, value in row.items():
            into[name] = into.get(name, 0) + value
    return found


if TYPE_CHECKING:
    from typing import Protocol

    class _Add(Protocol):
        def __call__(self, on: date | None, officer_id: int | None, **counts: int | bool) -> None: ...

"""From one dossier to its measures: the only place where a number is born.

A measure is additive: a tally is a sum of measures over dossiers, an indicator a ratio of
tallies. Each measure lands on the day of what it counts, under the unit that received the
dossier and the official who did the counted thing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

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
    "closed", "closed_with_due", "on_time_law", "late_law", "on_time_promise", "late_promise",
    "gross_minutes", "net_minutes", "waiting_minutes", "granted", "rejected", "withdrawn", "stopped",
    "result_digitised", "result_electronic", "corrected",
    "handed_over",
    "rated", "satisfied", "rating_sum",
)  # fmt: skip

SATISFIED_FROM = 4  # of five faces: "good" and "very good"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a measure lands: the unit, the procedure, the official (0: nobody), the local day."""

    unit_id: int
    procedure_id: int
    officer_id: int
    on: date


Vector = Mapping[Key, Mapping[str, int]]


def of(s: "Snapshot") -> dict[Key, dict[str, int]]:
    """Return the measures of one dossier, by where they land; zeros are left out.

    Being on time is judged against the due moment as moved by lawful pauses, equal counting as
    on time; a dossier that ended without a due moment is never late. A dossier counts as closed
    when it ends after it was received: decided, stopped, or withdrawn.

    Units: counts of dossiers, papers or working minutes, as the names say.
    Source: MEAS-01 what is counted, MEAS-02 on time and late.
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
    if s.ended_on is not None:
        _ended(s, add)
    add(s.handed_over_on, s.received_by_id, handed_over=1)
    if s.rating is not None:
        add(s.rated_on, s.ended_by_id, rated=1, satisfied=s.rating >= SATISFIED_FROM, rating_sum=s.rating)
    return found


def _received(s: "Snapshot", add: "_Add") -> None:
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
    )


def _ended(s: "Snapshot", add: "_Add") -> None:
    law, promise = on_time(s, s.legal_due_at), on_time(s, s.due_at)
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
    )


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


if TYPE_CHECKING:
    from typing import Protocol

    class _Add(Protocol):
        def __call__(self, on: date | None, officer_id: int | None, **counts: int | bool) -> None: ...

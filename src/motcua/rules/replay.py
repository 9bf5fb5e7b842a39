"""Past dossiers counted again under a proposal: what would have been due when, late or not, and saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from motcua.rules import clock
from motcua.rules.terms import Extension, Pause, Term
from motcua.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Past:
    """One closed dossier as it was: its moments on the wall clock, its times, waits, papers and steps."""

    received_at: datetime
    ended_at: datetime
    promise: Term | None
    law: Term | None = None
    pauses: Sequence[Pause] = ()
    extension: Extension | None = None
    papers: int = 0  # sheets of the papers that the proposal cuts, which this dossier brought
    step_minutes: int = 0  # net working minutes rested in the steps that the proposal cuts
    fee: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """What the proposal puts in place of what was; None leaves it alone."""

    promise: Term | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What a replay adds up over dossiers: counts, and working minutes; `a + b` is the sum of two parts.

    `late_before` is judged by the promise of the time; `late_as_worked` by the new promise with the
    work unchanged; `late_after` by the new promise when the minutes of the cut steps fall away.
    """

    dossiers: int = 0
    judged: int = 0
    late_before: int = 0
    late_as_worked: int = 0
    late_after: int = 0
    due_minutes_before: int = 0
    due_minutes_after: int = 0
    worked_minutes: int = 0
    step_minutes: int = 0
    papers: int = 0
    fee_saved: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Sums)))

    def as_dict(self) -> dict[str, int]:
        """Return the sums by name."""
        return {f.name: getattr(self, f.name) for f in fields(Sums)}


def replay(past: Past, changed: Changed, calendar: Calendar) -> Sums:
    """Return what one dossier adds: its due moments counted again on the real clock and calendar.

    The waits stay as they were, also when they would have begun after the new due moment: what is
    changed is the promise, not the applicant. An extension that was given stays given, never earlier
    than the new due moment.

    Units:  naive wall clock moments; working minutes; đồng.
    Raises: RunawayClock, ValueError for terms out of reach.
    Source: SIMP-04.
    """
    before = _due(past.promise, past, calendar)
    after = _due(changed.promise or past.promise, past, calendar)
    saved = min(past.step_minutes, calendar.working_minutes(past.received_at, past.ended_at))
    sums = Sums(
        dossiers=1,
        worked_minutes=calendar.working_minutes(past.received_at, past.ended_at),
        step_minutes=saved,
        papers=past.papers,
        fee_saved=max(0, past.fee - changed.fee) if changed.fee is not None else 0,
    )
    if before is None or after is None:
        return sums
    earlier = _earlier(past, saved, calendar)
    return sums + Sums(
        judged=1,
        late_before=past.ended_at > before,
        late_as_worked=past.ended_at > after,
        late_after=earlier > after,
        due_minutes_before=calendar.working_minutes(past.received_at, max(before, past.received_at)),
        due_minutes_after=calendar.working_minutes(past.received_at, max(after, past.received_at)),
    )


def _due(term: Term | None, past: Past, calendar: Calendar) -> datetime | None:
    if term is None:
        return None
    due = clock.due(term, past.received_at, calendar, past.pauses, past.extension)
    by_law = clock.due(past.law, past.received_at, calendar, past.pauses) if past.law else None
    if due is not None and by_law is not None and past.extension is None:
        return min(due, by_law)
    return due


def _earlier(past: Past, minutes: int, calendar: Calendar) -> datetime:
    """Return when the work would have ended without the minutes of the cut steps."""
    if minutes <= 0:
        return past.ended_at
    left = calendar.working_minutes(past.received_at, past.ended_at) - minutes
    return calendar.add_minutes(past.received_at, left)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumed price: its name, what it costs in đồng, and how sure anybody is of it."""

    key: str
    value: int
    confidence: str
    source: str


def cost(sums: Sums, assumed: Mapping[str, Assumption]) -> dict[str, int]:
    """Return what a proposal saves in đồng, by part, under the assumed prices.

    Papers: each one not brought any more saves making it and its share of a trip. Steps: the officers'
    minutes of the cut steps. Fee: what applicants pay less, which is a loss to the budget of the same
    amount. Waiting less is not priced: nobody knows what a day of waiting costs.

    Units:  đồng.
    Source: SIMP-05.
    """
    papers = sums.papers * assumed["paper_making"].value
    steps = round(
        sums.step_minutes / 60 * assumed["officer_hour"].value * assumed["step_work_percent"].value / 100
    )
    return {"papers": papers, "steps": steps, "fee": sums.fee_saved, "whole": papers + steps + sums.fee_saved}

"""The detectors: pure functions over a month of one unit, each giving the questions it would ask."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.rules.honest import Detector, Finding, Habit, is_habit, share_of

LAST_PART = 0.10  # of a term: a pause or a transfer begun in it is a late one
HURRIED_SECONDS, HURRIED_STEPS = 120, 3
LAST_HOUR_SECONDS = 3600
SAME_PERSON_MOST = 3  # dossiers of one person and procedure on one day before it is a split
SHARED_PHONE_LEAST = 8  # different applicants under one telephone in a month
POOL_LEAST = 30  # colleagues' dossiers before officials are compared
OFFICIALS_DIFFER = 0.06  # in the share of applicants who leave a trace, without any fault
WITNESS_PHONE_MOST = 3  # applicants under one telephone for which what comes through it still counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """One dossier that ended in the month, as detectors see it. Moments are on the wall clock.

    Units: `pause_left` is the share of the term that was left when a pause began, None without a pause;
    `transfer_left` the same of a transfer; `steps` the moments and officials of what moved it at the desk.
    """

    pk: int
    unit_id: int
    procedure_id: int
    applicant_id: int
    officer_id: int
    received_by_id: int
    received_on: date
    ended_at: datetime
    due_at: datetime | None
    on_time: bool
    same_day: bool = False
    witnessed: bool = True
    withdrawn_unproven: bool = False
    filed_again: bool = False
    refusal_undone: bool = False
    result_missing: bool = False
    pause_left: float | None = None
    pause_officer_id: int = 0
    pause_unheard: bool = False
    transfer_left: float | None = None
    transfer_officer_id: int = 0
    steps: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """What is known of one unit's month, and of the months before it: the same rows, earlier."""

    unit_id: int
    rows: Sequence[Closed]
    before: Sequence[Closed] = ()
    last_working_on: date | None = None
    phones: Sequence[tuple[str, int]] = field(default_factory=tuple)  # a phone's mark and its applicants


Picked = Callable[[Closed], bool]
Whose = Callable[[Closed], int]


def _ended_by(row: Closed) -> int:
    return row.officer_id


def _received_by(row: Closed) -> int:
    return row.received_by_id


def _hurried(row: Closed) -> bool:
    """Three steps of one dossier by one person within two minutes; several at one moment are one act."""
    if row.same_day:
        return False
    by: dict[int, list[datetime]] = defaultdict(list)
    for at, officer_id in sorted(set(row.steps)):
        by[officer_id].append(at)
    return any(
        (times[i + HURRIED_STEPS - 1] - times[i]).total_seconds() <= HURRIED_SECONDS
        for times in by.values()
        for i in range(len(times) - HURRIED_STEPS + 1)
    )


def _in_last_hour(row: Closed) -> bool:
    return (
        row.due_at is not None
        and not row.same_day
        and 0 <= (row.due_at - row.ended_at).total_seconds() <= LAST_HOUR_SECONDS
    )


# Which rows a habit is looked for among, which of them count, whose they are, and what is usual.
HABITS: tuple[tuple[Detector, Picked, Picked, Whose, Habit], ...] = (
    (
        Detector.LATE_PAUSES,
        lambda r: r.pause_left is not None,
        lambda r: r.pause_left is not None and r.pause_left < LAST_PART,
        lambda r: r.pause_officer_id,
        Habit(0.15, 4),
    ),
    (
        Detector.PAUSE_UNHEARD,
        lambda r: r.pause_left is not None,
        lambda r: r.pause_unheard,
        lambda r: r.pause_officer_id,
        Habit(0.10, 4),
    ),
    (
        Detector.LATE_TRANSFERS,
        lambda r: r.transfer_left is not None,
        lambda r: r.transfer_left is not None and r.transfer_left < LAST_PART,
        lambda r: r.transfer_officer_id,
        Habit(0.15, 4),
    ),
    (Detector.HURRIED_STEPS, lambda r: not r.same_day, _hurried, _ended_by, Habit(0.03, 4)),
    (Detector.LAST_HOUR, lambda r: not r.same_day and r.on_time, _in_last_hour, _ended_by, Habit(0.12, 6)),
    (Detector.NO_RESULT, lambda r: True, lambda r: r.result_missing, _ended_by, Habit(0.01, 3)),
    (
        Detector.WITHDRAWN_UNPROVEN,
        lambda r: True,
        lambda r: r.withdrawn_unproven,
        _received_by,
        Habit(0.006, 3),
    ),
    (Detector.FILED_AGAIN, lambda r: True, lambda r: r.filed_again, _received_by, Habit(0.02, 4)),
    (Detector.REFUSALS_UNDONE, lambda r: True, lambda r: r.refusal_undone, _received_by, Habit(0.005, 3)),
)


def habits(month: Month) -> list[Finding]:
    """Return the questions about habits of officials: more often than chance and their unit explain.

    Source: HONEST-01, HONEST-02.
    """
    found = []
    for detector, among, picked, whose, usual in HABITS:
        before = [row for row in month.before if among(row)]
        was = share_of(sum(map(picked, before)), len(before)) if len(before) >= 30 else 0.0
        rows: dict[int, list[Closed]] = defaultdict(list)
        for row in filter(among, month.rows):
            rows[whose(row)].append(row)
        for officer_id, own in sorted(rows.items()):
            cases = [row.pk for row in own if picked(row)]
            if is_habit(len(cases), len(own), usual, before=was):
                found.append(
                    _finding(detector, month, officer_id, cases, len(own), max(was, usual.usual_share))
                )
    return found


def _finding(
    detector: Detector, month: Month, officer_id: int, cases: Sequence[int], of: int, usual: float
) -> Finding:
    facts: dict[str, int | float | str] = {"count": len(cases), "of": of, "usual_share": round(usual, 4)}
    return Finding(
        detector=detector, unit_id=month.unit_id, officer_id=officer_id, facts=facts, dossiers=tuple(cases)
    )


def clusters(rows: Iterable[Closed]) -> dict[tuple[int, int, date], list[Closed]]:
    """Return the dossiers of one person, procedure and day together: the unit that figures are made of.

    Source: HONEST-03.
    """
    found: dict[tuple[int, int, date], list[Closed]] = defaultdict(list)
    for row in rows:
        found[row.applicant_id, row.procedure_id, row.received_on].append(row)
    return dict(found)


def split(month: Month) -> list[Finding]:
    """Return the question about cases taken apart: many dossiers of one person for one thing on one day.

    Certified copies come in tens and are done the same day, so same-day procedures are left out; what is
    usual in the unit is no question.

    Source: HONEST-03.
    """
    cases, was = (
        list(clusters(row for row in rows if not row.same_day).values())
        for rows in (month.rows, month.before)
    )
    large = [case for case in cases if len(case) > SAME_PERSON_MOST]
    usual = Habit(0.01, 4)
    before = share_of(sum(len(case) > SAME_PERSON_MOST for case in was), len(was)) if len(was) >= 30 else 0.0
    if not is_habit(len(large), len(cases), usual, before=before):
        return []
    facts: dict[str, int | float | str] = {
        "count": len(large),
        "of": len(cases),
        "usual_share": round(max(before, usual.usual_share), 4),
    }
    parts = tuple(row.pk for case in large for row in case)
    return [Finding(detector=Detector.SPLIT, unit_id=month.unit_id, facts=facts, dossiers=parts)]


def unwitnessed(month: Month) -> list[Finding]:
    """Return the questions about dossiers nobody outside has a trace of, by who received them.

    Compared with the colleagues of the same months, with room for how uncertain their share is: where
    nobody has outside evidence there is no question, only a low coverage.

    Source: HONEST-04.
    """
    by: dict[int, list[Closed]] = defaultdict(list)
    for row in month.rows:
        by[row.received_by_id].append(row)
    found = []
    for officer_id, own in sorted(by.items()):
        others = [row for row in (*month.rows, *month.before) if row.received_by_id != officer_id]
        pool = others if len(others) >= POOL_LEAST else list(month.before)
        if len(pool) < POOL_LEAST:
            continue
        usual = share_of(sum(not row.witnessed for row in pool), len(pool))
        room = OFFICIALS_DIFFER + math.sqrt(usual * (1 - usual) / len(pool))
        cases = [row.pk for row in own if not row.witnessed]
        if is_habit(len(cases), len(own), Habit(min(usual + room, 0.97), 12, 2e-4)):
            found.append(_finding(Detector.UNWITNESSED, month, officer_id, cases, len(own), usual))
    return found


def shared_phones(month: Month) -> list[Finding]:
    """Return the questions about one telephone under many applicants of a month.

    Source: HONEST-04.
    """
    return [
        Finding(detector=Detector.SHARED_PHONE, unit_id=month.unit_id, facts={"count": people, "phone": mark})
        for mark, people in month.phones
        if people >= SHARED_PHONE_LEAST
    ]


def month_end(month: Month) -> list[Finding]:
    """Return the question about work finished in one push on the last working day.

    Source: HONEST-02.
    """
    if month.last_working_on is None or not month.rows:
        return []
    cases = [row.pk for row in month.rows if row.ended_at.date() == month.last_working_on]
    days = Counter(row.ended_at.date() for row in (*month.rows, *month.before))
    ordinary = [n for on, n in days.items() if on != month.last_working_on]
    if len(ordinary) < 10:
        return []
    # The busiest ordinary day is the measure: a heavy Monday is not a push.
    usual = min(max(ordinary) / len(month.rows), 0.95)
    if not is_habit(len(cases), len(month.rows), Habit(usual, 20)):
        return []
    return [_finding(Detector.MONTH_END, month, 0, cases, len(month.rows), usual)]


def of_month(month: Month) -> list[Finding]:
    """Return every question about one unit's month of dossiers.

    Source: HONEST-01, HONEST-02, HONEST-03, HONEST-04.
    """
    return [
        *habits(month), *split(month), *unwitnessed(month), *shared_phones(month), *month_end(month),
    ]  # fmt: skip

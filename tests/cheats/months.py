"""Synthetic months of an office: honest ones as offices differ, and the same with one cheat planted."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from motcua.rules.detectors import Closed, Month
from motcua.rules.detectors_ratings import Rated
from motcua.rules.honest import Detector

DAYS = [
    date(2024, 9, 2) + timedelta(days=n)
    for n in range(28)
    if (date(2024, 9, 2) + timedelta(days=n)).weekday() < 5
]
LAST_ON = DAYS[-1]
FACES, FACE_SHARES = (5, 4, 3, 2, 1), (80, 12, 4, 2, 2)


@dataclass(frozen=True)
class Style:
    """How one office works: honest offices differ in all of it."""

    officers: tuple[int, ...]
    size: int
    waits: float
    last_hour: float
    unwitnessed: float
    copies: float
    missing: float
    unproven: float
    again: float
    hurried: float
    manner: tuple[float, ...]  # officials differ honestly, up to two and a half times from one another


def style(rng):
    return Style(
        officers=tuple(range(1, rng.randint(3, 6) + 1)),
        size=rng.randint(80, 420),
        waits=rng.uniform(0.02, 0.09),
        last_hour=rng.uniform(0.01, 0.10),
        unwitnessed=rng.uniform(0.15, 0.6),
        copies=rng.uniform(0.0, 0.04),
        missing=rng.choice((0.0, 0.0002, 0.003)),
        unproven=rng.uniform(0.0, 0.004),
        again=rng.uniform(0.0, 0.01),
        hurried=rng.uniform(0.0, 0.015),
        manner=tuple(rng.uniform(0.7, 1.7) for _ in range(7)),
    )


def month(rng, of, first_pk=1, days=DAYS):
    """Return the dossiers that ended in one month of an office."""
    rows, pk = [], first_pk
    while len(rows) < of.size:
        received_on, applicant = rng.choice(days), rng.randint(1, 10**8)
        is_copy = rng.random() < of.copies
        for _ in range(rng.randint(3, 9) if is_copy else 1):
            rows.append(_row(rng, of, pk, applicant, received_on, same_day=is_copy or rng.random() < 0.4))
            pk += 1
    return rows


def _row(rng, of, pk, applicant, received_on, same_day):
    officer, received_by = rng.choice(of.officers), rng.choice(of.officers[:2])
    ended_at = datetime.combine(received_on, datetime.min.time()) + timedelta(minutes=rng.randint(460, 1000))
    own = of.manner[officer]
    in_last = not same_day and rng.random() < of.last_hour * own
    due_at = ended_at + timedelta(minutes=rng.uniform(1, 59) if in_last else rng.uniform(90, 6000))
    late = rng.random() < 0.0006
    waits = not same_day and rng.random() < of.waits * own
    steps = [ended_at - timedelta(minutes=m) for m in (rng.uniform(200, 900), rng.uniform(20, 190), 0)]
    if not same_day and rng.random() < of.hurried * own:
        steps = [ended_at - timedelta(seconds=s) for s in (90, 40, 0)]
    return Closed(
        pk=pk, unit_id=7, procedure_id=1 if same_day else rng.randint(2, 30), applicant_id=applicant,
        officer_id=officer, received_by_id=received_by, received_on=received_on,
        ended_at=ended_at, due_at=ended_at - timedelta(hours=5) if late else due_at, on_time=not late,
        same_day=same_day, witnessed=rng.random() >= of.unwitnessed + 0.02 * (-1) ** received_by,
        withdrawn_unproven=rng.random() < of.unproven, filed_again=rng.random() < of.again,
        refusal_undone=rng.random() < 0.0008, result_missing=rng.random() < of.missing * own,
        pause_left=rng.random() ** own if waits else None, pause_officer_id=officer,
        pause_unheard=waits and rng.random() < 0.04,
        transfer_left=rng.random() if rng.random() < 0.01 else None, transfer_officer_id=officer,
        steps=tuple((at, officer) for at in steps),
    )  # fmt: skip


def honest(rng):
    """Return an honest month with the three before it."""
    of = style(rng)
    before = [row for n in range(3) for row in month(rng, of, 10**6 * (n + 1), _earlier(n + 1))]
    phones = [(f"09{rng.randint(0, 10**8):08d}", rng.randint(4, 6)) for _ in range(rng.randint(0, 2))]
    return of, Month(7, month(rng, of), before, LAST_ON, phones)


def _earlier(months):
    return [day - timedelta(weeks=4 * months) for day in DAYS]


# The cheats, by what should ask about them. Each bends a part of one official's dossiers of the month.

HEAVY = 0.5  # of the official's dossiers that the cheat can bend


def _some(rng, rows, share=HEAVY, least=8):
    picked = [row for row in rows if rng.random() < share]
    return picked if len(picked) >= least else rows[: max(least, len(picked))]


def _bend(rows, picked, change):
    chosen = {row.pk for row in picked}
    return [change(row) if row.pk in chosen else row for row in rows]


def plant(rng, detector, of, honest_month):
    """Return the month with one cheat planted."""
    rows, officer = list(honest_month.rows), rng.choice(of.officers)
    mine = [row for row in rows if row.officer_id == officer and not row.same_day]
    taken = [row for row in rows if row.received_by_id == rows[0].received_by_id]
    bends = {
        Detector.LATE_PAUSES: (_some(rng, mine, 0.25), _late_pause(rng, officer)),
        Detector.PAUSE_UNHEARD: (
            _some(rng, mine, 0.25),
            lambda r: replace(
                r, pause_left=rng.uniform(0.2, 0.9), pause_officer_id=officer, pause_unheard=True
            ),
        ),
        Detector.LATE_TRANSFERS: (
            _some(rng, mine, 0.2),
            lambda r: replace(r, transfer_left=rng.uniform(-0.2, 0.08), transfer_officer_id=officer),
        ),
        Detector.HURRIED_STEPS: (
            _some(rng, mine),
            lambda r: replace(
                r, steps=tuple((r.ended_at - timedelta(seconds=20 * n), officer) for n in range(5))
            ),
        ),
        Detector.LAST_HOUR: (
            _some(rng, mine, 0.7, 10),
            lambda r: replace(r, due_at=r.ended_at + timedelta(minutes=rng.uniform(1, 50)), on_time=True),
        ),
        Detector.NO_RESULT: (_some(rng, mine, 0.3), lambda r: replace(r, result_missing=True)),
        Detector.WITHDRAWN_UNPROVEN: (_some(rng, taken, 0.1), lambda r: replace(r, withdrawn_unproven=True)),
        Detector.FILED_AGAIN: (_some(rng, taken, 0.15, 12), lambda r: replace(r, filed_again=True)),
        Detector.REFUSALS_UNDONE: (_some(rng, taken, 0.06, 7), lambda r: replace(r, refusal_undone=True)),
    }
    if detector in bends:
        picked, change = bends[detector]
        return replace(honest_month, rows=_bend(rows, picked, change))
    return _made(rng, detector, of, honest_month, rows)


def _late_pause(rng, officer):
    return lambda r: replace(
        r, pause_left=rng.uniform(0.0, 0.09), pause_officer_id=officer, pause_unheard=False
    )


def _made(rng, detector, of, honest_month, rows):
    """The cheats that make dossiers or telephones, or move an end."""
    if detector is Detector.SPLIT:
        parts = []
        for number in range(max(6, of.size // 15)):
            whole = _row(rng, of, 10**7 + 100 * number, rng.randint(1, 10**8), rng.choice(DAYS), False)
            parts += [replace(whole, pk=whole.pk + n) for n in range(8)]
        return replace(honest_month, rows=rows + parts)
    if detector is Detector.UNWITNESSED:
        ghosts = [
            replace(
                _row(rng, of, 10**7 + n, rng.randint(1, 10**8), rng.choice(DAYS), False),
                witnessed=False, received_by_id=rows[0].received_by_id, on_time=True,
            )
            for n in range(int(of.size * 0.8))
        ]  # fmt: skip
        return replace(honest_month, rows=rows + ghosts)
    if detector is Detector.SHARED_PHONE:
        return replace(honest_month, phones=[*honest_month.phones, ("0977777777", rng.randint(8, 60))])
    moved = [
        replace(row, ended_at=datetime.combine(LAST_ON, row.ended_at.time())) if rng.random() < 0.45 else row
        for row in rows
    ]
    return replace(honest_month, rows=moved)


def ratings(rng, of, count, officer=0):
    """Return honest ratings of a month: seconds to hours after the hand-over, each from its own device."""
    rows = []
    for number in range(count):
        open_at = datetime.combine(DAYS[0], datetime.min.time()) + timedelta(minutes=rng.randint(0, 30000))
        seconds = rng.choice((rng.uniform(7, 60), rng.uniform(60, 90000)))
        rows.append(
            Rated(
                pk=number, unit_id=7, officer_id=officer or rng.choice(of.officers),
                face=rng.choices(FACES, FACE_SHARES)[0], open_at=open_at,
                at=open_at + timedelta(seconds=seconds), device=f"{rng.randint(0, 10**7):016d}",
            )
        )  # fmt: skip
    return rows


def plant_ratings(rng, detector, of, rows):
    officer = of.officers[0]
    own = [row for row in rows if row.officer_id == officer]
    if detector is Detector.QUICK_RATINGS:
        bent = [replace(row, at=row.open_at + timedelta(seconds=rng.uniform(1, 4))) for row in own]
    elif detector is Detector.ONE_DEVICE:
        bent = [replace(row, device="f" * 16) for row in own]
    else:
        extra = ratings(rng, of, 60, officer)
        bent = [replace(row, face=5) for row in [*own, *extra]]
    return [row for row in rows if row.officer_id != officer] + bent


__all__ = ["DAYS", "honest", "plant", "plant_ratings", "random", "ratings"]

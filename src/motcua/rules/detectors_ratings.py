"""The detectors over ratings: given too soon, all alike, from one device, or by too few."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.rules.honest import Detector, Finding, Habit, is_habit, share_of, tail

QUICK_SECONDS = 5
ALIKE_LEAST = 30
ONE_DEVICE_LEAST = 5
RESPONSE_LEAST = 0.10  # below this share of answers a unit has no satisfaction score
HANDED_LEAST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One rating: whose, how good, when it could be given and was, and the mark of the device."""

    pk: int
    unit_id: int
    officer_id: int
    face: int
    open_at: datetime
    at: datetime
    device: str = ""


def of_ratings(unit_id: int, rows: Sequence[Rated], *, handed_over: int) -> list[Finding]:
    """Return every question about one unit's month of ratings.

    Source: HONEST-05.
    """
    by: dict[int, list[Rated]] = defaultdict(list)
    for row in rows:
        by[row.officer_id].append(row)
    found = [*_quick(unit_id, by), *_alike(unit_id, by, rows), *_devices(unit_id, rows)]
    if handed_over >= HANDED_LEAST and not is_enough(len(rows), handed_over):
        facts = {"count": len(rows), "of": handed_over, "least_share": RESPONSE_LEAST}
        found.append(Finding(detector=Detector.FEW_RATINGS, unit_id=unit_id, facts=facts))
    return found


def is_enough(rated: int, handed_over: int) -> bool:
    """Tell whether enough citizens answered for a satisfaction score to mean anything.

    Units: counts of dossiers.
    Source: HONEST-05.

    >>> is_enough(10, 100), is_enough(9, 100), is_enough(0, 0)
    (True, False, False)
    """
    return handed_over > 0 and rated >= handed_over * RESPONSE_LEAST


def _quick(unit_id: int, by: dict[int, list[Rated]]) -> list[Finding]:
    found = []
    for officer_id, rows in sorted(by.items()):
        cases = [row.pk for row in rows if (row.at - row.open_at).total_seconds() < QUICK_SECONDS]
        if is_habit(len(cases), len(rows), Habit(0.02, 3)):
            found.append(_finding(Detector.QUICK_RATINGS, unit_id, officer_id, cases, len(rows)))
    return found


def _alike(unit_id: int, by: dict[int, list[Rated]], everybody: Sequence[Rated]) -> list[Finding]:
    """Thirty or more alike, where the colleagues' citizens differ more than chance explains."""
    found = []
    for officer_id, rows in sorted(by.items()):
        if len(rows) < ALIKE_LEAST or len({row.face for row in rows}) > 1:
            continue
        others = [row.face for row in everybody if row.officer_id != officer_id]
        if len(others) < ALIKE_LEAST:
            continue
        usual = (others.count(rows[0].face) + 1) / (len(others) + 2)
        if tail(len(rows), len(rows), usual) < 1e-4:
            found.append(
                _finding(Detector.SAME_RATINGS, unit_id, officer_id, [r.pk for r in rows], len(rows), usual)
            )
    return found


def _devices(unit_id: int, rows: Sequence[Rated]) -> list[Finding]:
    counts = Counter(row.device for row in rows if row.device)
    found = []
    for device, count in sorted(counts.items()):
        if count >= ONE_DEVICE_LEAST and share_of(count, len(rows)) > 0.02:
            cases = [row.pk for row in rows if row.device == device]
            facts: dict[str, int | float | str] = {"count": count, "of": len(rows), "device": device}
            found.append(
                Finding(detector=Detector.ONE_DEVICE, unit_id=unit_id, facts=facts, dossiers=tuple(cases))
            )
    return found


def _finding(
    detector: Detector,
    unit_id: int,
    officer_id: int,
    cases: Sequence[int],
    of: int,
    usual: float = 0.0,
) -> Finding:
    facts: dict[str, int | float | str] = {"count": len(cases), "of": of}
    facts |= {"usual_share": round(usual, 4)} if usual else {}
    return Finding(
        detector=detector, unit_id=unit_id, officer_id=officer_id, facts=facts, dossiers=tuple(cases)
    )

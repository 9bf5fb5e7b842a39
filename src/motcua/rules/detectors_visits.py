"""Visits that led to nothing, and people called only to be put aside, as the tickets of the hall tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.rules.honest import Detector, Finding, Habit, is_habit

WITHIN = timedelta(minutes=15)
ASIDE_WITHIN, ASIDE_LEAST = timedelta(minutes=2), timedelta(minutes=10)
ENDINGS = frozenset({"advice_only", "refused_orally", "result_collected"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One served ticket: at which counter, when it ended, and how the officer closed it."""

    counter: str
    ended_at: datetime
    ending: str = ""


def orphans(visits: Iterable[Visit], registered: Sequence[tuple[str, datetime]]) -> list[Visit]:
    """Return the visits that neither a dossier of their counter nor an ending accounts for.

    Each dossier accounts for one visit: the nearest one that ended within a quarter of an hour of it.

    Units: `registered` are counters and moments of registration.
    Source: HONEST-04.
    """
    free: dict[str, list[datetime]] = {}
    for counter, at in sorted(registered, key=lambda pair: pair[1]):
        free.setdefault(counter, []).append(at)
    found = []
    for visit in sorted(visits, key=lambda v: v.ended_at):
        mine = free.get(visit.counter, [])
        near = next((at for at in mine if abs(at - visit.ended_at) <= WITHIN), None)
        if near is not None:
            mine.remove(near)
        elif visit.ending not in ENDINGS:
            found.append(visit)
    return found


@dataclass(frozen=True, slots=True)
class Aside:
    """A number put aside: by whom, how long after its call, and for how long."""

    officer_id: int
    after: timedelta
    held: timedelta


def put_aside(unit_id: int, asides: Iterable[Aside], calls: Mapping[int, int]) -> list[Finding]:
    """Return the questions about officials who put people aside right after their call, and for long.

    `calls` are the numbers each official called.

    Source: HONEST-01, HONEST-04.
    """
    found: dict[int, int] = {}
    for one in asides:
        if one.after < ASIDE_WITHIN and one.held >= ASIDE_LEAST:
            found[one.officer_id] = found.get(one.officer_id, 0) + 1
    habit = Habit(0.03, 5)
    return [
        Finding(
            detector=Detector.PUT_ASIDE, unit_id=unit_id, officer_id=officer,
            facts={"count": count, "of": calls.get(officer, count), "usual_share": habit.usual_share},
        )
        for officer, count in sorted(found.items())
        if is_habit(count, calls.get(officer, count), habit)
    ]  # fmt: skip


def unregistered(
    unit_id: int, visits: Sequence[Visit], registered: Sequence[tuple[str, datetime]]
) -> list[Finding]:
    """Return the question about visits that left no trace, where there are more than forgetting explains.

    Source: HONEST-01, HONEST-04.
    """
    lost = orphans(visits, registered)
    if not is_habit(len(lost), len(visits), Habit(0.01, 3)):
        return []
    facts: dict[str, int | float | str] = {"count": len(lost), "of": len(visits), "usual_share": 0.01}
    return [Finding(detector=Detector.UNREGISTERED_VISITS, unit_id=unit_id, facts=facts)]

"""A plan against what came: did it hold, and if not, why; the twin is asked again with what really was."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.rules.capacity import Scenario, Service
from motcua.rules.capacity_duty import half_hours
from motcua.rules.capacity_fit import Seen, fit
from motcua.rules.capacity_plan import LEAST_DAYS

NOTICED_MINUTES, NOTICED_PART = 1.0, 0.2  # less than a minute or a fifth of the promise is no verdict
MOST_OF_IT = 1 / 3  # of a difference, from which one cause may be called the reason
GROUPS = 5  # of days by how many came
DAYS_A_GROUP = 60

Told = Mapping[str, Any]


class Word(StrEnum):
    """The verdict."""

    HELD = "held"
    BETTER = "better"
    WORSE = "worse"
    TOO_FEW = "too_few"  # days


class Cause(StrEnum):
    """What differed from what was planned, in the order it is put in."""

    ARRIVALS = "arrivals"  # how many came, and how unevenly from day to day
    MINUTES = "minutes"  # how long one person took
    OFFICERS = "officers"  # who was there
    REST = "rest"  # what the twin cannot say


@dataclass(frozen=True, slots=True)
class Step:
    """The ninety percent wait when one more thing is put in as it really was."""

    cause: Cause
    p90_minutes: float
    more_minutes: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Held, better or worse, by how much with its interval, and the reason."""

    word: Word
    days: int
    difference: tuple[float, float, float] | None = None
    reason: Cause | None = None


def verdict(expected: Told, real: Told | None, promise_minutes: float, steps: Sequence[Step] = ()) -> Verdict:
    """Return whether the ninety percent wait of a service held.

    It held when the interval of the difference holds nought, or the difference is too small to be acted
    upon. A reason is named when it explains at least a third of the difference.

    Units: minutes; days.
    Source: CAP-08, CAP-03.

    >>> verdict({"p90": [9.0, 8.5, 9.5]}, {"days": 30, "p90": [9.6, 8.0, 11.0]}, 15).word
    <Word.HELD: 'held'>
    >>> more = [Step(Cause.ARRIVALS, 20.0, 11.0), Step(Cause.REST, 21.0, 1.0)]
    >>> verdict({"p90": [9.0, 8.5, 9.5]}, {"days": 30, "p90": [21.0, 19.0, 23.0]}, 15, more).reason
    <Cause.ARRIVALS: 'arrivals'>
    """
    if real is None or real["days"] < LEAST_DAYS or real["p90"][0] is None or expected["p90"][0] is None:
        return Verdict(Word.TOO_FEW, 0 if real is None else real["days"])
    less = real["p90"][0] - expected["p90"][0]
    (value, below, above), (meant, under, over) = real["p90"], expected["p90"]
    low = less - math.hypot(value - (below or value), (over or meant) - meant)
    high = less + math.hypot((above or value) - value, meant - (under or meant))
    if low <= 0 <= high or abs(less) < max(NOTICED_MINUTES, NOTICED_PART * promise_minutes):
        return Verdict(Word.HELD, real["days"], (less, low, high))
    most = max(steps, key=lambda step: step.more_minutes / less, default=None)
    reason = most.cause if most is not None and most.more_minutes / less >= MOST_OF_IT else None
    return Verdict(Word.WORSE if less > 0 else Word.BETTER, real["days"], (less, low, high), reason)


def days_alike(counts: Mapping[date, int]) -> list[tuple[float, int]]:
    """Return groups of days of much alike arrivals: how many times the mean, how many days.

    Source: CAP-08.

    >>> days_alike({date(2024, 3, n): 10 * n for n in range(1, 6)})
    [(0.333, 1), (0.667, 1), (1.0, 1), (1.333, 1), (1.667, 1)]
    """
    values = sorted(counts.values())
    mean = sum(values) / len(values)
    groups = min(GROUPS, len(values))
    edges = [round(len(values) * n / groups) for n in range(groups + 1)]
    parts = [values[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return [(round(sum(part) / len(part) / mean, 3), len(part)) for part in parts]


def with_arrivals(scenario: Scenario, visits: Sequence[Seen], times: float = 1.0) -> Scenario:
    """Return the scenario with the arrivals that really were, so many times as many.

    Units: people an hour.
    Source: CAP-06, CAP-08.
    """
    came = fit(visits, hours=scenario.sessions)
    services = [
        _coming(service, came.rates.get(service.name, (0.0,)), times) for service in scenario.services
    ]
    return replace(scenario, services=tuple(services), doors=came.doors)


def _coming(service: Service, rates: Sequence[float], times: float) -> Service:
    return replace(service, rates=tuple(rate * times for rate in rates), step_minutes=15.0)


def with_minutes(scenario: Scenario, visits: Sequence[Seen]) -> Scenario:
    """Return the scenario with the service minutes that really were.

    Units: minutes.
    Source: CAP-06, CAP-08.
    """
    laws = fit(visits).laws
    services = []
    for service in scenario.services:
        told = laws.get(service.name)
        if told is not None and told.n:
            law = replace(service.minutes, kind="lognormal", mean_minutes=told.mean_minutes,
                          cv=max(told.cv, 0.01), sample=())  # fmt: skip
            service = replace(service, minutes=law)
        services.append(service)
    return replace(scenario, services=tuple(services))


@dataclass(frozen=True, slots=True)
class Was:
    """What really was: visits, and the officers of each half hour by what they serve."""

    visits: Sequence[Seen]
    officers: Mapping[tuple[str, ...], Sequence[float]]


def with_officers(scenario: Scenario, officers: Mapping[tuple[str, ...], Sequence[float]]) -> Scenario:
    """Return the scenario with the officers that really were there, in whole persons.

    Source: CAP-04, CAP-08.
    """
    from motcua.rules.staffing import manned

    known = {service.name for service in scenario.services}
    rows = {kind: tuple(round(n) for n in row) for kind, row in officers.items() if set(kind) <= known}
    rows = {kind: row for kind, row in rows.items() if max(row, default=0)}
    if {name for kind in rows for name in kind} != known:
        return scenario  # somebody unknown served: nothing can be said
    return manned(scenario, rows)


def steps(scenario: Scenario, was: Was, expected: Told, real: Told, service: str) -> list[Step]:
    """Return how the expected wait becomes the real one, putting in one thing after another.

    Units: minutes.
    Source: CAP-08.
    """
    counts: dict[date, int] = {}
    for visit in was.visits:
        counts[visit.on] = counts.get(visit.on, 0) + 1
    alike = days_alike(counts)
    coming = [(with_arrivals(scenario, was.visits, times), days) for times, days in alike]
    lasting = [(with_minutes(one, was.visits), days) for one, days in coming]
    there = [(with_officers(one, was.officers), days) for one, days in lasting]
    found, before = [], float(expected["p90"][0] or 0.0)
    for cause, parts in ((Cause.ARRIVALS, coming), (Cause.MINUTES, lasting), (Cause.OFFICERS, there)):
        now = ninety(parts, service)
        found.append(Step(cause, now, now - before))
        before = now
    last = float(real["p90"][0] or 0.0)
    return [*found, Step(Cause.REST, last, last - before)]


def moved(cause: Cause | None, plan: Scenario, was: Was, told: tuple[Told, Told], service: str) -> float:
    """Return by how much what really was differs from the plan in what a cause names; nought for the rest.

    `told` are the figures of the service that were expected, and those that came.

    Units: percent of what was planned.
    Source: CAP-08.
    """
    real, planned = 0.0, 0.0
    if cause is Cause.ARRIVALS:
        planned, real = (one["people"][0] for one in told)
    elif cause is Cause.MINUTES:
        own = [v.minutes for v in was.visits if v.service == service and v.minutes is not None]
        planned = plan.service(service).minutes.mean_minutes if own else 0.0
        real = sum(own) / max(len(own), 1)
    elif cause is Cause.OFFICERS:
        rows = [row for kind, row in was.officers.items() if service in kind]
        real = sum(n for row in rows for n in row) / max(len(half_hours(plan.sessions)), 1)
        hours = [b - a for one in plan.counters if service in one.serves for a, b in one.on]
        planned = sum(hours) / plan.open_minutes()
    return 100.0 * (real / planned - 1) if planned else 0.0


def ninety(parts: Sequence[tuple[Scenario, int]], service: str) -> float:
    """Return the ninety percent wait over groups of days, each weighing by how many days it stands for.

    Units: minutes.
    Source: CAP-03.
    """
    import numpy as np

    from motcua.rules.capacity_plays import play, waits_of

    waits, weights = [], []
    for scenario, days in parts:
        _, waited, _ = waits_of(play(scenario, days=DAYS_A_GROUP), service)
        waits.append(waited)
        weights.append(np.full(len(waited), days / DAYS_A_GROUP))
    waited, weight = np.concatenate(waits), np.concatenate(weights)
    order = np.argsort(waited, kind="stable")
    reached = np.cumsum(weight[order])
    return float(waited[order][np.searchsorted(reached, 0.9 * reached[-1])]) if len(waited) else 0.0

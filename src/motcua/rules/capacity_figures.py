"""What simulated days say: waits, unserved, overtime, how busy; each with its 95 % interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_arrays import (
    BUSY,
    CAME,
    IN_VAIN,
    LAST_END,
    OVERRUN,
    SERVED,
    WAITED,
    WITHIN,
    Floats,
    Ints,
)
from motcua.rules.capacity_days import Days, played, waits

ALL = "all"
LEVEL = 0.95
DAYS, STEADY_RUNS = 1000, 20
KEPT_SHARE = 0.9  # a day keeps its promise when so many of its people wait no longer


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its interval; None where nothing was there to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its ends, if it has any."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one service, or of all together. Waits in minutes; counts and minutes are of a day.

    `wait_of_all_min` is of everybody who came, the time waited in vain too; `given_up_share` is of those.
    """

    mean_wait_min: Figure
    p90_wait_min: Figure
    served: Figure
    unserved: Figure
    overtime_min: Figure
    utilisation: Figure
    share_within: Figure
    days_kept: Figure
    wait_of_all_min: Figure
    given_up_share: Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a simulation gives, with all that is needed to do it again."""

    scenario: Scenario
    days: int
    seed: int
    people: int
    by_name: dict[str, Figures]
    kept: "Gathered"


@dataclass(slots=True)
class Gathered:
    """What is kept of the days while they pass."""

    by_service: list[Floats] = field(default_factory=list)
    by_counter: list[Floats] = field(default_factory=list)
    waited: list[Floats] = field(default_factory=list)
    service: list[Ints] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)
    people: int = 0

    def add(self, days: Days, counts_from: float) -> None:
        """Take some days in."""
        waited, service, day = waits(days, counts_from)
        self.waited.append(waited)
        self.service.append(service)
        self.day.append(day + sum(len(one) for one in self.by_service))
        self.by_service.append(days.by_service)
        self.by_counter.append(days.by_counter)
        self.people += len(days.people)

    def of(self, chosen: Ints) -> "Gathered":
        """Return what is kept of some days, which are numbered anew."""
        number = np.cumsum(chosen) - 1
        day = np.concatenate(self.day)
        own = chosen[day]
        return Gathered(
            [np.concatenate(self.by_service)[chosen]],
            [np.concatenate(self.by_counter)[chosen]],
            [np.concatenate(self.waited)[own]],
            [np.concatenate(self.service)[own]],
            [number[day[own]]],
        )


def simulate(scenario: Scenario, days: int = 0, seed: int = 1, workers: int = 1) -> Outcome:
    """Play a scenario often and return its figures. A steady check is played 20 times, a day 1,000 times.

    Units: minutes; people and minutes of a day; shares from 0 to 1.
    Source: CAP-01, CAP-02, CAP-03.
    """
    days = days or (STEADY_RUNS if scenario.is_steady else DAYS)
    kept = Gathered()
    for some in played(scenario, days, seed, workers):
        kept.add(some, scenario.warmup_minutes)
    return Outcome(scenario, days, seed, kept.people, figures_of(scenario, kept), kept)


def figures_of_days(outcome: Outcome, chosen: Ints) -> dict[str, Figures]:
    """Return the figures of some of the days of a simulation; `chosen` says of each day whether it counts.

    Source: CAP-03.
    """
    return figures_of(outcome.scenario, outcome.kept.of(chosen))


def figures_of(scenario: Scenario, kept: Gathered) -> dict[str, Figures]:
    """Return the figures of what was kept of some days, by service and of all together.

    Source: CAP-03.
    """
    by_service, by_counter = np.concatenate(kept.by_service), np.concatenate(kept.by_counter)
    waited, service, day = (np.concatenate(part) for part in (kept.waited, kept.service, kept.day))
    serving = [{name: at for at, name in enumerate(counter.serves)} for counter in scenario.counters]
    found = {}
    for at, one in enumerate(scenario.services):
        own = [c for c, serves in enumerate(serving) if one.name in serves]
        chosen = service == at
        found[one.name] = _figures(
            scenario, by_service[:, :, [at]], _use(scenario, by_counter, own), waited[chosen], day[chosen]
        )
    everybody = _use(scenario, by_counter, list(range(len(serving))))
    return {ALL: _figures(scenario, by_service, everybody, waited, day), **found}


def _use(scenario: Scenario, by_counter: Floats, chosen: list[int]) -> tuple[Floats, Floats]:
    """How long counters were busy each day, and how long they were there: paid hours and overtime."""
    paid = sum(until - max(since, scenario.warmup_minutes) for at in chosen
               for since, until in scenario.counters[at].on if until > scenario.warmup_minutes)  # fmt: skip
    busy, over = by_counter[:, BUSY, chosen].sum(axis=1), by_counter[:, OVERRUN, chosen].sum(axis=1)
    return busy, np.full(len(busy), paid) + (0.0 if scenario.is_steady else over)


def _figures(
    scenario: Scenario, sums: Floats, use: tuple[Floats, Floats], waited: Floats, day: Ints
) -> Figures:
    rows = (CAME, SERVED, WAITED, WITHIN, IN_VAIN)
    came, served, minutes, within, in_vain = (sums[:, row].sum(axis=1) for row in rows)
    closing = scenario.sessions[-1][1]
    late = np.maximum(sums[:, LAST_END].max(axis=1) - closing, 0.0)
    kept = np.where(within >= KEPT_SHARE * came, 1.0, 0.0)
    return Figures(
        mean_wait_min=ratio(minutes, served),
        p90_wait_min=quantile(waited, day, len(came), beyond=came - served),
        served=mean(served),
        unserved=mean(came - served),
        overtime_min=mean(late),
        utilisation=ratio(*use),
        share_within=ratio(within, came),
        days_kept=mean(kept),
        wait_of_all_min=ratio(minutes + in_vain, came),
        given_up_share=ratio(came - served, came),
    )


def mean(values: Floats) -> Figure:
    """Return the mean over days with its interval.

    Source: CAP-03.
    """
    n = len(values)
    if not n:
        return Figure(None)
    found = math.fsum(values) / n
    if n < 2:
        return Figure(found)
    half = reach(n) * math.sqrt(math.fsum((values - found) ** 2) / (n - 1) / n)
    return Figure(found, found - half, found + half)


def ratio(over: Floats, under: Floats) -> Figure:
    """Return the ratio of two sums over days; people of one day wait together, so days are what is drawn.

    Source: CAP-03.
    """
    n, whole = len(over), math.fsum(under)
    if not whole:
        return Figure(None)
    found = math.fsum(over) / whole
    if n < 2:
        return Figure(found)
    half = reach(n) * math.sqrt(n / (n - 1) * math.fsum((over - found * under) ** 2)) / whole
    return Figure(found, found - half, found + half)


def quantile(
    waited: Floats, day: Ints, days: int, share: float = 0.9, beyond: Floats | None = None
) -> Figure:
    """Return the wait that a share of all people stays under, with its interval.

    The interval is that of the share of people below it, by days, turned back into minutes. `beyond` are on
    each day those who were never served, who waited longer than anybody: where too few are served for the
    share, the longest wait is what it is at least, and there is no interval.

    Units: minutes.
    Source: CAP-03.
    """
    lost = np.zeros(days) if beyond is None else beyond
    n, served = len(waited) + round(float(lost.sum())), len(waited)
    if not served:
        return Figure(None)
    place = _place(n, share)
    if place >= served:
        return Figure(float(waited.max()))
    found = float(np.partition(waited, place)[place])
    if days < 2:
        return Figure(found)
    below = np.bincount(day, waited <= found, days)
    half = ratio(below, np.bincount(day, minlength=days) + lost)
    half_share = (half.high or 0.0) - (half.value or 0.0)
    low, high = (min(_place(n, share + side), served - 1) for side in (-half_share, half_share))
    parted = np.partition(waited, (low, high))
    return Figure(found, float(parted[low]), float(parted[high]))


def _place(n: int, share: float) -> int:
    return min(max(math.ceil(n * share) - 1, 0), n - 1)


def reach(n: int, level: float = LEVEL) -> float:
    """Return how many standard errors an interval from n days reaches: Student's t, by its expansion.

    Source: CAP-03.

    >>> round(reach(20), 3), round(reach(1000), 3)
    (2.093, 1.962)
    """
    z, v = NormalDist().inv_cdf(0.5 + level / 2), n - 1
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / v + second / v**2 + third / v**3 + fourth / v**4


def difference(after: Sequence[float], before: Sequence[float]) -> Figure:
    """Return how much higher the mean of days after is than of days before (Welch's interval).

    Units: those of the values.
    Source: CAP-03.

    >>> found = difference([11, 12, 10, 11], [41, 40, 42, 39, 43])
    >>> round(found.value, 1), found.high < -25
    (-30.0, True)
    """
    if len(after) < 2 or len(before) < 2:
        return Figure(None)
    means = [math.fsum(days) / len(days) for days in (after, before)]
    errors = [
        math.fsum((value - one) ** 2 for value in days) / (len(days) - 1) / len(days)
        for days, one in zip((after, before), means, strict=True)
    ]
    whole = sum(errors)
    found = means[0] - means[1]
    if not whole:
        return Figure(found, found, found)
    freedom = whole**2 / sum(e**2 / (len(d) - 1) for e, d in zip(errors, (after, before), strict=True))
    half = reach(math.floor(freedom) + 1) * math.sqrt(whole)
    return Figure(found, found - half, found + half)

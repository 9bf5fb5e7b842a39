"""What was learned of a hall put to the test on weeks it has not seen: arrivals, service times, waits."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.rules.capacity_fit import Learned, Seen, fit, quarters, scenario_of
from motcua.rules.capacity_laws import LearnedLaw, TooLittle, is_fault, laws

DAYS = 400  # simulated for each weekday
TAIL = 0.1
FEW = 30  # visits of a service, below which it is rare


@dataclass(frozen=True, slots=True)
class Score:
    """Mean logarithmic loss of what came under what was learned; the lower the better, and all are proper.

    `n` are quarter hours of a service, or service times. `flat` knows no quarter and no weekday, or no
    service; `raw` believes each quarter of each weekday, or each service, by itself.
    """

    n: int
    fitted: float
    flat: float
    raw: float


@dataclass(frozen=True, slots=True)
class Waits:
    """How the waits of held-out days lie in those of simulated days.

    Units: shares from 0 to 1: of days whose mean wait lies between the tenth and the ninetieth of a hundred
    simulated days (0.8 is right); of waits below nine tenths of the simulated ones (0.9 is right).
    """

    days: int
    days_within: float
    waits: int
    below_p90: float


@dataclass(frozen=True, slots=True)
class Trial:
    """All that was tried: from which day was held out, and what came of it."""

    from_on: date
    days: int
    arrivals: Score
    services: Score
    rare_services: Score | None
    waits: Waits


def trial(visits: Iterable[Seen], weeks: int, seed: int = 1) -> Trial:
    """Return how well the last weeks are told by what the days before them teach.

    Raises: TooLittle where nothing is left to learn from.
    Source: CAP-06.
    """
    found = sorted(visits, key=lambda visit: visit.on)
    if not found:
        raise TooLittle("there are no tickets to learn from")
    from_on = found[-1].on - timedelta(days=7 * weeks - 1)
    before, after = [v for v in found if v.on < from_on], [v for v in found if v.on >= from_on]
    known = fit(before)
    by_weekday = {
        weekday: fit(before, weekday, known.hours)
        for weekday in sorted(
            {visit.on.weekday() for visit in before} & {visit.on.weekday() for visit in after}
        )
    }
    after = [visit for visit in after if visit.on.weekday() in by_weekday and visit.service in known.laws]
    minutes = [(v.service, v.minutes) for v in after if v.minutes is not None and not is_fault(v.minutes)]
    rare = [one for one in minutes if known.laws[one[0]].n < FEW]
    return Trial(
        from_on=from_on,
        days=len({visit.on for visit in after}),
        arrivals=arrivals(before, after, by_weekday),
        services=services(before, minutes),
        rare_services=services(before, rare) if rare else None,
        waits=waits(after, by_weekday, seed),
    )


def arrivals(before: Sequence[Seen], after: Sequence[Seen], by_weekday: Mapping[int, Learned]) -> Score:
    """Return the loss of each quarter's count of each service on each held-out day under a Poisson law.

    Source: CAP-06.
    """
    known = next(iter(by_weekday.values()))
    begins = quarters(known.doors)
    places = range(len(begins))
    days = defaultdict(set)
    for visit in before:
        days[visit.on.weekday()].add(visit.on)
    counts: dict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for visit in before:
        counts[visit.on.weekday()][visit.service, _place(begins, visit)] += 1
    all_days = sum(map(len, days.values()))
    flat = {name: _counted(counts, name, places) / all_days / len(begins) for name in known.rates}
    came: dict[date, Counter[tuple[str, int]]] = defaultdict(Counter)
    for visit in after:
        came[visit.on][visit.service, _place(begins, visit)] += 1
    losses: list[tuple[float, float, float]] = []
    for on, of_day in came.items():
        weekday, least = on.weekday(), 0.5 / all_days
        for name, rates in by_weekday[weekday].rates.items():
            for place in places:
                n = of_day[name, place]
                raw = counts[weekday][name, place] / len(days[weekday])
                told = (rates[place] / 4, flat[name], raw)
                losses.append(tuple(_poisson(n, max(mean, least)) for mean in told))  # type: ignore[arg-type]
    return _score(losses)


def _place(begins: Sequence[float], visit: Seen) -> int:
    return max((n for n, begin in enumerate(begins) if begin <= visit.at_minutes), default=0)


def _counted(counts: Mapping[int, Counter[tuple[str, int]]], name: str, places: Iterable[int]) -> int:
    return sum(of_day[name, place] for of_day in counts.values() for place in places)


def _poisson(n: int, mean: float) -> float:
    return mean - n * math.log(mean) + math.lgamma(n + 1)


def services(before: Sequence[Seen], after: Sequence[tuple[str, float]]) -> Score:
    """Return the loss of each held-out service time, by service, under a lognormal law.

    Units: minutes.
    Source: CAP-06.
    """
    own: dict[str, list[float]] = defaultdict(list)
    for visit in before:
        if visit.minutes is not None and not is_fault(visit.minutes):
            own[visit.service].append(visit.minutes)
    fitted = laws(own)
    everybody = [one for values in own.values() for one in values]
    one_law = _law(everybody)
    raw = {name: _law(values) if len(values) > 2 else one_law for name, values in own.items()}
    return _score(
        [
            (_lognormal(m, *_shape(fitted[name])), _lognormal(m, *one_law), _lognormal(m, *raw[name]))
            for name, m in after
            if name in fitted and name in raw
        ]
    )


def _law(minutes: Sequence[float]) -> tuple[float, float]:
    """Mean and variance of the logarithms."""
    logs = [math.log(one) for one in minutes]
    mean = math.fsum(logs) / len(logs)
    return mean, max(math.fsum((one - mean) ** 2 for one in logs) / max(len(logs) - 1, 1), 1e-3)


def _shape(law: LearnedLaw) -> tuple[float, float]:
    variance = math.log1p(law.cv**2)
    return math.log(law.mean_minutes) - variance / 2, variance


def _lognormal(minutes: float, mean: float, variance: float) -> float:
    log = math.log(minutes)
    return (log - mean) ** 2 / (2 * variance) + 0.5 * math.log(2 * math.pi * variance) + log


def _score(losses: Sequence[tuple[float, float, float]]) -> Score:
    n = len(losses)
    means = [math.fsum(column) / n for column in zip(*losses, strict=True)] if n else [0.0, 0.0, 0.0]
    return Score(n, *means)


def waits(after: Sequence[Seen], by_weekday: Mapping[int, Learned], seed: int = 1) -> Waits:
    """Return how the waits of held-out days lie in those of as many simulated days of their weekday.

    Units: minutes.
    Source: CAP-06, CAP-01.
    """
    days: dict[date, list[float]] = defaultdict(list)
    for visit in after:
        if visit.wait_minutes is not None:
            days[visit.on].append(visit.wait_minutes)
    within = below_p90 = 0
    told = {weekday: _simulated(learned, seed) for weekday, learned in by_weekday.items()}
    for on, waited in days.items():
        low, high, p90 = told[on.weekday()]
        within += low <= math.fsum(waited) / len(waited) <= high
        below_p90 += sum(one <= p90 for one in waited)
    n = sum(map(len, days.values()))
    return Waits(len(days), within / max(len(days), 1), n, below_p90 / max(n, 1))


def _simulated(learned: Learned, seed: int) -> tuple[float, float, float]:
    """The tenth and ninetieth of a hundred days' mean waits; what nine tenths of all waits are below."""
    import numpy as np

    from motcua.rules.capacity_arrays import NEVER
    from motcua.rules.capacity_days import played
    from motcua.rules.capacity_read import read

    means, every = [], []
    for some in played(read(scenario_of(learned, "")), DAYS, seed):
        people, day = some.people, some.day_of_each()
        served = people["start"] < NEVER
        wait = (people["start"] - people["since"])[served]
        every.append(wait)
        sums = np.bincount(day[served], weights=wait, minlength=len(some.streams))
        counts = np.bincount(day[served], minlength=len(some.streams))
        means.append((sums / np.maximum(counts, 1))[counts > 0])
    low, high = np.quantile(np.concatenate(means), (TAIL, 1 - TAIL))
    return float(low), float(high), float(np.quantile(np.concatenate(every), 1 - TAIL))

"""Two halls made one, and two scenarios set side by side with the same people in both."""

import math
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from motcua.rules.capacity import BadScenario, Law, Problem, Scenario, Service
from motcua.rules.capacity_figures import Figure, Figures, Outcome, figures_of_days, reach
from motcua.rules.capacity_hall import rate_steps

GROUPS = 20
STEP = 5.0  # minutes; a pooled service's rates are told by it


def pooled(one: Scenario, other: Scenario) -> Scenario:
    """Return both halls as one: services of the same name share a line, every counter stays.

    Hours, closing and appointments are the first hall's. The minutes of a shared service are a lognormal
    with the mean and spread of the mixture.

    Raises: BadScenario where the halls do not open at the same time.
    Source: CAP-01.
    """
    if (one.sessions, one.comes()) != (other.sessions, other.comes()) or one.is_steady or other.is_steady:
        raise BadScenario([Problem("hours", "halls can be pooled that open at the same time")])
    theirs = {service.name: service for service in other.services}
    services = [
        _shared(one, other, service, theirs.pop(service.name)) if service.name in theirs else service
        for service in one.services
    ]
    counters = (*one.counters, *other.counters)
    return replace(one, services=(*services, *theirs.values()), counters=counters)


def _shared(one: Scenario, other: Scenario, mine: Service, theirs: Service) -> Service:
    rates = tuple(a + b for a, b in zip(_by_step(one, mine), _by_step(other, theirs), strict=True))
    weight = sum(_by_step(one, mine)) / max(sum(rates), 1e-9)
    return Service(mine.name, _mixed(mine.minutes, theirs.minutes, weight), rates, STEP, mine.patience)


def _by_step(scenario: Scenario, service: Service) -> list[float]:
    found: list[float] = []
    for since, until, rate in rate_steps(scenario, service):
        found += [rate] * round((until - since) / STEP)
    return found


def _mixed(mine: Law, theirs: Law, weight: float) -> Law:
    if mine == theirs:
        return mine
    parts = ((weight, mine), (1 - weight, theirs))
    mean = sum(share * law.mean_minutes for share, law in parts)
    square = sum(share * law.mean_minutes**2 * (1 + law.cv**2) for share, law in parts)
    return Law("lognormal", mean, math.sqrt(max(square / mean**2 - 1, 1e-6)))


def differences(before: Outcome, after: Outcome) -> dict[str, Figures]:
    """Return by service how much higher each figure is after than before, on the same days.

    Both were played with the same seed, so the same people come: what is left is the scenarios' difference.
    Intervals are by the jackknife over 20 groups of days.

    Units: those of the figures.
    Source: CAP-03.
    """
    if before.seed != after.seed or before.days != after.days:
        raise ValueError("scenarios are set side by side with the same seed and the same number of days")
    groups = min(GROUPS, before.days)
    day = np.arange(before.days)
    rest = [(figures_of_days(before, day % groups != g), figures_of_days(after, day % groups != g))
            for g in range(groups)] if groups > 1 else []  # fmt: skip
    names = [name for name in after.by_name if name in before.by_name]
    return {
        name: Figures(**{
            one.name: jackknife(
                _less(after.by_name[name], before.by_name[name], one.name),
                [_less(then[name], first[name], one.name) for first, then in rest],
            )
            for one in fields(Figures)
        })
        for name in names
    }  # fmt: skip


def _less(after: Figures, before: Figures, name: str) -> float | None:
    one, other = getattr(after, name).value, getattr(before, name).value
    return None if one is None or other is None else float(one - other)


def jackknife(whole: float | None, rest: Sequence[float | None]) -> Figure:
    """Return a value with the interval that leaving out each group of days in turn gives.

    Units: those of the value.
    Source: CAP-03.
    """
    told = [one for one in rest if one is not None]
    if whole is None or len(told) < 2:
        return Figure(whole)
    middle = math.fsum(told) / len(told)
    spread = math.fsum((one - middle) ** 2 for one in told) * (len(told) - 1) / len(told)
    half = reach(len(told)) * math.sqrt(spread)
    return Figure(whole, whole - half, whole + half)

"""The waits of a plan in plain figures: what is expected of simulated days, and what real days gave.

Both are made by the same functions of the same arrays, so that one can be held against the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_arrays import Floats, Ints
from motcua.rules.capacity_duty import HALF_HOUR
from motcua.rules.capacity_figures import Figure, mean, quantile, ratio
from motcua.rules.capacity_plan import Came
from motcua.rules.capacity_plays import Play, longest, names, play, stood_of

PLACES = 3
WEEKDAY_DAYS = 100
Told = dict[str, Any]  # figures as plain data: [value, low, high] each


@dataclass(frozen=True, slots=True)
class _People:
    """People of one service as arrays: when they came, how long they stood, who was called, which day."""

    at: Floats
    stood: Floats
    called: Ints
    day: Ints
    days: int
    longest: Ints


def expected(days: Play, promise_minutes: float) -> dict[str, Told]:
    """Return by service what simulated days give, as plain data to be kept.

    Units: minutes; people; shares from 0 to 1.
    Source: CAP-03, CAP-08.
    """
    kept, found = days.outcome.kept, {}
    by_service = np.concatenate(kept.by_service)
    service, day, waited = (np.concatenate(part) for part in (kept.service, kept.day, kept.waited))
    for place, name in enumerate(names(days)):
        own = service == place
        most = longest(*stood_of(days, name), days.days)
        is_called = np.ones(int(own.sum()), dtype=bool)
        people = _People(days.at[own], waited[own], is_called, day[own], days.days, most)
        found[name] = _told(people, promise_minutes, by_service[:, 0, place])
    return found


def by_weekday(scenario: Scenario, times: Mapping[int, float], seed: int) -> dict[str, list[Told]]:
    """Return by service what each weekday gives, on which so many times the usual people come.

    Units: 0 is Monday; otherwise those of `expected`.
    Source: CAP-03, CAP-08.
    """
    found: dict[str, list[Told]] = {service.name: [] for service in scenario.services}
    for weekday, more in sorted(times.items()):
        services = [replace(one, rates=tuple(rate * more for rate in one.rates)) for one in scenario.services]
        told = expected(
            play(replace(scenario, services=tuple(services)), seed, WEEKDAY_DAYS), scenario.promise_minutes
        )
        for name, one in told.items():
            kept = {key: one[key] for key in ("people", "p50", "p90", "within", "longest")}
            found[name].append({"weekday": weekday, **kept})
    return found


def real(came: Sequence[Came], promise_minutes: float) -> dict[str, Told]:
    """Return by service what real days gave, in the same form.

    Units: minutes; people; shares from 0 to 1.
    Source: CAP-03, CAP-08.
    """
    found = {}
    for name in sorted({one.service for one in came}):
        own = [one for one in came if one.service == name]
        people = _people(own)
        found[name] = _told(people, promise_minutes, np.bincount(people.day, minlength=people.days))
    return found


def _people(own: Sequence[Came]) -> _People:
    number = {on: at for at, on in enumerate(sorted({one.on for one in own}))}
    day = np.array([number[one.on] for one in own], dtype=np.int64)
    at = np.array([one.at_minutes for one in own])
    stood = np.array([one.stood_minutes for one in own])
    called = np.array([one.was_called for one in own], dtype=bool)
    return _People(at, stood, called, day, len(number), longest(day, at, at + stood, len(number)))


def _told(people: _People, promise_minutes: float, came: Floats) -> Told:
    waited, day = people.stood[people.called], people.day[people.called]
    within = np.bincount(day, waited <= promise_minutes, people.days)
    sums = np.bincount(day, waited, people.days)
    count = np.bincount(day, minlength=people.days).astype(np.float64)
    lost = came - count  # who was never called waited longer than anybody
    return {
        "days": people.days,
        "people": plain(mean(came.astype(np.float64))),
        "mean": plain(ratio(sums, count)),
        "p50": plain(quantile(waited, day, people.days, 0.5, lost)),
        "p90": plain(quantile(waited, day, people.days, 0.9, lost)),
        "within": plain(ratio(within, came.astype(np.float64))),
        "longest": plain(mean(people.longest.astype(np.float64))),
        "by_half_hour": _half_hours(people),
    }


def _half_hours(people: _People) -> list[dict[str, Any]]:
    """By the half hour of arrival: how many come a day, the middle wait, and what nine of ten stay under."""
    half = (people.at[people.called] // HALF_HOUR).astype(np.int64)
    waited, day = people.stood[people.called], people.day[people.called]
    found = []
    for one in np.unique(half):
        own = half == one
        found.append({
            "at": float(one * HALF_HOUR),
            "people": round(float(own.sum()) / people.days, PLACES),
            "p50": plain(quantile(waited[own], day[own], people.days, 0.5)),
            "p90": plain(quantile(waited[own], day[own], people.days, 0.9)),
        })  # fmt: skip
    return found


def plain(figure: Figure) -> list[float | None]:
    """Return a figure as it is kept: its value and the ends of its interval.

    Source: CAP-03.

    >>> plain(Figure(1.23456, 1.0, 2.0))
    [1.235, 1.0, 2.0]
    """
    ends = (figure.value, figure.low, figure.high)
    return [None if one is None else round(float(one), PLACES) for one in ends]

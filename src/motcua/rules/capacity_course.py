"""The course of a day: how many wait, and how long those wait who come then, with bands over many days."""

from dataclasses import dataclass

import numpy as np

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_arrays import NEVER, Floats
from motcua.rules.capacity_days import Days, played

STEP = 10.0
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Band:
    """The mean of many days at one moment, and between which values nine days of ten lie."""

    at_minutes: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Course:
    """A day of one service: people waiting every ten minutes, and by the hour the minutes they wait."""

    line: tuple[Band, ...]
    waits: tuple[Band, ...]


def course(scenario: Scenario, name: str, days: int, seed: int) -> Course:
    """Return how a day goes for one service.

    Units: people; minutes.
    Source: CAP-01, CAP-03.
    """
    place = [service.name for service in scenario.services].index(name)
    opens, closes = scenario.sessions[0][0], scenario.sessions[-1][1]
    grid = np.arange(opens, closes + STEP, STEP)
    lines, hours, waited = [], [], []
    for some in played(scenario, days, seed):
        lines.append(_line(some, place, grid, closes + (scenario.overtime_minutes or 0.0)))
        own = some.people[(some.people["service"] == place) & (some.people["start"] < NEVER)]
        hours.append(own["at"])
        waited.append(np.maximum(own["start"] - own["since"], 0.0))
    return Course(
        _bands(grid, np.concatenate(lines)), _by_hour(np.concatenate(hours), np.concatenate(waited))
    )


def _line(days: Days, place: int, grid: Floats, ends: float) -> Floats:
    """How many stand in line at each moment of the grid, on each day."""
    people, day = days.people, days.day_of_each()
    own = people["service"] == place
    people, day = people[own], day[own]
    left = np.where(people["start"] < NEVER, people["start"], np.minimum(people["leaves"], ends))
    changes = np.zeros((len(days.streams), len(grid) + 1))
    for moments, change in ((people["at"], 1.0), (left, -1.0)):
        np.add.at(changes, (day, np.searchsorted(grid, moments, side="right")), change)
    waiting: Floats = np.cumsum(changes, axis=1)[:, : len(grid)]
    return waiting


def _bands(grid: Floats, lines: Floats) -> tuple[Band, ...]:
    low, high = np.quantile(lines, (LOW, HIGH), axis=0)
    mean = lines.mean(axis=0)
    return tuple(Band(*map(float, row)) for row in zip(grid, mean, low, high, strict=True))


def _by_hour(at: Floats, waited: Floats) -> tuple[Band, ...]:
    found = []
    hour = (at // 60).astype(np.int64)
    for one in np.unique(hour):
        here = waited[hour == one]
        low, high = np.quantile(here, (LOW, HIGH))
        found.append(Band(float(one * 60), float(here.mean()), float(low), float(high)))
    return tuple(found)

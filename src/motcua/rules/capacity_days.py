"""Simulated days of a hall: played in stretches, on one core or several, always with the same result."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_arrays import DAY_SUMS, NEVER, PERSON, SKILLS, Demand, Floats, Hall, Ints, Records
from motcua.rules.capacity_arrivals import come
from motcua.rules.capacity_hall import demand, expected, hall, levels
from motcua.rules.capacity_kernel import serve

AT_ONCE = 200_000  # people held at one time: some 14 MB


@dataclass(frozen=True, slots=True)
class Days:
    """Some days as they went: everybody who came, where each day's people stand, and each day's sums."""

    people: Records  # of PERSON
    streams: Ints  # (days, streams, 2)
    by_service: Floats  # (days, DAY_SUMS, services)
    by_counter: Floats  # (days, 2, counters)

    def day_of_each(self) -> Ints:
        """Return the day, from 0, of each of the people.

        Source: CAP-01.
        """
        whole = self.streams[:, -1]
        return np.repeat(np.arange(len(whole)), whole[:, 1] - whole[:, 0])


def played(scenario: Scenario, days: int, seed: int, workers: int = 1, first: int = 0) -> Iterator[Days]:
    """Yield simulated days, a stretch at a time. The same seed gives the same days, however many `workers`.

    `first` is the number of the first day, from 0: who has played some goes on where they ended.

    Units: minutes after midnight.
    Source: CAP-01, CAP-05.
    """
    each = expected(scenario)
    play = partial(_stretch, scenario, demand(scenario), hall(scenario), seed)
    step = max(1, min(int(AT_ONCE / max(each, 1.0)), -(-days // workers)))
    stretches = [(first + at, min(step, days - at)) for at in range(0, days, step)]
    if workers == 1 or len(stretches) == 1:
        yield from map(play, stretches)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(play, stretches)


def _stretch(scenario: Scenario, who: Demand, where: Hall, seed: int, days: tuple[int, int]) -> Days:
    first, count = days
    streams = np.zeros((count, 2 * who[0].size + 1, 2), dtype=np.int64)
    likely = expected(scenario) * count
    room = int(likely + 8 * likely**0.5 + 64)
    while (came := come(people := np.empty(room, dtype=PERSON), streams, who, seed, first)) > room:
        room *= 2
    doors = zip(scenario.doors, scenario.sessions, strict=False)
    early = [moment for (since, _), (opens, _) in doors for moment in (since, opens)]
    bounds = np.array([scenario.warmup_minutes, scenario.promise_minutes, ends(scenario), *early])
    skills = where[1]
    state = np.zeros((len(skills), 3), dtype=np.int64)
    state[:, SKILLS] = (skills >= 0).sum(axis=1)
    line = np.empty((who[0].size, levels(scenario), 2), dtype=np.int64)
    by_service, by_counter = np.zeros((count, DAY_SUMS, who[0].size)), np.zeros((count, 2, len(skills)))
    serve(people, streams, where, (line, state), bounds, (by_service, by_counter))
    return Days(people[:came], streams, by_service, by_counter)


def ends(scenario: Scenario) -> float:
    """Return when who still waits is sent home.

    Units: minutes after midnight.
    Source: CAP-01.
    """
    return scenario.sessions[-1][1] + (scenario.overtime_minutes or 0.0)


def waits(days: Days, counts_from: float = 0.0) -> tuple[Floats, Ints, Ints]:
    """Return of everybody who was served how long they waited, for what, and on which day.

    Units: minutes.
    Source: CAP-01.
    """
    people = days.people
    counted = (people["start"] < NEVER) & (people["at"] >= counts_from)
    waited = np.maximum(people["start"] - people["since"], 0.0)[counted]
    return waited, people["service"][counted].astype(np.int64), days.day_of_each()[counted]

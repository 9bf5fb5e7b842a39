"""A promise held against each half hour in which people come, not only against the day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from motcua.rules.capacity import Interval, Scenario
from motcua.rules.capacity_arrays import NEVER, Floats, Ints, Records
from motcua.rules.capacity_days import played
from motcua.rules.capacity_duty import half_hours
from motcua.rules.capacity_figures import ratio

LEAST_PEOPLE = 0.5  # a day: a half hour of fewer is told with the day alone, chance says most of it


@dataclass(frozen=True, slots=True)
class Missed:
    """A half hour whose people wait too long too often: of which service, who is within the promise."""

    service: str
    slot: Interval
    share: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Of each day, service and half hour how many came, and how many of them waited no longer."""

    services: tuple[str, ...]
    slots: tuple[Interval, ...]
    came: Floats  # (days, services, slots)
    within: Floats

    def shares(self, is_sure: bool = False) -> Iterator[tuple[str, int | None, float]]:
        """Yield the share within the promise of each service: of the day (None), then of each half hour.

        `is_sure`: what it is at least, by its interval.

        Units: shares from 0 to 1.
        Source: CAP-03, CAP-04.
        """
        for at, name in enumerate(self.services):
            came, within = self.came[:, at], self.within[:, at]
            yield name, None, _share(within.sum(axis=1), came.sum(axis=1), is_sure)
            for slot in np.nonzero(came.mean(axis=0) >= LEAST_PEOPLE)[0].tolist():
                yield name, slot, _share(within[:, slot], came[:, slot], is_sure)

    def keeps(self, share: float, is_sure: bool = False) -> bool:
        """Whether the promise is kept on the day and in each half hour.

        Source: CAP-04.
        """
        return all(found >= share for _, _, found in self.shares(is_sure))

    def missed(self, share: float, is_sure: bool = False) -> list[Missed]:
        """Return the half hours that miss the promise, the worst first.

        Source: CAP-04.
        """
        found = [
            Missed(name, self.slots[slot], reached)
            for name, slot, reached in self.shares(is_sure) if slot is not None and reached < share
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.share, one.slot, one.service))

    def late(self) -> dict[str, Floats]:
        """Return by service how many people a day who come in each half hour wait longer than promised.

        Source: CAP-04.
        """
        mean = (self.came - self.within).mean(axis=0)
        return {name: mean[at] for at, name in enumerate(self.services)}


def _share(within: Floats, came: Floats, is_sure: bool) -> float:
    figure = ratio(within, came)
    found = figure.low if is_sure else figure.value
    return 1.0 if figure.value is None else float(found or 0.0)


def judged(scenario: Scenario, minutes: float, seed: int, days: int) -> Judged:
    """Play a scenario and hold its promise against each half hour of arrival.

    Who comes before opening counts in the first half hour after it, and is promised from opening on.

    Units: minutes.
    Source: CAP-04.
    """
    slots, names = half_hours(scenario.sessions), tuple(service.name for service in scenario.services)
    came, within = np.zeros((days, len(names), len(slots))), np.zeros((days, len(names), len(slots)))
    first = 0
    for some in played(scenario, days, seed):
        count = len(some.streams)
        where = _place(some.people, some.day_of_each(), slots, len(names))
        size, shape = count * len(names) * len(slots), (count, len(names), len(slots))
        came[first : first + count] = np.bincount(where, minlength=size).reshape(shape)
        kept = np.bincount(where[_is_within(some.people, scenario, minutes)], minlength=size)
        within[first : first + count] = kept.reshape(shape)
        first += count
    return Judged(names, slots, came, within)


def _place(people: Records, day: Ints, slots: tuple[Interval, ...], services: int) -> Ints:
    ends = np.array([until for _, until in slots])
    slot = np.minimum(np.searchsorted(ends, people["at"], side="right"), len(slots) - 1)
    found: Ints = (day * services + people["service"]) * len(slots) + slot
    return found


def _is_within(people: Records, scenario: Scenario, minutes: float) -> Ints:
    since = people["since"]
    for door, (opens, _) in zip(scenario.comes(), scenario.sessions, strict=True):
        since = np.where((people["at"] >= door[0]) & (people["at"] < opens), opens, since)
    found: Ints = (people["start"] < NEVER) & (people["start"] - since <= minutes)
    return found

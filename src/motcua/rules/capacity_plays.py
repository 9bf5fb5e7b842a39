"""A scenario played until it is known well enough: its figures, lines and waits, kept to be compared."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_arrays import CAME, IN_VAIN, NEVER, SERVED, WAITED, WITHIN, Floats, Ints
from motcua.rules.capacity_compare import GROUPS, jackknife
from motcua.rules.capacity_course import HIGH, LOW, STEP, Band, Course
from motcua.rules.capacity_days import Days, ends, played
from motcua.rules.capacity_duty import HALF_HOUR
from motcua.rules.capacity_figures import ALL, Figure, Figures, Gathered, Outcome, figures_of, mean

SEED = 1
STEPS = (100, 200, 300)  # days played, until the figures are sure enough
SURE_SHARE, SURE_DAYS = 0.025, 0.06  # half an interval: of people within the promise, of days that keep it
SURE_MINUTES, SURE_PART = 1.0, 0.08  # half an interval of the ninety percent: so long, or such a part of it
RARE = 0.1  # a service of fewer people than this part of all does not prolong the play


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario's days: figures by service, who was served when, and everybody who stood in line."""

    outcome: Outcome
    at: Floats  # of everybody served, aligned with outcome.kept
    stood: tuple[Ints, Ints, Floats, Floats]  # of everybody: service, day, from when, until when in line

    @property
    def days(self) -> int:
        """How many days were played."""
        return self.outcome.days

    @property
    def figures(self) -> dict[str, Figures]:
        """The figures by service, and of all together."""
        return self.outcome.by_name


def play(scenario: Scenario, seed: int = SEED, days: int = 0) -> Play:
    """Play a scenario so many days; without a number, as many as its figures need, of three numbers.

    The first days are the same however many follow, so plays of unlike length are compared on those that
    both have.

    Units: minutes after midnight; people.
    Source: CAP-01, CAP-03.
    """
    kept, ats, stood = Gathered(), [], []
    edges = (0, days) if days else (0, *STEPS)
    figures: dict[str, Figures] = {}
    done = 0
    for first, done in pairwise(edges):
        for some in played(scenario, done - first, seed, first=first):
            stood.append(_stood(some, sum(len(one) for one in kept.by_service), ends(scenario)))
            kept.add(some, scenario.warmup_minutes)
            ats.append(some.people["at"][some.people["start"] < NEVER])
        figures = figures_of(scenario, kept)
        if _is_sure(figures):
            break
    outcome = Outcome(scenario, done, seed, kept.people, figures, kept)
    service, day, since, until = (np.concatenate(part) for part in zip(*stood, strict=True))
    return Play(outcome, np.concatenate(ats), (service, day, since, until))


def _is_sure(figures: dict[str, Figures]) -> bool:
    """Whether every interval is narrow enough to be acted upon; a rare service's own is told as it is."""
    whole = figures[ALL].served.value or 0.0
    for name, one in figures.items():
        if one.p90_wait_min.value is None or (name != ALL and (one.served.value or 0.0) < RARE * whole):
            continue
        wide = max(SURE_MINUTES, SURE_PART * one.p90_wait_min.value)
        for figure, most in ((one.share_within, SURE_SHARE), (one.days_kept, SURE_DAYS),
                             (one.p90_wait_min, wide)):  # fmt: skip
            low, high = figure.interval or (0.0, 0.0)
            if high - low > 2 * most:
                return False
    return True


def _stood(days: Days, before: int, closes: float) -> tuple[Ints, Ints, Floats, Floats]:
    """Return of everybody the service, the day, and from when until when in line."""
    people = days.people
    gone = people["leaves"]  # says nothing where nobody can lose patience
    stays = np.where((gone >= people["at"]) & (gone <= closes), gone, np.maximum(people["at"], closes))
    until = np.where(people["start"] < NEVER, people["start"], stays)
    return people["service"].copy(), days.day_of_each() + before, people["at"].copy(), until


def longest(day: Ints, since: Floats, until: Floats, days: int) -> Ints:
    """Return the longest line of each day.

    Units: minutes; people.
    Source: CAP-01.
    """
    moments, own = np.concatenate([since, until]), np.concatenate([day, day])
    signs = np.concatenate([np.ones(len(since), np.int64), -np.ones(len(until), np.int64)])
    order = np.lexsort((signs, moments, own))  # who goes at a moment is gone before who comes then
    found = np.zeros(days, dtype=np.int64)
    np.maximum.at(found, own[order], np.cumsum(signs[order]))  # each day ends at nought
    return found


def stood_of(play: Play, service: str) -> tuple[Ints, Floats, Floats]:
    """Return of everybody of a service the day, and from when until when in line.

    Units: minutes.
    Source: CAP-01.
    """
    which, day, since, until = play.stood
    own = which == names(play).index(service)
    return day[own], since[own], until[own]


def course_of(play: Play, service: str) -> Course:
    """Return how a day goes for one service: the line, and by the half hour the minutes waited.

    Units: people; minutes.
    Source: CAP-01, CAP-03.
    """
    day, since, until = stood_of(play, service)
    scenario = play.outcome.scenario
    grid = np.arange(scenario.comes()[0][0], scenario.sessions[-1][1] + STEP, STEP)
    width = len(grid) + 1
    change = np.zeros(play.days * width, dtype=np.int64)
    for moments, sign in ((since, 1), (until, -1)):
        where = day * width + np.searchsorted(grid, moments, side="right")
        change += sign * np.bincount(where, minlength=len(change))
    own = np.cumsum(change.reshape(play.days, width), axis=1)[:, :-1]
    low, high = np.quantile(own, (LOW, HIGH), axis=0)
    line = zip(grid, own.mean(axis=0), low, high, strict=True)
    at, waited, _ = waits_of(play, service)
    return Course(tuple(Band(*map(float, row)) for row in line), bands(at, waited))


def bands(at: Floats, waited: Floats) -> tuple[Band, ...]:
    """Return by the half hour of arrival the median wait, from the tenth to the ninetieth of a hundred.

    Units: minutes.
    Source: CAP-03.
    """
    half = (at // HALF_HOUR).astype(np.int64)
    found = []
    for one in np.unique(half):
        here = waited[half == one]
        low, middle, high = np.quantile(here, (0.1, 0.5, 0.9))
        found.append(Band(float(one * HALF_HOUR), float(middle), float(low), float(high)))
    return tuple(found)


def names(play: Play) -> list[str]:
    """Return the services in the order of the arrays.

    Source: CAP-01.
    """
    return [service.name for service in play.outcome.scenario.services]


def waits_of(play: Play, service: str) -> tuple[Floats, Floats, Ints]:
    """Return of everybody served of a service when they came, how long they waited, on which day.

    Units: minutes.
    Source: CAP-01.
    """
    kept, place = play.outcome.kept, names(play).index(service)
    own = np.concatenate(kept.service) == place
    return play.at[own], np.concatenate(kept.waited)[own], np.concatenate(kept.day)[own]


def officer_hours(scenario: Scenario) -> float:
    """Return the officers' hours of a day.

    Units: hours.
    Source: CAP-04.
    """
    return math.fsum(until - since for counter in scenario.counters for since, until in counter.on) / 60


def saved(before: Play, after: Play) -> Figure:
    """Return how many hours of waiting a day are saved, the same people in both, with its interval.

    The time that people wait in vain, until they give up or are sent home, is waiting too.

    Units: hours of people.
    Source: CAP-03.
    """
    days = min(before.days, after.days)
    rows = [WAITED, IN_VAIN]
    waited = [
        np.concatenate(one.outcome.kept.by_service)[:days, rows].sum(axis=(1, 2)) for one in (before, after)
    ]
    return mean((waited[0] - waited[1]) / 60)


def differs(before: Play, after: Play, service: str) -> tuple[Figure, Figure]:
    """Return how much higher the ninety percent wait and the share within the promise are after than before.

    The same people come in both, so what is left is the scenarios' difference; intervals are by the
    jackknife over groups of days that both have played.

    Units: minutes; a share from 0 to 1.
    Source: CAP-03.
    """
    days = min(before.days, after.days)
    groups = min(GROUPS, days)
    both = [_by_day(one, service, days) for one in (before, after)]
    group = np.arange(days) % groups
    found = []
    for read in (_ninety, _within):
        whole = read(both[1], group >= 0) - read(both[0], group >= 0)
        rest = [read(both[1], group != g) - read(both[0], group != g) for g in range(groups)]
        found.append(jackknife(whole, rest))
    return found[0], found[1]


_Days = tuple[Floats, Ints, Floats, Floats, Floats]  # waited, day of each served; came, within, lost by day


def _by_day(play: Play, service: str, days: int) -> _Days:
    _, waited, day = waits_of(play, service)
    own = day < days
    sums = np.concatenate(play.outcome.kept.by_service)[:days, :, names(play).index(service)]
    return waited[own], day[own], sums[:, CAME], sums[:, WITHIN], sums[:, CAME] - sums[:, SERVED]


def _ninety(days: _Days, chosen: Ints) -> float:
    waited = days[0][chosen[days[1]]]
    if not len(waited):
        return 0.0
    # Who is never served waits longer than all.
    share = 0.9 * (1 + float(days[4][chosen].sum()) / len(waited))
    return float(np.quantile(waited, min(share, 1.0)))


def _within(days: _Days, chosen: Ints) -> float:
    came = float(days[2][chosen].sum())
    return float(days[3][chosen].sum()) / came if came else 1.0

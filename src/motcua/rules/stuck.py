"""How long a step usually takes, learned with what still runs, and when a silence is unusual."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from math import exp, log, sqrt

from motcua.rules.terms import Pause, merged
from motcua.rules.workdays import Calendar

Z = 1.959964  # of a two-sided interval of 95 %


class Level(StrEnum):
    """Who has been told."""

    OFFICER = "officer"
    LEADER = "leader"
    CITIZEN = "citizen"


LEVELS = (Level.OFFICER, Level.LEADER, Level.CITIZEN)


class Pool(StrEnum):
    """From whom a usual time was learned: the step itself, its kind of procedures, all of them."""

    STEP = "step"
    KIND = "kind"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Stay:
    """One dossier's rest in one step, in net working minutes; not ended: it still rests (censored)."""

    minutes: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a survival curve: the share still resting after so many minutes, with its interval."""

    minutes: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve: how many stays it rests on, how many of them ended, and its points."""

    stays: int
    ended: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """A quantile of the time in a step, in working minutes, with its interval; None where not reached."""

    minutes: int | None
    low: int | None
    high: int | None


def survival(stays: Iterable[Stay]) -> Curve:
    """Return the share of stays that last longer than each length, those that still run being censored.

    The Kaplan-Meier estimate with Greenwood's variance; the interval is of the log-log kind, so that it
    stays between 0 and 1. At one length the ends come before the censored.

    Units:  net working minutes; shares from 0 to 1; intervals of 95 %.
    Source: STUCK-01.

    >>> curve = survival([Stay(10, True), Stay(20, True), Stay(30, False), Stay(40, True)])
    >>> [(point.minutes, round(point.share, 3)) for point in curve.points]
    [(10, 0.75), (20, 0.5), (40, 0.0)]
    """
    ordered = sorted(stays, key=lambda stay: stay.minutes)
    at_risk, share, variance = len(ordered), 1.0, 0.0
    points = []
    for minutes, group in groupby(ordered, key=lambda stay: stay.minutes):
        here = list(group)
        ends = sum(stay.ended for stay in here)
        if ends:
            share *= 1 - ends / at_risk
            if at_risk > ends:
                variance += ends / (at_risk * (at_risk - ends))
            points.append(Point(minutes, share, *_interval(share, variance)))
        at_risk -= len(here)
    return Curve(len(ordered), sum(stay.ended for stay in ordered), tuple(points))


def _interval(share: float, variance: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return share, share
    spread = Z * sqrt(variance) / abs(log(share))
    return share ** exp(spread), share ** exp(-spread)


def quantile(curve: Curve, part: float) -> Usual:
    """Return by when that part of all stays has ended, with the interval that inverts the curve's own.

    Units:  part from 0 to 1; net working minutes. None: the curve does not come down so far, because
            too much still runs or there is too little to know an end of the interval.
    Source: STUCK-01.

    >>> quantile(survival([Stay(n, True) for n in range(1, 101)]), 0.95).minutes
    95
    """
    rest = 1 - part + 1e-9
    minutes = next((p.minutes for p in curve.points if p.share <= rest), None)
    low = next((p.minutes for p in curve.points if p.low <= rest), None)
    high = next((p.minutes for p in curve.points if p.high <= rest), None)
    return Usual(minutes, low, high)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a silence is unusual: the quantile, how many stays it needs, and the factors of the levels."""

    part: float
    least_stays: int
    least_minutes: int
    factors: Mapping[Level, float]

    def at(self, level: Level, usual_minutes: int) -> int:
        """Return after how many minutes somebody of that level is told."""
        return max(self.least_minutes, round(usual_minutes * self.factors[level]))


def level(rested_minutes: int, usual_minutes: int, limits: Limits, *, is_wait: bool = False) -> Level | None:
    """Return who has to know of a silence: the highest level whose limit is passed; None: nobody.

    While the applicant is waited for, the office does not hold the dossier: only the officer is told,
    to ask the applicant once more.

    Units:  net working minutes.
    Source: STUCK-02.

    >>> limits = Limits(0.95, 30, 240, {Level.OFFICER: 1, Level.LEADER: 2, Level.CITIZEN: 3})
    >>> [level(n, 400, limits) for n in (400, 401, 801, 1201)]
    [None, <Level.OFFICER: 'officer'>, <Level.LEADER: 'leader'>, <Level.CITIZEN: 'citizen'>]
    """
    told = (LEVELS[0],) if is_wait else LEVELS
    passed = [one for one in told if rested_minutes > limits.at(one, usual_minutes)]
    return passed[-1] if passed else None


def next_level(
    reached: Level | None, told: Level | None, since_told_minutes: int, patience_minutes: int
) -> Level | None:
    """Return who is told next, one after the other; None: nobody yet.

    Whoever was told last has some time to act before the next one hears of it, however long the file rests.

    Units:  working minutes.
    Source: STUCK-02.

    >>> next_level(Level.CITIZEN, None, 0, 240), next_level(Level.CITIZEN, Level.OFFICER, 100, 240)
    (<Level.OFFICER: 'officer'>, None)
    >>> next_level(Level.CITIZEN, Level.OFFICER, 240, 240)
    <Level.LEADER: 'leader'>
    """
    if reached is None:
        return None
    if told is None:
        return LEVELS[0]
    place = LEVELS.index(told) + 1
    if place > LEVELS.index(reached) or since_told_minutes < patience_minutes:
        return None
    return LEVELS[place]


def kind(value: int | None, unit: str) -> str:
    """Return the kind of a procedure by the time the law gives it: pools of like procedures.

    Units:  the law's time in its own unit.
    Source: STUCK-03.

    >>> kind(0, "working_day"), kind(5, "working_day"), kind(20, "day"), kind(2, "month"), kind(None, "")
    ('same_day', 'short', 'medium', 'long', 'unknown')
    """
    if value is None or not unit:
        return "unknown"
    if unit == "hour" or value == 0:
        return "same_day"
    days = value * {"working_day": 7 / 5, "day": 1, "month": 30}[unit]
    if days <= 7:
        return "short"
    return "medium" if days <= 28 else "long"


def rested(from_at: datetime, until_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> int:
    """Return how long a dossier rested in a step: working minutes without the waits in it.

    Units:  naive wall clock moments; working minutes.
    Source: STUCK-02, TIME-09, TIME-11.
    """
    if until_at <= from_at:
        return 0
    minutes = calendar.working_minutes(from_at, until_at)
    for wait in merged(pauses, restart=False):
        begin, end = max(wait.from_at, from_at), min(wait.until_at or until_at, until_at)
        if begin < end:
            minutes -= calendar.working_minutes(begin, end)
    return max(0, minutes)


def thinned(points: Sequence[Point], most: int = 60) -> list[Point]:
    """Return points evenly out of many, the first and the last among them: enough for a picture.

    Source: STUCK-01.
    """
    if len(points) <= most:
        return list(points)
    return [points[round(place * (len(points) - 1) / (most - 1))] for place in range(most)]

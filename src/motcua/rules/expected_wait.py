"""How long a person in the line will wait: a range that held four times in five before.

The point is what is left when everybody ahead is served one after another at the desks that are open.
How wide the range is around it is not assumed but learned: from what was told before and what came.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from motcua.rules.workdays import Session

SHARE = 0.8  # of past waits lie within the range
PATIENCE = 60.0  # seconds added to both sides of a ratio, so that a wait of nothing has one
EDGES = (120.0, 360.0, 720.0, 1200.0, 2400.0)  # seconds of the point between which errors are alike
LEAST = 60  # errors of one kind; fewer borrow from all real waits
REAL = -1  # the kind that all points but the shortest are together
PRIOR = 20  # tickets' weight of the hall's mean in a rare service's
LEARN_DAYS, LEARN_MOST = 60, 4000  # a hall learns from its last called tickets: of so many days, so many
DEFAULT_SECONDS = 480.0
DEFAULT_RATIOS = (0.35, 2.2)  # before anything was learned: wide


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk that calls: what it serves, and when it will be free.

    Units: `free_in` seconds from now, 0 when it is free.
    """

    serves: frozenset[int]
    free_in: float = 0.0


@dataclass(frozen=True, slots=True)
class Range:
    """What is told: the point and the range around it; `is_learned` tells whether it rests on past tickets.

    Units: seconds.
    """

    expected: int
    low: int
    high: int
    is_learned: bool = True

    def outlasts(self, left: timedelta) -> bool:
        """Tell whether the wait is longer than what is left, of the day perhaps.

        Source: HALL-06.
        """
        return self.expected > left.total_seconds()


def left_open(sessions: Iterable[Session], minute: int) -> timedelta:
    """Return how long a hall still serves from a minute of its day on, its breaks left out.

    Units: minutes after midnight.
    Source: HALL-06.

    >>> left_open([Session(450, 690), Session(810, 1020)], 11 * 60)
    datetime.timedelta(seconds=14400)
    """
    return timedelta(minutes=sum(max(0, one.end - max(one.start, minute)) for one in sessions))


@dataclass(frozen=True, slots=True)
class Learned:
    """What the hall's own past tickets taught.

    Units: `seconds` the mean time at a desk by service; `ratios` the low and high quotient of what came
    to what was told, by kind of point.
    """

    seconds: Mapping[int, float] = field(default_factory=dict)
    overall: float = DEFAULT_SECONDS
    ratios: Mapping[int, tuple[float, float]] = field(default_factory=dict)


def left(mean: float, elapsed: float) -> float:
    """Return how long a service that began `elapsed` ago will still take.

    Long services are the ones still running: a third of a mean is left however long it took.

    Units: seconds.
    Source: HALL-06.

    >>> left(600, 120), left(600, 900)
    (480, 200.0)
    """
    return max(mean - elapsed, mean / 3)


def point(service: int, ahead: Sequence[int], desks: Iterable[OpenDesk], learned: Learned) -> float | None:
    """Return when a person would be called if everybody took the mean; None when no desk serves her.

    `ahead` are the services of those before her, in order.

    Units: seconds.
    Source: HALL-06.

    >>> point(1, [1, 1], [OpenDesk(frozenset({1}), 100.0)], Learned({1: 300.0}))
    700.0
    """
    open_now = list(desks)
    if not any(service in desk.serves for desk in open_now):
        return None
    queues: dict[frozenset[int], list[float]] = {}
    for desk in open_now:
        heapq.heappush(queues.setdefault(desk.serves, []), desk.free_in)
    for one in ahead:
        mine = [queue for serves, queue in queues.items() if one in serves]
        if mine:
            queue = min(mine, key=lambda queue: queue[0])
            heapq.heapreplace(queue, queue[0] + learned.seconds.get(one, learned.overall))
    return min(queue[0] for serves, queue in queues.items() if service in serves)


def kind(expected: float) -> int:
    """Return which kind of point this is: errors of a short wait are unlike those of a long one.

    Units: seconds.
    Source: HALL-06.

    >>> kind(0), kind(600), kind(9999)
    (0, 2, 5)
    """
    return sum(expected >= edge for edge in EDGES)


def told(expected: float, learned: Learned) -> Range:
    """Return the range around a point.

    Units: seconds.
    Source: HALL-06.
    """
    of_kind = kind(expected)
    known = learned.ratios.get(of_kind) or (learned.ratios.get(REAL) if of_kind else None)
    low, high = known or DEFAULT_RATIOS
    base = expected + PATIENCE
    floor, top = max(0.0, base * low - PATIENCE), max(0.0, base * high - PATIENCE)
    return Range(round(expected), round(floor), round(top), known is not None)


@dataclass(frozen=True, slots=True)
class Past:
    """A past ticket as the range learns from it; `expected` None: nothing was told.

    Units: seconds; `at_desk` from the call to the end of service.
    """

    service: int
    at_desk: float | None
    waited: float | None = None
    expected: float | None = None


def learn(past: Iterable[Past]) -> Learned:
    """Return what past tickets teach: mean times at the desk, and how far off the points were.

    A rare service's mean leans on the hall's. The range of a kind of point lies between the tenth and
    the ninetieth of a hundred errors, each rounded outwards, so that it held as often as it says.

    Units: seconds.
    Source: HALL-06.
    """
    sums: dict[int, tuple[int, float]] = {}
    errors: dict[int, list[float]] = {}
    for one in past:
        if one.at_desk is not None:
            count, total = sums.get(one.service, (0, 0.0))
            sums[one.service] = (count + 1, total + one.at_desk)
        if one.waited is not None and one.expected is not None:
            ratio = (one.waited + PATIENCE) / (one.expected + PATIENCE)
            errors.setdefault(kind(one.expected), []).append(ratio)
    everybody = sum(count for count, _ in sums.values())
    overall = sum(total for _, total in sums.values()) / everybody if everybody else DEFAULT_SECONDS
    means = {service: (total + PRIOR * overall) / (count + PRIOR) for service, (count, total) in sums.items()}
    return Learned(means, overall, _ratios(errors))


def _ratios(errors: Mapping[int, list[float]]) -> dict[int, tuple[float, float]]:
    real = [ratio for key, of_kind in errors.items() if key > 0 for ratio in of_kind]
    return {
        key: quantiles(of_kind) for key, of_kind in {**errors, REAL: real}.items() if len(of_kind) >= LEAST
    }


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the values between which SHARE of them lie, the ends rounded outwards.

    Source: HALL-06.

    >>> quantiles([float(n) for n in range(1, 100)])
    (10.0, 90.0)
    """
    ordered, tail = sorted(values), (1 - SHARE) / 2
    count = len(ordered)
    low = max(1, math.floor((count + 1) * tail + 1e-9))
    high = min(count, math.ceil((count + 1) * (1 - tail) - 1e-9))
    return ordered[low - 1], ordered[high - 1]


def coverage(ranges: Iterable[tuple[float, float, float]]) -> tuple[int, int]:
    """Return how many of the waits lay within what was told, and of how many: the back-test.

    `ranges` are low, high and what came.

    Units: seconds.
    Source: HALL-06.

    >>> coverage([(0, 10, 5), (0, 10, 11)])
    (1, 2)
    """
    held = [low <= came <= high for low, high, came in ranges]
    return sum(held), len(held)

"""Who is really at the desks: hours of each, from how often it was manned in each half hour."""

import math
from collections.abc import Iterable, Mapping, Sequence

from motcua.rules.capacity import Interval

HALF_HOUR = 30.0
Kind = tuple[str, ...]  # what the officers of a group of counters serve, the preferred first
Plan = dict[Kind, tuple[int, ...]]  # how many of a kind, slot by slot


def half_hours(sessions: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the half hours of opening, by the clock.

    Units: minutes after midnight.
    Source: CAP-04.

    >>> half_hours(((465, 540),))
    ((465, 480.0), (480.0, 510.0), (510.0, 540))
    """
    found = []
    for since, until in sessions:
        first = math.floor(since / HALF_HOUR) + 1
        marks = [n * HALF_HOUR for n in range(first, math.ceil(until / HALF_HOUR))]
        edges = [since, *marks, until]
        found += [(a, b) for a, b in zip(edges, edges[1:], strict=False) if b > a]
    return tuple(found)


def joined(times: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return stretches of a day with those that touch made one.

    Units: minutes after midnight.
    Source: CAP-04.

    >>> joined(((480, 510), (510, 540), (600, 630)))
    ((480, 540), (600, 630))
    """
    found: list[Interval] = []
    for since, until in times:
        if found and found[-1][1] == since:
            found[-1] = found[-1][0], until
        else:
            found.append((since, until))
    return tuple(found)


def on_duty(
    there: Mapping[str, Sequence[float]], serves: Mapping[str, Kind], slots: Sequence[Interval]
) -> dict[str, tuple[Interval, ...]]:
    """Return when each desk is open on the usual day; a desk that is not is left out.

    `there` is for how much of each half hour a desk was manned on the mean day. Of desks that serve the same,
    as many are open in a half hour as were on the mean day, rounded: those that are manned most. A service
    for which nobody would be left keeps the desk that serves it, all day.

    Units: minutes after midnight; shares from 0 to 1.
    Source: CAP-06.

    >>> there = {"1": [1.0, 0.9], "2": [0.8, 0.2], "3": [0.1, 0.0]}
    >>> on_duty(there, dict.fromkeys(there, ("land",)), [(450, 480), (480, 510)])
    {'1': ((450, 510),), '2': ((450, 480),)}
    """
    kinds: dict[Kind, list[str]] = {}
    for desk, kind in serves.items():
        kinds.setdefault(kind, []).append(desk)
    open_: dict[str, list[Interval]] = {}
    for desks in kinds.values():
        order = sorted(desks, key=lambda desk: -sum(there.get(desk, ())))
        for at, slot in enumerate(slots):
            mean = sum(there[desk][at] for desk in desks if desk in there)
            for desk in order[: math.floor(mean + 0.5)]:
                open_.setdefault(desk, []).append(slot)
    served = {name for desk in open_ for name in serves[desk]}
    for desk, kind in serves.items():
        if not set(kind) <= served:
            open_[desk] = list(slots)
            served |= set(kind)
    return {desk: joined(open_[desk]) for desk in serves if desk in open_}

"""The best use of so many days of work: an exact choice of one option for each leaf."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

PARTS = 100  # effort is counted in hundredths of a day
MICRO = 1_000_000  # points are counted in millionths, rounded down


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be done for a leaf: so many acts, for so many points and hundredths of a day."""

    leaf: str
    acts: int
    gain: int  # millionths of a point
    cost: int  # hundredths of a day


@dataclass(frozen=True, slots=True)
class Plan:
    """What is chosen, in the order of the leaves, with what it brings and costs."""

    chosen: tuple[Option, ...]
    gain: int
    cost: int


# A choice so far: (cost, gain turned round, the road to it). The road is nested, so that comparing two
# roads compares the choices of the first leaf first: the smaller of two equal choices is always kept.
_Road = Any
_State = tuple[int, int, _Road]
_Offer = tuple[int, int, tuple[Option, ...]]


def best(options: Sequence[Sequence[Option]], budget: int, *, caps: Mapping[str, int] | None = None) -> Plan:
    """Return the choice that gains most within the budget, at most one option of each leaf.

    Among equal gains the cheaper wins, among equal costs the one that leaves the earlier leaves alone.
    `caps` bounds what leaves of one block may gain together: they carry the block's name before a colon.
    Exact: whole numbers throughout, a choice is dropped only when another is no worse in both, or when
    even fractions of what remains could not bring it up to a choice already found.

    Units:  `budget` in hundredths of a day; gains in millionths of a point.
    Raises: ValueError if an option costs or gains less than nothing.
    Source: ADV-03.

    >>> best([[Option("1", 1, 5, 3)], [Option("2", 1, 4, 2), Option("2", 2, 7, 4)]], 5).gain
    9
    """
    if any(one.cost < 0 or one.gain < 0 for row in options for one in row):
        raise ValueError("an option costs and gains at least nothing")
    classes = [_class(row) for row in _blocks(options, caps or {})]
    hulls = [_hull(offers) for offers in classes]
    bounds = _bounds(hulls)
    floor = _greedy(hulls, budget)
    states: list[_State] = [(0, 0, ())]
    for place, offers in enumerate(classes):
        grown = sorted(
            (cost + more, gain - points, (road, number))
            for cost, gain, road in states
            for number, (more, points, _) in enumerate(offers)
            if cost + more <= budget
        )
        states = _kept(grown, bounds[place + 1], budget, floor)
    return _plan(classes, min(states, key=lambda state: (state[1], state[0], state[2])))


def _plan(classes: Sequence[Sequence[_Offer]], state: _State) -> Plan:
    cost, gain, road = state
    numbers: list[int] = []
    while road:
        road, number = road
        numbers.append(number)
    chosen = [
        one for offers, number in zip(classes, reversed(numbers), strict=True) for one in offers[number][2]
    ]
    return Plan(tuple(chosen), -gain, cost)


def _class(row: Sequence[_Offer]) -> list[_Offer]:
    """Return the offers of a leaf that are worth a look, doing nothing first, then by cost."""
    kept: list[_Offer] = [(0, 0, ())]
    for offer in sorted(row, key=lambda one: (one[0], -one[1])):
        if offer[1] > kept[-1][1]:
            kept.append(offer)
    return kept


def _blocks(options: Sequence[Sequence[Option]], caps: Mapping[str, int]) -> list[list[_Offer]]:
    """Return the offers of each leaf; leaves of a capped block become one, with all their combinations."""
    found: list[list[_Offer]] = []
    blocks: dict[str, list[_Offer]] = {}
    for row in options:
        offers: list[_Offer] = [(one.cost, one.gain, (one,)) for one in row]
        name = row[0].leaf.partition(":")[0] if row and ":" in row[0].leaf else ""
        if name not in caps:
            found.append(offers)
            continue
        if name not in blocks:
            found.append(blocks.setdefault(name, []))
        blocks[name][:] = _combined(blocks[name], offers, caps[name])
    return found


def _combined(before: Sequence[_Offer], row: Sequence[_Offer], cap: int) -> list[_Offer]:
    both = [
        (old[0] + new[0], min(cap, old[1] + new[1]), old[2] + new[2])
        for old in _class(before)
        for new in _class(row)
    ]
    return [offer for offer in _class(both) if offer[2]]


_Hull = list[tuple[int, int]]  # steps (cost, gain), each dearer per point than the one before


def _hull(offers: Sequence[_Offer]) -> _Hull:
    """Return the steps of the smallest concave line over the offers."""
    points: list[tuple[int, int]] = []
    for cost, gain, _ in offers:
        while len(points) > 1 and _is_under(points[-2], points[-1], (cost, gain)):
            points.pop()
        if points and points[-1][0] == cost:
            points.pop()
        points.append((cost, gain))
    return [(b[0] - a[0], b[1] - a[1]) for a, b in zip(points, points[1:], strict=False)]


def _is_under(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[1] - a[1]) * (c[0] - b[0]) <= (c[1] - b[1]) * (b[0] - a[0])


@dataclass(frozen=True, slots=True)
class _Bound:
    """The most that what remains can still gain, by what is left to spend, fractions allowed."""

    costs: list[int]
    gains: list[int]

    def at(self, left: int) -> int:
        place = bisect_right(self.costs, left) - 1
        if place + 1 == len(self.costs):
            return self.gains[place]
        step, over = self.costs[place + 1] - self.costs[place], left - self.costs[place]
        return self.gains[place] + (self.gains[place + 1] - self.gains[place]) * over // step


def _worth(step: tuple[int, int]) -> Fraction:
    return Fraction(step[1], step[0]) if step[0] else Fraction(step[1] * MICRO * PARTS)


def _bounds(hulls: Sequence[_Hull]) -> list[_Bound]:
    """Return the bound over the leaves from each place on."""
    ranked = sorted(
        ((place, step) for place, hull in enumerate(hulls) for step in hull), key=lambda one: -_worth(one[1])
    )
    found = []
    for first in range(len(hulls) + 1):
        costs, gains = [0], [0]
        for place, (cost, gain) in ranked:
            if place >= first and cost == 0:
                gains[-1] += gain
            elif place >= first:
                costs.append(costs[-1] + cost)
                gains.append(gains[-1] + gain)
        found.append(_Bound(costs, gains))
    return found


def _greedy(hulls: Sequence[_Hull], budget: int) -> int:
    """Return what a plain choice by points per day gains: whatever is worse is not looked at."""
    ranked = sorted(
        ((place, number, step) for place, hull in enumerate(hulls) for number, step in enumerate(hull)),
        key=lambda one: (-_worth(one[2]), one[0], one[1]),
    )
    taken, spent, gained = [0] * len(hulls), 0, 0
    for place, number, (cost, gain) in ranked:
        if taken[place] == number and spent + cost <= budget:
            taken[place], spent, gained = number + 1, spent + cost, gained + gain
    return gained


def _kept(grown: Sequence[_State], bound: _Bound, budget: int, floor: int) -> list[_State]:
    """Return the choices no other beats, and which may still come up to the floor."""
    kept: list[_State] = []
    least = 1
    for state in grown:
        if state[1] < least and bound.at(budget - state[0]) - state[1] >= floor:
            kept.append(state)
            least = state[1]
    return kept

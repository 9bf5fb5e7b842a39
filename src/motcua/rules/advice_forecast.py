"""Where the year will end: totals with a spread, the chance of each rank, the gap to the next place."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist, fmean, pvariance

GRID = 41  # quantiles at which a spread is looked at
SURE = 0.9  # how sure a range of ranks is
UNKNOWN = 3.0  # spread in points of a unit of which no earlier change is known
LEAST = 0.5  # spread in points below which no forecast of a year pretends to see
OPEN = 0.1  # spread of a mark nobody has appraised yet, as a part of the leaf's maximum
PAST = 0.25  # spread of a leaf of which only last year is known
TOWARDS = 0.5  # how far a unit's own change of last year is drawn towards what all moved
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that is not known yet: its mean and its standard deviation."""

    mean: float
    deviation: float = 0.0

    def over(self, limit: float) -> float:
        """Return the chance that it lies above a limit; a half when it is sure to be equal."""
        if self.deviation <= 0:
            return 0.5 if self.mean == limit else float(self.mean > limit)
        return 1 - _NORMAL.cdf((limit - self.mean) / self.deviation)

    def quantiles(self, number: int = GRID) -> list[float]:
        """Return so many values that are equally likely."""
        return [
            self.mean + self.deviation * _NORMAL.inv_cdf((place + 0.5) / number) for place in range(number)
        ]


@dataclass(frozen=True, slots=True)
class Month:
    """How many of how many, in one month."""

    good: int
    all: int


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A share at the end of the year: its spread, and how many cases it will rest on."""

    share: Spread
    cases: int
    coming: int


def year_end(months: Sequence[Month], months_left: float) -> YearEnd | None:
    """Return the share at the end of the year; None without a case so far.

    The months left bring as many cases as the mean of the months that were, at the share of those months.
    Two spreads add up: that of chance (binomial), and that of the months between themselves beyond chance.

    Units:  shares of one; months.
    Source: ADV-04.

    >>> year_end([Month(90, 100), Month(90, 100)], 2).cases
    400
    """
    told = [month for month in months if month.all > 0]
    whole, good = sum(month.all for month in told), sum(month.good for month in told)
    if not whole:
        return None
    share = good / whole
    coming = round(whole / len(months) * months_left)
    if coming <= 0:
        return YearEnd(Spread(share), whole, 0)
    smooth = (good + 2) / (whole + 4)  # a share of all or nothing is not sure either
    chance = smooth * (1 - smooth)
    between = _beyond_chance(told, share, chance)
    spread = math.sqrt(chance / coming + chance / whole + between / max(1.0, months_left))
    weight = coming / (whole + coming)
    return YearEnd(Spread(share, weight * spread), whole + coming, coming)


def _beyond_chance(told: Sequence[Month], share: float, chance: float) -> float:
    """Return the variance of the months' shares that chance does not explain."""
    if len(told) < 3:
        return 0.0
    seen = fmean((month.good / month.all - share) ** 2 for month in told)
    explained = fmean(chance / month.all for month in told)
    return max(0.0, seen - explained)


def points(end: YearEnd, points_of: Callable[[int, int], Decimal]) -> Spread:
    """Return the points a share brings at the end of the year; `points_of` scores so many of so many.

    Units:  points.
    Source: ADV-04.
    """
    found = []
    for share in end.share.quantiles(9):
        good = round(min(1.0, max(0.0, share)) * end.cases)
        found.append(float(points_of(good, end.cases)))
    return Spread(fmean(found), math.sqrt(pvariance(found)))


def standing(points: Decimal, most: Decimal, *, is_past: bool) -> Spread:
    """Return the spread of points that no trend tells about: declared this year, or as they were last year.

    An appraisal may still move them by a tenth of the leaf's maximum, by a quarter where they are last
    year's.

    Units:  points.
    Source: ADV-04.
    """
    return Spread(float(points), float(most) * (PAST if is_past else OPEN))


def total(parts: Sequence[Spread]) -> Spread:
    """Return the sum of parts that do not depend on one another.

    Units:  points.
    Source: ADV-04.
    """
    variance = sum(part.deviation**2 for part in parts)
    return Spread(sum(part.mean for part in parts), math.sqrt(variance))


def moves(last: Mapping[str, float], before: Mapping[str, float]) -> dict[str, Spread]:
    """Return where units will likely be of which only published results are known.

    Each moves as it moved last year, half way towards what all moved; the spread is that of all changes.
    Without an earlier year it stays where it was, and the spread is a working value.

    Units:  percent of the possible points.
    Source: ADV-05.

    >>> moves({"a": 80.0}, {})["a"]
    Spread(mean=80.0, deviation=3.0)
    """
    changes = {key: last[key] - before[key] for key in last if key in before}
    if len(changes) < 3:
        return {key: Spread(value, UNKNOWN) for key, value in last.items()}
    middle = fmean(changes.values())
    deviation = max(LEAST, math.sqrt(pvariance(list(changes.values()))) / math.sqrt(2))
    found = {}
    for key, value in last.items():
        own = changes.get(key, middle)
        move = TOWARDS * own + (1 - TOWARDS) * middle
        found[key] = Spread(min(100.0, max(0.0, value + move)), deviation)
    return found


def rank_chances(mine: Spread, others: Sequence[Spread]) -> list[float]:
    """Return the chance of each rank, the first first.

    Units:  chances that sum to one.
    Source: ADV-05.

    >>> rank_chances(Spread(10), [Spread(9), Spread(11)])
    [0.0, 1.0, 0.0]
    """
    found = [0.0] * (len(others) + 1)
    grid = mine.quantiles() if mine.deviation > 0 else [mine.mean]
    for value in grid:
        above = [1.0]
        for other in others:
            chance = other.over(value)
            above = [
                (above[place] * (1 - chance) if place < len(above) else 0.0)
                + (above[place - 1] * chance if place else 0.0)
                for place in range(len(above) + 1)
            ]
        found = [so_far + one / len(grid) for so_far, one in zip(found, above, strict=True)]
    return found


@dataclass(frozen=True, slots=True)
class Outlook:
    """The likely rank, the ranks it stays within nine times out of ten, and the gap to the next place."""

    points: Spread
    rank: int
    low: int
    high: int
    of: int
    ahead: str | None = None  # who is likely one place ahead
    gap: float | None = None


def outlook(mine: Spread, others: Mapping[str, Spread]) -> Outlook:
    """Return the outlook among others.

    The rank is that of the means; the range leaves one chance in twenty on either side.

    Units:  percent of the possible points.
    Source: ADV-05.
    """
    chances = rank_chances(mine, list(others.values()))
    rank = 1 + sum(other.mean > mine.mean for other in others.values())
    low, high = _range(chances, rank)
    ahead = min(
        (key for key, other in others.items() if other.mean > mine.mean),
        key=lambda key: (others[key].mean, key),
        default=None,
    )
    gap = None if ahead is None else others[ahead].mean - mine.mean
    return Outlook(mine, rank, low, high, len(others) + 1, ahead, gap)


def _range(chances: Sequence[float], rank: int) -> tuple[int, int]:
    tail, so_far, low, high = (1 - SURE) / 2, 0.0, 1, len(chances)
    for place, chance in enumerate(chances, start=1):
        if so_far + chance < tail:
            low = place + 1
        if so_far <= 1 - tail:
            high = place
        so_far += chance
    return min(low, rank), max(high, rank)

"""Reading an index: one against another, a unit's strong and weak points, the years one after another."""

from dataclasses import dataclass

import numpy as np

from motcua.rules.composite import Array, Result
from motcua.rules.composite_aggregation import ranks

FIVE = 5


@dataclass(frozen=True, slots=True)
class Move:
    """A row in two indices; `places` is positive where it rises, nothing where it is ranked in one only."""

    unit: str
    year: int | None
    rank_before: int
    rank_after: int
    score_before: float
    score_after: float

    @property
    def places(self) -> int | None:
        """How many places it rises."""
        return self.rank_before - self.rank_after if self.rank_before and self.rank_after else None


@dataclass(frozen=True, slots=True)
class Point:
    """A leaf of one unit: its score, the raw value, the mean of those it is compared with, its rank there."""

    code: str
    value: float
    score: float
    mean: float
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A unit over its years: change from the first to the last, and the rate a year that would give it."""

    unit: str
    years: tuple[int, ...]
    scores: tuple[float, ...]
    ranks: tuple[int, ...]
    change: float
    yearly_rate: float  # compound; NaN where a score is not above 0


def moves(before: Result, after: Result) -> tuple[Move, ...]:
    """Return every row that is in either of two indices, the largest moves first.

    A row that is in one only has rank 0 and no score in the other.

    Units: ranks from 1, 0 for none; scores of each index on its own scale.
    Source: COMP-02.
    """
    one, two = _by_row(before), _by_row(after)
    found = []
    for key in list(dict.fromkeys([*one, *two])):
        rank_before, score_before = one.get(key, (0, float("nan")))
        rank_after, score_after = two.get(key, (0, float("nan")))
        found.append(Move(*key, rank_before, rank_after, score_before, score_after))
    return tuple(sorted(found, key=lambda move: (-abs(move.places or 0), move.unit, move.year or 0)))


def _by_row(result: Result) -> dict[tuple[str, int | None], tuple[int, float]]:
    table = result.table
    return {
        (unit, table.years[at] if table.years else None): (int(result.ranks[at]), float(result.scores[at, 0]))
        for at, unit in enumerate(table.units)
    }


def points(result: Result, unit: str, year: int | None = None, group: str = "") -> tuple[Point, ...]:
    """Return every leaf of a unit that is present, its best place first.

    It is compared with the rows of its year, of a group alone where one is named.

    Units: `value` in the raw unit, `score` and `mean` on the leaf's scale; ranks from 1.
    Raises: LookupError when there is no such row.
    Source: COMP-02.
    """
    table = result.table
    among = [
        at
        for at in range(len(table.units))
        if (year is None or not table.years or table.years[at] == year)
        and (not group or not table.groups or table.groups[at] == group)
    ]
    here = [at for at in among if table.units[at] == unit]
    if len(here) != 1:
        raise LookupError(unit)
    found = []
    for column, leaf in enumerate(result.framework.leaves):
        scores = result.of(leaf.code)
        seen = scores[among]
        score = float(scores[here[0]])
        if np.isnan(score):
            continue
        rank = int(ranks(seen)[among.index(here[0])])
        value = float(table.values[here[0], column])
        count = int((~np.isnan(seen)).sum())
        found.append(Point(leaf.code, value, score, float(np.nanmean(seen)), rank, count))
    return tuple(sorted(found, key=lambda point: (point.rank, -(point.score - point.mean))))


def strong_and_weak(
    result: Result, unit: str, year: int | None = None, group: str = ""
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the five leaves where a unit stands best, and the five where it stands worst.

    A leaf that has two values only tells little by a rank and is left out, as are leaves without spread.

    Raises: LookupError when there is no such row.
    Source: COMP-02.
    """
    telling = {
        leaf.code
        for at, leaf in enumerate(result.framework.leaves)
        if len(np.unique(result.table.values[~np.isnan(result.table.values[:, at]), at])) > 2
    }
    found = [point for point in points(result, unit, year, group) if point.code in telling]
    half = min(FIVE, len(found) // 2 or len(found))
    return tuple(found[:half]), tuple(reversed(found[max(len(found) - half, half) :]))


def trends(result: Result) -> tuple[Trend, ...]:
    """Return every unit over the years it has a total in; units with one year have no rate.

    Units: scores; `yearly_rate` as a share of the year before.
    Source: COMP-02.
    """
    table = result.table
    found = []
    for unit in dict.fromkeys(table.units):
        rows = sorted(
            (at for at, one in enumerate(table.units) if one == unit and result.present[at, 0]),
            key=lambda at: table.years[at] if table.years else 0,
        )
        if rows and table.years:
            found.append(_trend(result, unit, rows))
    return tuple(found)


def _trend(result: Result, unit: str, rows: list[int]) -> Trend:
    years = tuple(result.table.years[at] for at in rows)
    scores: Array = result.scores[rows, 0]
    first, last, span = float(scores[0]), float(scores[-1]), years[-1] - years[0]
    rate = (last / first) ** (1 / span) - 1 if span and first > 0 and last > 0 else float("nan")
    return Trend(
        unit,
        years,
        tuple(float(score) for score in scores),
        tuple(int(result.ranks[at]) for at in rows),
        last - first,
        rate,
    )

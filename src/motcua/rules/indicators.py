"""Indicators as ratios of sums, and the points they give: Decision 766 and whatever set follows it.

All arithmetic is in fractions; a figure is rounded once, when it is shown.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from motcua.rules.indicator_sets import Band, Book, Group, Indicator, Sums

PLACES = Decimal("0.01")


class Status(StrEnum):
    """What stands behind the points of an indicator."""

    MEASURED = "measured"
    NOT_YET_MEASURED = "not_yet_measured"  # nobody feeds one of its sums
    NO_DENOMINATOR = "no_denominator"  # measured, and nothing to divide by
    NOT_APPLICABLE = "not_applicable"  # of another level of government
    AWARDED = "awarded"  # of another level, and the reading chosen gives the maximum


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator of one unit and period. `points` is exact; None when it gives and takes nothing."""

    indicator: Indicator
    status: Status
    numerator: int | None
    denominator: int | None
    rate: Fraction | None
    points: Fraction | None
    factor: Fraction | None = None  # the rate it was multiplied with

    @property
    def is_counted(self) -> bool:
        return self.points is not None

    @property
    def most(self) -> Fraction:
        """Return the points it could give as measured now: 0 when it is not measured."""
        return self.indicator.points if self.is_counted else Fraction(0)

    @property
    def lost(self) -> Fraction | None:
        return None if self.points is None else self.indicator.points - self.points


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group: points won, points that are measured, points there are."""

    group: Group
    won: Fraction
    measured: Fraction
    results: tuple[Result, ...]

    @property
    def share(self) -> Fraction | None:
        return self.won / self.measured if self.measured else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole set for one unit and period."""

    results: tuple[Result, ...]
    groups: tuple[GroupResult, ...]
    won: Fraction
    measured: Fraction
    whole: Fraction
    band: Band | None

    @property
    def is_complete(self) -> bool:
        return self.measured == self.whole

    @property
    def of_hundred(self) -> Fraction | None:
        """Return the points won out of 100 that are measured; None when nothing is."""
        return self.won / self.measured * 100 if self.measured else None

    def result(self, code: str) -> Result:
        """Return one indicator's result.

        Raises: KeyError.
        Source: Q766-01.
        """
        for one in self.results:
            if one.indicator.code == code:
                return one
        raise KeyError(code)


def rounded(value: Fraction | None, places: Decimal = PLACES) -> Decimal | None:
    """Return a figure as it is shown: the one rounding, half up, to two places.

    Source: Q766-01.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(5, 1000))
    (Decimal('0.33'), Decimal('0.01'))
    """
    if value is None:
        return None
    steps = math.floor(abs(value) / Fraction(places) + Fraction(1, 2))
    return Decimal(-steps if value < 0 else steps) * places


def evaluate(of: Book, sums: Sums, *, level: str, more: Mapping[str, int] | None = None) -> Assessment:
    """Return every indicator of a set over a unit's sums.

    An indicator one of whose sums nobody feeds is not yet measured: it gives no points and its
    maximum does not count as measured. With nothing to divide by it gives the points its rule names for
    that case, or stands aside. `more` adds to numerators, by code: what if so many more had met it.

    Units: `sums` counts by name; `level` the kind of the unit; points exact.
    Source: Q766-01, Q766-02, Q766-06 what is not measured.
    """
    added = more or {}
    first = {one.code: _measure(one, sums, level, added.get(one.code, 0)) for one in of.indicators}
    results = tuple(_times_factor(one, first) for one in first.values())
    groups = tuple(_group(group, results) for group in of.groups)
    won = sum((one.won for one in groups), Fraction(0))
    measured = sum((one.measured for one in groups), Fraction(0))
    whole = sum((one.points for one in of.groups), Fraction(0))
    reached = won / measured * whole if measured else None
    return Assessment(results, groups, won, measured, whole, band(of.bands, reached))


def _measure(one: Indicator, sums: Sums, level: str, added: int) -> Result:
    if one.levels and level not in one.levels:
        if one.award:
            return Result(one, Status.AWARDED, None, None, None, one.points)
        return Result(one, Status.NOT_APPLICABLE, None, None, None, None)
    above, below = one.numerator.of(sums), one.denominator.of(sums)
    if above is None or below is None:
        return Result(one, Status.NOT_YET_MEASURED, above, below, None, None)
    above += added
    if below <= 0:
        return Result(one, Status.NO_DENOMINATOR, above, below, None, one.empty)
    rate = Fraction(above, below)
    return Result(one, Status.MEASURED, above, below, rate, points(one, rate))


def points(of: Indicator, rate: Fraction) -> Fraction:
    """Return the points of a rate: a straight line up to `full_at`, never below 0 nor over the maximum.

    Source: Q766-02.
    """
    return of.points * max(Fraction(0), min(Fraction(1), rate / of.full_at))


def _times_factor(one: Result, others: Mapping[str, Result]) -> Result:
    """Multiply by the rate of another indicator, where that one is measured."""
    if not one.indicator.factor or one.rate is None:
        return one
    other = others.get(one.indicator.factor)
    if other is None or other.rate is None:
        return one
    factor = min(Fraction(1), other.rate)
    return replace(one, points=points(one.indicator, one.rate * factor), factor=factor)


def _group(group: Group, results: Iterable[Result]) -> GroupResult:
    mine = tuple(one for one in results if one.indicator.group == group.key)
    won = sum((one.points for one in mine if one.points is not None), Fraction(0))
    return GroupResult(group, won, sum((one.most for one in mine), Fraction(0)), mine)


def band(of: Sequence[Band], value: Fraction | None) -> Band | None:
    """Return the band of a total as it is shown, rounded; a limit belongs to the band it opens.

    Source: Q766-01.
    """
    shown = rounded(value)
    if shown is None:
        return None
    return next((one for one in of if Fraction(shown) >= one.from_points), None)

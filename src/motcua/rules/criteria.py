"""The nine criteria of Decree 61: steps of points over rates, and the band of their sum."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from motcua.rules.indicator_sets import Band, Formula, Sums, Text, bands, formula, text
from motcua.rules.indicators import Status, band

MOST = 2
_WHEN = re.compile(r"([a-z_]+) (>=|<=) ([0-9.]+)")
_COMPARED: Mapping[str, Callable[[Fraction, Fraction], bool]] = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class Rate:
    """One of the rates a criterion looks at."""

    key: str
    name: Text
    numerator: Formula
    denominator: Formula


@dataclass(frozen=True, slots=True)
class Condition:
    """A rate against a threshold."""

    rate: str
    sign: str
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """The points for meeting every condition."""

    points: int
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its rates, and the steps from the best down."""

    code: str
    name: Text
    rule: Text
    rates: tuple[Rate, ...]
    steps: tuple[Step, ...]
    source: str
    confidence: str
    estimate: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """The nine criteria with their bands."""

    key: str
    version: str
    name: Text
    about: Text
    source: str
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A rate of one unit and period."""

    rate: Rate
    numerator: int | None
    denominator: int | None

    @property
    def value(self) -> Fraction | None:
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Mark:
    """A criterion of one unit and period; `points` is None when it is not measured."""

    criterion: Criterion
    status: Status
    seen: tuple[Seen, ...]
    points: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All nine, with the points won, the points measured and the band."""

    marks: tuple[Mark, ...]
    won: int
    measured: int
    whole: int
    band: Band | None

    @property
    def is_complete(self) -> bool:
        return self.measured == self.whole


def paper(data: Mapping[str, Any]) -> Paper:
    """Return the criteria read from data.

    Raises: ValueError for a condition that is none.
    Source: Q61-01.
    """
    return Paper(
        data["key"],
        data["version"],
        text(data["name"]),
        text(data["about"]),
        data["source"],
        tuple(_criterion(one) for one in data["criteria"]),
        bands(data["bands"]),
    )


def _criterion(one: Mapping[str, Any]) -> Criterion:
    rates = tuple(
        Rate(rate["key"], text(rate["name"]), formula(rate["numerator"]), formula(rate["denominator"]))
        for rate in one["rates"]
    )
    steps = [Step(step["points"], tuple(_condition(said) for said in step["when"])) for step in one["steps"]]
    return Criterion(
        one["code"],
        text(one["name"]),
        text(one["rule"]),
        rates,
        tuple(sorted(steps, key=lambda step: -step.points)),
        one["source"],
        one["confidence"],
        bool(one.get("estimate")),
    )


def _condition(said: str) -> Condition:
    found = _WHEN.fullmatch(said)
    if not found:
        raise ValueError(f"no condition: {said!r}")
    return Condition(found[1], found[2], Fraction(found[3]))


def evaluate(of: Paper, sums: Sums) -> Sheet:
    """Return the nine criteria over a unit's sums.

    The band is that of the points won, taken to the whole of 18 while some are not measured:
    exactly 15 is excellent.

    Source: Q61-01, Q61-02, Q766-06 what is not measured.
    """
    marks = tuple(_mark(one, sums) for one in of.criteria)
    won = sum(one.points for one in marks if one.points is not None)
    measured = MOST * sum(one.points is not None for one in marks)
    whole = MOST * len(marks)
    return Sheet(
        marks, won, measured, whole, band(of.bands, Fraction(won * whole, measured) if measured else None)
    )


def _mark(one: Criterion, sums: Sums) -> Mark:
    seen = tuple(Seen(rate, rate.numerator.of(sums), rate.denominator.of(sums)) for rate in one.rates)
    if any(rate.numerator is None or rate.denominator is None for rate in seen):
        return Mark(one, Status.NOT_YET_MEASURED, seen, None)
    values = {rate.rate.key: rate.value for rate in seen}
    known = {key: value for key, value in values.items() if value is not None}
    if len(known) < len(values):
        return Mark(one, Status.NO_DENOMINATOR, seen, None)
    met = (step.points for step in one.steps if all(_holds(said, known) for said in step.when))
    return Mark(one, Status.MEASURED, seen, next(met, 0))


def _holds(said: Condition, values: Mapping[str, Fraction]) -> bool:
    return _COMPARED[said.sign](values[said.rate], said.limit)

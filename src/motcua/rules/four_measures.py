"""The four measures of a public service: cost, satisfaction, completion, digital take-up."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from motcua.rules.indicator_sets import Formula, Sums, Text, formula, text
from motcua.rules.indicators import Status

Z_95 = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the four."""

    key: str
    name: Text
    rule: Text
    numerator: Formula
    denominator: Formula
    unit: str  # share | vnd
    has_interval: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the four for one unit and period; `low` and `high` bound a share that rests on a sample."""

    measure: Measure
    status: Status
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Four:
    """The set of the four."""

    key: str
    version: str
    name: Text
    about: Text
    source: str
    measures: tuple[Measure, ...]


def four(data: Mapping[str, Any]) -> Four:
    """Return the four read from data.

    Source: SERV-01.
    """
    found = tuple(
        Measure(
            one["key"],
            text(one["name"]),
            text(one["rule"]),
            formula(one["numerator"]),
            formula(one["denominator"]),
            one["unit"],
            bool(one.get("interval")),
        )
        for one in data["measures"]
    )
    return Four(data["key"], data["version"], text(data["name"]), text(data["about"]), data["source"], found)


def evaluate(of: Four, sums: Sums) -> tuple[Reading, ...]:
    """Return the four over a unit's sums.

    Source: SERV-01, SERV-02 interval.
    """
    return tuple(_read(one, sums) for one in of.measures)


def _read(one: Measure, sums: Sums) -> Reading:
    above, below = one.numerator.of(sums), one.denominator.of(sums)
    if above is None or below is None:
        return Reading(one, Status.NOT_YET_MEASURED, above, below, None)
    if below <= 0:
        return Reading(one, Status.NO_DENOMINATOR, above, below, None)
    low, high = wilson(above, below) if one.has_interval else (None, None)
    return Reading(one, Status.MEASURED, above, below, Fraction(above, below), low, high)


def wilson(hits: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval in which a share lies, by Wilson's score: honest for few ratings and near 100 %.

    Units: shares 0 to 1.
    Raises: ValueError without anything to count.
    Source: SERV-02.

    >>> [round(end, 4) for end in wilson(81, 90)]
    [0.8208, 0.9465]
    """
    if of < 1 or not 0 <= hits <= of:
        raise ValueError(f"no share: {hits} of {of}")
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)

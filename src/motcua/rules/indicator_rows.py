"""Assessments as plain rows: what the command line prints, what is downloaded, what another program reads."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from motcua.rules import criteria, four_measures, indicators
from motcua.rules.indicator_sets import Band, Book, Text
from motcua.rules.indicators import Assessment, rounded
from motcua.rules.standing import Change

COLUMNS = (
    "code", "key", "group", "name_vi", "name_en", "status", "estimate", "numerator", "denominator",
    "rate", "factor", "points", "maximum", "change", "source", "confidence",
)  # fmt: skip


def number(value: Fraction | float | None) -> float | None:
    """Return an exact figure as a floating-point number, unrounded.

    Source: Q766-01.
    """
    return None if value is None else float(value)


def shown(value: Fraction | None) -> str | None:
    """Return a figure as it is shown: rounded once, to two places.

    Source: Q766-01.
    """
    found = rounded(value)
    return None if found is None else str(found)


def of_assessment(of: Book, found: Assessment, changes: Mapping[str, Change] | None = None) -> dict[str, Any]:
    """Return a whole assessment: the total, the groups, every indicator.

    Units: `rate` and `points` unrounded; `total`, `of_hundred` and groups' `points` as shown.
    Source: Q766-01, Q766-06.
    """
    moved = changes or {}
    return {
        "set": of.key,
        "version": of.version,
        "readings": list(of.chosen),
        "total": shown(found.won),
        "measured": number(found.measured),
        "whole": number(found.whole),
        "of_hundred": shown(found.of_hundred),
        "complete": found.is_complete,
        "band": _band(found.band),
        "groups": [
            {
                "key": one.group.key,
                "code": one.group.code,
                **_names(one.group.name),
                "points": shown(one.won),
                "measured": number(one.measured),
                "maximum": number(one.group.points),
            }
            for one in found.groups
        ],
        "indicators": [_indicator(one, moved.get(one.indicator.code)) for one in found.results],
    }


def _indicator(one: indicators.Result, moved: Change | None) -> dict[str, Any]:
    return {
        "code": one.indicator.code,
        "key": one.indicator.key,
        "group": one.indicator.group,
        **_names(one.indicator.name),
        "status": str(one.status),
        "estimate": one.indicator.estimate,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": number(one.rate),
        "factor": number(one.factor),
        "points": number(one.points),
        "maximum": number(one.indicator.points),
        "change": number(moved.points) if moved else None,
        "source": one.indicator.source,
        "confidence": one.indicator.confidence,
    }


def _names(of: Text) -> dict[str, str]:
    return {"name_vi": of.vi, "name_en": of.en}


def _band(of: Band | None) -> str | None:
    return of.key if of else None


def of_sheet(of: criteria.Paper, found: criteria.Sheet) -> dict[str, Any]:
    """Return the nine criteria with their rates and points.

    Source: Q61-01.
    """
    return {
        "set": of.key,
        "version": of.version,
        "total": found.won,
        "measured": found.measured,
        "whole": found.whole,
        "complete": found.is_complete,
        "band": _band(found.band),
        "criteria": [
            {
                "code": one.criterion.code,
                **_names(one.criterion.name),
                "status": str(one.status),
                "estimate": one.criterion.estimate,
                "points": one.points,
                "maximum": criteria.MOST,
                "rates": [
                    {
                        "key": seen.rate.key,
                        **_names(seen.rate.name),
                        "numerator": seen.numerator,
                        "denominator": seen.denominator,
                        "rate": number(seen.value),
                    }
                    for seen in one.seen
                ],
                "source": one.criterion.source,
                "confidence": one.criterion.confidence,
            }
            for one in found.marks
        ],
    }


def of_four(of: four_measures.Four, found: Sequence[four_measures.Reading]) -> dict[str, Any]:
    """Return the four measures with their intervals.

    Source: SERV-01.
    """
    return {
        "set": of.key,
        "version": of.version,
        "measures": [
            {
                "key": one.measure.key,
                **_names(one.measure.name),
                "status": str(one.status),
                "unit": one.measure.unit,
                "numerator": one.numerator,
                "denominator": one.denominator,
                "value": number(one.value),
                "low": one.low,
                "high": one.high,
            }
            for one in found
        ],
    }

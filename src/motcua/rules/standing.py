"""What to make of an assessment: change against before, ranks with ties, what closing a gap brings."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from motcua.rules.indicator_sets import Book, Sums
from motcua.rules.indicators import Assessment, evaluate, rounded

Of = TypeVar("Of", bound=Hashable)


class Light(StrEnum):
    """How a figure moved."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"  # not measured in one of the two periods


@dataclass(frozen=True, slots=True)
class Change:
    """Points against the period before."""

    points: Fraction | None
    light: Light


def change(now: Fraction | None, before: Fraction | None) -> Change:
    """Return how points moved; a move that rounds to nothing is none.

    Source: Q766-01.

    >>> change(Fraction(6), Fraction(5)).light, change(Fraction(6), None).light
    (<Light.BETTER: 'better'>, <Light.UNKNOWN: 'unknown'>)
    """
    if now is None or before is None:
        return Change(None, Light.UNKNOWN)
    moved = now - before
    shown = rounded(moved)
    if not shown:
        return Change(moved, Light.SAME)
    return Change(moved, Light.BETTER if shown > 0 else Light.WORSE)


def changes(now: Assessment, before: Assessment) -> dict[str, Change]:
    """Return the change of every indicator and, by its key, of every group.

    A group compares what it won of what was measured, on its own points: an indicator that
    began to be measured in between does not look like progress.

    Source: Q766-01, Q766-06.
    """
    old = {one.indicator.code: one.points for one in before.results}
    found = {
        one.indicator.code: change(one.points, old.get(one.indicator.code))
        for one in now.results
        if one.indicator.points
    }
    shares = {one.group.key: one.share for one in before.groups}
    for one in now.groups:
        was = shares.get(one.group.key)
        found[one.group.key] = change(
            None if one.share is None else one.share * one.group.points,
            None if was is None else was * one.group.points,
        )
    return found


def ranks(values: Mapping[Of, Fraction | None]) -> dict[Of, int]:
    """Return ranks from 1, highest first, by the figures as shown; ties share a rank, the next is skipped.

    What has no value has no rank.

    Source: Q766-01.

    >>> ranks({"a": Fraction(9), "b": Fraction(9), "c": Fraction(8), "d": None})
    {'a': 1, 'b': 1, 'c': 3}
    """
    shown = {of: rounded(value) for of, value in values.items()}
    known = sorted((value for value in shown.values() if value is not None), reverse=True)
    return {of: known.index(value) + 1 for of, value in shown.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Closing:
    """What reaching a rate brings: how many more must meet it, and the points gained, all told."""

    code: str
    rate: Fraction
    more: int  # how many more dossiers, procedures or communes
    gain: Fraction
    own: Fraction  # of it, in the indicator itself
    after: Assessment


def closing(of: Book, sums: Sums, *, level: str, code: str, rate: Fraction) -> Closing | None:
    """Return the effect of bringing an indicator to a rate; None when it is not measured.

    What one indicator counts another may count too: the same dossiers are added where the set says
    they are carried over, and a rate that multiplies another is multiplied anew.

    Units: `rate` 0 to 1; points exact.
    Raises: KeyError for an indicator that the set does not have.
    Source: Q766-01, Q766-03.
    """
    now = evaluate(of, sums, level=level)
    one = now.result(code)
    if one.rate is None or one.numerator is None or one.denominator is None:
        return None
    more = max(0, math.ceil(rate * one.denominator) - one.numerator)
    added = {other: more for other in (code, *one.indicator.carries)}
    after = evaluate(of, sums, level=level, more=added)
    own = (after.result(code).points or Fraction(0)) - (one.points or Fraction(0))
    return Closing(code, rate, more, after.won - now.won, own, after)


def best(of: Book, sums: Sums, *, level: str) -> list[Closing]:
    """Return what bringing each indicator to its full rate would bring, the most first.

    Source: Q766-01.
    """
    found = [
        closing(of, sums, level=level, code=one.code, rate=min(Fraction(1), one.full_at))
        for one in of.indicators
        if one.points
    ]
    gains = [one for one in found if one is not None and rounded(one.gain)]
    return sorted(gains, key=lambda one: (-one.gain, one.more, one.code))

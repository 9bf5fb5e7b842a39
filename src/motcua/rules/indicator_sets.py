"""A set of indicators read from data: formulas over named sums, how a rate becomes points, open readings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from motcua.rules import RuleError

Sums = Mapping[str, int]
_TERM = re.compile(r"([+-]?)\s*([a-z][a-z0-9_]*)\s*")


class NoSet(RuleError):
    """No set of indicators of this name was in force on the day."""


class UnknownReading(RuleError):
    """There is no such reading of the set; `known` lists those there are."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages of the house."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Sums added and taken off: ((1, "closed"), (1, "open_end"))."""

    terms: tuple[tuple[int, str], ...]

    def of(self, sums: Sums) -> int | None:
        """Return the value, or None when one of its sums is fed by nobody.

        Source: Q766-01.
        """
        if any(name not in sums for _, name in self.terms):
            return None
        return sum(sign * sums[name] for sign, name in self.terms)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.terms)

    def __str__(self) -> str:
        written = " ".join(f"{'-' if sign < 0 else '+'} {name}" for sign, name in self.terms)
        return written.removeprefix("+ ")


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken off a numerator, with a list of its own."""

    name: Text
    sum: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator of a set, as the readings chosen make it."""

    code: str
    key: str
    group: str
    of: str  # what is counted: dossiers, procedures, publications, petitions, communes, minutes
    points: Fraction
    name: Text
    rule: Text
    numerator: Formula
    denominator: Formula
    source: str
    confidence: str
    full_at: Fraction = Fraction(1)
    factor: str = ""  # the code of an indicator whose rate it is multiplied with
    empty: Fraction | None = None  # the points where there is nothing to divide by
    levels: tuple[str, ...] = ()  # of which kinds of unit; all when empty
    carries: tuple[str, ...] = ()  # indicators that gain the same dossiers
    procedures: tuple[str, ...] = ()  # codes it is about
    taken_off: tuple[Part, ...] = ()  # what is behind a numerator that is no set of its own
    estimate: bool = False
    award: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of indicators with the most points it can give."""

    key: str
    code: str
    name: Text
    points: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """A name for totals from `from_points` on."""

    key: str
    name: Text
    from_points: Fraction


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read what is unclear."""

    key: str
    name: Text
    is_default: bool
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question the text leaves open, and the options there are."""

    key: str
    name: Text
    why: Text
    source: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A set of indicators under the readings chosen."""

    key: str
    version: str
    name: Text
    about: Text
    source: str
    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]
    bands: tuple[Band, ...]
    readings: tuple[Reading, ...]
    chosen: tuple[str, ...]


def formula(text: str) -> Formula:
    """Return a formula read from its text.

    Raises: ValueError for a text that is none.
    Source: Q766-01.

    >>> str(formula("closed + open_end - late_766"))
    'closed + open_end - late_766'
    """
    terms, at = [], 0
    while at < len(text):
        found = _TERM.match(text, at)
        if not found or (at > 0 and not found[1]):
            raise ValueError(f"no formula: {text!r}")
        terms.append((-1 if found[1] == "-" else 1, found[2]))
        at = found.end()
    if not terms:
        raise ValueError("an empty formula")
    return Formula(tuple(terms))


def in_force(sets: Iterable[Mapping[str, Any]], key: str, on: date) -> Mapping[str, Any]:
    """Return the set of that key in force on the day.

    Raises: NoSet.
    Source: Q766-01.
    """
    for one in sets:
        until = one.get("until_on")
        if one["key"] == key and one["from_on"] <= on and (until is None or on < until):
            return one
    raise NoSet(key=key, on=on)


def book(data: Mapping[str, Any], chosen: Sequence[str] = ()) -> Book:
    """Return a set read with the options chosen; a question nobody answers takes its default.

    Raises: UnknownReading for an option that does not exist, or two of one question.
    Source: Q766-04, Q766-05.
    """
    readings = tuple(_reading(one) for one in data["readings"])
    options = _chosen(readings, chosen)
    changes: dict[str, dict[str, Any]] = {}
    for option in options:
        for code, change in option.changes.items():
            changes.setdefault(code, {}).update(change)
    found = [_indicator(one | changes.get(one["code"], {})) for one in data["indicators"]]
    zeroed = {code for code, change in changes.items() if change.get("points") == "0"}
    return Book(
        key=data["key"],
        version=data["version"],
        name=text(data["name"]),
        about=text(data["about"]),
        source=data["source"],
        indicators=tuple(one for one in found if one.code not in zeroed),
        groups=tuple(
            Group(g["key"], g["code"], text(g["name"]), Fraction(g["points"])) for g in data["groups"]
        ),
        bands=bands(data["bands"]),
        readings=readings,
        chosen=tuple(option.key for option in options),
    )


def text(given: Mapping[str, str]) -> Text:
    """Return a sentence in both languages.

    Source: Q766-01.
    """
    return Text(given["vi"], given["en"])


def bands(given: Iterable[Mapping[str, Any]]) -> tuple[Band, ...]:
    """Return the bands of a set, highest first.

    Source: Q766-01.
    """
    found = [Band(one["key"], text(one["name"]), Fraction(one["from"])) for one in given]
    return tuple(sorted(found, key=lambda one: -one.from_points))


def _reading(one: Mapping[str, Any]) -> Reading:
    options = tuple(
        Option(option["key"], text(option["name"]), bool(option.get("default")), option["set"])
        for option in one["options"]
    )
    return Reading(one["key"], text(one["name"]), text(one["why"]), one["source"], options)


def _chosen(readings: Sequence[Reading], chosen: Sequence[str]) -> list[Option]:
    known = [option.key for reading in readings for option in reading.options]
    if strange := [key for key in chosen if key not in known]:
        raise UnknownReading(given=strange, known=known)
    found = []
    for reading in readings:
        wanted = [option for option in reading.options if option.key in chosen]
        if len(wanted) > 1:
            raise UnknownReading(given=[option.key for option in wanted], known=known)
        found.append(wanted[0] if wanted else next(option for option in reading.options if option.is_default))
    return found


def _indicator(one: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=one["code"],
        key=one["key"],
        group=one["group"],
        of=one["of"],
        points=Fraction(one["points"]),
        name=text(one["name"]),
        rule=text(one["rule"]),
        numerator=formula(one["numerator"]),
        denominator=formula(one["denominator"]),
        source=one["source"],
        confidence=one["confidence"],
        full_at=Fraction(one.get("full_at", "1")),
        factor=one.get("factor", ""),
        empty=Fraction(one["empty"]) if "empty" in one else None,
        levels=tuple(one.get("levels", ())),
        carries=tuple(one.get("carries", ())),
        procedures=tuple(one.get("procedures", ())),
        taken_off=tuple(Part(text(part["name"]), formula(part["sum"])) for part in one.get("taken_off", ())),
        estimate=bool(one.get("estimate")),
        award=bool(one.get("award")),
    )

"""Leaves of the index that the system counts itself: what is declared, its points, and the lists behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from motcua.queries import indicator_lists, indicators
from motcua.queries.indicators import Place, Span, Sums
from motcua.records.models import Unit
from motcua.rules import indicator_sets, periods, rounds_result, scoring
from motcua.rules.formulas import EXACT
from motcua.rules.indicator_sets import Formula, Indicator
from motcua.rules.scorecard import CriteriaSet, Leaf, VariableKind
from motcua.rules.scoring import Scored
from motcua.rules.scoring_params import Ratio

NUMERIC = (VariableKind.COUNT, VariableKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Door:
    """The list behind one number: the page of the house that shows it, and what it is asked."""

    side: str  # numerator | denominator
    number: int
    page: str  # "quality:list"; empty: nothing lists it
    query: str = ""


@dataclass(frozen=True, slots=True)
class Automatic:
    """A leaf as the system counts it at a moment; `scored.points` is None while nothing is counted."""

    declared: Mapping[str, str]
    scored: Scored
    doors: tuple[Door, ...]
    as_of: datetime
    because: str  # "766:2.1": what it is bound to


@dataclass(frozen=True, slots=True)
class Bound:
    """What a leaf divides, and how its lists are asked for."""

    numerator: Formula
    denominator: Formula
    indicator: Indicator | None = None


def automatic(of: CriteriaSet, unit: Unit, *, year: int, now: datetime) -> dict[str, Automatic]:
    """Return the leaves of a set that the system counts for a unit and year, by code.

    A leaf whose sums nobody feeds yet is left out, as is one bound to a record that takes declared values
    for now (`record:...`). Costs some 12 queries, whatever the number of leaves and dossiers.
    """
    return automatic_of([unit], of, year=year, now=now)[unit.pk]


def automatic_of(
    units: Sequence[Unit], of: CriteriaSet, *, year: int, now: datetime
) -> dict[int, dict[str, Automatic]]:
    """Return the same for several units at once, by unit. Costs some 10 queries and 1 a unit."""
    span = Span(periods.parse(str(year)), now)
    counting = {leaf.code: (leaf, found) for leaf in of.leaves() if (found := bound(leaf, span))}
    if not counting or now < _begin(span):
        return {unit.pk: {} for unit in units}
    places = [indicators.whole(unit) for unit in units]
    sums = indicators.values(places, span=span)
    every: dict[int, dict[str, Automatic]] = {}
    for place, row in zip(places, sums, strict=True):
        made = {code: _counted(leaf, one, row, place, span) for code, (leaf, one) in counting.items()}
        every[place.unit.pk] = {code: one for code, one in made.items() if one is not None}
    return every


def _begin(span: Span) -> datetime:
    return span.at.replace(
        year=span.period.from_on.year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def bound(leaf: Leaf, span: Span) -> Bound | None:
    """Return what a leaf is bound to; None for a declared one, or one bound to what is not there.

    Costs no query.
    """
    kind, _, rest = leaf.binding.partition(":")
    if kind == "766":
        try:
            book = indicators.book(span.last_on)
        except indicator_sets.NoSet:
            return None
        one = next((one for one in book.indicators if one.code == rest), None)
        return None if one is None else Bound(one.numerator, one.denominator, one)
    if kind == "61":
        return _of_61(rest, span)
    if kind == "sums":
        above, _, below = rest.partition("/")
        return Bound(indicator_sets.formula(above), indicator_sets.formula(below or above))
    return None


def _of_61(code: str, span: Span) -> Bound | None:
    try:
        paper = indicators.paper(span.last_on)
    except indicator_sets.NoSet:
        return None
    for one in paper.criteria:
        for rate in one.rates:
            if code in (f"{one.code}.{rate.key}", one.code):
                return Bound(rate.numerator, rate.denominator)
    return None


def _counted(leaf: Leaf, bound: Bound, sums: Sums, place: Place, span: Span) -> Automatic | None:
    above, below = bound.numerator.of(sums), bound.denominator.of(sums)
    if above is None or not below:
        return None  # nothing to divide by: nothing was counted, which is not zero
    declared = _by_name(leaf, sums) if _is_by_name(leaf, bound) else filled(leaf, above=above, below=below)
    if declared is None:
        return None
    scored = scoring.score(leaf, declared)
    kept = replace(scored, points=rounds_result.kept(scored.points))
    sides = (("numerator", above, bound.numerator), ("denominator", below, bound.denominator))
    doors = tuple(_door(leaf, side, number, of, (place, span)) for side, number, of in sides)
    return Automatic(declared, kept, doors, span.at, leaf.binding)


def _is_by_name(leaf: Leaf, bound: Bound) -> bool:
    """Tell whether a leaf's variables are the very sums it is bound to, as in a set made from indicators."""
    return {*bound.numerator.names, *bound.denominator.names} <= {one.key for one in leaf.rule.variables}


def _by_name(leaf: Leaf, sums: Sums) -> dict[str, str] | None:
    """Return each variable as the sum of its name, and the first formula all of whose sums are fed."""
    keys = [one.key for one in leaf.rule.variables]
    fed = {key: str(sums[key]) for key in keys if key in sums}
    if len(fed) == len(keys):
        return fed
    ways = (way.key for way in leaf.rule.params.get("ways", ()) if set(way.formula.names) <= fed.keys())
    way = next(ways, None)
    return None if way is None else fed | {"way": way}


def filled(leaf: Leaf, *, above: int, below: int) -> dict[str, str] | None:
    """Return what would be declared for two counted numbers; None when the rule does not ask for them.

    A rule over a ratio says itself which variable stands above and which below; else they are the numeric
    variables in their order. Costs no query.
    """
    named = _named(leaf)
    if named is not None:
        return {named[0]: str(above), named[1]: str(below)}
    shares = [one.key for one in leaf.rule.variables if one.kind is VariableKind.SHARE]
    if shares:
        share = EXACT.divide(Decimal(above), Decimal(below)) if below else Decimal(0)
        return {shares[0]: f"{min(Decimal(1), share):f}"}
    numbers = [one.key for one in leaf.rule.variables if one.kind in NUMERIC]
    return dict(zip(numbers, (str(above), str(below)), strict=False)) or None


def _named(leaf: Leaf) -> tuple[str, str] | None:
    params = leaf.rule.params
    ratios = [params["share"]] if "share" in params else list(params.get("ratios", {}).values())
    ratio = ratios[0] if ratios and isinstance(ratios[0], Ratio) else None
    if ratio is None or len(ratio.numerator.names) != 1 or len(ratio.denominator.names) != 1:
        return None
    return ratio.numerator.names[0], ratio.denominator.names[0]


def _door(leaf: Leaf, side: str, number: int, of: Formula, at: tuple[Place, Span]) -> Door:
    place, span = at
    asked = {"unit": place.unit.pk, "period": span.period.key}
    kind, _, code = leaf.binding.partition(":")
    if kind == "sums" and indicator_lists.kind(of) == indicator_lists.NONE:
        return Door(side, number, "")
    query = urlencode(asked | {"set": kind, "code": code, "side": side})
    return Door(side, number, "quality:list", query)


def as_plain(one: Automatic) -> dict[str, object]:
    """Return a counted leaf as it is kept beside a mark. Costs no query."""
    return {
        "declared": dict(one.declared),
        "points": rounds_result.text(one.scored.points),
        "not_applicable": one.scored.is_not_applicable,
        "as_of": one.as_of.isoformat(),
        "of": one.because,
        "numbers": {door.side: door.number for door in one.doors},
    }

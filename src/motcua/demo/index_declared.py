"""What invented units declare: values for every kind of leaf that come near a wanted share of its points."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from motcua.rules.scorecard import Leaf, RuleKind, Variable, VariableKind
from motcua.rules.scoring import Scored, score

NEAR = Decimal("0.06")  # of a leaf's points: near enough to look no further
TRIES = 24
SMALL = (RuleKind.DEDUCT, RuleKind.COUNT, RuleKind.ITEMS)  # counted on one hand


def declared(rng: random.Random, leaf: Leaf, want: float, year: int) -> tuple[dict[str, object], Scored]:
    """Return what a unit declares about a leaf, and the points it gives: about `want` of the most."""
    best: tuple[Decimal, dict[str, object], Scored] | None = None
    size = rng.randint(24, 60)  # one for all names of a leaf: what is counted is a part of what there was
    base = {one.key: _base(one, leaf, size) for one in leaf.rule.variables}
    wanted = Decimal(str(round(want, 4))) * leaf.points
    for part in _parts(rng, want):
        told = _told(leaf, base, part, year)
        found = score(leaf, told)
        if found.points is None:
            continue
        far = abs(found.points - wanted)
        if best is None or far < best[0]:
            best = far, told, found
        if far <= NEAR * leaf.points:
            break
    return ({}, Scored(None)) if best is None else best[1:]


def _parts(rng: random.Random, want: float) -> Iterator[float]:
    """Yield how far along its range a value is tried: where the points are wanted, then all over."""
    yield want
    yield from (number / TRIES * 1.15 for number in range(TRIES, -1, -1))
    yield rng.random()


def _base(of: Variable, leaf: Leaf, size: int) -> int:
    if leaf.rule.kind in SMALL:
        return 6
    return size * 7 if of.kind is VariableKind.NUMBER else size


def _told(leaf: Leaf, base: Mapping[str, int], part: float, year: int) -> dict[str, object]:
    below = _denominators(leaf)
    return {
        one.key: _value(one, base[one.key], part, one.key in below, year, leaf) for one in leaf.rule.variables
    }


def _denominators(leaf: Leaf) -> set[str]:
    """Return the names something is divided by: they stay while the others move."""
    params = leaf.rule.params
    ratios = [params["share"]] if "share" in params else list(params.get("ratios", {}).values())
    found = {name for ratio in ratios for name in ratio.denominator.names}
    if leaf.rule.kind is RuleKind.LEADER:
        found.add(params["target"])
    return found


def _value(of: Variable, base: int, part: float, stays: bool, year: int, leaf: Leaf) -> object:
    if of.kind is VariableKind.YES_NO:
        return part >= 0.5
    if of.kind is VariableKind.CHOICE:
        return of.choices[min(len(of.choices) - 1, int((1 - min(part, 0.999)) * len(of.choices)))][0]
    if of.kind is VariableKind.DAY:
        return (date(year, 1, 1) + timedelta(days=int((1.15 - part) * 90))).isoformat()
    if of.kind is VariableKind.SHARE:
        return str(round(min(1.0, part), 4))
    if leaf.rule.kind is RuleKind.IMPORTED:
        return str(round(min(1.0, part) * float(leaf.rule.params["out_of"]), 2))
    if stays:
        return str(base)
    away = leaf.rule.kind is RuleKind.DEDUCT  # what takes points off is rarer where more are wanted
    return str(max(0, round(base * ((1 - part) if away else part))))

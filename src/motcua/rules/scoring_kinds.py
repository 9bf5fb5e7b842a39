"""One function for each kind of scoring rule: from typed values to points and the lines that explain them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from motcua.rules.formulas import EXACT, ONE, ZERO, DividedByZero, Formula, NoValue
from motcua.rules.scorecard import Leaf, NotApplicable, RuleKind, VariableKind
from motcua.rules.scoring_declared import BadDeclared, Value
from motcua.rules.scoring_params import Condition, Ratio, Way

LEFT_OUT = "left_out"
HALF = Decimal("0.5")
_SIGNS: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    "<": lambda a, b: a < b,  # type: ignore[operator]
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reason behind points: a key of `scoring_words`, with what fills its sentence."""

    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """Points of one leaf with their reasons; None while something is lacking or the leaf is left out."""

    points: Decimal | None
    is_not_applicable: bool = False
    because: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a leaf is scored on: its values, the leader's excess, the answers of a survey."""

    values: Mapping[str, Value]
    leader: Decimal | None = None
    survey: Mapping[str, int] | None = None


Points = tuple[Decimal, tuple[Line, ...]]


class _Lacking(Exception):
    """Something needed is not declared yet."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)


class _Empty(Exception):
    """There is nothing to divide by: the case did not arise."""


def of_kind(leaf: Leaf, told: Given) -> Scored:
    """Return the points of a leaf by its rule.

    Units: points, exact.
    Raises: BadDeclared.
    Source: CRIT-01, CRIT-02, CRIT-03, CRIT-04, CRIT-05, CRIT-06, CRIT-07, CRIT-08, CRIT-09, CRIT-10, CRIT-11,
    CRIT-12, CRIT-13.
    """
    try:
        points, because = _KINDS[leaf.rule.kind](leaf, told)
    except _Lacking as lacking:
        return nothing(lacking.names)
    except _Empty:
        return _empty(leaf)
    return Scored(points, False, because)


def nothing(names: Iterable[str] = ()) -> Scored:
    """Return the mark of a leaf about which not everything is declared.

    Source: CRIT-14.
    """
    return Scored(None, False, (Line("lacking", {"names": ", ".join(names)}),))


def _empty(leaf: Leaf) -> Scored:
    """Nothing arose: the points its rule names for that, or its policy for what did not arise, or zero."""
    stated = leaf.rule.params.get("empty")
    if stated is not None:
        return Scored(stated, False, (Line("nothing_to_count"),))
    if leaf.not_applicable is NotApplicable.DROP:
        return Scored(None, True, (Line("nothing_to_count"), Line(LEFT_OUT)))
    full = leaf.not_applicable is NotApplicable.FULL
    reason = (Line("nothing_to_count"), *((Line("given_in_full"),) if full else ()))
    return Scored(leaf.points if full else ZERO, full, reason)


def _numbers(told: Given) -> dict[str, Decimal | int | bool]:
    return {key: value for key, value in told.values.items() if not isinstance(value, str)}


def _need(told: Given, names: Iterable[str]) -> None:
    if lacking := [name for name in names if name not in told.values]:
        raise _Lacking(lacking)


def _count(told: Given, name: str) -> Decimal:
    _need(told, [name])
    return Decimal(told.values[name])


def share(ratio: Ratio, told: Given) -> Decimal:
    """Return a ratio of declared numbers.

    Source: CRIT-02.
    """
    _need(told, ratio.names)
    below = ratio.denominator.of(_numbers(told))
    if not below:
        raise _Empty()
    return EXACT.divide(ratio.numerator.of(_numbers(told)), below)


def _yes_no(leaf: Leaf, told: Given) -> Points:
    asked = [one.key for one in leaf.rule.variables if one.kind is VariableKind.YES_NO]
    if no := [key for key in asked if told.values.get(key) is False]:
        return ZERO, (Line("answered_no", {"names": ", ".join(no)}),)
    _need(told, asked)
    return leaf.points, (Line("answered_yes"),)


def _proportion(leaf: Leaf, told: Given) -> Points:
    params = leaf.rule.params
    found, floor, full_at = share(params["share"], told), params["floor"], params["full_at"]
    facts = {"share": str(found), "floor": str(floor), "full_at": str(full_at)}
    if found >= full_at:
        return leaf.points, (Line("share_full", facts),)
    if found < floor or found <= 0:
        return ZERO, (Line("share_below_floor", facts),)
    points = EXACT.divide(EXACT.multiply(found, leaf.points), full_at)
    return points, (Line("share_part", facts),)


def _whole(leaf: Leaf, told: Given) -> Points:
    found = share(leaf.rule.params["share"], told)
    facts = {"share": str(found)}
    return (leaf.points, (Line("whole", facts),)) if found >= ONE else (ZERO, (Line("not_whole", facts),))


def _steps(leaf: Leaf, told: Given) -> Points:
    ratios, found = leaf.rule.params["ratios"], dict(told.values)
    for step in leaf.rule.params["steps"]:
        for said in step.when:
            if said.name not in found and said.name in ratios:
                found[said.name] = share(ratios[said.name], told)
        _need(Given(found), [said.name for said in step.when])
        if all(meets(said, found) for said in step.when):
            when = "; ".join(str(said) for said in step.when)
            return step.points, (Line("step" if when else "step_else", {"when": when}),)
    return ZERO, (Line("no_step"),)


def meets(said: Condition, values: Mapping[str, Value]) -> bool:
    """Tell whether a condition holds.

    Source: CRIT-03.
    """
    return _SIGNS[said.sign](values[said.name], said.limit)


def _counts(leaf: Leaf, told: Given) -> Points:
    counted = _count(told, leaf.rule.params["of"])
    for row in leaf.rule.params["counts"]:
        if counted >= row.count:
            return row.points, (Line("count_from", {"count": str(counted), "from": str(row.count)}),)
    return ZERO, (Line("count_too_few", {"count": str(counted)}),)


def _deduct(leaf: Leaf, told: Given) -> Points:
    taken, lines = ZERO, []
    for name, per in leaf.rule.params["per"].items():
        events = _count(told, name)
        taken += per * events
        if events:
            lines.append(Line("deducted", {"name": name, "count": str(events), "each": str(per)}))
    return max(ZERO, leaf.points - taken), tuple(lines) or (Line("nothing_deducted"),)


def _formula(leaf: Leaf, told: Given) -> Points:
    way = _way(leaf, told)
    _need(told, way.formula.names)
    found = _worked_out(leaf, way.formula, told)
    points = min(leaf.points, max(ZERO, found))
    facts = {"formula": way.formula.text, "value": str(found)}
    cut = () if points == found else (Line("kept_within", {"most": str(leaf.points)}),)
    return points, (Line("formula", facts), *cut)


def _way(leaf: Leaf, told: Given) -> Way:
    """Return the branch that was chosen, or else the first whose condition holds.

    A last branch without a condition is what else there is; without any condition somebody chooses.
    """
    ways: tuple[Way, ...] = leaf.rule.params["ways"]
    if chosen := told.values.get("way"):
        found = [way for way in ways if way.key == chosen]
    elif any(way.when is None for way in ways[:-1]):
        raise _Lacking(["way"])
    else:
        found = [way for way in ways if way.when is None or _holds(leaf, way.when, told)]
    if not found:
        raise BadDeclared(leaf=leaf.code, name="way", expected="branch")
    return found[0]


def _holds(leaf: Leaf, when: Formula, told: Given) -> bool:
    _need(told, when.names)
    return bool(_worked_out(leaf, when, told))


def _worked_out(leaf: Leaf, formula: Formula, told: Given) -> Decimal:
    try:
        return formula.of(_numbers(told))
    except DividedByZero:
        raise _Empty() from None
    except NoValue as missing:
        raise BadDeclared(leaf=leaf.code, name=str(missing.facts["name"]), expected="number") from None


def _survey(leaf: Leaf, told: Given) -> Points:
    if told.survey is None:
        raise _Lacking(["survey"])
    options = leaf.rule.params["options"]
    counted = {key: Decimal(told.survey.get(key, 0)) for key in options}
    whole = sum(counted.values(), ZERO)
    if not whole:
        raise _Lacking(["survey"])
    weighed = sum((options[key] * number for key, number in counted.items()), ZERO)
    points = EXACT.divide(EXACT.multiply(weighed, leaf.points), whole)
    return points, (Line("survey", {"answers": str(whole), "mean": str(EXACT.divide(weighed, whole))}),)


def _imported(leaf: Leaf, told: Given) -> Points:
    value, out_of = _count(told, leaf.rule.params["of"]), leaf.rule.params["out_of"]
    if not 0 <= value <= out_of:
        raise BadDeclared(leaf=leaf.code, name=leaf.rule.params["of"], expected="range")
    points = EXACT.divide(EXACT.multiply(value, leaf.points), out_of)
    return points, (Line("imported", {"value": str(value), "out_of": str(out_of)}),)


def _leader(leaf: Leaf, told: Given) -> Points:
    """Half for meeting the target, the other half by how far it is exceeded against the group's best."""
    params = leaf.rule.params
    target, actual = _count(told, params["target"]), _count(told, params["actual"])
    facts = {"target": str(target), "actual": str(actual)}
    if target <= 0:
        return ZERO, (Line("no_target", facts),)
    half = HALF * leaf.points
    if actual <= target:
        part = EXACT.divide(EXACT.multiply(half, max(ZERO, actual)), target)
        return _cut(part, params["places"]), (Line("target_part", facts),)
    mine = EXACT.divide(actual - target, target)
    if told.leader is None:
        return half, (Line("target_exceeded", facts), Line("leader_unknown"))
    more = ONE if mine >= told.leader else EXACT.divide(mine, told.leader)
    points = _cut(half + EXACT.multiply(more, half), params["places"])
    return points, (Line("target_exceeded", facts | {"leader": str(max(mine, told.leader))}),)


def _cut(points: Decimal, places: int | None) -> Decimal:
    if places is None:
        return points
    return points.quantize(ONE.scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def _items(leaf: Leaf, told: Given) -> Points:
    params, found, lines = leaf.rule.params, ZERO, []
    for name, each in params["each"].items():
        number = _count(told, name)
        found += each * number
        if number:
            lines.append(Line("items", {"name": name, "count": str(number), "each": str(each)}))
    points = min(params["most"], max(params["least"], found))
    if points != found:
        lines.append(Line("kept_within", {"most": str(params["most"])}))
    return points, tuple(lines) or (Line("no_items"),)


_KINDS: Mapping[RuleKind, Callable[[Leaf, Given], Points]] = {
    RuleKind.YES_NO: _yes_no,
    RuleKind.PROPORTION: _proportion,
    RuleKind.STEPS: _steps,
    RuleKind.COUNT: _counts,
    RuleKind.DEDUCT: _deduct,
    RuleKind.WHOLE: _whole,
    RuleKind.FORMULA: _formula,
    RuleKind.SURVEY: _survey,
    RuleKind.IMPORTED: _imported,
    RuleKind.LEADER: _leader,
    RuleKind.ITEMS: _items,
}

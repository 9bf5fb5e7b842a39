"""Whether the numbers of a scoring rule make sense: points within the maximum, days near the year."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from motcua.rules.scorecard import Rule, RuleKind, VariableKind
from motcua.rules.scoring_params import Condition

Found = Iterator[tuple[str, str, Mapping[str, object]]]


def rule_problems(rule: Rule, points: Decimal, year: int) -> Found:
    """Yield what does not fit: the parameter, one word why, and particulars.

    Source: CRIT-01, CRIT-02, CRIT-03, CRIT-04, CRIT-05, CRIT-06, CRIT-07, CRIT-08, CRIT-09, CRIT-10, CRIT-11,
    CRIT-12, CRIT-13.
    """
    stated = rule.params.get("empty")
    if stated is not None and not 0 <= stated <= points:
        yield "empty", "above", {"given": stated, "most": points}
    yield from _CHECKS.get(rule.kind, _nothing)(rule, points, year)
    used = _used(rule)
    for one in rule.variables:
        if rule.kind is not RuleKind.YES_NO and one.key not in used:
            yield "variables", "unused", {"given": one.key}


def _nothing(rule: Rule, points: Decimal, year: int) -> Found:
    yield from ()


def _used(rule: Rule) -> set[str]:
    params, found = rule.params, set()
    if "share" in params:
        found |= set(params["share"].names)
    for ratio in params.get("ratios", {}).values():
        found |= set(ratio.names)
    for step in params.get("steps", ()):
        found |= {said.name for said in step.when}
    for way in params.get("ways", ()):
        found |= {*way.formula.names, *(way.when.names if way.when else ())}
    found |= {params[key] for key in ("of", "target", "actual") if key in params}
    return found | {*params.get("per", ()), *params.get("each", ())}


def _steps(rule: Rule, points: Decimal, year: int) -> Found:
    steps = rule.params["steps"]
    for one in steps:
        if not 0 <= one.points <= points:
            yield "steps", "above", {"given": one.points, "most": points}
        for said in one.when:
            yield from _condition(rule, said, year)
    if not any(one.points == points for one in steps):
        yield "steps", "never_full", {"most": points}
    if any(not one.when for one in steps[:-1]):
        yield "steps", "never_reached", {}


def _condition(rule: Rule, said: Condition, year: int) -> Found:
    kinds = {one.key: one for one in rule.variables}
    one = kinds.get(said.name)
    if one is None:
        return
    if one.kind is VariableKind.CHOICE and said.limit not in {key for key, _ in one.choices}:
        yield "steps", "choice", {"given": said.limit}
    if one.kind is VariableKind.DAY and abs(date.fromisoformat(str(said.limit)).year - year) > 1:
        yield "steps", "year", {"given": said.limit, "year": year}
    if one.kind is VariableKind.SHARE and isinstance(said.limit, Decimal) and not 0 <= said.limit <= 1:
        yield "steps", "share", {"given": said.limit}


def _counts(rule: Rule, points: Decimal, year: int) -> Found:
    rows = rule.params["counts"]
    for one in rows:
        if not 0 <= one.points <= points:
            yield "counts", "above", {"given": one.points, "most": points}
    if rows[0].points != points:
        yield "counts", "never_full", {"most": points}
    if any(higher.points < lower.points for higher, lower in zip(rows, rows[1:], strict=False)):
        yield "counts", "falls", {}


def _items(rule: Rule, points: Decimal, year: int) -> Found:
    if rule.params["most"] > points:
        yield "most", "above", {"given": rule.params["most"], "most": points}


def _deduct(rule: Rule, points: Decimal, year: int) -> Found:
    for name in rule.params["per"]:
        if next(one.kind for one in rule.variables if one.key == name) is not VariableKind.COUNT:
            yield "per", "count", {"given": name}


def _proportion(rule: Rule, points: Decimal, year: int) -> Found:
    if rule.params["full_at"] > 10:
        yield "full_at", "share", {"given": rule.params["full_at"]}


_CHECKS: Mapping[RuleKind, Callable[[Rule, Decimal, int], Found]] = {
    RuleKind.STEPS: _steps,
    RuleKind.COUNT: _counts,
    RuleKind.ITEMS: _items,
    RuleKind.DEDUCT: _deduct,
    RuleKind.PROPORTION: _proportion,
}

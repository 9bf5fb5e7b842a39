"""Which of the declared values an act moves, how far each time, and how often at most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from motcua.rules import RuleError
from motcua.rules.advice_efforts import Act, Move
from motcua.rules.formulas import Formula
from motcua.rules.scorecard import Leaf, RuleKind, Variable, VariableKind
from motcua.rules.scoring_params import Ratio

Declared = Mapping[str, Any]
FAR = 1_000_000  # acts beyond this are not looked at
PERCENT = Decimal("0.01")  # what one act adds to a share of which no counts are known
_COUNTED = (VariableKind.NUMBER, VariableKind.COUNT)


@dataclass(frozen=True, slots=True)
class Lever:
    """One way to act on a leaf: values that are put in place, or grow by so much with every act."""

    most: int
    puts: tuple[tuple[str, Any], ...] = ()  # put in place one after the other, one an act
    adds: tuple[tuple[str, Decimal], ...] = ()
    top: Decimal | None = None  # what is added to goes no higher
    needs_case: bool = False  # every act needs a new case to come in

    def moved(self, declared: Declared, acts: int) -> dict[str, Any]:
        """Return what would be declared after so many acts."""
        moved = dict(declared)
        for key, value in self.puts[:acts]:
            moved[key] = value
        for key, step in self.adds:
            value = Decimal(moved.get(key) or 0) + step * acts
            moved[key] = value if self.top is None else min(self.top, value)
        return moved


def levers(leaf: Leaf, declared: Declared, act: Act, day: date) -> list[Lever]:
    """Return the ways in which an act can move a leaf; `day` is the first on which it could be done.

    Source: ADV-01, ADV-02.
    """
    kind = leaf.rule.kind
    if act.move is Move.NONE or kind in (RuleKind.SURVEY, RuleKind.IMPORTED):
        return []
    found = [lever for ratio in _ratios(leaf) for lever in _of_ratio(leaf, ratio, declared, act)]
    if kind in (RuleKind.PROPORTION, RuleKind.WHOLE):
        return found
    return found + list(_plain(leaf, declared, act, day))


def _ratios(leaf: Leaf) -> Sequence[Ratio]:
    params = leaf.rule.params
    return [params["share"]] if "share" in params else list(params.get("ratios", {}).values())


def _kinds(leaf: Leaf) -> dict[str, VariableKind]:
    return {one.key: one.kind for one in leaf.rule.variables}


def _of_ratio(leaf: Leaf, ratio: Ratio, declared: Declared, act: Act) -> Iterator[Lever]:
    """Yield how a ratio rises: a new good case, one more of what is there, one less bad, or an amount."""
    if any(declared.get(name) in (None, "") for name in ratio.names):
        return
    kinds = _kinds(leaf)
    for name in ratio.numerator.names:
        if kinds[name] is VariableKind.SHARE:
            yield _share(name, declared[name])
        elif kinds[name] in _COUNTED and _rises(ratio.numerator, name, declared):
            yield from _counted(leaf, ratio, name, declared, act)
            return


def _share(name: str, value: Any) -> Lever:
    return Lever(_whole((1 - Decimal(value)) / PERCENT), adds=((name, PERCENT),), top=Decimal(1))


def _counted(leaf: Leaf, ratio: Ratio, name: str, declared: Declared, act: Act) -> Iterator[Lever]:
    below = [one for one in ratio.denominator.names if _rises(ratio.denominator, one, declared)]
    others = [(one, Decimal(1)) for one in below if one != name][:1]
    if act.move is Move.AMOUNT:
        yield Lever(FAR, adds=((name, act.step),))
    elif act.move is Move.REPAIR:
        yield Lever(_whole(Decimal(declared[name])), adds=((name, Decimal(-1)),))
    elif act.move is Move.NEW_CASE:
        yield Lever(
            FAR, adds=((name, Decimal(1)), *(() if name in below else tuple(others))), needs_case=True
        )
        if leaf.rule.kind is RuleKind.STEPS:  # which may ask for a ratio of what went wrong to be low
            yield Lever(FAR, adds=tuple(others), needs_case=True)
    else:
        left = _value(ratio.denominator, declared) - _value(ratio.numerator, declared)
        turned = [(one, -more) for one, more in others] if name in below else []
        yield Lever(max(0, _whole(left)), adds=((name, Decimal(1)), *turned))


def _plain(leaf: Leaf, declared: Declared, act: Act, day: date) -> Iterator[Lever]:
    """Yield how each declared value can be moved that no ratio has taken."""
    taken = {name for ratio in _ratios(leaf) for name in ratio.names}
    free = [one for one in leaf.rule.variables if one.key not in taken]
    no = [one.key for one in free if one.kind is VariableKind.YES_NO and not _is_yes(declared.get(one.key))]
    if no:
        yield Lever(len(no), puts=tuple((key, True) for key in no))
    for one in free:
        falls = act.move is Move.REPAIR or leaf.rule.kind is RuleKind.DEDUCT  # fewer events, not more
        yield from _of_one(one, declared.get(one.key), _Doing(act, day, falls))


def _is_yes(value: Any) -> bool:
    return value is True or value == "yes"


@dataclass(frozen=True, slots=True)
class _Doing:
    """What is done, on which day at the earliest, and whether a number falls by it."""

    act: Act
    day: date
    falls: bool


def _of_one(of: Variable, value: Any, doing: _Doing) -> Iterator[Lever]:
    is_told = value not in (None, "")
    if of.kind is VariableKind.DAY and not is_told:
        yield Lever(1, puts=((of.key, doing.day.isoformat()),))
    elif of.kind is VariableKind.CHOICE:
        yield from (Lever(1, puts=((of.key, key),)) for key, _ in of.choices if key != value)
    elif of.kind is VariableKind.SHARE and is_told:
        yield _share(of.key, value)
    elif of.kind in _COUNTED:
        yield from _number(of.key, value, doing)


def _number(key: str, value: Any, doing: _Doing) -> Iterator[Lever]:
    act = doing.act
    if doing.falls:
        if value:
            yield Lever(_whole(Decimal(value)), adds=((key, Decimal(-1)),))
    else:
        yield Lever(FAR, adds=((key, act.step if act.move is Move.AMOUNT else Decimal(1)),))


def _whole(number: Decimal) -> int:
    return min(FAR, int(number.to_integral_value(ROUND_CEILING)))


def _value(formula: Formula, declared: Declared) -> Decimal:
    return formula.of({name: Decimal(declared[name]) for name in formula.names})


def _rises(formula: Formula, name: str, declared: Declared) -> bool:
    """Tell whether the formula grows with the value, at the values of now."""
    values = {one: Decimal(declared.get(one) or 0) for one in formula.names}
    if name not in values:
        return False
    try:
        return formula.of(values | {name: values[name] + 1}) > formula.of(values)
    except RuleError:
        return False

"""What is declared about a leaf, checked against its variables: nothing unknown, each value of its kind."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from motcua.rules import RuleError
from motcua.rules.scorecard import Leaf, Variable, VariableKind

Value = Decimal | bool | str
MOST = Decimal("1e15")
NUMBERS = (VariableKind.NUMBER, VariableKind.COUNT, VariableKind.SHARE)


class BadDeclared(RuleError):
    """What was declared cannot be: the leaf, the name, and one word for what was expected."""


class CannotBeLeftOut(BadDeclared):
    """The leaf always applies."""


class NotSelfScored(BadDeclared):
    """A survey scores the leaf, never the unit itself."""


class PointsOutOfRange(BadDeclared):
    """The points lie outside what the leaf can give."""


def values(leaf: Leaf, declared: Mapping[str, object]) -> dict[str, Value]:
    """Return the declared values, typed; empty ones are left out as not declared yet.

    Raises: BadDeclared.
    Source: CRIT-14.
    """
    known = {one.key: one for one in leaf.rule.variables}
    found: dict[str, Value] = {}
    for key, told in declared.items():
        if key == "way":
            found[key] = str(told)
            continue
        if key not in known:
            raise BadDeclared(leaf=leaf.code, name=key[:40], expected="known")
        if told is not None and told != "":
            found[key] = _value(leaf, known[key], told)
    return found


def _value(leaf: Leaf, of: Variable, told: object) -> Value:
    if of.kind in NUMBERS:
        return _number(leaf, of, told)
    if of.kind is VariableKind.YES_NO:
        if isinstance(told, bool):
            return told
        if told in ("yes", "no"):
            return told == "yes"
    elif of.kind is VariableKind.DAY:
        try:
            return date.fromisoformat(str(told)).isoformat()
        except ValueError:
            pass
    elif told in {key for key, _ in of.choices}:
        return str(told)
    raise _bad(leaf, of)


def _number(leaf: Leaf, of: Variable, told: object) -> Decimal:
    if isinstance(told, bool) or not isinstance(told, Decimal | int | str):
        raise _bad(leaf, of)
    try:
        number = Decimal(told)
    except InvalidOperation:
        raise _bad(leaf, of) from None
    if not number.is_finite() or abs(number) > MOST:
        raise _bad(leaf, of)
    if of.kind is VariableKind.COUNT and (number < 0 or number != number.to_integral_value()):
        raise _bad(leaf, of)
    if of.kind is VariableKind.SHARE and not 0 <= number <= 1:
        raise _bad(leaf, of)
    return number


def _bad(leaf: Leaf, of: Variable) -> BadDeclared:
    return BadDeclared(leaf=leaf.code, name=of.key, expected=str(of.kind))

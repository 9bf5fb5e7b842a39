"""The numbers of a scoring rule, typed: what each kind of rule keeps in `Rule.params`, read and written.

| kind       | keys of `params` (typed)                                                                  |
|------------|-------------------------------------------------------------------------------------------|
| yes_no     | none: every yes/no variable must be yes                                                   |
| proportion | `share: Ratio`, `floor: Decimal` (below it 0), `full_at: Decimal`, `empty: Decimal | None` |
| steps      | `ratios: Mapping[str, Ratio]`, `steps: tuple[Step, ...]`, first match wins                |
| count      | `of: str`, `counts: tuple[CountStep, ...]`, highest first                                 |
| deduct     | `per: Mapping[str, Decimal]`: the points each event of a variable takes                   |
| whole      | `share: Ratio`, `empty: Decimal | None`                                                   |
| formula    | `ways: tuple[Way, ...]`: the first whose condition holds; without conditions one is chosen |
| survey     | `options: Mapping[str, Decimal]`: weight of each answer, 0 to 1                           |
| imported   | `of: str`, `out_of: Decimal`                                                              |
| leader     | `target: str`, `actual: str`, `places: int | None`                                        |
| items      | `each: Mapping[str, Decimal]`, `least: Decimal`, `most: Decimal`                          |

In a conditions' text `name >= 0.95`, `name` is a variable or a ratio; the limit a number, a day as
2024-01-31, a choice, or yes/no. Signs: >= <= > < = .
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.rules.formulas import EXACT, Formula, parse
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import RuleKind, VariableKind

Params = Mapping[str, Any]
Limit = Decimal | str | bool
_WHEN = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(>=|<=|=|>|<)\s*([A-Za-z0-9_.-]+)\s*")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,50})?")


class BadParam(ValueError):
    """One number of a rule is wrong: `key` names it, `why` one word."""

    def __init__(self, key: str, why: str, **facts: object) -> None:
        super().__init__(f"{key}: {why}")
        self.key, self.why, self.facts = key, why, facts


@dataclass(frozen=True, slots=True)
class Ratio:
    """What is divided by what."""

    numerator: Formula
    denominator: Formula

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.numerator.names, *self.denominator.names)))


@dataclass(frozen=True, slots=True)
class Condition:
    """A variable, or a ratio of the rule, against a limit."""

    name: str
    sign: str
    limit: Limit

    def __str__(self) -> str:
        if isinstance(self.limit, bool):
            return f"{self.name} {self.sign} {'yes' if self.limit else 'no'}"
        limit = written(self.limit) if isinstance(self.limit, Decimal) else self.limit
        return f"{self.name} {self.sign} {limit}"


@dataclass(frozen=True, slots=True)
class Step:
    """The points for meeting every condition; with none it always fits."""

    points: Decimal
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class CountStep:
    """The points from a count on."""

    count: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Way:
    """One branch of a formula, with the condition under which it is taken, if it has one."""

    key: str
    name: Text
    formula: Formula
    when: Formula | None = None


def written(of: Decimal) -> str:
    """Return a number as it is written down: one way for one value, so that equal sets have one hash.

    Source: CRIT-14.

    >>> written(Decimal("10.0")), written(Decimal("0.250"))
    ('10', '0.25')
    """
    return f"{of.normalize(EXACT):f}" if of else "0"


def decimal(given: object, key: str) -> Decimal:
    """Return a number written as text or as a whole number; floats are not exact and are refused.

    Raises: BadParam.
    Source: CRIT-14.
    """
    if isinstance(given, Decimal):
        return given
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise BadParam(key, "number", given=str(given))
    try:
        if _NUMBER.fullmatch(str(given).strip()):
            return Decimal(str(given).strip())
    except InvalidOperation:
        pass
    raise BadParam(key, "number", given=str(given)[:40])


def params(kind: RuleKind, data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    """Return the typed numbers of a rule; `kinds` are its variables.

    Raises: BadParam for what is missing or is not of its kind; formulas.BadFormula.
    Source: CRIT-01, CRIT-02, CRIT-03, CRIT-04, CRIT-05, CRIT-06, CRIT-07, CRIT-08, CRIT-09, CRIT-10, CRIT-11,
    CRIT-12, CRIT-13.
    """
    strange = sorted(set(data) - set(KEYS[kind]))
    if strange:
        raise BadParam(strange[0], "unknown")
    return _READ[kind](data, kinds)


def plain(kind: RuleKind, given: Params) -> dict[str, Any]:
    """Return the numbers of a rule as they are written down: texts, lists and mappings.

    Source: CRIT-14.
    """
    return {key: _plain(value) for key, value in given.items() if value is not None and value != {}}


def _plain(value: Any) -> Any:
    if isinstance(value, Ratio):
        return [value.numerator.text, value.denominator.text]
    if isinstance(value, Step):
        return {"points": written(value.points), "when": [str(one) for one in value.when]}
    if isinstance(value, CountStep):
        return {"from": written(value.count), "points": written(value.points)}
    if isinstance(value, Way):
        row = {"key": value.key, "name": {"vi": value.name.vi, "en": value.name.en}}
        return row | {"formula": value.formula.text} | ({"when": value.when.text} if value.when else {})
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return written(value) if isinstance(value, Decimal) else value


def condition(said: str, kinds: Mapping[str, VariableKind], key: str = "steps") -> Condition:
    """Return a condition read from its text.

    Raises: BadParam.
    Source: CRIT-03.
    """
    found = _WHEN.fullmatch(said)
    if not found:
        raise BadParam(key, "condition", given=said[:60])
    name, sign, limit = found.groups()
    return Condition(name, sign, _limit(limit, kinds.get(name, VariableKind.NUMBER), sign, key))


def _limit(said: str, kind: VariableKind, sign: str, key: str) -> Limit:
    if kind is VariableKind.YES_NO:
        if said not in ("yes", "no") or sign != "=":
            raise BadParam(key, "condition", given=said)
        return said == "yes"
    if kind is VariableKind.DAY:
        try:
            return date.fromisoformat(said).isoformat()
        except ValueError:
            raise BadParam(key, "day", given=said) from None
    if kind is VariableKind.CHOICE:
        if sign != "=":
            raise BadParam(key, "condition", given=said)
        return said
    return decimal(said, key)


def _need(data: Mapping[str, Any], key: str) -> Any:
    if key not in data:
        raise BadParam(key, "missing")
    return data[key]


def _name(data: Mapping[str, Any], key: str, kinds: Mapping[str, VariableKind]) -> str:
    given = str(_need(data, key))
    if given not in kinds:
        raise BadParam(key, "variable", given=given[:40])
    return given


def _known(names: Sequence[str], kinds: Mapping[str, VariableKind], key: str, *more: str) -> None:
    for name in names:
        if name not in kinds and name not in more:
            raise BadParam(key, "variable", given=name[:40])


def _ratio(given: object, key: str, kinds: Mapping[str, VariableKind]) -> Ratio:
    parts = [given] if isinstance(given, str) else given
    if not isinstance(parts, Sequence) or len(parts) not in (1, 2):
        raise BadParam(key, "ratio")
    found = Ratio(parse(str(parts[0])), parse(str(parts[1]) if len(parts) == 2 else "1"))
    _known(found.names, kinds, key)
    return found


def _weights(given: object, key: str, kinds: Mapping[str, VariableKind] | None) -> dict[str, Decimal]:
    if not isinstance(given, Mapping) or not given:
        raise BadParam(key, "missing")
    if kinds is not None:
        _known([str(name) for name in given], kinds, key)
    return {str(name): decimal(value, key) for name, value in given.items()}


def _empty(data: Mapping[str, Any]) -> Decimal | None:
    return decimal(data["empty"], "empty") if data.get("empty") is not None else None


def _proportion(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    floor, full_at = decimal(data.get("floor", "0"), "floor"), decimal(data.get("full_at", "1"), "full_at")
    if full_at <= 0:
        raise BadParam("full_at", "not_positive")
    if not 0 <= floor <= full_at:
        raise BadParam("floor", "range")
    share = _ratio(_need(data, "share"), "share", kinds)
    return {"share": share, "floor": floor, "full_at": full_at, "empty": _empty(data)}


def _steps(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    ratios = {str(key): _ratio(one, "ratios", kinds) for key, one in (data.get("ratios") or {}).items()}
    if both := sorted(ratios.keys() & kinds.keys()):
        raise BadParam("ratios", "name_twice", given=both[0])
    found = []
    for one in _need(data, "steps"):
        when = tuple(condition(str(said), kinds) for said in one.get("when") or ())
        _known([said.name for said in when], kinds, "steps", *ratios)
        found.append(Step(decimal(_need(one, "points"), "steps"), when))
    if not found:
        raise BadParam("steps", "missing")
    return {"ratios": ratios, "steps": tuple(found)}


def _count(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    rows = [
        CountStep(decimal(_need(one, "from"), "counts"), decimal(_need(one, "points"), "counts"))
        for one in _need(data, "counts")
    ]
    if not rows:
        raise BadParam("counts", "missing")
    if len({row.count for row in rows}) < len(rows):
        raise BadParam("counts", "twice")
    return {"of": _name(data, "of", kinds), "counts": tuple(sorted(rows, key=lambda row: -row.count))}


def _deduct(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    per = _weights(_need(data, "per"), "per", kinds)
    if any(value <= 0 for value in per.values()):
        raise BadParam("per", "not_positive")
    return {"per": per}


def _whole(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    return {"share": _ratio(_need(data, "share"), "share", kinds), "empty": _empty(data)}


def _formula(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    found = []
    for place, one in enumerate(_need(data, "ways"), start=1):
        name = one.get("name") or ""
        name = {"vi": name, "en": name} if isinstance(name, str) else name
        made, when = parse(str(_need(one, "formula"))), one.get("when")
        way = Way(
            str(one.get("key") or place),
            Text(name["vi"], name["en"]),
            made,
            parse(str(when)) if when else None,
        )
        _known([*way.formula.names, *(way.when.names if way.when else ())], kinds, "ways")
        found.append(way)
    if not found:
        raise BadParam("ways", "missing")
    if len({way.key for way in found}) < len(found):
        raise BadParam("ways", "twice")
    return {"ways": tuple(found)}


def _survey(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    options = _weights(_need(data, "options"), "options", None)
    if any(not 0 <= weight <= 1 for weight in options.values()):
        raise BadParam("options", "weight")
    return {"options": options}


def _imported(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    out_of = decimal(data.get("out_of", "100"), "out_of")
    if out_of <= 0:
        raise BadParam("out_of", "not_positive")
    return {"of": _name(data, "of", kinds), "out_of": out_of}


def _leader(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    places = data.get("places")
    if places is not None and (
        isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= 9
    ):
        raise BadParam("places", "range")
    return {"target": _name(data, "target", kinds), "actual": _name(data, "actual", kinds), "places": places}


def _items(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    least, most = decimal(data.get("least", "0"), "least"), decimal(_need(data, "most"), "most")
    if least > most:
        raise BadParam("least", "range")
    return {"each": _weights(_need(data, "each"), "each", kinds), "least": least, "most": most}


def _yes_no(data: Mapping[str, Any], kinds: Mapping[str, VariableKind]) -> dict[str, Any]:
    if VariableKind.YES_NO not in kinds.values():
        raise BadParam("variables", "missing")
    return {}


_READ: Mapping[RuleKind, Callable[[Mapping[str, Any], Mapping[str, VariableKind]], dict[str, Any]]] = {
    RuleKind.YES_NO: _yes_no,
    RuleKind.PROPORTION: _proportion,
    RuleKind.STEPS: _steps,
    RuleKind.COUNT: _count,
    RuleKind.DEDUCT: _deduct,
    RuleKind.WHOLE: _whole,
    RuleKind.FORMULA: _formula,
    RuleKind.SURVEY: _survey,
    RuleKind.IMPORTED: _imported,
    RuleKind.LEADER: _leader,
    RuleKind.ITEMS: _items,
}
KEYS: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.YES_NO: (),
    RuleKind.PROPORTION: ("share", "floor", "full_at", "empty"),
    RuleKind.STEPS: ("ratios", "steps"),
    RuleKind.COUNT: ("of", "counts"),
    RuleKind.DEDUCT: ("per",),
    RuleKind.WHOLE: ("share", "empty"),
    RuleKind.FORMULA: ("ways",),
    RuleKind.SURVEY: ("options",),
    RuleKind.IMPORTED: ("of", "out_of"),
    RuleKind.LEADER: ("target", "actual", "places"),
    RuleKind.ITEMS: ("each", "least", "most"),
}

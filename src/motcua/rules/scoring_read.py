"""Reads a criteria set from plain data, keeping every problem with its place instead of stopping."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.rules.formulas import ZERO, BadFormula
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import (
    Block,
    BlockKind,
    Branch,
    CriteriaSet,
    Grade,
    Leaf,
    LegalRef,
    NotApplicable,
    Rule,
    RuleKind,
    Variable,
    VariableKind,
)
from motcua.rules.scoring_limits import rule_problems
from motcua.rules.scoring_params import BadParam, decimal, params

LEVELS = ("province", "district", "commune", "department", "any")
YEARS = range(2012, 2101)
BINDINGS = re.compile(r"(766|61|sums|record):[A-Za-z0-9_.+/ -]{1,80}")
EFFORT = re.compile(r"[a-z][a-z_]{1,38}")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,38}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,38}")
MOST_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a set: where (a code, "" for the whole), which part of it, why in one word."""

    where: str
    part: str
    why: str
    facts: Mapping[str, str] = field(default_factory=dict)


class _Bad(Exception):
    """A part cannot be read at all; its problem is kept already."""


class Reading:
    """One reading of a set; `problems` fills while it goes on."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[Problem] = []
        self.codes: Counter[str] = Counter()
        self.year = 0

    def say(self, where: str, name: str, why: str, **facts: object) -> None:
        self.problems.append(Problem(where, name, why, {key: str(value) for key, value in facts.items()}))

    def whole(self) -> CriteriaSet | None:
        """Return the set as far as it can be read; what is wrong stands in `problems`."""
        data = self.data
        self.year = self._whole_number("year", YEARS)
        version = self._whole_number("version", range(1, 1000), 1)
        places = self._whole_number("rounded_to", range(7), 2)
        if data.get("level") not in LEVELS:
            self.say("", "level", "choice", given=data.get("level", ""))
        if not _KEY.fullmatch(str(data.get("key", ""))):
            self.say("", "key", "code", given=data.get("key", ""))
        areas = [found for one in self._rows("", data, "areas") if (found := self._branch(one, 1))]
        blocks = [block for one in self._rows("", data, "blocks", 0) if (block := self._block(one))]
        made = CriteriaSet(
            key=str(data.get("key", "")),
            version=version,
            year=self.year,
            level=str(data.get("level", "any")),
            name=self._text("", data, "name"),
            about=self._text("", data, "about", needed=False),
            source=str(data.get("source") or ""),
            areas=tuple(areas),
            blocks=tuple(blocks),
            classes=self._classes(),
            is_illustrative=bool(data.get("illustrative")),
            rounded_to=places,
        )
        for code, times in self.codes.items():
            if times > 1:
                self.say(code, "code", "twice", times=times)
        return made if areas else None

    def _whole_number(self, name: str, among: range, default: int | None = None) -> int:
        given = self.data.get(name, default)
        if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 6:
            given = int(given)
        if isinstance(given, bool) or not isinstance(given, int) or given not in among:
            self.say("", name, "range", given=given, least=among[0], most=among[-1])
            return among[0]
        return given

    def _rows(
        self, where: str, data: Mapping[str, Any], name: str, least: int = 1
    ) -> list[Mapping[str, Any]]:
        given = data.get(name) or []
        if not isinstance(given, list | tuple) or any(not isinstance(one, Mapping) for one in given):
            self.say(where, name, "list")
            return []
        if len(given) < least:
            self.say(where, name, "missing")
        return list(given)

    def _text(self, where: str, data: Mapping[str, Any], name: str, *, needed: bool = True) -> Text:
        given = data.get(name)
        if isinstance(given, str):
            given = {"vi": given, "en": given}
        if not isinstance(given, Mapping):
            given = {}
        found = Text(str(given.get("vi") or "").strip(), str(given.get("en") or "").strip())
        if needed and not found.vi:
            self.say(where, name, "missing")
        return Text(found.vi, found.en or found.vi)

    def _points(self, where: str, data: Mapping[str, Any], name: str = "points") -> Decimal:
        try:
            found = decimal(data.get(name, ""), name)
        except BadParam:
            self.say(where, name, "number", given=data.get(name, ""))
            return ZERO
        if found <= 0:
            self.say(where, name, "not_positive", given=found)
        return found

    def _code(self, data: Mapping[str, Any], among: str) -> str:
        code = str(data.get("code") or "").strip()
        if not _CODE.fullmatch(code):
            self.say(code or among, "code", "code", given=code)
        else:
            self.codes[code] += 1
        return code

    def _branch(self, data: Mapping[str, Any], depth: int) -> Branch:
        code = self._code(data, f"areas {depth}")
        points = self._points(code, data)
        rows = self._rows(code, data, "children")
        if depth >= MOST_DEPTH and any("children" in row for row in rows):
            self.say(code, "children", "too_deep", most=MOST_DEPTH)
            rows = [row for row in rows if "children" not in row]
        children = tuple(
            self._branch(row, depth + 1) if "children" in row else self.leaf(row) for row in rows
        )
        whole = sum((child.points for child in children), ZERO)
        if children and whole != points:
            self.say(code, "points", "sum", stated=points, sum=whole, difference=whole - points)
        return Branch(
            code=code,
            name=self._text(code, data, "name"),
            points=points,
            children=children,
            note=self._text(code, data, "note") if data.get("note") else None,
            was=str(data.get("was") or ""),
        )

    def _block(self, data: Mapping[str, Any]) -> Block | None:
        code = self._code(data, "blocks")
        try:
            kind = BlockKind(str(data.get("kind")))
        except ValueError:
            self.say(code, "kind", "choice", given=data.get("kind", ""))
            return None
        cap = self._points(code, data, "cap")
        leaves = tuple(self.leaf(row) for row in self._rows(code, data, "leaves"))
        for leaf in leaves:
            if leaf.points > cap > 0:
                self.say(leaf.code, "points", "above_cap", given=leaf.points, cap=cap)
        return Block(kind=kind, code=code, name=self._text(code, data, "name"), cap=cap, leaves=leaves)

    def leaf(self, data: Mapping[str, Any]) -> Leaf:
        """Return one leaf, as far as it can be read."""
        code = self._code(data, "leaves")
        points, evidence = self._points(code, data), data.get("evidence")
        try:
            missing = NotApplicable(str(data.get("not_applicable") or "never"))
        except ValueError:
            self.say(code, "not_applicable", "choice", given=data["not_applicable"])
            missing = NotApplicable.NEVER
        binding, effort = str(data.get("binding") or ""), str(data.get("effort") or "")
        if binding and not BINDINGS.fullmatch(binding):
            self.say(code, "binding", "code", given=binding)
        if effort and not EFFORT.fullmatch(effort):
            self.say(code, "effort", "code", given=effort)
        return Leaf(
            code=code,
            name=self._text(code, data, "name"),
            points=points,
            rule=self._rule(code, points, data),
            needs_evidence=evidence is not False,
            evidence=self._text(code, data, "evidence") if evidence else None,
            not_applicable=missing,
            binding=binding,
            effort=effort,
            legal=self._legal(code, data),
            source=str(data.get("source") or ""),
            confidence=str(data.get("confidence") or ""),
            is_illustrative=bool(data.get("illustrative")),
            was=str(data.get("was") or ""),
        )

    def _rule(self, code: str, points: Decimal, leaf: Mapping[str, Any]) -> Rule:
        data = leaf.get("rule")
        if not isinstance(data, Mapping):
            self.say(code, "rule", "missing")
            return Rule(RuleKind.YES_NO, ())
        try:
            kind = RuleKind(str(data.get("kind")))
        except ValueError:
            self.say(code, "rule.kind", "choice", given=data.get("kind", ""))
            return Rule(RuleKind.YES_NO, ())
        variables = self._variables(code, data)
        rest = {key: value for key, value in data.items() if key not in ("kind", "variables")}
        try:
            found = params(kind, rest, {one.key: one.kind for one in variables})
        except BadParam as bad:
            self.say(code, f"rule.{bad.key}", bad.why, **bad.facts)
            return Rule(kind, variables)
        except BadFormula as bad:
            self.say(code, "rule.formula", str(bad.facts["why"]), at=bad.facts["at"], text=bad.facts["text"])
            return Rule(kind, variables)
        except (TypeError, AttributeError, KeyError):
            self.say(code, "rule", "shape")
            return Rule(kind, variables)
        made = Rule(kind, variables, found)
        for name, why, facts in rule_problems(made, points, self.year):
            self.say(code, f"rule.{name}", why, **facts)
        return made

    def _variables(self, code: str, rule: Mapping[str, Any]) -> tuple[Variable, ...]:
        found, seen = [], set()
        for row in self._rows(code, rule, "variables", 0):
            key = str(row.get("key") or "")
            if not _NAME.fullmatch(key):
                self.say(code, "rule.variables", "code", given=key)
                continue
            if key in seen:
                self.say(code, "rule.variables", "twice", given=key)
            seen.add(key)
            try:
                kind = VariableKind(str(row.get("kind")))
            except ValueError:
                self.say(code, "rule.variables", "choice", given=row.get("kind", ""))
                continue
            choices = tuple(
                (str(one.get("key") or ""), self._text(code, one, "name"))
                for one in self._rows(code, row, "choices", 1 if kind is VariableKind.CHOICE else 0)
            )
            name, unit = self._text(code, row, "name"), str(row.get("unit") or "")
            if len(unit) > 40:
                self.say(code, "rule.variables", "unit", given=unit[:40])
            found.append(Variable(key=key, name=name, kind=kind, unit=unit, choices=choices))
        return tuple(found)

    def _legal(self, code: str, data: Mapping[str, Any]) -> tuple[LegalRef, ...]:
        found = []
        for row in self._rows(code, data, "legal", 0):
            days = {name: _day(row.get(name)) for name in ("from_on", "until_on")}
            for name, day in days.items():
                if day is None:
                    self.say(code, "legal", "day", given=row.get(name))
            if not str(row.get("cites") or "").strip():
                self.say(code, "legal", "missing")
            found.append(LegalRef(str(row.get("cites") or ""), days["from_on"] or "", days["until_on"] or ""))
        for one in found:
            if one.from_on and one.until_on and one.until_on <= one.from_on:
                self.say(code, "legal", "ends_before", cites=one.cites)
        for one, other in _overlaps(found):
            self.say(code, "legal", "overlap", cites=one.cites, other=other.cites)
        return tuple(found)

    def _classes(self) -> tuple[Grade, ...]:
        found = []
        for row in self._rows("", self.data, "classes", 0):
            try:
                limit = decimal(row.get("from", ""), "from")
            except BadParam:
                self.say("", "classes", "number", given=row.get("from", ""))
                continue
            if not 0 <= limit <= 100:
                self.say("", "classes", "range", given=limit, least=0, most=100)
            found.append(Grade(str(row.get("key") or ""), self._text("", row, "name"), limit))
        if len({one.from_percent for one in found}) < len(found) or len({one.key for one in found}) < len(
            found
        ):
            self.say("", "classes", "twice")
        return tuple(sorted(found, key=lambda one: -one.from_percent))


def _day(given: object) -> str | None:
    """Return a day as ISO text, "" for none, None for what is no day."""
    if given is None or given == "":
        return ""
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        return None


def _overlaps(found: list[LegalRef]) -> Iterable[tuple[LegalRef, LegalRef]]:
    """Return dated references of which one begins before the other ends: only one text is in force a day."""
    dated = sorted((one for one in found if one.from_on), key=lambda one: one.from_on)
    for one, other in zip(dated, dated[1:], strict=False):
        if not one.until_on or one.until_on > other.from_on:
            yield one, other

"""Criteria sets read from plain data, written back, checked whole: all problems at once, with their place.

The plain form, in YAML or JSON; numbers are texts, so that none loses a digit:

    key, version, year, level, name {vi, en}, about {vi, en}, source, illustrative, rounded_to
    areas:   [{code, name, points, children: [...]}]          a child is a branch or a leaf
    leaf:    {code, name, points, rule: {kind, variables: [...], ...params}, evidence {vi, en} | false,
              not_applicable: never|drop|full, binding, effort, legal: [{cites, from_on, until_on}],
              source, confidence, illustrative, was}
    blocks:  [{kind: bonus|penalty, code, name, cap, leaves: [...]}]
    classes: [{key, name, from}]

What a rule's `params` are stands in `scoring_params`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.rules import RuleError
from motcua.rules.formulas import ZERO
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Block, Branch, CriteriaSet, Leaf, Variable
from motcua.rules.scoring_params import plain as plain_params
from motcua.rules.scoring_params import written
from motcua.rules.scoring_read import Problem, Reading

__all__ = ["BadSet", "Problem", "as_draft", "branches", "digest", "plain", "problems", "read", "successor"]


class BadSet(RuleError):
    """The criteria set has problems; `problems` lists all of them."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.problems = tuple(found)
        first = self.problems[0]
        super().__init__(count=len(self.problems), where=first.where, why=first.why)


def read(data: Mapping[str, Any]) -> CriteriaSet:
    """Return a criteria set, whole and checked.

    Raises: BadSet with every problem.
    Source: CRIT-14.
    """
    reading = Reading(data)
    found = reading.whole()
    if reading.problems or found is None:
        raise BadSet(reading.problems)
    return found


def problems(data: Mapping[str, Any]) -> list[Problem]:
    """Return every problem of a criteria set, in the order of its parts.

    Source: CRIT-14.
    """
    reading = Reading(data)
    reading.whole()
    return reading.problems


def as_draft(data: Mapping[str, Any]) -> CriteriaSet | None:
    """Return a set as far as it can be read, its sums not closing perhaps; None when it cannot be.

    Source: CRIT-14.
    """
    return Reading(data).whole()


def branches(of: CriteriaSet) -> list[tuple[int, Branch]]:
    """Return areas and criteria with their depth, areas 0, in order.

    Source: CRIT-14.
    """
    found: list[tuple[int, Branch]] = []

    def walk(branch: Branch, depth: int) -> None:
        found.append((depth, branch))
        for child in branch.children:
            if isinstance(child, Branch):
                walk(child, depth + 1)

    for area in of.areas:
        walk(area, 0)
    return found


def plain(of: CriteriaSet) -> dict[str, Any]:
    """Return a set as plain data; `read` makes the same set of it.

    Source: CRIT-14.
    """
    return _kept(
        {
            "key": of.key,
            "version": of.version,
            "year": of.year,
            "level": of.level,
            "name": _text(of.name),
            "about": _text(of.about),
            "source": of.source,
            "illustrative": of.is_illustrative,
            "rounded_to": of.rounded_to,
            "areas": [_branch(one) for one in of.areas],
            "blocks": [_block(one) for one in of.blocks],
            "classes": [
                {"key": one.key, "name": _text(one.name), "from": written(one.from_percent)}
                for one in of.classes
            ],
        }
    )


def digest(of: CriteriaSet) -> str:
    """Return the hash of everything in a set: two sets with one hash score alike.

    Units: SHA-256 in hex over the plain form as JSON with sorted keys.
    Source: CRIT-14.
    """
    return digest_of_plain(plain(of))


def digest_of_plain(data: Mapping[str, Any]) -> str:
    """Return the hash of a plain form, which may be a draft with problems.

    Units: SHA-256 in hex.
    Source: CRIT-14.
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(of: Text) -> dict[str, str]:
    return {"vi": of.vi, "en": of.en}


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty or says nothing, except zeros."""
    return {key: value for key, value in row.items() if value not in ("", None, False, [], ())}


def _branch(of: Branch) -> dict[str, Any]:
    return _kept(
        {
            "code": of.code,
            "name": _text(of.name),
            "points": written(of.points),
            "note": _text(of.note) if of.note else None,
            "was": of.was,
            "children": [_branch(one) if isinstance(one, Branch) else plain_leaf(one) for one in of.children],
        }
    )


def _block(of: Block) -> dict[str, Any]:
    return {
        "kind": str(of.kind),
        "code": of.code,
        "name": _text(of.name),
        "cap": written(of.cap),
        "leaves": [plain_leaf(one) for one in of.leaves],
    }


def plain_leaf(of: Leaf) -> dict[str, Any]:
    """Return a leaf as plain data.

    Source: CRIT-14.
    """
    rule: dict[str, Any] = {"kind": str(of.rule.kind), "variables": [_variable(v) for v in of.rule.variables]}
    row = _kept(
        {
            "code": of.code,
            "name": _text(of.name),
            "points": written(of.points),
            "rule": _kept(rule | plain_params(of.rule.kind, of.rule.params)),
            "not_applicable": str(of.not_applicable) if of.not_applicable != "never" else "",
            "binding": of.binding,
            "effort": of.effort,
            "legal": [
                _kept({"cites": one.cites, "from_on": one.from_on, "until_on": one.until_on})
                for one in of.legal
            ],
            "source": of.source,
            "confidence": of.confidence,
            "illustrative": of.is_illustrative,
            "was": of.was,
        }
    )
    if not of.needs_evidence:
        row["evidence"] = False
    elif of.evidence is not None:
        row["evidence"] = _text(of.evidence)
    return row


def _variable(of: Variable) -> dict[str, Any]:
    row = {"key": of.key, "name": _text(of.name), "kind": str(of.kind), "unit": of.unit}
    return _kept(row | {"choices": [{"key": key, "name": _text(name)} for key, name in of.choices]})


def successor(of: CriteriaSet, year: int, *, key: str = "") -> CriteriaSet:
    """Return a copy for another year, version 1: days move with the year, every code remembers itself.

    Source: CRIT-14.
    """
    years = year - of.year
    data = plain(of) | {"year": year, "version": 1, "key": key or _renamed(of.key, of.year, year)}
    for name in ("vi", "en"):
        data["name"][name] = data["name"][name].replace(str(of.year), str(year))
    for leaf in _leaves(data):
        for step in leaf["rule"].get("steps", ()):
            step["when"] = [_moved(said, years) for said in step["when"]]
    return read(data)


def _renamed(key: str, was: int, year: int) -> str:
    return key.replace(str(was), str(year)) if str(was) in key else f"{key}-{year}"


def _moved(said: str, years: int) -> str:
    name, sign, limit = said.split(" ")
    try:
        day = date.fromisoformat(limit)
    except ValueError:
        return said
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return f"{name} {sign} {date(day.year + years, day.month, last).isoformat()}"


def _leaves(data: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    def walk(row: dict[str, Any]) -> Iterable[dict[str, Any]]:
        if "rule" in row:
            yield row
        for child in row.get("children", ()):
            yield from walk(child)

    for area in data["areas"]:
        yield from walk(area)
    for block in data.get("blocks", ()):
        yield from block["leaves"]


def with_leaf(of: CriteriaSet, leaf: Leaf) -> CriteriaSet:
    """Return a set with one leaf put in the place of the one with its code.

    Source: CRIT-14.
    """

    def put(branch: Branch) -> Branch:
        parts = tuple(
            put(one) if isinstance(one, Branch) else leaf if one.code == leaf.code else one
            for one in branch.children
        )
        return replace(branch, children=parts)

    blocks = tuple(
        replace(block, leaves=tuple(leaf if one.code == leaf.code else one for one in block.leaves))
        for block in of.blocks
    )
    return replace(of, areas=tuple(put(area) for area in of.areas), blocks=blocks)


def most_possible(of: CriteriaSet) -> Decimal:
    """Return the points that can be reached with every bonus.

    Units: points.
    Source: CRIT-09.
    """
    return of.points + sum((block.cap for block in of.blocks if block.kind == "bonus"), ZERO)

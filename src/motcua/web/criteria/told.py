"""Criteria sets in words and figures: rows of the tree, problems beside what they are about, the bridge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.rules import scoring_told, scoring_words
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Block, Branch, CriteriaSet, Leaf, RuleKind
from motcua.rules.scoring_bridge import BridgeRow, Change
from motcua.rules.scoring_params import written
from motcua.rules.scoring_read import Problem
from motcua.web import words

STATUS = {"draft": _("A draft"), "in_force": _("In force"), "retired": _("Retired")}
TONES = {"draft": "gold", "in_force": "good", "retired": ""}
LEVELS = {
    "province": _("Province"),
    "district": _("District"),
    "commune": _("Commune"),
    "department": _("Department"),
    "any": _("Any level"),
}
KINDS = {
    "area": _("area"),
    "criterion": _("criterion"),
    "leaf": _("component"),
    "bonus": _("bonus"),
    "penalty": _("penalty"),
}
CHANGES = {
    Change.SAME: _("the same"),
    Change.RENAMED: _("worded anew"),
    Change.MOVED: _("under another code"),
    Change.POINTS: _("other points"),
    Change.RULE: _("another rule"),
    Change.NEW: _("new"),
    Change.GONE: _("gone"),
}
FROM = {"auto": _("counted by the system"), "declared": _("declared"), "survey": _("by survey")}
FROM_ICONS = {"auto": "zap", "declared": "file-text", "survey": "users-round"}


def text(of: Text) -> str:
    """Return a name in the language of the page."""
    return of.en if words.language() == "en" else of.vi


def points(of: Decimal | None) -> str:
    """Return points with as many decimals as they have."""
    if of is None:
        return "–"
    said = written(of)
    return said if words.language() == "en" else said.replace(".", ",")


def origin(leaf: Leaf) -> str:
    """Return where the numbers of a leaf come from: counted, declared, or asked of people."""
    if leaf.rule.kind in (RuleKind.SURVEY, RuleKind.IMPORTED):
        return "survey"
    return "auto" if leaf.binding and not leaf.binding.startswith("record:") else "declared"


def sums(of: CriteriaSet) -> dict[str, Decimal]:
    """Return the points of the areas by where their numbers come from."""
    found = dict.fromkeys(FROM, Decimal(0))
    for area in of.areas:
        for leaf in area.leaves():
            found[origin(leaf)] += leaf.points
    return found


def problem(of: Problem) -> str:
    """Return what is wrong, in a sentence."""
    part = gettext(PARTS.get(of.part.removeprefix("rule."), of.part))
    return f"{part}: {scoring_words.wrong(of.why, of.facts, words.language())}"


PARTS = {
    "": _("The set"),
    "points": _("Points"),
    "name": _("Its name"),
    "code": _("Code"),
    "key": _("Key"),
    "year": _("Year"),
    "level": _("Level"),
    "children": _("Parts"),
    "leaves": _("Components"),
    "areas": _("Areas"),
    "classes": _("Classes"),
    "rule": _("Rule"),
    "kind": _("Kind"),
    "variables": _("Declared values"),
    "params": _("How it is reckoned"),
    "formula": _("Formula"),
    "steps": _("Steps of points"),
    "counts": _("Steps by count"),
    "share": _("Share"),
    "floor": _("Floor"),
    "full_at": _("Full at"),
    "options": _("Weights of the answers"),
    "ways": _("Formula"),
    "per": _("Points off"),
    "each": _("Points an item"),
    "most": _("At most"),
    "least": _("At least"),
    "cap": _("Cap"),
    "legal": _("Legal basis"),
    "binding": _("Bound to"),
    "effort": _("Kind of act"),
    "not_applicable": _("When it did not arise"),
    "row": _("Row"),
    "under": _("Under"),
}


def tree(of: CriteriaSet, wrong: Sequence[Problem] = ()) -> Iterator[dict[str, Any]]:
    """Yield the rows of the tree: areas, criteria, components, blocks."""
    by_code: dict[str, list[str]] = {}
    for one in wrong:
        by_code.setdefault(one.where, []).append(problem(one))
    for area in of.areas:
        yield from _branch(area, 0, area.points, by_code)
    for block in of.blocks:
        yield _row(block, 0, Decimal(0), by_code) | {"cap": points(block.cap), "points": ""}
        for leaf in block.leaves:
            yield _leaf(leaf, 1, block.cap, by_code)


def _branch(
    of: Branch, depth: int, whole: Decimal, wrong: Mapping[str, list[str]]
) -> Iterator[dict[str, Any]]:
    note = text(of.note) if of.note else ""
    yield _row(of, depth, whole, wrong) | {"points": points(of.points), "note": note}
    for child in of.children:
        if isinstance(child, Branch):
            yield from _branch(child, depth + 1, whole, wrong)
        else:
            yield _leaf(child, depth + 1, whole, wrong)


def _row(
    of: Branch | Block | Leaf, depth: int, whole: Decimal, wrong: Mapping[str, list[str]]
) -> dict[str, Any]:
    most = of.cap if isinstance(of, Block) else of.points
    return {
        "code": of.code,
        "name": text(of.name),
        "depth": depth,
        "percent": max(1, min(100, round(100 * most / whole))) if whole else 0,
        "problems": wrong.get(of.code, []),
        "is_leaf": isinstance(of, Leaf),
    }


def _leaf(leaf: Leaf, depth: int, whole: Decimal, wrong: Mapping[str, list[str]]) -> dict[str, Any]:
    language, at = words.language(), origin(leaf)
    return _row(leaf, depth, whole, wrong) | {
        "points": points(leaf.points),
        "kind": scoring_told.kind(leaf, language),
        "how": scoring_told.how(leaf, language),
        "from": at,
        "from_name": gettext(FROM[at]),
        "from_icon": FROM_ICONS[at],
        "binding": leaf.binding,
        "evidence": text(leaf.evidence) if leaf.evidence else "",
        "needs_evidence": leaf.needs_evidence,
        "left_out": {"drop": gettext("not counted"), "full": gettext("given in full")}.get(
            str(leaf.not_applicable), ""
        ),
        "legal": [_cited(one) for one in leaf.legal],
        "is_illustrative": leaf.is_illustrative,
    }


def _cited(one: Any) -> str:
    until = "/".join(reversed(one.until_on.split("-"))) if one.until_on else ""
    begun = "/".join(reversed(one.from_on.split("-"))) if one.from_on else ""
    days = f" ({begun} – {until})" if begun or until else ""
    return f"{one.cites}{days}"


def bridge(rows: Iterable[BridgeRow]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the bridge between two sets."""
    for row in rows:
        yield {
            "kind": gettext(KINDS[row.of]),
            "old": _side(row.old),
            "new": _side(row.new),
            "changes": [gettext(CHANGES[one]) for one in row.changes],
            "is_same": row.changes == (Change.SAME,),
            "is_comparable": row.is_comparable,
            "depth": {"area": 0, "criterion": 1}.get(row.of, 2),
        }


def _side(part: Branch | Leaf | None) -> dict[str, str] | None:
    if part is None:
        return None
    return {"code": part.code, "name": text(part.name), "points": points(part.points)}

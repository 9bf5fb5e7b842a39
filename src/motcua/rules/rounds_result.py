"""What a published round says of a unit, as one plain value whose digest anybody can work out again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.rules import chain, scoring
from motcua.rules.scorecard import CriteriaSet, Leaf, RuleKind
from motcua.rules.scoring import Scored, Sheet

KEPT = Decimal("1e-12")  # a mark and a result are written down to twelve places, and ranked as written


def kept(points: Decimal | None) -> Decimal | None:
    """Return points as they are written down: far finer than anything printed, the same on every machine.

    Units: points.
    Source: ROUND-11.

    >>> kept(Decimal(2) / 3)
    Decimal('0.666666666667')
    """
    return None if points is None else points.quantize(KEPT, rounding=ROUND_HALF_UP)


def text(points: Decimal | None) -> str | None:
    """Return points as text, without trailing zeros.

    Source: ROUND-11.

    >>> text(Decimal("0.500000000000")), text(Decimal(100))
    ('0.5', '100')
    """
    return (
        None if points is None else f"{points:f}".rstrip("0").rstrip(".") if points % 1 else f"{points:.0f}"
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit that gets a result: its group, whether it is ranked, its marks, with what was declared."""

    of: str  # the participant
    group: str
    is_ranked: bool
    marks: Mapping[str, Scored]
    declared: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one unit reached: its sheet, its place among all and in its group."""

    of: str
    sheet: Sheet
    marks: Mapping[str, Scored]
    percent: Decimal
    rank: int | None
    rank_in_group: int | None


def results(of: CriteriaSet, entries: Sequence[Entry]) -> list[Result]:
    """Return the results of a round: leaves against the leader first, then the sheets, then the ranks.

    Ranks follow the percent as it is written down; equal ones share the better place.

    Units: points, percent.
    Source: ROUND-11.
    """
    marks = _against_leaders(of, entries)
    sheets = {one.of: scoring.sheet(of, marks[one.of]) for one in entries}
    percents = {key: _percent(sheet) for key, sheet in sheets.items()}
    ranked = {one.of: percents[one.of] for one in entries if one.is_ranked}
    overall, grouped = scoring.ranks(ranked), _in_groups(entries, ranked)
    return [
        Result(
            one.of, sheets[one.of], marks[one.of], percents[one.of], overall.get(one.of), grouped.get(one.of)
        )
        for one in entries
    ]


def _percent(sheet: Sheet) -> Decimal:
    return sheet.percent.quantize(KEPT, rounding=ROUND_HALF_UP)


def _in_groups(entries: Iterable[Entry], ranked: Mapping[str, Decimal]) -> dict[str, int]:
    groups: dict[str, dict[str, Decimal | None]] = {}
    for one in entries:
        if one.of in ranked:
            groups.setdefault(one.group, {})[one.of] = ranked[one.of]
    return {of: place for rows in groups.values() for of, place in scoring.ranks(rows).items()}


def _against_leaders(of: CriteriaSet, entries: Sequence[Entry]) -> dict[str, dict[str, Scored]]:
    """Return the marks with the leaves that are scored against the best of the group worked out."""
    marks = {one.of: dict(one.marks) for one in entries}
    for leaf in of.leaves():
        if leaf.rule.kind is not RuleKind.LEADER:
            continue
        for group in sorted({one.group for one in entries}):
            rows = [one for one in entries if one.group == group and _waits(leaf, one)]
            found = [scoring.excess(leaf, one.declared[leaf.code]) for one in rows]
            leader = max((value for value in found if value is not None), default=None)
            for one in rows:
                scored = scoring.score(leaf, one.declared[leaf.code], leader=leader)
                marks[one.of][leaf.code] = Scored(kept(scored.points), scored.is_not_applicable)
    return marks


def _waits(leaf: Leaf, one: Entry) -> bool:
    mark = one.marks.get(leaf.code)
    return (
        mark is not None
        and mark.points is None
        and not mark.is_not_applicable
        and (bool(one.declared.get(leaf.code)))
    )


def body(of: CriteriaSet, set_digest: str, unit: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """Return a result as plain data: the set it rests on, the sums, and every leaf.

    Units: points as text.
    Source: ROUND-09, ROUND-11.
    """
    sheet = result.sheet
    leaves = [
        {
            "code": leaf.code,
            "points": text(result.marks[leaf.code].points) if leaf.code in result.marks else None,
            "most": text(leaf.points),
            "not_applicable": leaf.code in result.marks and result.marks[leaf.code].is_not_applicable,
        }
        for leaf in of.leaves()
    ]
    return {
        "set": {"key": of.key, "version": of.version, "year": of.year, "digest": set_digest},
        "unit": dict(unit),
        "points": text(kept(sheet.points)), "possible": text(kept(sheet.possible)),
        "percent": text(result.percent), "bonus": text(kept(sheet.bonus)),
        "penalty": text(kept(sheet.penalty)),
        "grade": sheet.grade.key if sheet.grade and result.rank is not None else "",
        "rank": result.rank, "rank_in_group": result.rank_in_group,
        "areas": [_sum(one) for one in sheet.areas],
        "branches": {code: _sum(one) for code, one in sorted(sheet.branches.items())},
        "leaves": leaves,
    }  # fmt: skip


def _sum(one: scoring.AreaSum) -> dict[str, Any]:
    return {"code": one.code, "points": text(kept(one.points)), "possible": text(kept(one.possible))}


def digest(round_key: str, bodies: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest of a whole round: of all results in the order of their units.

    Source: ROUND-02, LOG-02.
    """
    rows = sorted(bodies, key=lambda one: (str(one["unit"].get("code", "")), str(one["unit"]["name"])))
    said = chain.canonical({"round": round_key, "results": [dict(row) for row in rows]})
    return hashlib.sha256(said.encode()).hexdigest()


def sheet_digest(set_digest: str, unit: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """Return the digest of a self-scored sheet: the marks that stand and the evidence behind them.

    It is printed on the sheet that the leader signs.

    Source: ROUND-02, LOG-02.
    """
    said = chain.canonical({"set": set_digest, "unit": unit, "marks": [dict(one) for one in lines]})
    return hashlib.sha256(said.encode()).hexdigest()

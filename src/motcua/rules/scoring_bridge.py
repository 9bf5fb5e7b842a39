"""What became of each part of a criteria set in the next one, and how far two sheets can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from motcua.rules.formulas import EXACT
from motcua.rules.scorecard import Branch, CriteriaSet, Leaf
from motcua.rules.scoring import AreaSum, Sheet, grain, ranks
from motcua.rules.scoring_sets import plain_leaf
from motcua.rules.text import fold

ALIKE = 0.6  # two names with as much in common belong to one criterion that was worded anew


class Change(StrEnum):
    """What happened to a part between two sets."""

    SAME = "same"
    RENAMED = "renamed"
    MOVED = "moved"  # under another code
    POINTS = "points"
    RULE = "rule"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One part in both sets: its codes, what changed, and whether its percent can be compared."""

    of: str  # area | criterion | leaf | bonus | penalty
    old: Branch | Leaf | None
    new: Branch | Leaf | None
    changes: tuple[Change, ...]

    @property
    def is_comparable(self) -> bool:
        """Tell whether percents of the maxima mean the same: its rule is the same and it was there."""
        return not {Change.NEW, Change.GONE, Change.RULE} & set(self.changes)

    @property
    def code(self) -> str:
        part = self.new or self.old
        return part.code if part else ""


@dataclass(frozen=True, slots=True)
class Compared:
    """An area or leaf in percent of its maximum, now and before; `change` in percentage points."""

    row: BridgeRow
    now: Decimal | None
    before: Decimal | None

    @property
    def is_comparable(self) -> bool:
        return self.row.is_comparable and self.now is not None and self.before is not None

    @property
    def change(self) -> Decimal | None:
        if not self.is_comparable or self.now is None or self.before is None:
            return None
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of one unit, over all and within its group."""

    of: str
    percent: Decimal | None
    rank: int | None
    group: str
    rank_in_group: int | None


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of a group and its place among the groups."""

    group: str
    mean: Decimal
    count: int
    rank: int


def bridge(old: CriteriaSet, new: CriteriaSet) -> list[BridgeRow]:
    """Return every part of the new set with what it was, then those of the old set that are gone.

    A part is the one it names in `was`; else the one with its code, if the names are alike or the rules
    equal; else the one with its name. A branch whose leaves were not all the same before cannot be
    compared as exactly as a leaf; its row says what changed of itself.

    Source: CRIT-14.
    """
    before, left, found = dict(_parts(old)), {code for code, _ in _parts(old)}, []
    pairs = [(code, part, _named(part, before)) for code, part in _parts(new)]
    for rule in (_same_place, _same_name):
        for place, (code, part, was) in enumerate(pairs):
            taken = {one for _, _, one in pairs if one}
            if not was:
                pairs[place] = (code, part, rule(part, before, taken))
    for _, part, was in pairs:
        left.discard(was)
        found.append(_row(before.get(was), part))
    gone = [_row(part, None) for code, part in before.items() if code in left]
    return found + gone


Part = tuple[str, Branch | Leaf]


def _parts(of: CriteriaSet) -> Iterator[tuple[str, Part]]:
    """Yield every part by code, with what it is."""

    def walk(branch: Branch, kind: str) -> Iterator[tuple[str, Part]]:
        yield branch.code, (kind, branch)
        for child in branch.children:
            if isinstance(child, Branch):
                yield from walk(child, "criterion")
            else:
                yield child.code, ("leaf", child)

    for area in of.areas:
        yield from walk(area, "area")
    for block in of.blocks:
        for leaf in block.leaves:
            yield leaf.code, (str(block.kind), leaf)


def _named(part: Part, before: Mapping[str, Part]) -> str:
    was = part[1].was
    return was if was and was in before and before[was][0] == part[0] else ""


def _same_place(part: Part, before: Mapping[str, Part], taken: set[str]) -> str:
    kind, new = part
    if new.code in taken or new.code not in before or before[new.code][0] != kind:
        return ""
    old = before[new.code][1]
    alike = SequenceMatcher(None, fold(old.name.vi), fold(new.name.vi), autojunk=False).ratio() >= ALIKE
    return new.code if alike or (isinstance(new, Leaf) and _rule(old) == _rule(new)) else ""


def _same_name(part: Part, before: Mapping[str, Part], taken: set[str]) -> str:
    kind, new = part
    for code, (other, old) in before.items():
        if code not in taken and other == kind and fold(old.name.vi) == fold(new.name.vi):
            return code
    return ""


def _rule(part: Branch | Leaf) -> object:
    """Return the rule as it scores: limits as shares of the maximum, days without their year."""
    if isinstance(part, Branch):
        return None
    row = plain_leaf(part)["rule"]
    return _scaled({key: value for key, value in row.items() if key != "variables"}, part.points)


def _scaled(value: object, most: Decimal, *, is_points: bool = False) -> object:
    if isinstance(value, Mapping):
        return {
            key: _scaled(one, most, is_points=is_points or key in ("points", "per", "each", "most", "empty"))
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_scaled(one, most, is_points=is_points) for one in value]
    if is_points and isinstance(value, str):
        return str(EXACT.divide(Decimal(value), most)) if most else value
    if isinstance(value, str) and len(tail := value.rsplit(" ", 1)[-1]) == 10 and tail[4] == tail[7] == "-":
        return value[:-10] + value[-5:]
    return value


def _row(old: Part | None, new: Part | None) -> BridgeRow:
    if old is None or new is None:
        part = new or old
        assert part is not None
        return BridgeRow(
            part[0], old[1] if old else None, new[1] if new else None, (Change.NEW if new else Change.GONE,)
        )
    was, now, changes = old[1], new[1], []
    if was.code != now.code:
        changes.append(Change.MOVED)
    if was.name.vi != now.name.vi:
        changes.append(Change.RENAMED)
    if was.points != now.points:
        changes.append(Change.POINTS)
    if _rule(was) != _rule(now):
        changes.append(Change.RULE)
    return BridgeRow(new[0], was, now, tuple(changes) or (Change.SAME,))


def standings(sheets: Mapping[str, Sheet | None], groups: Mapping[str, str]) -> list[Standing]:
    """Return the place of each unit, the best first; one without a sheet has none.

    Units: percent, exact; places are shared by equals.
    Source: CRIT-14.
    """
    percents = {of: sheet.percent if sheet else None for of, sheet in sheets.items()}
    overall = ranks(percents)
    within: dict[str, int] = {}
    for group in sorted({groups.get(of, "") for of in sheets}):
        within |= ranks({of: value for of, value in percents.items() if groups.get(of, "") == group})
    found = [Standing(of, percents[of], overall.get(of), groups.get(of, ""), within.get(of)) for of in sheets]
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.of))


def means(of: list[Standing]) -> list[GroupMean]:
    """Return the mean of each group that has one, the best first, by unrounded means.

    Units: percent, exact.
    Source: CRIT-14.
    """
    values: dict[str, list[Decimal]] = {}
    for one in of:
        if one.percent is not None and one.rank is not None:
            values.setdefault(one.group, []).append(one.percent)
    found = {group: EXACT.divide(sum(some, Decimal(0)), Decimal(len(some))) for group, some in values.items()}
    places = ranks(dict(found))
    rows = [GroupMean(group, mean, len(values[group]), places[group]) for group, mean in found.items()]
    return sorted(rows, key=lambda row: (row.rank, row.group))


def change(now: Sheet, before: Sheet, rows: list[BridgeRow]) -> list[Compared]:
    """Return each part of both sheets in percent of its maximum; points of two years are not compared.

    Units: percentage points.
    Source: CRIT-14.
    """
    return [
        Compared(row, _percent(now, row.new, row.of), _percent(before, row.old, row.of))
        for row in rows
        if row.of not in ("bonus", "penalty")
    ]


def _percent(of: Sheet, part: Branch | Leaf | None, kind: str) -> Decimal | None:
    if part is None:
        return None
    among: Mapping[str, AreaSum] = of.leaves if kind == "leaf" else of.branches
    found = among.get(part.code)
    return None if found is None or found.percent is None else grain(found.percent)

"""Points of a leaf from what is declared, the sheet of a unit, the ranks of many: exact, nothing rounded.

Declared values are numbers (Decimal, whole numbers, or their text), yes/no, days as ISO text, choices as
their key; `not_applicable: True` says that the leaf did not arise. A quotient is cut at fifty digits, and
two values count as equal when they differ by less than `GRAIN`: that is far below a printed digit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from motcua.rules.formulas import EXACT, ZERO
from motcua.rules.scorecard import Block, BlockKind, Branch, CriteriaSet, Grade, Leaf, NotApplicable, RuleKind
from motcua.rules.scoring_declared import (
    BadDeclared,
    CannotBeLeftOut,
    NotSelfScored,
    PointsOutOfRange,
    values,
)
from motcua.rules.scoring_kinds import LEFT_OUT, Given, Line, Scored, of_kind

__all__ = [
    "GRAIN", "AreaSum", "BadDeclared", "CannotBeLeftOut", "Declared", "Line", "Marks", "NotSelfScored",
    "PointsOutOfRange", "Scored", "Sheet", "check_points", "excess", "given", "grain", "ranks", "score",
    "sheet",
]  # fmt: skip

GRAIN = Decimal("1e-20")
HUNDRED = Decimal(100)
Declared = Mapping[str, object]
Marks = Mapping[str, Scored]


@dataclass(frozen=True, slots=True)
class AreaSum:
    """Points of an area, a criterion or a leaf: won, possible, and in percent of what is possible."""

    code: str
    points: Decimal
    possible: Decimal

    @property
    def percent(self) -> Decimal | None:
        return _percent(self.points, self.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All points of one unit. `points` is never below zero; `percent` is points of what is possible."""

    areas: tuple[AreaSum, ...]
    branches: Mapping[str, AreaSum] = field(default_factory=dict)  # areas and criteria, by code
    leaves: Mapping[str, AreaSum] = field(default_factory=dict)  # those that count, blocks among them
    lacking: tuple[str, ...] = ()  # leaves without points yet: they count as nothing won
    dropped: tuple[str, ...] = ()  # leaves that did not arise
    bonus: Decimal = ZERO
    penalty: Decimal = ZERO
    points: Decimal = ZERO
    possible: Decimal = ZERO
    grade: Grade | None = None

    @property
    def percent(self) -> Decimal:
        return _percent(self.points, self.possible) or ZERO


def score(
    leaf: Leaf,
    declared: Declared,
    *,
    leader: Decimal | None = None,
    survey: Mapping[str, int] | None = None,
) -> Scored:
    """Return the points of a leaf; None when something needed is not declared yet.

    `leader` is the highest `excess` of the group (R12), `survey` the number of answers of each option
    (R10). A leaf that did not arise is left out, or given in full, as its policy says.

    Units: points, exact.
    Raises: BadDeclared and its kinds: an unknown name, a value not of its kind, a leaf that always
    applies declared as not arising, a survey leaf declared.
    Source: CRIT-01, CRIT-02, CRIT-03, CRIT-04, CRIT-05, CRIT-06, CRIT-07, CRIT-08, CRIT-09, CRIT-10, CRIT-11,
    CRIT-12, CRIT-13.
    """
    told = dict(declared)
    if told.pop("not_applicable", False):
        if leaf.not_applicable is NotApplicable.NEVER:
            raise CannotBeLeftOut(leaf=leaf.code)
        return given(leaf)
    if leaf.is_survey and told:
        raise NotSelfScored(leaf=leaf.code)
    return of_kind(leaf, Given(values(leaf, told), leader=leader, survey=survey))


def given(leaf: Leaf) -> Scored:
    """Return the mark of a leaf that did not arise, as its policy says (dropped unless given in full).

    Source: CRIT-01.
    """
    full = leaf.not_applicable is NotApplicable.FULL
    return Scored(leaf.points if full else None, True, (Line("given_in_full" if full else LEFT_OUT),))


def check_points(leaf: Leaf, points: Decimal) -> Decimal:
    """Return points that somebody set by hand, if the leaf allows them.

    Raises: PointsOutOfRange above the maximum or below the least of the leaf.
    Source: CRIT-09.
    """
    least = min(ZERO, leaf.rule.params.get("least", ZERO)) if leaf.rule.kind is RuleKind.ITEMS else ZERO
    if not points.is_finite() or not least <= points <= leaf.points:
        raise PointsOutOfRange(leaf=leaf.code, points=str(points), least=str(least), most=str(leaf.points))
    return points


def excess(leaf: Leaf, declared: Declared) -> Decimal | None:
    """Return by which share of its target a unit went beyond it, of a leaf scored against the leader.

    Units: share of the target; None where it is not declared, the target is zero or was not exceeded.
    Raises: BadDeclared.
    Source: CRIT-12.
    """
    found = values(leaf, dict(declared))
    target, actual = (found.get(leaf.rule.params[key]) for key in ("target", "actual"))
    if not isinstance(target, Decimal) or not isinstance(actual, Decimal) or not target or actual <= target:
        return None
    return EXACT.divide(actual - target, target)


def sheet(of: CriteriaSet, marks: Marks) -> Sheet:
    """Return the sheet of a unit from the marks of its leaves.

    A leaf that did not arise leaves points and possible points; one without a mark counts as zero won.
    Bonus and penalty are kept within their caps; the whole is never below zero.

    Units: points and percent, exact.
    Source: CRIT-14, CRIT-09.
    """
    tally = _Tally(marks)
    areas = tuple(tally.branch(area) for area in of.areas)
    bonus, penalty = (
        sum((tally.block(block) for block in of.blocks if block.kind is kind), ZERO) for kind in BlockKind
    )
    whole = _sum("", areas)
    points = max(ZERO, EXACT.subtract(EXACT.add(whole.points, bonus), penalty))
    found = Sheet(
        areas=areas,
        branches=tally.branches,
        leaves=tally.leaves,
        lacking=tuple(tally.lacking),
        dropped=tuple(tally.dropped),
        bonus=bonus,
        penalty=penalty,
        points=points,
        possible=whole.possible,
        grade=_grade(of.classes, _percent(points, whole.possible)),
    )
    return found


class _Tally:
    """Adds up marks from the leaves to the areas."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.branches: dict[str, AreaSum] = {}
        self.leaves: dict[str, AreaSum] = {}
        self.lacking: list[str] = []
        self.dropped: list[str] = []

    def branch(self, of: Branch) -> AreaSum:
        parts = [self.branch(one) if isinstance(one, Branch) else self.leaf(one) for one in of.children]
        found = _sum(of.code, [part for part in parts if part is not None])
        self.branches[of.code] = found
        return found

    def leaf(self, leaf: Leaf) -> AreaSum | None:
        mark = self.marks.get(leaf.code)
        if mark is not None and mark.is_not_applicable and mark.points is None:
            self.dropped.append(leaf.code)
            return None
        if mark is None or mark.points is None:
            self.lacking.append(leaf.code)
        points = ZERO if mark is None or mark.points is None else mark.points
        self.leaves[leaf.code] = AreaSum(leaf.code, points, leaf.points)
        return self.leaves[leaf.code]

    def block(self, block: Block) -> Decimal:
        """Return what a block adds or takes; a leaf of it that nobody marked is not lacking."""
        found = ZERO
        for leaf in block.leaves:
            mark = self.marks.get(leaf.code)
            if mark is not None and mark.points is not None and not mark.is_not_applicable:
                self.leaves[leaf.code] = AreaSum(leaf.code, mark.points, leaf.points)
                found = EXACT.add(found, mark.points)
        return min(block.cap, max(ZERO, found))


def _sum(code: str, parts: Iterable[AreaSum]) -> AreaSum:
    points, possible = ZERO, ZERO
    for one in parts:
        points, possible = EXACT.add(points, one.points), EXACT.add(possible, one.possible)
    return AreaSum(code, points, possible)


def _percent(points: Decimal, possible: Decimal) -> Decimal | None:
    return EXACT.divide(EXACT.multiply(points, HUNDRED), possible) if possible > 0 else None


def grain(value: Decimal) -> Decimal:
    """Return a value as it is compared: without the noise of a quotient's last digits.

    Source: CRIT-14.
    """
    return value.quantize(GRAIN, rounding=ROUND_HALF_UP, context=EXACT)


def _grade(classes: Iterable[Grade], percent: Decimal | None) -> Grade | None:
    """Return the best class whose limit is reached, by the percent as it is, never as printed."""
    if percent is None:
        return None
    reached = [one for one in classes if grain(percent) >= grain(one.from_percent)]
    return max(reached, key=lambda one: one.from_percent, default=None)


def ranks(of: Mapping[str, Decimal | None]) -> dict[str, int]:
    """Return the place of each, the highest first, by values as they are; equals share the better place.

    One with None has no place and takes none.

    Source: CRIT-14.

    >>> ranks({"a": Decimal(3), "b": Decimal(3), "c": Decimal(1), "d": None})
    {'a': 1, 'b': 1, 'c': 3}
    """
    rows = [(key, grain(value)) for key, value in of.items() if value is not None]
    rows.sort(key=lambda row: -row[1])
    found: dict[str, int] = {}
    for place, (key, value) in enumerate(rows, start=1):
        tied = place > 1 and rows[place - 2][1] == value
        found[key] = found[rows[place - 2][0]] if tied else place
    return found

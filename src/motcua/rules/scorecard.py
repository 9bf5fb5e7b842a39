"""A criteria set of the reform index as one value: areas, criteria, leaves, blocks of bonus and penalty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from motcua.rules.indicator_sets import Text


class RuleKind(StrEnum):
    """How a leaf turns what is declared into points; R1 to R13 of the published rule books."""

    YES_NO = "yes_no"  # R1
    PROPORTION = "proportion"  # R2
    STEPS = "steps"  # R3, and R6 over a ratio
    COUNT = "count"  # R4
    DEDUCT = "deduct"  # R5
    WHOLE = "whole"  # R7: all of a population, else nothing
    FORMULA = "formula"  # R8
    SURVEY = "survey"  # R10: never scored by the unit itself
    IMPORTED = "imported"  # R11: another index in %
    LEADER = "leader"  # R12: against the best of the group
    ITEMS = "items"  # R13: fixed points per item, within limits


class NotApplicable(StrEnum):
    """What a leaf that did not arise does."""

    NEVER = "never"  # it always applies
    DROP = "drop"  # leaves numerator and denominator
    FULL = "full"  # is given in full


class VariableKind(StrEnum):
    """What may be declared under a name."""

    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"  # 0 to 1
    YES_NO = "yes_no"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One thing that is declared about a leaf, apart from its points."""

    key: str
    name: Text
    kind: VariableKind
    unit: str = ""
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A scoring rule: its kind, what is declared, and the numbers of this leaf (Decimals, checked)."""

    kind: RuleKind
    variables: tuple[Variable, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegalRef:
    """What a leaf rests on, while it was in force; the replacing text takes over by its date."""

    cites: str
    from_on: str = ""  # ISO days
    until_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One scored line (tiêu chí thành phần)."""

    code: str
    name: Text
    points: Decimal  # the maximum
    rule: Rule
    needs_evidence: bool = True
    evidence: Text | None = None  # which papers show it
    not_applicable: NotApplicable = NotApplicable.NEVER
    binding: str = ""  # "766:2.1", "sums:closed_on_time/closed", "record:directives"; empty: declared only
    effort: str = ""  # the kind of act that changes it, a key of the effort model
    legal: tuple[LegalRef, ...] = ()
    source: str = ""
    confidence: str = ""
    is_illustrative: bool = False
    was: str = ""  # its code in the set this one was copied from, where it is another

    @property
    def is_survey(self) -> bool:
        return self.rule.kind is RuleKind.SURVEY

    @property
    def is_self_scored(self) -> bool:
        return self.rule.kind not in (RuleKind.SURVEY, RuleKind.IMPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An area (lĩnh vực) or a criterion (tiêu chí) with what is under it."""

    code: str
    name: Text
    points: Decimal
    children: tuple["Branch | Leaf", ...]
    note: Text | None = None  # what a reader should know of where it comes from
    was: str = ""

    def leaves(self) -> Iterator[Leaf]:
        for child in self.children:
            if isinstance(child, Leaf):
                yield child
            else:
                yield from child.leaves()


class BlockKind(StrEnum):
    """Points beside the hundred."""

    BONUS = "bonus"
    PENALTY = "penalty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of bonus or penalty points with the most it may add or take."""

    kind: BlockKind
    code: str
    name: Text
    cap: Decimal
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A group of results by percent (A, B, C, D), from a limit on."""

    key: str
    name: Text
    from_percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaSet:
    """A set of criteria of a year and a level, whole and checked."""

    key: str
    version: int
    year: int
    level: str  # province | district | commune | department | any
    name: Text
    about: Text
    source: str
    areas: tuple[Branch, ...]
    blocks: tuple[Block, ...] = ()
    classes: tuple[Grade, ...] = ()
    is_illustrative: bool = False
    rounded_to: int = 2  # decimals of what is printed, never of what is ranked

    @property
    def points(self) -> Decimal:
        return sum((area.points for area in self.areas), Decimal(0))

    def leaves(self) -> Iterator[Leaf]:
        """Yield the leaves of the areas, then those of the blocks."""
        for area in self.areas:
            yield from area.leaves()
        for block in self.blocks:
            yield from block.leaves

    def leaf(self, code: str) -> Leaf:
        return next(leaf for leaf in self.leaves() if leaf.code == code)

"""A composite index as one value: its tree, its steps, the table it is computed from, and what came out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Normalisation(StrEnum):
    """How values of one unit of measure become scores."""

    NONE = "none"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    RANK = "rank"  # 1 is the worst, ties take the lowest number
    BORDA = "borda"  # rank less one
    PERCENTILE = "percentile"
    TARGET = "target"
    GOALPOSTS = "goalposts"
    TO_MAX = "distance_to_max"
    OF_MAX = "fraction_of_max"
    REFERENCE = "reference"  # distance to one unit's value


class Aggregate(StrEnum):
    """How the scores of children become the score of their parent."""

    MEAN = "mean"
    SUM = "sum"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "generalised"


class Missing(StrEnum):
    """What an absent value does."""

    SKIP = "skip"
    ZERO = "zero"
    REFUSE = "refuse"


class Imputation(StrEnum):
    """What is put in the place of an absent value, before anything else."""

    NONE = "none"
    MEAN = "mean"
    MEDIAN = "median"
    GROUP_MEAN = "group_mean"
    GROUP_MEDIAN = "group_median"
    LATEST = "latest"  # of the years before
    LINEAR = "linear"  # between the years around


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """What happens to the values of one leaf before they are brought together."""

    kind: Normalisation = Normalisation.NONE
    given: tuple[float, ...] = ()  # goalposts (low, high) or the target, in the raw unit
    unit: str = ""  # the unit that `reference` measures against
    direction: int = 1  # -1: less is better
    is_capped: bool = False
    is_log: bool = False
    scale: tuple[float, float] | None = None  # None: 0 to 1
    is_treated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of the index: a leaf is read from the data, any other node brings its children together."""

    code: str
    name: str = ""
    weight: float = 1.0
    children: tuple["Node", ...] = ()
    aggregate: Aggregate = Aggregate.MEAN
    power: float = 1.0
    min_share: float = 0.0
    scaling: Scaling = Scaling()

    def walk(self) -> Iterator["Node"]:
        """Yield the node, then everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How outliers are tamed: points drawn in one at a time, then a logarithm."""

    winsorise: int = 0
    is_log: bool = False
    skewness: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A whole index: everything that is needed to compute it again from its data."""

    key: str
    tree: Node
    name: str = ""
    missing: Missing = Missing.SKIP
    is_within_year: bool = False  # normalise, impute and treat each year by itself
    impute: Imputation = Imputation.NONE
    treat: Treatment | None = None
    rounded_to: int | None = None  # digits before ranking; None: as computed
    uncertainty: tuple[Mapping[str, Any], ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, in reading order; the first is the root."""
        return tuple(self.tree.walk())

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are read from the data."""
        return tuple(node for node in self.tree.walk() if not node.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The data, checked: one row a unit (and year), one column a leaf. Absent is NaN."""

    units: tuple[str, ...]
    values: Array  # rows x leaves, in the order of the framework
    years: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    others: Mapping[str, Array] = field(default_factory=dict)  # columns to check against

    def label(self, row: int) -> str:
        """Name a row as a reader finds it."""
        return f"{self.units[row]} {self.years[row]}" if self.years else self.units[row]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of a result should know; `rules.composite_words` has the sentence."""

    where: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An index computed: scores (rows x nodes, absent is NaN), ranks (0: not ranked), and what to know."""

    framework: Framework
    table: Table
    scores: Array
    present: npt.NDArray[np.bool_]  # whether anything was measured below the node
    ranks: Whole
    group_ranks: Whole | None
    notes: tuple[Note, ...]

    def of(self, code: str) -> Array:
        """Return the scores of one node.

        Raises: KeyError when no node has the code.
        """
        places = {node.code: place for place, node in enumerate(self.framework.nodes)}
        column: Array = self.scores[:, places[code]]
        return column

"""What the indicators are like: their spread, how they go together, whether a group measures one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from motcua.rules.composite import Array, Framework, Node, Result, Table
from motcua.rules.composite_scaling import scores
from motcua.rules.composite_treatment import kurtosis, skewness

COLLINEAR, WEAK = 0.92, 0.3
LEAST = 3  # pairs below which no correlation is given


@dataclass(frozen=True, slots=True)
class Column:
    """One leaf in its raw unit: how much of it there is and how it is spread; NaN where it cannot be said."""

    code: str
    present: int
    absent: int
    least: float
    most: float
    mean: float
    median: float
    deviation: float
    skewness: float
    kurtosis: float
    is_outlying: bool  # |skewness| of 2 or more and kurtosis of 3.5 or more


@dataclass(frozen=True, slots=True)
class Pair:
    """How two nodes go together: `flag` is collinear, weak, negative, or nothing."""

    one: str
    other: str
    correlation: float
    pairs: int
    flag: str


@dataclass(frozen=True, slots=True)
class Components:
    """Principal components of a group: the share of variance of each, and the loadings on the first."""

    codes: tuple[str, ...]
    shares: tuple[float, ...]
    loadings: tuple[float, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """The children of one node looked at together."""

    code: str
    alpha: float
    pairs: tuple[Pair, ...]
    components: Components | None


def columns(framework: Framework, table: Table) -> tuple[Column, ...]:
    """Return the spread of every leaf.

    Units: each leaf's raw unit; the deviation with n - 1.
    Source: COMP-02, COMP-05.
    """
    return tuple(_column(leaf.code, table.values[:, at]) for at, leaf in enumerate(framework.leaves))


def _column(code: str, values: Array) -> Column:
    seen = values[~np.isnan(values)]
    skewed, peaked = skewness(values), kurtosis(values)
    some = seen if len(seen) else np.array([np.nan])
    return Column(
        code=code,
        present=len(seen),
        absent=len(values) - len(seen),
        least=float(some.min()),
        most=float(some.max()),
        mean=float(some.mean()),
        median=float(np.median(some)),
        deviation=float(seen.std(ddof=1)) if len(seen) > 1 else float("nan"),
        skewness=skewed,
        kurtosis=peaked,
        is_outlying=bool(abs(skewed) >= 2 and peaked >= 3.5),
    )


def groups(result: Result) -> tuple[Group, ...]:
    """Return, for every node that brings others together, how its children go together.

    Children are taken as scores, turned so that more is better: a negative correlation within a group means
    that one pulls against the other.

    Units: correlations from -1 to 1; alpha up to 1.
    Source: COMP-02, COMP-05.
    """
    return tuple(_group(result, node) for node in result.framework.nodes if node.children)


def _group(result: Result, node: Node) -> Group:
    codes = [child.code for child in node.children]
    values = np.stack([result.of(code) for code in codes], axis=1)
    return Group(node.code, alpha(values), tuple(pairs(codes, values)), components(codes, values))


def pairs(codes: Sequence[str], values: Array) -> Iterable[Pair]:
    """Yield the correlation (Pearson) of every two columns over the rows where both are present.

    Above 0.92 they are flagged as collinear, below 0.3 in size as weak, below -0.3 as negative.

    Source: COMP-02, COMP-05.
    """
    for at, one in enumerate(codes):
        for to in range(at + 1, len(codes)):
            correlation, count = correlate(values[:, at], values[:, to])
            yield Pair(one, codes[to], correlation, count, flag(correlation))


def correlate(one: Array, other: Array) -> tuple[float, int]:
    """Return the correlation of two columns, and over how many rows; NaN without spread or for under 3 rows.

    Source: COMP-05.

    >>> correlate(np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 4.0, 6.0, 1.0]))
    (1.0, 3)
    """
    both = ~(np.isnan(one) | np.isnan(other))
    count = int(both.sum())
    x, y = one[both], other[both]
    if count < LEAST or x.min() == x.max() or y.min() == y.max():
        return float("nan"), count
    return round(float(np.corrcoef(x, y)[0, 1]), 14), count


def flag(correlation: float) -> str:
    """Return what a correlation within a group warns of.

    Source: COMP-02.

    >>> [flag(value) for value in (0.95, 0.5, 0.1, -0.6, float("nan"))]
    ['collinear', '', 'weak', 'negative', '']
    """
    if np.isnan(correlation):
        return ""
    if correlation > COLLINEAR:
        return "collinear"
    if correlation < -WEAK:
        return "negative"
    return "weak" if correlation < WEAK else ""


def alpha(values: Array) -> float:
    """Return Cronbach's alpha of some columns over the rows where all are present; NaN where undefined.

    Units: up to 1; below 0 where the columns pull against one another.
    Source: COMP-05.

    >>> round(alpha(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]])), 6)
    0.947368
    """
    whole = values[~np.isnan(values).any(axis=1)]
    count = values.shape[1]
    if count < 2 or len(whole) < 2:
        return float("nan")
    total = float(whole.sum(axis=1).var(ddof=1))
    parts = float(whole.var(axis=0, ddof=1).sum())
    return count / (count - 1) * (1 - parts / total) if total > 0 else float("nan")


def components(codes: Sequence[str], values: Array) -> Components | None:
    """Return the principal components of some columns, standardised, over the rows where all are present.

    Columns without spread are left out by name of what is returned; fewer than two, or fewer rows than
    three, give nothing. The first loading is positive.

    Units: shares of the variance.
    Source: COMP-05.
    """
    whole = values[~np.isnan(values).any(axis=1)]
    if len(whole) < LEAST:
        return None
    spread = whole.max(axis=0) > whole.min(axis=0)
    kept, left = whole[:, spread], [code for code, is_kept in zip(codes, spread, strict=True) if is_kept]
    if len(left) < 2:
        return None
    strengths, vectors = np.linalg.eigh(np.corrcoef(kept, rowvar=False))
    strengths, first = strengths[::-1], vectors[:, -1]
    first = first if first[np.argmax(np.abs(first))] > 0 else -first
    return Components(
        tuple(left),
        tuple(float(one) for one in np.clip(strengths, 0, None) / strengths.sum()),
        tuple(float(one) for one in first),
        len(whole),
    )


def data_share(table: Table) -> Array:
    """Return, for every row, the share of leaves that are present.

    Units: shares from 0 to 1.
    Source: COMP-02.
    """
    found: Array = (~np.isnan(table.values)).mean(axis=1)
    return found


def scaled(framework: Framework, table: Table) -> Array:
    """Return the scores of the leaves before they are brought together: rows x leaves.

    Source: COMP-01.
    """
    return scores(framework.leaves, table, is_within_year=framework.is_within_year)[0]

"""Does a published score follow from its parts? Every row that does not is named."""

from dataclasses import dataclass

import numpy as np

from motcua.rules.composite import Array, Result

TOLERANCE = 5e-6
RANK = "rank"  # no node can have this code


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose published score does not follow: `computed` and `difference` are NaN where nothing was."""

    unit: str
    year: int | None
    computed: float
    published: float
    difference: float


@dataclass(frozen=True, slots=True)
class Check:
    """A published column held against a node: rows checked, largest difference, what differs."""

    column: str
    node: str
    tolerance: float
    checked: int
    not_published: int
    largest: float
    differences: tuple[Difference, ...]


def check(result: Result, column: str, node: str, tolerance: float = TOLERANCE) -> Check:
    """Hold a published column against the computed scores of a node, or against the ranks.

    A row differs when the two are further apart than the tolerance, or when a score is published where
    nothing can be computed. A row without a published score is counted and not held against anything.

    Units: scores.
    Raises: KeyError when no node has the code.
    Source: COMP-03, COMP-06.
    """
    published: Array = result.table.others[column]
    computed = np.where(result.ranks > 0, result.ranks, np.nan) if node == RANK else result.of(node)
    is_published = ~np.isnan(published)
    away = computed - published
    is_off = is_published & ~(np.abs(away) <= tolerance * (1 + 1e-9))
    near = np.abs(away[is_published & ~np.isnan(computed)])
    years = result.table.years
    return Check(
        column=column,
        node=node,
        tolerance=tolerance,
        checked=int(is_published.sum()),
        not_published=int((~is_published).sum()),
        largest=float(near.max(initial=0.0)),
        differences=tuple(
            Difference(
                result.table.units[row],
                years[row] if years else None,
                float(computed[row]),
                float(published[row]),
                float(away[row]),
            )
            for row in np.flatnonzero(is_off)
        ),
    )

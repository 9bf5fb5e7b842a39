"""A composite index computed: impute, treat, scale, bring together, rank."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from motcua.rules import composite_scaling
from motcua.rules.composite import (
    Aggregate,
    Array,
    Framework,
    Imputation,
    Missing,
    Note,
    Result,
    Table,
    Whole,
)
from motcua.rules.composite_aggregation import Mask, Unaggregatable, Ways, gather, ranks
from motcua.rules.composite_treatment import impute, treat


class Incomputable(ValueError):
    """The data do not carry what the framework asks; `notes` say where."""

    def __init__(self, notes: list[Note]) -> None:
        super().__init__("; ".join(f"{note.where}: {note.reason} {dict(note.facts)}" for note in notes))
        self.notes = tuple(notes)


def compute(framework: Framework, table: Table) -> Result:
    """Return the index of a table.

    Ranks are taken within each year, and within each group of a year where the table has groups, from the
    scores as computed (or as rounded, where the publisher rounds first).
    A unit of which nothing was measured has no rank (unless `missing: zero` says that absent is nothing);
    its total is absent, or 0 where the total is a sum, as publishers print it.

    Units: scores on the scale of the framework; ranks from 1, 0 for no rank.
    Raises: Incomputable.
    Source: COMP-01, COMP-02, COMP-03.
    """
    _refuse_absent(framework, table)
    prepared, notes = prepare(framework, table)
    try:
        leaves, said = composite_scaling.scores(
            framework.leaves, prepared, is_within_year=framework.is_within_year
        )
        weights = np.array([[node.weight for node in framework.nodes]])
        levels = gather(framework.nodes, leaves[None], weights, Ways(framework.missing))
    except composite_scaling.Unscalable as problem:
        raise Incomputable(list(problem.notes)) from None
    except Unaggregatable as problem:
        raise Incomputable([below_zero(problem, table)]) from None
    scores = np.stack([level.scores[0] for level in levels.values()], axis=1)
    present = np.stack([level.present[0] for level in levels.values()], axis=1)
    empty = [Note(table.label(int(row)), "nothing_measured") for row in np.flatnonzero(~present[:, 0])]
    is_ranked = present[:, 0] | (framework.missing == Missing.ZERO)
    ranked = as_published(scores[:, 0], framework.rounded_to)
    if framework.tree.aggregate == Aggregate.SUM and framework.tree.min_share == 0:
        scores[:, 0] = np.where(present[:, 0], scores[:, 0], 0.0)  # as publishers print an empty sum
    return Result(
        framework=framework,
        table=table,
        scores=scores,
        present=present,
        ranks=within(ranked, is_ranked, table),
        group_ranks=within(ranked, is_ranked, table, by_group=True) if table.groups else None,
        notes=(*notes, *said, *empty),
    )


def prepare(framework: Framework, table: Table) -> tuple[Table, list[Note]]:
    """Return the table with absent values imputed and outliers treated, as the framework asks.

    Raises: Incomputable.
    Source: COMP-01, COMP-02.
    """
    notes: list[Note] = []
    if framework.impute != Imputation.NONE:
        try:
            table, notes = impute(table, framework.impute, framework.leaves, framework.is_within_year)
        except ValueError as problem:
            raise Incomputable([Note("impute", str(problem))]) from None
    if framework.treat:
        table, changes = treat(table, framework.treat, framework.leaves, framework.is_within_year)
        notes += changes
    return table, notes


def _refuse_absent(framework: Framework, table: Table) -> None:
    if framework.missing != Missing.REFUSE or framework.impute != Imputation.NONE:
        return
    absent = np.argwhere(np.isnan(table.values))
    leaves = framework.leaves
    if len(absent):
        raise Incomputable(
            [Note(f"{table.label(int(row))}, {leaves[int(at)].code}", "absent") for row, at in absent]
        )


def below_zero(problem: Unaggregatable, table: Table) -> Note:
    """Return what is said of a mean that is not defined for its values.

    Source: COMP-06.
    """
    rows = ", ".join(table.label(row) for row in problem.rows[:5])
    return Note(
        problem.code,
        "below_zero",
        {"aggregate": str(problem.aggregate), "rows": rows, "count": len(problem.rows)},
    )


def as_published(scores: Array, digits: int | None) -> Array:
    """Return the scores as a publisher prints them: halves go up, as on paper.

    Source: COMP-06.

    >>> as_published(np.array([0.8125, 2.675, np.nan]), 3).tolist()
    [0.813, 2.675, nan]
    """
    if digits is None:
        return scores
    unit = Decimal(1).scaleb(-digits)
    return np.array(
        [
            value
            if not np.isfinite(value)
            else float(Decimal(repr(float(value))).quantize(unit, ROUND_HALF_UP))
            for value in scores
        ]
    )


def within(scores: Array, present: Mask, table: Table, *, by_group: bool = False) -> Whole:
    """Return ranks within each year, or within each group of each year; 0 for no rank.

    Source: COMP-02.
    """
    found = np.zeros(len(scores), dtype=np.int64)
    keys = np.array(
        [
            f"{table.years[row] if table.years else ''}|{table.groups[row] if by_group else ''}"
            for row in range(len(scores))
        ]
    )
    for key in np.unique(keys):
        rows = np.flatnonzero(keys == key)
        found[rows] = ranks(scores[rows], present[rows])
    return found

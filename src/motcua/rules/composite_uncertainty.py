"""How sure are the ranks? The index computed again under many equally good choices, all runs at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from motcua.rules import composite_scaling, composite_score
from motcua.rules.composite import (
    Array,
    Framework,
    Imputation,
    Missing,
    Node,
    Normalisation,
    Result,
    Table,
    Whole,
)
from motcua.rules.composite_aggregation import Mask, Unaggregatable, Ways, gather, ranks
from motcua.rules.composite_design import NOMINAL, NOTHING, Design, aggregates_of

PART = 2_000  # runs computed together: keeps memory small and the caches warm


@dataclass(frozen=True, slots=True)
class Runs:
    """What every run gave: total and rank of every row (0: not ranked), next to the index as it stands."""

    nominal: Result
    design: Design
    scores: Array  # runs x rows
    ranks: Whole

    @property
    def changes(self) -> Array:
        """The mean distance of each run's ranks from the nominal ones, over the rows ranked in both."""
        both = (self.ranks > 0) & (self.nominal.ranks > 0)
        away = np.where(both, np.abs(self.ranks - self.nominal.ranks), 0).sum(axis=1)
        found: Array = away / np.maximum(both.sum(axis=1), 1)
        return found


@dataclass(frozen=True, slots=True)
class Interval:
    """The ranks and totals of one row over all runs."""

    unit: str
    year: int | None
    rank: int
    score: float
    mean: float
    median: float
    low: float  # 5th percentile of the ranks
    high: float  # 95th
    best: int
    worst: int
    score_low: float
    score_high: float
    ranked_share: float  # of the runs


def run(framework: Framework, table: Table, design: Design) -> Runs:
    """Compute the index under every run of a design.

    Runs that differ in weights or in what is left out only are computed as one product of matrices.

    Units: ranks from 1, 0 for no rank; scores on the scale each run's choices give.
    Raises: Incomputable when a run asks what the data do not carry: no run is passed over.
    Source: COMP-02, COMP-03.
    """
    nominal = composite_score.compute(framework, table)
    scores = np.empty((design.runs, len(table.units)))
    present = np.empty(scores.shape, dtype=bool)
    weights = _weights(framework, design)
    made: dict[tuple[str, ...], Array] = {}
    for rows in _alike(design):
        first = int(rows[0])
        key = tuple(_taken(design, kind, first) for kind in ("impute", "treat", "normalise"))
        if key not in made:
            made[key] = _leaves(framework, table, *key)
        dropped = _dropped(design, rows)
        ways = Ways(framework.missing, aggregates_of(design, first), dropped)
        try:
            total = gather(framework.nodes, made[key][None], weights[rows], ways)[framework.tree.code]
        except Unaggregatable as problem:
            raise composite_score.Incomputable([composite_score.below_zero(problem, table)]) from None
        scores[rows], present[rows] = total.scores, total.present
    if framework.missing == Missing.ZERO:
        present[:] = True
    return Runs(nominal, design, scores, _ranked(framework, table, scores, present))


def _weights(framework: Framework, design: Design) -> Array:
    """Return the weight of every node in every run."""
    places = {node.code: at for at, node in enumerate(framework.nodes)}
    found = np.tile([node.weight for node in framework.nodes], (design.runs, 1))
    for step in design.steps:
        if step.kind == "weights":
            found[:, [places[code] for code in step.codes]] *= design.factors[step.name]
    return found


def _alike(design: Design) -> Iterator[Whole]:
    """Yield the runs that differ in nothing but weights and what is left out, a part at a time."""
    kinds = [step for step in design.steps if step.kind not in ("weights", "leave_one_out")]
    kin = np.zeros(design.runs, dtype=np.int64)
    for step in kinds:
        codes = np.unique(np.array(design.choices[step.name]), return_inverse=True)[1]
        kin = kin * len(step.choices) + codes
    for one in np.unique(kin):
        rows = np.flatnonzero(kin == one)
        for at in range(0, len(rows), PART):
            yield rows[at : at + PART]


def _taken(design: Design, kind: str, at: int) -> str:
    """Return what a run chose for a kind of step; the last step of a kind speaks."""
    found = [design.choices[step.name][at] for step in design.steps if step.kind == kind]
    return found[-1] if found else NOMINAL


def _dropped(design: Design, rows: Whole) -> dict[str, Mask]:
    """Return, for every node that is left out of some of the runs, which."""
    found: dict[str, Mask] = {}
    for step in design.steps:
        if step.kind == "leave_one_out":
            taken = np.array(design.choices[step.name])[rows]
            for code in np.unique(taken):
                if code != NOTHING:
                    found[str(code)] = found.get(str(code), False) | (taken == code)
    return found


def _leaves(framework: Framework, table: Table, impute: str, treat: str, normalise: str) -> Array:
    """Return the leaves' scores under one set of choices."""
    if impute != NOMINAL:
        framework = replace(framework, impute=Imputation(impute))
    if treat != NOMINAL:
        framework = replace(framework, treat=None)
    if normalise != NOMINAL:
        framework = replace(framework, tree=_normalised(framework.tree, Normalisation(normalise)))
    prepared, _ = composite_score.prepare(framework, table)
    try:
        return composite_scaling.scores(framework.leaves, prepared, is_within_year=framework.is_within_year)[
            0
        ]
    except composite_scaling.Unscalable as problem:
        raise composite_score.Incomputable(list(problem.notes)) from None


def _normalised(node: Node, kind: Normalisation) -> Node:
    """Return the tree with every leaf that is normalised normalised in another way."""
    if node.children:
        return replace(node, children=tuple(_normalised(child, kind) for child in node.children))
    if node.scaling.kind == Normalisation.NONE:
        return node
    scale = None if kind == Normalisation.ZSCORE else node.scaling.scale
    return replace(node, scaling=replace(node.scaling, kind=kind, given=(), is_capped=False, scale=scale))


def _ranked(framework: Framework, table: Table, scores: Array, present: Mask) -> Whole:
    if framework.rounded_to is not None:
        unit = 10.0**framework.rounded_to
        scores = np.sign(scores) * np.floor(np.abs(scores) * unit + 0.5 + 1e-9) / unit
    if not table.years:
        return ranks(scores, present)
    found, years = np.zeros(scores.shape, dtype=np.int64), np.asarray(table.years)
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        found[:, rows] = ranks(scores[:, rows], present[:, rows])
    return found


def intervals(runs: Runs) -> tuple[Interval, ...]:
    """Return the rank interval of every row: 5th to 95th percentile, linear between runs (type 7).

    Units: ranks; `ranked_share` from 0 to 1.
    Source: COMP-02.
    """
    is_ranked = runs.ranks > 0
    cells = np.where(is_ranked, runs.ranks, np.nan)
    points = quantiles(cells, (0.05, 0.5, 0.95, 0.0, 1.0))
    totals = quantiles(runs.scores, (0.05, 0.95))
    counts = is_ranked.sum(axis=0)
    with np.errstate(invalid="ignore"):
        means = np.where(is_ranked, runs.ranks, 0).sum(axis=0) / np.where(counts, counts, np.nan)
    table, nominal = runs.nominal.table, runs.nominal
    return tuple(
        Interval(
            unit=unit,
            year=table.years[at] if table.years else None,
            rank=int(nominal.ranks[at]),
            score=float(nominal.scores[at, 0]),
            mean=float(means[at]),
            low=float(points[0, at]),
            median=float(points[1, at]),
            high=float(points[2, at]),
            best=int(points[3, at]) if counts[at] else 0,
            worst=int(points[4, at]) if counts[at] else 0,
            score_low=float(totals[0, at]),
            score_high=float(totals[1, at]),
            ranked_share=float(counts[at] / runs.design.runs),
        )
        for at, unit in enumerate(table.units)
    )


def quantiles(values: Array, shares: tuple[float, ...]) -> Array:
    """Return the quantiles (type 7) of each column, over the values that are there.

    Source: COMP-02.

    >>> quantiles(np.array([[1.0], [2.0], [np.nan], [4.0]]), (0.5,)).tolist()
    [[2.0]]
    """
    gaps = np.isnan(values.sum(axis=0))
    found = np.quantile(values, shares, axis=0)
    for column in np.flatnonzero(gaps):
        seen = values[~np.isnan(values[:, column]), column]
        found[:, column] = np.quantile(seen, shares) if len(seen) else np.nan
    return np.asarray(found, dtype=float)

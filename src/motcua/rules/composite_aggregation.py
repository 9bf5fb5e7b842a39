"""From the scores of the leaves to the score of the whole, level by level, and from scores to ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from motcua.rules.composite import Aggregate, Array, Missing, Node, Whole

Mask = npt.NDArray[np.bool_]

POWERS = {Aggregate.MEAN: 1.0, Aggregate.GEOMETRIC: 0.0, Aggregate.HARMONIC: -1.0}
NOISE = 1e-12  # scores nearer than this, by the size of the largest, are one score written in two ways


class Unaggregatable(ValueError):
    """A mean was asked of values below zero; `code` and `rows` say where."""

    def __init__(self, code: str, aggregate: Aggregate, rows: Sequence[int]) -> None:
        super().__init__(f"{code}: {aggregate} of a value below zero in {len(rows)} rows")
        self.code, self.aggregate, self.rows = code, aggregate, tuple(rows)


@dataclass(frozen=True, slots=True)
class Level:
    """Scores of one node, runs (one where no run differs) x rows, and whether anything was measured below."""

    scores: Array
    present: Mask


@dataclass(frozen=True, slots=True)
class Ways:
    """How the tree is brought together, where runs differ from what its nodes say."""

    missing: Missing = Missing.SKIP
    aggregates: Mapping[str, Aggregate] = field(default_factory=dict)
    dropped: Mapping[str, Mask] = field(default_factory=dict)  # code -> per run, whether it is left out


def gather(nodes: Sequence[Node], leaves: Array, weights: Array, ways: Ways) -> dict[str, Level]:
    """Return the level of every node, by its code. All runs are computed together.

    `nodes` in reading order; `leaves` is runs (or one) x rows x leaves; `weights` runs x nodes.
    A mean is taken over the children that are present, their weights made to add up to one again.
    A sum adds what is there; where nothing is there it is absent, as a mean is.
    A child left out of a run is no child in that run: it does not count towards `min_share` either.

    Units: scores on the scale of the leaves.
    Raises: Unaggregatable when a geometric, harmonic or generalised mean meets a value below zero.
    Source: COMP-01, COMP-02, COMP-03.
    """
    places = {node.code: place for place, node in enumerate(nodes)}
    found: dict[str, Level] = {}
    ends = [node for node in nodes if not node.children]
    for at, leaf in enumerate(ends):
        scores, present = leaves[:, :, at], ~np.isnan(leaves[:, :, at])
        if ways.missing == Missing.ZERO:
            scores = np.where(present, scores, 0.0)
        found[leaf.code] = Level(scores, present)
    for node in reversed(nodes):
        if node.children:
            below = weights[:, [places[child.code] for child in node.children]]
            found[node.code] = _together(node, found, below, ways)
    return {node.code: found[node.code] for node in nodes}


def _together(node: Node, found: Mapping[str, Level], weights: Array, ways: Ways) -> Level:
    """Bring the children of one node together over all runs and rows."""
    codes = [child.code for child in node.children]
    exists = np.ones(weights.shape, dtype=bool)
    for at, code in enumerate(codes):
        if code in ways.dropped:
            exists[:, at] = ~ways.dropped[code]
    levels = [found[code] for code in codes]
    values = _stacked([level.scores for level in levels])
    counted = ~np.isnan(values)
    present = _stacked([level.present for level in levels])
    if ways.missing != Missing.ZERO:
        counted &= present
    weights = np.where(exists, weights, 0.0)
    aggregate = ways.aggregates.get(node.code, node.aggregate)
    if aggregate == Aggregate.MEAN and counted.all() and present.all() and (weights.sum(axis=1) > 0).all():
        quick = _summed(weights, values) / weights.sum(axis=1, keepdims=True)  # nothing absent: no masks
        return Level(quick, np.ones(quick.shape, dtype=bool))
    scores, total = _combined(node, aggregate, values, counted, weights)
    there = _summed(exists.astype(float), present)
    is_there = there > 0
    if node.min_share > 0:
        is_there &= there >= (node.min_share - NOISE) * exists.sum(axis=1)[:, None]
        scores = np.where(is_there, scores, np.nan)
    return Level(scores, is_there & (total > 0))


def _stacked(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Return runs (or one) x children x rows."""
    runs = max(part.shape[0] for part in parts)
    shape = (runs, parts[0].shape[1])
    return np.stack([np.broadcast_to(part, shape) for part in parts], axis=1)


def _summed(weights: Array, values: npt.NDArray[Any]) -> Array:
    """Return the sum of weight x value over the children: runs x rows."""
    if values.shape[0] == 1 and weights.shape[0] > 1:
        quick: Array = weights @ values[0].astype(
            float
        )  # the same rows in every run: one product of matrices
        return quick
    found = np.zeros((max(weights.shape[0], values.shape[0]), values.shape[2]))
    for at in range(weights.shape[1]):  # in the order of the tree, so that equal rows stay equal to the bit
        found += weights[:, at, None] * values[:, at, :]
    return found


def _combined(
    node: Node, aggregate: Aggregate, values: Array, counted: Mask, weights: Array
) -> tuple[Array, Array]:
    """Return the sum or the mean, and the weight it was taken over; a mean over no weight is absent."""
    total = _summed(weights, counted)
    if aggregate == Aggregate.SUM:
        there = _summed((weights != 0).astype(float), counted)
        return np.where(there > 0, _summed(weights, np.where(counted, values, 0.0)), np.nan), there
    power = POWERS.get(aggregate, node.power)
    below = np.where(total > 0, total, np.nan)
    if power == 1.0:
        return _summed(weights, np.where(counted, values, 0.0)) / below, total
    is_below = counted & (values < 0)
    if is_below.any():
        raise Unaggregatable(node.code, aggregate, np.unique(np.argwhere(is_below)[:, 2]).tolist())
    is_zero = counted & (values == 0)
    is_safe = counted & ~is_zero
    above = np.where(is_safe, values, 1.0)
    turned = np.where(is_safe, np.log(above) if power == 0.0 else above**power, 0.0)
    mean = _summed(weights, turned) / below
    with np.errstate(divide="ignore"):
        found = np.exp(mean) if power == 0.0 else mean ** (1 / power)
    if power <= 0:  # a single nothing brings the whole to nothing
        found = np.where(_summed(weights, is_zero) > 0, 0.0, found)
    return np.where(np.isnan(below), np.nan, found), total


def ranks(scores: Array, is_ranked: npt.NDArray[np.bool_] | None = None) -> Whole:
    """Return competition ranks along the last axis: 1 for the highest, ties share the lowest number.

    Scores that differ by less than the noise of their arithmetic are equal. What is not ranked gets 0.

    Source: COMP-02, COMP-03.

    >>> ranks(np.array([0.1 + 0.2, 0.3, 0.5, 0.25, np.nan])).tolist()
    [2, 2, 1, 4, 0]
    """
    counted = ~np.isnan(scores) if is_ranked is None else is_ranked & ~np.isnan(scores)
    falling = np.where(counted, -scores, np.inf)
    order = np.argsort(falling, axis=-1, kind="stable")
    sorted_ = np.take_along_axis(falling, order, axis=-1)
    finite = np.abs(np.where(counted, scores, 0.0))
    noise = NOISE * finite.max(axis=-1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        is_new = np.diff(sorted_, axis=-1) > noise
    first = np.ones((*scores.shape[:-1], 1), dtype=np.int64)
    here = np.where(is_new, np.arange(2, scores.shape[-1] + 1), 1)
    numbers = np.maximum.accumulate(np.concatenate([first, here], axis=-1), axis=-1)
    found = np.empty_like(numbers)
    np.put_along_axis(found, order, numbers, axis=-1)
    return np.where(counted, found, 0)


def effective(tree: Node) -> dict[str, float]:
    """Return each node's weight in the whole: its share among its siblings times its parent's weight.

    Units: shares of the whole, the root 1.
    Source: COMP-02.

    >>> leaf = lambda code, weight: Node(code=code, weight=weight)
    >>> effective(Node(code="all", children=(leaf("a", 3.0), leaf("b", 1.0))))
    {'all': 1.0, 'a': 0.75, 'b': 0.25}
    """
    found = {tree.code: 1.0}
    for node in tree.walk():
        total = sum(child.weight for child in node.children)
        for child in node.children:
            found[child.code] = found[node.code] * (child.weight / total if total else 0.0)
    return {node.code: found[node.code] for node in tree.walk()}

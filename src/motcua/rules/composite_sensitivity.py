"""Which choice moves the ranks? Sobol indices of first and total order, with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from motcua.rules.composite import Array, Framework, Table
from motcua.rules.composite_design import Design, from_numbers, steps
from motcua.rules.composite_uncertainty import run

BOOTSTRAPS = 500
LEAST = 8


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the variance one step makes: alone, and with all that it does together with others."""

    step: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The shares of all steps, the variance they are shares of, and the design that was run."""

    shares: tuple[Share, ...]
    mean: float
    variance: float
    design: Design
    outcomes: Array  # y of every run: A, then B, then A with the columns of each step from B


def analyse(
    framework: Framework, table: Table, spec: Sequence[Mapping[str, Any]], *, evaluations: int, seed: int
) -> Sensitivity:
    """Return how much each step moves the ranks.

    What is measured is the mean distance of a run's ranks from the nominal ones. `evaluations` is the most
    that may be computed; N (d + 2) are, d being the number of steps.

    Units: shares of the variance; they are not clipped, so a small negative one is the noise of sampling.
    Raises: BadFramework, Incomputable; ValueError when there are too few evaluations.
    Source: COMP-02, COMP-04.
    """
    found = steps(framework, table, spec)
    size = evaluations // (len(found) + 2)
    if size < LEAST:
        raise ValueError(f"{evaluations} evaluations are too few: take {LEAST * (len(found) + 2)} at least")
    random = np.random.Generator(np.random.PCG64(seed))
    numbers = sample(size, [step.width for step in found], random)
    runs = run(framework, table, from_numbers(framework, table, found, numbers, seed))
    return _shares(runs.changes, runs.design, size, random)


def replayed(framework: Framework, table: Table, design: Design) -> Sensitivity:
    """Return the analysis of a design that was stored, to the bit.

    Source: COMP-04, COMP-06.
    """
    size = design.runs // (len(design.steps) + 2)
    random = np.random.Generator(np.random.PCG64(design.seed))
    sample(size, [step.width for step in design.steps], random)  # moves on to where the bootstrap began
    return _shares(run(framework, table, design).changes, design, size, random)


def _shares(outcomes: Array, design: Design, size: int, random: np.random.Generator) -> Sensitivity:
    first, total = indices(outcomes, size)
    low, high = intervals(outcomes, size, random)
    return Sensitivity(
        tuple(
            Share(step.name, *(float(one) for one in (
                first[at], low[0, at], high[0, at], total[at], low[1, at], high[1, at],
            )))
            for at, step in enumerate(design.steps)
        ),
        float(outcomes[: 2 * size].mean()), float(outcomes[: 2 * size].var(ddof=1)), design, outcomes,
    )  # fmt: skip


def sample(size: int, widths: Sequence[int], random: np.random.Generator) -> Array:
    """Return the numbers of a design after Saltelli: A, B, then A with each step's columns taken from B.

    A step of several columns (all the weights) is exchanged as a whole.

    Units: numbers from 0 to 1; size x (steps + 2) rows.
    Source: COMP-04.
    """
    a, b = random.random((size, sum(widths))), random.random((size, sum(widths)))
    parts, at = [a, b], 0
    for width in widths:
        mixed = a.copy()
        mixed[:, at : at + width] = b[:, at : at + width]
        parts.append(mixed)
        at += width
    return np.concatenate(parts)


def indices(outcomes: Array, size: int, picked: Any = slice(None)) -> tuple[Array, Array]:
    """Return the first-order and the total-order index of every step.

    First: mean(yB (yAB - yA)) / V; total: mean((yA - yAB)^2) / (2 V); V is the variance over yA and yB,
    with n - 1. Without any variance every index is 0.

    Units: shares of the variance.
    Source: COMP-02, COMP-04.
    """
    parts = outcomes.reshape(-1, size)[:, picked]
    ya, yb, mixed = parts[0], parts[1], parts[2:]
    variance = np.concatenate([ya, yb], axis=0).var(axis=0, ddof=1)
    scale = np.where(variance > 0, variance, 1.0)
    first = (yb * (mixed - ya)).mean(axis=1) / scale
    total = ((ya - mixed) ** 2).mean(axis=1) / (2 * scale)
    return first, total


def intervals(outcomes: Array, size: int, random: np.random.Generator) -> tuple[Array, Array]:
    """Return the 2.5th and the 97.5th percentile of both indices of every step, by the bootstrap.

    Units: shares of the variance; (first, total) x steps.
    Source: COMP-02, COMP-04.
    """
    found = []
    for _ in range(BOOTSTRAPS):
        found.append(np.stack(indices(outcomes, size, random.integers(0, size, size))))
    low, high = np.quantile(np.stack(found), (0.025, 0.975), axis=0)
    return low, high

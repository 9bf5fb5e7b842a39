"""A published round of the reform index as a composite index: how sure its ranks are, who stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from motcua.queries import round_published, rounds
from motcua.records.models import IndexResult, IndexRound, Unit
from motcua.rules import composite_design, composite_uncertainty
from motcua.rules.composite import Aggregate, Framework, Node, Table
from motcua.rules.composite_uncertainty import Interval
from motcua.rules.people import Actor
from motcua.rules.scorecard import CriteriaSet

RUNS, SEED, NOISE = 1000, 1, 0.25
YEARS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit of a round: its result, its areas in percent, its rank interval, its ranks of years before."""

    pk: int
    unit: Unit
    group: str
    rank: int | None
    percent: float
    areas: Mapping[str, float]
    interval: Interval | None
    ranks: tuple[int | None, ...]  # the oldest first, this round's last


@dataclass(frozen=True, slots=True)
class Analysis:
    """A round looked at: the units in the order of their ranks, the years of the slope, what was run."""

    of: IndexRound
    criteria: CriteriaSet
    standings: tuple[Standing, ...]
    years: tuple[str, ...]
    runs: int
    mean_change: float

    def means(self, group: str) -> dict[str, float]:
        """Return the mean of each area over the ranked units of a group."""
        found: dict[str, float] = {}
        for area in self.criteria.areas:
            seen = [
                one.areas[area.code]
                for one in self.standings
                if one.group == group and one.rank and area.code in one.areas
            ]
            if seen:
                found[area.code] = sum(seen) / len(seen)
        return found


def listed(by: Actor) -> list[IndexRound]:
    """Return the published rounds the actor may know of, newest first. 1 query."""
    return list(rounds.rounds(by).filter(published_at__isnull=False))


def look(of: IndexRound) -> Analysis:
    """Return a published round looked at. 4 queries and 2 more for each year before."""
    criteria = rounds.set_of(of)
    lines = round_published.ranking(of)
    results = [line.result for line in lines]
    chain = _chain(of)
    ranks = [_ranks(one) for one in chain]
    found, mean_change = _intervals(of, criteria, results)
    standings = tuple(
        Standing(
            one.participant_id,
            one.participant.unit,
            one.participant.group,
            one.rank,
            float(one.percent),
            _areas(one),
            found.get(str(one.participant_id)),
            tuple(row.get(one.participant.unit_id) for row in ranks),
        )
        for one in results
    )
    years = tuple(str(one.year) for one in chain)
    return Analysis(of, criteria, standings, years, RUNS if found else 0, mean_change)


def _chain(of: IndexRound) -> list[IndexRound]:
    """Return the round and those before it, the oldest first."""
    found = [of]
    while (before := found[0].before) is not None and len(found) < YEARS and before not in found:
        found.insert(0, before)
    return found


def _ranks(of: IndexRound) -> dict[int, int | None]:
    return {one.participant.unit_id: one.rank for one in rounds.results(of)}


def _areas(one: IndexResult) -> dict[str, float]:
    return {code: float(share) for code, share in round_published.area_percents(one.body).items()}


def _intervals(
    of: IndexRound, criteria: CriteriaSet, results: Sequence[IndexResult]
) -> tuple[dict[str, Interval], float]:
    """Return the rank interval of every ranked unit by its part, and the mean rank change of a run."""
    ranked = [one for one in results if one.rank is not None]
    weights = tuple((area.code, float(area.points)) for area in criteria.areas)
    rows = tuple(
        (str(one.participant_id), tuple(_areas(one).get(code, float("nan")) for code, _ in weights))
        for one in ranked
    )
    return _worked_out(of.digest or of.key, weights, rows) if len(ranked) > 1 else ({}, 0.0)


@lru_cache(maxsize=16)
def _worked_out(
    key: str, weights: tuple[tuple[str, float], ...], rows: tuple[tuple[str, tuple[float, ...]], ...]
) -> tuple[dict[str, Interval], float]:
    """Run once for what a round published: a published result never changes."""
    del key  # only so that two rounds with the same figures are told apart
    framework, table = composite(weights, rows)
    steps = composite_design.steps(framework, table, spec())
    design = composite_design.draw(framework, table, steps, runs=RUNS, seed=SEED)
    runs = composite_uncertainty.run(framework, table, design)
    found = {one.unit: one for one in composite_uncertainty.intervals(runs)}
    return found, float(runs.changes.mean())


def composite(
    weights: Sequence[tuple[str, float]], rows: Sequence[tuple[str, Sequence[float]]]
) -> tuple[Framework, Table]:
    """Return a round as a composite index: areas in percent, weighted by their points. No query.

    Bonus and penalty stay outside: they are no areas, and have no weight that could be another.
    """
    leaves = tuple(Node(code=f"a{at}", name=code, weight=points) for at, (code, points) in enumerate(weights))
    tree = Node(code="index", children=leaves, aggregate=Aggregate.MEAN)
    values = np.array([shares for _, shares in rows], dtype=float).reshape(len(rows), len(weights))
    return Framework(key="round", tree=tree), Table(units=tuple(unit for unit, _ in rows), values=values)


def spec() -> tuple[Mapping[str, Any], ...]:
    """Return what is varied: the weight of each area, the mean, one area left out. No query."""
    return (
        {"step": "weights", "noise": NOISE},
        {"step": "aggregate", "choices": ["mean", "geometric"]},
        {"step": "leave_one_out"},
    )

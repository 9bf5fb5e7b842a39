"""An answer of the staffing put to the test: other seeds, and one officer fewer; and a part of a hall."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from motcua.rules.capacity import Scenario
from motcua.rules.capacity_duty import Kind
from motcua.rules.capacity_figures import ALL, simulate
from motcua.rules.staffing import CONFIRM_DAYS, FRESH, Staffed, flat, manned


@dataclass(frozen=True, slots=True)
class Fresh:
    """What days of one more seed say: of the service that fares worst, who waited no longer than promised.

    Units: shares from 0 to 1, of the officers all day and of those by the half hour.
    """

    seed: int
    all_day: float
    by_half_hour: float


def part_of(data: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Return a plain scenario without the services and counters that have nothing to do with one service.

    Raises: KeyError when no counter serves it.
    Source: CAP-04.

    >>> hall = {"services": {"a": 1, "b": 2, "c": 3}, "counters": [{"serves": ["a", "b"]}, {"serves": ["c"]}]}
    >>> part_of(hall, "b")
    {'services': {'a': 1, 'b': 2}, 'counters': [{'serves': ['a', 'b']}]}
    """
    joined = {service}
    rows = [(row, set(row["serves"])) for row in data["counters"]]
    while more := {name for _, serves in rows if serves & joined for name in serves} - joined:
        joined |= more
    counters = [row for row, serves in rows if serves & joined]
    if service not in data["services"] or not counters:
        raise KeyError(service)
    services = {name: one for name, one in data["services"].items() if name in joined}
    return {**data, "services": services, "counters": counters}


def on_fresh_seeds(scenario: Scenario, found: Staffed, count: int) -> list[Fresh]:
    """Return what so many more seeds say, which neither search nor confirmation has drawn from.

    Units: shares.
    Source: CAP-04.
    """
    all_day = flat(scenario, found.all_day)
    return [
        Fresh(seed, _worst(scenario, all_day, found, seed), _worst(scenario, found.by_slot, found, seed))
        for seed in (found.seed + FRESH * n for n in range(1, count + 1))
    ]


def one_fewer(scenario: Scenario, found: Staffed) -> dict[Kind, float]:
    """Return for each kind of counter what is left of the promise with one officer fewer all day.

    Units: shares, of the service that then fares worst; of a kind with one officer 0.
    Source: CAP-04.
    """
    left = {}
    for kind, n in found.all_day.items():
        if n:
            fewer = {**found.all_day, kind: n - 1}
            served = {name for other, m in fewer.items() if m for name in other}
            is_manned = {name for other in found.all_day for name in other} <= served
            plan = flat(scenario, {other: m for other, m in fewer.items() if m})
            left[kind] = _worst(scenario, plan, found, found.seed) if is_manned else 0.0
    return left


def _worst(scenario: Scenario, plan: Mapping[Kind, tuple[int, ...]], found: Staffed, seed: int) -> float:
    asked = replace(scenario, promise_minutes=found.promise.minutes, is_steady=False)
    figures = simulate(manned(asked, dict(plan)), CONFIRM_DAYS, seed).by_name
    return min(_shares(one.share_within.value for name, one in figures.items() if name != ALL), default=1.0)


def _shares(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]

"""Advice for twelve districts of a hundred leaves, and their best plans beside a solver and beside greed."""

import random
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from motcua.rules import advice, advice_efforts, advice_plan, scoring_params
from motcua.rules.advice import Standing, Time
from motcua.rules.advice_efforts import Efforts, act_of
from motcua.rules.advice_plan import Option
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Leaf, Rule, RuleKind, Variable, VariableKind
from motcua.rules.workdays import Calendar, five_day_week

UNITS, LEAVES, BUDGET, TIMES = 12, 100, 4_000, 5  # the budget in hundredths of a day
SPAN = Time(date(2024, 9, 26), date(2024, 12, 15), Calendar(plans=five_day_week()))
BANDS = ("0.95", "0.9", "0.8", "0.6")
ACTS = {
    "proportion": ("close_on_time", "digitise_result", "review_procedure"),
    "steps": ("inspect_unit", "collect_revenue"),
    "whole": ("post_list",),
    "count": ("recognise_initiative",),
    "deduct": ("apologise",),
}


def run() -> dict[str, Any]:
    """Return milliseconds by the clock: the steps of all leaves, the plans, the same plans by HiGHS.

    `greedy_short` is the share of plans in which points per day, the best first, brings less.
    """
    sheets = [_sheet(random.Random(seed)) for seed in range(UNITS)]
    whole = [_timed(lambda: [_plan(_advised(sheet)) for sheet in sheets]) for _ in range(TIMES)]
    offers = [_advised(sheet) for sheet in sheets]
    plans = [_timed(lambda: [_plan(rows) for rows in offers]) for _ in range(TIMES)]
    best = [_plan(rows).gain for rows in offers]
    solved = [_timed(lambda: [_highs(rows) for rows in offers]) for _ in range(TIMES)]
    return {
        "advice_ms": min(whole),
        "plans_ms": min(plans),
        "highs_ms": min(solved),
        "highs_equal": [_highs(rows) for rows in offers] == best,
        "options": sum(len(row) for rows in offers for row in rows),
        "greedy_short": sum(_greedy(rows) < gain for rows, gain in zip(offers, best, strict=True)) / UNITS,
    }


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@cache
def _efforts() -> Efforts:
    import yaml

    path = files("motcua.data").joinpath("criteria/efforts.yaml")
    return advice_efforts.read(yaml.safe_load(path.read_text("utf-8")))


def _sheet(chance: random.Random) -> list[tuple[Leaf, dict[str, int]]]:
    return [_leaf(chance, str(number)) for number in range(LEAVES)]


def _leaf(chance: random.Random, code: str) -> tuple[Leaf, dict[str, int]]:
    kind = chance.choice(list(ACTS))
    act = chance.choice(ACTS[kind])
    whole = chance.choice((17, 60, 400, 5_000))
    points = Decimal(chance.choice(("0.25", "0.5", "1", "1.5", "2")))
    names = ("n",) if kind in ("count", "deduct") else ("good", "all")
    told = (
        {"n": chance.randint(0, 3)}
        if len(names) == 1
        else {"good": round(whole * chance.uniform(0.5, 1)), "all": whole}
    )
    kinds = {name: VariableKind.COUNT for name in names}
    params = {
        "proportion": {"share": ["good", "all"], "floor": "0.8"},
        "steps": {
            "ratios": {"p": ["good", "all"]},
            "steps": [{"points": str(points * Decimal(at)), "when": [f"p >= {at}"]} for at in BANDS],
        },
        "whole": {"share": ["good", "all"]},
        "count": {"of": "n", "counts": [{"from": str(n), "points": str(points * n / 4)} for n in (1, 2, 4)]},
        "deduct": {"per": {"n": str(points / 4)}},
    }[kind]
    variables = tuple(Variable(key=name, name=Text(name, name), kind=VariableKind.COUNT) for name in names)
    rule = Rule(RuleKind(kind), variables, scoring_params.params(RuleKind(kind), params, kinds))
    return Leaf(code=code, name=Text(code, code), points=points, rule=rule, effort=act), told


def _advised(sheet: Sequence[tuple[Leaf, dict[str, int]]]) -> list[list[Option]]:
    found = []
    for leaf, told in sheet:
        points_of = advice.scored(leaf)
        standing = Standing(leaf=leaf, declared=told, points=points_of(told), coming=2_000)
        found.append(advice.options(advice.advise(standing, act_of(_efforts(), leaf), SPAN, points_of)))
    return found


def _plan(rows: Sequence[Sequence[Option]]) -> advice_plan.Plan:
    return advice_plan.best(rows, BUDGET)


def _greedy(rows: Sequence[Sequence[Option]]) -> int:
    """Return what the best step of each leaf brings, taken by points per day while days are left."""
    best = [max(row, key=lambda one: one.gain / max(1, one.cost)) for row in rows if row]
    spent = gained = 0
    for one in sorted(best, key=lambda one: -one.gain / max(1, one.cost)):
        if spent + one.cost <= BUDGET:
            spent, gained = spent + one.cost, gained + one.gain
    return gained


def _highs(rows: Sequence[Sequence[Option]]) -> int:
    """Return what HiGHS proves to be the most that can be gained, its answer added up in whole numbers."""
    import highspy
    import numpy as np

    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
        solver.setOptionValue(name, value)
    flat = [one for row in rows for one in row]
    size, places = len(flat), np.arange(len(flat), dtype=np.int32)
    solver.addVars(size, np.zeros(size), np.ones(size))
    solver.changeColsCost(size, places, np.array([-float(one.gain) for one in flat]))
    solver.changeColsIntegrality(size, places, np.array([highspy.HighsVarType.kInteger] * size))
    solver.addRow(
        -highspy.kHighsInf, float(BUDGET), size, places, np.array([float(one.cost) for one in flat])
    )
    first = 0
    for row in rows:
        mine = np.arange(first, first + len(row), dtype=np.int32)
        solver.addRow(-highspy.kHighsInf, 1.0, len(row), mine, np.ones(len(row)))
        first += len(row)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    chosen = [one for one, taken in zip(flat, solver.getSolution().col_value, strict=True) if taken > 0.5]
    return sum(one.gain for one in chosen)

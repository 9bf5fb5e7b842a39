"""Advice: how many acts bring a leaf to the next step of its rule, exact at the boundary."""

import random
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
import yaml

from motcua.rules import advice, advice_efforts, scoring_params
from motcua.rules.advice import Standing, Time, Why
from motcua.rules.advice_efforts import Act, Move
from motcua.rules.indicator_sets import Text
from motcua.rules.scorecard import Leaf, Rule, RuleKind, Variable, VariableKind
from motcua.rules.workdays import Calendar, five_day_week

TIME = Time(date(2024, 9, 26), date(2024, 12, 31), Calendar(plans=five_day_week()))
LATE = Time(date(2024, 12, 30), date(2024, 12, 31), Calendar(plans=five_day_week()))
SHARE = {"share": ["good", "all"]}
COUNTS = {"good": "count", "all": "count"}


@cache
def efforts():
    path = files("motcua.data").joinpath("criteria").joinpath("efforts.yaml")
    return advice_efforts.read(yaml.safe_load(path.read_text("utf-8")))


def act(move, *, days="1", per_day="1000000", why=""):
    name = Text("làm {n}", "do {n}")
    return Act(
        key="act", name=name, many=name.en, move=Move(move), days=Decimal(days), per_day=Decimal(per_day)
    )


def leaf(kind, params=None, variables=None, points="1"):
    kinds = {key: VariableKind(one) for key, one in (variables or {}).items()}
    rows = tuple(
        Variable(key=key, name=Text(key, key), kind=one, choices=CHOICES.get(key, ()))
        for key, one in kinds.items()
    )
    rule = Rule(RuleKind(kind), rows, scoring_params.params(RuleKind(kind), params or {}, kinds))
    return Leaf(code="1.1.1", name=Text("lá", "leaf"), points=Decimal(points), rule=rule)


CHOICES = {
    "how": (("none", Text("không", "none")), ("half", Text("nửa", "half")), ("full", Text("đủ", "full")))
}


def asked(of, declared, by, time=TIME, **more):
    points_of = advice.scored(of)
    points = points_of(declared) if declared else None
    return advice.advise(Standing(leaf=of, declared=declared, points=points, **more), by, time, points_of)


def steps(found):
    return [(step.acts, str(step.gain.normalize())) for step in found.steps]


def test_it_counts_the_dossiers_in_a_row_that_reach_the_floor():
    # 939 of 1000 on time, floor 95 %: (939 + k) / (1000 + k) >= 0.95 from k = 220 on
    of = leaf("proportion", SHARE | {"floor": "0.95"}, COUNTS)

    found = asked(of, {"good": 939, "all": 1000}, act("new_case"), coming=400)

    assert found.steps[0].acts == 220
    assert Decimal(939 + 219) / Decimal(1000 + 219) < Decimal("0.95") <= Decimal(939 + 220) / (1000 + 220)


def test_it_counts_the_lists_of_a_fixed_number_that_are_left():
    of = leaf("whole", SHARE, COUNTS, points="0.5")

    found = asked(of, {"good": 14, "all": 17}, act("population"))

    assert steps(found) == [(3, "0.5")]


def test_it_offers_every_step_of_a_count():
    of = leaf(
        "count",
        {"of": "n", "counts": [{"from": "2", "points": "1"}, {"from": "1", "points": "0.5"}]},
        {"n": "count"},
    )

    found = asked(of, {"n": 0}, act("count"))

    assert steps(found) == [(1, "0.5"), (2, "1")]


def test_it_offers_every_step_of_a_share():
    bands = [
        {"points": "1", "when": ["p >= 0.9"]},
        {"points": "0.5", "when": ["p >= 0.7"]},
        {"points": "0"},
    ]
    of = leaf("steps", {"ratios": {"p": ["good", "all"]}, "steps": bands}, COUNTS)

    found = asked(of, {"good": 60, "all": 100}, act("population"))

    assert steps(found) == [(10, "0.5"), (30, "1")]


def test_it_flips_all_that_is_missing():
    of = leaf("yes_no", {}, {"plan": "yes_no", "report": "yes_no"}, points="0.25")

    found = asked(of, {"plan": False}, act("flip"))

    assert steps(found) == [(2, "0.25")]


def test_it_takes_the_better_choice():
    bands = [
        {"points": "1", "when": ["how = full"]},
        {"points": "0.5", "when": ["how = half"]},
        {"points": "0"},
    ]
    of = leaf("steps", {"steps": bands}, {"how": "choice"})

    found = asked(of, {"how": "none"}, act("flip"))

    assert steps(found) == [(1, "1")]


def test_it_does_a_thing_by_the_day_it_can_be_done():
    bands = [
        {"points": "1", "when": ["on <= 2024-02-15"]},
        {"points": "0.5", "when": ["on <= 2024-12-31"]},
        {"points": "0"},
    ]
    of = leaf("steps", {"steps": bands}, {"on": "day"})

    found = asked(of, {}, act("flip", per_day="1"))

    assert steps(found) == [(1, "0.5")]
    assert found.steps[0].ready_on == date(2024, 9, 27)
    assert (str(found.beyond), found.why) == ("0.5", Why.EXHAUSTED)


def test_it_says_that_the_day_has_passed():
    bands = [{"points": "1", "when": ["on <= 2024-02-15"]}, {"points": "0.5"}]
    of = leaf("steps", {"steps": bands}, {"on": "day"})

    found = asked(of, {"on": "2024-03-01"}, act("flip"))

    assert (steps(found), found.why) == ([], Why.DAY_PASSED)


def test_it_says_what_cannot_be_undone_this_year():
    of = leaf("deduct", {"per": {"disciplined": "1"}}, {"disciplined": "count"}, points="2")

    found = asked(of, {"disciplined": 1}, efforts().acts["discipline"])

    assert (steps(found), found.why, found.facts) == ([], Why.UNDONE, {"events": 1})
    assert (found.lost, found.beyond) == (1, 1)


def test_it_makes_good_what_can_be_made_good():
    of = leaf("deduct", {"per": {"late": "0.25"}}, {"late": "count"}, points="1")

    found = asked(of, {"late": 3}, act("repair"))

    assert steps(found) == [(1, "0.25"), (2, "0.5"), (3, "0.75")]


def test_it_searches_a_formula_over_one_variable():
    ways = {"ways": [{"formula": "min(1, n / 8)"}]}
    of = leaf("formula", ways, {"n": "count"})

    found = asked(of, {"n": 2}, act("count"))

    assert steps(found)[-1] == (6, "0.75")


def test_it_looks_one_by_one_where_a_formula_does_not_rise_steadily():
    of = leaf("formula", {"ways": [{"formula": "if_(n = 3, 1, 0)"}]}, {"n": "count"})

    found = asked(of, {"n": 0}, act("count"))

    assert steps(found) == [(3, "1")]


def test_it_stops_a_share_at_one():
    of = leaf("proportion", {"share": "p", "floor": "0.9"}, {"p": "share"})

    found = asked(of, {"p": "0.985"}, act("population"))

    assert steps(found)[-1] == (2, "0.015")


def test_it_counts_an_amount_up_to_its_target():
    bands = [{"points": "1", "when": ["p >= 1"]}, {"points": "0"}]
    params = {"ratios": {"p": ["got", "due"]}, "steps": bands}
    of = leaf("steps", params, {"got": "number", "due": "number"})

    found = asked(of, {"got": "305.5", "due": "310"}, act("amount"))

    assert steps(found) == [(5, "1")]


def test_it_says_when_there_is_no_time_left():
    of = leaf("whole", SHARE, COUNTS)

    found = asked(of, {"good": 4, "all": 17}, act("population", per_day="1"), LATE)

    assert (steps(found), found.why, found.facts) == ([], Why.TOO_LATE, {"needs": 13, "most": 1})


def test_it_says_when_too_few_cases_will_come_in():
    of = leaf("proportion", SHARE | {"floor": "0.95"}, COUNTS)

    found = asked(of, {"good": 939, "all": 1000}, act("new_case"), coming=200)

    assert (steps(found), found.why, found.facts) == ([], Why.TOO_FEW_CASES, {"needs": 220, "most": 200})


@pytest.mark.parametrize(
    ("kind", "params", "variables", "why"),
    [
        ("survey", {"options": {"A": "1", "B": "0"}}, {}, Why.SURVEY),
        ("imported", {"of": "v"}, {"v": "number"}, Why.IMPORTED),
        ("proportion", SHARE, COUNTS, Why.NOT_DECLARED),
    ],
)
def test_it_says_why_there_is_nothing_to_do(kind, params, variables, why):
    found = asked(leaf(kind, params, variables), {}, act("population"))

    assert (steps(found), found.why, found.lost) == ([], why, 1)


def test_it_has_nothing_to_say_about_a_full_leaf():
    found = asked(leaf("whole", SHARE, COUNTS), {"good": 17, "all": 17}, act("population"))

    assert (found.lost, found.steps, found.why, found.best) == (0, (), None, None)


def test_it_wins_back_what_a_penalty_takes():
    of = leaf("items", {"each": {"late": "0.5"}, "most": "2"}, {"late": "count"}, points="2")

    found = asked(of, {"late": 3}, act("repair"), is_penalty=True)

    assert steps(found) == [(1, "0.5"), (2, "1"), (3, "1.5")]


def test_it_prefers_the_step_with_most_points_a_day():
    of = leaf(
        "count",
        {"of": "n", "counts": [{"from": "1", "points": "0.5"}, {"from": "5", "points": "1"}]},
        {"n": "count"},
    )

    found = asked(of, {"n": 0}, act("count", days="2"))

    assert (found.best.acts, str(found.best.worth)) == (1, "0.25")


def made(chance):
    """Return a leaf of a rule picked by chance, what is declared of it, and the acts that move it."""
    kind = chance.choice(["proportion", "whole", "steps", "count", "deduct", "items"])
    whole = chance.randint(1, 40)
    ratio = {"good": chance.randint(0, whole), "all": whole}
    move = chance.choice(["new_case", "population"])
    if kind == "proportion":
        return leaf(kind, SHARE | {"floor": str(Decimal(chance.randint(0, 20)) / 20)}, COUNTS), ratio, move
    if kind == "whole":
        return leaf(kind, SHARE, COUNTS), ratio, move
    if kind == "steps":
        limits = sorted({chance.randint(1, 20) for _ in range(3)}, reverse=True)
        bands = [
            {"points": str(Decimal(limit) / 20), "when": [f"p >= {Decimal(limit) / 20}"]} for limit in limits
        ]
        params = {"ratios": {"p": ["good", "all"]}, "steps": [*bands, {"points": "0"}]}
        return leaf(kind, params, COUNTS), ratio, move
    events = {"n": chance.randint(0, 6)}
    if kind == "count":
        rows = [
            {"from": str(n), "points": str(Decimal(n) / 10)}
            for n in sorted({chance.randint(1, 10) for _ in "ab"})
        ]
        return leaf(kind, {"of": "n", "counts": rows}, {"n": "count"}), events, "count"
    if kind == "deduct":
        return leaf(kind, {"per": {"n": "0.25"}}, {"n": "count"}), events, "repair"
    return leaf(kind, {"each": {"n": "0.3"}, "most": "1"}, {"n": "count"}), events, "count"


MOVED = {
    "new_case": lambda told, k: {"good": told["good"] + k, "all": told["all"] + k},
    "population": lambda told, k: {"good": told["good"] + k, "all": told["all"]},
    "count": lambda told, k: {"n": told["n"] + k},
    "repair": lambda told, k: {"n": told["n"] - k},
}


@pytest.mark.parametrize("seed", range(200))
def test_it_finds_the_smallest_number_that_trying_one_by_one_finds(seed):
    of, told, move = made(random.Random(seed))
    most = {"population": told.get("all", 0) - told.get("good", 0), "repair": told.get("n", 0)}.get(move, 60)
    points_of = advice.scored(of)
    tried = [points_of(MOVED[move](told, k)) - points_of(told) for k in range(most + 1)]

    found = asked(of, told, act(move), coming=60)

    for step in found.steps:
        assert step.acts == next(k for k in range(most + 1) if tried[k] >= step.gain)
        assert step.gain == tried[step.acts]
    best = max(tried)
    assert max((step.gain for step in found.steps), default=0) == best
    assert found.beyond == found.lost - best

"""The best plan: what brute force finds, on small sets; what a solver proves, on large ones."""

import itertools
import random

import pytest

from motcua.rules import advice_plan
from motcua.rules.advice_plan import Option


def brute(options, budget, caps=None):
    """Return the best choice by trying all: most gained, then cheapest, then the earlier leaves alone."""
    rows = [[None, *row] for row in options]
    found = None
    for numbers in itertools.product(*(range(len(row)) for row in rows)):
        chosen = [row[number] for row, number in zip(rows, numbers, strict=True) if number]
        cost = sum(one.cost for one in chosen)
        if cost <= budget:
            key = (-gained(chosen, caps or {}), cost)
            found = min(found or (key, chosen), (key, chosen), key=lambda one: one[0])
    return -found[0][0], found[0][1]


def gained(chosen, caps):
    blocks = {}
    for one in chosen:
        name = one.leaf.partition(":")[0] if ":" in one.leaf else one.leaf
        blocks[name] = blocks.get(name, 0) + one.gain
    return sum(min(gain, caps.get(name, gain)) for name, gain in blocks.items())


def small_set(chance, *, leaves=6, most=4):
    return [
        [
            Option(str(number), acts, chance.randint(0, 20), chance.randint(0, 15))
            for acts in range(1, chance.randint(1, most) + 1)
        ]
        for number in range(leaves)
    ]


@pytest.mark.parametrize("seed", range(200))
def test_it_equals_brute_force(seed):
    chance = random.Random(seed)
    options = small_set(chance, leaves=chance.randint(1, 6))
    budget = chance.randint(0, 45)

    plan = advice_plan.best(options, budget)

    assert (plan.gain, plan.cost) == brute(options, budget)
    assert plan.gain == sum(one.gain for one in plan.chosen)
    assert plan.cost == sum(one.cost for one in plan.chosen)


@pytest.mark.parametrize("seed", range(40))
def test_it_keeps_the_cap_of_a_block(seed):
    chance = random.Random(seed)
    plain = small_set(chance, leaves=3)
    block = [
        [Option(f"B:{one.leaf}", one.acts, one.gain, one.cost) for one in row]
        for row in small_set(chance, leaves=3)
    ]
    options = [plain[0], block[0], plain[1], *block[1:], plain[2]]

    plan = advice_plan.best(options, 30, caps={"B": 18})

    assert (plan.gain, plan.cost) == brute(options, 30, {"B": 18})


def test_it_takes_the_same_of_two_equal_plans_always():
    twins = [[Option("1", 1, 5, 2)], [Option("2", 1, 5, 2)]]

    plan = advice_plan.best(twins, 3)

    assert [one.leaf for one in plan.chosen] == ["2"]


def test_it_leaves_out_what_gains_nothing():
    plan = advice_plan.best([[Option("1", 1, 0, 0)], [Option("2", 1, 0, 4)]], 10)

    assert plan.chosen == ()


def test_it_refuses_an_option_that_costs_less_than_nothing():
    with pytest.raises(ValueError, match="at least nothing"):
        advice_plan.best([[Option("1", 1, 1, -1)]], 10)


def test_it_has_a_plan_for_no_leaves():
    assert advice_plan.best([], 5).gain == 0

"""A set made from indicators gives the points that the indicators give."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from motcua.queries import criteria_sets, indicators
from motcua.rules import criteria, scoring
from motcua.rules import indicators as rules

ON = date(2024, 6, 1)


def sums_of(of, seed):
    """Return invented sums for every variable: parts no larger than wholes more often than not."""
    rng = random.Random(seed)
    names = sorted({one.key for leaf in of.leaves() for one in leaf.rule.variables})
    return {name: rng.choice([0, 1, 7, 50, 90, 95, 100, 100, 400]) for name in names}


def close(found, exact):
    return abs(Fraction(found) - exact) < Fraction(1, 10**20)


@pytest.mark.parametrize("seed", range(40))
def test_decision_766_scores_as_its_indicators(seed):
    of = criteria_sets.shipped()["decision-766"]
    sums = sums_of(of, seed)
    known = rules.evaluate(indicators.book(ON), sums, level="province")

    for leaf in of.leaves():
        found = scoring.score(leaf, {one.key: sums[one.key] for one in leaf.rule.variables})
        exact = known.result(leaf.code)
        if exact.points is None:
            assert found.is_not_applicable, leaf.code
        elif exact.status is rules.Status.MEASURED and leaf.code != "3.3":
            assert close(found.points, exact.points), leaf.code


def test_decision_766_multiplies_by_its_factor_where_that_is_measured():
    leaf = criteria_sets.shipped()["decision-766"].leaf("3.3")

    with_factor = scoring.score(leaf, {"online_whole": 40, "received": 100, "synced": 50})
    alone = scoring.score(leaf, {"online_whole": 40, "received": 100, "way": "alone"})

    assert (with_factor.points, alone.points) == (Decimal("2.4"), Decimal("4.8"))


@pytest.mark.parametrize("seed", range(40))
def test_decree_61_scores_as_its_criteria(seed):
    of = criteria_sets.shipped()["decree-61"]
    sums = sums_of(of, seed)
    known = criteria.evaluate(indicators.paper(ON), sums)

    for mark in known.marks:
        leaf = of.leaf(mark.criterion.code)
        found = scoring.score(leaf, {one.key: sums[one.key] for one in leaf.rule.variables})
        assert mark.points is None or found.points == mark.points, leaf.code


def test_no_number_of_the_decision_stands_twice():
    of, book = criteria_sets.shipped()["decision-766"], indicators.book(ON)

    assert [str(area.points) for area in of.areas] == [str(group.points) for group in book.groups]
    assert of.classes[0].from_percent == book.bands[0].from_points

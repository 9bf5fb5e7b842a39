"""The forecast: what the months say of the year, what last year says of the others, and the ranks of both."""

import random
from decimal import Decimal

import pytest

from motcua.rules import advice_forecast as forecast
from motcua.rules.advice_forecast import Month, Spread


def test_it_carries_the_months_that_were_to_the_end_of_the_year():
    found = forecast.year_end([Month(95, 100), Month(93, 100), Month(97, 100)], 3)

    assert (found.cases, found.coming) == (600, 300)
    assert found.share.mean == pytest.approx(0.95)


def test_it_is_surer_the_more_of_the_year_is_over():
    early = forecast.year_end([Month(95, 100)] * 3, 9)
    late = forecast.year_end([Month(95, 100)] * 11, 1)

    assert late.share.deviation < early.share.deviation


def test_it_is_less_sure_when_the_months_differ():
    steady = forecast.year_end([Month(90, 100)] * 6, 6)
    shaky = forecast.year_end([Month(80, 100), Month(100, 100)] * 3, 6)

    assert shaky.share.mean == steady.share.mean
    assert shaky.share.deviation > 2 * steady.share.deviation


def test_it_says_nothing_without_a_case():
    assert forecast.year_end([Month(0, 0)], 3) is None


def test_it_is_sure_of_a_year_that_is_over():
    found = forecast.year_end([Month(9, 10)] * 12, 0)

    assert (found.share, found.coming) == (Spread(0.9), 0)


def test_its_interval_holds_the_truth_about_nine_times_in_ten():
    held = 0
    for seed in range(400):
        chance = random.Random(seed)
        year = [Month(sum(chance.random() < 0.93 for _ in range(120)), 120) for _ in range(12)]
        found = forecast.year_end(year[:9], 3).share
        truth = sum(month.good for month in year) / sum(month.all for month in year)
        held += abs(truth - found.mean) <= 1.645 * found.deviation

    assert 0.85 <= held / 400 <= 0.97


def test_it_scores_the_share_of_the_year_with_its_spread():
    end = forecast.year_end([Month(95, 100)] * 9, 3)

    found = forecast.points(end, lambda good, whole: Decimal(1) if good >= 0.95 * whole else Decimal(0))

    assert 0.3 < found.mean < 0.8
    assert found.deviation > 0.3


def test_it_adds_what_does_not_depend_on_one_another():
    assert forecast.total([Spread(3, 3), Spread(5, 4), Spread(1)]) == Spread(9, 5)


def test_it_lets_the_others_move_as_they_moved():
    last = {"a": 80.0, "b": 70.0, "c": 90.0}

    found = forecast.moves(last, {"a": 78.0, "b": 70.0, "c": 88.0})

    assert found["a"].mean == pytest.approx(80 + 0.5 * 2 + 0.5 * 4 / 3)
    assert found["b"].mean == pytest.approx(70 + 0.5 * 4 / 3)
    assert found["a"].deviation == found["b"].deviation == pytest.approx(0.6667, abs=1e-3)


def test_it_keeps_the_others_within_a_hundred():
    last = {"a": 99.5, "b": 70.0, "c": 90.0}

    assert forecast.moves(last, {"a": 90.0, "b": 60.0, "c": 80.0})["a"].mean == 100.0


@pytest.mark.parametrize("seed", range(5))
def test_its_chances_of_ranks_are_those_of_many_trials(seed):
    chance = random.Random(seed)
    mine = Spread(80, 2)
    others = [Spread(chance.uniform(74, 86), 2) for _ in range(6)]
    counted = [0] * 7
    for _ in range(4000):
        value = chance.gauss(mine.mean, mine.deviation)
        counted[sum(chance.gauss(one.mean, one.deviation) > value for one in others)] += 1

    found = forecast.rank_chances(mine, others)

    assert sum(found) == pytest.approx(1)
    assert found == pytest.approx([one / 4000 for one in counted], abs=0.03)


def test_it_names_the_rank_its_range_and_who_is_ahead():
    others = {"a": Spread(90, 1), "b": Spread(81, 1), "c": Spread(70, 1)}

    found = forecast.outlook(Spread(80.4, 1), others)

    assert (found.rank, found.low, found.high, found.of) == (3, 2, 3, 4)
    assert (found.ahead, found.gap) == ("b", pytest.approx(0.6))


def test_it_has_nobody_ahead_of_the_first():
    found = forecast.outlook(Spread(95), {"a": Spread(90), "b": Spread(80)})

    assert (found.rank, found.low, found.high, found.ahead, found.gap) == (1, 1, 1, None, None)


def test_it_gives_equals_half_a_chance():
    assert forecast.rank_chances(Spread(5), [Spread(5)]) == [0.5, 0.5]

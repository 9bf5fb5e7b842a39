"""People who are never served count in the figures."""

import pytest

from motcua.rules.capacity_figures import simulate
from motcua.rules.capacity_plays import play, saved
from motcua.rules.capacity_read import read


def hall(officers, **closing):
    """One line of people of little patience."""
    return read({
        "hours": ["08:00-12:00"],
        "services": {"land": {"arrivals_per_hour": 14, "minutes": {"mean": 10, "cv": 0.6},
                              "patience": {"mean": 30, "law": "exponential"}}},
        "counters": [{"serves": ["land"], "count": officers}],
        **closing,
    })  # fmt: skip


def test_they_wait_longer_than_nine_of_ten():
    found = simulate(hall(1), 300).by_name["land"]

    assert found.given_up_share.value > 0.3
    assert found.p90_wait_min.value > 30  # the longest of the served, at least
    assert found.p90_wait_min.interval is None


def test_they_are_not_more_than_they_were_where_few_give_up():
    found = simulate(hall(3), 300).by_name["land"]

    assert 0 < found.given_up_share.value < 0.1
    low, high = found.p90_wait_min.interval
    assert low <= found.p90_wait_min.value <= high
    assert found.share_within.value + found.given_up_share.value < 1


def test_their_minutes_in_vain_are_waiting():
    found = simulate(hall(1), 300).by_name["land"]

    whole = found.served.value + found.unserved.value
    in_vain = found.wait_of_all_min.value * whole - found.mean_wait_min.value * found.served.value
    assert 5 < in_vain / found.unserved.value < 30  # they stay as long as their patience, the short ones go


def test_whoever_is_sent_home_has_waited_until_then():
    scenario = read({
        "hours": ["08:00-09:00"],
        "services": {"land": {"arrivals_per_hour": 30, "minutes": 300}},
        "counters": [{"serves": ["land"]}],
        "closing": {"overtime_minutes": 0},
    })  # fmt: skip

    found = simulate(scenario, 300).by_name["land"]

    assert found.served.value == pytest.approx(1, abs=0.05)
    assert found.wait_of_all_min.value == pytest.approx(30, abs=2)


def test_one_more_officer_saves_their_waiting_too():
    found = saved(play(hall(1), days=200), play(hall(2), days=200))

    assert found.low > 0

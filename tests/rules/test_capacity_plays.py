"""A scenario is played until it is known well enough, and compared on the days both have."""

import numpy as np
import pytest

from motcua.rules.capacity_course import course
from motcua.rules.capacity_days import played
from motcua.rules.capacity_figures import simulate
from motcua.rules.capacity_plays import STEPS, course_of, differs, play, saved
from motcua.rules.capacity_read import read

HALL = {
    "hours": ["08:00-12:00"], "counters": [{"serves": ["land"], "count": 2}, {"serves": ["civil"]}],
    "services": {"land": {"arrivals_per_hour": 9, "minutes": {"mean": 10, "cv": 0.5}},
                 "civil": {"arrivals_per_hour": 4, "minutes": {"mean": 8, "cv": 0.5}}},
}  # fmt: skip
BUSY = {**HALL, "counters": [{"serves": ["land"]}, {"serves": ["civil"]}]}


def test_it_plays_few_days_where_they_tell_enough_and_more_where_they_do_not():
    easy = {**HALL, "counters": [{"serves": ["land"], "count": 9}, {"serves": ["civil"], "count": 9}]}

    assert play(read(easy)).days == STEPS[0]
    assert play(read(BUSY)).days > STEPS[0]


def test_it_plays_the_same_days_as_a_simulation_of_as_many():
    found = play(read(HALL), days=300)

    assert found.figures == simulate(read(HALL), 300, 1).by_name


def test_it_goes_on_where_it_ended():
    scenario = read(HALL)
    whole = next(played(scenario, 30, 5)).people
    parts = [next(played(scenario, 10, 5)).people, next(played(scenario, 20, 5, first=10)).people]

    assert np.array_equal(whole["at"], np.concatenate([one["at"] for one in parts]))


def test_it_draws_the_same_line_as_the_course_of_the_day():
    scenario = read(HALL)

    assert course_of(play(scenario, days=50), "land").line == course(scenario, "land", 50, 1).line


@pytest.mark.parametrize("other", [HALL, BUSY])
def test_it_finds_no_difference_between_a_scenario_and_itself(other):
    p90, within = differs(play(read(other)), play(read(other)), "land")

    assert (p90.value, p90.interval, within.value) == (0.0, (0.0, 0.0), 0.0)


def test_it_tells_a_difference_with_an_interval_that_more_days_confirm():
    before, after = play(read(BUSY)), play(read(HALL))
    more = [simulate(read(one), 3000, 1).by_name["land"].p90_wait_min.value for one in (BUSY, HALL)]

    p90, within = differs(before, after, "land")

    assert p90.low < more[1] - more[0] < p90.high
    assert within.low > 0
    assert saved(before, after).low > 0

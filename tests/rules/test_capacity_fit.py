"""What tickets teach."""

from datetime import date, timedelta

import pytest

from motcua.rules.capacity_fit import Seen, fit, scenario_of
from motcua.rules.capacity_read import read

MONDAY = date(2024, 9, 2)
HOURS = ((450.0, 690.0), (810.0, 1020.0))


def visits(days=20, at=(435, 450, 480, 540, 600, 805, 840, 900), minutes=10.0, **more):
    """The same visits every day, the first and the sixth before the doors are open."""
    return [
        Seen(MONDAY + timedelta(n), moment, "land", "1", 5.0, minutes, **more)
        for n in range(days)
        for moment in at
    ]


def test_it_takes_the_office_s_hours_and_lets_the_early_wait_at_the_door():
    found = fit(visits(), hours=HOURS)
    scenario = read(scenario_of(found, "a hall"))

    assert found.hours == scenario.sessions == HOURS
    assert found.doors == scenario.doors == ((435.0, 690.0), (795.0, 1020.0))
    assert {counter.on for counter in scenario.counters} == {HOURS}
    assert sum(found.rates["land"]) * 15 / 60 == pytest.approx(8)


def test_it_counts_a_slip_of_the_hand_as_a_fault_and_the_person_as_come():
    slips = visits(days=1, at=(500, 501, 502), minutes=0.0)

    found = fit(visits() + slips, hours=HOURS)

    assert found.faults == found.laws["land"].faults == 3
    assert found.laws["land"].mean_minutes == pytest.approx(10)
    assert found.visits == 163


def test_it_learns_what_the_visits_of_a_service_became():
    found = fit([*visits(minutes=20.0, procedure="1.001"), *visits(minutes=4.0)], hours=HOURS)

    assert set(found.procedures["land"]) == {"1.001", ""}
    assert found.procedures["land"]["1.001"].mean_minutes == pytest.approx(20, rel=0.05)

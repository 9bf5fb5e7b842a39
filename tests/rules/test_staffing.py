"""Staffing."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from motcua.rules.capacity import BadScenario
from motcua.rules.capacity_figures import simulate
from motcua.rules.capacity_read import read
from motcua.rules.staffing import OutOfReach, Promise, fewest, manned, slots
from motcua.rules.staffing_roster import Officer, Shift, Staffing, roster
from motcua.rules.staffing_roster import read as read_staffing

EXAMPLE = Path(__file__).parents[2] / "examples" / "capacity" / "land-counter.yaml"
DATA = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
KEPT = Promise(0.9, 15)
MORNING = ((480.0, 510.0), (510.0, 540.0), (540.0, 570.0), (570.0, 600.0))
LAND, CIVIL = ("land",), ("civil",)


@pytest.fixture(scope="module")
def land():
    """The land counter alone, and what was found for it."""
    scenario = read(DATA)
    alone = replace(scenario, services=scenario.services[:1], counters=scenario.counters[:2])
    return alone, fewest(alone, KEPT)


def test_it_names_a_number_with_which_the_promise_is_kept_and_with_one_less_is_not(land):
    scenario, found = land
    flat = {LAND: (found.all_day[LAND] - 1,) * len(found.slots)}

    fewer = simulate(replace(manned(scenario, flat), promise_minutes=15), 1000, seed=424_242)

    assert found.is_confirmed
    assert found.all_day_figures["land"].share_within.value >= 0.9
    assert fewer.by_name["land"].share_within.value < 0.9


def test_it_spares_officers_where_there_is_less_to_do(land):
    _, found = land
    row = dict(zip((slot[0] for slot in found.slots), found.by_slot[LAND], strict=True))

    assert found.hours() < 0.75 * found.hours("all_day")
    assert row[510] >= row[990]  # half past eight, half past four
    assert found.by_slot_figures["land"].share_within.value >= 0.9


def test_it_says_so_when_no_number_is_enough():
    slow = read({"hours": ["08:00-12:00"], "services": {"a": {"arrivals_per_hour": 900, "minutes": 30}},
                 "counters": [{"serves": ["a"]}]})  # fmt: skip

    with pytest.raises(OutOfReach):
        fewest(slow, KEPT)


def test_it_cuts_opening_hours_into_half_hours():
    odd = replace(read(DATA), sessions=((465.0, 540.0),))

    assert slots(odd) == ((465.0, 480.0), (480.0, 510.0), (510.0, 540.0))


def staffing(officers, shifts, days=("Mon", "Tue")):
    return Staffing(days, tuple(shifts), tuple(officers))


def test_it_mans_a_plan_with_the_fewest_hours_by_brute_force():
    plan = {LAND: (1, 2, 1, 0)}
    shifts = [Shift("first", ((480, 540),)), Shift("second", ((510, 570),)), Shift("all", ((480, 600),))]
    who = staffing([Officer(name, frozenset(LAND)) for name in "ABC"], shifts, days=("Mon",))

    found = roster(who, MORNING, plan)

    assert found.short == ()
    assert found.hours == 2.0  # an hour from eight and an hour from half past eight; nothing shorter mans it


def test_it_respects_shifts_rests_skills_and_absences():
    plan = {LAND: (1, 1, 1, 1), CIVIL: (1, 1, 1, 1)}
    officers = [
        Officer("A", frozenset({"land"})),
        Officer("B", frozenset({"land", "civil"})),
        Officer("C", frozenset({"civil"}), absent=frozenset({"Tue"})),
        Officer("D", frozenset({"land", "civil"})),
    ]
    who = staffing(officers, [Shift("all", ((480, 600),), has_rest=True)])

    found = roster(who, MORNING, plan)

    skills = {officer.name: officer.serves for officer in who.officers}
    assert all(set(duty.serves) <= skills[duty.officer] for duty in found.duties)
    assert not any(duty.officer == "C" and duty.day == "Tue" for duty in found.duties)
    at = [(duty.day, duty.officer, duty.slot) for duty in found.duties]
    assert len(set(at)) == len(at)
    for day in who.days:
        for name in skills:
            assert sum(one[:2] == (day, name) for one in at) <= 3, "one of four half hours is for rest"
        for number, slot in enumerate(MORNING):
            for kind in plan:
                lacking = sum(n for d, s, k, n in found.short if (d, s, k) == (day, slot, kind))
                there = sum((one.day, one.slot, one.serves) == (day, slot, kind) for one in found.duties)
                assert there + lacking >= plan[kind][number]


def test_it_names_what_cannot_be_manned():
    plan = {LAND: (2, 2, 2, 2)}

    found = roster(staffing([Officer("A", frozenset(LAND))], [Shift("all", ((480, 600),))]), MORNING, plan)

    assert len(found.short) == 8


def test_it_keeps_to_the_hours_of_a_week():
    plan = {LAND: (1, 1, 1, 1)}

    found = roster(staffing([Officer("A", frozenset(LAND), most_hours=2)], [Shift("all", ((480, 600),))]),
                   MORNING, plan)  # fmt: skip

    assert found.hours == 2
    assert len(found.short) == 4


def test_it_names_all_that_is_wrong_with_who_may_work():
    with pytest.raises(BadScenario) as refusal:
        read_staffing(
            {"days": ["Mon"], "shifts": [{"hours": ["9-8"]}], "officers": [{"serves": [], "absent": ["x"]}]}
        )

    assert len(refusal.value.problems) >= 3

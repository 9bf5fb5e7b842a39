"""A plan against what came: whether it held, and why not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.rules import capacity_reality as reality
from motcua.rules.capacity_expected import expected, real
from motcua.rules.capacity_fit import Seen
from motcua.rules.capacity_plan import Came
from motcua.rules.capacity_plays import play
from motcua.rules.capacity_read import read
from motcua.rules.capacity_reality import Cause, Was, Word, verdict

MONDAY = date(2024, 3, 4)
PLANNED = {
    "hours": ["08:00-12:00"], "counters": [{"serves": ["land"], "count": 2}],
    "services": {"land": {"arrivals_per_hour": 9, "minutes": {"mean": 10, "cv": 0.5}}},
}  # fmt: skip


def days_of(scenario, days, seed=77):
    """Return what tickets would say of days that really went as a scenario does."""
    from motcua.rules.capacity_days import played

    came, seen = [], []
    for some in played(scenario, days, seed):
        for day, one in zip(some.day_of_each(), some.people, strict=True):
            on = MONDAY + timedelta(days=int(day))
            waited = float(one["start"] - one["since"])
            came.append(Came(on, float(one["at"]), "land", waited, True))
            seen.append(Seen(on, float(one["at"]), "land", "1", waited, float(one["need"])))
    return came, seen


def judged(really, officers=2):
    """Return the verdict on the plan when the days went as `really` says."""
    scenario = read(PLANNED)
    meant = expected(play(scenario), 15)["land"]
    came, seen = days_of(read(really), 60)
    was = real(came, 15)["land"]
    there = {("land",): [float(officers)] * 8}
    steps = reality.steps(scenario, Was(seen, there), meant, was, "land")
    return verdict(meant, was, 15, steps)


def other(**changed):
    service = {**PLANNED["services"]["land"], **changed}
    return {**PLANNED, "services": {"land": service}}


def test_it_held_when_the_days_went_as_planned():
    assert judged(PLANNED).word is Word.HELD


def test_it_was_worse_because_more_people_came():
    found = judged(other(arrivals_per_hour=12.5))

    assert (found.word, found.reason) == (Word.WORSE, Cause.ARRIVALS)
    assert found.difference[1] > 0


def test_it_was_worse_because_one_person_took_longer():
    found = judged(other(minutes={"mean": 14, "cv": 0.5}))

    assert (found.word, found.reason) == (Word.WORSE, Cause.MINUTES)


def test_it_was_worse_because_an_officer_lacked():
    found = judged({**PLANNED, "counters": [{"serves": ["land"], "count": 1}]}, officers=1)

    assert (found.word, found.reason) == (Word.WORSE, Cause.OFFICERS)


def test_it_was_better_because_fewer_came():
    found = judged(other(arrivals_per_hour=3))

    assert (found.word, found.reason) == (Word.BETTER, Cause.ARRIVALS)


@pytest.mark.parametrize("days", [0, 4])
def test_it_says_nothing_of_a_few_days(days):
    was = {"days": days, "p90": [30.0, 20.0, 40.0]} if days else None

    assert verdict({"p90": [9.0, 8.0, 10.0]}, was, 15).word is Word.TOO_FEW


def test_it_does_not_make_a_verdict_of_what_nobody_would_act_upon():
    was = {"days": 60, "p90": [11.5, 11.3, 11.7]}

    assert verdict({"p90": [9.0, 8.9, 9.1]}, was, 15).word is Word.HELD
    assert verdict({"p90": [9.0, 8.9, 9.1]}, was, 5).word is Word.WORSE


def test_it_names_no_reason_where_none_explains_a_third():
    was = {"days": 60, "p90": [30.0, 29.0, 31.0]}
    steps = [reality.Step(Cause.ARRIVALS, 10.0, 1.0), reality.Step(Cause.MINUTES, 11.0, 1.0)]

    assert verdict({"p90": [9.0, 8.9, 9.1]}, was, 15, steps).reason is None


def test_it_measures_the_same_of_real_days_as_of_simulated_ones():
    scenario = read(PLANNED)
    came, _ = days_of(scenario, 100, seed=1)
    meant, was = expected(play(scenario, days=100), 15)["land"], real(came, 15)["land"]

    for key in ("p50", "p90", "mean", "within", "longest", "people"):
        assert was[key] == pytest.approx(meant[key], abs=0.02), key


def test_it_keeps_officers_that_serve_what_the_plan_does_not_know_out_of_it():
    scenario = read(PLANNED)

    assert reality.with_officers(scenario, {("bread",): [3.0] * 8}) == scenario
    assert replace(scenario, counters=()) != scenario

"""The capacity twin."""

import math
import os
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import capacity_peers as peers
from motcua.rules.capacity import BadScenario
from motcua.rules.capacity_days import played
from motcua.rules.capacity_figures import difference, reach, simulate
from motcua.rules.capacity_read import problems, read

THREE_LINES = "08:00-12:00"


def steady(rate_per_hour, minutes, counters, run=60_000):
    return read({
        "steady": {"minutes": run, "warmup": run / 20},
        "services": {"one": {"arrivals_per_hour": rate_per_hour, "minutes": minutes}},
        "counters": [{"serves": ["one"], "count": counters}],
    })  # fmt: skip


def day(**more):
    plain = {
        "hours": ["07:30-11:30", "13:30-17:00"],
        "services": {
            "land": {"arrivals_per_hour": [9, 12, 8, 6, 8, 9, 5], "minutes": {"mean": 14, "cv": 0.8}},
            "civil": {"arrivals_per_hour": 11, "minutes": {"mean": 6, "law": "exponential"}},
        },
        "counters": [{"serves": ["land"], "count": 3}, {"serves": ["civil"], "count": 2}],
    }
    return {**plain, **more}


def rich(**more):
    plain = day(
        counters=[
            {"serves": ["land"], "breaks": ["09:30-09:50"]},
            {"serves": ["land", "civil"], "hours": ["08:00-11:30", "13:30-16:00"]},
            {"serves": ["civil", "land"], "count": 2},
        ],
        classes={"elderly": {"share": 0.15, "priority": 2}, "fast": {"share": 0.1, "priority": 1}},
    )
    plain["services"]["land"]["patience"] = {"mean": 40, "law": "exponential"}
    plain["services"]["civil"]["patience"] = {"mean": 50, "cv": 0.5}
    return {**plain, **more}


def at_99(figure, n):
    half = (figure.high - figure.value) * reach(n, 0.99) / reach(n)
    return figure.value - half, figure.value + half


def erlang_c_wait(rate, mean, servers):
    load = rate * mean
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    waiting = top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)
    return waiting * mean / (servers - load)


THEORY = {
    "M/M/4": (steady(18, {"mean": 10, "law": "exponential"}, 4), erlang_c_wait(0.3, 10, 4)),
    "M/M/1": (steady(6, {"mean": 7, "law": "exponential"}, 1), erlang_c_wait(0.1, 7, 1)),
    "M/D/1": (steady(6, 8, 1), 0.8 * 8 / (2 * 0.2)),
    "M/G/1 lognormal": (steady(6, {"mean": 7, "cv": 0.8}, 1), 0.1 * 49 * 1.64 / (2 * 0.3)),
    "M/G/1 gamma": (steady(6, {"mean": 7, "cv": 1.5, "law": "gamma"}, 1), 0.1 * 49 * 3.25 / (2 * 0.3)),
    "M/G/1 gamma, small cv": (
        steady(6, {"mean": 7, "cv": 0.5, "law": "gamma"}, 1), 0.1 * 49 * 1.25 / (2 * 0.3)),
    "M/G/1 empirical": (steady(6, {"empirical": [2, 6, 13]}, 1), 0.1 * (4 + 36 + 169) / 3 / (2 * 0.3)),
}  # fmt: skip


@pytest.mark.parametrize("name", THEORY)
def test_it_agrees_with_theory_within_99_percent(name):
    scenario, expected = THEORY[name]

    found = simulate(scenario, 20, seed=7).by_name["one"]

    low, high = at_99(found.mean_wait_min, 20)
    assert low <= expected <= high
    assert (high - low) / expected < 0.25, "the interval is too wide to say anything"


def test_it_says_how_busy_counters_are_as_theory_does():
    found = simulate(THEORY["M/M/4"][0], 20, seed=7).by_name["one"].utilisation

    low, high = at_99(found, 20)
    assert low <= 0.75 <= high


def test_it_agrees_with_ciw_where_arrivals_change_over_the_day():
    scenario = read(day(hours=["07:30-15:00"]))
    theirs = [waited for seed in range(60) if (waited := peers.ciw_day(scenario, seed))]

    ours = simulate(scenario, 2000, seed=3).by_name["all"].mean_wait_min

    days = [sum(waited) / len(waited) for waited in theirs]
    middle = sum(map(sum, theirs)) / sum(map(len, theirs))
    error = math.sqrt(sum((one - middle) ** 2 for one in days) / 59 / 60)
    assert abs(middle - ours.value) < 2.58 * math.hypot(error, (ours.high - ours.value) / 1.96)


def test_it_agrees_with_simpy_on_skills_classes_breaks_and_people_who_leave():
    scenario = read(rich())
    days = [peers.RichDay(scenario, seed).run() for seed in range(80)]

    found = simulate(scenario, 2000, seed=5).by_name

    for name in ("land", "civil"):
        lost = [sum(p.start == math.inf for p in one if p.service.name == name) for one in days]
        waited = [sum(p.start - p.at for p in one if p.service.name == name and p.start < math.inf)
                  for one in days]  # fmt: skip
        served = [sum(p.start < math.inf for p in one if p.service.name == name) for one in days]
        mean = sum(waited) / sum(served)
        spread = sum((w - mean * n) ** 2 for w, n in zip(waited, served, strict=True))
        ours = found[name].mean_wait_min
        error = math.hypot(math.sqrt(spread) / sum(served), (ours.high - ours.value) / 1.96)
        assert abs(mean - ours.value) < 2.58 * error, name
        gone = sum(lost) / 80
        error = math.hypot(math.sqrt(sum((n - gone) ** 2 for n in lost) / 79 / 80),
                           (found[name].unserved.high - found[name].unserved.value) / 1.96)  # fmt: skip
        assert abs(gone - found[name].unserved.value) < 2.58 * error, name


def test_it_gives_the_urgent_a_shorter_wait_and_the_others_a_longer_one():
    [some] = played(read(rich()), 300, 1)

    waited = [some.people[(some.people["level"] == level) & (some.people["start"] < math.inf)]
              for level in range(3)]  # fmt: skip
    means = [(level["start"] - level["since"]).mean() for level in waited]
    assert means[0] < means[1] < means[2]


@pytest.mark.parametrize("scenario", [day(), rich()], ids=["plain", "rich"])
def test_it_gives_the_same_figures_with_the_same_seed(scenario):
    first, again, other = (simulate(read(scenario), 50, seed).by_name for seed in (9, 9, 10))

    assert first == again
    assert first != other


def test_it_gives_the_same_figures_on_several_cores():
    scenario = read(rich())

    assert simulate(scenario, 90, 4, workers=3).by_name == simulate(scenario, 90, 4).by_name


GOLDEN = {"plain": 1_434_426_975, "rich": 3_527_042_501}


@pytest.mark.parametrize("name", GOLDEN)
def test_it_gives_the_same_days_on_any_machine(name):
    [some] = played(read(day() if name == "plain" else rich()), 20, 20_240_926)

    assert digest(some) == GOLDEN[name]


def digest(some):
    import zlib

    fields = [some.people[field].tobytes() for field in ("at", "start", "need")]
    return zlib.crc32(b"".join(fields))


INTERPRETED = """
import zlib, sys
sys.path.insert(0, ".")
from tests.rules import test_capacity as t
for name in ("plain", "rich"):
    [some] = t.played(t.read(t.day() if name == "plain" else t.rich()), 2, 5)
    print(t.digest(some))
"""


def test_it_gives_the_same_days_without_the_compiler():
    [some] = played(read(day()), 2, 5)
    [more] = played(read(rich()), 2, 5)

    asked = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": "src", "PYTHONWARNINGS": "ignore"}
    told = subprocess.run([sys.executable, "-c", INTERPRETED], env=asked, capture_output=True, check=True)

    assert told.stdout.split() == [str(digest(one)).encode() for one in (some, more)]


def test_it_brings_the_same_people_to_every_scenario():
    few, many = read(day()), read(day(counters=[{"serves": ["land"], "count": 4}, {"serves": ["civil"]}]))

    [before], [after] = played(few, 10, 1), played(many, 10, 1)

    assert (before.people["at"] == after.people["at"]).all()
    assert (before.people["need"] == after.people["need"]).all()


def test_it_leaves_the_people_of_a_service_alone_when_another_is_added():
    alone = day()
    alone = {**alone, "services": {"land": alone["services"]["land"]}, "counters": [alone["counters"][0]]}

    [one], [both] = played(read(alone), 5, 1), played(read(day()), 5, 1)

    assert list(one.people["at"]) == list(both.people["at"][both.people["service"] == 0])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), staff=st.integers(1, 4), rate=st.integers(1, 30))
def test_it_serves_one_line_alike_in_both_ways_of_computing(seed, staff, rate):
    plain = {"hours": ["08:00-11:00", "13:00-16:00"],
             "services": {"one": {"arrivals_per_hour": rate, "minutes": {"mean": 9, "cv": 1}}},
             "counters": [{"serves": ["one"], "count": staff}]}  # fmt: skip
    mixed = {**plain, "classes": {"only": {"share": 1, "priority": 0}}}

    [quick], [slow] = played(read(plain), 3, seed), played(read(mixed), 3, seed)

    assert list(quick.people["start"]) == list(slow.people["start"])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_it_lets_nobody_of_a_line_be_served_at_two_counters_or_out_of_turn(seed):
    [some] = played(read(rich(classes={})), 2, seed)
    served = some.people[some.people["start"] < math.inf]

    for begins, ends in some.streams[:, -1]:
        today = some.people[begins:ends]
        today = today[today["start"] < math.inf]
        for counter in range(4):
            own = sorted((p["start"], p["start"] + p["need"]) for p in today[today["counter"] == counter])
            assert all(end <= start for (_, end), (start, _) in zip(own, own[1:], strict=False))
        for service in range(2):
            line = today[today["service"] == service]
            assert list(line["start"][line["at"].argsort()]) == sorted(line["start"])
    assert (served["start"] >= served["at"]).all()
    assert (served["start"] <= served["leaves"]).all()


def test_it_stops_at_the_limit_of_overtime():
    busy = day(counters=[{"serves": ["land", "civil"]}], closing={"overtime_minutes": 30})

    found = simulate(read(busy), 50).by_name["all"]

    assert found.unserved.value > 10
    assert 0 < found.overtime_min.value < 30 + 60


def test_it_serves_the_line_over_lunch_where_that_is_the_custom():
    busy = day(closing={"line_at_break": "served"})

    stays, served = (simulate(read(one), 200).by_name["land"] for one in (day(), busy))

    assert served.mean_wait_min.value < stays.mean_wait_min.value


def test_it_lets_appointments_come_evenly_and_some_not_at_all():
    booked = day(appointments={"share": 0.4, "no_show": 0.25, "lateness": {"mean": -3, "sd": 6}})

    before, after = (simulate(read(one), 400).by_name["civil"].served.value for one in (day(), booked))

    assert after / before == pytest.approx(1 - 0.4 * 0.25, rel=0.02)


def test_it_counts_the_wait_of_the_early_from_their_appointment():
    booked = day(appointments={"share": 1, "lateness": {"mean": -30}},
                 counters=[{"serves": ["land", "civil"], "count": 24}])  # fmt: skip

    assert simulate(read(booked), 20).by_name["all"].mean_wait_min.value == pytest.approx(0, abs=0.01)


def test_it_has_intervals_that_cover_as_often_as_they_say():
    scenario = read(day())
    truth = simulate(scenario, 10_000, seed=999).by_name["land"]
    tried = [simulate(scenario, 150, seed).by_name["land"] for seed in range(200)]

    for name in ("mean_wait_min", "p90_wait_min", "utilisation"):
        value = getattr(truth, name).value
        inside = sum(getattr(one, name).low <= value <= getattr(one, name).high for one in tried)
        assert 181 <= inside <= 199, name


def test_it_finds_a_difference_only_where_there_is_one():
    chance = random.Random(1)
    same = [[chance.gauss(20, 4) for _ in range(30)] for _ in range(2)]
    moved = [value - 8 for value in same[1]]

    assert difference(same[1], same[0]).low < 0 < difference(same[1], same[0]).high
    assert difference(moved, same[0]).high < -4


def test_it_names_all_problems_of_a_scenario_at_once():
    bad = {
        "hours": ["07:30-11:30", "11:00-25:00"],
        "services": {"land": {"arrivals_per_hour": [3, -1], "minutes": {"mean": "long"}},
                     "all": {"arrivals_per_hour": 3, "minutes": 5}},
        "counters": [{"serves": ["lnd"]}],
        "appointments": {"share": 2},
        "colour": "red",
    }  # fmt: skip

    found = {problem.where for problem in problems(bad)}

    assert found >= {"hours[2]", "services.land.arrivals_per_hour[2]", "services.land.minutes.mean",
                     "services.all", "counters[1].serves", "appointments.share", "colour"}  # fmt: skip


def test_it_takes_no_part_of_a_counter():
    hall = {
        "hours": ["07:30-11:30"], "services": {"land": {"arrivals_per_hour": 3, "minutes": 5}},
        "counters": [{"serves": ["land"], "count": 1.9}],
    }  # fmt: skip

    assert [(one.where, one.what) for one in problems(hall)] == [
        ("counters[1].count", "expected a whole number, found 1.9")
    ]


@pytest.mark.parametrize("bad", [None, 3, [], {}, {"hours": "07:30"}, {"steady": 4, "hours": []}])
def test_it_refuses_what_is_no_scenario(bad):
    with pytest.raises(BadScenario):
        read(bad)

"""How long a step usually takes, and when a silence is unusual."""

import random
from datetime import datetime

import pytest

from motcua.rules import stuck
from motcua.rules.stuck import Level, Limits, Stay
from motcua.rules.terms import Pause
from motcua.rules.workdays import Calendar

LIMITS = Limits(0.95, 30, 240, {Level.OFFICER: 1.5, Level.LEADER: 2.0, Level.CITIZEN: 3.0})


def wall(text):
    return datetime.fromisoformat(text)


def stays(*minutes, running=()):
    return [Stay(m, True) for m in minutes] + [Stay(m, False) for m in running]


def test_it_follows_the_worked_example_of_kaplan_and_meier():
    # Freireich's 21 patients under 6-MP: 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+
    curve = stuck.survival(
        stays(6, 6, 6, 7, 10, 13, 16, 22, 23, running=(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
    )

    shares = {point.minutes: round(point.share, 4) for point in curve.points}
    assert shares == {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert (curve.stays, curve.ended) == (21, 9)


def test_it_gives_the_log_log_interval_of_greenwoods_variance():
    curve = stuck.survival(
        stays(6, 6, 6, 7, 10, 13, 16, 22, 23, running=(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
    )
    first = curve.points[0]

    assert (round(first.low, 3), round(first.high, 3)) == (0.620, 0.952)


def test_it_counts_the_censored_out():
    with_running = stuck.quantile(stuck.survival(stays(*range(1, 51), running=[60] * 50)), 0.5)
    without = stuck.quantile(stuck.survival(stays(*range(1, 51))), 0.5)

    assert with_running.minutes == 50
    assert without.minutes == 25


def test_it_knows_no_quantile_that_the_curve_does_not_reach():
    assert stuck.quantile(stuck.survival(stays(10, 20, running=(30, 30, 30))), 0.95).minutes is None
    assert stuck.quantile(stuck.survival([]), 0.5) == stuck.Usual(None, None, None)


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_true_quantile_within_its_interval_though_much_is_cut_off(seed):
    rng = random.Random(seed)
    drawn = [(rng.expovariate(1 / 300), rng.uniform(0, 2500)) for _ in range(600)]
    curve = stuck.survival(Stay(round(min(pair)), pair[0] <= pair[1]) for pair in drawn)

    usual = stuck.quantile(curve, 0.95)

    assert usual.low <= 300 * 2.9957 * 1.15
    assert usual.high is None or usual.high >= 300 * 2.9957 * 0.85
    assert usual.minutes == pytest.approx(300 * 2.9957, rel=0.25)


def test_it_never_rises():
    rng = random.Random(7)
    curve = stuck.survival(Stay(rng.randint(1, 99), rng.random() < 0.7) for _ in range(300))

    shares = [point.share for point in curve.points]
    assert shares == sorted(shares, reverse=True)
    assert all(point.low <= point.share <= point.high for point in curve.points)


@pytest.mark.parametrize(
    ("minutes", "level"),
    [(600, None), (601, Level.OFFICER), (800, Level.OFFICER), (801, Level.LEADER), (1201, Level.CITIZEN)],
)
def test_it_tells_the_next_one_at_each_limit(minutes, level):
    assert stuck.level(minutes, 400, LIMITS) is level


def test_it_keeps_quiet_for_half_a_day_however_quick_the_step():
    assert stuck.level(240, 10, LIMITS) is None
    assert stuck.level(241, 10, LIMITS) is Level.CITIZEN


def test_it_tells_of_a_wait_only_the_official():
    assert stuck.level(9_999, 400, LIMITS, is_wait=True) is Level.OFFICER


@pytest.mark.parametrize(
    ("reached", "told", "since", "following"),
    [
        (None, None, 0, None),
        (Level.CITIZEN, None, 0, Level.OFFICER),
        (Level.CITIZEN, Level.OFFICER, 239, None),
        (Level.CITIZEN, Level.OFFICER, 240, Level.LEADER),
        (Level.CITIZEN, Level.LEADER, 240, Level.CITIZEN),
        (Level.LEADER, Level.LEADER, 9_999, None),
        (Level.CITIZEN, Level.CITIZEN, 9_999, None),
        (Level.OFFICER, Level.LEADER, 9_999, None),
    ],
)
def test_it_tells_one_after_the_other(reached, told, since, following):
    assert stuck.next_level(reached, told, since, 240) is following


@pytest.mark.parametrize(
    ("value", "unit", "kind"),
    [
        (None, "", "unknown"),
        (4, "hour", "same_day"),
        (0, "working_day", "same_day"),
        (5, "working_day", "short"),
        (6, "working_day", "medium"),
        (20, "working_day", "medium"),
        (30, "day", "long"),
        (1, "month", "long"),
    ],
)
def test_it_sorts_procedures_by_the_time_the_law_gives(value, unit, kind):
    assert stuck.kind(value, unit) == kind


def test_it_leaves_waits_out_of_the_rest():
    from_at, until_at = wall("2026-03-09 08:00"), wall("2026-03-10 08:00")
    wait = Pause(wall("2026-03-09 09:00"), wall("2026-03-09 10:00"))
    later = Pause(wall("2026-03-10 09:00"))

    whole = stuck.rested(from_at, until_at, Calendar())
    assert stuck.rested(from_at, until_at, Calendar(), [wait, later]) == whole - 60
    assert stuck.rested(until_at, from_at, Calendar()) == 0


def test_it_thins_a_curve_but_keeps_its_ends():
    points = stuck.survival(stays(*range(1, 501))).points

    thin = stuck.thinned(points, 60)
    assert (len(thin), thin[0], thin[-1]) == (60, points[0], points[-1])
    assert stuck.thinned(points[:5]) == list(points[:5])

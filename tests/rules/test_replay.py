"""Past dossiers counted again under a proposal."""

from datetime import datetime

from motcua.rules import replay
from motcua.rules.replay import Assumption, Changed, Past, Sums
from motcua.rules.terms import Extension, Pause, Term, TimeUnit
from motcua.rules.workdays import Calendar


def wall(text):
    return datetime.fromisoformat(text)


FIVE, TWO = Term(5, TimeUnit.WORKING_DAY), Term(2, TimeUnit.WORKING_DAY)
FRIDAY = wall("2026-03-06 09:00")
LAW = Term(4, TimeUnit.WORKING_DAY)


def past(ended_at, **more):
    return Past(FRIDAY, ended_at, FIVE, **more)


def test_it_is_late_under_a_shorter_promise_when_nobody_works_faster():
    found = replay.replay(past(wall("2026-03-12 10:00")), Changed(TWO), Calendar())

    assert (found.judged, found.late_before, found.late_as_worked, found.late_after) == (1, 0, 1, 1)


def test_it_is_on_time_when_the_cut_step_gives_its_minutes_back():
    one = past(wall("2026-03-11 10:00"), step_minutes=450)

    found = replay.replay(one, Changed(TWO), Calendar())

    assert (found.late_as_worked, found.late_after) == (1, 0)
    assert found.step_minutes == 450


def test_it_moves_the_due_moment_by_the_waits_there_were():
    wait = Pause(wall("2026-03-09 07:30"), wall("2026-03-11 07:30"))
    one = past(wall("2026-03-12 16:00"), pauses=[wait])

    found = replay.replay(one, Changed(TWO), Calendar())

    assert found.late_as_worked == 0
    assert found.due_minutes_after < found.due_minutes_before


def test_it_keeps_the_law_as_the_last_moment():
    found = replay.replay(past(wall("2026-03-13 16:00"), law=LAW), Changed(), Calendar())

    assert found.late_before == found.late_as_worked == 1  # the promise of five days ends with the law's four


def test_it_leaves_an_extension_standing():
    extension = Extension(wall("2026-03-09 08:00"), wall("2026-03-20 17:00"))
    one = past(wall("2026-03-19 16:00"), extension=extension, law=LAW)

    found = replay.replay(one, Changed(TWO), Calendar())

    assert found.late_before == found.late_as_worked == 0


def test_it_judges_no_dossier_without_a_promise():
    one = Past(FRIDAY, wall("2026-03-12 10:00"), None, papers=2)

    found = replay.replay(one, Changed(), Calendar())

    assert (found.dossiers, found.judged, found.papers) == (1, 0, 2)


def test_it_counts_a_promise_where_there_was_none_as_unjudged():
    found = replay.replay(Past(FRIDAY, wall("2026-03-12 10:00"), None), Changed(TWO), Calendar())

    assert found.judged == 0


def test_it_never_takes_more_minutes_than_there_were():
    one = past(wall("2026-03-06 10:00"), step_minutes=9_999)

    found = replay.replay(one, Changed(TWO), Calendar())

    assert found.step_minutes == found.worked_minutes == 60


def test_it_counts_the_fee_that_falls_away():
    one = past(wall("2026-03-09 10:00"), fee=50_000)

    assert replay.replay(one, Changed(TWO, fee=20_000), Calendar()).fee_saved == 30_000
    assert replay.replay(one, Changed(TWO, fee=90_000), Calendar()).fee_saved == 0


def test_it_adds_up_in_any_parts():
    ends = [wall(f"2026-03-{day:02} 10:00") for day in (6, 9, 10, 11, 12, 13, 16)]
    each = [replay.replay(past(at, papers=1), Changed(TWO), Calendar()) for at in ends]

    assert sum(each, Sums()) == sum(each[:3], Sums()) + sum(each[3:], Sums())
    assert sum(each, Sums()).as_dict()["papers"] == 7


def test_it_prices_papers_steps_and_fees_by_the_assumptions():
    prices = {"paper_making": 15_000, "officer_hour": 60_000, "step_work_percent": 10}
    assumed = {key: Assumption(key, value, "L", "SIMP-05") for key, value in prices.items()}

    found = replay.cost(Sums(papers=2, step_minutes=600, fee_saved=5_000), assumed)

    assert found == {"papers": 30_000, "steps": 60_000, "fee": 5_000, "whole": 95_000}

"""The told wait on days that are over."""

from datetime import date, timedelta

import pytest

from motcua.rules import expected_wait_trial
from motcua.rules.expected_wait import Range
from motcua.rules.expected_wait_trial import Came
from tests import past_halls

MONDAY = date(2024, 9, 23)
AT = 8 * 3600.0


def told(*days):
    """What would have been told on the last of some days."""
    dated = [(MONDAY + timedelta(days=n), day) for n, day in enumerate(days)]
    return [range_ for _, _, range_ in expected_wait_trial.trial(dated, dated[-1][0])]


def served(arrived, started, minutes=5, desk="1", service=1):
    return Came(service, AT + arrived, AT + started, AT + started + minutes * 60, desk)


QUIET = [served(600 * n, 600 * n) for n in range(20)]


def test_it_tells_nothing_where_nothing_is_known():
    assert told(QUIET[:1]) == []


def test_it_counts_those_in_line_and_what_is_left_at_the_desk():
    today = [served(0, 0), served(60, 300), served(120, 600)]

    assert [range_.expected for range_ in told(QUIET, today)] == [0, 240, 480]


def test_it_looks_at_nothing_that_comes_later():
    today = [served(0, 0), served(60, 300), served(120, 600)]
    later = [*today[:2], served(120, 3000, minutes=40), served(130, 300, desk="2")]

    assert told(QUIET, today)[:2] == told(QUIET, later)[:2]


def test_it_takes_a_desk_that_leaves_people_waiting_to_be_away():
    two = [served(0, 0), served(10, 10, desk="2")]
    today = [*two, served(600, 1800), served(900, 2100)]

    assert len(told([*QUIET, *two], today)) == 3, "at 900 both desks are away"


def test_it_lets_who_was_never_called_stand_until_somebody_after_him_is():
    gone = Came(1, AT + 30)
    today = [served(0, 0), gone, served(60, 300), served(330, 900)]

    assert [range_.expected for range_ in told(QUIET, today)] == [0, 540, 270]


def test_it_seats_visits_whose_desk_is_not_told():
    day = [served(0, 0, desk=""), served(10, 10, desk=""), served(60, 300, desk="")]

    assert [range_.expected for range_ in told(day, day)][:2] == [0, 0], "two were served at once yesterday"


def test_it_waits_for_the_session_after_lunch():
    afternoon = [served(20_000 + 600 * n, 20_000 + 600 * n) for n in range(20)]
    early = [*QUIET, served(19_400, 20_000), *afternoon[1:]]

    found = told([*QUIET, *afternoon], early)

    assert found[20].expected == 600


def held(hall, seed, count=80):
    keys = {name: number for number, name in enumerate(hall.needs)}
    days = [
        (on, [Came(keys[one.service], one.arrived, one.started, one.finished, one.counter) for one in day])
        for on, day in past_halls.days(hall, count, seed)
    ]
    rows = expected_wait_trial.trial(days, days[-25][0])
    return expected_wait_trial.score((on, range_, one.started - one.arrived) for on, one, range_ in rows)


@pytest.mark.parametrize("name", past_halls.HALLS)
def test_it_holds_four_times_in_five_in_hard_halls_it_was_not_made_of(name):
    """Rush, one counter, mixed services, absences, priority, people who leave, a change of counters."""
    found = held(past_halls.HALLS[name], seed=11)

    assert found.told > 500
    assert 0.75 <= found.share <= 0.85
    assert 0.75 <= found.long_share <= 0.85


def test_it_counts_what_held_and_what_did_not():
    rows = [(MONDAY, Range(600, 300, 900), float(waited)) for waited in (200, 300, 900, 901)]

    found = expected_wait_trial.score(rows)

    assert (found.told, found.held, found.sooner, found.later) == (4, 2, 1, 1)
    assert (found.share, found.long_share, found.days) == (0.5, 0.5, 1)


def test_it_has_no_share_of_nothing():
    found = expected_wait_trial.score([])

    assert (found.share, found.long_share, found.first_on) == (None, None, None)
    assert expected_wait_trial.held_out([]) == date.max

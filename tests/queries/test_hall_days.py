"""Waits of a hall by day, and the days on which its desks became more."""

from datetime import date, timedelta

from motcua.queries import hall_days
from motcua.queries.hall_days import DayWait

FIRST = date(2024, 6, 20)


def days(desks):
    return [
        DayWait(FIRST + timedelta(days=n), 40, 10.0 / count, 20.0, count) for n, count in enumerate(desks)
    ]


def test_it_finds_the_day_from_which_there_were_more_desks():
    found = hall_days.changes(days([2] * 8 + [4] * 7))

    assert found == [(FIRST + timedelta(days=8), 2, 4)]


def test_it_takes_one_fuller_day_for_no_change():
    assert hall_days.changes(days([2] * 8 + [3] + [2] * 8)) == []


def test_it_lays_the_days_on_their_side_of_the_change():
    told = hall_days.sides(days([2, 2, 4]), FIRST + timedelta(days=2))

    assert told == [(False, 5.0, 40), (False, 5.0, 40), (True, 2.5, 40)]

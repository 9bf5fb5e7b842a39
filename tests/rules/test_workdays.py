"""The office calendar: kinds of days, plans in force, inheritance and working time."""

from datetime import date, datetime

import pytest

from motcua.rules.workdays import (
    Calendar,
    DayKind,
    NoWorkingDay,
    Session,
    SessionPlan,
    SpecialDay,
    five_day_week,
    read_calendar,
    sessions,
)

PLAIN = Calendar()
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)


def at(text):
    return datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(
    ("special", "kind", "hours"),
    [
        pytest.param(SpecialDay(MONDAY, DayKind.HOLIDAY), DayKind.HOLIDAY, [], id="a holiday"),
        pytest.param(SpecialDay(MONDAY, DayKind.CLOSED), DayKind.CLOSED, [], id="a local closing"),
        pytest.param(
            SpecialDay(MONDAY, DayKind.WORKING, sessions("08:00-10:00")),
            DayKind.WORKING,
            ["08:00-10:00"],
            id="a short day",
        ),
        pytest.param(
            SpecialDay(SATURDAY, DayKind.MAKE_UP_WORKING),
            DayKind.MAKE_UP_WORKING,
            ["07:30-11:30", "13:30-17:00"],
            id="a make-up Saturday",
        ),
    ],
)
def test_it_obeys_the_special_day(special, kind, hours):
    day = PLAIN.inherit(special_days=[special]).day(special.on)

    assert (day.kind, [str(s) for s in day.sessions]) == (kind, hours)
    assert day.reason
    assert day.reason_en


def test_it_knows_weekends_from_weekdays_without_a_plan():
    no_friday = Calendar(five_day_week()[:4])

    kinds = [no_friday.day(date(2026, 3, n)).kind for n in (5, 6, 7)]

    assert kinds == [DayKind.WORKING, DayKind.CLOSED, DayKind.WEEKEND]


def test_it_makes_up_with_no_hours_where_there_is_no_week():
    day = Calendar((), (SpecialDay(SATURDAY, DayKind.MAKE_UP_WORKING),)).day(SATURDAY)

    assert (day.sessions, day.counts) == ((), False)


def test_it_lets_the_later_plan_win_while_it_is_in_force():
    summer = [SessionPlan(0, MONDAY, date(2026, 3, 16), sessions("07:00-11:00"))]
    child = PLAIN.inherit(summer)

    closings = [child.closing(date(2026, 3, n)).time().isoformat("minutes") for n in (2, 9, 16)]

    assert closings == ["11:00", "11:00", "17:00"]


def test_it_lets_the_childs_day_win_over_the_parents():
    parent = PLAIN.inherit(special_days=[SpecialDay(MONDAY, DayKind.HOLIDAY)])

    child = parent.inherit(special_days=[SpecialDay(MONDAY, DayKind.WORKING)])

    assert (parent.is_open(MONDAY), child.is_working(MONDAY)) == (False, True)


def test_it_opens_for_an_extra_session_without_working():
    calendar = PLAIN.inherit(
        special_days=[SpecialDay(SATURDAY, DayKind.EXTRA_SESSION, sessions("07:30-11:30"))]
    )

    assert (calendar.is_open(SATURDAY), calendar.is_working(SATURDAY)) == (True, False)
    assert calendar.working_minutes(at("07T00:00"), at("08T00:00")) == 0


def test_it_names_its_rows_by_one_fingerprint():
    other = PLAIN.inherit(special_days=[SpecialDay(MONDAY, DayKind.HOLIDAY)])

    assert Calendar().fingerprint == PLAIN.fingerprint != other.fingerprint
    assert {Calendar(), PLAIN} == {PLAIN}


@pytest.mark.parametrize(
    ("from_at", "to_at", "minutes"),
    [
        pytest.param("02T09:42", "02T17:00", 318, id="over lunch"),
        pytest.param("02T12:00", "02T13:00", 0, id="inside lunch"),
        pytest.param("06T16:00", "09T08:00", 90, id="over a weekend"),
        pytest.param("02T09:00:40", "02T09:02:20", 1, id="whole minutes only"),
    ],
)
def test_it_measures_working_time(from_at, to_at, minutes):
    assert PLAIN.working_minutes(at(from_at), at(to_at)) == minutes


def test_it_measures_over_years():
    assert PLAIN.working_minutes(at("02T07:30"), datetime.fromisoformat("2031-03-03T07:30")) == 1305 * 450


def test_it_adds_working_time_to_the_closing():
    assert PLAIN.add_minutes(at("06T16:30"), 30) == at("06T17:00")
    assert PLAIN.add_minutes(at("06T16:30"), 31) == at("09T07:31")
    assert PLAIN.add_minutes(at("07T16:30"), 0) == at("07T16:30")


def test_it_counts_working_days():
    assert PLAIN.nth_working_day(date(2026, 3, 6), 1) == date(2026, 3, 9)
    assert PLAIN.working_days(date(2026, 3, 6), date(2026, 3, 10)) == 2


def test_it_forgets_a_table_that_lies_a_lifetime_away():
    calendar = Calendar()

    days = [calendar.nth_working_day(date(year, 3, 1), 1).year for year in (2024, 2026, 1950, 2024)]

    assert days == [2024, 2026, 1950, 2024]


def test_it_reads_its_two_tables():
    plans = (
        "weekday,from_on,until_on,sessions\n0,2020-01-01,,08:00-12:00\n1,2020-01-01,2021-01-01,08:00-12:00\n"
    )
    days = "on,kind,name_vi,name_en,sessions,decision\n2026-03-07,extra_session,Sáng,Morning,08:00-10:00,QĐ\n"
    days += "2026-03-09,holiday,Lễ,Holiday,,QĐ\n"

    calendar = read_calendar(plans, days)

    assert [calendar.is_open(date(2026, 3, n)) for n in (2, 3, 7, 9)] == [True, False, True, False]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param(lambda: PLAIN.closing(SATURDAY), NoWorkingDay, id="closing of a closed day"),
        pytest.param(lambda: Calendar(()).add_minutes(at("02T09:00"), 1), NoWorkingDay, id="nobody works"),
        pytest.param(lambda: Calendar(()).nth_working_day(MONDAY, 1), NoWorkingDay, id="no working day"),
        pytest.param(lambda: Session(600, 600), ValueError, id="an empty session"),
        pytest.param(lambda: Session(600, 1440), ValueError, id="a session to midnight"),
        pytest.param(lambda: sessions("08:00-12:00 11:00-13:00"), ValueError, id="sessions that overlap"),
        pytest.param(lambda: sessions("morning"), ValueError, id="no session"),
        pytest.param(lambda: SessionPlan(7, MONDAY, None, ()), ValueError, id="an eighth weekday"),
        pytest.param(lambda: SessionPlan(0, MONDAY, MONDAY, ()), ValueError, id="an empty period"),
        pytest.param(
            lambda: SpecialDay(MONDAY, DayKind.HOLIDAY, sessions("08:00-12:00")),
            ValueError,
            id="a worked holiday",
        ),
        pytest.param(lambda: SpecialDay(MONDAY, DayKind.EXTRA_SESSION), ValueError, id="no hours"),
        pytest.param(
            lambda: PLAIN.working_minutes(at("03T09:00"), at("02T09:00")), ValueError, id="backwards"
        ),
        pytest.param(lambda: PLAIN.add_minutes(at("02T09:00"), -1), ValueError, id="minutes below zero"),
        pytest.param(lambda: PLAIN.nth_working_day(MONDAY, 0), ValueError, id="the day before the first"),
        pytest.param(lambda: PLAIN.nth_working_day(date(9000, 1, 1), 1), ValueError, id="the year 9000"),
    ],
)
def test_it_refuses(wrong, error):
    with pytest.raises(error):
        wrong()

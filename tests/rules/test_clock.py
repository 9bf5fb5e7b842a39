"""The legal clock: its units, pauses, restarts, extension, steps and what is left."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from motcua.rules import clock
from motcua.rules.clock import Extension, Pause, PauseKind, Remaining, Term, TimeUnit, due, words
from motcua.rules.workdays import Calendar, DayKind, NoWorkingDay, SessionPlan, SpecialDay, sessions
from tests.rules import histories

HOUR, WORKING_DAY, DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH
PLAIN = Calendar()
TWO = Term(2, WORKING_DAY)
ONE_YEAR = Calendar((SessionPlan(0, date(2024, 1, 1), date(2025, 1, 1), sessions("08:00-12:00")),))
SUNDAY_MORNING = SpecialDay(date(2026, 3, 8), DayKind.EXTRA_SESSION, sessions("07:30-11:30"))


def at(text):
    """March 2026, an ordinary month: the 2nd, 9th, 16th are Mondays."""
    return datetime.fromisoformat(text if text.startswith("2") else f"2026-03-{text}")


def pause(from_text, until_text=None, kind=PauseKind.SUPPLEMENT, restart=False):
    return Pause(at(from_text), until_text and at(until_text), kind, restart)


@pytest.mark.parametrize(
    ("term", "received", "expected"),
    [
        pytest.param(Term(4, HOUR), "02T09:00", "02T15:00", id="hours over lunch"),
        pytest.param(
            Term(4, HOUR), "02T07:30", "02T11:30", id="hours that fill the morning end at its closing"
        ),
        pytest.param(Term(1, HOUR), "02T09:00:30", "02T10:00:30", id="hours keep their seconds"),
        pytest.param(Term(1, HOUR), "07T10:00", "09T08:30", id="hours received on a Saturday"),
        pytest.param(Term(1, HOUR, time(15)), "02T15:30", "03T08:30", id="hours after the cut-off"),
        pytest.param(Term(1, HOUR, time(15)), "02T14:30", "02T15:30", id="hours before the cut-off"),
        pytest.param(
            Term(1, WORKING_DAY), "02T17:00", "03T17:00", id="received at closing is received that day"
        ),
        pytest.param(Term(1, WORKING_DAY), "02T17:01", "04T17:00", id="after closing is the next day's"),
        pytest.param(Term(1, WORKING_DAY), "07T09:00", "10T17:00", id="a Saturday's is Monday's"),
        pytest.param(Term(0, WORKING_DAY), "07T09:00", "09T17:00", id="same day, on a Saturday"),
        pytest.param(Term(3, DAY), "02T09:00", "05T17:00", id="days"),
        pytest.param(Term(5, DAY), "02T09:00", "09T17:00", id="days that end on a Saturday"),
        pytest.param(Term(5, DAY, roll=False), "02T09:00", "07T23:59:59.999999", id="days that do not roll"),
        pytest.param(Term(3, DAY, ends="midnight"), "02T09:00", "05T23:59:59.999999", id="midnight"),
        pytest.param(Term(5, DAY, ends="same_time"), "02T09:00", "09T09:00", id="same time, rolled"),
        pytest.param(Term(5, DAY, ends="same_time", roll=False), "01T23:10", "06T23:10", id="same time"),
        pytest.param(
            Term(1, MONTH), "2026-01-30T09:00", "2026-03-02T17:00", id="a month to the last of February"
        ),
        pytest.param(Term(12, MONTH), "02T09:00", "2027-03-02T17:00", id="twelve months"),
        pytest.param(Term(300, WORKING_DAY), "02T09:00", "2027-04-26T17:00", id="beyond the first table"),
        pytest.param(Term(3000, HOUR), "02T09:00", "2027-09-13T09:00", id="hours beyond the first table"),
    ],
)
def test_it_counts_each_unit(term, received, expected):
    assert due(term, at(received), PLAIN) == at(expected)


@pytest.mark.parametrize(
    ("term", "received", "expected"),
    [
        pytest.param(Term(1, WORKING_DAY), "08T09:00", "09T17:00", id="it receives"),
        pytest.param(Term(0, WORKING_DAY), "08T09:00", "09T17:00", id="it is no working day"),
        pytest.param(Term(1, WORKING_DAY), "08T11:31", "10T17:00", id="after it, Monday's"),
        pytest.param(Term(1, WORKING_DAY, time(10)), "08T10:30", "10T17:00", id="after its cut-off"),
        pytest.param(Term(2, DAY), "08T09:00", "10T17:00", id="its days run from Monday"),
        pytest.param(Term(2, DAY), "08T12:00", "11T17:00", id="after it, from Tuesday"),
    ],
)
def test_it_receives_in_an_extra_session_without_counting_it(term, received, expected):
    assert due(term, at(received), PLAIN.inherit(special_days=[SUNDAY_MORNING])) == at(expected)


@pytest.mark.parametrize(
    ("term", "pauses", "expected"),
    [
        pytest.param(Term(4, HOUR), [pause("02T10:00", "02T10:30")], "02T15:30", id="hours"),
        pytest.param(Term(4, HOUR), [pause("02T16:00", "02T16:30")], "02T15:00", id="after due: nothing"),
        pytest.param(Term(4, HOUR), [pause("02T15:00", "02T16:30")], "02T15:00", id="at due: nothing"),
        pytest.param(
            Term(4, HOUR), [pause("01T15:00", "02T08:00")], "02T15:00", id="before receipt: nothing"
        ),
        pytest.param(TWO, [pause("03T10:00", "04T10:00")], "05T17:00", id="a day"),
        pytest.param(TWO, [pause("03T10:00", "03T10:15")], "05T17:00", id="rounded up"),
        pytest.param(
            TWO,
            [pause("03T10:00", "03T10:15"), pause("04T10:00", "04T10:15")],
            "05T17:00",
            id="rounded up once",
        ),
        pytest.param(TWO, [pause("02T10:00", "02T16:00")], "04T17:00", id="on the day of receipt: nothing"),
        pytest.param(TWO, [pause("07T10:00", "08T10:00")], "04T17:00", id="after due"),
        pytest.param(
            Term(9, WORKING_DAY), [pause("07T10:00", "08T10:00")], "13T17:00", id="a weekend is free"
        ),
        pytest.param(
            Term(2, WORKING_DAY, waits="day"), [pause("03T10:00", "03T16:00")], "04T17:00", id="no day"
        ),
        pytest.param(
            Term(2, WORKING_DAY, waits="day"), [pause("03T10:00", "04T16:00")], "05T17:00", id="one day"
        ),
        pytest.param(Term(3, DAY), [pause("03T10:00", "04T11:00")], "09T17:00", id="rounded, rolled"),
        pytest.param(Term(3, DAY, waits="day"), [pause("03T10:00", "04T11:00")], "06T17:00", id="whole days"),
        pytest.param(
            Term(3, DAY, ends="same_time", roll=False),
            [pause("03T10:00", "04T11:00")],
            "06T10:00",
            id="to the minute",
        ),
        pytest.param(Term(1, MONTH), [pause("10T10:00", "12T10:00")], "2026-04-06T17:00", id="months"),
        pytest.param(TWO, [pause("03T10:00")], None, id="open"),
        pytest.param(TWO, [pause("05T10:00")], "04T17:00", id="open, after due"),
        pytest.param(TWO, [pause("03T10:00"), pause("03T08:00", "03T12:00")], None, id="open, joined"),
        pytest.param(TWO, [pause("03T10:00", "05T10:00", restart=True)], "09T17:00", id="anew"),
        pytest.param(
            Term(0, WORKING_DAY),
            [pause("02T10:00", "02T10:15"), pause("02T11:00", "02T12:00", restart=True)],
            "03T17:00",
            id="a restart never brings the due moment forward",
        ),
    ],
)
def test_it_waits(term, pauses, expected):
    assert due(term, at("02T09:00"), PLAIN, pauses) == (expected and at(expected))


def test_it_counts_anew_after_a_supplement_only_where_the_term_says_so():
    term, received = Term(5, WORKING_DAY, restart=True), at("02T09:00")

    supplement = due(term, received, PLAIN, [pause("03T10:00", "04T10:00")])
    duty = due(term, received, PLAIN, [pause("03T10:00", "04T10:00", PauseKind.FINANCIAL_DUTY)])

    assert (supplement, duty) == (at("11T17:00"), at("10T17:00"))


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        pytest.param([], "12T17:00", id="alone"),
        pytest.param(
            [pause("03T10:00", "04T10:00")], "12T17:00", id="an earlier wait is in the old due moment"
        ),
        pytest.param([pause("10T10:00", "11T10:00")], "13T17:00", id="a later wait moves it"),
        pytest.param([pause("10T10:00")], None, id="a later wait, open"),
    ],
)
def test_it_moves_to_the_new_appointment(pauses, expected):
    extension = Extension(at("05T09:00"), at("12T17:00"))

    found = due(Term(5, WORKING_DAY), at("02T09:00"), PLAIN, pauses, extension)

    assert found == (expected and at(expected))


def test_it_extends_once_by_a_term_or_to_a_day():
    old, asked = at("06T17:00"), at("05T09:00")

    by_term = clock.extend(old, asked, Term(2, WORKING_DAY), PLAIN)
    to_day = clock.extend(old, asked, date(2026, 3, 10), PLAIN)

    assert by_term == to_day == Extension(asked, at("10T17:00"))


@pytest.mark.parametrize(
    ("asked", "by", "already", "refusal"),
    [
        pytest.param("05T09:00", date(2026, 3, 10), 1, clock.AlreadyExtended, id="a second time"),
        pytest.param("06T09:00", date(2026, 3, 10), 0, clock.TooLateToExtend, id="on the last day"),
        pytest.param("05T09:00", date(2026, 3, 6), 0, clock.NotLater, id="to the same day"),
        pytest.param("05T09:00", date(2026, 3, 8), 0, NoWorkingDay, id="to a Sunday"),
    ],
)
def test_it_refuses_to_extend(asked, by, already, refusal):
    with pytest.raises(refusal):
        clock.extend(at("06T17:00"), at(asked), by, PLAIN, already)


def test_it_answers_an_online_filing_in_eight_working_hours():
    assert clock.answer_due(at("06T15:00"), 8, PLAIN) == at("09T15:30")


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        pytest.param([], "02T14:00", id="none"),
        pytest.param([pause("02T10:00", "02T10:30")], "02T14:30", id="one"),
        pytest.param([pause("02T10:00")], None, id="open"),
        pytest.param(
            [pause("01T10:00", "02T09:00"), pause("05T09:00", "06T09:00")], "02T14:00", id="before, after"
        ),
    ],
)
def test_it_plans_a_step_by_the_half_hour(pauses, expected):
    found = clock.step_due(at("02T09:30"), Decimal("2.5"), PLAIN, pauses)

    assert found == (expected and at(expected))


@pytest.mark.parametrize("hours", [0, Decimal("0.001"), -1])
def test_it_refuses_a_step_of_no_whole_minutes(hours):
    with pytest.raises(ValueError, match="whole minutes"):
        clock.step_due(at("02T09:30"), hours, PLAIN)


def test_it_takes_silence_for_an_answer_after_the_term():
    assert clock.silence_due(at("02T09:00"), Term(10, DAY), PLAIN) == at("12T17:00")


def test_it_keeps_gross_and_net_time_side_by_side():
    closed = [pause("02T10:00", "02T11:00"), pause("05T08:00", "06T08:00")]
    still_open = [pause("02T16:30")]

    found = clock.elapsed(at("02T09:00"), at("02T17:00"), PLAIN, [*closed, *still_open])
    without = clock.elapsed(at("02T09:00"), at("02T17:00"), PLAIN, closed)

    assert without.waiting_minutes == 60
    assert found == clock.Elapsed(gross_minutes=360, net_minutes=270, waiting_minutes=90)


@pytest.mark.parametrize(
    ("due_at", "now", "vi", "en"),
    [
        pytest.param("05T17:00", "02T09:42", "còn 3 ngày làm việc", "3 days of work left", id="days"),
        pytest.param(
            "02T17:00",
            "02T11:42",
            "còn 3 giờ 30 phút làm việc",
            "3 hours 30 minutes of work left",
            id="hours",
        ),
        pytest.param(
            "03T17:00",
            "02T18:00",
            "còn 7 giờ 30 phút làm việc",
            "7 hours 30 minutes of work left",
            id="from the next opening",
        ),
        pytest.param("02T17:00", "02T17:00", "đến hạn", "due now", id="now"),
        pytest.param("02T17:00", "02T20:00", "vừa quá hạn", "just late", id="this evening"),
        pytest.param(
            "02T17:00", "03T10:00", "quá 2 giờ 30 phút", "2 hours 30 minutes late", id="late by hours"
        ),
        pytest.param("02T12:00", "03T15:00", "quá 1 ngày 1 giờ", "1 day 1 hour late", id="late by a day"),
        pytest.param("06T17:00", "07T10:00", "vừa quá hạn", "just late", id="on a Saturday"),
        pytest.param("06T17:00", "09T07:00", "vừa quá hạn", "just late", id="before Monday's opening"),
    ],
)
def test_it_says_what_is_left(due_at, now, vi, en):
    left = clock.remaining(at(due_at), at(now), PLAIN)

    assert (words(left, "vi"), words(left, "en")) == (vi, en)


def test_it_says_nothing_is_left_where_nobody_works():
    assert clock.remaining(at("05T17:00"), at("02T09:00"), Calendar(())) == Remaining(False, 0, 0)


def test_it_stays_in_its_first_session_when_nothing_came_before():
    first = Calendar((SessionPlan(4, date(2027, 1, 1), None, sessions("08:00-12:00")),))

    left = clock.remaining(at("2027-01-01T07:00"), at("2027-01-01T07:30"), first)

    assert left == Remaining(True, 0, 0)


@pytest.mark.parametrize(
    ("term", "calendar", "pauses"),
    [
        pytest.param(Term(1, WORKING_DAY), Calendar(()), [], id="nobody works"),
        pytest.param(Term(1, HOUR), Calendar(()), [], id="nobody works an hour"),
        pytest.param(
            Term(9, DAY), ONE_YEAR, [pause("2024-12-30T09:00", "2025-01-07T09:00")], id="a wait past the end"
        ),
        pytest.param(Term(10**30, DAY), PLAIN, [], id="more days than there are"),
        pytest.param(Term(10**30, WORKING_DAY), PLAIN, [], id="more working days than there are"),
        pytest.param(Term(100_000, HOUR), PLAIN, [], id="fifty years of hours"),
        pytest.param(Term(10**6, MONTH), PLAIN, [], id="months past the last year"),
    ],
)
def test_it_stops_a_runaway_clock(term, calendar, pauses):
    with pytest.raises(clock.RunawayClock):
        due(term, at("2024-12-16T09:00"), calendar, pauses)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: Term(0, HOUR), id="no hours"),
        pytest.param(lambda: Term(-1, WORKING_DAY), id="below zero"),
        pytest.param(lambda: Term(True, DAY), id="a truth"),
        pytest.param(lambda: Term(1.5, DAY), id="half a day"),
        pytest.param(lambda: Term(1, "week"), id="an unknown unit"),
        pytest.param(lambda: Term(1, DAY, cutoff_operator="<"), id="an unknown operator"),
        pytest.param(lambda: Term(1, DAY, ends="noon"), id="an unknown end"),
        pytest.param(lambda: Term(1, WORKING_DAY, ends="same_time"), id="working days at the same time"),
        pytest.param(lambda: pause("02T10:00", "02T09:00"), id="a pause backwards"),
        pytest.param(lambda: due(Term(1, DAY), at("2500-01-01"), PLAIN), id="the year 2500"),
    ],
)
def test_it_refuses_bad_input(wrong):
    with pytest.raises(ValueError, match="must|none of|ends at"):
        wrong()


@settings(max_examples=300, deadline=None)
@given(some.integers(0, 2**32))
def test_it_never_shortens_by_pausing(seed):
    chance = random.Random(seed)
    term, received_at = histories.term(chance), histories.moment(chance, date(2026, 3, 1), 30)
    pauses = histories.pauses(chance, received_at)

    dues = [due(term, received_at, PLAIN, pauses[:n]) or datetime.max for n in range(len(pauses) + 1)]  # noqa: DTZ901

    assert dues == sorted(dues)


@settings(max_examples=300, deadline=None)
@given(some.integers(0, 2**32))
def test_it_does_not_mind_the_order_or_a_split(seed):
    chance = random.Random(seed)
    term, received_at = histories.term(chance), histories.moment(chance, date(2026, 3, 1), 30)
    pauses = histories.pauses(chance, received_at)

    pieces = []
    for one in pauses:
        cut_at = one.from_at + timedelta(minutes=chance.randrange(1, 15))
        pieces += [
            Pause(one.from_at, cut_at, one.kind, one.restart),
            Pause(cut_at, one.until_at, one.kind, one.restart),
        ]
    chance.shuffle(pieces)

    assert due(term, received_at, PLAIN, pieces) == due(term, received_at, PLAIN, pauses)

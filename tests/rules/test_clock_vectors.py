"""The worked examples of the law, over the packaged national calendar."""

import csv
import gzip
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from motcua.cli.deadline import national
from motcua.rules.clock import Term, TimeUnit, due
from motcua.rules.workdays import Calendar, DayKind, SpecialDay

CALENDAR = national()
SHARED = Path(__file__).parents[3] / "shared"
WORKING_DAY, DAY = TimeUnit.WORKING_DAY, TimeUnit.DAY


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        pytest.param("2026-04-29T16:00", Term(3, WORKING_DAY), "2026-05-06", id="3 over 30/4 and 1/5"),
        pytest.param("2026-04-24T09:00", Term(1, WORKING_DAY), "2026-04-28", id="1 over Giỗ Tổ on a Sunday"),
        pytest.param("2026-02-13T10:00", Term(2, WORKING_DAY), "2026-02-24", id="2 over Tết"),
        pytest.param("2025-12-31T14:00", Term(6, WORKING_DAY), "2026-01-10", id="6 to a make-up Saturday"),
        pytest.param("2026-01-15", Term(30, DAY), "2026-02-23", id="30 days, the last in Tết"),
        pytest.param(
            "2026-11-23T15:30", Term(0, WORKING_DAY, time(15)), "2026-11-25", id="same day after 15:00"
        ),
        pytest.param("2026-11-20T14:59", Term(0, WORKING_DAY, time(15)), "2026-11-20", id="14:59"),
        pytest.param(
            "2026-11-20T15:00:00", Term(0, WORKING_DAY, time(15)), "2026-11-20", id="15:00:00 sharp"
        ),
        pytest.param("2026-11-19T15:00:01", Term(0, WORKING_DAY, time(15)), "2026-11-20", id="15:00:01"),
        pytest.param(
            "2026-11-19T15:00", Term(0, WORKING_DAY, time(15), ">="), "2026-11-20", id="from 15:00 on"
        ),
        pytest.param("2024-04-26T10:00", Term(3, WORKING_DAY), "2024-05-04", id="3 to Saturday 4 May 2024"),
        pytest.param("2024-09-26T09:41", Term(1, WORKING_DAY), "2024-09-27", id="the counter's promise"),
        pytest.param("2024-09-26T09:41", Term(3, WORKING_DAY), "2024-10-01", id="the counter's law"),
    ],
)
def test_it_gives_the_day_of_the_law(received, term, expected):
    found = due(term, datetime.fromisoformat(received), CALENDAR)

    assert found == datetime.combine(date.fromisoformat(expected), time(17))


def test_it_goes_on_to_monday_where_the_make_up_saturday_does_not_apply():
    own = SpecialDay(date(2026, 1, 10), DayKind.WEEKEND, reason="Thứ Bảy")

    found = due(
        Term(6, WORKING_DAY), datetime.fromisoformat("2025-12-31T14:00"), CALENDAR.inherit(special_days=[own])
    )

    assert found == datetime.fromisoformat("2026-01-12T17:00")


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        pytest.param("2024-02-08", "2024-02-14", id="Tết 2024"),
        pytest.param("2024-04-27", "2024-05-01", id="30/4 2024"),
        pytest.param("2024-08-31", "2024-09-03", id="2/9 2024"),
        pytest.param("2025-01-25", "2025-02-02", id="Tết 2025"),
        pytest.param("2025-05-01", "2025-05-04", id="1/5 2025"),
        pytest.param("2025-08-30", "2025-09-02", id="2/9 2025"),
        pytest.param("2026-01-01", "2026-01-04", id="New Year 2026"),
        pytest.param("2026-02-14", "2026-02-22", id="Tết 2026"),
        pytest.param("2026-04-25", "2026-04-27", id="Giỗ Tổ 2026"),
        pytest.param("2026-04-30", "2026-05-03", id="30/4 2026"),
        pytest.param("2026-08-29", "2026-09-02", id="2/9 2026"),
        pytest.param("2026-11-24", "2026-11-24", id="Culture Day 2026"),
    ],
)
def test_it_rests_through_the_official_breaks_and_not_around_them(from_on, until_on):
    first, last = date.fromisoformat(from_on), date.fromisoformat(until_on)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    assert not any(CALENDAR.is_working(day) for day in days)
    assert CALENDAR.is_working(last + timedelta(days=1))


@pytest.mark.parametrize(
    "on", ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]
)
def test_it_works_on_the_swapped_saturdays(on):
    day = CALENDAR.day(date.fromisoformat(on))

    assert (day.kind, str(day.sessions[-1])) == (DayKind.MAKE_UP_WORKING, "13:30-17:00")


@pytest.mark.skipif(not (SHARED / "data").exists(), reason="../shared/data is not beside the checkout")
def test_it_reproduces_the_1080_deadlines_of_56_local_days_in_the_receipt_log():
    amsterdam, term = ZoneInfo("Europe/Amsterdam"), Term(56, DAY, ends="same_time", roll=False)
    dossiers = {}
    with gzip.open(SHARED / "data" / "history" / "receipt.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            dossiers[row["case:concept:name"]] = row["case:startdate"], row["case:deadline"]

    reproduced = 0
    for started, deadline in dossiers.values():
        start, end = (
            datetime.fromisoformat(at).astimezone(amsterdam).replace(tzinfo=None) if at else None
            for at in (started, deadline)
        )
        reproduced += end is not None and due(term, start, Calendar()).date() == end.date()

    assert (len(dossiers), reproduced) == (1434, 1080)

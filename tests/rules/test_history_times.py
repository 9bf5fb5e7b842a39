"""The times of a history."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules.history_times import AMBIGUOUS_HOUR, SKIPPED_HOUR, TimeReader, UnreadableTime, question

NEW_YORK = ZoneInfo("America/New_York")
US = {"datetime": ("%m/%d/%Y %I:%M:%S %p",), "date": ("%m/%d/%Y",)}


def reader(formats=None, zone=NEW_YORK):
    return TimeReader(zone, formats or {})


@pytest.mark.parametrize(
    ("cell", "formats", "expected"),
    [
        ("2024-01-05 08:00:00", {}, "2024-01-05T13:00:00+00:00"),
        ("2024-01-05T08:00:00.250Z", {}, "2024-01-05T08:00:00.250000+00:00"),
        ("2011-10-11 13:42:22.688000+02:00", {}, "2011-10-11T11:42:22.688000+00:00"),
        (" 2024-07-05 ", {}, "2024-07-05T04:00:00+00:00"),
        (datetime.fromisoformat("2024-01-05 08:00"), {}, "2024-01-05T13:00:00+00:00"),
        (date(2024, 1, 5), {}, "2024-01-05T05:00:00+00:00"),
        ("03/04/2023 12:00:00 AM", US, "2023-03-04T05:00:00+00:00"),
        ("03/04/2023 12:30:00 pm", US, "2023-03-04T17:30:00+00:00"),
        ("3/4/2023 1:05:09 PM", US, "2023-03-04T18:05:09+00:00"),
        ("03/04/2023", US, "2023-03-04T05:00:00+00:00"),
        ("04 Mar 23", {"date": ("%d %b %y",)}, "2023-03-04T05:00:00+00:00"),
        ("14:05 04.03.2023", {"datetime": ("%H:%M %d.%m.%Y",)}, "2023-03-04T19:05:00+00:00"),
    ],
)
def test_they_become_moments(cell, formats, expected):
    assert reader(formats).read(cell).at.isoformat() == expected


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        ("soon", {}), ("2024-02-30", {}), ("2024-13-01 10:00", {}), (45000.0, {}), (True, {}), ("", {}),
        ("0001-01-01 00:00:00+14:00", {}), ("13/01/2023", US), ("03/04/2023 13:00:00 PM", US),
        ("03/04/2023 00:00:00 AM", US), ("2023-03-04 10:00", US), ("２０２４-01-01x", {}),
    ],
)  # fmt: skip
def test_they_are_refused_when_they_cannot_be_read(cell, formats):
    with pytest.raises(UnreadableTime):
        reader(formats).read(cell)


def test_they_say_when_only_a_day_was_named():
    assert reader().read("2024-01-05").is_day
    assert not reader().read("2024-01-05 00:00").is_day


def test_they_take_the_first_of_an_hour_that_comes_twice():
    found = reader().read("2023-11-05 01:30:00")

    assert (found.at.isoformat(), found.note) == ("2023-11-05T05:30:00+00:00", AMBIGUOUS_HOUR)


def test_they_read_an_hour_that_is_left_out_as_an_hour_later():
    found = reader().read("2023-03-12 02:30:00")

    assert (found.at.astimezone(NEW_YORK).hour, found.note) == (3, SKIPPED_HOUR)


@given(st.datetimes(datetime.fromisoformat("1800-01-01"), datetime.fromisoformat("2200-01-01")))
def test_they_are_read_alike_by_the_fast_reader_and_by_strptime(at):
    at, pattern = at.replace(microsecond=0), "%d/%m/%Y %I:%M:%S %p"
    slow = datetime.strptime(f"{at:{pattern}}", pattern).replace(tzinfo=UTC)

    assert TimeReader(ZoneInfo("UTC"), {"datetime": (pattern,)}).read(f"{at:{pattern}}").at == slow


def test_they_are_asked_about_when_day_and_month_may_be_exchanged():
    asked = question("open_dt", ["03/04/2024 10:00"], {})

    assert "column open_dt holds 03/04/2024 10:00: is that 3 April 2024 or 4 March 2024?" in asked
    assert '{datetime: "%d/%m/%Y %H:%M"} when the day comes first' in asked
    assert '{datetime: "%m/%d/%Y %H:%M"} when the month does' in asked


def test_they_are_asked_about_with_what_other_rows_say():
    assert "only be read with the day first" in question("d", ["03/04/2024", "25/04/2024"], {})
    assert "only be read with the month first" in question("d", ["03/04/2024", "04/25/2024"], {})
    assert "Other rows" not in question("d", ["13/04/2024", "04/25/2024"], {})


def test_they_are_not_asked_about_when_the_map_answers():
    assert question("d", ["03/04/2024"], {"date": ("%d/%m/%Y",)}) == ""
    assert question("d", ["2024-04-03"], {}) == ""


@pytest.mark.parametrize("text", ["03.04.24 9:05:01 AM", "3-4-2024", "03/04/2024T10:00"])
def test_they_can_be_read_once_the_question_is_answered(text):
    asked = question("d", [text], {})
    kind, pattern = asked.partition("formats: {")[2].partition("}")[0].split(": ", 1)

    found = reader({kind: (pattern.strip('"'),)}).read(text)

    assert found.at.astimezone(NEW_YORK).date() == date(2024, 4, 3)

"""The ledger of a due moment, line by line in both languages."""

import csv
from datetime import date, datetime
from importlib.resources import files

import pytest

from motcua.rules.clock import Extension, Pause, PauseKind, Term, TimeUnit, explain
from motcua.rules.ledger_words import CITATIONS
from motcua.rules.workdays import Calendar, DayKind, SpecialDay, sessions

HOUR, WORKING_DAY, DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH
SEPTEMBER = Calendar().inherit(
    special_days=[
        SpecialDay(date(2024, 9, 2), DayKind.HOLIDAY, None, "Quốc khánh", "National Day"),
        SpecialDay(date(2024, 9, 3), DayKind.HOLIDAY, None, "Quốc khánh", "National Day"),
        SpecialDay(date(2024, 9, 8), DayKind.EXTRA_SESSION, sessions("07:30-11:30")),
    ]
)


def at(text):
    return datetime.fromisoformat(f"2024-09-{text}")


def duty(from_text, until_text=None, restart=False):
    return Pause(at(from_text), until_text and at(until_text), PauseKind.FINANCIAL_DUTY, restart)


def shown(ledger, lang):
    return [
        (line.label(lang), line.text_vi if lang == "vi" else line.text_en, line.counted, line.waited)
        for line in ledger.lines
    ]


def test_it_tells_the_split_of_a_plot_as_the_desk_shows_it():
    term = Term(6, WORKING_DAY, waits="day")

    ledger = explain(term, at("12T15:20"), SEPTEMBER, [duty("18T16:45", "24T17:00")])

    assert (ledger.due_at, ledger.due_on) == (at("26T17:00"), date(2024, 9, 26))
    assert shown(ledger, "vi") == [
        ("T5 12/09 15:20", "Nhận hồ sơ. Ngày nhận không tính", 0, 0),
        ("13/09 – 18/09", "Bốn ngày làm việc", 4, 0),
        ("14/09 – 15/09", "Thứ Bảy, Chủ nhật", 0, 0),
        ("18/09 – 24/09", "Tạm dừng, chờ thực hiện nghĩa vụ tài chính", 0, 4),
        ("25/09 – 26/09", "Hai ngày làm việc", 2, 0),
    ]
    assert [line.citation("vi") for line in ledger.lines][:2] == [
        "Bộ luật Dân sự 2015, Điều 147",
        "Quyết định 188/1999/QĐ-TTg",
    ]


def test_it_tells_it_in_english_with_the_holiday_by_name():
    ledger = explain(Term(2, WORKING_DAY), at("05T09:00"), SEPTEMBER)
    holidays = explain(Term(1, WORKING_DAY), datetime.fromisoformat("2024-08-30T09:00"), SEPTEMBER)

    assert shown(ledger, "en") == [
        ("Thu 05/09 09:00", "Received. The day of receipt is not counted", 0, 0),
        ("06/09 – 09/09", "Two working days", 2, 0),
        ("Sat 07/09", "Saturday, Sunday", 0, 0),
        ("Sun 08/09", "Extra session, not counted", 0, 0),
    ]
    assert ("02/09 – 03/09", "National Day", 0, 0) in shown(holidays, "en")


@pytest.mark.parametrize(
    ("term", "received", "pauses", "vi"),
    [
        pytest.param(
            Term(0, WORKING_DAY, datetime.min.time().replace(hour=15)),
            "12T15:30",
            [],
            ["Nhận hồ sơ. Trả kết quả trong ngày", "Nhận sau giờ chốt, tính vào ngày làm việc kế tiếp",
             "Trả kết quả trong ngày"],
            id="same day, after the cut-off",
        ),
        pytest.param(
            Term(1, WORKING_DAY),
            "14T09:00",
            [],
            ["Nhận hồ sơ. Ngày nhận không tính", "Nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp",
             "Một ngày làm việc"],
            id="on a Saturday",
        ),
        pytest.param(
            Term(4, HOUR),
            "12T16:00",
            [duty("13T08:00", "13T09:15")],
            ["Nhận hồ sơ. Giờ làm việc bắt đầu tính", "1 giờ 30 phút làm việc",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính", "2 giờ 30 phút làm việc"],
            id="hours",
        ),
        pytest.param(
            Term(8, HOUR),
            "13T16:00",
            [duty("16T08:00", "16T09:00", restart=True)],
            ["Nhận hồ sơ. Giờ làm việc bắt đầu tính", "1 giờ 30 phút làm việc", "Thứ Bảy, Chủ nhật",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính; tính lại từ đầu",
             "Đã đủ hồ sơ, tính lại từ đầu. Giờ làm việc bắt đầu tính", "8 giờ làm việc"],
            id="hours, anew",
        ),
        pytest.param(
            Term(1, HOUR, datetime.min.time().replace(hour=15)),
            "12T15:30",
            [duty("12T16:00", "12T16:30")],
            ["Nhận hồ sơ. Giờ làm việc bắt đầu tính", "Nhận sau giờ chốt, tính vào ngày làm việc kế tiếp",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính", "1 giờ làm việc"],
            id="hours after the cut-off, waiting before they run",
        ),
        pytest.param(
            Term(12, DAY),
            "02T09:00",
            [duty("05T09:00", "06T09:00", restart=True), duty("10T09:00", "10T10:00")],
            ["Nhận hồ sơ. Ngày nhận không tính", "Nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính; tính lại từ đầu",
             "Đã đủ hồ sơ, tính lại từ đầu. Ngày nhận không tính", "Ba ngày",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính", "Chín ngày"],
            id="days",
        ),
        pytest.param(
            Term(1, MONTH),
            "05T09:00",
            [duty("06T09:00", "09T09:00", restart=True), duty("10T09:00", "13T09:00")],
            ["Nhận hồ sơ. Ngày nhận không tính", "Một tháng",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính; tính lại từ đầu",
             "Đã đủ hồ sơ, tính lại từ đầu. Ngày nhận không tính", "Một tháng",
             "Tạm dừng, chờ thực hiện nghĩa vụ tài chính",
             "Ngày cuối là ngày nghỉ (Thứ Bảy, Chủ nhật), hạn là ngày làm việc kế tiếp"],
            id="months",
        ),
    ],
)  # fmt: skip
def test_it_names_what_happened(term, received, pauses, vi):
    ledger = explain(term, at(received), SEPTEMBER, pauses)

    assert [line.text_vi for line in ledger.lines] == vi
    assert sum(line.counted for line in ledger.lines) == term.value * (60 if term.unit is HOUR else 1)


@pytest.mark.parametrize("unit", [HOUR, WORKING_DAY, DAY, MONTH])
def test_it_ends_open_while_the_dossier_waits(unit):
    ledger = explain(Term(3, unit), at("12T09:00"), SEPTEMBER, [duty("12T11:00")])

    assert (ledger.due_at, ledger.due_on) == (None, None)
    assert shown(ledger, "en")[-1] == ("from Thu 12/09 11:00", "Paused, waiting for a financial duty", 0, 0)


@pytest.mark.parametrize("unit", [HOUR, WORKING_DAY, DAY, MONTH])
def test_it_tells_of_the_new_appointment(unit):
    extension = Extension(at("12T10:00"), datetime.fromisoformat("2024-10-21T17:00"))

    ledger = explain(Term(1, unit), at("12T09:00"), SEPTEMBER, [duty("12T11:00", "13T11:00")], extension)

    assert "Xin lỗi và hẹn lại, một lần" in [line.text_vi for line in ledger.lines]
    assert ledger.due_at > extension.due_at
    assert sum(line.counted for line in ledger.lines) == (60 if unit is HOUR else 1)


def test_it_cites_only_sources_of_the_register():
    register = files("motcua.data").joinpath("sources").joinpath("time.csv").read_text("utf-8")

    assert set(CITATIONS) <= {row["id"] for row in csv.DictReader(register.splitlines())}

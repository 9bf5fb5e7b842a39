"""Forms, identities, what is printed, and what a kept report differs in."""

from datetime import date, datetime

import pytest

from motcua.rules import periods, reports, reports_print
from motcua.rules.reports import Row, RowKind
from motcua.rules.reports_ii06 import (
    DEFAULT,
    Basis,
    Definition,
    NoSuchDefinition,
    Sums,
    Waiting,
    carried_over,
    cells,
    definition,
    on_time_share,
)
from tests.rules import kept_forms as kept

AT = datetime.fromisoformat("2024-10-02T08:00")
BEFORE = {"open": 5, "waiting": 1}
WITHIN = {"received_online": 10, "received_direct": 3, "received_post": 1, "closed": 12,
          "early_promise": 4, "late_promise": 2, "early_law": 7, "late_law": 0}  # fmt: skip
END = {"open": 7, "waiting": 2, "charged": 1, "overdue_promise": 3, "overdue_law": 1}


def line(about="unit:1", name="Xã Lam Sơn", **counts):
    form = kept.form("ii06c")
    made = cells(Sums(BEFORE, WITHIN, END), DEFAULT) | {"STT": 1, "TenLinhVuc": name} | counts
    return Row(RowKind.LINE, about, {key: made.get(key) for key in form.keys})


@pytest.mark.parametrize(
    ("way", "columns"),
    [
        (Definition(), [19, 10, 4, 5, 12, 4, 6, 2, 7, 4, 3]),
        (Definition(basis=Basis.LAW), [19, 10, 4, 5, 12, 7, 5, 0, 7, 6, 1]),
        (Definition(Waiting.APART), [19, 10, 4, 5, 12, 4, 6, 2, 7, 4, 3]),
        (Definition(Waiting.SETTLED_ON_TIME), [19, 10, 4, 5, 14, 4, 8, 2, 5, 2, 3]),
    ],
    ids=["in process", "by law", "apart", "settled on time"],
)
def test_they_are_counted_as_the_definition_says(way, columns):
    found = cells(Sums(BEFORE, WITHIN, END), way)

    assert list(found.values())[:11] == columns
    assert found["TamDungChoBoSung"] == 2
    assert found["TamDungChoNghiaVu"] == 1


def test_they_carry_over_what_was_called_settled_while_it_waited():
    assert carried_over(BEFORE, DEFAULT, previous_open=5) == (5, 5)
    assert carried_over(BEFORE, Definition(Waiting.SETTLED_ON_TIME), previous_open=4) == (5, 5)


def test_they_say_where_an_identity_fails():
    form = kept.form("ii06c")
    rows = [line(), line("unit:2", "Xã Hồng Quang", DaXuLyQuaHan=3)]
    rows.append(reports.total(form, rows, name="Tổng cộng", about="total"))

    broken = reports.failed(form, rows)

    assert [(check.row, check.name, check.whole, check.is_, check.should_be) for check in broken] == [
        (2, "Xã Hồng Quang", "DaXuLy", 12, 13),
        (3, "Tổng cộng", "DaXuLy", 24, 25),
    ]


def test_they_say_when_a_total_is_not_its_rows_and_a_count_is_below_zero():
    form = kept.form("ii06c")
    row = line()
    total = Row(RowKind.TOTAL, "total", {**row.cells, "TongSo": 20})
    below = line("unit:3", "Xã Tứ Cường", DangXuLyTrongHan=-1, DangXuLy=2)

    assert {check.parts for check in reports.failed(form, [row, total])} >= {("total",)}
    assert (("DangXuLyTrongHan", ())) in {
        (check.whole, check.parts) for check in reports.failed(form, [below])
    }


def test_they_add_up_groups_one_by_one():
    form = kept.form("ii06c")
    lines = [line(), line("unit:2", "B"), line("unit:3", "C")]
    first = reports.total(form, lines[:1], name="Cấp huyện", kind=RowKind.GROUP)
    second = reports.total(form, lines[1:], name="Cấp xã", kind=RowKind.GROUP)
    rows = [first, lines[0], second, *lines[1:], reports.total(form, lines, name="Tổng cộng")]

    assert reports.failed(form, rows) == []
    assert rows[-1].cells["TongSo"] == 57


def test_a_share_of_nothing_is_no_share():
    form = kept.form("payment")
    empty = reports.total(form, [], name="Tổng cộng")

    assert empty.cells["TyLeTrucTuyen"] is None
    assert on_time_share({"DaXuLy": 0, "DaXuLyTruocHan": 0, "DaXuLyDungHan": 0}) is None
    assert reports_print.text(None, "share") == "–"


def test_what_nobody_measures_yet_is_never_zero():
    form = kept.form("digitisation")
    total = reports.total(form, [], name="Tổng cộng")

    assert total.cells["TaiSuDungCongDVCQG"] is None
    assert total.cells["TiepNhan"] == 0


def test_its_headings_cover_every_column_once():
    for form in (*kept.forms(), kept.form("ii06a", Definition(Waiting.APART))):
        found = reports_print.headings(form)
        depth = max(one.row for one in found) + 1
        covered = [
            (row, column)
            for one in found
            for row in range(one.row, one.row + one.rows)
            for column in range(one.column, one.column + one.columns)
        ]

        assert sorted(covered) == [(r, c) for r in range(depth) for c in range(len(form.columns))], form.key


def test_it_names_an_unknown_definition():
    with pytest.raises(NoSuchDefinition):
        definition("waiting_somewhere")
    with pytest.raises(NoSuchDefinition):
        definition("", "hope")
    assert definition("", "law") == Definition(basis=Basis.LAW)
    assert definition().name == "waiting_in_process/promise"


def test_it_refuses_a_form_whose_identity_names_no_column():
    data = {
        "key": "x", "number": "", "title": {"vi": "", "en": ""}, "short": {"vi": "", "en": ""},
        "counted": {"vi": "", "en": ""}, "law": "", "source": "", "confidence": "", "rows": "unit",
        "scope": "own", "columns": [], "identities": [{"whole": "A", "parts": []}],
    }  # fmt: skip

    with pytest.raises(ValueError, match="no column A"):
        reports.form(data)


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("2024-09", "Tháng 9/2024 (từ ngày 01/09/2024", "Month 09/2024 (01/09/2024"),
        ("2024H1", "6 tháng đầu năm 2024", "Half 1 of 2024"),
        ("TT01-2024H2", "6 tháng cuối năm 2024 (từ ngày 15/06/2024 đến hết ngày 14/12/2024)", "Half 2"),
        ("TT01-2024", "Năm 2024 (từ ngày 15/12/2023", "Year 2024"),
        ("2024Q4", "Quý IV/2024", "Quarter 4 of 2024"),
        ("2024-09-02..2024-09-05", "Từ ngày 02/09/2024 đến hết ngày 05/09/2024", "02/09/2024 to 05/09/2024"),
    ],
)
def test_it_names_a_period_in_both_languages(key, vi, en):
    period = periods.parse(key)

    assert reports_print.period_words(period, "vi").startswith(vi)
    assert reports_print.period_words(period, "en").startswith(en)


def test_it_prints_definition_deadline_and_rate():
    form = kept.form("ii06c")
    rows = (line(), reports.total(form, [line()], name="Tổng cộng", about="total"))
    made = reports_print.Print(
        form, "UBND xã Lam Sơn", "UBND xã Lam Sơn", "Lam Sơn", periods.parse("2024-09"), DEFAULT,
        AT, False, "a" * 64, "https://x/?hash=a",
    )  # fmt: skip

    page = reports_print.printed(made, rows, in_words=True)
    issued = reports_print.printed(
        reports_print.Print(**{f: getattr(made, f) for f in made.__slots__} | {
            "edition": 2, "position": "2024.7", "issued_at": AT, "is_running": True,
        }), rows, lang="en",
    )  # fmt: skip

    assert page["notes"][0] == "Số liệu tính đến 08:00 02/10/2024."
    assert any("thời hạn đã hẹn" in note for note in page["notes"])
    assert "Tỷ lệ trước hạn và đúng hạn: 83,33 %." in page["notes"]
    assert page["state"].startswith("BẢN TÍNH THỬ")
    assert page["rows"][0]["texts"][2] == "19"
    assert issued["state"] == "Issue 2, 08:00 02/10/2024 · place in the journal 2024.7 · 2 rows"
    assert "not over yet" in issued["notes"][0]


def test_it_names_the_day_as_official_papers_do():
    assert reports_print._day(date(2024, 2, 3), long=True) == "ngày 03 tháng 02 năm 2024"
    assert reports_print._day(date(2024, 10, 12), long=False) == "12/10/2024"


def test_it_reads_kept_rows_back_and_finds_what_changed():
    form = kept.form("ii06c")
    issued = (line(), line("unit:2", "B"))
    body = reports_print.canonical({"form": "ii06c"}, form, issued)

    again = reports_print.rows_of(body)
    now = (line(DaXuLyQuaHan=3), line("unit:3", "C", TongSo=1))
    found = reports_print.differences(form.columns, again, now)

    assert again == issued
    assert found[0] == ("unit:1", "Xã Lam Sơn", "DaXuLyQuaHan", 2, 3)
    assert ("unit:2", "B", "TongSo", 19, None) in found
    assert ("unit:3", "C", "TongSo", None, 1) in found
    assert reports_print.differences(form.columns, issued, issued) == []


def test_a_cell_of_a_file_is_never_a_formula():
    form = kept.form("register")
    row = Row(RowKind.LINE, "dossier:x", {"TT": 1, "TenNguoiNop": "=1+1", "SoLuong": 2})

    found = dict(zip(form.keys, reports_print.csv_cells(form, row), strict=True))

    assert found["TenNguoiNop"] == "'=1+1"
    assert found["SoLuong"] == 2


def test_it_writes_values_by_their_kind():
    assert reports_print.text("2024-09-26T09:42", "moment") == "26/09/2024 09:42"
    assert reports_print.text(30412, "money", "en") == "30,412"
    assert reports_print.text(0.5, "decimal") == "0,50"
    assert reports_print.text(None, "text") == ""
    assert reports_print.text(0.9999, "share") == "99,99 %"
    assert reports_print.percent(1.0) == "100,00 %"
    with pytest.raises(KeyError):
        kept.form("ii06a").column("Gone")


def test_a_form_knows_its_columns_and_whether_it_lists():
    form = kept.form("payment")

    assert form.column("TyLeTrucTuyen").is_number
    assert not form.column("TenDonVi").is_number
    assert kept.form("late").is_list
    assert not form.is_list


def test_a_form_without_a_definition_prints_less():
    made = reports_print.Print(
        kept.form("digitisation"), "X", "X", "", periods.parse("2024-09"), DEFAULT, AT, False, ""
    )
    empty = reports.total(made.form, [], name="Tổng cộng", about="total")

    page = reports_print.printed(made, (empty,))

    assert page["notes"] == ["Số liệu tính đến 08:00 02/10/2024.", "“–”: chưa đo được, không phải bằng 0."]
    assert page["number"] == ""
    assert page["rows"][0]["cells"][0] == ""
    assert "not yet measured" in reports_print.notes(made, (), "en")[-1]


def test_a_report_that_settled_nothing_names_no_rate():
    form = kept.form("ii06c")
    empty = reports.total(form, [], name="Tổng cộng", about="total")
    made = reports_print.Print(
        form, "X", "X", "", periods.parse("2024-09"), DEFAULT, AT, False, "", edition=1
    )

    assert not any("Tỷ lệ" in note for note in reports_print.notes(made, (empty,), "vi"))
    assert not any("Tỷ lệ" in note for note in reports_print.notes(made, (), "vi"))
    assert reports_print.printed(made, (empty,))["state"].startswith("Phát hành lần 1")


def test_a_list_names_its_deadline_only():
    made = reports_print.Print(
        kept.form("late"), "X", "X", "", periods.parse("2024-09"), DEFAULT, AT, False, ""
    )

    assert reports_print.notes(made, (), "en") == [
        "Figures as of 08:00 02/10/2024.",
        "Held against the promised deadline.",
    ]
    assert reports_print.period_name(periods.parse("2024-09-01..2024-09-03")) == ""

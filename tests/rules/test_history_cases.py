"""The dossiers of a history."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules.history_cases import cases
from motcua.rules.history_map import BadMap, read_map
from motcua.rules.history_rows import Case, Refused, Source
from motcua.rules.history_times import AmbiguousFile

NAMES = ("ma", "nhan", "hen", "xong", "don_vi", "duong")
ROWS = read_map({
    "rows": "dossiers", "timezone": "Asia/Ho_Chi_Minh",
    "columns": dict(code="ma", received_at="nhan", due_at="hen", finished_at="xong", unit="don_vi"),
})  # fmt: skip
EVENTS = read_map({
    "rows": "events", "timezone": "Asia/Ho_Chi_Minh", "columns": {"code": "case", "due_at": "due"},
    "events": {"activity": "what", "at": "when", "actor": "who"}, "finished_by": ["Trả kết quả"],
})  # fmt: skip


def table(*rows, names=NAMES, name="a.csv"):
    cells = [dict(zip(names, row, strict=False)) for row in rows]
    return Source(name, names, list(enumerate(cells, 2)))


def events(*rows):
    return table(*rows, names=("case", "due", "what", "when", "who", "case:kind", "room"))


def one(*row):
    [found] = cases(ROWS, [table(row)])
    return found


def test_they_keep_what_the_map_does_not_name_as_facts():
    found = one("1", "2024-03-01 08:00", "", "", "Xã  Lam Sơn ", "Trần Hưng Đạo")

    assert found.texts == {"unit": "Xã Lam Sơn"}
    assert json.loads(found.facts) == {"duong": "Trần Hưng Đạo"}


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (1204.0, "1204"), (1.5, 1.5), (True, True), (7, 7), (float("nan"), "nan"), (float("inf"), "inf"),
        (date(2024, 3, 1), "2024-03-01"), ("  ", None),
    ],
)  # fmt: skip
def test_they_keep_facts_that_every_database_can_read(cell, kept):
    found = one("1", "2024-03-01", "", "", "", cell)

    assert json.loads(found.facts).get("duong") == kept


def test_they_are_due_at_the_end_of_a_bare_day():
    found = one("1", "2024-03-01", "2024-03-05", "2024-03-05 16:59")

    assert found.due_at.isoformat() == "2024-03-05T16:59:59.999999+00:00"  # 23:59:59.999999 in Hà Nội


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "2024-03-01"), "missing_code"),
        (("1", " "), "missing_received"),
        (("1", "yesterday"), "unreadable_time"),
        (("1", "2024-03-01", "2024-02-30"), "unreadable_time"),
        (("1", "2024-03-01 08:00", "", "2024-03-01 07:59"), "finished_before_received"),
        (("1", "2024-03-01 08:00", "", "2024-02-29"), "finished_before_received"),
        (("x" * 101, "2024-03-01"), "text_too_long"),
        (("1\u202e", "2024-03-01"), "unreadable_text"),
        (("1", "2024-03-01", "", "", "", "a\x00b"), "unreadable_text"),
    ],
)
def test_they_are_refused_with_the_reason(row, reason):
    found = one(*row)

    assert isinstance(found, Refused)
    assert (found.reason, found.file, found.line) == (reason, "a.csv", 2)


@pytest.mark.parametrize("finished", ["2024-03-01", "2024-03-01 00:00:00", "2024-03-01 00:00:00.010"])
def test_they_may_end_on_the_bare_day_of_their_receipt(finished):
    found = one("1", "2024-03-01 08:00", "", finished)

    assert isinstance(found, Case)


def test_they_come_once_also_over_two_files():
    row = ("1", "2024-03-01")

    found = list(cases(ROWS, [table(row, row), table(row, name="b.csv")]))

    assert [getattr(each, "reason", "") for each in found] == ["", "duplicate_code", "duplicate_code"]


def test_they_may_follow_a_refused_row_of_the_same_code():
    found = list(cases(ROWS, [table(("1", "no"), ("1", "2024-03-01"))]))

    assert isinstance(found[1], Case)


def test_they_refuse_cells_beyond_the_last_column():
    cells = {"ma": "1", "nhan": "2024-03-01", "": "left over"}

    [found] = cases(ROWS, [Source("a.csv", NAMES, [(2, cells)])])

    assert found.reason == "too_many_cells"


def test_they_need_the_columns_of_the_map():
    with pytest.raises(BadMap, match=r"columns.due_at: a.csv has no column 'hen'; it has ma, nhan"):
        list(cases(ROWS, [table(("1", "2"), names=("ma", "nhan"))]))


def test_they_need_the_columns_of_the_events():
    with pytest.raises(BadMap, match="events.activity: a.csv has no column 'what'"):
        list(cases(EVENTS, [table(("1", "2"), names=("case", "due"))]))


def test_they_are_not_guessed_from_ambiguous_dates():
    with pytest.raises(AmbiguousFile, match="a.csv: column nhan holds 03/04/2024"):
        list(cases(ROWS, [table(("1", "03/04/2024"), ("2", "25/04/2024"))]))


def test_they_refuse_a_single_odd_date_among_iso_dates():
    found = list(cases(ROWS, [table(("1", "2024-04-03"), ("2", "03/04/2024"))]))

    assert found[1].reason == "unreadable_time"


def test_they_have_one_fingerprint_however_a_row_is_spelt():
    first = one("1", "2024-03-01 08:00", "", "", "Xã Lam Sơn").fingerprint()

    assert one("1", "2024-03-01T01:00:00Z", "", "", " Xã Lam Sơn ").fingerprint() == first
    assert one("1", "2024-03-01 08:01", "", "", "Xã Lam Sơn").fingerprint() != first


def test_they_are_brought_together_from_their_events():
    source = events(
        ("7", "2024-03-09", "Thẩm định", "2024-03-02 10:00", "Minh", "đất", "P2"),
        ("8", "", "Tiếp nhận", "2024-03-02 11:00", "Lan"),
        ("7", "", "Trả kết quả", "2024-03-08 15:00", "Lan"),
        ("7", "", "Tiếp nhận", "2024-03-01 08:00", "Lan"),
    )

    seven, eight = cases(EVENTS, [source])

    assert [event.activity for event in seven.events] == ["Tiếp nhận", "Thẩm định", "Trả kết quả"]
    assert seven.received_at == seven.events[0].at
    assert seven.finished_at == seven.events[2].at
    assert json.loads(seven.facts) == {"case:kind": "đất"}
    assert json.loads(seven.events[1].facts) == {"room": "P2"}
    assert eight.finished_at is None


def test_they_stay_when_one_event_is_refused():
    source = events(
        ("7", "", "Tiếp nhận", "2024-03-01 08:00"),
        ("7", "", "Thẩm định", "later"),
        ("7", "", "", "2024-03-01 09:00"),
        ("7", "", "Thẩm định", ""),
        ("", "", "Thẩm định", "2024-03-01 09:00"),
        ("7", "", "", ""),
    )

    found = list(cases(EVENTS, [source]))

    assert [each.reason for each in found[:-1]] == [
        "unreadable_time", "missing_activity", "missing_time", "missing_code",
    ]  # fmt: skip
    assert all(each.is_event for each in found[:-1])
    assert len(found[-1].events) == 1


def test_they_are_refused_whole_when_their_own_times_are_unreadable():
    source = events(
        ("7", "soon", "Tiếp nhận", "2024-03-01 08:00"), ("7", "", "Thẩm định", "2024-03-01 09:00")
    )

    [found] = cases(EVENTS, [source])

    assert (found.reason, found.is_event, found.events) == ("unreadable_time", False, 2)


def test_they_are_refused_when_no_event_tells_of_their_receipt():
    [found] = cases(EVENTS, [events(("7", "", "", ""))])

    assert found.reason == "missing_received"


def test_they_find_a_traces_own_attributes_first_in_a_log():
    plan = read_map({
        "rows": "events", "timezone": "UTC", "columns": {"code": "concept:name"},
        "events": {"activity": "concept:name", "at": "time:timestamp"},
    })  # fmt: skip
    cells = {"case:concept:name": "7", "concept:name": "Tiếp nhận", "time:timestamp": "2024-03-01T08:00:00Z"}

    [found] = cases(plan, [Source("a.xes", tuple(cells), [(1, cells)], is_log=True)])

    assert (found.code, found.events[0].activity) == ("7", "Tiếp nhận")


cells = st.one_of(
    st.none(), st.text(max_size=12), st.floats(), st.datetimes(), st.booleans(),
    st.sampled_from(["2024-03-01", "2024-03-02 08:00", "03/04/2024", "1", "2"]),
)  # fmt: skip


@given(st.lists(st.tuples(*[cells] * len(NAMES)), max_size=20))
def test_they_are_each_kept_or_refused_whatever_the_cells(rows):
    try:
        found = list(cases(ROWS, [table(*rows)]))
    except AmbiguousFile:
        return

    codes = [each.code for each in found if isinstance(each, Case)]
    assert len(found) == len(rows)
    assert len(codes) == len(set(codes))
    assert all(isinstance(each.fingerprint(), str) for each in found if isinstance(each, Case))


@given(st.lists(st.tuples(*[cells] * 7), max_size=20))
def test_they_account_for_every_event_whatever_the_cells(rows):
    try:
        found = list(cases(EVENTS, [events(*rows)]))
    except AmbiguousFile:
        return

    kept = sum(len(each.events) for each in found if isinstance(each, Case))
    refused = sum(1 if each.is_event else each.events for each in found if isinstance(each, Refused))
    assert kept + refused <= len(rows)

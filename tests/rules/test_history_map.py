"""The map of a history."""

import pytest

from motcua.rules.history_map import BadMap, read_map

GOOD = {"rows": "dossiers", "timezone": "Asia/Ho_Chi_Minh", "columns": {"code": "ma", "received_at": "nhan"}}
EVENTS = GOOD | {
    "rows": "events", "columns": {"code": "case"}, "events": {"activity": "what", "at": "when"},
}  # fmt: skip


def test_it_reads_the_columns_and_formats():
    found = read_map(
        GOOD | {"formats": {"date": "%d/%m/%Y", "datetime": ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"]}}
    )

    assert found.columns == {"code": "ma", "received_at": "nhan"}
    assert found.formats["date"] == ("%d/%m/%Y",)
    assert len(found.formats["datetime"]) == 2
    assert not found.per_event


def test_it_leaves_the_events_of_a_dossiers_map_alone():
    found = read_map(GOOD | {"events": {"activity": "a", "at": "b", "actor": "c"}})

    assert found.events == {}


def test_it_may_leave_the_receipt_to_the_first_event():
    assert read_map(EVENTS).columns == {"code": "case"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(None, "the map: expected keys", id="empty"),
        pytest.param(["rows"], "the map: expected keys", id="a list"),
        pytest.param(GOOD | {"colums": {}}, "the map: no such key 'colums'", id="unknown key"),
        pytest.param(GOOD | {"rows": "cases"}, "rows: say dossiers or events", id="unknown rows"),
        pytest.param(GOOD | {"timezone": "Asia/Thanh_Mien"}, "timezone: no zone", id="unknown zone"),
        pytest.param(GOOD | {"timezone": "../etc"}, "timezone: no zone", id="a path for a zone"),
        pytest.param(GOOD | {"timezone": 7}, "timezone: expected a text", id="a number for a zone"),
        pytest.param({k: v for k, v in GOOD.items() if k != "timezone"}, "timezone: missing", id="no zone"),
        pytest.param(GOOD | {"columns": {"code": "ma"}}, "columns.received_at: missing", id="no receipt"),
        pytest.param(GOOD | {"columns": {"received_at": "n"}}, "columns.code: missing", id="no code"),
        pytest.param(GOOD | {"columns": {"cod": "ma"}}, "columns: no such key 'cod'", id="unknown target"),
        pytest.param(GOOD | {"columns": {"code": 3}}, "columns.code: expected", id="a number for a column"),
        pytest.param(EVENTS | {"events": {"activity": "x"}}, "events.at: missing", id="no time of events"),
        pytest.param(GOOD | {"formats": {"day": "%d"}}, "formats: no such key 'day'", id="unknown format"),
        pytest.param(GOOD | {"formats": {"date": "dd/mm"}}, "formats.date: 'dd/mm' is no", id="no pattern"),
        pytest.param(GOOD | {"finished_by": 3}, "finished_by: expected", id="a number for activities"),
    ],
)  # fmt: skip
def test_it_names_the_key_that_is_wrong(raw, said):
    with pytest.raises(BadMap, match="^" + said.replace("(", r"\(")):
        read_map(raw)

"""`motcua import history` and `motcua report timeliness`, as a person types them."""

import csv
import gzip
import io
import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from motcua.__main__ import main
from motcua.records.models import Collection, PastDossier

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "history"
RECEIPT = ROOT / "maps" / "receipt.yaml"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data beside the checkout")
LAST_EVENT = "2012-01-23T15:42:55+01:00"
FIGURES = {
    "received": 1434, "closed": 1329, "closed_with_due": 1329, "on_time": 952, "late": 377,
    "open": 105, "open_in_time": 66, "open_overdue": 39,
}  # fmt: skip

MAP = """
rows: dossiers
timezone: Asia/Ho_Chi_Minh
columns: {code: ma, received_at: nhan, due_at: hen, finished_at: xong, unit: xa}
"""
HEAD = "ma,nhan,hen,xong,xa,duong\n"
US = """case_id,open_dt,target_dt,closed_dt,department,type,source,street
101,03/04/2023 01:15:00 PM,03/09/2023 05:00:00 PM,03/08/2023 09:30:00 AM,Public Works,Pothole,Phone,Main St
102,03/04/2023 12:05:00 AM,03/09/2023 05:00:00 PM,03/10/2023 09:30:00 AM,Public Works,Pothole,Web,Elm Street
103,03/12/2023 02:30:00 AM,,03/13/2023 09:30:00 AM,Parks,Fallen tree,Web,Oak Street
104,11/05/2023 01:30:00 AM,11/09/2023 05:00:00 PM,,Parks,Fallen tree,Phone,Oak Street
105,13/05/2023 01:30:00 AM,11/09/2023 05:00:00 PM,,Parks,Fallen tree,Phone,Oak Street
"""


@pytest.fixture
def motcua(capsys):
    """Run a command; answer with its code, and what it printed and said."""

    def run(*words):
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def bring(motcua, tmp_path):
    """Write rows and a map, and import them."""

    def run(text, *words, plan=MAP, name="cu.csv"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        (tmp_path / "map.yaml").write_text(plan, "utf-8")
        return motcua("import", "history", tmp_path / name, "--map", tmp_path / "map.yaml", "--json", *words)

    return run


def figures(answer):
    return {name: answer[name] for name in FIGURES}


@needs_data
@pytest.mark.parametrize("name", ["receipt.csv.gz", "receipt.xes.gz"])
def test_they_give_the_known_figures_of_the_receipt_log(motcua, name):
    _, printed, _ = motcua("import", "history", DATA / name, "--map", RECEIPT, "--json")
    read = json.loads(printed)
    _, printed, _ = motcua("report", "timeliness", "--collection", "receipt", "--as-of", LAST_EVENT, "--json")
    answer = json.loads(printed)

    assert (read["read"], read["new"], read["refused"], read["collection"]) == (1434, 1434, 0, "receipt")
    assert read["events"]["kept"] == 8577
    assert figures(answer) == FIGURES
    assert round(answer["share_on_time"] * 100, 4) == 71.6328


@needs_data
def test_they_look_back_from_the_last_event_and_change_nothing_the_second_time(motcua):
    motcua("import", "history", DATA / "receipt.csv.gz", "--map", RECEIPT)
    _, printed, _ = motcua("import", "history", DATA / "receipt.csv.gz", "--map", RECEIPT, "--json")
    _, figures_printed, said = motcua("report", "timeliness", "--json")

    again = json.loads(printed)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1434)
    assert figures(json.loads(figures_printed)) == FIGURES
    assert "this is the history receipt" in said
    assert "as of the last moment of receipt: 2012-01-23 15:42:54.644000+01:00" in said


@needs_data
def test_the_clock_counts_the_deadlines_of_the_receipt_log(motcua):
    from motcua.rules.clock import Term, TimeUnit, due
    from motcua.rules.workdays import Calendar

    motcua("import", "history", DATA / "receipt.csv.gz", "--map", RECEIPT)
    zone, calendar = ZoneInfo("Europe/Amsterdam"), Calendar()
    term = Term(56, TimeUnit.DAY, ends="same_time", roll=False)

    counted = agreed = 0
    for received_at, due_at in PastDossier.objects.values_list("received_at", "due_at"):
        received, deadline = (at.astimezone(zone).replace(tzinfo=None) for at in (received_at, due_at))
        if deadline.date() - received.date() == timedelta(days=56):
            counted += 1
            agreed += due(term, received, calendar).date() == deadline.date()
    assert (counted, agreed) == (1080, 1080)


def test_they_read_one_row_per_dossier_with_american_dates(bring, motcua):
    plan = (ROOT / "maps" / "example-dossiers.yaml").read_text("utf-8")

    _, printed, said = bring(US, plan=plan)
    read = json.loads(printed)
    _, printed, _ = motcua(
        "report", "timeliness", "--collection", "cu", "--as-of", "2023-11-10", "--by", "unit", "--json"
    )
    parks, works, total = json.loads(printed)["rows"]

    assert (read["read"], read["new"], read["refused"]) == (5, 4, 1)
    assert "1 times fell in an hour left out" in said
    assert "1 times fell in an hour that comes twice" in said
    assert (works["group"], works["on_time"], works["late"]) == ("Public Works", 1, 1)
    assert (parks["closed"], parks["closed_with_due"], parks["open_overdue"]) == (1, 0, 1)
    assert (total["received"], total["share_on_time"]) == (4, 0.5)
    assert PastDossier.objects.get(code="101").facts == {"street": "Main St"}


def test_they_refuse_impossible_rows_one_by_one(bring, tmp_path):
    rows = HEAD + (
        "1,2024-03-01 08:00,2024-03-05,2024-03-04 10:00,Lam Sơn,a\n"
        "1,2024-03-01 08:00,,,Lam Sơn,a\n"
        "2,2024-03-02 08:00,,2024-03-01 10:00,Lam Sơn,a\n"
        "3,hôm qua,,,Lam Sơn,a\n"
        ",2024-03-01 08:00,,,Lam Sơn,a\n"
        "4,,,,Lam Sơn,a\n"
        "=5,2024-02-30,,,Lam Sơn,a\n"
        "6,2024-03-01 08:00,,,Lam Sơn,a,b\n"
        "7,2024-03-01 08:00\n"
    )

    code, printed, _ = bring(rows, "--refused", tmp_path / "out.csv")

    answer = json.loads(printed)
    assert (code, answer["read"], answer["new"], answer["refused"]) == (0, 9, 2, 7)
    assert answer["reasons"] == {
        "duplicate_code": 1, "finished_before_received": 1, "unreadable_time": 2, "missing_code": 1,
        "missing_received": 1, "too_many_cells": 1,
    }  # fmt: skip
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as kept:
        refused = list(csv.DictReader(kept))
    assert [int(row["line"]) for row in refused] == [3, 4, 5, 6, 7, 8, 9]
    assert refused[1]["reason"] == "finished_before_received"
    assert refused[5]["code"] == "'=5"  # no spreadsheet takes it for a formula


@pytest.mark.parametrize(
    ("plan", "text", "said"),
    [
        pytest.param(
            MAP.replace("hen,", "han,"), HEAD, "columns.due_at: cu.csv has no column 'han'", id="column"
        ),
        pytest.param(MAP + "colour: red\n", HEAD, "no such key 'colour'", id="unknown key"),
        pytest.param(MAP.replace("Ho_Chi_Minh", "Thanh_Mien"), HEAD, "timezone: no zone", id="zone"),
        pytest.param("rows: [", HEAD, "this is no YAML", id="no yaml"),
        pytest.param(MAP, "", "first line should name the columns", id="empty file"),
        pytest.param(
            MAP, HEAD + "1,03/04/2024,,,x,y\n", "is that 3 April 2024 or 4 March 2024?", id="question"
        ),
        pytest.param(MAP, HEAD.encode() + b"1,\xff\n", "is not in this encoding", id="encoding"),
        pytest.param(MAP, gzip.compress(b"x" * 9999)[:-9], "cu.csv", id="cut off"),
    ],
)
def test_they_refuse_a_bad_map_or_file_in_one_line(bring, plan, text, said):
    code, printed, refused = bring(text, plan=plan)

    assert (code, printed) == (2, "")
    assert said in refused
    assert len(refused.strip().splitlines()) == 1
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--collection", "nothing"), "--collection nothing: there is no such collection; there are: cu"),
        (("--collection", "cu", "--as-of", "soon"), "--as-of soon: no moment such as"),
        (("--collection", "cu", "--from", "2024-02-01", "--to", "2024-01-01"), "lies before --from"),
        (("--collection", "cu", "--unit", "H23"), "use --by unit"),
        (("--collection", "cu", "--json", "--out", "/nowhere/x.json"), "--out /nowhere/x.json"),
    ],
)
def test_they_refuse_a_question_that_has_no_answer_in_one_line(bring, motcua, words, said):
    bring(HEAD + "1,2024-03-01,,,x,y\n")

    code, printed, refused = motcua("report", "timeliness", *words)

    assert (code, printed) == (2, "")
    assert said in refused.strip().splitlines()[-1]


def test_they_write_nothing_when_dry(bring, tmp_path):
    _, printed, _ = bring(HEAD + "1,2024-03-01,,,x,y\n", "--dry-run")

    assert json.loads(printed)["new"] == 1
    assert not Collection.objects.exists()


def test_they_leave_no_list_of_the_refused_when_nothing_went_in(bring, tmp_path):
    text = (HEAD + "1,hôm qua,,,x,y\n").encode() + b"2,2024-03-01,,,\xff"

    code, *_ = bring(text, "--refused", tmp_path / "out.csv")

    assert code == 2
    assert not list(tmp_path.glob("*out.csv*"))


def test_they_print_a_table_a_list_and_a_sheet(bring, motcua, tmp_path):
    bring(HEAD + "1,2024-03-01,2024-03-05,2024-03-04,=Lam Sơn,y\n2,2024-03-01,2024-03-05,,Hồng Quang,y\n")
    asked = ("report", "timeliness", "--collection", "cu", "--as-of", "2024-03-09", "--by", "unit")

    _, table, _ = motcua(*asked)
    _, text, _ = motcua(*asked, "--format", "csv")
    motcua(*asked, "--format", "xlsx", "--out", tmp_path / "a.xlsx")
    _, late, _ = motcua(*asked, "--list", "open_overdue", "--group", "Hồng Quang")
    rows = list(csv.DictReader(io.StringIO(text)))
    sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()

    assert table.splitlines()[0] == "cu, tính đến 09/03/2024 23:59:59 +0700"
    assert table.splitlines()[-1].split()[0] == "TỔNG"
    assert [row["group"] for row in rows] == ["'=Lam Sơn", "Hồng Quang", "TOTAL"]
    assert rows[-1]["share_on_time"] == "1.0"
    assert [row[0] for row in sheet[1:]] == ["=Lam Sơn", "Hồng Quang", "TOTAL"]
    assert sheet[-1][1] == 2
    assert late == "2\n"


times = st.sampled_from(["2024-03-01", "2024-03-02 09:30", "2024-03-05T10:00:00Z", "never", "", "2024-02-30"])
rows = st.lists(st.tuples(st.sampled_from(["1", "2", "3", "a b", ""]), times, times, times), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_they_add_up_whatever_the_rows(bring, given_rows):
    code, printed, _ = bring(HEAD + "".join(",".join(row) + "\n" for row in given_rows))

    answer = json.loads(printed)
    assert code == 0
    assert answer["read"] == len(given_rows)
    assert answer["read"] == sum(answer[name] for name in ("new", "changed", "unchanged", "refused"))
    assert sum(answer["reasons"].values()) == answer["refused"]

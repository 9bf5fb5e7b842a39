"""`motcua report ii06` and the lists: keys that scripts rely on, exit codes, formats."""

import csv
import io
import json
from pathlib import Path

import pytest

from motcua.__main__ import main
from motcua.records.models import UnitTally

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "forms" / "form_ii06a_columns.csv"
SEPTEMBER = ["--period", "2024-01"]


@pytest.fixture
def run(capfd, db):
    def told(*words):
        code = main(["report", *words])
        out, err = capfd.readouterr()
        return code, out, err

    return told


def test_its_columns_are_the_thirteen_of_the_form(run, received):
    code, out, _ = run("ii06", *SEPTEMBER, "--format", "csv")

    header, *rows = csv.reader(io.StringIO(out))
    assert code == 0
    assert len(header) == 13
    assert rows[-1][1:] == ["Tổng cộng", "1", "0", "1", "0", "0", "0", "0", "0", "1", "0", "1"]
    if SHARED.exists():
        with SHARED.open(encoding="utf-8") as lines:
            assert header == [row["key"] for row in csv.DictReader(lines)]


def test_it_prints_one_object(run, received, commune):
    code, out, _ = run("ii06", "--unit", commune.agency_code, *SEPTEMBER, "--by", "unit", "--json")

    told = json.loads(out)
    assert code == 0
    assert (told["TongSo"], told["DangXuLy"], told["ok"]) == (1, 1, True)
    assert (told["unit"], told["from"], told["to"]) == (commune.agency_code, "2024-01-01", "2024-01-31")
    assert told["definition"] == "waiting_in_process/promise"
    assert [row["TenLinhVuc"] for row in told["rows"]] == [commune.name]
    assert len(told["hash"]) == 64


def test_two_days_and_a_definition_are_understood(run, received):
    words = ("--from", "2024-01-01", "--to", "2024-01-31", "--definition", "waiting_apart", "--basis", "law")

    code, out, _ = run("ii06", *words, "--format", "csv")

    assert code == 0
    assert "TamDungChoBoSung" in out.splitlines()[0]


def test_it_says_on_standard_error_what_does_not_add_up(run, received, commune):
    UnitTally.objects.filter(unit_id=commune.pk).update(received_direct=2)

    code, out, err = run("ii06", *SEPTEMBER, "--by", "unit", "--json")

    assert code == 1
    assert json.loads(out)["ok"] is False
    assert "does not add up" in err


@pytest.mark.parametrize(
    "words",
    [
        ("ii06", "--unit", "H99"),
        ("ii06", "--from", "2024-01-01"),
        ("ii06", "--from", "2024-02-01", "--to", "2024-01-01"),
        ("ii06", "--period", "2024-13"),
        ("ii06", "--period", "2199-01"),
        ("ii06", "--definition", "somehow"),
    ],
    ids=" ".join,
)
def test_it_refuses_in_one_line(run, received, words):
    code, out, err = run(*words)

    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_the_register_is_written_row_by_row(run, received, tmp_path):
    code, out, _ = run("register", *SEPTEMBER, "--format", "csv")
    _, kept, _ = run("register", *SEPTEMBER, "--json")

    [row] = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert (row["MaHoSo"], row["TenNguoiNop"]) == (received.code, "Vũ Thị An")
    assert json.loads(kept)["rows"][0]["MaHoSo"] == received.code


def test_it_writes_a_workbook_to_a_file(run, received, tmp_path):
    calamine = pytest.importorskip("python_calamine")
    out = tmp_path / "ii06.xlsx"

    code, said, _ = run("ii06", *SEPTEMBER, "--format", "xlsx", "--out", str(out))

    sheet = calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0)
    rows = sheet.to_python()
    numbers = next(at for at, row in enumerate(rows) if row[0] == "(1)")
    assert (code, said) == (0, "")
    assert rows[numbers + 1][2:7] == [1.0, 0.0, 1.0, 0.0, 0.0]


def test_late_and_supplement_lists_are_there(run, received):
    assert run("late", *SEPTEMBER, "--format", "csv")[0] == 0
    assert run("supplement", *SEPTEMBER)[0] == 0

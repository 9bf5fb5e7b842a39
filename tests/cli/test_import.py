"""The command that imports lists."""

import csv
import gzip
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from motcua.__main__ import main

DATA = Path(__file__).parents[3] / "shared/data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data beside the checkout")
GOOD = {"ma_thu_tuc": "1.000001", "ten_thu_tuc": "Thủ tục", "cap_thuc_hien": "Cấp xã"}


@dataclass
class Done:
    """What a command ended with, printed and said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def motcua(db, capsys):
    def run(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as refused:
            code = refused.code
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def fresh(tmp_path):
    """Run a command as a person does who has no home yet."""

    def run(*words):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("MOTCUA_", "DJANGO_"))}
        env["MOTCUA_HOME"] = str(tmp_path / "home")
        command = [sys.executable, "-m", "motcua", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=env, timeout=240, check=False)

    return run


def lines(path, *rows):
    text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(text, "utf-8")
    return path


def test_a_fresh_home_is_made_by_the_first_import(fresh, tmp_path):
    file = lines(tmp_path / "a.jsonl", GOOD)

    first, second = (json.loads(fresh("import", "procedures", file, "--json").stdout) for _ in range(2))

    assert (first["new"], second["new"], second["unchanged"]) == (1, 0, 1)


def test_bad_rows_are_refused_one_by_one_and_the_rest_goes_in(motcua, tmp_path):
    file = lines(tmp_path / "a.jsonl", GOOD, "{broken", "[1]", {"ma_thu_tuc": "x"}, GOOD, {"ma_thu_tuc": 1},
                 "", {**GOOD, "ma_thu_tuc": "1.000002", "ten_thu_tuc": ""})  # fmt: skip
    out = tmp_path / "refused.csv"

    done = motcua("import", "procedures", file, "--refused", out, "--json", "--dry-run")

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["read"], answer["new"], answer["refused"], answer["dry_run"]) == (7, 1, 6, True)
    assert answer["reasons"] == {"not_json": 1, "not_an_object": 1, "bad_code": 1, "duplicate_code": 1,
                                 "not_text": 1, "no_name": 1}  # fmt: skip
    with out.open(encoding="utf-8", newline="") as kept:
        assert [int(row["row"]) for row in csv.DictReader(kept)] == [2, 3, 4, 5, 6, 8]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [("procedures", "missing.jsonl", None), ("procedures", "a.pdf", b"%PDF"),
     ("procedures", "empty.jsonl", b""),
     ("procedures", "cut.jsonl.gz", gzip.compress(b"x" * 5000, mtime=0)[:-20]),
     ("procedures", "no.jsonl.gz", b"not gzip"),
     ("procedures", "no.xlsx", b"not a workbook"), ("units", "missing.csv", None),
     ("units", "a.csv", b"a,b\n1,2\n"),
     ("units", "bytes.csv", b"\xff\xfe\x00"),
     ("units", "head.csv", b"province,ward,provinceCode,wardCode\n")],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_line_and_code_two(motcua, tmp_path, kind, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    done = motcua("import", kind, path, "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_good_file_beside_a_bad_one_is_not_half_written(motcua, tmp_path):
    good = lines(tmp_path / "good.jsonl", {**GOOD, "ma_thu_tuc": "1.999999"})

    both = motcua("import", "procedures", good, tmp_path / "missing.jsonl", "--json")
    after = json.loads(motcua("import", "procedures", good, "--dry-run", "--json").stdout)

    assert (both.returncode, after["new"]) == (2, 1)


def test_a_list_of_refused_rows_that_cannot_be_written_stops_it(motcua, tmp_path):
    file = lines(tmp_path / "a.jsonl", GOOD)

    done = motcua("import", "procedures", file, "--refused", tmp_path / "no/such/folder.csv")

    assert done.returncode == 2


def some(path, name, keep, most=None):
    """Write the head of a packed file and the rows to keep; return where, and how many."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as packed:
        head, rows = next(packed), [line for line in packed if keep(line)][:most]
    path.write_text(head + "".join(rows), "utf-8")
    return path, len(rows)


@needs_data
def test_procedures_of_the_national_catalogue_go_in_once(motcua, tmp_path):
    file, count = some(tmp_path / "some.jsonl", "procedures/tthc_2642.jsonl.gz", lambda _: True, 200)

    first = json.loads(motcua("import", "procedures", file, "--json").stdout)
    second = json.loads(motcua("import", "procedures", file, "--json").stdout)

    assert (first["read"], first["new"], first["refused"]) == (count + 1, count + 1, 0)
    assert (second["unchanged"], second["new"] + second["changed"]) == (count + 1, 0)


@needs_data
@pytest.mark.full
def test_the_whole_national_catalogue_goes_in_once(motcua):
    file = DATA / "procedures/tthc_2642.jsonl.gz"

    first = json.loads(motcua("import", "procedures", file, "--json").stdout)
    second = json.loads(motcua("import", "procedures", file, "--json").stdout)

    assert (first["read"], first["new"], first["refused"], first["by_level"]["commune"]) == (
        2642,
        2642,
        0,
        588,
    )
    assert (second["read"], second["unchanged"], second["new"] + second["changed"]) == (2642, 2642, 0)


@needs_data
def test_a_workbook_with_title_rows_is_read(motcua):
    file = DATA / "procedures/danh-sach-tthc-BoTuPhap.xlsx"

    first = json.loads(motcua("import", "procedures", file, "--json").stdout)
    second = json.loads(motcua("import", "procedures", file, "--json").stdout)

    assert first["read"] == first["new"] + first["changed"] + first["unchanged"] + first["refused"] == 271
    assert second["unchanged"] == 271


@needs_data
def test_units_of_two_merged_provinces_and_their_successors_go_in_once(motcua, tmp_path):
    before, old = some(
        tmp_path / "before.csv",
        "units/units_before_2025-07-01.csv.gz",
        lambda row: ",30," in row or ",31," in row,
    )
    codes = {line.split(",")[-1].strip() for line in before.read_text("utf-8").splitlines()[1:]} - {""}
    after, new = some(tmp_path / "from.csv", "units/units_from_2025-07-01.csv.gz", lambda row: ",31," in row)
    moves, moved = some(
        tmp_path / "moves.csv", "units/old_to_new_2025_all.csv.gz", lambda row: row.split(",")[0] in codes
    )

    first = json.loads(motcua("import", "units", moves, after, before, "--json").stdout)
    second = json.loads(motcua("import", "units", moves, after, before, "--json").stdout)

    assert old > 300
    assert (first["read"], first["new"], first["refused"]) == (old + new + moved, old + new + moved, 0)
    assert first["units_made"]["commune"] == len(codes) + new  # an island district has none
    assert (second["read"], second["unchanged"]) == (old + new + moved, old + new + moved)


@needs_data
@pytest.mark.full
def test_units_of_both_times_and_their_successors_go_in_once(motcua):
    folder = DATA / "units"
    files = [folder / name for name in ("old_to_new_2025_all.csv.gz", "units_from_2025-07-01.csv.gz",
                                        "units_before_2025-07-01.csv.gz")]  # fmt: skip

    first = json.loads(motcua("import", "units", *files, "--json").stdout)
    second = json.loads(
        motcua("import", "units", *files, folder / "thanh_mien_17_units_to_2025.csv", "--json").stdout
    )

    assert (first["read"], first["new"], first["refused"]) == (23_963, 23_963, 0)
    assert first["units_made"] == {"province": 97, "district": 696, "commune": 13_356}
    assert (second["read"], second["unchanged"]) == (23_983, 23_983)


def test_a_fee_of_a_fresh_home_comes_from_the_packaged_procedures(fresh):
    done = fresh("fee", "2.000635", "--copies", "2", "--channel", "online", "--json")

    answer = json.loads(done.stdout)
    assert (answer["amount"], answer["currency"], len(answer["lines"])) == (16_000, "VND", 1)


@pytest.mark.parametrize("words", [("9.999999",), ("2.000815", "--pages", "0"), ("2.000815", "--pages", "x"),
                                   ("2.000815", "--channel", "fax"), ()])  # fmt: skip
def test_a_fee_that_cannot_be_counted_is_one_line_and_code_two(motcua, words):
    done = motcua("fee", *words)

    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)


def test_an_unknown_fee_has_no_amount(motcua):
    answer = json.loads(motcua("fee", "1.013978", "--json").stdout)

    assert answer["amount"] is None
    assert {line["reason"] for line in answer["lines"]} == {"unknown"}

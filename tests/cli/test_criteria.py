"""Criteria sets at the terminal: taken in, listed, a file checked."""

import pytest

from motcua.edge import criteria_sheets
from motcua.queries import criteria_sets
from motcua.rules import scoring_grid, scoring_sets
from motcua.rules.scoring_words import COLUMNS
from tests.house import readings

FOLDER = readings.PACKAGE / "data" / "criteria"


@pytest.fixture
def run(capsys):
    from motcua.__main__ import main

    def ask(*arguments):
        code = main([*arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


@pytest.mark.django_db
def test_it_takes_in_once_and_lists(run):
    first = run("criteria", "take-in")
    again = run("criteria", "take-in")
    listed = run("criteria", "list")

    assert (first[0], first[1].count("\n"), again[2]) == (0, len(criteria_sets.SHIPPED), "0 new\n")
    assert "province-2017" in listed[1]


def test_it_finds_nothing_wrong_with_a_shipped_file(run):
    assert run("criteria", "check", str(FOLDER / "province-2017.yaml"))[0] == 0


def test_it_names_the_cell_of_a_sheet(run, tmp_path):
    rows = list(scoring_grid.rows(scoring_sets.plain(criteria_sets.shipped()["decree-61"])))
    at = next(place for place, row in enumerate(rows) if row[1] == "3")
    rows[at][5] = 3.0
    path = tmp_path / "set.xlsx"
    path.write_bytes(criteria_sheets.workbook("set", rows, widths=[12] * len(COLUMNS)))

    code, out, _ = run("criteria", "check", str(path), "--lang", "en")

    assert code == 2
    assert f"{at + 1}\tI How it is reckoned\t3\tno step gives the maximum of 3" in out

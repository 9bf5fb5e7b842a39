"""A criteria set survives its sheet, and what is wrong in a sheet is told by row and column."""

import pytest

from motcua.edge import criteria_sheets, sheets_read
from motcua.queries import criteria_sets
from motcua.rules import scoring_grid, scoring_sets
from motcua.rules.scoring_words import COLUMNS

WIDTHS = [12] * len(COLUMNS)


def through(of, language="vi"):
    rows = list(scoring_grid.rows(scoring_sets.plain(of), language))
    return sheets_read.grid(criteria_sheets.workbook(of.key, rows, widths=WIDTHS))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", criteria_sets.SHIPPED)
def test_every_shipped_set_comes_back_from_a_workbook(key, language):
    of = criteria_sets.shipped()[key]

    found = scoring_grid.read(through(of, language))

    assert not found.places
    assert scoring_sets.read(found.data) == of


@pytest.fixture
def grid():
    return through(criteria_sets.shipped()["commune-thanhmien-2024"])


def row_of(grid, code):
    return next(place for place, row in enumerate(grid) if row[1] == code and row[5])


def told(grid):
    return [(one.row, one.letter, one.problem.why) for one in scoring_grid.read(grid).places]


def test_it_names_the_cell_of_points_that_do_not_add_up(grid):
    at = row_of(grid, "2.1")

    grid[at][5] = 7.0

    assert told(grid) == [(row_of(grid, "2") + 1, "F", "sum")]


@pytest.mark.parametrize(
    ("column", "given", "letter", "why"),
    [
        (5, "tám", "F", "number"),
        (6, "phép màu", "G", "choice"),
        (7, "a count A", "H", "line"),
        (8, "floor 0.8", "I", "line"),
        (8, "share = on_time : settled\nfloor = 2", "I", "range"),
        (11, "http://x", "L", "code"),
        (13, "QĐ 1; 2024-02-30", "N", "day"),
        (0, "chương", "A", "choice"),
        (3, "", "D", "missing"),
    ],
)
def test_it_names_the_cell_of_what_cannot_be_read(grid, column, given, letter, why):
    at = row_of(grid, "3.1")
    grid[at][column] = given

    assert (at + 1, letter, why) in told(grid)


def test_it_names_the_row_of_a_leaf_under_nothing(grid):
    at = row_of(grid, "3.1")
    grid[at][2] = "9"

    assert (at + 1, "C", "choice") in told(grid)


def test_it_refuses_a_sheet_of_something_else():
    assert told([["Họ tên", "Điểm"], ["An", 3.0]]) == [(1, "A", "heading")]
    assert told([]) == [(1, "A", "heading")]


def test_a_code_typed_as_a_number_is_still_a_code(grid):
    grid[row_of(grid, "2.1")][1] = 2.1

    assert not told(grid)

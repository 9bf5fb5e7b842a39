"""No hidden count can be computed from what is published."""

from collections import defaultdict
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.rules import disclosure
from motcua.rules.disclosure import COUNTED, PARTS, Cell
from tests.proofs.sizes import size

# Wholes that each rule treats in its own way; `make prove` tries all up to 5.
MOST = size(short=(0, 1, 2, 5), full=range(6))
K = 3  # small, so that every table can be tried
NOTHING = dict.fromkeys(COUNTED, 0)
LOTS = [{0: "b", 1: "a", 2: "c"}, {0: "c", 1: "b", 2: "a"}, {0: "a", 1: "c", 2: "b"}]


def told(table, part):
    """Return a table of (whole, part) by unit; the other measures stand still."""
    return {unit: NOTHING | {PARTS[part].of: n, part: m} for unit, (n, m) in enumerate(table)}


def published(table, part, lots=(LOTS[0], LOTS[0]), k=K):
    rows, together = disclosure.month(told(table, part), k, lambda name, unit: lots[name in PARTS][unit])
    names = (PARTS[part].of, part)
    return tuple(tuple(row[name] for name in names) for row in (*rows.values(), together))


@cache
def pairs(cell, part_cell):
    return [
        (whole, part)
        for whole in range(cell.low, cell.high + 1)
        for part in range(part_cell.low, min(part_cell.high, whole) + 1)
    ]


def possible(cells):
    """Return every table that the published cells and sums allow."""
    *rows, (whole, part) = cells
    for table in product(*(pairs(*row) for row in rows)):
        sums = sum(n for n, _ in table), sum(m for _, m in table)
        if whole.low <= sums[0] <= whole.high and part.low <= sums[1] <= part.high:
            yield table


@pytest.mark.parametrize("part", ["online", "late"])
@pytest.mark.parametrize("units", [1, 2, 3])
def test_nothing_hidden_follows_from_the_cells_and_their_sums(units, part):
    every = [(n, m) for n in (MOST if units == 3 else range(8)) for m in range(n + 1)]
    seen = {published(table, part) for table in product(every, repeat=units)}

    for cells in seen:
        left = list(possible(cells))
        for unit, at in product(range(units), range(2)):
            if not cells[unit][at].is_exact:
                assert len({table[unit][at] for table in left}) > 1, (cells, unit, at)


@pytest.mark.parametrize("part", ["online", "late"])
def test_nothing_hidden_follows_for_who_knows_the_rules_but_not_the_lots(part):
    every = [(n, m) for n in MOST for m in range(n + 1)]
    alike = defaultdict(list)
    for lots in product(LOTS, repeat=2):  # each measure has lots of its own
        for table in product(every, repeat=3):
            alike[published(table, part, lots)].append(table)

    for cells, tables in alike.items():
        for unit, at in product(range(3), range(2)):
            values = {table[unit][at] for table in tables}
            if not cells[unit][at].is_exact:  # that there is none tells of nobody
                assert len(values) > 1 or values == {0}, (cells, unit, at)


@pytest.mark.parametrize("part", ["online", "late"])
def test_a_small_count_is_never_exact(part):
    for whole in range(30):
        for count in range(whole + 1):
            (of, cell), _ = published([(whole, count)], part, k=5)
            assert of.low <= whole <= of.high
            assert cell.low <= count <= cell.high
            if 0 < whole < 5 and count:
                assert not of.is_exact
            if 0 < count < 5:
                assert not cell.is_exact


def test_what_is_left_of_a_whole_is_hidden_where_it_is_published():
    assert published([(1800, 1798)], "late", k=5)[0][1] == Cell(1796, 1800)
    assert published([(1800, 1798)], "online", k=5)[0][1] == Cell(1798, 1798)


def test_the_sum_of_rare_events_stays_exact_behind_one_more_hidden_unit():
    table = [(1800, 1), (900, 0), (700, 0)]

    first, second, third, together = (row[1] for row in published(table, "late", k=5))

    assert together == Cell(1, 1)
    assert [first, second, third] == [Cell(0, 4), Cell(0, 4), Cell(0, 0)]


rows = st.lists(st.integers(0, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=3)


@given(st.lists(rows.map(lambda found: found[:3]), min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_longer_period_is_what_its_months_add_up_to(months):
    cells = [disclosure.month(told(table, "late"), 5, lambda _, unit: LOTS[0][unit])[1] for table in months]

    found = disclosure.several(cells)

    late = sum(m for table in months for _, m in table)
    closed = sum(n for table in months for n, _ in table)
    assert found["late"] == Cell(
        sum(row["late"].low for row in cells), sum(row["late"].high for row in cells)
    )
    assert found["late"].low <= late <= found["late"].high
    assert found["on_time"].low <= closed - late <= found["on_time"].high


def test_it_refuses_a_part_greater_than_its_whole():
    with pytest.raises(ValueError, match="late: 3 of 2"):
        published([(2, 3)], "late")


def test_a_share_is_a_range_where_a_count_is():
    assert disclosure.share(Cell(0, 4), Cell(0, 4)) is None
    assert disclosure.share(Cell(5, 5), Cell(10, 10)) == (0.5, 0.5)
    assert disclosure.share(Cell(6, 10), Cell(10, 10)) == (0.6, 1.0)

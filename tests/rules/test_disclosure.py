"""No hidden count can be computed from what is published, not even by who knows the rules."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules import disclosure
from motcua.rules.disclosure import Cell

K = 3  # small, so that every table can be tried


def published(table, k=K):
    """Publish a table of (whole, part) by unit; the other measures stand still."""
    counts = {
        unit: {"received": whole, "online": part, "digitised": 0, "closed": 0, "late": 0, "rated": 0}
        | {"satisfied": 0}
        for unit, (whole, part) in enumerate(table)
    }
    rows, together = disclosure.month(counts, k)
    names = ("received", "online")
    return tuple(tuple(row[name] for name in names) for row in (*rows.values(), together))


@pytest.mark.parametrize("units", [1, 2, 3])
def test_every_hidden_cell_may_be_any_number_of_its_range(units):
    pairs = [(whole, part) for whole in range(7) for part in range(whole + 1)]
    alike = defaultdict(list)
    for table in product(pairs, repeat=units):
        alike[published(table)].append(table)

    for cells, tables in alike.items():
        for unit in range(units):
            for at in range(2):
                cell = cells[unit][at]
                values = {table[unit][at] for table in tables}
                assert values == set(range(cell.low, cell.high + 1)), (cells, unit, at, values)


@pytest.mark.parametrize("k", [3, 5])
def test_a_small_count_is_never_exact_nor_what_it_leaves(k):
    for of in range(30):
        for count in range(of + 1):
            cell = disclosure.part(count, of, k)
            small = 0 < of < k or 0 < count < k or 0 < of - count < k
            assert cell.low <= count <= cell.high
            assert cell.is_exact is not small


counts = st.integers(0, 12).flatmap(lambda whole: st.tuples(st.just(whole), st.integers(0, whole)))


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_longer_period_is_what_its_months_add_up_to(months):
    rows = []
    for table in months:
        told = {
            unit: dict.fromkeys((*disclosure.WHOLES, *disclosure.PARTS), 0) | {"closed": whole, "late": part}
            for unit, (whole, part) in enumerate(table)
        }
        rows.append(disclosure.month(told, 5)[1])

    found = disclosure.several(rows)

    true = sum(whole for table in months for whole, _ in table)
    late = sum(part for table in months for _, part in table)
    assert found["closed"] == Cell(sum(r["closed"].low for r in rows), sum(r["closed"].high for r in rows))
    assert found["closed"].low <= true <= found["closed"].high
    assert found["on_time"].low <= true - late <= found["on_time"].high


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_an_exact_sum_leaves_every_hidden_cell_its_whole_range(numbers):
    cells = [disclosure.whole(number, 5) for number in numbers]

    found = disclosure.total(numbers, cells)

    assert found.low <= sum(numbers) <= found.high
    if found.is_exact:
        hidden = [range(cell.low, cell.high + 1) for cell in cells]
        possible = [table for table in product(*hidden) if sum(table) == found.low]
        for at, cell in enumerate(cells):
            assert {table[at] for table in possible} == set(range(cell.low, cell.high + 1))


def test_it_refuses_a_part_greater_than_its_whole():
    with pytest.raises(ValueError, match="a part of 3 in a whole of 2"):
        disclosure.part(3, 2, 5)


def test_a_share_is_a_range_where_a_count_is():
    assert disclosure.share(Cell(1, 4), Cell(0, 0)) is None
    assert disclosure.share(Cell(5, 5), Cell(10, 10)) == (0.5, 0.5)
    assert disclosure.share(Cell(0, 4), Cell(1, 4)) == (0.0, 1.0)

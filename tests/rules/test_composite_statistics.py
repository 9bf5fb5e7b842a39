"""What stands behind an index: statistics, and reading it against another, by unit and over the years."""

import numpy as np
import pytest

from motcua.rules import composite_check, composite_compare, composite_framework, composite_score
from motcua.rules import composite_statistics as statistics
from motcua.rules.composite import Table

NAN = float("nan")


def result(values, children=None, **more):
    values = np.array(values, dtype=float)
    children = children or [{"code": f"c{at}"} for at in range(values.shape[1])]
    index = composite_framework.read({"key": "x", "tree": {"code": "t", "children": children}})
    units = more.pop("units", tuple(f"U{at}" for at in range(len(values))))
    return composite_score.compute(index, Table(units=units, values=values, **more))


def test_it_describes_a_leaf():
    found = result([[1], [2], [3], [10], [NAN]])

    one = statistics.columns(found.framework, found.table)[0]

    assert (one.present, one.absent, one.least, one.most, one.mean, one.median) == (4, 1, 1, 10, 4, 2.5)
    assert (one.deviation, one.skewness) == pytest.approx((4.0824829, 1.7636326))


def test_it_flags_how_children_go_together():
    x = np.arange(12.0)
    noise = np.array([1, -1, 1, 1, -1, -1, 1, -1, -1, 1, 1, -1.0])

    group = statistics.groups(result(np.stack([x, x + 0.1 * noise, -x + noise, noise], axis=1)))[0]

    assert [pair.flag for pair in group.pairs] == [
        "collinear",
        "negative",
        "weak",
        "negative",
        "weak",
        "",
    ]


def test_it_computes_alpha_by_its_definition():
    values = np.array([[1, 2, 2], [2, 2, 3], [3, 4, 3], [4, 5, 5]], dtype=float)

    total, parts = values.sum(axis=1).var(ddof=1), values.var(axis=0, ddof=1).sum()

    assert statistics.alpha(values) == pytest.approx(3 / 2 * (1 - parts / total))


@pytest.mark.parametrize("values", [[[1.0], [2.0]], [[1.0, 1.0], [1.0, 1.0]], [[NAN, 1.0], [1.0, NAN]]])
def test_it_gives_no_alpha_where_none_is_defined(values):
    assert np.isnan(statistics.alpha(np.array(values)))


def test_it_finds_the_one_thing_that_columns_share():
    x = np.arange(9.0)

    found = statistics.components(["a", "b", "flat"], np.stack([x, 3 * x, x * 0 + 2], axis=1))

    assert found.codes == ("a", "b")
    assert found.shares == pytest.approx((1, 0), abs=1e-12)
    assert found.loadings == pytest.approx((0.5**0.5,) * 2)


def test_it_says_how_much_of_a_row_is_there():
    found = result([[1, NAN], [1, 2]])

    assert statistics.data_share(found.table).tolist() == [0.5, 1]


def test_it_compares_two_indices_by_the_places_gained():
    before, after = result([[3], [2], [1]]), result([[1], [2], [3]])

    found = composite_compare.moves(before, after)

    assert [(one.unit, one.places) for one in found] == [("U0", -2), ("U2", 2), ("U1", 0)]


def test_it_names_units_that_stand_in_one_index_only():
    found = composite_compare.moves(result([[1]], units=("A",)), result([[1]], units=("B",)))

    assert [(one.unit, one.rank_before, one.rank_after, one.places) for one in found] == [
        ("A", 1, 0, None),
        ("B", 0, 1, None),
    ]


def test_it_finds_strong_and_weak_points_but_tells_nothing_by_yes_and_no():
    values = [[9, 1, 5, 1], [5, 5, 6, 0], [1, 9, 7, 1]]

    strong, weak = composite_compare.strong_and_weak(result(values), "U0")

    assert [one.code for one in strong] == ["c0"]
    assert [one.code for one in weak] == ["c1"]
    assert "c3" not in {one.code for one in strong + weak}


def test_it_compares_a_unit_within_its_group_and_year():
    found = result([[9], [5], [1]], units=("A", "B", "C"), groups=("x", "y", "x"))

    point = composite_compare.points(found, "C", group="x")[0]

    assert (point.rank, point.of, point.mean) == (2, 2, 5)


def test_it_does_not_know_a_unit_that_is_not_there():
    with pytest.raises(LookupError):
        composite_compare.points(result([[1]]), "nobody")


def test_it_follows_a_unit_over_its_years():
    found = result([[100], [121], [50]], units=("A", "A", "B"), years=(2020, 2022, 2020))

    one, other = composite_compare.trends(found)

    assert (one.change, one.yearly_rate) == pytest.approx((21, 0.1))
    assert (one.ranks, np.isnan(other.yearly_rate)) == ((1, 1), True)


@pytest.mark.parametrize(
    ("published", "differing", "absent"),
    [([1, 2], 0, 0), ([1.000005, 2], 0, 0), ([1.00001, 2], 1, 0), ([NAN, 9], 1, 1)],
)
def test_it_holds_a_published_column_against_what_it_follows_from(published, differing, absent):
    found = result([[1], [2]], others={"p": np.array(published)})

    check = composite_check.check(found, "p", "t")

    assert (len(check.differences), check.not_published) == (differing, absent)


def test_it_reports_a_published_score_that_nothing_supports():
    found = result([[1], [NAN]], others={"p": np.array([1.0, 5.0])})

    assert composite_check.check(found, "p", "t").differences[0].unit == "U1"

"""A composite index: scaling, bringing together, ranks, worked on paper."""

import numpy as np
import pytest

from motcua.rules import composite_framework, composite_score
from motcua.rules.composite import Normalisation, Scaling, Table
from motcua.rules.composite_aggregation import effective, ranks
from motcua.rules.composite_scaling import scale

NAN = float("nan")


def framework(*children, **more):
    tree = {"code": "total", "children": list(children)} | more.pop("tree", {})
    return composite_framework.read({"key": "x", "tree": tree} | more)


def table(*rows, years=(), groups=(), units=()):
    units = units or tuple(f"U{at}" for at in range(len(rows)))
    return Table(units=tuple(units), values=np.array(rows, dtype=float), years=years, groups=groups)


def totals(*given, **more):
    return composite_score.compute(*given, **more).scores[:, 0].tolist()


@pytest.mark.parametrize(
    ("scaling", "values", "expected"),
    [
        pytest.param({}, [3, NAN, 1], [3, NAN, 1], id="none"),
        pytest.param({"direction": -1}, [3, 1], [-3, -1], id="none, less is better"),
        pytest.param({"kind": "minmax"}, [10, 20, 40, NAN], [0, 1 / 3, 1, NAN], id="minmax"),
        pytest.param(
            {"kind": "minmax", "direction": -1, "scale": (0, 100)}, [10, 20, 30], [100, 50, 0], id="turned"
        ),
        pytest.param({"kind": "zscore"}, [1, 2, 3], [-1, 0, 1], id="zscore"),
        pytest.param({"kind": "zscore", "scale": (10, 2)}, [1, 2, 3], [8, 10, 12], id="zscore scaled"),
        pytest.param({"kind": "rank"}, [5, 7, 5, NAN], [1, 3, 1, NAN], id="rank"),
        pytest.param({"kind": "rank", "direction": -1}, [5, 7, 9], [3, 2, 1], id="rank turned"),
        pytest.param({"kind": "borda"}, [5, 7, 9], [0, 1, 2], id="borda"),
        pytest.param({"kind": "percentile"}, [5, 7, 7, 9], [0, 1 / 3, 1 / 3, 1], id="percentile"),
        pytest.param({"kind": "goalposts", "given": (0, 20)}, [5, 25], [0.25, 1.25], id="goalposts"),
        pytest.param(
            {"kind": "goalposts", "given": (0, 20), "is_capped": True}, [-5, 25], [0, 1], id="capped"
        ),
        pytest.param({"kind": "goalposts", "given": (20, 0)}, [5, 25], [0.75, -0.25], id="backwards"),
        pytest.param(
            {"kind": "goalposts", "given": (0, 20), "direction": -1}, [5], [0.75], id="posts turned"
        ),
        pytest.param({"kind": "goalposts", "given": (1, 100), "is_log": True}, [10], [0.5], id="logarithm"),
        pytest.param({"kind": "target", "given": (20,)}, [0, 10, 40], [0, 0.5, 2], id="target"),
        pytest.param(
            {"kind": "target", "given": (20,), "is_capped": True}, [0, 40], [0, 1], id="target capped"
        ),
        pytest.param(
            {"kind": "target", "given": (0,), "direction": -1}, [10, 5], [0, 0.5], id="target turned"
        ),
        pytest.param({"kind": "distance_to_max"}, [0, 5, 10], [0, 0.5, 1], id="distance to max"),
        pytest.param({"kind": "fraction_of_max"}, [2, 5, 10], [0.2, 0.5, 1], id="fraction of max"),
    ],
)
def test_it_scales(scaling, values, expected):
    given = scaling | ({"kind": Normalisation(scaling["kind"])} if "kind" in scaling else {})

    found, _ = scale(np.array(values, dtype=float), Scaling(**given))

    assert found == pytest.approx(np.array(expected, dtype=float), abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("kind", "middle"), [("minmax", 50), ("percentile", 0), ("zscore", 0), ("distance_to_max", 50)]
)
def test_it_gives_the_middle_of_the_scale_where_the_range_is_zero(kind, middle):
    scale_ = {} if kind in ("zscore", "percentile") else {"scale": [0, 100]}
    index = framework({"code": "a", "normalise": kind} | scale_)

    result = composite_score.compute(index, table([7], [7]))

    assert result.scores[:, 0].tolist() == [middle, middle]
    assert [note.reason for note in result.notes] == ([] if kind == "percentile" else ["zero_range"])


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        ("mean", (2 * 4 + 1 * 1) / 3),
        ("sum", 2 * 4 + 1 * 1),
        ("geometric", (4**2 * 1) ** (1 / 3)),
        ("harmonic", 3 / (2 / 4 + 1 / 1)),
        ({"generalised": 2}, ((2 * 16 + 1) / 3) ** 0.5),
        ({"generalised": 0}, (4**2 * 1) ** (1 / 3)),
    ],
)
def test_it_brings_together(aggregate, expected):
    index = framework({"code": "a", "weight": 2}, {"code": "b"}, tree={"aggregate": aggregate})

    assert totals(index, table([4, 1])) == pytest.approx([expected], abs=1e-14)


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic"])
def test_it_lets_one_nothing_bring_a_geometric_mean_to_nothing(aggregate):
    index = framework({"code": "a"}, {"code": "b"}, tree={"aggregate": aggregate})

    assert totals(index, table([4, 0], [0, 0])) == [0, 0]


def test_it_refuses_a_geometric_mean_below_zero_and_names_the_row():
    index = framework({"code": "a"}, {"code": "b"}, tree={"aggregate": "geometric"})

    with pytest.raises(composite_score.Incomputable) as refused:
        composite_score.compute(index, table([4, 1], [4, -1]))

    assert refused.value.notes[0].facts == {"aggregate": "geometric", "rows": "U1", "count": 1}


@pytest.mark.parametrize("aggregate", ["mean", "geometric", "harmonic"])
def test_it_renormalises_weights_over_what_is_present(aggregate):
    index = framework({"code": "a", "weight": 9}, {"code": "b"}, tree={"aggregate": aggregate})

    assert totals(index, table([NAN, 3], [NAN, NAN])) == pytest.approx([3, NAN], nan_ok=True)


def test_it_takes_the_sum_with_weight_one_where_none_is_given():
    index = framework({"code": "a"}, {"code": "b"}, tree={"aggregate": "sum"})

    assert totals(index, table([4, 1], [4, NAN])) == [5, 4]


def test_it_counts_absent_as_nothing_only_where_the_framework_says_so():
    index = framework({"code": "a"}, {"code": "b"}, missing="zero")

    assert totals(index, table([4, NAN])) == [2]


def test_it_refuses_gaps_where_the_framework_says_so():
    index = framework({"code": "a"}, {"code": "b"}, missing="refuse")

    with pytest.raises(composite_score.Incomputable) as refused:
        composite_score.compute(index, table([4, NAN], [NAN, 1]))

    assert [note.where for note in refused.value.notes] == ["U0, b", "U1, a"]


@pytest.mark.parametrize(("least", "expected"), [(0.5, 4), (0.66, NAN)])
def test_it_wants_a_share_of_the_children_to_be_there(least, expected):
    index = framework({"code": "a"}, {"code": "b"}, min_share=least)

    result = composite_score.compute(index, table([4, NAN]))

    assert result.scores[:, 0].tolist() == pytest.approx([expected], nan_ok=True)
    assert result.ranks.tolist() == [0 if least > 0.5 else 1]


def test_it_gives_no_rank_where_nothing_was_measured():
    index = framework({"code": "a"}, {"code": "b"}, tree={"aggregate": "sum"})

    result = composite_score.compute(index, table([1, 1], [NAN, NAN]))

    assert (result.scores[:, 0].tolist(), result.ranks.tolist()) == ([2, 0], [1, 0])


def test_it_reckons_an_empty_part_as_absent_above():
    part = {"code": "p", "aggregate": "sum", "children": [{"code": "a"}, {"code": "b"}]}
    index = framework(part, {"code": "c"})

    assert totals(index, table([NAN, NAN, 6])) == [6]


def test_it_ranks_ties_with_the_lowest_number_and_skips_the_next():
    assert ranks(np.array([5.0, 7.0, 7.0, 1.0])).tolist() == [3, 1, 1, 4]


def test_it_ranks_unrounded_scores_unless_the_publisher_rounds_first():
    rows = table([0.84944], [0.84936])

    exact = composite_score.compute(framework({"code": "a"}), rows)
    printed = composite_score.compute(framework({"code": "a"}, rank={"rounded_to": 3}), rows)

    assert (exact.ranks.tolist(), printed.ranks.tolist()) == ([1, 2], [1, 1])
    assert printed.scores[0, 0] == 0.84944


def test_it_takes_the_noise_of_arithmetic_for_no_difference():
    index = framework({"code": "a"}, {"code": "b"}, {"code": "c"}, tree={"aggregate": "sum"})

    result = composite_score.compute(index, table([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.6, 0, 0.0000001]))

    assert result.ranks.tolist() == [2, 2, 1]


def test_it_ranks_within_years_and_within_groups():
    rows = table(
        [1], [2], [3], [4], units=("A", "B", "A", "B"), years=(1, 1, 2, 2), groups=("x", "y", "x", "x")
    )

    result = composite_score.compute(framework({"code": "a"}), rows)

    assert result.ranks.tolist() == [2, 1, 2, 1]
    assert result.group_ranks.tolist() == [1, 1, 2, 1]


@pytest.mark.parametrize(("over", "expected"), [("all", [0, 1 / 3, 2 / 3, 1]), ("year", [0, 1, 0, 1])])
def test_it_normalises_over_all_years_or_within_each(over, expected):
    rows = table([1], [2], [3], [4], units=("A", "B", "A", "B"), years=(1, 1, 2, 2))
    index = framework({"code": "a", "normalise": "minmax"}, over=over)

    assert totals(index, rows) == pytest.approx(expected)


def test_it_measures_against_one_unit():
    index = framework({"code": "a", "normalise": {"reference": "B"}})

    assert totals(index, table([0], [5], [10], units=("A", "B", "C"))) == [0, 1, 2]


@pytest.mark.parametrize("column", [[0.0, 1.0], [-1.0, 1.0]])
def test_it_refuses_the_logarithm_of_nothing(column):
    index = framework({"code": "a", "transform": "log"})

    with pytest.raises(composite_score.Incomputable) as refused:
        composite_score.compute(index, table(*([value] for value in column)))

    assert refused.value.notes[0].reason == "log_of_nothing"


def test_it_says_what_each_leaf_weighs_in_the_whole():
    index = framework(
        {"code": "p", "weight": 3, "children": [{"code": "a"}, {"code": "b", "weight": 2}]}, {"code": "c"}
    )

    assert effective(index.tree) == pytest.approx({"total": 1, "p": 0.75, "a": 0.25, "b": 0.5, "c": 0.25})


def test_it_computes_an_index_of_one_leaf():
    index = composite_framework.read({"key": "x", "tree": {"code": "a", "normalise": "minmax"}})

    assert totals(index, table([1], [3])) == [0, 1]


def test_it_does_not_look_weights_up_by_their_value():
    nested = {"code": "p", "weight": 2, "children": [{"code": "a", "weight": 2}, {"code": "b", "weight": 1}]}
    index = framework(nested, {"code": "c", "weight": 1})

    assert totals(index, table([3, 0, 5])) == pytest.approx([(2 * 2 + 5) / 3])

"""Before scaling: what is imputed, how outliers are drawn in, and that every change is listed."""

import numpy as np
import pytest

from motcua.rules import composite_framework, composite_score
from motcua.rules.composite import Table, Treatment
from motcua.rules.composite_treatment import kurtosis, skewness, treated, winsorised

NAN = float("nan")
HOW = Treatment(winsorise=2, is_log=True)


def imputed(how, values, **more):
    index = composite_framework.read({"key": "x", "impute": how, "tree": {"code": "a"}})
    units = more.pop("units", tuple(f"U{at}" for at in range(len(values))))
    table = Table(units=units, values=np.array(values, dtype=float)[:, None], **more)
    return composite_score.prepare(index, table)


@pytest.mark.parametrize(
    ("how", "expected"), [("mean", 4), ("median", 2), ("group_mean", 1.5), ("group_median", 1.5)]
)
def test_it_imputes_over_rows_or_over_the_group(how, expected):
    found, notes = imputed(how, [1, 2, NAN, 9], groups=("x", "x", "x", "y"))

    assert found.values[:, 0].tolist() == [1, 2, expected, 9]
    assert [(note.where, note.facts) for note in notes] == [("U2, a", {"value": expected})]


@pytest.mark.parametrize(("how", "expected"), [("latest", [NAN, 10, 10, 30]), ("linear", [10, 10, 20, 30])])
def test_it_imputes_over_the_years_of_a_unit(how, expected):
    found, _ = imputed(how, [NAN, 10, NAN, 30], units=("A",) * 4, years=(2019, 2020, 2021, 2022))

    assert np.array_equal(found.values[:, 0], expected, equal_nan=True)


@pytest.mark.parametrize(("how", "reason"), [("group_mean", "no_groups"), ("linear", "no_years")])
def test_it_refuses_to_impute_without_what_it_needs(how, reason):
    with pytest.raises(composite_score.Incomputable) as refused:
        imputed(how, [1, NAN])

    assert refused.value.notes[0].reason == reason


def test_it_says_what_could_not_be_imputed():
    _, notes = imputed("group_mean", [NAN, 1], groups=("x", "y"))

    assert [note.reason for note in notes] == ["not_imputed"]


def test_it_reckons_as_spreadsheets_do():
    values = np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7])  # SKEW 0.359543, KURT -0.151800 in any of them

    assert (skewness(values), kurtosis(values)) == pytest.approx((0.3595430714, -0.1517996372))


def test_it_leaves_alone_what_passes():
    values = np.arange(10.0)

    found, facts = treated(values, HOW)

    assert (found.tolist(), facts) == (values.tolist(), {})


def test_it_draws_one_point_in_at_a_time():
    values = np.array([*range(20), 400.0])

    found, facts = treated(values, HOW)

    assert found.tolist() == [*range(20), 19]
    assert (facts["did"], facts["points"]) == ("winsorised", 1)


def test_it_takes_the_end_the_values_lean_to():
    assert winsorised(np.array([-90.0, 1, 2, 3]), 1).tolist() == [1, 1, 2, 3]


def test_it_tries_a_logarithm_on_the_values_as_they_were():
    values = np.exp(np.linspace(0, 12, 40))

    found, facts = treated(values, HOW)

    least, width = values.min(), values.max() - values.min()
    assert facts["did"] == "log"
    assert found == pytest.approx(np.log(values - least + 0.01 * width))


def test_it_names_a_leaf_that_nothing_helped():
    values = np.array([0.0] * 60 + [1.0])

    found, facts = treated(values, Treatment(winsorise=0))

    assert (facts["did"], found.tolist()) == ("left", values.tolist())


def test_it_treats_before_it_scales_and_lists_it():
    rows = np.array([*range(20), 400.0])[:, None]
    tree = {"code": "a", "normalise": "minmax"}
    index = composite_framework.read({"key": "x", "treat": {"winsorise": 2}, "tree": tree})

    found = composite_score.compute(index, Table(units=tuple(map(str, range(21))), values=rows))

    assert found.scores[19:, 0].tolist() == [1, 1]
    assert [note.reason for note in found.notes] == ["treated"]

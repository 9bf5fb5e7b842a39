"""A framework file and a table: every fault is found at once, with its place."""

import copy

import numpy as np
import pytest

from motcua.rules import composite_framework, composite_table
from motcua.rules.composite_framework import BadFramework
from motcua.rules.composite_table import BadTable
from motcua.rules.composite_words import SENTENCES, sentences

GOOD = {
    "key": "x", "kind": "composite", "missing": "skip", "rank": {"rounded_to": None},
    "tree": {"code": "total", "aggregate": "mean", "children": [{"code": "a"}, {"code": "b", "weight": 2}]},
}  # fmt: skip
LEAF = ["tree", "children", 0]


def broken(*changes):
    data = copy.deepcopy(GOOD)
    for path, value in changes:
        at = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
    return data


def reasons(data):
    with pytest.raises(BadFramework) as refused:
        composite_framework.read(data)
    assert all(sentences(refused.value.problems, lang) for lang in ("vi", "en"))
    return [(note.where, note.reason) for note in refused.value.problems]


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        (["wieghts"], 1, "wieghts", "unknown_key"),
        (["kind"], "ledger", "kind", "not_composite"),
        (["missing"], "skipp", "missing", "unknown_choice"),
        (["min_share"], 2, "min_share", "not_a_share"),
        (["rank"], {"rounded_to": 1.5}, "rank.rounded_to", "no_digits"),
        (["impute"], "guess", "impute", "unknown_choice"),
        (["treat"], {"winsorise": 1.5}, "treat.winsorise", "not_whole"),
        (["tree"], None, "tree", "no_tree"),
        (["tree", "aggregate"], "avg", "tree (total).aggregate", "unknown_choice"),
        (["tree", "aggregate"], "generalised", "tree (total).aggregate", "no_power"),
        (["tree", "children"], [], "tree (total).children", "no_children"),
        ([*LEAF, "code"], "a b", "tree (total).children[0].code", "spaces"),
        ([*LEAF, "code"], "b", "tree", "duplicate_code"),
        ([*LEAF, "code"], "rank", "tree (total).children[0].code", "reserved"),
        ([*LEAF, "code"], 1.1, "tree (total).children[0].code", "not_text"),
        ([*LEAF, "code"], "", "tree (total).children[0].code", "no_code"),
        ([*LEAF, "weight"], "5", "tree (total).children[0] (a).weight", "not_a_number"),
        ([*LEAF, "weight"], float("nan"), "tree (total).children[0] (a).weight", "not_a_number"),
        ([*LEAF, "weight"], -1, "tree (total).children[0] (a).weight", "too_small"),
        ([*LEAF, "direction"], 2, "tree (total).children[0] (a).direction", "no_direction"),
        ([*LEAF, "transform"], "sqrt", "tree (total).children[0] (a).transform", "unknown_choice"),
        ([*LEAF, "normalise"], "min-max", "tree (total).children[0] (a).normalise", "unknown_choice"),
        ([*LEAF, "normalise"], "goalposts", "tree (total).children[0] (a).normalise", "needs_numbers"),
        (
            [*LEAF, "normalise"],
            {"goalposts": [5]},
            "tree (total).children[0] (a).normalise.goalposts",
            "not_two",
        ),
        (
            [*LEAF, "normalise"],
            {"goalposts": [5, 5]},
            "tree (total).children[0] (a).normalise.goalposts",
            "equal_goalposts",
        ),
        ([*LEAF, "cap"], True, "tree (total).children[0] (a).cap", "nothing_to_cap"),
        ([*LEAF, "scale"], [0, 100], "tree (total).children[0] (a).scale", "nothing_to_scale"),
        ([*LEAF, "normalize"], "minmax", "tree (total).children[0] (a).normalize", "unknown_key"),
    ],
)
def test_it_names_a_fault_and_its_place(path, value, where, reason):
    assert reasons(broken((path, value))) == [(where, reason)]


def test_it_finds_all_faults_at_once():
    found = reasons(
        broken((["missing"], "no"), ([*LEAF, "weight"], True), ([*LEAF, "cap"], 1), (["over"], "month"))
    )

    assert len(found) == 4


def test_it_refuses_goalposts_that_are_turned_twice_or_have_no_logarithm():
    turned = broken(([*LEAF, "normalise"], {"goalposts": [9, 1]}), ([*LEAF, "direction"], -1))
    logged = broken(([*LEAF, "normalise"], {"goalposts": [0, 9]}), ([*LEAF, "transform"], "log"))

    assert [reason for _, reason in reasons(turned) + reasons(logged)] == ["turned_twice", "log_of_goalpost"]


def test_it_has_one_digest_for_one_meaning():
    same = composite_framework.digest(composite_framework.read(broken(([*LEAF, "weight"], 1.0))))
    other = composite_framework.digest(composite_framework.read(broken(([*LEAF, "weight"], 1.5))))

    assert same == composite_framework.digest(composite_framework.read(GOOD))
    assert same != other


def test_it_says_every_reason_in_both_languages():
    assert all(vi != en for vi, en in SENTENCES.values())


def read(columns, *rows, **more):
    lines = [(at, dict(zip(columns, row, strict=True))) for at, row in enumerate(rows, 2)]
    return composite_table.read(composite_framework.read(GOOD), columns, lines, **more)


def faults(columns, *rows):
    with pytest.raises(BadTable) as refused:
        read(columns, *rows)
    return [(note.where, note.reason) for note in refused.value.problems]


def test_it_reads_numbers_as_they_are_written():
    found, _ = read(["u", "a", "b"], ["X", "1.5", ""], ["Y", "−2", "NA"], ["Z", 3.0, ".5"])

    assert np.array_equal(found.values, [[1.5, np.nan], [-2, np.nan], [3, 0.5]], equal_nan=True)


def test_it_understands_decimal_commas():
    found, _ = read(["u", "a", "b"], ["X", "1,5", "2"], ["Y", "1,125", ""])

    assert found.values[:, 0].tolist() == [1.5, 1.125]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["X", "abc", "1e999"]], [("2, a", "no_number"), ("2, b", "no_number")]),
        ([["X", "1,5", "2.5"]], [("", "points_and_commas")]),
        ([["X", "1,234", "2"]], [("2, a", "thousands")]),
        ([["", "1", "2"]], [("2", "no_unit")]),
        ([["X", "1", "2"], ["X", "1", "2"]], [("3", "duplicate_unit")]),
        ([["", "", ""]], [("", "no_rows")]),
    ],
)
def test_it_names_every_bad_cell(rows, expected):
    assert faults(["u", "a", "b"], *rows) == expected


def test_it_names_missing_columns_and_a_near_miss():
    with pytest.raises(BadTable) as refused:
        read(["u", "A"], ["X", "1"])

    assert [note.facts["near"] for note in refused.value.problems] == ["A", ""]


def test_it_tells_units_of_several_years_apart():
    found, _ = read(["u", "year", "a", "b"], ["X", "2020", 1, 2], ["X", "2021", 1, 2])

    assert (found.units, found.years) == (("X", "X"), (2020, 2021))
    assert faults(["u", "year", "a", "b"], ["X", "20x", 1, 2]) == [("2, year", "no_year")]


def test_it_reads_no_aggregate_as_an_input():
    _, notes = read(["u", "a", "b", "total", "other"], ["X", 1, 2, 3, 4])

    assert [(note.where, note.reason) for note in notes] == [
        ("total", "aggregate_column"),
        ("", "unread_columns"),
    ]

"""How sure the ranks are: designs, replay, rank intervals, Sobol indices."""

import json

import numpy as np
import pytest

from motcua.rules import composite_design, composite_framework, composite_score
from motcua.rules import composite_sensitivity as sensitivity
from motcua.rules import composite_uncertainty as uncertainty
from motcua.rules.composite import Table
from motcua.rules.composite_framework import BadFramework

SPEC = [
    {"step": "weights", "noise": 0.25},
    {"step": "normalise", "choices": ["minmax", "rank", "percentile"]},
    {"step": "aggregate", "choices": ["nominal", "geometric"], "of": ["total"]},
    {"step": "leave_one_out"},
]


def leaf(code, **more):
    return {"code": code, "normalise": "minmax", "scale": [1, 100]} | more


INDEX = {
    "key": "x",
    "tree": {
        "code": "total",
        "children": [
            {"code": "p", "weight": 2, "children": [leaf("a"), leaf("b", weight=3)]},
            {"code": "q", "children": [leaf("c", direction=-1), leaf("d")]},
        ],
    },
}


def framework(**more):
    return composite_framework.read(INDEX | more)


def table(rows=20, gaps=True):
    values = np.random.default_rng(7).random((rows, 4))
    if gaps:
        values[3, 1] = values[5, 0] = np.nan
    return Table(units=tuple(f"U{at}" for at in range(rows)), values=values, groups=("x", "y") * (rows // 2))


def design(spec=SPEC, runs=60, seed=5, index=None, data=None):
    index, data = index or framework(), data or table()
    return composite_design.draw(index, data, composite_design.steps(index, data, spec), runs=runs, seed=seed)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ([{"step": "impute", "choices": ["mean", "median"]}], "absent_step"),
        ([{"step": "treat", "choices": ["nominal", "none"]}], "absent_step"),
        ([{"step": "weights", "noise": 2}], "not_a_share"),
        ([{"step": "weights", "of": ["nobody"]}], "no_such_node"),
        ([{"step": "weight"}], "unknown_choice"),
        ([{"step": "aggregate", "choices": ["mean"]}], "no_choices"),
        ([{"step": "aggregate", "choices": ["mean", "outranking"]}], "unknown_choice"),
        ([{"step": "aggregate", "choices": ["mean", "sum"], "of": ["a"]}], "no_such_node"),
        ([{"step": "weights"}, {"step": "weights"}], "duplicate_step"),
        ([], "no_steps"),
    ],
)
def test_it_refuses_what_the_index_does_not_have(spec, reason):
    with pytest.raises(BadFramework) as refused:
        composite_design.steps(framework(), table(), spec)

    assert reason in [note.reason for note in refused.value.problems]


def test_it_refuses_to_vary_a_normalisation_that_is_not_there():
    index = composite_framework.read({"key": "x", "tree": {"code": "t", "children": [{"code": "a"}]}})

    with pytest.raises(BadFramework):
        composite_design.steps(index, table(), [SPEC[1]])


def test_it_refuses_a_run_that_cannot_be_computed():
    spec = [{"step": "normalise", "choices": ["zscore", "minmax"]}, SPEC[2]]

    with pytest.raises(composite_score.Incomputable):
        uncertainty.run(framework(), table(), design(spec))


def test_it_computes_each_run_as_if_it_were_alone():
    spec = [SPEC[0], SPEC[2]]
    found = uncertainty.run(framework(), table(), drawn := design(spec, runs=12))

    for at in range(12):
        tree = json.loads(json.dumps(INDEX["tree"]))
        nodes = {one["code"]: one for one in _walk(tree)}
        for code, factor in zip(drawn.steps[0].codes, drawn.factors["weights"][at], strict=True):
            nodes[code]["weight"] = nodes[code].get("weight", 1) * float(factor)
        if drawn.choices["aggregate"][at] == "geometric":
            tree["aggregate"] = "geometric"
        alone = composite_score.compute(composite_framework.read({"key": "x", "tree": tree}), table())

        assert found.scores[at] == pytest.approx(alone.scores[:, 0], abs=1e-9)
        assert found.ranks[at].tolist() == alone.ranks.tolist()


def _walk(node):
    yield node
    for child in node.get("children", ()):
        yield from _walk(child)


def test_it_leaves_out_one_at_a_time():
    spec = [{"step": "leave_one_out", "of": ["p", "q"]}]
    drawn = design(spec, runs=40)

    found = uncertainty.run(framework(), table(), drawn)

    nominal = found.nominal
    for at, taken in enumerate(drawn.choices["leave_one_out"]):
        expected = {"p": nominal.of("q"), "q": nominal.of("p"), "nothing": nominal.scores[:, 0]}[taken]
        assert found.scores[at] == pytest.approx(expected, abs=1e-9)


def test_it_replays_a_stored_design_to_the_bit():
    first = uncertainty.run(framework(), table(), design())
    stored = json.loads(json.dumps(composite_design.plain(first.design)))

    again = uncertainty.run(framework(), table(), composite_design.read(stored, framework(), table()))

    assert again.scores.tobytes() == first.scores.tobytes()
    assert again.ranks.tobytes() == first.ranks.tobytes()


def test_it_refuses_a_design_of_another_index_or_other_data():
    stored = composite_design.plain(design())

    with pytest.raises(BadFramework) as refused:
        composite_design.read(stored, framework(missing="zero"), table(gaps=False))

    assert [note.reason for note in refused.value.problems] == ["other_framework", "other_table"]


def test_it_gives_intervals_of_type_seven():
    found = uncertainty.run(framework(), table(), design(runs=100))

    one = uncertainty.intervals(found)[4]

    assert (one.low, one.median, one.high) == tuple(np.quantile(found.ranks[:, 4], (0.05, 0.5, 0.95)))
    assert one.best <= one.low <= one.rank or one.low <= one.high <= one.worst


def test_it_varies_the_imputation():
    index = framework(impute="mean")
    spec = [{"step": "impute", "choices": ["mean", "group_mean", "none"]}]

    found = uncertainty.run(index, table(), design(spec, index=index))

    assert len(np.unique(found.scores[:, 5])) == 3
    assert len(np.unique(found.scores[:, 0])) >= 1


def test_it_finds_the_known_indices_of_a_known_function():
    a, b, size = 7.0, 0.1, 2**14
    numbers = sensitivity.sample(size, [1, 1, 1], np.random.default_rng(3)) * 2 * np.pi - np.pi
    outcomes = (
        np.sin(numbers[:, 0])
        + a * np.sin(numbers[:, 1]) ** 2
        + b * numbers[:, 2] ** 4 * np.sin(numbers[:, 0])
    )

    first, total = sensitivity.indices(outcomes, size)
    low, high = sensitivity.intervals(outcomes, size, np.random.default_rng(4))

    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert ((low[1] < total) & (total < high[1])).all()


def test_it_gives_nothing_to_nothing():
    first, total = sensitivity.indices(np.ones(5 * 8), 8)

    assert (first.tolist(), total.tolist()) == ([0, 0, 0], [0, 0, 0])


def test_it_analyses_an_index_and_can_do_it_again():
    first = sensitivity.analyse(framework(), table(), SPEC, evaluations=600, seed=9)
    again = sensitivity.replayed(framework(), table(), first.design)

    assert first.design.runs == 600
    assert first.shares == again.shares
    assert [share.step for share in first.shares] == ["weights", "normalise", "aggregate", "leave_one_out"]


def test_it_refuses_an_analysis_on_too_few_evaluations():
    with pytest.raises(ValueError, match="too few"):
        sensitivity.analyse(framework(), table(), SPEC, evaluations=30, seed=9)

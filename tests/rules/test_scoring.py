"""Points follow from what is declared, by hand examples of every rule and by properties of whole sheets."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules import scoring, scoring_sets
from motcua.rules.scoring import (
    BadDeclared,
    CannotBeLeftOut,
    NotSelfScored,
    PointsOutOfRange,
    Scored,
    ranks,
    score,
    sheet,
)

D = Decimal
COUNT = [{"key": "n", "name": "n", "kind": "count"}]
PAIR = [{"key": "a", "name": "a", "kind": "count"}, {"key": "b", "name": "b", "kind": "count"}]
YES = {"kind": "yes_no", "variables": [{"key": "done", "name": "x", "kind": "yes_no"}]}


def leaf(rule, points="1", code="1.1", **more):
    """Return one leaf read as of a set of its own."""
    row = {"code": code, "name": "Tiêu chí", "points": points, "rule": rule, **more}
    return whole([row]).leaf(code)


def whole(rows, blocks=(), classes=()):
    points = sum((D(row["points"]) for row in rows), D(0))
    return scoring_sets.read(
        {
            "key": "thu",
            "year": 2024,
            "level": "district",
            "name": "Thử",
            "areas": [{"code": "1", "name": "Lĩnh vực", "points": str(points), "children": rows}],
            "blocks": list(blocks),
            "classes": list(classes),
        }
    )


def points(of, declared, **more):
    return score(of, declared, **more).points


def test_r1_gives_all_or_nothing_or_stands_aside():
    of = leaf(YES, not_applicable="drop")

    assert points(of, {"done": True}) == 1
    assert points(of, {"done": "no"}) == 0
    assert score(of, {}) == Scored(None, False, score(of, {}).because)
    assert score(of, {"not_applicable": True}).is_not_applicable


def test_r1_is_given_in_full_where_the_set_says_so():
    found = score(leaf(YES, not_applicable="full"), {"not_applicable": True})

    assert (found.points, found.is_not_applicable) == (1, True)


def test_a_leaf_that_always_applies_is_not_left_out():
    with pytest.raises(CannotBeLeftOut):
        score(leaf(YES), {"not_applicable": True})


@pytest.mark.parametrize(
    ("done", "of", "won"),
    [(7999, 10000, "0"), (8, 10, "0.2"), (9, 10, "0.225"), (10, 10, "0.25"), (12, 10, "0.25"), (0, 10, "0")],
)
def test_r2_has_a_floor_at_80_percent(done, of, won):
    rule = {"kind": "proportion", "variables": PAIR, "share": ["a", "b"], "floor": "0.8"}

    assert points(leaf(rule, "0.25"), {"a": done, "b": of}) == D(won)


@pytest.mark.parametrize(
    ("policy", "won", "aside"), [("drop", None, True), ("full", "1", True), ("never", "0", False)]
)
def test_r2_follows_the_policy_when_nothing_arose(policy, won, aside):
    rule = {"kind": "proportion", "variables": PAIR, "share": ["a", "b"]}

    found = score(leaf(rule, not_applicable=policy), {"a": 0, "b": 0})

    assert (found.points, found.is_not_applicable) == (D(won) if won else None, aside)


def test_r2_gives_the_points_stated_for_nothing_to_count():
    rule = {"kind": "proportion", "variables": PAIR, "share": ["a", "b"], "empty": "0.5"}

    assert points(leaf(rule), {"a": 0, "b": 0}) == D("0.5")


@pytest.mark.parametrize(("day", "won"), [("2024-01-31", "0.5"), ("2024-02-01", "0.25"), ("2024-03-01", "0")])
def test_r3_takes_the_first_step_that_holds(day, won):
    steps = [
        {"points": "0.5", "when": ["day <= 2024-01-31"]},
        {"points": "0.25", "when": ["day <= 2024-02-15"]},
    ]
    rule = {"kind": "steps", "variables": [{"key": "day", "name": "Ngày", "kind": "day"}], "steps": steps}

    assert points(leaf(rule, "0.5"), {"day": day}) == D(won)


def test_r3_reads_choices_and_several_conditions():
    variables = [
        {
            "key": "state",
            "name": "Kết quả",
            "kind": "choice",
            "choices": [{"key": "full", "name": "Đủ"}, {"key": "part", "name": "Một phần"}],
        },
        {"key": "signed", "name": "Đã ký", "kind": "yes_no"},
    ]
    steps = [
        {"points": "1", "when": ["state = full", "signed = yes"]},
        {"points": "0.5", "when": ["signed = yes"]},
    ]
    of = leaf({"kind": "steps", "variables": variables, "steps": steps})

    assert points(of, {"state": "full", "signed": True}) == 1
    assert points(of, {"state": "part", "signed": True}) == D("0.5")
    assert points(of, {"state": "part", "signed": False}) == 0


@pytest.mark.parametrize(("count", "won"), [(0, "0"), (1, "0.375"), (2, "0.75"), (9, "0.75")])
def test_r4_steps_by_count(count, won):
    rule = {
        "kind": "count", "variables": COUNT, "of": "n",
        "counts": [{"from": "1", "points": "0.375"}, {"from": "2", "points": "0.75"}],
    }  # fmt: skip

    assert points(leaf(rule, "0.75"), {"n": count}) == D(won)


@pytest.mark.parametrize(("a", "b", "won"), [(0, 0, "2"), (1, 0, "1.5"), (1, 1, "0.5"), (9, 9, "0")])
def test_r5_takes_off_for_each_event_and_stops_at_zero(a, b, won):
    rule = {"kind": "deduct", "variables": PAIR, "per": {"a": "0.5", "b": "1.0"}}

    assert points(leaf(rule, "2"), {"a": a, "b": b}) == D(won)


@pytest.mark.parametrize(("got", "won"), [("100", "2"), ("99.99", "1"), ("90", "1"), ("89.9", "0")])
def test_r6_steps_over_what_was_reached_of_what_was_assigned(got, won):
    variables = [{"key": key, "name": key, "kind": "number", "unit": "tỷ đồng"} for key in ("got", "plan")]
    steps = [{"points": "2", "when": ["rate >= 1"]}, {"points": "1", "when": ["rate >= 0.9"]}]
    rule = {"kind": "steps", "variables": variables, "ratios": {"rate": ["got", "plan"]}, "steps": steps}

    assert points(leaf(rule, "2"), {"got": got, "plan": 100}) == D(won)


@pytest.mark.parametrize(("a", "won"), [(17, "1"), (16, "0")])
def test_r7_wants_all_of_a_population(a, won):
    rule = {"kind": "whole", "variables": PAIR, "share": ["a", "b"]}

    assert points(leaf(rule), {"a": a, "b": 17}) == D(won)


WAYS = [
    {"key": "all", "name": "Tất cả", "when": "a = b", "formula": "1"},
    {"key": "some", "name": "Một phần", "formula": "round_(0.8 * a / b, 2)"},
]


@pytest.mark.parametrize(
    ("declared", "won"),
    [({"a": 3, "b": 3}, "1"), ({"a": 2, "b": 3}, "0.53"), ({"a": 3, "b": 3, "way": "some"}, "0.8")],
)
def test_r8_takes_the_branch_chosen_or_the_first_that_holds(declared, won):
    assert points(leaf({"kind": "formula", "variables": PAIR, "ways": WAYS}), declared) == D(won)


def test_r8_asks_which_branch_where_no_condition_says_it():
    ways = [{"key": "x", "formula": "a / b"}, {"key": "y", "formula": "0.5"}]
    of = leaf({"kind": "formula", "variables": PAIR, "ways": ways})

    assert points(of, {"a": 1, "b": 4}) is None
    assert points(of, {"a": 1, "b": 4, "way": "x"}) == D("0.25")


def test_r8_keeps_points_within_the_leaf():
    of = leaf({"kind": "formula", "variables": PAIR, "ways": [{"key": "x", "formula": "a - b"}]})

    assert points(of, {"a": 9, "b": 1}) == 1
    assert points(of, {"a": 0, "b": 4}) == 0


def test_r10_weighs_the_answers():
    of = leaf({"kind": "survey", "options": {"a": "1", "b": "0.6", "c": "0.2", "d": "0"}}, "2.5")

    assert points(of, {}, survey={"a": 5, "b": 3, "c": 1, "d": 1, "blank": 40}) == D("1.75")
    assert points(of, {}) is None


def test_r10_is_never_scored_by_the_unit_itself():
    of = leaf({"kind": "survey", "options": {"a": "1"}})

    with pytest.raises(NotSelfScored):
        score(of, {"a": 5})


def test_r11_takes_another_index():
    rule = {
        "kind": "imported", "of": "index", "out_of": "100",
        "variables": [{"key": "index", "name": "SIPAS", "kind": "number"}],
    }  # fmt: skip

    assert points(leaf(rule, "3"), {"index": "90.23"}) == D("2.7069")
    with pytest.raises(BadDeclared):
        score(leaf(rule, "3"), {"index": "100.01"})


@pytest.mark.parametrize(
    ("target", "actual", "leader", "won"),
    [
        (100, 50, None, "0.25"),
        (100, 100, D("0.5"), "0.5"),
        (100, 125, D("0.5"), "0.75"),
        (100, 150, D("0.5"), "1"),
        (100, 160, D("0.5"), "1"),
        (100, 110, D("0.3"), "0.67"),
        (0, 50, D("0.5"), "0"),
        (100, 125, None, "0.5"),
    ],
)
def test_r12_measures_the_excess_against_the_leader(target, actual, leader, won):
    rule = {"kind": "leader", "variables": PAIR, "target": "b", "actual": "a", "places": 2}

    assert points(leaf(rule), {"a": actual, "b": target}, leader=leader) == D(won)


def test_r12_tells_the_excess_of_a_unit():
    of = leaf({"kind": "leader", "variables": PAIR, "target": "b", "actual": "a"})

    assert scoring.excess(of, {"a": 150, "b": 100}) == D("0.5")
    assert scoring.excess(of, {"a": 100, "b": 100}) is None
    assert scoring.excess(of, {"a": 5, "b": 0}) is None


@pytest.mark.parametrize(("a", "b", "won"), [(1, 0, "0.5"), (9, 0, "2"), (0, 9, "-1"), (2, 1, "0.5")])
def test_r13_counts_items_within_its_limits(a, b, won):
    rule = {"kind": "items", "variables": PAIR, "each": {"a": "0.5", "b": "-0.5"}, "least": "-1", "most": "2"}

    assert points(leaf(rule, "2"), {"a": a, "b": b}) == D(won)


@pytest.mark.parametrize(
    "declared",
    [{"x": 1}, {"a": -1}, {"a": "1.5"}, {"a": True}, {"a": 1.0}, {"a": "NaN"}, {"a": "1e99"}, {"a": "many"}],
)
def test_it_refuses_what_cannot_be_declared(declared):
    of = leaf({"kind": "proportion", "variables": PAIR, "share": ["a", "b"]})

    with pytest.raises(BadDeclared):
        score(of, declared)


def test_points_set_by_hand_lie_within_the_leaf():
    of = leaf(YES, "0.25")

    assert scoring.check_points(of, D("0.25")) == D("0.25")
    for wrong in ("0.26", "-0.01", "NaN"):
        with pytest.raises(PointsOutOfRange):
            scoring.check_points(of, D(wrong))


def rows(*points):
    return [
        {
            "code": f"1.{place}",
            "name": f"Tiêu chí {place}",
            "points": one,
            "rule": YES,
            "not_applicable": "drop",
        }
        for place, one in enumerate(points, start=1)
    ]


PENALTY = {
    "kind": "penalty", "code": "P", "name": "Điểm trừ", "cap": "3",
    "leaves": [{"code": "P.1", "name": "Trừ", "points": "3", "rule": {
        "kind": "items", "variables": COUNT, "each": {"n": "1"}, "most": "3"}}],
}  # fmt: skip
BONUS = {**PENALTY, "kind": "bonus", "code": "T", "cap": "2", "leaves": [
    {**PENALTY["leaves"][0], "code": "T.1", "points": "2",
     "rule": {"kind": "items", "variables": COUNT, "each": {"n": "0.5"}, "most": "2"}}]}  # fmt: skip
CLASSES = [
    {"key": "A", "name": "A", "from": "90"},
    {"key": "B", "name": "B", "from": "80"},
    {"key": "D", "name": "D", "from": "0"},
]


def mark(points):
    return Scored(None if points is None else D(points))


def test_a_sheet_adds_up_and_is_graded_on_the_exact_percent():
    of = whole(rows("1", "1", "1"), classes=CLASSES)
    third = D(1) - D("0.0000000001")

    found = sheet(of, {"1.1": mark("1"), "1.2": mark("1"), "1.3": mark("0.7")})
    below = sheet(of, {"1.1": mark("1"), "1.2": mark(third), "1.3": mark("0.7")})

    assert (found.points, found.possible, found.percent, found.grade.key) == (D("2.7"), 3, 90, "A")
    assert below.grade.key == "B"


def test_a_leaf_nobody_declared_counts_as_nothing_and_is_named():
    found = sheet(whole(rows("1", "1")), {"1.1": mark("1")})

    assert (found.percent, found.lacking) == (50, ("1.2",))


def test_a_leaf_that_did_not_arise_leaves_both_sides():
    found = sheet(whole(rows("1", "4")), {"1.1": mark("0.5"), "1.2": Scored(None, True)})

    assert (found.points, found.possible, found.percent, found.dropped) == (D("0.5"), 1, 50, ("1.2",))


def test_bonus_and_penalty_are_capped_and_the_whole_is_never_below_zero():
    of = whole(rows("2", "2"), blocks=[BONUS, PENALTY])

    plenty = sheet(of, {"1.1": mark("1"), "T.1": mark("2"), "P.1": mark("1")})
    ruin = sheet(of, {"1.1": mark("1"), "P.1": mark("3")})

    assert (plenty.points, plenty.bonus, plenty.penalty) == (2, 2, 1)
    assert (ruin.points, ruin.percent) == (0, 0)


def test_ranks_go_by_values_as_they_are_not_as_they_print():
    found = ranks({"Hải Dương": D("84.9421"), "Bắc Ninh": D("84.9398"), "Huế": D("85"), "Nam Định": None})

    assert found == {"Huế": 1, "Hải Dương": 2, "Bắc Ninh": 3}
    assert round(D("84.9421"), 2) == round(D("84.9398"), 2)


def test_equals_share_the_better_place_and_the_next_is_left_out():
    assert ranks({"a": D(3), "b": D(2), "c": D(2), "d": D(1)}) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_three_thirds_are_as_good_as_one():
    rule = {"kind": "proportion", "variables": PAIR, "share": ["a", "b"]}
    of = whole([{"code": f"1.{n}", "name": f"T {n}", "points": "1", "rule": rule} for n in (1, 2, 3)])
    thirds = {leaf.code: score(leaf, {"a": 1, "b": 3}) for leaf in of.leaves()}
    one = {"1.1": mark("1"), "1.2": mark("0"), "1.3": mark("0")}

    found = {"thirds": sheet(of, thirds).percent, "one": sheet(of, one).percent}

    assert ranks(found) == {"thirds": 1, "one": 1}


SETS = st.lists(st.sampled_from(["0.25", "0.5", "1", "1.5", "3"]), min_size=1, max_size=8)


@given(SETS, st.data())
def test_a_percent_lies_between_0_and_100(maxima, data):
    of = whole(rows(*maxima))
    shares = [data.draw(st.fractions(0, 1)) for _ in maxima]
    marks = {
        one.code: mark(one.points * share.numerator / share.denominator)
        for one, share in zip(of.leaves(), shares, strict=True)
    }

    found = sheet(of, marks)

    exact = sum((Fraction(m) * s for m, s in zip(maxima, shares, strict=True)), Fraction(0))
    assert 0 <= found.percent <= 100
    assert abs(Fraction(found.percent) - exact * 100 / sum(map(Fraction, maxima))) < Fraction(1, 10**18)


@given(SETS, st.data())
def test_what_did_not_arise_changes_nothing_for_a_unit_with_all_points(maxima, data):
    of = whole(rows(*maxima))
    marks = {one.code: mark(one.points) for one in of.leaves()}
    left = data.draw(st.sampled_from(sorted(marks)))

    found = sheet(of, marks | {left: Scored(None, True)})

    assert found.percent == (100 if len(maxima) > 1 else 0)


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 20), min_size=1),
    st.integers(1, 50),
)
def test_ranks_do_not_change_with_the_scale(values, factor):
    small = {key: D(value) for key, value in values.items()}

    large = {key: value * factor + 7 for key, value in small.items()}

    assert ranks(small) == ranks(large)

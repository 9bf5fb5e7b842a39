"""A criteria set is read whole and checked, or every problem is told at once, with its place."""

import copy
from decimal import Decimal

import pytest
import yaml

from motcua.rules import scoring_edit, scoring_sets, scoring_text
from motcua.rules.scoring import Scored, sheet
from motcua.rules.scoring_bridge import Change, bridge, change, means, standings
from tests.house import readings

D = Decimal
FOLDER = readings.PACKAGE / "data" / "criteria"
OWN = sorted(path.stem for path in FOLDER.glob("*-20*.yaml"))


def data(name="district-haiduong-2024"):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


@pytest.fixture
def district():
    return data()


def found(body):
    return [(one.where, one.part, one.why) for one in scoring_sets.problems(body)]


@pytest.mark.parametrize("name", OWN)
def test_every_shipped_set_is_whole_and_comes_back_as_it_was(name):
    of = scoring_sets.read(data(name))

    assert of.points == 100
    assert scoring_sets.read(scoring_sets.plain(of)) == of
    assert scoring_sets.digest(of) == scoring_sets.digest(scoring_sets.read(data(name)))


def test_the_province_set_has_the_points_of_the_decision():
    of = scoring_sets.read(data("province-2017"))

    assert " ".join(str(area.points) for area in of.areas) == "10.0 10.0 14.5 11.0 16.0 7.0 16.0 15.5"
    assert [len(area.children) for area in of.areas] == [6, 4, 5, 4, 9, 3, 5, 3]
    assert [len(list(area.leaves())) for area in of.areas] == [6, 6, 16, 10, 16, 6, 18, 3]
    assert all(leaf.is_illustrative for leaf in of.leaves())
    assert "39" in of.about.en


def test_the_district_set_has_what_the_story_tells_of(district):
    of = scoring_sets.read(district)

    efforts = {leaf.effort for leaf in of.leaves()}
    survey = sum(leaf.points for leaf in of.leaves() if leaf.is_survey or leaf.rule.kind == "imported")
    assert {"post_list", "review_procedure", "collect_revenue", "discipline", "close_on_time"} <= efforts
    assert 25 <= survey <= 35
    assert of.leaf("3.3.1").rule.params["floor"] == D("0.95")


@pytest.mark.parametrize("name", OWN)
def test_every_act_named_is_one_of_the_effort_model(name):
    acts = yaml.safe_load((FOLDER / "efforts.yaml").read_text("utf-8"))["acts"]

    assert {leaf.effort for leaf in scoring_sets.read(data(name)).leaves()} - {""} <= set(acts)


def test_it_tells_every_problem_at_once(district):
    body = scoring_edit.written(district, "1.1.1", {"points": "0.75"})
    body = scoring_edit.written(body, "2.1.1", {"code": "2.1.2"})
    body = scoring_edit.written(body, "3.3.5", {"rule": {"kind": "formula", "ways": [{"formula": "1 +"}]}})

    assert found(body) == [
        ("1.1.1", "rule.steps", "never_full"),
        ("1.1", "points", "sum"),
        ("3.3.5", "rule.formula", "unfinished"),
        ("2.1.2", "code", "twice"),
    ]


def test_it_says_by_how_much_a_sum_does_not_close(district):
    body = scoring_edit.written(district, "1.2", {"points": "1.25"})

    one, other = scoring_sets.problems(body)

    assert (one.where, one.facts) == ("1.2", {"stated": "1.25", "sum": "1.0", "difference": "-0.25"})
    assert (other.where, other.facts["difference"]) == ("1", "0.25")


COUNT = [{"key": "n", "name": "n", "kind": "count"}]


@pytest.mark.parametrize(
    ("rule", "part", "why"),
    [
        ({"kind": "magic"}, "rule.kind", "choice"),
        ({"kind": "proportion", "variables": COUNT, "share": ["n", "m"]}, "rule.share", "variable"),
        (
            {"kind": "proportion", "variables": COUNT, "share": ["n", "1"], "floor": "2"},
            "rule.floor",
            "range",
        ),
        (
            {"kind": "proportion", "variables": COUNT, "share": ["n"], "full_at": "0"},
            "rule.full_at",
            "not_positive",
        ),
        ({"kind": "proportion", "variables": COUNT, "share": ["n"], "flor": "1"}, "rule.flor", "unknown"),
        ({"kind": "proportion", "variables": COUNT, "share": "n /"}, "rule.formula", "unfinished"),
        ({"kind": "survey", "options": {"a": "1.2"}}, "rule.options", "weight"),
        ({"kind": "survey", "options": {"a": "-0.1"}}, "rule.options", "weight"),
        (
            {"kind": "count", "variables": COUNT, "of": "n", "counts": [{"from": 1, "points": "9"}]},
            "rule.counts",
            "above",
        ),
        ({"kind": "count", "variables": COUNT, "of": "n", "counts": []}, "rule.counts", "missing"),
        ({"kind": "deduct", "variables": COUNT, "per": {"n": "0"}}, "rule.per", "not_positive"),
        ({"kind": "items", "variables": COUNT, "each": {"n": "1"}, "most": "9"}, "rule.most", "above"),
        (
            {"kind": "steps", "variables": COUNT, "steps": [{"points": "1", "when": ["n ~ 3"]}]},
            "rule.steps",
            "condition",
        ),
        (
            {"kind": "steps", "variables": COUNT, "ratios": {"n": ["n"]}, "steps": [{"points": "1"}]},
            "rule.ratios",
            "name_twice",
        ),
        ({"kind": "steps", "variables": COUNT, "steps": ["all"]}, "rule", "shape"),
        ({"kind": "yes_no"}, "rule.variables", "missing"),
        (
            {"kind": "leader", "variables": COUNT, "target": "n", "actual": "n", "places": 99},
            "rule.places",
            "range",
        ),
    ],
)
def test_it_tells_what_is_wrong_with_a_rule(district, rule, part, why):
    body = scoring_edit.written(district, "1.2.2", {"rule": rule})

    assert ("1.2.2", part, why) in found(body)


@pytest.mark.parametrize(
    ("changes", "part", "why"),
    [
        ({"points": "0"}, "points", "not_positive"),
        ({"points": "1,5"}, "points", "number"),
        ({"name": ""}, "name", "missing"),
        ({"binding": "http://x"}, "binding", "code"),
        ({"not_applicable": "maybe"}, "not_applicable", "choice"),
        ({"legal": [{"cites": "QĐ 1", "from_on": "2024-02-30"}]}, "legal", "day"),
        (
            {"legal": [{"cites": "QĐ 1", "from_on": "2024-02-01", "until_on": "2024-01-01"}]},
            "legal",
            "ends_before",
        ),
        (
            {
                "legal": [
                    {"cites": "QĐ 1", "from_on": "2020-01-01"},
                    {"cites": "QĐ 2", "from_on": "2022-01-01"},
                ]
            },
            "legal",
            "overlap",
        ),
    ],
)
def test_it_tells_what_is_wrong_with_a_leaf(district, changes, part, why):
    body = scoring_edit.written(district, "1.2.2", changes)

    assert ("1.2.2", part, why) in found(body)


def test_a_text_that_takes_over_on_the_day_is_no_overlap(district):
    legal = [
        {"cites": "QĐ 1", "from_on": "2020-01-01", "until_on": "2022-11-10"},
        {"cites": "QĐ 2", "from_on": "2022-11-10"},
    ]

    assert not found(scoring_edit.written(district, "1.2.2", {"legal": legal}))


def test_a_day_far_from_the_year_is_told(district):
    body = scoring_edit.headed(district, {"year": 2030})

    assert ("1.1.1", "rule.steps", "year") in found(body)


def test_a_cap_below_zero_is_told(district):
    body = copy.deepcopy(district)
    body["blocks"][0]["cap"] = "0"

    assert ("T", "cap", "not_positive") in found(body)


def test_no_text_makes_it_fail_otherwise():
    for body in (
        {},
        {"areas": "x"},
        {"areas": [1]},
        {"areas": [{"children": [{"rule": 3}]}]},
        {"blocks": [{}]},
    ):
        assert scoring_sets.problems(body)


def test_a_copy_moves_its_days_and_knows_where_it_comes_from(district):
    of = scoring_sets.read(district)

    new = scoring_sets.successor(of, 2025)

    assert (new.key, new.year) == ("district-haiduong-2025", 2025)
    assert str(new.leaf("1.1.1").rule.params["steps"][0].when[0]) == "day <= 2025-01-31"
    assert {one for row in bridge(of, new) for one in row.changes} == {Change.SAME}


def test_the_bridge_tells_what_changed_between_two_years():
    old, new = (scoring_sets.read(data(f"district-haiduong-{year}")) for year in (2023, 2024))

    rows = {row.code: row.changes for row in bridge(old, new) if row.changes != (Change.SAME,)}

    assert rows == {
        "1.4.1": (Change.POINTS,),
        "1.4.2": (Change.NEW,),
        "3.2.2": (Change.RULE,),
        "3.6.2": (Change.RENAMED,),
        "7": (Change.RENAMED,),
        "7.2.1": (Change.RULE,),
        "7.2.2": (Change.RULE,),
        "7.2.4": (Change.MOVED,),
    }


def test_another_criterion_under_an_old_code_is_new_and_the_old_one_gone(district):
    old = scoring_sets.read(district)
    other = {"name": "Mua sắm trang thiết bị", "rule": {**YES, "variables": YES["variables"] * 1}}
    new = scoring_sets.read(scoring_edit.written(district, "7.3.1", other))

    rows = [(row.code, row.changes) for row in bridge(old, new) if row.code == "7.3.1"]

    assert rows == [("7.3.1", (Change.NEW,)), ("7.3.1", (Change.GONE,))]


YES = {"kind": "yes_no", "variables": [{"key": "done", "name": "x", "kind": "yes_no"}]}


def test_years_are_compared_in_percent_and_not_where_the_rule_changed():
    old, new = (scoring_sets.read(data(f"district-haiduong-{year}")) for year in (2023, 2024))
    before = sheet(old, {"1.4.1": Scored(D("0.75")), "7.2.2": Scored(D(1)), "7.2.5": Scored(D("0.5"))})
    now = sheet(new, {"1.4.1": Scored(D("0.75")), "7.2.2": Scored(D(2)), "7.2.4": Scored(D("0.25"))})

    rows = {row.row.code: row for row in change(now, before, bridge(old, new))}

    assert (rows["1.4.1"].before, rows["1.4.1"].now, rows["1.4.1"].change) == (50, 100, 50)
    assert rows["7.2.4"].change == -50
    assert not rows["7.2.2"].is_comparable
    assert rows["7.2.2"].change is None
    assert not rows["1.4.2"].is_comparable


def test_standings_share_places_and_rank_the_groups_by_unrounded_means(district):
    of = scoring_sets.read(district)
    made = {
        name: sheet(of, {"8.1.1": Scored(D(points))})
        for name, points in {"a": "3", "b": "2", "c": "2", "d": "1.00001", "e": "2.99998"}.items()
    }

    rows = {one.of: one for one in standings(made | {"f": None}, dict.fromkeys("ade", "x"))}

    assert [rows[of].rank for of in "abcdef"] == [1, 3, 3, 5, 2, None]
    assert [rows[of].rank_in_group for of in "abcde"] == [1, 1, 1, 3, 2]
    assert [(one.group, one.rank) for one in means(list(rows.values()))] == [("x", 1), ("", 2)]


@pytest.mark.parametrize("name", OWN)
def test_every_rule_comes_back_from_its_lines(name):
    for leaf in scoring_sets.read(data(name)).leaves():
        rule = scoring_sets.plain_leaf(leaf)["rule"]

        again = scoring_text.rule(
            rule["kind"], scoring_text.variables_text(rule), scoring_text.params_text(rule)
        )

        assert again == rule, leaf.code


@pytest.mark.parametrize(
    ("variables", "params", "number"),
    [
        ("a count = A", "", 1),
        ("a: count = A\nb", "", 2),
        ("", "share = a : b\n\nfloor 0.8", 3),
        ("", "1 when", 1),
    ],
)
def test_a_line_that_says_nothing_known_is_told_with_its_number(variables, params, number):
    with pytest.raises(scoring_text.BadLine) as refused:
        scoring_text.rule("proportion", variables, params)

    assert refused.value.number == number

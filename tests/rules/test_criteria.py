"""The nine criteria of Decree 61 and the four measures of a service."""

from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.rules import criteria, four_measures, indicator_rows
from motcua.rules.indicators import Status


def loaded(name):
    return yaml.safe_load(files("motcua.data").joinpath(f"indicators/{name}.yaml").read_text("utf-8"))[0]


PAPER = criteria.paper(loaded("decree61"))
FOUR = four_measures.four(loaded("service"))
ALL = {
    "early_law": 40, "on_time_law": 100, "late_law": 0, "early_promise": 40, "on_time_promise": 100,
    "late_promise": 0, "supplemented_again": 0, "supplemented": 5, "received": 100, "received_online": 50,
    "procedures_online": 80, "procedures": 100, "satisfied": 95, "disliked": 1, "rated": 100,
    "duties": 17, "duties_on_time": 17, "petitions": 10, "petitions_on_time": 10, "one_place": 100,
    "procedures_at_counter": 47, "procedures_of_competence": 47,
}  # fmt: skip


def marks(**changed):
    return {one.criterion.code: one.points for one in criteria.evaluate(PAPER, ALL | changed).marks}


@pytest.mark.parametrize(
    ("code", "sums", "expected"),
    [
        pytest.param("1", {}, 2, id="a third early, the rest on time"),
        pytest.param("1", {"early_law": 29}, 1, id="too few early"),
        pytest.param("1", {"on_time_law": 95, "late_law": 5}, 1, id="95 of 100"),
        pytest.param("1", {"on_time_law": 94, "late_law": 6}, 0, id="94 of 100"),
        pytest.param("3", {"supplemented": 6}, 1, id="asked too often"),
        pytest.param("3", {"supplemented_again": 3}, 0, id="asked twice too often"),
        pytest.param("6", {"duties_on_time": 14}, 0, id="three of 17 posted late"),
        pytest.param("6", {"duties_on_time": 16}, 1, id="one of 17 posted late"),
        pytest.param("7", {"disliked": 3}, 1, id="three of a hundred dissatisfied"),
        pytest.param("9", {"received_online": 49}, 1, id="not half online"),
        pytest.param("9", {"received_online": 24}, 0, id="not a quarter online"),
    ],
)
def test_they_give_the_points_of_their_steps(code, sums, expected):
    assert marks(**sums)[code] == expected


def test_they_are_excellent_from_exactly_fifteen():
    fifteen = criteria.evaluate(PAPER, ALL | {"early_law": 0, "early_promise": 0, "duties_on_time": 16})
    fourteen = criteria.evaluate(
        PAPER, ALL | {"early_law": 0, "early_promise": 0, "duties_on_time": 16, "received_online": 49}
    )

    assert (fifteen.won, fifteen.band.key, fifteen.is_complete) == (15, "excellent", True)
    assert (fourteen.won, fourteen.band.key) == (14, "good")


def test_what_nobody_feeds_leaves_the_points_that_can_be_won():
    known = {name: value for name, value in ALL.items() if not name.startswith("petitions")}

    sheet = criteria.evaluate(PAPER, known | {"rated": 0, "satisfied": 0, "disliked": 0})

    status = {one.criterion.code: one.status for one in sheet.marks}
    assert (status["8"], status["7"]) == (Status.NOT_YET_MEASURED, Status.NO_DENOMINATOR)
    assert (sheet.won, sheet.measured, sheet.band.key) == (14, 14, "excellent")


def test_a_condition_that_is_none_is_refused():
    broken = loaded("decree61")
    broken["criteria"][0]["steps"][0]["when"] = ["early > 30 %"]

    with pytest.raises(ValueError, match="condition"):
        criteria.paper(broken)


def test_a_sheet_can_be_read_by_another_program():
    made = indicator_rows.of_sheet(PAPER, criteria.evaluate(PAPER, ALL))

    assert (made["total"], made["measured"], made["band"]) == (18, 18, "excellent")
    assert made["criteria"][0]["rates"][0]["rate"] == 0.4


def test_the_four_measures_are_not_measured_before_somebody_feeds_them():
    sums = {"closed": 90, "refused": 2, "granted": 85, "rejected": 3, "received": 100, "received_online": 64}

    found = {
        one.measure.key: one for one in four_measures.evaluate(FOUR, sums | {"rated": 0, "satisfied": 0})
    }

    assert found["cost"].status is Status.NOT_YET_MEASURED
    assert found["satisfaction"].status is Status.NO_DENOMINATOR
    assert float(found["completion"].value) == pytest.approx(88 / 92)
    assert float(found["take_up"].value) == 0.64


def test_the_cost_of_a_dossier_is_the_units_cost_by_what_it_closed():
    found = four_measures.evaluate(FOUR, {"cost_vnd": 1_250_000_000, "closed": 5000})

    assert found[0].value == 250_000
    assert indicator_rows.of_four(FOUR, found)["measures"][0]["value"] == 250_000


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 90, 0.82076, 0.94649), (10, 10, 0.72247, 1.0), (0, 10, 0.0, 0.27753), (1, 1, 0.20655, 1.0)],
)
def test_the_interval_is_wilsons(hits, of, low, high):
    assert four_measures.wilson(hits, of) == pytest.approx((low, high), abs=5e-6)


@settings(deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(pair):
    hits, of = pair

    low, high = four_measures.wilson(hits, of)

    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1
    assert low < high


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (3, 2), (-1, 2)])
def test_there_is_no_interval_of_what_is_no_share(hits, of):
    with pytest.raises(ValueError, match="no share"):
        four_measures.wilson(hits, of)

"""The seed procedures."""

from importlib.resources import files

import pytest
import yaml

from motcua.rules.catalogue import BadBody, BadTime
from motcua.rules.fees import due_fee
from motcua.rules.portal_text import procedure_code
from motcua.rules.seed import seed
from motcua.rules.text import clean

TABLE = yaml.safe_load(files("motcua.data").joinpath("procedures/seed.yaml").read_text("utf-8"))
SEED = seed(TABLE)
BY_CODE = {row.code: row for row in SEED.procedures}
DAY_HOURS = {"hour": 1.0, "working_day": 8.0, "day": 8.0 * 5 / 7, "month": 170.0}


def test_all_forty_seven_are_there():
    assert len(SEED.procedures) == 47
    assert all(procedure_code(row.code) == row.code for row in SEED.procedures)


@pytest.mark.parametrize("row", SEED.procedures, ids=lambda row: row.code)
def test_every_one_has_a_whole_route_that_fits_its_time(row):
    roles = [step.role for step in row.body.steps]
    time = row.body.time_for()

    assert roles[0] == "reception"
    assert {"reception", "specialist", "leader", "clerk"} == set(roles)
    if time is not None:
        assert row.body.planned_hours <= max(time.value * DAY_HOURS[time.unit], 8)
    for promise in row.commitments:
        assert promise.level in row.levels
        assert row.body.planned_hours <= promise.value * DAY_HOURS[promise.unit] + 0.01


@pytest.mark.parametrize("row", SEED.procedures, ids=lambda row: row.code)
def test_every_one_can_be_found_and_read_in_two_languages(row):
    body = row.body

    assert body.words
    assert body.life_events
    assert body.name_en
    assert body.name == clean(body.name)
    assert all(part.name_en for part in (*body.components, *body.results))
    assert dict(body.confidence).keys() == {"code", "time", "fee", "components"}
    assert body.illustrative == ("steps", "committed", "online_level", "subjects")


def test_a_promise_of_the_district_cuts_half_to_seven_tenths():
    cuts = {}
    for row in SEED.procedures:
        time, promise = row.body.time_for(), row.commitment("district")
        if promise and time and time.value and time.unit == promise.unit == "working_day":
            cuts[row.code] = 1 - promise.value / time.value

    assert len(cuts) >= 12
    assert all(0.5 <= cut <= 0.7 for cut in cuts.values()), cuts


def test_the_procedures_of_the_story_are_promised_sooner():
    for code in ("1.011441", "1.001612", "2.002481", "1.005099"):
        assert BY_CODE[code].commitment("district")


def test_districts_decide_until_the_end_of_june_2025():
    (district, commune) = BY_CODE["1.001612"].body.authorities

    assert (district.level, district.until_on) == ("district", "2025-07-01")
    assert (commune.level, commune.from_on) == ("commune", "2025-07-01")


@pytest.mark.parametrize(
    ("code", "channel", "pages", "amount"),
    [("2.000815", "direct", 3, 5000), ("2.000635", "online", 1, 8000), ("1.004222", "direct", 1, 20_000),
     ("1.004222", "online", 1, 10_000), ("1.001193", "direct", 1, 0), ("1.004873", "direct", 1, None),
     ("1.013978", "direct", 1, None), ("1.004222", "post", 1, None)],
)  # fmt: skip
def test_prices_are_those_of_the_table(code, channel, pages, amount):
    assert due_fee(BY_CODE[code].body.fees, channel=channel, pages=pages).amount == amount


def test_what_is_not_verified_says_so():
    assert dict(BY_CODE["2.002481"].body.confidence)["time"] == "L"
    assert BY_CODE["1.001776"].body.time_for() is None


def test_same_day_procedures_have_their_cutoff():
    same_day = [row for row in SEED.procedures if row.body.time_for() and row.body.time_for().value == 0]

    assert len(same_day) >= 9
    assert {row.body.cutoff for row in same_day} == {"15:00"}


@pytest.mark.parametrize(
    ("change", "error"),
    [({"route": "moon"}, BadBody), ({"authority": "king"}, BadBody), ({"colour": "red"}, BadBody),
     ({"committed": {"district": [1, "week"]}}, BadTime), ({"papers": [{"nme": "x"}]}, BadBody)],
)  # fmt: skip
def test_a_row_that_says_nonsense_is_refused(change, error):
    table = {**TABLE, "procedures": [{**TABLE["procedures"][0], **change}]}

    with pytest.raises(error):
        seed(table)


def test_a_code_stands_once():
    with pytest.raises(BadBody):
        seed({**TABLE, "procedures": TABLE["procedures"][:1] * 2})

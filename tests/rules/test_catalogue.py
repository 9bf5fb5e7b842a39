"""The body of a procedure version."""

from datetime import date

import pytest

from motcua.rules import catalogue
from motcua.rules.catalogue import (
    Authority,
    BadBody,
    BadComponent,
    BadStep,
    BadTime,
    Component,
    Fee,
    LegalBasis,
    ProcedureBody,
    Result,
    Step,
    Time,
    carry_over,
    fingerprint,
    from_json,
    to_json,
)

STEP = Step("check", "Kiểm tra hồ sơ", "Check the dossier", "reception", 0.5)
FULL = ProcedureBody(
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    levels=("commune",),
    authorities=(Authority("commune", from_on="2025-07-01"),),
    times=(Time(0, "working_day"),),
    cutoff="15:00",
    components=(Component("form", "Tờ khai", originals=1),),
    fees=(Fee(0),),
    results=(Result("Giấy khai sinh", "KQ.G15.000031"),),
    steps=(STEP,),
    bases=(LegalBasis("Luật Hộ tịch", "60/2014/QH13"),),
    words=("giấy khai sinh",),
    life_events=("birth",),
    confidence=(("code", "H"),),
    texts=(("conditions", "Không"),),
)


def test_the_plain_form_comes_back_as_it_went():
    assert from_json(to_json(FULL)) == FULL


def test_the_plain_form_has_a_stable_order():
    assert list(to_json(FULL))[:4] == ["name", "field", "levels", "authorities"]
    assert to_json(FULL)["confidence"] == {"code": "H"}


def test_the_fingerprint_changes_with_a_price_and_not_with_the_order_of_keys():
    again = from_json(dict(reversed(to_json(FULL).items())))

    assert fingerprint(again) == fingerprint(FULL)
    assert fingerprint(from_json({**to_json(FULL), "fees": [{"amount": 1}]})) != fingerprint(FULL)
    assert len(fingerprint(FULL)) == 64


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], BadBody),
        ({}, BadBody),
        ({"name": ""}, BadBody),
        ({"name": "A", "colour": "red"}, BadBody),
        ({"name": "A", "fees": {"amount": 1}}, BadBody),
        ({"name": "A", "fees": [3]}, BadBody),
        ({"name": "A", "fees": [{}]}, BadBody),
        ({"name": "A", "confidence": ["H"]}, BadBody),
        ({"name": "A", "levels": ["village"]}, BadBody),
        ({"name": "A", "levels": "commune"}, BadBody),
        ({"name": "A", "life_events": ["party"]}, BadBody),
        ({"name": "A", "supplement_mode": "maybe"}, BadBody),
        ({"name": "A", "online_level": "level 4"}, BadBody),
        ({"name": "A", "cutoff": "3 pm"}, BadTime),
        ({"name": "A", "times": [{"value": 3, "unit": "week"}]}, BadTime),
        ({"name": "A", "times": [{"unit": "day"}]}, BadTime),
        ({"name": "A", "times": [{"value": -1, "unit": "day"}]}, BadTime),
        ({"name": "A", "components": [{"key": "a", "name": ""}]}, BadComponent),
        ({"name": "A", "components": [{"key": "a", "name": "x", "copies": -1}]}, BadComponent),
        ({"name": "A", "components": [{"key": "a", "name": "x"}, {"key": "a", "name": "y"}]}, BadComponent),
        (
            {
                "name": "A",
                "steps": [{"key": "a", "name_vi": "x", "name_en": "x", "role": "boss", "hours": 1}],
            },
            BadStep,
        ),
        (
            {
                "name": "A",
                "steps": [{"key": "a", "name_vi": "x", "name_en": "x", "role": "clerk", "hours": 0}],
            },
            BadStep,
        ),
        (
            {
                "name": "A",
                "steps": [{"key": "a", "name_vi": "x", "name_en": "x", "role": "clerk", "hours": 0.1}],
            },
            BadStep,
        ),
        ({"name": "A", "results": [{"name": ""}]}, BadBody),
        ({"name": "A", "authorities": [{"level": "commune", "from_on": "1/7/2025"}]}, BadBody),
    ],
)
def test_a_body_that_says_nonsense_is_refused(data, error):
    with pytest.raises(error):
        from_json(data)


def test_silence_of_a_new_source_does_not_erase_what_is_known():
    printed = ProcedureBody(
        name="Thủ tục đăng ký khai sinh", times=(Time(1, channel="direct"),), fees=(Fee(None),)
    )

    merged = carry_over(FULL, printed)

    assert merged.name == "Thủ tục đăng ký khai sinh"
    assert (merged.steps, merged.times, merged.fees, merged.cutoff) == (
        FULL.steps,
        FULL.times,
        FULL.fees,
        "15:00",
    )


def test_a_new_source_that_speaks_is_heard():
    printed = ProcedureBody(name="A", times=(Time(3, "working_day"),), fees=(Fee(8000),), online_level="full")

    merged = carry_over(FULL, printed)

    assert (merged.times, merged.fees, merged.online_level) == (printed.times, printed.fees, "full")


def test_a_bare_list_leaves_what_was_printed():
    printed = ProcedureBody(name="A", times=(Time(1, channel="direct"),), fees=(Fee(None, text="Theo biểu"),))

    assert carry_over(printed, ProcedureBody(name="A", texts=(("publisher", "Bộ"),))) != printed
    kept = carry_over(FULL, ProcedureBody(name=FULL.name, field="Hộ tịch", texts=(("publisher", "Bộ"),)))
    assert fingerprint(kept) == fingerprint(FULL)
    assert carry_over(printed, ProcedureBody(name="A")) == printed


def test_a_price_that_is_no_longer_named_is_gone():
    old = ProcedureBody(name="A", fees=(Fee(20_000, "direct"), Fee(10_000, "online")))
    new = ProcedureBody(name="A", fees=(Fee(10_000),))

    assert carry_over(old, new).fees == new.fees


def test_carrying_over_twice_changes_nothing():
    printed = ProcedureBody(name="A", times=(Time(1),), texts=(("sequence", "Bước 1"),))
    once = carry_over(FULL, printed)

    assert fingerprint(carry_over(once, printed)) == fingerprint(once)


def test_the_time_of_the_channel_governs():
    body = ProcedureBody(
        name="A",
        times=(Time(17, "working_day", "online"), Time(27, "working_day", "direct"), Time(1, channel="post")),
    )

    assert body.time_for("direct").value == 27
    assert body.time_for("post").value == 17  # printed without a unit: not known
    assert ProcedureBody(name="A").time_for("direct") is None


def test_the_route_adds_up():
    assert FULL.planned_hours == 0.5


def test_an_authority_decides_in_its_period():
    district = Authority("district", until_on="2025-07-01")

    assert district.covers(date(2025, 6, 30))
    assert not district.covers(date(2025, 7, 1))


def test_the_units_are_those_of_the_clock():
    clock = pytest.importorskip("motcua.rules.clock")

    assert {unit.value for unit in clock.TimeUnit} == set(catalogue.UNITS)

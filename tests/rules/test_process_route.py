"""A way is held against the route that its procedure declares."""

import pytest

from motcua.rules.lifecycle import Verb
from motcua.rules.process import Deviation, deviation
from motcua.rules.process_route import VERBS, declared, is_unlawful, plan

STEPS = [
    {"key": "receive", "name_vi": "Tiếp nhận", "role": "reception", "hours": 1},
    {"key": "verify", "name_vi": "Xác minh", "role": "specialist", "hours": 8},
    {"key": "draft", "name_vi": "Dự thảo", "role": "specialist", "hours": 4},
    {"key": "sign", "name_vi": "Ký", "role": "leader", "hours": 2},
    {"key": "issue", "name_vi": "Phát hành", "role": "clerk"},
]
END = ("propose", "approve", "sign", "decide", "hand_over")
STRAIGHT = ("receive", "advance:verify", *END)


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        pytest.param(STRAIGHT, Deviation(), id="straight"),
        pytest.param(("file", *STRAIGHT), Deviation(), id="filed online"),
        pytest.param(
            ("receive", "advance:verify", "advance:draft", *END), Deviation(), id="the step before submitting"
        ),
        pytest.param(("receive", "advance:verify"), Deviation(), id="under way"),
        pytest.param(("receive", "withdraw"), Deviation(), id="withdrawn"),
        pytest.param(("receive", *END), Deviation(skipped=("advance:verify",)), id="left out"),
        pytest.param(
            ("receive", "propose", "advance:verify", *END[1:]),
            Deviation(out_of_order=("advance:verify",)),
            id="out of order",
        ),
        pytest.param(
            ("receive", "ask_supplement", "take_supplement", *STRAIGHT[1:]), Deviation(), id="asked once"
        ),
        pytest.param(
            ("receive", *("ask_supplement", "take_supplement") * 2, *STRAIGHT[1:]),
            Deviation(extra=("ask_supplement", "take_supplement")),
            id="asked twice",
        ),
        pytest.param(
            (*STRAIGHT[:3], "send_back", *END), Deviation(extra=("send_back", "propose")), id="sent back"
        ),
    ],
)
def test_it_names_every_deviation(way, expected):
    assert deviation(way, declared(STEPS, needs_signature=True)) == expected


def test_it_lets_a_procedure_without_a_signature_end_at_the_desk():
    route = declared(STEPS[:3], needs_signature=False)

    assert route.steps == ("receive", "advance:verify", "advance:draft", "decide", "hand_over")


def test_it_finds_a_second_request_against_the_rule_and_another_way_only_beside_the_route():
    assert is_unlawful(Deviation(extra=("ask_supplement",)))
    assert not is_unlawful(Deviation(skipped=("advance:verify",), extra=("send_back",)))


def test_it_names_every_verb_that_moves_a_dossier():
    route = plan(STEPS)
    beside = {Verb.PAY, Verb.ATTACH, Verb.RATE, Verb.RECOUNT, Verb.LINK}

    assert set(VERBS) | beside == set(Verb)
    assert all(route.of(verb, 1, "official")[0].vi for verb in VERBS)


@pytest.mark.parametrize(
    ("verb", "step", "kind", "expected"),
    [
        ("receive", None, "official", ("receive", "reception", 3600)),
        ("advance", 1, "official", ("advance:verify", "specialist", 28_800)),
        ("advance", 9, "official", ("advance:9", "specialist", None)),
        ("propose", 3, "official", ("propose", "specialist", 7200)),
        ("file", None, "applicant", ("file", "applicant", None)),
        ("withdraw", None, "system", ("withdraw", "system", None)),
    ],
)
def test_it_says_what_an_entry_is_whose_and_for_how_long_planned(verb, step, kind, expected):
    activity, role, seconds = plan(STEPS).of(verb, step, kind)

    assert (activity.key, role, seconds) == expected

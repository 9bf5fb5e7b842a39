"""The dossier waits for its applicant: asked once for everything, its clock standing still."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import supplement
from motcua.actions.dossier import ReasonTooShort
from motcua.queries import access
from motcua.records.models import Document, Dossier, Entry, Notice
from motcua.rules.intake import BadFee, Paper
from motcua.rules.lifecycle import Illegal, State
from tests import make

REASON = "Tờ khai chưa có chữ ký của người khai."
ASKED = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]


def ask(by, code, now, **other):
    given = {"asked": ASKED, "reason": REASON} | other
    return supplement.ask_supplement(by=by, code=code, now=now, **given)


def test_asking_stops_the_clock(minh, received, now):
    dossier = ask(minh, received.code, now + timedelta(hours=1))

    assert (dossier.state, dossier.due_at, dossier.supplements) == (State.WAITING, None, 1)
    assert Document.objects.get(key="to_khai").standing == "missing"


def test_asking_leaves_one_entry_and_one_notice(minh, received, now):
    ask(minh, received.code, now)

    entry = Entry.objects.filter(verb="ask_supplement").get()
    assert (entry.dossier_id, entry.actor_id) == (received.pk, minh.user_id)
    assert Notice.objects.filter(kind="supplement_asked").count() == 1


def test_taking_moves_the_due_moment_by_the_working_time_waited(minh, lan, received, now):
    ask(minh, received.code, make.at("2024-01-15 09:00"))

    dossier = supplement.take_supplement(
        by=lan, code=received.code, papers=[Paper("to_khai", "Tờ khai")], now=make.at("2024-01-17 09:00")
    )

    assert (dossier.state, dossier.due_at) == (State.IN_PROCESS, make.at("2024-01-23 17:00"))
    assert Document.objects.get(key="to_khai").standing == "has"


@pytest.mark.parametrize(
    ("late_by", "refused"), [(-1, False), (0, False), (1, True)], ids=["before", "at", "after"]
)
def test_a_late_dossier_cannot_be_stopped(minh, received, late_by, refused):
    moment = received.due_at + timedelta(seconds=late_by)

    if refused:
        with pytest.raises(supplement.Overdue):
            ask(minh, received.code, moment)
    else:
        ask(minh, received.code, moment)

    state = Dossier.objects.get(pk=received.pk).state
    assert state == (State.RECEIVED if refused else State.WAITING)


def test_it_is_asked_no_oftener_than_the_law_allows(minh, lan, received, now):
    for number in range(2):
        ask(minh, received.code, now + timedelta(minutes=number))
        supplement.take_supplement(
            by=lan,
            code=received.code,
            papers=[Paper("to_khai", "Tờ khai")],
            now=now + timedelta(minutes=number, seconds=30),
        )

    with pytest.raises(supplement.AskedTooOften):
        ask(minh, received.code, now + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [({"asked": []}, supplement.NothingAsked), ({"reason": "thiếu"}, ReasonTooShort)],
    ids=["nothing asked", "no reason"],
)
def test_it_names_what_and_why(minh, received, now, wrong, refusal):
    with pytest.raises(refusal):
        ask(minh, received.code, now, **wrong)

    assert Entry.objects.count() == 1


def test_it_refuses_in_the_wrong_state(minh, received, now):
    ask(minh, received.code, now)

    with pytest.raises(Illegal):
        ask(minh, received.code, now)


def test_it_hides_from_the_outsider(binh, received, now):
    with pytest.raises(access.NoSuch):
        ask(binh, received.code, now)


def test_a_parent_unit_may_look_but_not_act(chief, received, now):
    with pytest.raises(PermissionDenied):
        ask(chief, received.code, now)


def test_the_applicant_herself_may_bring_it(an, minh, received, now):
    ask(minh, received.code, now)

    dossier = supplement.take_supplement(
        by=an, code=received.code, papers=[Paper("to_khai", "Tờ khai")], now=now + timedelta(days=3)
    )

    assert dossier.state == State.IN_PROCESS


def test_a_filed_dossier_asked_for_papers_has_no_clock_yet(lan, filed, now):
    dossier = ask(lan, filed.code, now)

    assert (dossier.state, dossier.pauses, dossier.received_at) == (State.INCOMPLETE, [], None)


def test_a_financial_duty_stops_the_clock_and_settling_starts_it(minh, received, now):
    reason = "Chờ cơ quan thuế xác định nghĩa vụ tài chính."
    charged = supplement.charge(
        by=minh, code=received.code, amount=None, reason=reason, now=make.at("2024-01-15 07:30")
    )
    assert (charged.state, charged.due_at) == (State.CHARGED, None)

    settled = supplement.settle(by=minh, code=received.code, now=make.at("2024-01-18 07:30"))

    assert settled.due_at == make.at("2024-01-24 17:00")
    assert settled.pauses[0]["kind"] == "financial_duty"


@pytest.mark.parametrize("amount", [-1, 10**12])
def test_charging_names_a_sum_that_can_be(minh, received, now, amount):
    with pytest.raises(BadFee):
        supplement.charge(by=minh, code=received.code, amount=amount, reason=REASON, now=now)

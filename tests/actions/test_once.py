"""Once: what is asked twice is done once."""

import pytest

from motcua.actions import dossier as dossiers
from motcua.actions import idempotency, reception
from motcua.actions.idempotency import Key, KeyReused
from motcua.actions.reception import Counted, Reason
from motcua.actions.supplement import Asked
from motcua.records.models import Dossier, Entry, KeptAnswer
from motcua.rules.intake import BadFee
from tests import make

KEY = Key("user:1", "abc", "hash")
REASON = "Hồ sơ chưa đủ thành phần theo quy định."


def test_it_gives_the_first_answer_again(lan, intake, now):
    first = reception.receive(by=lan, counted=Counted(intake), key=KEY, now=now)

    second = reception.receive(by=lan, counted=Counted(intake), key=KEY, now=now)

    assert (second.body, second.repeated) == (first.body, True)
    assert Dossier.objects.count() == 1


def test_it_refuses_the_key_for_another_request(lan, intake, now):
    reception.receive(by=lan, counted=Counted(intake), key=KEY, now=now)

    with pytest.raises(KeyReused):
        reception.receive(by=lan, counted=Counted(intake), key=Key("user:1", "abc", "other"), now=now)


def test_it_keeps_the_keys_of_two_people_apart(lan, intake, now):
    reception.receive(by=lan, counted=Counted(intake), key=KEY, now=now)
    reception.receive(by=lan, counted=Counted(intake), key=Key("user:2", "abc", "hash"), now=now)

    assert Dossier.objects.count() == 2


def test_it_frees_the_key_after_a_refusal(lan, procedure, commune, stranger, now):
    wrong = make.intake(procedure, commune, stranger, fee_amount=-1)
    right = make.intake(procedure, commune, stranger)

    with pytest.raises(BadFee):
        reception.receive(by=lan, counted=Counted(wrong), key=KEY, now=now)
    answer = reception.receive(by=lan, counted=Counted(right), key=KEY, now=now)

    assert not answer.repeated
    assert KeptAnswer.objects.get().answer == answer.body


def test_it_compares_content_and_not_its_order():
    assert idempotency.hashed({"a": 1, "b": [2]}) == idempotency.hashed({"b": [2], "a": 1})
    assert idempotency.hashed({"a": 1}) != idempotency.hashed({"a": 2})


def test_it_takes_the_fee_with_the_papers(lan, intake, now):
    counted = Counted(intake, paid=20_000, paid_online=True)

    answer = reception.receive(by=lan, counted=counted, key=KEY, now=now)

    made = Dossier.objects.get(code=answer.body["code"])
    assert (made.state, made.fee_paid, made.paid_online) == ("received", 20_000, True)


def test_it_receives_a_batch_or_none_of_it(lan, procedure, commune, stranger, now):
    good = Counted(make.intake(procedure, commune, stranger))
    bad = Counted(make.intake(procedure, commune, stranger, fee_amount=-1))

    answer = reception.receive_batch(by=lan, batch=[good, good], key=KEY, now=now)
    with pytest.raises(BadFee):
        reception.receive_batch(by=lan, batch=[good, bad], key=Key("user:1", "second", ""), now=now)

    assert len(answer.body["codes"]) == Dossier.objects.count() == 2


def test_it_hands_papers_back_with_a_request(lan, procedure, commune, stranger, now):
    intake = make.intake(procedure, commune, stranger, papers=[])
    asked = [Asked("to_khai", "Tờ khai", "Chưa có")]

    answer = reception.ask(by=lan, intake=intake, asked=asked, reason=Reason(REASON), key=KEY, now=now)

    made = Dossier.objects.get(code=answer.body["code"])
    assert (made.state, made.channel, made.answer_due_at) == ("incomplete", "direct", None)
    assert [paper.name for paper in made.documents.filter(standing="missing")] == ["Tờ khai"]


def test_it_refuses_papers_in_writing(lan, intake, now):
    reason = Reason("Không thuộc thẩm quyền giải quyết của cơ quan.", "not_competent")

    answer = reception.refuse(by=lan, intake=intake, reason=reason, key=KEY, now=now)

    made = Dossier.objects.get(code=answer.body["code"])
    assert made.state == "refused"
    assert [entry.verb for entry in Entry.objects.filter(dossier=made).order_by("id")] == ["file", "refuse"]


def test_it_leaves_no_dossier_behind_a_failed_request(lan, procedure, commune, stranger, now):
    intake = make.intake(procedure, commune, stranger)

    with pytest.raises(dossiers.ReasonTooShort):
        reception.refuse(by=lan, intake=intake, reason=Reason("Không"), key=KEY, now=now)

    assert not Dossier.objects.exists()

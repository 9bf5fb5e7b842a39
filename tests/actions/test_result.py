"""A dossier ends: paid for, handed over, withdrawn, stopped, rated."""

from datetime import timedelta

import pytest

from motcua.actions import desk, proposal, result, supplement
from motcua.actions.dossier import ReasonTooShort
from motcua.queries import access, tokens
from motcua.records.models import Dossier, Entry, Notice, Rating, UnitTally
from motcua.rules.intake import BadFee
from motcua.rules.lifecycle import Illegal, State

WHY = "Người nộp đã thay đổi ý định, xin rút hồ sơ."


@pytest.fixture
def decided(minh, hoa, received, now):
    desk.propose(by=minh, code=received.code, now=now + timedelta(hours=1))
    return desk.approve_and_issue(by=hoa, codes=[received.code], now=now + timedelta(hours=2))[0]


@pytest.fixture
def handed(lan, decided, now):
    result.pay(by=lan, code=decided.code, amount=20_000, now=now + timedelta(hours=3))
    return result.hand_over(by=lan, code=decided.code, now=now + timedelta(hours=3))


def test_the_result_waits_for_the_fee(lan, decided, now):
    with pytest.raises(result.NotPaid):
        result.hand_over(by=lan, code=decided.code, now=now + timedelta(hours=3))

    assert Dossier.objects.get(pk=decided.pk).state == State.DECIDED


@pytest.mark.parametrize(
    ("amount", "refusal"), [(0, BadFee), (-5, BadFee), (20_001, result.PaidTooMuch)], ids=["0", "-", "more"]
)
def test_a_payment_is_what_is_owed_or_less(lan, decided, now, amount, refusal):
    with pytest.raises(refusal):
        result.pay(by=lan, code=decided.code, amount=amount, now=now + timedelta(hours=3))


def test_nobody_pays_by_saying_so(an, decided, now):
    with pytest.raises(access.PermissionDenied):
        result.pay(by=an, code=decided.code, amount=20_000, now=now + timedelta(hours=3))


def test_handing_over_leaves_one_entry_and_asks_for_a_rating(handed):
    assert Entry.objects.filter(verb="hand_over").count() == 1
    assert Notice.objects.filter(kind="rate").count() == 1
    assert handed.state == State.HANDED_OVER


def test_handing_over_twice_is_refused(lan, handed, now):
    with pytest.raises(Illegal):
        result.hand_over(by=lan, code=handed.code, now=now + timedelta(hours=4))


def test_handing_over_hides_from_the_outsider(binh, decided, now):
    with pytest.raises(access.NoSuch):
        result.hand_over(by=binh, code=decided.code, now=now)


@pytest.mark.parametrize("face", [0, 6, -1], ids=str)
def test_a_rating_has_five_faces(handed, face, now):
    with pytest.raises(result.BadFace):
        result.rate(
            token=tokens.rating(handed), face=face, reasons=[], comment="", now=now + timedelta(days=1)
        )


def test_a_rating_is_given_once(handed, now):
    told = {"reasons": ["fast", "nonsense"], "comment": "Tốt", "now": now + timedelta(days=1)}
    result.rate(token=tokens.rating(handed), face=4, **told)

    with pytest.raises(access.NoSuch):
        result.rate(token=tokens.rating(handed), face=1, **told)

    assert (Rating.objects.get().face, Rating.objects.get().reasons) == (4, ["fast"])


def test_a_rating_comes_in_time(handed, now):
    with pytest.raises(result.RatingOver):
        result.rate(token=tokens.rating(handed), face=5, reasons=[], comment="", now=now + timedelta(days=60))


def test_a_guessed_rating_link_opens_nothing(handed, now):
    with pytest.raises(access.NoSuch):
        result.rate(token="0" * 32, face=5, reasons=[], comment="", now=now)


def test_a_withdrawal_while_waiting_is_judged_without_the_wait(lan, minh, received, now):
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(
        by=minh,
        code=received.code,
        asked=asked,
        reason="Tờ khai chưa có chữ ký.",
        now=now + timedelta(hours=1),
    )

    dossier = result.withdraw(
        by=lan, code=received.code, reason=WHY, confirmed_by="signature", now=now + timedelta(days=30)
    )

    assert dossier.ended_at <= dossier.due_at
    assert dossier.waiting_minutes > dossier.net_minutes
    totals = UnitTally.objects.all()
    assert sum(row.withdrawn for row in totals) == sum(row.on_time_law for row in totals) == 1


def test_a_filed_dossier_withdrawn_was_never_received(an, filed, now):
    dossier = result.withdraw(by=an, code=filed.code, reason=WHY, confirmed_by="online", now=now)

    assert (dossier.state, dossier.received_at) == (State.WITHDRAWN, None)
    assert sum(row.closed for row in UnitTally.objects.all()) == 0


def test_a_withdrawal_says_why(lan, received, now):
    with pytest.raises(ReasonTooShort):
        result.withdraw(by=lan, code=received.code, reason="rút", confirmed_by="signature", now=now)


def test_stopping_is_a_leaders_or_the_counters(minh, hoa, received, now):
    with pytest.raises(access.PermissionDenied):
        result.stop(by=minh, code=received.code, reason=WHY, now=now)

    assert result.stop(by=hoa, code=received.code, reason=WHY, now=now).state == State.STOPPED


def test_a_dossier_corrected_after_its_rating_is_not_rated_again(lan, minh, hoa, handed, now):
    then = {"now": now + timedelta(days=1)}
    result.rate(token=tokens.rating(handed), face=4, reasons=[], comment="", **then)
    asked = proposal.propose_correction(
        by=minh, code=handed.code, reason="Sai ngày sinh trên kết quả.", **then
    )
    proposal.agree(by=hoa, pk=asked.pk, **then)
    desk.propose(by=minh, code=handed.code, **then)
    desk.approve_and_issue(by=hoa, codes=[handed.code], **then)
    again = result.hand_over(by=lan, code=handed.code, **then)

    with pytest.raises(access.NoSuch):
        result.rate(token=tokens.rating(again), face=1, reasons=[], comment="", **then)

    assert Notice.objects.filter(kind="rate").count() == 1

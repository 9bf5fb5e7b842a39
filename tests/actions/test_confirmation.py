"""A code on the applicant's telephone confirms a wish or her presence."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import confirmation
from motcua.jobs import wording
from motcua.queries import access, honest_rows, tokens
from motcua.records.models import Applicant, Confirmation, Dossier, Entry, Notice


def send(by, row, now, purpose="presence"):
    return confirmation.send(by=by, code=row.code, purpose=purpose, now=now)


def test_it_goes_to_the_applicant_alone_and_is_kept_nowhere(lan, received, now):
    sent = send(lan, received, now)

    notice = Notice.objects.get(kind="code")
    digits = tokens.digits(sent)
    assert notice.to_id == received.applicant_id
    assert f"{digits[:4]} {digits[4:]}" in wording.text_of(notice)
    assert not any(
        digits in str(values) for values in (notice.facts, sent.nonce, Entry.objects.values_list())
    )


def test_it_makes_a_trace_from_outside(lan, received, now):
    mine = Dossier.objects.filter(pk=received.pk)
    sent = send(lan, received, now)
    before = honest_rows.witnessed(mine)

    confirmation.confirm_presence(by=lan, code=received.code, digits=tokens.digits(sent), now=now)

    assert (before, honest_rows.witnessed(mine)) == (frozenset(), {received.pk})
    assert Entry.objects.get(verb="confirm").actor_kind == "applicant"


def test_it_is_used_once(lan, received, now):
    digits = tokens.digits(send(lan, received, now))
    confirmation.confirm_presence(by=lan, code=received.code, digits=digits, now=now)

    with pytest.raises(confirmation.WrongCode):
        confirmation.confirm_presence(by=lan, code=received.code, digits=digits, now=now)


@pytest.mark.parametrize("late", [False, True])
def test_it_is_refused_when_wrong_or_old(lan, received, now, late):
    digits = tokens.digits(send(lan, received, now)) if late else "12345678"
    then = now + timedelta(minutes=16 if late else 1)

    with pytest.raises(confirmation.WrongCode):
        confirmation.confirm_presence(by=lan, code=received.code, digits=digits, now=then)


def test_it_cannot_be_guessed(lan, received, now):
    sent = send(lan, received, now)
    for number in range(5):
        with pytest.raises(confirmation.WrongCode):
            confirmation.confirm_presence(by=lan, code=received.code, digits=f"{number:08d}", now=now)

    with pytest.raises(confirmation.WrongCode):
        confirmation.confirm_presence(by=lan, code=received.code, digits=tokens.digits(sent), now=now)
    assert Confirmation.objects.get().wrong == 5


def test_one_for_a_presence_withdraws_nothing(lan, received, now):
    sent = send(lan, received, now, "presence")

    with pytest.raises(confirmation.WrongCode):
        confirmation.told(code=received.code, purpose="withdraw", digits=tokens.digits(sent), now=now)


def test_no_more_than_three_an_hour_and_none_without_a_telephone(lan, received, now):
    for _ in range(3):
        send(lan, received, now)
    with pytest.raises(confirmation.TooManyCodes):
        send(lan, received, now)

    Applicant.objects.update(phone="")
    with pytest.raises(confirmation.NoTelephone):
        send(lan, received, now + timedelta(hours=2))


def test_it_is_the_counters_to_send(minh, binh, received, now):
    with pytest.raises(PermissionDenied):
        send(minh, received, now)
    with pytest.raises(access.NoSuch):
        send(binh, received, now)

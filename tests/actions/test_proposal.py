"""What needs two people: proposed by one, answered by another, told in the journal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import desk, proposal
from motcua.actions.dossier import ReasonTooShort
from motcua.queries.access import NoSuch
from motcua.queries.journal import rebuild, verify
from motcua.records.models import Dossier, Entry, Notice, Proposal
from motcua.rules.clock import RunawayClock, TooLateToExtend
from motcua.rules.lifecycle import Illegal

REASON = "Chờ kết quả xác minh của cơ quan khác."
DAY = timedelta(days=1)


@pytest.fixture
def asked(minh, received, now):
    """Minh proposes a new appointment three days later."""
    later = received.due_at + 3 * DAY
    return proposal.propose_extension(by=minh, code=received.code, to_at=later, reason=REASON, now=now)


@pytest.fixture
def decided(minh, hoa, received, now):
    desk.propose(by=minh, code=received.code, now=now)
    return desk.approve_and_issue(by=hoa, codes=[received.code], now=now)[0]


def verbs():
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_a_proposal_changes_nothing_yet(asked, received):
    row = Dossier.objects.get()

    assert (row.due_at, row.extensions) == (received.due_at, 0)
    assert (asked.outcome, asked.reason) == ("open", REASON)
    assert verbs() == ["receive", "propose_change"]
    assert not Notice.objects.filter(kind="apology").exists()


def test_agreeing_gives_the_new_appointment_and_apologises(hoa, asked, received, now):
    dossier = proposal.agree(by=hoa, pk=asked.pk, now=now)

    assert (dossier.due_at, dossier.extensions) == (received.due_at + 3 * DAY, 1)
    assert dossier.legal_due_at == received.legal_due_at
    assert verbs() == ["receive", "propose_change", "extend"]
    assert Notice.objects.filter(kind="apology").count() == 1


def test_declining_leaves_it_as_it_was(hoa, asked, received, now):
    proposal.decline(by=hoa, pk=asked.pk, now=now)

    assert Dossier.objects.get().due_at == received.due_at
    assert Proposal.objects.get().outcome == "declined"
    assert verbs()[-1] == "decline_change"


@pytest.mark.parametrize("answer", [proposal.agree, proposal.decline])
def test_it_needs_another_person(minh, asked, now, answer):
    with pytest.raises(proposal.SamePerson):
        answer(by=minh, pk=asked.pk, now=now)


@pytest.mark.parametrize("answer", [proposal.agree, proposal.decline])
def test_it_needs_a_leader(lan, asked, now, answer):
    with pytest.raises(PermissionDenied):
        answer(by=lan, pk=asked.pk, now=now)


@pytest.mark.parametrize("answer", [proposal.agree, proposal.decline])
def test_it_is_answered_once(hoa, asked, now, answer):
    proposal.decline(by=hoa, pk=asked.pk, now=now)

    with pytest.raises(proposal.AlreadyDecided):
        answer(by=hoa, pk=asked.pk, now=now)


@pytest.mark.parametrize("answer", [proposal.agree, proposal.decline])
def test_it_hides_other_units_proposals(binh, asked, now, answer):
    with pytest.raises(NoSuch):
        answer(by=binh, pk=asked.pk, now=now)


def test_it_lapses_unanswered(hoa, asked, now):
    late = asked.expires_at + timedelta(minutes=1)

    with pytest.raises(proposal.AlreadyDecided):
        proposal.agree(by=hoa, pk=asked.pk, now=late)

    assert proposal.lapse(now=late) == 1
    assert Proposal.objects.get().outcome == "lapsed"


def test_the_same_is_not_proposed_twice(minh, asked, received, now):
    with pytest.raises(proposal.AlreadyProposed):
        proposal.propose_extension(
            by=minh, code=received.code, to_at=received.due_at + DAY, reason=REASON, now=now
        )


@pytest.mark.parametrize("days", [0, -1])
def test_a_new_appointment_lies_later(minh, received, now, days):
    to_at = received.due_at + days * DAY

    with pytest.raises(proposal.NotLater):
        proposal.propose_extension(by=minh, code=received.code, to_at=to_at, reason=REASON, now=now)


def test_a_reason_says_enough(minh, received, now):
    with pytest.raises(ReasonTooShort):
        proposal.propose_extension(
            by=minh, code=received.code, to_at=received.due_at + DAY, reason="Bận", now=now
        )


def test_extending_hides_other_units_dossiers(binh, received, now):
    with pytest.raises(NoSuch):
        proposal.propose_extension(
            by=binh, code=received.code, to_at=received.due_at + DAY, reason=REASON, now=now
        )


def test_extending_refuses_an_ended_dossier(minh, decided, now):
    with pytest.raises(Illegal):
        proposal.propose_extension(
            by=minh, code=decided.code, to_at=decided.due_at + DAY, reason=REASON, now=now
        )


def test_a_correction_takes_the_dossier_up_again(minh, hoa, decided, now):
    asked = proposal.propose_correction(by=minh, code=decided.code, reason=REASON, now=now)

    dossier = proposal.agree(by=hoa, pk=asked.pk, now=now)

    assert (dossier.state, dossier.corrections, dossier.ended_at) == ("in_process", 1, None)
    assert verbs()[-2:] == ["propose_change", "correct"]
    assert Notice.objects.filter(kind="corrected").count() == 1


def test_a_correction_refuses_an_open_dossier(minh, received, now):
    with pytest.raises(Illegal):
        proposal.propose_correction(by=minh, code=received.code, reason=REASON, now=now)


def test_a_correction_hides_other_units_dossiers(binh, decided, now):
    with pytest.raises(NoSuch):
        proposal.propose_correction(by=binh, code=decided.code, reason=REASON, now=now)


def test_agreeing_too_late_does_not_make_it_on_time(minh, hoa, received, now):
    last = received.due_at - DAY
    asked = proposal.propose_extension(
        by=minh, code=received.code, to_at=received.due_at + 3 * DAY, reason=REASON, now=last
    )

    with pytest.raises(TooLateToExtend):
        proposal.agree(by=hoa, pk=asked.pk, now=received.due_at + timedelta(seconds=1))

    assert proposal.agree(by=hoa, pk=asked.pk, now=received.due_at).extensions == 1


def test_a_new_appointment_is_within_reach(minh, received, now):
    with pytest.raises(RunawayClock):
        proposal.propose_extension(
            by=minh, code=received.code, to_at=now + 4000 * DAY, reason=REASON, now=now
        )


def test_lapsing_is_told_in_the_journal(asked):
    late = asked.expires_at + timedelta(minutes=1)

    assert [proposal.lapse(now=late) for _ in range(2)] == [1, 0]

    assert verbs()[-1] == "lapse_change"
    assert verify().problems == rebuild()[0].problems == []

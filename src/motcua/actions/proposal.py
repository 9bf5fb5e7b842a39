"""What needs two people: an extension with its apology, a correction; one proposes, another agrees."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.actions.dossier import reason_enough
from motcua.queries import access, law, workdays
from motcua.records.models import Dossier, Proposal
from motcua.rules import RuleError
from motcua.rules.clock import NotLater, RunawayClock, TooLateToExtend
from motcua.rules.lifecycle import Verb
from motcua.rules.people import SYSTEM, Actor, Role

FARTHEST = timedelta(days=3650)  # as far as the clock itself counts


class SamePerson(RuleError):
    """A proposal is approved by somebody else than its proposer."""


class AlreadyDecided(RuleError):
    """The proposal has been answered, or has lapsed."""


class ExtendedBefore(RuleError):
    """The dossier has been extended as often as the law allows."""


class AlreadyProposed(RuleError):
    """The same proposal is waiting for an answer."""


@transaction.atomic
def propose_extension(*, by: Actor, code: str, to_at: datetime, reason: str, now: datetime) -> Proposal:
    """Propose the one new appointment, with the reason the apology will give.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; ExtendedBefore, NotLater, TooLateToExtend,
    RunawayClock, AlreadyProposed; dossier.ReasonTooShort.
    """
    dossier = access.dossier(code, by=by, verb=Verb.EXTEND, lock=True)

    today = workdays.today(now)
    if dossier.extensions >= law.value("extensions_most", today):
        raise ExtendedBefore()
    if dossier.due_at is None or to_at <= dossier.due_at or to_at <= now:
        raise NotLater()
    if to_at > now + FARTHEST:
        raise RunawayClock()
    last_on = workdays.today(dossier.due_at) - timedelta(
        days=law.value("extension_proposed_days_before", today)
    )
    if today > last_on:
        raise TooLateToExtend(last_on=last_on)

    return _propose(dossier, Verb.EXTEND, by=by, reason=reason, facts={"to_at": to_at.isoformat()}, now=now)


@transaction.atomic
def propose_correction(*, by: Actor, code: str, reason: str, now: datetime) -> Proposal:
    """Propose to take an ended dossier up again; its clock has never stopped.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; AlreadyProposed; dossier.ReasonTooShort.
    """
    dossier = access.dossier(code, by=by, verb=Verb.CORRECT, lock=True)
    return _propose(dossier, Verb.CORRECT, by=by, reason=reason, facts={}, now=now)


def _propose(
    dossier: Dossier, verb: Verb, *, by: Actor, reason: str, facts: dict[str, Any], now: datetime
) -> Proposal:
    said = reason_enough(reason, workdays.today(now))[:500]
    if Proposal.objects.filter(dossier=dossier, verb=verb, outcome="open").exists():
        raise AlreadyProposed()
    proposal = Proposal.objects.create(
        dossier=dossier,
        verb=verb,
        facts=facts,
        reason=said,
        proposer_id=_person(by),
        proposed_at=now,
        expires_at=now + timedelta(days=law.value("proposal_lapses_days", workdays.today(now))),
    )
    journal.write(
        "propose_change",
        by=by,
        at=now,
        dossier=dossier,
        payload={"facts": {"verb": verb, "reason": said} | facts},
    )
    return proposal


@transaction.atomic
def agree(*, by: Actor, pk: int, now: datetime) -> Dossier:
    """Approve a proposal; it takes effect at once.

    Raises: access.NoSuch, PermissionDenied; SamePerson, AlreadyDecided; the errors of the verb.
    """
    proposal = access.proposal(pk, by=by)
    assert proposal.dossier is not None
    dossier = access.dossier(proposal.dossier.code, by=by, verb=Verb(proposal.verb), lock=True)
    proposal = _answerable(access.proposal(pk, by=by, lock=True), by=by, now=now)

    _answer(proposal, "agreed", by=by, now=now)
    return (
        _extend(dossier, proposal, by=by, now=now)
        if proposal.verb == Verb.EXTEND
        else _correct(dossier, proposal, by=by, now=now)
    )


@transaction.atomic
def decline(*, by: Actor, pk: int, now: datetime) -> Proposal:
    """Turn a proposal down; nothing changes but the proposal.

    Raises: access.NoSuch, PermissionDenied; SamePerson, AlreadyDecided.
    """
    proposal = _answerable(access.proposal(pk, by=by, lock=True), by=by, now=now)
    _answer(proposal, "declined", by=by, now=now)
    facts = {"verb": proposal.verb, "proposal": proposal.pk}
    journal.write("decline_change", by=by, at=now, dossier=proposal.dossier, payload={"facts": facts})
    return proposal


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise PermissionDenied("propose")
    return by.user_id


def _answerable(proposal: Proposal, *, by: Actor, now: datetime) -> Proposal:
    if proposal.outcome != "open" or now > proposal.expires_at:
        raise AlreadyDecided()
    if proposal.proposer_id == by.user_id:
        raise SamePerson()
    dossier = proposal.dossier
    assert dossier is not None
    if Role.LEADER not in by.roles_in(dossier.holder_id):
        raise PermissionDenied("agree")
    return proposal


def _answer(proposal: Proposal, outcome: str, *, by: Actor, now: datetime) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(outcome=outcome, approver_id=by.user_id, decided_at=now)


def _extend(dossier: Dossier, proposal: Proposal, *, by: Actor, now: datetime) -> Dossier:
    to_at = datetime.fromisoformat(proposal.facts["to_at"])
    if dossier.extensions >= law.value("extensions_most", workdays.today(now)):
        raise ExtendedBefore()
    if dossier.due_at is None or to_at <= dossier.due_at:
        raise NotLater()
    if now > dossier.due_at:  # who agrees afterwards would turn late into on time
        raise TooLateToExtend(last_on=workdays.today(dossier.due_at))
    changes = {
        "extensions": dossier.extensions + 1,
        "extended_at": proposal.proposed_at,
        "extended_to_at": to_at,
        "due_at": to_at,
    }
    facts = {
        "proposal": proposal.pk,
        "proposer": proposal.proposer_id,
        "reason": proposal.reason,
        "due_before": dossier.due_at,
    }
    entry = journal.record(dossier, Verb.EXTEND, by=by, at=now, changes=changes, facts=facts)
    journal.announce(
        dossier, "apology", at=now, entry=entry, facts={"due_at": to_at, "reason": proposal.reason}
    )
    return dossier


def _correct(dossier: Dossier, proposal: Proposal, *, by: Actor, now: datetime) -> Dossier:
    reopened: dict[str, Any] = {
        "ended_at": None, "ended_on": None, "ended_by_id": None,
        "handed_over_at": None, "handed_over_on": None,
        "gross_minutes": None, "net_minutes": None, "waiting_minutes": None, "outcome": "",
        "corrections": dossier.corrections + 1,
    }  # fmt: skip
    facts = {"proposal": proposal.pk, "proposer": proposal.proposer_id, "reason": proposal.reason}
    Dossier.objects.filter(pk=dossier.pk).update(rating_hash=None)
    entry = journal.record(dossier, Verb.CORRECT, by=by, at=now, changes=reopened, facts=facts)
    journal.announce(dossier, "corrected", at=now, entry=entry)
    return dossier


@transaction.atomic
def lapse(*, now: datetime) -> int:
    """Close the proposals that nobody answered in time; return how many. Nothing else changes."""
    late = Proposal.objects.select_for_update().filter(outcome="open", expires_at__lt=now)
    lapsed = list(late.order_by("pk").values_list("pk", flat=True))
    if not lapsed:
        return 0
    Proposal.objects.filter(pk__in=lapsed).update(outcome="lapsed", decided_at=now)
    journal.write(
        "lapse_change", by=SYSTEM, at=now, payload={"facts": {"proposals": lapsed}}, subject="proposals"
    )
    return len(lapsed)

"""The end of a dossier: handed over, withdrawn, stopped, paid for, rated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.actions import confirmation, journal, supplement, ticket_end
from motcua.actions.desk import ended
from motcua.actions.dossier import reason_enough
from motcua.queries import access, clock, law, tokens, workdays
from motcua.records.models import Confirmation, Dossier, Rating, StoredFile
from motcua.rules import RuleError
from motcua.rules.changes import closed
from motcua.rules.intake import MOST_MONEY, BadFee
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor, ActorKind
from motcua.rules.text import clean


class NotPaid(RuleError):
    """The fee is still owed: the result waits for it."""


class PaidTooMuch(RuleError):
    """More is paid than is owed."""


class BadFace(RuleError):
    """A rating is one of five faces."""


class RatingOver(RuleError):
    """The time for rating has passed."""


REASONS = ("fast", "kind", "clear", "slow", "rude", "unclear", "many_visits", "extra_cost")


@transaction.atomic
def pay(*, by: Actor, code: str, amount: int, online: bool = False, now: datetime) -> Dossier:
    """Note a payment of the fee.

    Units: `amount` in whole đồng.
    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; intake.BadFee; PaidTooMuch.
    """
    dossier = access.dossier(code, by=by, verb=Verb.PAY, lock=True)

    if not 0 < amount < MOST_MONEY:
        raise BadFee(amount=amount)
    # A fee nobody could name before (pages not yet counted) is named by the payment itself.
    fee = amount if dossier.fee_amount is None else dossier.fee_amount
    if dossier.fee_paid + amount > fee:
        raise PaidTooMuch(owed=fee - dossier.fee_paid)

    changes = {
        "fee_amount": fee,
        "fee_paid": dossier.fee_paid + amount,
        "paid_online": dossier.paid_online or online,
    }
    journal.record(
        dossier, Verb.PAY, by=by, at=now, changes=changes, facts={"amount": amount, "online": online}
    )
    return dossier


@transaction.atomic
def hand_over(*, by: Actor, code: str, received_by: str = "", now: datetime) -> Dossier:
    """Hand the result to the applicant, who may then rate once.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; NotPaid.
    """
    dossier = access.dossier(code, by=by, verb=Verb.HAND_OVER, lock=True)

    if dossier.outcome == "granted" and dossier.fee_paid < (dossier.fee_amount or 0):
        raise NotPaid(owed=(dossier.fee_amount or 0) - dossier.fee_paid)

    may_rate = dossier.rating is None  # once, also when it is handed over again after a correction
    if may_rate:
        Dossier.objects.filter(pk=dossier.pk).update(rating_hash=tokens.hashed(tokens.rating(dossier)))

    changes = {"handed_over_at": now, "handed_over_on": workdays.today(now)}
    facts = {"received_by": clean(received_by, limit=200), "mode": dossier.return_mode}
    entry = journal.record(dossier, Verb.HAND_OVER, by=by, at=now, changes=changes, facts=facts)
    ticket_end.handed_over(dossier, by=by, now=now)

    if may_rate:
        journal.announce(dossier, "rate", at=now, entry=entry)
    return dossier


def withdraw(
    *, by: Actor, code: str, reason: str, confirmed_by: str, proof: str = "", now: datetime
) -> Dossier:
    """End a dossier at its applicant's wish, and keep how far the wish is proven.

    She withdraws it herself; or an official does, with the code told her ("otp") or the scan of her
    signed paper ("signature", `proof` the file's SHA-256). Anything else is the official's word alone.

    Units: `confirmed_by` "signature", "otp" or "online"; `proof` the code's digits or the file's SHA-256.
    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; dossier.ReasonTooShort;
    confirmation.WrongCode.
    """
    access.dossier(code, by=by, verb=Verb.WITHDRAW)
    # Outside the transaction: a wrong guess is counted though nothing else is done.
    is_code = confirmed_by == "otp" and bool(proof) and by.kind is not ActorKind.APPLICANT
    sent = confirmation.told(code=code, purpose="withdraw", digits=proof, now=now) if is_code else None
    with transaction.atomic():
        return _withdraw(by, code, reason, _proven(by, confirmed_by, proof, sent), sent, now)


def _proven(by: Actor, confirmed_by: str, proof: str, sent: Confirmation | None) -> str:
    """Return how far a withdrawal is proven: "online", "code", "paper", or the office's word alone."""
    if by.kind is ActorKind.APPLICANT:
        return "online"
    if sent is not None:
        return "code"
    has_scan = bool(proof) and StoredFile.objects.filter(sha256=proof).exists()
    return "paper" if confirmed_by == "signature" and has_scan else "unproven"


def _withdraw(
    by: Actor, code: str, reason: str, proven: str, sent: Confirmation | None, now: datetime
) -> Dossier:
    dossier = access.dossier(code, by=by, verb=Verb.WITHDRAW, lock=True)

    said = reason_enough(reason, workdays.today(now))

    changes = _end_early(dossier, by=by, now=now)
    if sent is not None:
        confirmation.spend(sent, dossier=dossier, now=now)
    entry = journal.record(
        dossier,
        Verb.WITHDRAW,
        by=by,
        at=now,
        changes=changes,
        facts={"reason": said, "confirmed_by": proven},
    )

    journal.announce(dossier, "withdrawn", at=now, entry=entry)
    return dossier


@transaction.atomic
def stop(*, by: Actor, code: str, reason: str, now: datetime) -> Dossier:
    """Stop a dossier with a written notice: asked for, or nothing came after a supplement request.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; dossier.ReasonTooShort.
    """
    dossier = access.dossier(code, by=by, verb=Verb.STOP, lock=True)

    said = reason_enough(reason, workdays.today(now))

    changes = _end_early(dossier, by=by, now=now)
    entry = journal.record(dossier, Verb.STOP, by=by, at=now, changes=changes, facts={"reason": said})

    journal.announce(dossier, "stopped", at=now, entry=entry, facts={"reason": said})
    return dossier


def _end_early(dossier: Dossier, *, by: Actor, now: datetime) -> dict[str, Any]:
    """Close an open pause, name the due moments as they then stand, and end."""
    if dossier.received_at is None:
        return {"ended_at": now, "ended_on": workdays.today(now), "ended_by_id": by.user_id}
    changes: dict[str, Any] = {}
    if any(pause["until_at"] is None for pause in dossier.pauses):
        pauses = closed(supplement.heard(dossier), now)
        due = clock.of_dossier(dossier, pauses)
        changes = {"pauses": pauses, "due_at": due.promise, "legal_due_at": due.law}
        dossier.pauses = pauses
    return changes | ended(dossier, by=by, now=now)


@transaction.atomic
def rate(
    *, token: str, face: int, reasons: Sequence[str], comment: str, device: str = "", now: datetime
) -> Dossier:
    """Keep what the citizen thought, once: the link is used up with it.

    Units: `face` 5 very good to 1 very bad; `reasons` from REASONS; `device` a mark of queries.tokens.
    Raises: access.NoSuch for a used or unknown link; BadFace, RatingOver; text errors.
    """
    dossier = access.dossier_by_rating(token, lock=True)
    today = workdays.today(now)

    if face not in (1, 2, 3, 4, 5):
        raise BadFace(face=face)
    assert dossier.handed_over_at is not None
    if now > dossier.handed_over_at + timedelta(days=law.value("rating_days", today)):
        raise RatingOver()
    kept = [reason for reason in REASONS if reason in reasons]

    Rating.objects.create(
        dossier=dossier,
        face=face,
        reasons=kept,
        comment=clean(comment, limit=1000, lines=True),
        at=now,
        device=device,
    )
    Dossier.objects.filter(pk=dossier.pk).update(rating_hash=None)

    journal.record(
        dossier,
        Verb.RATE,
        by=access.applicant_actor(dossier.applicant),
        at=now,
        changes={"rating": face, "rated_on": today},
        facts={"reasons": kept},
    )
    return dossier

"""The counter's acts in one transaction each: papers laid down, then received, asked for or refused.

Each is done once for the key of the form it came with. The number of the hall that an intake came with
ends in its dossier, in the same transaction: its row is locked first, before the dossier's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.actions import dossier as dossiers
from motcua.actions import idempotency, result, supplement, ticket
from motcua.actions.idempotency import Answer, Key
from motcua.actions.supplement import Asked
from motcua.records.models import Dossier, Ticket
from motcua.rules.intake import Intake
from motcua.rules.people import Actor


@dataclass(frozen=True, slots=True)
class Counted:
    """What one reception takes in, and the money laid beside it.

    Units: `paid` in whole đồng, 0 when the fee is taken later.
    """

    intake: Intake
    paid: int = 0
    paid_online: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What is paid at hand-over.

    Units: `paid` in whole đồng, 0 when nothing was owed.
    """

    paid: int = 0
    online: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why papers are not received: a coded legal reason and the sentence the applicant reads."""

    text: str
    code: str = ""
    ground: str = ""  # the provision of law, where no coded one fits


def receive(*, by: Actor, counted: Counted, key: Key, now: datetime) -> Answer:
    """Receive what is laid on the counter and the fee with it; the answer names the dossier.

    Raises: idempotency.KeyReused; as dossier.take_in and result.pay, and ticket.lock_for.
    """

    def do() -> Answer:
        drawn = _drawn(by, counted.intake, now)
        dossier = _take(by, counted, now)
        _become(drawn, dossier, by=by, now=now)
        return Answer(201, {"code": dossier.code})

    return idempotency.once(key=key, now=now, do=do)


def receive_batch(*, by: Actor, batch: Sequence[Counted], key: Key, now: datetime) -> Answer:
    """Receive several dossiers of one applicant with their fees, as certified copies come: all or none.

    Raises: as `receive`.
    """

    def do() -> Answer:
        drawn = _drawn(by, batch[0].intake, now)
        taken = [_take(by, counted, now) for counted in batch]
        _become(drawn, taken[0], by=by, now=now)
        codes = [dossier.code for dossier in taken]
        return Answer(201, {"code": codes[0], "codes": codes})

    return idempotency.once(key=key, now=now, do=do)


def ask(
    *, by: Actor, intake: Intake, asked: Sequence[Asked], reason: Reason, key: Key, now: datetime
) -> Answer:
    """Hand the papers back with a written request for everything that is missing.

    Raises: as dossier.lay_down and supplement.ask_supplement.
    """

    def do() -> Answer:
        drawn = _drawn(by, intake, now)
        dossier = dossiers.lay_down(by=by, intake=intake, now=now).dossier
        supplement.ask_supplement(by=by, code=dossier.code, asked=asked, reason=reason.text, now=now)
        _become(drawn, dossier, by=by, now=now)
        return Answer(201, {"code": dossier.code})

    return idempotency.once(key=key, now=now, do=do)


def refuse(*, by: Actor, intake: Intake, reason: Reason, key: Key, now: datetime) -> Answer:
    """Refuse the papers in writing, with a legal reason.

    Raises: as dossier.lay_down and dossier.refuse.
    """

    def do() -> Answer:
        drawn = _drawn(by, intake, now)
        dossier = dossiers.lay_down(by=by, intake=intake, now=now).dossier
        dossiers.refuse(
            by=by, code=dossier.code, reason_code=reason.code, reason=reason.text, ground=reason.ground,
            now=now,
        )  # fmt: skip
        _become(drawn, dossier, by=by, now=now)
        return Answer(201, {"code": dossier.code})

    return idempotency.once(key=key, now=now, do=do)


def _take(by: Actor, counted: Counted, now: datetime) -> Dossier:
    dossier = dossiers.take_in(by=by, intake=counted.intake, now=now).dossier
    if counted.paid:
        result.pay(by=by, code=dossier.code, amount=counted.paid, online=counted.paid_online, now=now)
    return dossier


def _drawn(by: Actor, intake: Intake, now: datetime) -> Ticket | None:
    """Lock the number that an intake came with."""
    return ticket.lock_for(by=by, ticket_id=intake.ticket_id, now=now) if intake.ticket_id else None


def _become(drawn: Ticket | None, dossier: Dossier, *, by: Actor, now: datetime) -> None:
    if drawn is not None:
        ticket.became(drawn, dossier, by=by, now=now)


def hand_over(*, by: Actor, code: str, owed: Owed, received_by: str = "", now: datetime) -> Dossier:
    """Take what is still owed and hand the result over, in one act.

    Raises: as result.pay and result.hand_over.
    """
    with transaction.atomic():
        if owed.paid:
            result.pay(by=by, code=code, amount=owed.paid, online=owed.online, now=now)
        return result.hand_over(by=by, code=code, received_by=received_by, now=now)

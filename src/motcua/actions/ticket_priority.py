"""The counter looks at what a priority rests on: it holds, or the number goes on as an ordinary one."""

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions import hall_lock, journal, ticket_end, ticket_moves
from motcua.queries import hall_access, hall_rules, workdays
from motcua.records.models import Appointment, Ticket
from motcua.rules import RuleError, queueing
from motcua.rules.people import Actor
from motcua.rules.priority import Shown
from motcua.rules.tickets import State, TicketVerb


class NoPriority(RuleError):
    """The number has no priority that could be confirmed or withdrawn, or its visit is over."""


@transaction.atomic
def confirm(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Say that the paper, or the person, was seen. Said once more, nothing changes.

    Raises: access.NoSuch; hall_access.HallClosed; NoPriority; CalledBefore.
    """
    row = _locked(by, ticket_id, now)
    if row.proof == Shown.SEEN:
        return row
    was = row.proof
    _change(row, proof=Shown.SEEN)
    _write("confirm_priority", row, by=by, now=now, facts={"lane": row.lane, "was": _known(was)})
    return row


@transaction.atomic
def withdraw(*, by: Actor, ticket_id: int, reason: str, now: datetime) -> Ticket:
    """Take the priority off a number, which it keeps: it stands in the line by when it was drawn.

    Whoever was called because of it and is not served yet goes back to that place.

    Raises: as `confirm`; WordMissing.
    """
    row = _locked(by, ticket_id, now)
    said, lane = ticket_moves.word(reason), row.lane
    slot_at = Appointment.objects.filter(pk=row.appointment_id or 0).values_list("slot_at", flat=True)
    order_at = queueing.effective_at(
        row.issued_at, None, hall_rules.fairness(), slot_at=next(iter(slot_at[:1]), None)
    )
    changes = {"lane": "", "proof": Shown.WITHDRAWN, "order_at": order_at}
    if row.state == State.CALLED:
        away = {"desk_id": None, "officer_id": None}
        ticket_moves.move(row, TicketVerb.TRANSFER, now=now, reason=said, changes=changes | away)
    else:
        _change(row, **changes)
    _write("withdraw_priority", row, by=by, now=now, facts={"lane": lane, "why": said})
    return row


def _locked(by: Actor, ticket_id: int, now: datetime) -> Ticket:
    hall_lock.take(hall_lock.OF_TICKET, ticket_id, on=workdays.today(now))
    row = hall_access.ticket(ticket_id, by=by)
    if not row.lane or row.ended_at is not None:
        raise NoPriority(code=row.code)
    return row


def _change(row: Ticket, **changes: Any) -> None:
    moved = {"revision": row.revision + 1, **changes}
    ticket_moves.write(row, moved, where="revision", value=row.revision)


def _known(proof: str) -> str:
    """Return a word that stands for how it was shown; older numbers hold the name of a paper."""
    return proof if proof in set(Shown) else ""


def _write(verb: str, row: Ticket, *, by: Actor, now: datetime, facts: dict[str, str]) -> None:
    payload = {"changes": {}, "facts": facts}
    journal.write(verb, by=by, at=now, payload=payload, subject=ticket_end.subject(row))

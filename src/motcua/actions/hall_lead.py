"""What sets a stuck hall free: a desk whose official has gone, a number whose holder has."""

from datetime import datetime

from django.db import transaction

from motcua.actions import hall_left, hall_lock, journal, ticket, ticket_end, ticket_moves
from motcua.queries import access, hall_access, workdays
from motcua.records.models import DeskSession, Ticket
from motcua.rules.people import Actor


@transaction.atomic
def free_desk(*, by: Actor, desk_id: int, reason: str, now: datetime) -> DeskSession:
    """Let a leader end the session of an official who is not there; a number at the desk waits on.

    Such a number keeps its place by when it was drawn, and is the next for whoever serves it.

    Raises: access.NoSuch, also when nobody sits there; PermissionDenied; hall_access.HallClosed;
    WordMissing.
    """
    desk = hall_access.desk(desk_id, by=by, in_use=False)
    hall_access.sets_up(by, desk.unit_id)
    hall_lock.take(hall_lock.OF_UNIT, desk.unit_id, on=workdays.today(now))
    said = ticket_moves.word(reason)
    session = hall_left.free(desk, by=by, why=said, now=now)
    if session is None:
        raise access.NoSuch()
    return session


@transaction.atomic
def cancel(*, by: Actor, ticket_id: int, reason: str, now: datetime) -> Ticket:
    """End a number at the reception, and say why: its holder gave it back, or has left.

    Raises: as ticket.cancel; WordMissing.
    """
    said = ticket_moves.word(reason)
    row = ticket.cancel(by=by, ticket_id=ticket_id, reason=said, now=now)
    payload = {"changes": {}, "facts": {"why": said}}
    journal.write("cancel_ticket", by=by, at=now, payload=payload, subject=ticket_end.subject(row))
    return row

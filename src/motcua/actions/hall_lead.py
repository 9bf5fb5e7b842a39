"""What a leader does to a stuck hall: a desk whose official has gone is free again."""

from datetime import datetime

from django.db import transaction

from motcua.actions import hall_left, hall_lock, ticket_moves
from motcua.queries import access, hall_access, workdays
from motcua.records.models import DeskSession
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

"""Every number of today's hall that is not over, for the reception and for who leads it."""

from datetime import datetime

from motcua.queries import hall_access, workdays
from motcua.records.models import Ticket
from motcua.rules.people import Actor
from motcua.rules.tickets import State

_AS_SHOWN = {State.WAITING: 0, State.CALLED: 1, State.SERVING: 2, State.HELD: 3, State.MISSED: 4}


def open_tickets(unit_id: int, *, by: Actor, now: datetime) -> list[Ticket]:
    """Return who is not done: the line in its order, then those at desks, put aside and missed. 1 query.

    Raises: PermissionDenied.
    """
    hall_access.sees(by, unit_id)
    rows = Ticket.objects.filter(unit=unit_id, on=workdays.today(now), ended_at=None)
    found = rows.select_related("service", "desk", "officer").order_by("order_at", "place")
    return sorted(found, key=lambda row: _AS_SHOWN.get(State(row.state), 9))

"""The messages of a number: who is near enough to be told, and to which telephone while it is still true.

A message carries no telephone of its own: it is looked up in the number when the message goes out. So what
was taken back, given back or is over reaches nobody, however late a worker comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.queries import access, hall, hall_rules, workdays
from motcua.queries.hall_wait import Hall
from motcua.records.models import HallDay, Notice, Ticket
from motcua.rules.tickets import State

NEAR, CALLED = "number_near", "number_called"
TRUE_IN = {NEAR: frozenset({State.WAITING}), CALLED: frozenset({State.CALLED, State.MISSED})}


def key(ticket_id: int, kind: str) -> str:
    """Return the name under which a message of a number is owed: one of each kind."""
    return f"{kind}.{ticket_id}"


def near(*, now: datetime) -> list[Ticket]:
    """Return who left a telephone, has few people before her and was not told.

    Costs 1 query; with telephones 2, and 4 or 5 for each of their halls.
    """
    on = workdays.today(now)
    days = HallDay.objects.filter(on=on, closed_at=None)
    waiting = Ticket.objects.filter(day__in=days, state=State.WAITING).exclude(phone="")
    rows = list(waiting.order_by("unit_id", "order_at", "place"))
    keys = [key(row.pk, NEAR) for row in rows]
    told = (
        set(Notice.objects.filter(effect_key__in=keys).values_list("effect_key", flat=True)) if rows else ()
    )
    most, halls, found = hall_rules.value("near_before", on), dict[int, Hall](), []
    for row in rows:
        if key(row.pk, NEAR) in told:
            continue
        if row.unit_id not in halls:
            halls[row.unit_id] = Hall(row.unit_id, row.day_id, now=now)
        if hall.people_before(halls[row.unit_id], row) <= most:
            found.append(row)
    return found


@dataclass(frozen=True, slots=True)
class Message:
    """What a message of a number says, and to whom; without a telephone it has nobody to go to."""

    phone: str
    code: str
    place: str


def message(notice: Notice) -> Message:
    """Return what a message of a number says as it stands now. Costs 1 query."""
    row = access.one(Ticket.objects.filter(pk=notice.facts["ticket"]).select_related("unit"))
    if row is None or row.ended_at is not None or row.state not in TRUE_IN[notice.kind]:
        return Message("", "", "")
    return Message(row.phone, row.code, row.unit.name)


def sent(ticket_id: int) -> Sequence[tuple[str, datetime]]:
    """Return which messages of a number went out, and when. Costs 1 query."""
    keys = [key(ticket_id, kind) for kind in TRUE_IN]
    rows = Notice.objects.filter(effect_key__in=keys).order_by("sent_at").values_list("kind", "sent_at")
    return [(kind, at) for kind, at in rows if at is not None]

"""The line of a hall's day as the rule of the order reads it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua.records import prepared
from motcua.records.models import Ticket
from motcua.rules.queueing import Waiting
from motcua.rules.tickets import State

_COLUMNS = ("id", "place", "service_id", "order_at", "passed", "desk_id")


def _line(day_id: int, services: Sequence[int], desk_id: int | None) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(day=day_id, state=State.WAITING, service__in=list(services))
    return rows if desk_id is None else rows.filter(Q(desk=None) | Q(desk=desk_id))


_TICKET = Ticket._meta.db_table
_FIRST = (
    f"SELECT * FROM (SELECT {', '.join(_COLUMNS)} FROM {_TICKET} WHERE day_id = %s AND state = 'waiting' "
    "AND {what} AND (desk_id IS NULL OR desk_id = %s) ORDER BY {order} LIMIT 1) c{number}"
)


def candidates(day_id: int, desk_id: int, *, serves: Mapping[int, int], bound: int) -> list[Waiting]:
    """Return the few tickets among which the next one is: each service's first, the first passed too often.

    `next_for` over these is `next_for` over the whole line; a test says so. Costs 1 query, in plain SQL:
    it is what every call waits for.
    """
    if not serves:
        return []
    keys = ", ".join(str(int(key)) for key in serves)
    parts = [_FIRST.format(what=f"service_id IN ({keys}) AND passed >= %s", order="place", number=0)]
    parts += [
        _FIRST.format(what=f"service_id = {int(key)}", order="order_at, place", number=number)
        for number, key in enumerate(serves, 1)
    ]
    values = [day_id, bound, desk_id, *[value for _ in serves for value in (day_id, desk_id)]]
    with prepared.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    return [
        Waiting(pk, place, service, _moment(at), passed, desk)
        for pk, place, service, at, passed, desk in rows
    ]


def _moment(kept: Any) -> datetime:
    """Return a moment as read: SQLite keeps it in UTC without saying so."""
    at: datetime = kept if isinstance(kept, datetime) else datetime.fromisoformat(kept)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def waiting(day_id: int, serves: Mapping[int, int], *, desk_id: int | None = None) -> list[Waiting]:
    """Return everybody who waits for these services, in order; with a desk those it may call. 1 query."""
    rows = _line(day_id, list(serves), desk_id).order_by("order_at", "place").values_list(*_COLUMNS)
    return [Waiting(*row) for row in rows]


def pk_of(day_id: int, code: str) -> int | None:
    """Return the key of the day's ticket of that code, None when there is none. Costs 1 query."""
    rows = Ticket.objects.filter(day=day_id, code=code.strip().upper()).values_list("pk", flat=True)
    return next(iter(rows[:1]), None)

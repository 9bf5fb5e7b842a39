"""The line of a hall's day as the rule of the order reads it."""

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from motcua.records.models import Ticket
from motcua.rules.queueing import Waiting
from motcua.rules.tickets import State

_COLUMNS = ("id", "place", "service_id", "order_at", "passed", "desk_id")


def _line(day_id: int, services: Sequence[int], desk_id: int | None) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(day=day_id, state=State.WAITING, service__in=list(services))
    return rows if desk_id is None else rows.filter(Q(desk=None) | Q(desk=desk_id))


def candidates(day_id: int, desk_id: int, serves: Mapping[int, int], *, bound: int) -> list[Waiting]:
    """Return the few tickets among which the next one is: the first in order, the first passed too often.

    `next_for` over these is `next_for` over the whole line; a test says so. Costs 1 query, and 1 for each
    preference up to the first whose services somebody waits for.
    """
    found: list[Waiting] = []
    if not serves:
        return found
    due = _line(day_id, list(serves), desk_id).filter(passed__gte=bound).order_by("place")
    found += [Waiting(*row) for row in due.values_list(*_COLUMNS)[:1]]
    for preference in sorted(set(serves.values())):
        keys = [service for service, at in serves.items() if at == preference]
        first = _line(day_id, keys, desk_id).order_by("order_at", "place").values_list(*_COLUMNS)[:1]
        mine = [Waiting(*row) for row in first]
        if mine:
            return found + mine
    return found


def waiting(day_id: int, serves: Mapping[int, int], *, desk_id: int | None = None) -> list[Waiting]:
    """Return everybody who waits for these services, in order; with a desk those it may call. 1 query."""
    rows = _line(day_id, list(serves), desk_id).order_by("order_at", "place").values_list(*_COLUMNS)
    return [Waiting(*row) for row in rows]


def pk_of(day_id: int, code: str) -> int | None:
    """Return the key of the day's ticket of that code, None when there is none. Costs 1 query."""
    rows = Ticket.objects.filter(day=day_id, code=code.strip().upper()).values_list("pk", flat=True)
    return next(iter(rows[:1]), None)

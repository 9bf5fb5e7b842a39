"""The minutes promised with a number: how they stand for whoever holds it, and how many are over."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from motcua.records.models import Ticket
from motcua.rules import promises
from motcua.rules.promises import Promise, Standing
from motcua.rules.tickets import Ending

NOT_WAITED_FOR = frozenset({Ending.NO_SHOW, Ending.CANCELLED})


def of_ticket(row: Ticket, *, now: datetime) -> Promise | None:
    """Return how a number's promise stands; None without one, or when nobody waits for its result.

    A number that became a dossier has its result when the dossier has. Costs 0 or 1 query.
    """
    if row.promise_minutes is None or row.ending in NOT_WAITED_FOR:
        return None
    result_at = row.dossier.ended_at if row.dossier else row.ended_at
    if row.ending == Ending.DAY_CLOSED:
        result_at = None
    return promises.stands(row.issued_at, row.promise_minutes, result_at=result_at, now=now)


def broken(day_id: int, *, now: datetime) -> Mapping[int, int]:
    """Return how many people still wait for a result that was promised before now, by service. 1 query."""
    waits = Q(ended_at=None) | Q(ending=Ending.DOSSIER, dossier__ended_at=None)
    rows = Ticket.objects.filter(waits, day=day_id, promise_minutes__isnull=False)
    columns = rows.order_by("pk").values_list("service_id", "issued_at", "promise_minutes")
    return Counter(
        service
        for service, issued_at, minutes in columns
        if promises.stands(issued_at, minutes, result_at=None, now=now).standing is Standing.BROKEN
    )

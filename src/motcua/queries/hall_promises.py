"""The minutes promised with a number: how they stand for whoever holds it, and how many are over."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from motcua.records.models import Ticket
from motcua.rules import promises
from motcua.rules.lifecycle import State
from motcua.rules.promises import Promise, Standing
from motcua.rules.tickets import Ending

NOT_WAITED_FOR = frozenset({Ending.NO_SHOW, Ending.CANCELLED})
NO_RESULT = frozenset({State.WITHDRAWN, State.STOPPED, State.REFUSED})


def of_ticket(row: Ticket, *, now: datetime) -> Promise | None:
    """Return how a number's promise stands; None without one, or when nobody waits for its result.

    A number that became a dossier has its result when that is handed over; none is waited for where the
    dossier was withdrawn or stopped. Costs 0 or 1 query.
    """
    if row.promise_minutes is None or row.ending in NOT_WAITED_FOR:
        return None
    if row.dossier is not None and row.result_seconds is None and row.dossier.state in NO_RESULT:
        return None
    seconds = row.result_seconds
    result_at = None if seconds is None else row.issued_at + timedelta(seconds=seconds)
    return promises.stands(row.issued_at, row.promise_minutes, result_at=result_at, now=now)


def broken(day_id: int, *, now: datetime) -> Mapping[int, int]:
    """Return how many people still wait for a result that was promised before now, by service. 1 query."""
    of_dossier = Q(ending=Ending.DOSSIER, result_seconds=None) & ~Q(dossier__state__in=sorted(NO_RESULT))
    waits = Q(ended_at=None) | of_dossier
    rows = Ticket.objects.filter(waits, day=day_id, promise_minutes__isnull=False)
    columns = rows.order_by("pk").values_list("service_id", "issued_at", "promise_minutes")
    return Counter(
        service
        for service, issued_at, minutes in columns
        if minutes is not None
        and promises.stands(issued_at, minutes or 0, result_at=None, now=now).standing is Standing.BROKEN
    )

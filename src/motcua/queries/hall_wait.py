"""How long somebody will wait, told as a range learned from the hall's own past tickets."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from motcua.queries import workdays
from motcua.records import prepared
from motcua.records.models import DeskService, DeskSession, HallService, Ticket, TicketPeriod
from motcua.rules import expected_wait
from motcua.rules.expected_wait import LEARN_DAYS, LEARN_MOST, Learned, OpenDesk, Past, Range
from motcua.rules.tickets import AT_DESK, SERVED, State


def learned(unit_id: int, on: date) -> Learned:
    """Return what the hall's tickets of the weeks before a day teach. Costs 1 query, 3 once a day."""
    last = Ticket.objects.filter(unit=unit_id, on__lt=on).order_by("-on", "-id").values_list("pk", flat=True)
    return _learned(unit_id, on, next(iter(last[:1]), 0))


@lru_cache(maxsize=256)
def _learned(unit_id: int, on: date, _last: int) -> Learned:
    rows = Ticket.objects.filter(unit=unit_id, on__lt=on, on__gte=on - timedelta(days=LEARN_DAYS))
    columns = ("pk", "service_id", "ending", "called_at", "issued_at", "expected_seconds")
    called = list(rows.exclude(called_at=None).order_by("-on", "-id").values_list(*columns)[:LEARN_MOST])
    at_desk = _at_desk({row[0]: row[1] for row in called})
    return expected_wait.learn(past for row in called for past in _past(row, at_desk.get(row[0], {})))


def _at_desk(services: Mapping[int, int]) -> dict[int, dict[int, float]]:
    """Return the seconds from calls to ends of service, by ticket and by the service they were spent on.

    What lies between two calls of one ticket is no time at a desk. `services` maps each ticket to its last
    one, which a period of before these were kept is taken to be of. Costs 1 query.
    """
    if not services:
        return {}
    rows = TicketPeriod.objects.filter(
        ticket__gte=min(services), ticket__lte=max(services), state__in=sorted(AT_DESK)
    )
    found: dict[int, dict[int, float]] = {}
    for ticket, service, from_at, until_at in rows.values_list(
        "ticket_id", "service_id", "from_at", "until_at"
    ):
        if ticket in services and until_at is not None:
            sums = found.setdefault(ticket, {})
            of = service or services[ticket]
            sums[of] = sums.get(of, 0.0) + (until_at - from_at).total_seconds()
    return found


def _past(row: tuple[Any, ...], at_desk: Mapping[int, float]) -> Iterator[Past]:
    """Yield what a ticket teaches: its wait until the first call once, its time at a desk by service."""
    _, service, ending, called_at, issued_at, expected = row
    served = at_desk if ending in SERVED else {}
    yield Past(service, served.get(service), (called_at - issued_at).total_seconds(), expected)
    for other, seconds in served.items():
        if other != service:
            yield Past(other, seconds)


class Hall:
    """The hall at a moment: who waits in which order, and which desks call. Costs 4 or 5 queries, once."""

    def __init__(self, unit_id: int, day_id: int | None, *, now: datetime) -> None:
        self.known = learned(unit_id, workdays.today(now))
        self.desks = list(_desks(unit_id, day_id, self.known, now))
        waiting = Ticket.objects.filter(day=day_id, state=State.WAITING) if day_id else Ticket.objects.none()
        rows = waiting.order_by("order_at", "place").values_list("order_at", "service_id", "pk")
        self.line = list(rows)

    def ahead(self, order_at: datetime, *, of: int | None = None) -> list[int]:
        """Return the services of those before a moment of the order, in order. Costs no query."""
        return [service for at, service, pk in self.line if at <= order_at and pk != of]

    def wait(self, service_id: int, order_at: datetime, *, of: int | None = None) -> Range | None:
        """Return the wait of one who stands at that moment of the order; None when no desk serves it."""
        found = expected_wait.point(service_id, self.ahead(order_at, of=of), self.desks, self.known)
        return None if found is None else expected_wait.told(found, self.known)


def _desks(unit_id: int, day_id: int | None, known: Learned, now: datetime) -> Iterator[OpenDesk]:
    sessions = DeskSession.objects.filter(desk__unit=unit_id, until_at=None, desk__is_active=True)
    open_now = sessions.exclude(pauses__until_at=None, pauses__isnull=False)
    serves: dict[int, set[int]] = {}
    rows = DeskService.objects.filter(desk__sessions__in=open_now, service__is_active=True)
    for desk_id, service_id in rows.values_list("desk_id", "service_id"):
        serves.setdefault(desk_id, set()).add(service_id)
    busy = {}
    if day_id is not None:
        at_desk = Ticket.objects.filter(day=day_id, state__in=sorted(AT_DESK))
        for desk_id, service_id, since in at_desk.values_list("desk_id", "service_id", "state_at"):
            mean = known.seconds.get(service_id, known.overall)
            busy[desk_id] = expected_wait.left(mean, (now - since).total_seconds())
    for desk_id, services in serves.items():
        yield OpenDesk(frozenset(services), busy.get(desk_id, 0.0))


def at_issue(
    unit_id: int, day_id: int, *, service: HallService, order_at: datetime, now: datetime
) -> Range | None:
    """Return the wait of a ticket that is being drawn; None when no desk serves it now. 4 or 5 queries."""
    known = learned(unit_id, workdays.today(now))
    desks = list(_desks(unit_id, day_id, known, now))
    if not any(service.pk in desk.serves for desk in desks):
        return None
    found = expected_wait.point(service.pk, _services_before(day_id, order_at), desks, known)
    return None if found is None else expected_wait.told(found, known)


_BEFORE = (
    f"SELECT service_id FROM {Ticket._meta.db_table} "
    "WHERE day_id = %s AND state = 'waiting' AND order_at <= %s ORDER BY order_at, place"
)


def _services_before(day_id: int, order_at: datetime) -> list[int]:
    """Return the services of those who wait before a moment of the order, in plain SQL: a line may be long.

    Costs 1 query.
    """
    line = connections[DEFAULT_DB_ALIAS]
    kept = Ticket._meta.get_field("order_at").get_db_prep_value(order_at, line)
    with prepared.cursor() as cursor:
        cursor.execute(_BEFORE, [day_id, kept])
        return [service for (service,) in cursor.fetchall()]

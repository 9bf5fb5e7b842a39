"""Reads about imported tickets: the figures of waiting, and what the capacity twin learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min

from motcua.records.models import Collection, PastTicket
from motcua.rules import capacity_fit, waiting
from motcua.rules.capacity_fit import Seen
from motcua.rules.waiting import Asked, Row, Visit


@dataclass(frozen=True, slots=True)
class Held:
    """A collection that holds tickets."""

    name: str
    tickets: int
    first_at: datetime
    last_at: datetime


def held() -> list[Held]:
    """Return the collections that hold tickets, the largest first, then by name. Costs 1 query."""
    rows = (
        PastTicket.objects.values("collection__name")
        .annotate(tickets=Count("pk"), first_at=Min("arrived_at"), last_at=Max("arrived_at"))
        .order_by("-tickets", "collection__name")
    )
    return [Held(row["collection__name"], row["tickets"], row["first_at"], row["last_at"]) for row in rows]


def figures(
    of: Collection, *, asked: Asked, from_on: date | None = None, to_on: date | None = None
) -> list[Row]:
    """Return the figures of a collection, a row a group and the total last. Units: seconds. Costs 1 query.

    A visit belongs to the day it arrived on, in the collection's own zone.
    """
    zone = ZoneInfo(of.timezone)
    return waiting.rows(_visits(of, zone, asked, (from_on, to_on)), asked)


def _visits(
    of: Collection, zone: ZoneInfo, asked: Asked, days: tuple[date | None, date | None]
) -> Iterator[Visit]:
    from_on, to_on = days
    for unit, service, counter, arrived, started, finished in moments(of):
        on = arrived.astimezone(zone).date()
        if (from_on and on < from_on) or (to_on and on > to_on):
            continue
        texts = {"unit": unit, "service": service, "counter": counter}
        wait = None if started is None else (started - arrived).total_seconds()
        served = None if started is None or finished is None else (finished - started).total_seconds()
        yield Visit(waiting.group_of(asked.by, arrived, zone, texts), wait, served)


def seen(of: Collection) -> Iterator[Seen]:
    """Yield tickets as the capacity twin learns from them. Units: minutes. Costs 1 query."""
    zone = ZoneInfo(of.timezone)
    for _, service, counter, arrived, started, finished in moments(of):
        yield capacity_fit.seen(service, counter, arrived, started, finished, zone)


Moments = tuple[str, str, str, datetime, datetime | None, datetime | None]


def moments(of: Collection) -> Iterator[Moments]:
    """Yield the tickets of a collection in order of arrival: unit, service, counter and three moments.

    Costs 1 query.
    """
    rows = PastTicket.objects.filter(collection=of).order_by("arrived_at", "pk")
    yield from rows.values_list(
        "unit", "service", "counter", "arrived_at", "started_at", "finished_at"
    ).iterator(chunk_size=5000)

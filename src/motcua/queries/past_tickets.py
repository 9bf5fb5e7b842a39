"""Reads about imported tickets: the figures of waiting, and what the capacity twin learns from."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min

from motcua.records.models import Collection, PastTicket
from motcua.rules import capacity_fit, expected_wait_trial, waiting
from motcua.rules.capacity_fit import Seen
from motcua.rules.expected_wait_trial import Came, Score
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


def told(of: Collection, *, from_on: date | None = None, to_on: date | None = None) -> Score:
    """Return how often the wait would have held that the house would have told; learned day by day before.

    Without `from_on` of the last days, as many as `expected_wait_trial.held_out` says. Costs 1 query.
    """
    zone = ZoneInfo(of.timezone)
    halls: dict[str, dict[date, list[Came]]] = defaultdict(lambda: defaultdict(list))
    keys: dict[str, int] = {}
    for unit, service, counter, arrived, started, finished in moments(of):
        local = arrived.astimezone(zone)
        at = local.hour * 3600 + local.minute * 60 + local.second
        called = None if started is None else at + (started - arrived).total_seconds()
        ended = None if finished is None else at + (finished - arrived).total_seconds()
        key = keys.setdefault(service, len(keys))
        halls[unit][local.date()].append(Came(key, at, called, ended, counter))
    since = from_on or expected_wait_trial.held_out({on for days in halls.values() for on in days})
    return expected_wait_trial.score(
        (on, range_, one.started - one.arrived)
        for days in halls.values()
        for on, one, range_ in expected_wait_trial.trial(days.items(), since)
        if one.started is not None and (to_on is None or on <= to_on)
    )


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

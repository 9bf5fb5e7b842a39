"""What the capacity pages are fed from: own tickets, imported ones or the example; and what was computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min

from motcua.queries import board, history, past_tickets
from motcua.queries.access import NoSuch
from motcua.queries.workdays import ZONE
from motcua.records.models import CounterDesk, DeskService, HallService, Ticket
from motcua.rules.capacity_fit import Learned, Seen, fit, scenario_of
from motcua.rules.people import Actor

LEARN_DAYS, LEAST_VISITS = 120, 200
EXAMPLE = "example"
KEPT = 64
SETTLED = timedelta(days=30)  # desks first seen later were added


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures may come from: an own hall (`hall:PK`), a collection (`past:NAME`) or the example."""

    key: str
    title: str
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """A scenario as it is today, what it was learned from, and how its services are called in English."""

    source: Source
    data: Mapping[str, Any]
    learned: Learned | None = None
    english: Mapping[str, str] = field(default_factory=dict)


def sources(*, by: Actor) -> list[Source]:
    """Return where the actor's figures may come from: her halls, imported tickets, the example. 3 queries.

    Raises: PermissionDenied when she leads nothing.
    """
    places = board.places(by)
    if not places.exists():
        raise PermissionDenied("capacity")
    halls = (
        Ticket.objects.filter(unit__in=places)
        .values("unit", "unit__name")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    own = [
        Source(f"hall:{row['unit']}", row["unit__name"], row["n"])
        for row in halls
        if row["n"] >= LEAST_VISITS
    ]
    past = [Source(f"past:{one.name}", one.name, one.tickets) for one in past_tickets.held()]
    return [*own, *past, Source(EXAMPLE, str(_example()["title"]))]


def basis(*, known: list[Source], key: str, now: datetime) -> Basis:
    """Return the scenario of one of the known sources as it is today; the first where none is named.

    Costs 2 to 5 queries. Raises: NoSuch for a source that is not known.
    """
    source = known[0] if not key else next((one for one in known if one.key == key), None)
    if source is None:
        raise NoSuch(key)
    kind, _, which = source.key.partition(":")
    if kind == "hall":
        return _of_hall(source, int(which), now)
    if kind == "past":
        return _of_collection(source, which)
    return Basis(source, _example())


@lru_cache(maxsize=1)
def _example() -> Mapping[str, Any]:
    text = files("motcua.data").joinpath("capacity/example.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def _of_hall(source: Source, unit_id: int, now: datetime) -> Basis:
    learned = _learned_hall(unit_id, now.date(), _mark(unit_id))
    names = dict(HallService.objects.filter(unit=unit_id).values_list("name", "name_en"))
    return Basis(source, _named(learned, source.title, _desks(unit_id)), learned, names)


@lru_cache(maxsize=KEPT)
def _learned_hall(unit_id: int, on: date, _mark: str) -> Learned:
    return fit(_seen(unit_id, on - timedelta(days=LEARN_DAYS)))


def _seen(unit_id: int, from_on: date | None = None) -> list[Seen]:
    """Return ended visits. The wait is all waiting, transfers too; who was never served has no minutes."""
    rows = Ticket.objects.filter(unit=unit_id).exclude(ending="").order_by("issued_at", "pk")
    rows = rows.filter(on__gte=from_on) if from_on else rows
    values = rows.values_list(
        "service__name", "desk__number", "issued_at", "served_from_at", "wait_seconds", "service_seconds"
    )
    found = []
    for service, desk, issued_at, served_at, wait, seconds in values.iterator(chunk_size=5000):
        local = issued_at.astimezone(ZONE)
        at = local.hour * 60 + local.minute + local.second / 60
        minutes = None if served_at is None or seconds is None else seconds / 60
        waited = None if minutes is None else (wait or 0) / 60
        found.append(Seen(local.date(), at, service, f"{desk or ''}", waited, minutes))
    return found


def _desks(unit_id: int) -> list[dict[str, Any]]:
    """Return the counters open today, with what each serves, the preferred first."""
    serves: dict[int, list[str]] = {}
    rows = DeskService.objects.filter(desk__unit=unit_id, desk__is_active=True).order_by("preference", "pk")
    for desk, name in rows.values_list("desk__number", "service__name"):
        serves.setdefault(desk, []).append(name)
    desks = CounterDesk.objects.filter(unit=unit_id, is_active=True).order_by("number")
    return [
        {"name": str(n), "serves": serves[n]} for n in desks.values_list("number", flat=True) if n in serves
    ]


def _of_collection(source: Source, name: str) -> Basis:
    of = history.collection(name)
    learned = _learned_past(name, str(of.imported_at))
    return Basis(source, _named(learned, source.title, []), learned)


@lru_cache(maxsize=KEPT)
def _learned_past(name: str, _mark: str) -> Learned:
    return fit(past_tickets.seen(history.collection(name)))


def _named(learned: Learned, title: str, counters: list[dict[str, Any]]) -> Mapping[str, Any]:
    data = scenario_of(learned, title)
    services: Mapping[str, Any] = data["services"]  # type: ignore[assignment]
    if counters:
        served = {name for row in counters for name in row["serves"]}
        known = [{**row, "serves": [n for n in row["serves"] if n in services]} for row in counters]
        data["counters"] = [row for row in known if row["serves"]]
        data["services"] = {name: one for name, one in services.items() if name in served}
    data["closing"] = {"overtime_minutes": 60}
    return data


@dataclass(frozen=True, slots=True)
class DayOfWaits:
    """One day's people of one service and how long they waited. Units: minutes."""

    on: date
    service: str
    people: int
    wait_minutes: float


def daily_waits(*, of: Source) -> tuple[DayOfWaits, ...]:
    """Return each day's mean wait of each service, in order; nothing of the example. Costs 1 or 2 queries."""
    kind, _, which = of.key.partition(":")
    if kind == "hall":
        return _days_of_hall(int(which), _mark(int(which)))
    if kind == "past":
        return _days_of_collection(which, str(history.collection(which).imported_at))
    return ()


@lru_cache(maxsize=KEPT)
def _days_of_hall(unit_id: int, _mark: str) -> tuple[DayOfWaits, ...]:
    return _by_day(_seen(unit_id))


@lru_cache(maxsize=KEPT)
def _days_of_collection(name: str, _mark: str) -> tuple[DayOfWaits, ...]:
    return _by_day(list(past_tickets.seen(history.collection(name))))


def _by_day(seen: list[Seen]) -> tuple[DayOfWaits, ...]:
    sums: dict[tuple[date, str], list[float]] = {}
    for visit in seen:
        if visit.wait_minutes is not None:
            sums.setdefault((visit.on, visit.service), []).append(visit.wait_minutes)
    return tuple(
        DayOfWaits(on, service, len(waits), sum(waits) / len(waits))
        for (on, service), waits in sorted(sums.items())
    )


def changed_on(*, of: Source, service: str) -> tuple[date, int, int] | None:
    """Return the day from which more desks served a service than when the hall began, and both numbers.

    Costs 1 query. None where that never was.
    """
    kind, _, which = of.key.partition(":")
    return _changed_on(int(which), service, _mark(int(which))) if kind == "hall" else None


@lru_cache(maxsize=KEPT)
def _changed_on(unit_id: int, service: str, _mark: str) -> tuple[date, int, int] | None:
    firsts = sorted(
        Ticket.objects.filter(unit=unit_id, service__name=service, desk__isnull=False)
        .values_list("desk")
        .annotate(first=Min("on"))
        .values_list("first", flat=True)
    )
    if not firsts:
        return None
    early = sum(on <= firsts[0] + SETTLED for on in firsts)
    later = [on for on in firsts if on > firsts[0] + SETTLED]
    return (min(later), early, len(firsts)) if later else None


def _mark(unit_id: int) -> str:
    """Return what moves when a hall has more to learn from. Costs 1 query."""
    return str(Ticket.objects.filter(unit=unit_id).aggregate(pk=Max("pk"), at=Max("ended_at")))

"""What the capacity pages are fed from: own tickets, imported ones or the example; and what was computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min

from motcua.queries import board, capacity_duty, history, past_tickets, workdays
from motcua.queries.access import NoSuch
from motcua.queries.workdays import ZONE
from motcua.records.models import CounterDesk, DeskService, HallService, Ticket, Unit
from motcua.rules.capacity import Interval
from motcua.rules.capacity_fit import Learned, Seen, fit, scenario_of
from motcua.rules.people import Actor
from motcua.rules.tickets import SERVED
from motcua.rules.workdays import Calendar

LEARN_DAYS, LEAST_VISITS = 120, 200
EXAMPLE = "example"
KEPT = 64
LONGEST_WALK_MINUTES = 5  # from the call to the desk; longer was held, sent on or called again
SETTLED = timedelta(days=30)  # desks first seen later were added
Learnt = tuple[Learned, frozenset[date]]  # and the days with the hours that most of them had


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures may come from: an own hall (`hall:PK`), a collection (`past:NAME`) or the example."""

    key: str
    title: str
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """A scenario as it is today, and what it was learned from."""

    source: Source
    data: Mapping[str, Any]
    learned: Learned | None = None


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

    Costs 2 to 7 queries. Raises: NoSuch for a source that is not known.
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
    return manned(unit_id, source=source, learnt=_learned_hall(unit_id, now.date(), _mark(unit_id)))


def manned(unit_id: int, *, source: Source, learnt: Learnt, only_learned: bool = False) -> Basis:
    """Return what was learned of a hall, with its desks in the hours in which they are manned. 5 queries.

    With `only_learned`, the desks that served in what it was learned from.
    """
    learned, days = learnt
    names = dict(HallService.objects.filter(unit=unit_id).values_list("name", "name_en"))
    served = {name for name, _ in learned.counters}
    rows = [desk for desk in desks(unit_id) if not only_learned or desk["name"] in served]
    counters = capacity_duty.hours(unit_id, rows=rows, sessions=learned.hours, days=days)
    data = named(learned, title=source.title, counters=counters, english=names)
    return Basis(source, data, learned)


@lru_cache(maxsize=KEPT)
def _learned_hall(unit_id: int, on: date, _mark: str) -> Learnt:
    return learn(unit_id, from_on=on - timedelta(days=LEARN_DAYS))


def learn(unit_id: int, *, from_on: date, until_on: date | None = None) -> Learnt:
    """Return what the ended visits of the days teach, half-open. Costs 2 queries.

    Raises: capacity_fit.TooLittle.
    """
    visits = seen(unit_id, from_on=from_on, until_on=until_on)
    usual, days = _usual_days(unit_id, {visit.on for visit in visits})
    return fit(visits, hours=usual), days


def _usual_days(unit_id: int, days: Iterable[date]) -> tuple[tuple[Interval, ...], frozenset[date]]:
    """Return the office hours that most of the days had, and those days. Costs 1 query.

    Units: minutes after midnight. Who came before waits at the door.
    """
    of_unit = workdays.calendar(Unit.objects.get(pk=unit_id))
    found: dict[tuple[Interval, ...], set[date]] = {}
    for on in days:
        found.setdefault(sessions(of_unit, on), set()).add(on)
    usual = max(found, key=lambda one: (len(found[one]), one), default=())
    return usual, frozenset(found.get(usual, ()))


def sessions(of_unit: Calendar, on: date) -> tuple[Interval, ...]:
    """Return the office hours of a day. Units: minutes after midnight. Costs no query."""
    return tuple((float(one.start), float(one.end)) for one in of_unit.day(on).sessions)


def seen(unit_id: int, *, from_on: date | None = None, until_on: date | None = None) -> list[Seen]:
    """Return ended visits. The wait is all waiting, transfers too; the minutes are those a desk was taken.

    A desk is taken from the call on: the walk to it belongs to the minutes. Who was called and did not come
    has waited, and tells nothing of minutes; nor does whom the end of the day sent home from the desk.
    """
    rows = Ticket.objects.filter(unit=unit_id).exclude(ending="").order_by("issued_at", "pk")
    rows = rows.filter(on__gte=from_on) if from_on else rows
    rows = rows.filter(on__lt=until_on) if until_on else rows
    values = rows.values_list(
        "service__name", "desk__number", "issued_at", "called_at", "served_from_at", "wait_seconds",
        "service_seconds", "ending", "dossier__procedure__code",
    )  # fmt: skip
    found = []
    for service, desk, issued_at, called_at, served_at, wait, seconds, ending, procedure in values.iterator(
        chunk_size=5000
    ):
        local = issued_at.astimezone(ZONE)
        at = local.hour * 60 + local.minute + local.second / 60
        minutes = None if seconds is None or ending not in SERVED else seconds / 60
        if minutes is not None and called_at is not None and served_at is not None:
            walk = (served_at - called_at).total_seconds() / 60
            minutes += walk if 0 <= walk <= LONGEST_WALK_MINUTES else 0.0
        waited = None if called_at is None else (wait or 0) / 60
        found.append(Seen(local.date(), at, service, f"{desk or ''}", waited, minutes, procedure or ""))
    return found


def desks(unit_id: int) -> list[dict[str, Any]]:
    """Return the counters open today, with what each serves, the preferred first."""
    serves: dict[int, list[str]] = {}
    rows = DeskService.objects.filter(desk__unit=unit_id, desk__is_active=True).order_by("preference", "pk")
    for desk, name in rows.values_list("desk__number", "service__name"):
        serves.setdefault(desk, []).append(name)
    open_ = CounterDesk.objects.filter(unit=unit_id, is_active=True).order_by("number")
    return [
        {"name": str(n), "serves": serves[n]} for n in open_.values_list("number", flat=True) if n in serves
    ]


def _of_collection(source: Source, name: str) -> Basis:
    of = history.collection(name)
    learned = _learned_past(name, str(of.imported_at))
    return Basis(source, named(learned, title=source.title, counters=[]), learned)


@lru_cache(maxsize=KEPT)
def _learned_past(name: str, _mark: str) -> Learned:
    return fit(past_tickets.seen(history.collection(name)))


def named(
    learned: Learned, *, title: str, counters: list[dict[str, Any]], english: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Return what was learned as a scenario, with the counters there are where those are known.

    `english` are the English names of services: a plan that keeps the scenario keeps them with it.
    """
    data = scenario_of(learned, title)
    services: Mapping[str, Any] = data["services"]  # type: ignore[assignment]
    for name, title_en in (english or {}).items():
        if title_en and name in services:
            services[name]["title_en"] = title_en
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
    return _by_day(seen(unit_id))


@lru_cache(maxsize=KEPT)
def _days_of_collection(name: str, _mark: str) -> tuple[DayOfWaits, ...]:
    return _by_day(list(past_tickets.seen(history.collection(name))))


def _by_day(visits: list[Seen]) -> tuple[DayOfWaits, ...]:
    sums: dict[tuple[date, str], list[float]] = {}
    for visit in visits:
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

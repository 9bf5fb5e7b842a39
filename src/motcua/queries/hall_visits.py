"""What visits led to: served tickets against dossiers registered, by counter and official."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.queries import access, hall_lists, honest
from motcua.queries.workdays import wall
from motcua.records.models import (
    CounterDesk,
    Dossier,
    HallService,
    Question,
    Ticket,
    TicketPeriod,
    Unit,
    User,
)
from motcua.rules import detectors_visits
from motcua.rules.detectors_visits import Aside, Visit
from motcua.rules.honest import Detector, Finding
from motcua.rules.people import Actor
from motcua.rules.tickets import AT_DESK, SERVED, Ending, State

# Served, but nobody said how it ended: the ticket was still at the desk when the hall closed.
LEFT_OPEN = Q(ending=Ending.DAY_CLOSED, served_from_at__isnull=False)


def served(unit_id: int, days: tuple[date, date]) -> QuerySet[Ticket]:
    """Return the tickets of these days that somebody served."""
    rows = Ticket.objects.filter(unit=unit_id, on__gte=days[0], on__lt=days[1])
    return rows.filter(Q(ending__in=sorted(SERVED)) | LEFT_OPEN)


def findings(unit_id: int, days: tuple[date, date]) -> list[Finding]:
    """Return the question about visits that no dossier and no ending accounts for. Costs 1 or 2 queries.

    A ticket that became a dossier names it, and both are out of the count; what is left is matched by
    official and by time.
    """
    every = list(
        served(unit_id, days)
        .exclude(ending=Ending.DOSSIER)
        .values_list("officer_id", "ended_at", "ending", "served_from_at")
    )
    if not any(row[2] == Ending.DAY_CLOSED for row in every):
        return []
    visits = [
        Visit(str(officer), wall(begun or at), "" if ending == Ending.DAY_CLOSED else ending)
        for officer, at, ending, begun in every
        if at is not None
    ]
    return detectors_visits.unregistered(unit_id, visits, _registered(unit_id, days))


def put_aside(unit_id: int, days: tuple[date, date]) -> list[Finding]:
    """Return the questions about people called only to be put aside. Costs 1 or 2 queries."""
    of_days = TicketPeriod.objects.filter(
        ticket__unit=unit_id, ticket__on__gte=days[0], ticket__on__lt=days[1]
    )
    held = of_days.filter(state=State.HELD).values("ticket")
    rows = of_days.filter(ticket__in=held, state__in=_AT_DESK_OR_ASIDE).order_by("ticket", "id")
    asides = list(_asides(rows.values_list("ticket_id", "state", "officer_id", "from_at", "until_at")))
    if not asides:
        return []
    called = of_days.filter(state=State.CALLED).order_by().values("officer_id").annotate(n=Count("id"))
    calls = {officer or 0: count for officer, count in called.values_list("officer_id", "n")}
    return detectors_visits.put_aside(unit_id, asides, calls)


_AT_DESK_OR_ASIDE = [*sorted(AT_DESK), State.HELD]


def _asides(rows: Iterable[tuple[int, str, int | None, datetime, datetime | None]]) -> Iterator[Aside]:
    """Yield each time that a number was put aside, with the time since its call or since it was resumed."""
    of, since = 0, None
    for ticket, state, officer, from_at, until_at in rows:
        if ticket != of:
            of, since = ticket, None
        if state == State.HELD and since is not None and until_at is not None:
            yield Aside(officer or 0, from_at - since, until_at - from_at)
            since = None
        elif state == State.CALLED:
            since = from_at


def _registered(unit_id: int, days: tuple[date, date]) -> list[tuple[str, datetime]]:
    rows = Dossier.objects.filter(unit=unit_id, received_on__gte=days[0], received_on__lt=days[1])
    free = rows.filter(tickets=None).values_list("received_by_id", "received_at")
    return [(str(officer), wall(at)) for officer, at in free if at is not None]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One counter of a period: how many it served, and how those visits ended."""

    desk: CounterDesk
    served: int
    dossiers: int
    advice_only: int
    refused_orally: int
    result_collected: int
    left_open: int


def per_desk(unit: Unit, days: tuple[date, date]) -> list[DeskRow]:
    """Return tickets against dossiers of each counter of a unit, by its number. Costs 2 queries."""
    counted: Mapping[str, Count] = {
        "served": Count("id"),
        "dossiers": Count("id", Q(ending=Ending.DOSSIER)),
        "advice_only": Count("id", Q(ending=Ending.ADVICE_ONLY)),
        "refused_orally": Count("id", Q(ending=Ending.REFUSED_ORALLY)),
        "result_collected": Count("id", Q(ending=Ending.RESULT_COLLECTED)),
        "left_open": Count("id", LEFT_OPEN),
    }
    rows = served(unit.pk, days).values("desk_id").annotate(**counted).order_by("desk_id")
    plain: list[dict[str, Any]] = [{**row} for row in rows]
    by_desk = {row.pop("desk_id"): row for row in plain}
    desks = CounterDesk.objects.filter(pk__in=[pk for pk in by_desk if pk]).order_by("number")
    return [DeskRow(desk, **by_desk[desk.pk]) for desk in desks]


# A visit that no dossier came of is of one kind, by how it ended.
KINDS: Mapping[str, Q] = {
    "left_open": LEFT_OPEN,
    "advice_only": Q(ending=Ending.ADVICE_ONLY),
    "refused_orally": Q(ending=Ending.REFUSED_ORALLY),
    "result_collected": Q(ending=Ending.RESULT_COLLECTED),
    "no_show": Q(ending=Ending.NO_SHOW),
    "not_served": Q(ending=Ending.DAY_CLOSED, served_from_at=None),
    "cancelled": Q(ending=Ending.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits are asked for: of a unit and those below it, in days, narrowed down or not."""

    unit: Unit
    days: tuple[date, date]
    kind: str = ""
    service_id: int | None = None
    desk_id: int | None = None
    officer_id: int | None = None

    def rows(self, by: Actor) -> QuerySet[Ticket]:
        """Return every ended visit asked for, whatever came of it."""
        found = hall_lists.visible(by).filter(~Q(ending=""), unit__path__startswith=self.unit.path)
        found = found.filter(on__gte=self.days[0], on__lt=self.days[1])
        narrowed = {"service": self.service_id, "desk": self.desk_id, "officer": self.officer_id}
        return found.filter(**{name: pk for name, pk in narrowed.items() if pk is not None})


def without_dossier(wanted: Wanted, *, by: Actor) -> QuerySet[Ticket]:
    """Return the visits that led to no dossier, newest first. Costs 1 query."""
    rows = wanted.rows(by).exclude(ending=Ending.DOSSIER)
    if wanted.kind in KINDS:
        rows = rows.filter(KINDS[wanted.kind])
    return rows.select_related("unit", "service", "desk", "officer").order_by("-on", "-id")


def counts(wanted: Wanted, *, by: Actor) -> dict[str, int]:
    """Return how many visits there were, of each kind, and how many became dossiers. Costs 1 query."""
    counted = {kind: Count("id", which) for kind, which in KINDS.items()}
    counted |= {"dossier": Count("id", Q(ending=Ending.DOSSIER)), "all": Count("id")}
    return wanted.rows(by).aggregate(**counted)


def kind(row: Ticket) -> str:
    """Return of which kind a visit was."""
    if row.ending == Ending.DAY_CLOSED:
        return "left_open" if row.served_from_at is not None else "not_served"
    return row.ending


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the visits of a unit and its days can be narrowed down."""

    services: list[HallService]
    desks: list[CounterDesk]
    officers: list[User]


def choices(wanted: Wanted, *, by: Actor) -> Choices:
    """Return the services, desks and officials that the visits name. Costs 3 queries."""
    rows = Wanted(wanted.unit, wanted.days).rows(by).order_by()
    return Choices(
        list(
            _named(HallService, rows, "service").select_related("unit").order_by("unit__path", "order", "pk")
        ),
        list(_named(CounterDesk, rows, "desk").select_related("unit").order_by("unit__path", "number")),
        list(_named(User, rows, "officer").order_by("full_name", "pk")),
    )


def _named(model: Any, rows: QuerySet[Ticket], column: str) -> Any:
    return model.objects.filter(pk__in=rows.values(column))


def visit(pk: int, *, by: Actor) -> Ticket:
    """Return one visit with what it names. Costs 1 query.

    Raises: access.NoSuch, the same for a visit elsewhere.
    """
    rows = hall_lists.visible(by).select_related("unit", "service", "desk", "officer", "dossier")
    row = access.one(rows.filter(pk=pk))
    if row is None:
        raise access.NoSuch()
    return row


def periods(row: Ticket) -> list[TicketPeriod]:
    """Return every state of a visit with its desk and official, in order. Costs 1 query."""
    return list(row.periods.select_related("desk", "officer").order_by("id"))


def asked_about(wanted: Wanted, *, by: Actor) -> list[Question]:
    """Return the questions about such visits of the unit and those below, newest first. Costs 1 query."""
    rows = honest.questions(by=by, outcome="", of=Detector.UNREGISTERED_VISITS)
    return [row for row in rows if row.unit.path.startswith(wanted.unit.path)]

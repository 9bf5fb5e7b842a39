"""The hall as it is shown: on the board, at the desk, in the line, on the phone of whoever waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.queries import access, hall_access, hall_promises, hall_rules, service_models, tokens, workdays
from motcua.queries.hall_wait import Hall
from motcua.queries.service_models import Week
from motcua.records.models import (
    CounterDesk,
    DeskPause,
    DeskService,
    DeskSession,
    HallDay,
    HallService,
    Ticket,
    TicketPeriod,
)
from motcua.rules import queueing
from motcua.rules.expected_wait import Range
from motcua.rules.people import Actor
from motcua.rules.promises import Promise
from motcua.rules.tickets import AT_DESK, State

SHOWN_NEXT = 10


@dataclass(frozen=True, slots=True)
class Call:
    """A number called to a desk. `mark` changes with every call and recall: the board speaks then."""

    code: str
    desk: int
    service: HallService
    at: datetime
    is_serving: bool
    mark: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service: how many wait, since when the longest, and what one who comes now would wait.

    `late` people still wait for a result that was promised before now.

    Units: `longest_minutes` minutes; `light` is green, amber, red, or "" when no desk serves it.
    """

    service: HallService
    waiting: int
    longest_minutes: int
    wait: Range | None
    light: str
    late: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """What everybody in the hall sees; `week` is what the service models change today and soon."""

    is_open: bool
    version: str
    calls: Sequence[Call]
    following: Sequence[str]
    services: Sequence[ServiceLine]
    desks_open: int
    week: Week


def version(unit_id: int, *, now: datetime) -> str:
    """Return a mark that changes whenever the board does. Costs 1 query."""
    rows = HallDay.objects.filter(unit=unit_id, on=workdays.today(now)).values_list("pk", "mark")
    return ".".join(str(part) for part in next(iter(rows[:1]), ()))


def services(unit_id: int) -> list[HallService]:
    """Return what the hall serves, in the order of the kiosk. Costs 1 query."""
    return list(HallService.objects.filter(unit=unit_id, is_active=True).order_by("order", "letter", "pk"))


def board(unit_id: int, *, now: datetime) -> Board:
    """Return the board: calls newest first, the next numbers, each service's line. Costs 10 to 12 queries."""
    day = hall_access.hall_day(unit_id, now=now)
    hall = Hall(unit_id, day.pk if day else None, now=now)
    late = hall_promises.broken(day.pk, now=now) if day else {}
    lines = [_service_line(service, hall, late.get(service.pk, 0), now) for service in services(unit_id)]
    week = service_models.week(unit_id, workdays.today(now))
    if day is None or day.closed_at is not None:
        return Board(False, f"{day.pk}.{day.mark}" if day else "", (), (), lines, 0, week)
    waiting = Ticket.objects.filter(day=day, state=State.WAITING).order_by("order_at", "place")
    return Board(
        is_open=True,
        version=f"{day.pk}.{day.mark}",
        calls=_calls(day.pk),
        following=list(waiting.values_list("code", flat=True)[:SHOWN_NEXT]),
        services=lines,
        desks_open=len(hall.desks),
        week=week,
    )


def _calls(day_id: int) -> list[Call]:
    rows = Ticket.objects.filter(day=day_id, state__in=sorted(AT_DESK)).select_related("desk", "service")
    return [
        Call(
            row.code, row.desk.number if row.desk else 0, row.service, row.state_at,
            row.state == State.SERVING, f"{row.code}.{row.pk}.{row.recalls}.{row.called_at:%H%M%S}",
        )
        for row in rows.order_by("-called_at", "-pk")
    ]  # fmt: skip


def _service_line(service: HallService, hall: Hall, late: int, now: datetime) -> ServiceLine:
    mine = [at for at, service_id, _ in hall.line if service_id == service.pk]
    wait = hall.wait(service.pk, now)
    longest = max((int((now - at).total_seconds()) // 60 for at in mine), default=0)
    return ServiceLine(service, len(mine), max(longest, 0), wait, light(wait), late)


def light(wait: Range | None) -> str:
    """Return the colour of a wait. Costs no query."""
    if wait is None:
        return ""
    amber, red = hall_rules.value("amber_minutes") * 60, hall_rules.value("red_minutes") * 60
    return "red" if wait.expected >= red else "amber" if wait.expected >= amber else "green"


@dataclass(frozen=True, slots=True)
class InLine:
    """One ticket as the hall's officials see it."""

    ticket: Ticket
    people_before: int
    wait: Range | None
    waited_minutes: int


def line(unit_id: int, *, by: Actor, now: datetime) -> list[InLine]:
    """Return everybody who waits, in the order they are called. Costs 6 or 7 queries.

    Raises: PermissionDenied.
    """
    hall_access.sees(by, unit_id)
    day = hall_access.hall_day(unit_id, now=now)
    if day is None:
        return []
    hall = Hall(unit_id, day.pk, now=now)
    rows = Ticket.objects.filter(day=day, state=State.WAITING).select_related("service", "desk")
    return [
        InLine(
            row, number, hall.wait(row.service_id, row.order_at, of=row.pk),
            max(0, int((now - row.issued_at).total_seconds()) // 60),
        )
        for number, row in enumerate(rows.order_by("order_at", "place"))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands, for her own link; nothing personal is in it.

    `people_before` are those who are called before her by a desk that serves her; `tracking` is the
    token of the dossier the number became.
    """

    ticket: Ticket
    people_before: int
    wait: Range | None
    desk: int | None
    may_come_back_until: datetime | None
    tracking: str
    promise: Promise | None


def place_of(token: str, *, now: datetime) -> Place:
    """Return where the ticket of a link stands. Costs 1 to 7 queries.

    Raises: access.NoSuch.
    """
    row = hall_access.ticket_by(token)
    desk = access.one(CounterDesk.objects.filter(pk=row.desk_id)) if row.desk_id else None
    before, wait = 0, None
    if row.state == State.WAITING:
        hall = Hall(row.unit_id, row.day_id, now=now)
        before, wait = people_before(hall, row), hall.wait(row.service_id, row.order_at, of=row.pk)
    return Place(
        ticket=row,
        people_before=before,
        wait=wait,
        desk=desk.number if desk else None,
        may_come_back_until=_grace_end(row),
        tracking=tokens.tracking(row.dossier) if row.dossier else "",
        promise=hall_promises.of_ticket(row, now=now),
    )


def course(row: Ticket) -> list[TicketPeriod]:
    """Return the states a number went through, oldest first, with their desks. Costs 1 query."""
    return list(TicketPeriod.objects.filter(ticket=row.pk).select_related("desk").order_by("pk"))


def people_before(hall: Hall, row: Ticket) -> int:
    """Count those ahead whom a desk that serves this one could call. Costs no query."""
    reach = {service for desk in hall.desks if row.service_id in desk.serves for service in desk.serves}
    return sum(service in reach | {row.service_id} for service in hall.ahead(row.order_at, of=row.pk))


def _grace_end(row: Ticket) -> datetime | None:
    if row.state != State.MISSED or row.ended_at is not None:
        return None
    return workdays.instant(workdays.wall(row.state_at) + hall_rules.grace())


@dataclass(frozen=True, slots=True)
class DeskView:
    """A desk as its official sees it: who is there, who comes next, who was put aside or missed."""

    desk: CounterDesk
    session: DeskSession
    pause: DeskPause | None
    ticket: Ticket | None
    services: Sequence[HallService]
    waiting: int
    longest_minutes: int
    following: Ticket | None
    held: Sequence[Ticket]
    missed: Sequence[Ticket]
    served_today: int


def desk_view(*, by: Actor, now: datetime) -> DeskView | None:
    """Return the desk at which the actor sits now, None when she sits at none. Costs 8 queries."""
    session = _session(by)
    if session is None:
        return None
    desk, day = session.desk, hall_access.hall_day(session.desk.unit_id, now=now)
    of_day = Ticket.objects.filter(day=day.pk if day else 0).select_related("service")
    offered = list(
        DeskService.objects.filter(desk=desk).select_related("service").order_by("preference", "pk")
    )
    mine = of_day.filter(state=State.WAITING, service__in=[row.service_id for row in offered])
    waiting = [row for row in mine.order_by("order_at", "place") if row.desk_id in (None, desk.pk)]
    aside = list(of_day.filter(state__in=(State.HELD, State.MISSED), ended_at=None).order_by("state_at"))
    return DeskView(
        desk=desk,
        session=session,
        pause=access.one(DeskPause.objects.filter(session=session, until_at=None)),
        ticket=access.one(of_day.filter(desk=desk, state__in=sorted(AT_DESK))),
        services=[row.service for row in offered],
        waiting=len(waiting),
        longest_minutes=max((int((now - t.issued_at).total_seconds()) // 60 for t in waiting), default=0),
        following=_following(desk.pk, waiting, offered),
        held=[row for row in aside if row.state == State.HELD],
        missed=[row for row in aside if row.state == State.MISSED],
        served_today=of_day.filter(officer=by.user_id, state=State.DONE).count(),
    )


def _session(by: Actor) -> DeskSession | None:
    if not by.user_id:
        return None
    rows = DeskSession.objects.filter(officer=by.user_id, until_at=None)
    return access.one(rows.select_related("desk", "desk__unit"))


def _following(desk_id: int, waiting: Sequence[Ticket], offered: Sequence[DeskService]) -> Ticket | None:
    services = {row.service_id: row.preference for row in offered}
    line = [
        queueing.Waiting(row.pk, row.place, row.service_id, row.order_at, row.passed, row.desk_id)
        for row in waiting
    ]
    found = queueing.next_for(desk_id, services, line, bound=hall_rules.fairness().bound)
    return next((row for row in waiting if found is not None and row.pk == found.pk), None)


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The strip over the counter's pages: the desk, the number there, and how many wait."""

    desk: int | None
    ticket: Ticket | None
    waiting: int
    longest_minutes: int
    is_resting: bool


def ribbon(*, by: Actor, now: datetime) -> Ribbon | None:
    """Return the strip of the actor's desk; None when she sits at none. Costs 1 query then, else 8."""
    view = desk_view(by=by, now=now)
    if view is None:
        return None
    return Ribbon(view.desk.number, view.ticket, view.waiting, view.longest_minutes, view.pause is not None)


def desks(unit_id: int, *, by: Actor) -> list[tuple[CounterDesk, DeskSession | None]]:
    """Return the desks of the hall with who sits there now, by number. Costs 2 queries.

    Raises: PermissionDenied.
    """
    hall_access.sees(by, unit_id)
    rows = CounterDesk.objects.filter(unit=unit_id, is_active=True).order_by("number")
    open_now = DeskSession.objects.filter(desk__unit=unit_id, until_at=None).select_related("officer")
    sitting = {session.desk_id: session for session in open_now}
    return [(row, sitting.get(row.pk)) for row in rows]

"""The hall's day and desks: opened by the calendar, staffed, resting, closed; what it serves and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import hall_left, hall_lock, journal, rows, ticket_end
from motcua.queries import access, hall_access, hall_rules, service_models, workdays
from motcua.queries.workdays import instant, today, wall
from motcua.records.models import (
    CounterDesk,
    DeskPause,
    DeskService,
    DeskSession,
    HallDay,
    HallService,
    Procedure,
    Ticket,
    Unit,
)
from motcua.rules import RuleError
from motcua.rules.people import SYSTEM, Actor
from motcua.rules.text import clean
from motcua.rules.tickets import AT_DESK, Ending, State

MINUTE = timedelta(minutes=1)


class TooEarlyToClose(RuleError):
    """The day's sessions are not over: only a leader closes the hall before."""


class DeskTaken(RuleError):
    """Somebody else sits at the desk."""


class SitsElsewhere(RuleError):
    """The official has another desk open."""


class StillServing(RuleError):
    """The desk has a ticket: it is finished, held or sent on first."""


def open_for_numbers(unit_id: int, *, now: datetime) -> None:
    """Open today's hall if the calendar says so and nobody has. Inside the caller's transaction.

    Raises: access.NoSuch; hall_access.HallClosed out of hours or after the day was closed.
    """
    unit = hall_access.unit(unit_id)
    check_hours(unit, now=now)
    if not HallDay.objects.filter(unit=unit, on=today(now)).exists():
        _open(unit, by=SYSTEM, now=now)


def check_hours(unit: Unit, *, now: datetime) -> None:
    """Let pass the moments at which numbers are given: from a little before the first session to the end.

    Raises: hall_access.HallClosed.
    """
    at = wall(now)
    minute = at.hour * 60 + at.minute
    sessions = workdays.calendar(unit).day(at.date()).sessions
    early = hall_rules.value("early_minutes")
    if not sessions or not sessions[0].start - early <= minute < sessions[-1].end:
        raise hall_access.HallClosed()


@transaction.atomic
def open_day(*, by: Actor, unit_id: int, now: datetime) -> HallDay:
    """Open today's hall before the first number is drawn; opened already, it stays as it is.

    Raises: access.NoSuch, PermissionDenied; hall_access.HallClosed on a day without sessions.
    """
    hall_access.works(by, unit_id)
    return _open(hall_access.unit(unit_id), by=by, now=now)


def _open(unit: Unit, *, by: Actor, now: datetime) -> HallDay:
    on = today(now)
    if not workdays.calendar(unit).day(on).sessions:
        raise hall_access.HallClosed()
    row = HallDay(unit=unit, on=on, opened_at=now)
    if not rows.insert_if_new(row):
        return HallDay.objects.get(unit=unit, on=on)
    _write("open_hall", by=by, at=now, unit_id=unit.pk, facts={"on": on.isoformat()})
    return row


@transaction.atomic
def close_day(*, by: Actor, unit_id: int, now: datetime) -> HallDay:
    """Close today's hall: what still waits ends, desks are left, telephones are forgotten.

    Raises: access.NoSuch, PermissionDenied; hall_access.HallClosed; TooEarlyToClose.
    """
    hall_access.works(by, unit_id)
    unit, on = hall_access.unit(unit_id), today(now)
    sessions = workdays.calendar(unit).day(on).sessions
    at = wall(now)
    is_over = not sessions or at.hour * 60 + at.minute >= sessions[-1].end
    if not is_over and not by.roles_in(unit_id) & hall_access.SETTING_UP:
        raise TooEarlyToClose()
    return _close(hall_lock.take(hall_lock.OF_UNIT, unit_id, on=on), by=by, now=now)


def close_past(*, now: datetime) -> int:
    """Close the halls whose day is over; return how many. Each is one transaction.

    Today's is over some time after its last session: who is still served then is served in peace, and for
    her alone the day stays open longer.
    """
    closed = 0
    for day in HallDay.objects.filter(closed_at=None).select_related("unit").order_by("on", "id"):
        if day.on == today(now) and now < _end_of(day, now, whole=True) + _late(day):
            continue
        with transaction.atomic():
            _close(hall_lock.take(hall_lock.OF_UNIT, day.unit_id, on=day.on), by=SYSTEM, now=now)
        closed += 1
    return closed


def _late(day: HallDay) -> timedelta:
    """Return how long after its last session a day may stay open."""
    is_serving = Ticket.objects.filter(day=day, state=State.SERVING).exists()
    return hall_rules.value("serving_after_minutes" if is_serving else "close_after_minutes") * MINUTE


def _close(day_id: int, *, by: Actor, now: datetime) -> HallDay:
    day = HallDay.objects.select_related("unit").get(pk=day_id)
    ended_at = _end_of(day, now)
    left: dict[str, int] = {}
    for ticket in Ticket.objects.filter(day=day, ended_at=None).order_by("id"):
        ending = _left_as(ticket)
        ticket_end.end(ticket, ending, by=by, now=now, at=ended_at)
        left[ending] = left.get(ending, 0) + 1
    for session in DeskSession.objects.filter(desk__unit=day.unit_id, until_at=None).order_by("id"):
        hall_left.leave(session, ended_at)
    Ticket.objects.filter(day=day).exclude(phone="").update(phone="")
    day.closed_at = max(ended_at, day.opened_at)
    day.save(update_fields=["closed_at"])
    facts = {"on": day.on.isoformat(), "issued": day.issued, "left": left}
    _write("close_hall", by=by, at=now, unit_id=day.unit_id, facts=facts)
    return day


def _end_of(day: HallDay, now: datetime, *, whole: bool = False) -> datetime:
    """Return when the day ended: with its last session; now for one of today, but for the `whole` day."""
    sessions = workdays.calendar(day.unit).day(day.on).sessions
    if not sessions or (day.on == today(now) and not whole):
        return now
    return _at(day.on, sessions[-1].end)


def _at(on: date, minute: int) -> datetime:
    return instant(datetime.combine(on, datetime.min.time()) + minute * MINUTE)


def _left_as(ticket: Ticket) -> Ending:
    """Whoever was called and not seen is missing; anybody else was not served to the end."""
    return Ending.NO_SHOW if ticket.state in (State.CALLED, State.MISSED) else Ending.DAY_CLOSED


def settle(*, now: datetime) -> int:
    """End the tickets that missed their call and did not come back in time; return how many."""
    over = now - hall_rules.value("grace_minutes") * MINUTE
    missed = Ticket.objects.filter(on=today(now), state=State.MISSED, ended_at=None, state_at__lt=over)
    ended = 0
    for pk in list(missed.order_by("id").values_list("pk", flat=True)):
        with transaction.atomic():
            hall_lock.take(hall_lock.OF_TICKET, pk, on=today(now))
            row = hall_access.ticket(pk, by=SYSTEM)
            if row.ended_at is None and row.state == State.MISSED:
                ticket_end.end(row, Ending.NO_SHOW, by=SYSTEM, now=now)
                ended += 1
    return ended


@transaction.atomic
def open_desk(*, by: Actor, desk_id: int, now: datetime) -> DeskSession:
    """Sit down at a desk; the hall opens with its first. Sitting there already, nothing changes.

    Raises: access.NoSuch; hall_access.HallClosed; DeskTaken; SitsElsewhere.
    """
    desk = hall_access.desk(desk_id, by=by)
    _open(hall_access.unit(desk.unit_id), by=by, now=now)
    hall_lock.take(hall_lock.OF_UNIT, desk.unit_id, on=today(now))

    for session in DeskSession.objects.filter(until_at=None, officer=by.user_id).select_related("desk"):
        if session.desk_id == desk.pk:
            return session
        raise SitsElsewhere(desk=session.desk.number)
    if DeskSession.objects.filter(desk=desk, until_at=None).exists():
        raise DeskTaken(desk=desk.number)

    if by.user_id is None:
        raise PermissionDenied("hall")
    row = DeskSession(desk=desk, officer_id=by.user_id, from_at=now)
    rows.insert(row)
    _write("open_desk", by=by, at=now, unit_id=desk.unit_id, facts={"desk": desk.number})
    return row


def _session(by: Actor, desk_id: int, now: datetime) -> DeskSession:
    """Lock the hall and return the open session of the actor at the desk, were it switched off meanwhile."""
    desk = hall_access.desk(desk_id, by=by, in_use=False)
    hall_lock.take(hall_lock.OF_UNIT, desk.unit_id, on=today(now))
    row = access.one(DeskSession.objects.filter(desk=desk, until_at=None, officer=by.user_id))
    if row is None:
        raise hall_access.NotAtDesk(desk=desk.number)
    row.desk = desk
    return row


@transaction.atomic
def pause_desk(*, by: Actor, desk_id: int, why: str, now: datetime) -> DeskPause:
    """Let the desk rest: nobody is called to it until it is open again.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk; StillServing.
    """
    session = _session(by, desk_id, now)
    _idle(desk_id)
    row = access.one(DeskPause.objects.filter(session=session, until_at=None))
    if row is None:
        row = DeskPause(session=session, from_at=now, why=clean(why, limit=200))
        rows.insert(row)
    return row


@transaction.atomic
def wake_desk(*, by: Actor, desk_id: int, now: datetime) -> DeskSession:
    """End the desk's rest.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk.
    """
    session = _session(by, desk_id, now)
    DeskPause.objects.filter(session=session, until_at=None).update(until_at=max(now, session.from_at))
    return session


@transaction.atomic
def close_desk(*, by: Actor, desk_id: int, now: datetime) -> DeskSession:
    """Leave the desk; who was sent to it alone waits for every desk that serves her.

    Raises: as pause_desk.
    """
    session = _session(by, desk_id, now)
    _idle(desk_id)
    hall_left.leave(session, now)
    _write("close_desk", by=by, at=now, unit_id=session.desk.unit_id, facts={"desk": session.desk.number})
    return session


def _idle(desk_id: int) -> None:
    if Ticket.objects.filter(desk=desk_id, state__in=sorted(AT_DESK)).exists():
        raise StillServing()


@dataclass(frozen=True, slots=True)
class Service:
    """What the hall serves, as it is set up; `procedures` are their codes."""

    key: str
    name: str
    name_en: str
    letter: str
    procedures: tuple[str, ...] = ()
    promise_minutes: int | None = None
    is_active: bool = True
    order: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk as it is set up; `serves` are keys of services with the desk's preference, 0 its own."""

    number: int
    name: str = ""
    serves: Mapping[str, int] = field(default_factory=dict)
    is_active: bool = True


class BadLetter(RuleError):
    """The letter of a service is one capital letter, and no other service's."""


@transaction.atomic
def keep_service(*, by: Actor, unit_id: int, service: Service, now: datetime) -> HallService:
    """Set up what the hall serves, or change it; tickets drawn keep what they were drawn under.

    Raises: access.NoSuch, PermissionDenied; BadLetter; hall_left.StillWaitedFor.
    """
    hall_access.sets_up(by, unit_id)
    unit, letter = hall_access.unit(unit_id), service.letter.strip().upper()
    others = HallService.objects.filter(unit=unit, is_active=True).exclude(key=service.key)
    if not (len(letter) == 1 and "A" <= letter <= "Z") or others.filter(letter=letter).exists():
        raise BadLetter(letter=letter)

    own = service.promise_minutes
    promised = service_models.today(unit_id, today(now)).promises.get(service.key, own)  # a model's, today
    values = {
        "name": clean(service.name, limit=120), "name_en": clean(service.name_en, limit=120),
        "letter": letter, "promise_minutes": promised, "own_promise_minutes": own,
        "is_active": service.is_active, "order": service.order,
    }  # fmt: skip
    row, _ = HallService.objects.update_or_create(unit=unit, key=service.key, defaults=values)
    if not row.is_active:
        hall_left.check_line(service=row, among=Ticket.objects.filter(ended_at=None), now=now)
    row.procedures.set(Procedure.objects.filter(code__in=service.procedures))
    facts = {"service": service.key, "letter": letter, "promise": service.promise_minutes}
    _write("keep_service", by=by, at=now, unit_id=unit_id, facts=facts)
    return row


@transaction.atomic
def keep_desk(*, by: Actor, unit_id: int, desk: Desk, now: datetime) -> CounterDesk:
    """Set up a desk and what it serves, or change it; one that is switched off is left at once.

    Raises: access.NoSuch, PermissionDenied, also for a service that is not there; hall_left.StillWaitedFor.
    """
    hall_access.sets_up(by, unit_id)
    unit = hall_access.unit(unit_id)
    services = {key: hall_access.service(unit_id, key).pk for key in desk.serves}

    values = {"name": clean(desk.name, limit=120), "is_active": desk.is_active}
    row, _ = CounterDesk.objects.update_or_create(unit=unit, number=desk.number, defaults=values)
    served = list(HallService.objects.filter(served_at__desk=row))
    DeskService.objects.filter(desk=row).delete()
    DeskService.objects.bulk_create(
        DeskService(desk=row, service_id=services[key], preference=at) for key, at in desk.serves.items()
    )
    if HallDay.objects.filter(unit=unit, on=today(now), closed_at=None).exists():
        hall_lock.take(hall_lock.OF_UNIT, unit_id, on=today(now))
        hall_left.check_lines(row, served, by=by, now=now)
    facts = {"desk": desk.number, "serves": dict(desk.serves), "active": desk.is_active}
    _write("keep_desk", by=by, at=now, unit_id=unit_id, facts=facts)
    return row


def _write(verb: str, *, by: Actor, at: datetime, unit_id: int, facts: Mapping[str, Any]) -> None:
    payload = {"changes": {}, "facts": dict(facts)}
    journal.write(verb, by=by, at=at, payload=payload, subject=f"hall:{unit_id}")


def closes_at(unit: Unit, *, now: datetime) -> datetime | None:
    """Return when today's last session ends, None on a day without. Costs 1 query."""
    sessions = workdays.calendar(unit).day(today(now)).sessions
    if not sessions:
        return None
    return _at(today(now), sessions[-1].end)

"""Appointments as they are offered and found: the free slots of a service, and the one a code opens."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, Q
from django.utils.crypto import salted_hmac

from motcua.queries import access, hall_access, hall_rules, workdays
from motcua.records.models import Appointment, DeskService, HallService, Notice, Ticket, Unit
from motcua.rules import appointment_seats, appointment_times, appointments
from motcua.rules.appointment_seats import Pool
from motcua.rules.appointment_times import Keeping
from motcua.rules.appointments import LIVE, Policy, Slot, State
from motcua.rules.tickets import State as TicketState

LEARNT_FROM = timedelta(days=60)
LEAST_TICKETS = 20


def policy() -> Policy:
    """Return the numbers of appointments. Costs no query."""
    return Policy(
        slot_minutes=hall_rules.value("slot_minutes"),
        share=Decimal(hall_rules.value("appointment_percent")) / 100,
        days_ahead=hall_rules.value("days_ahead"),
    )


def keeping(on: date) -> Keeping:
    """Return the numbers by which an appointment of a day is kept. Costs no query."""
    return Keeping(
        early=hall_rules.value("keep_minutes", on),
        near=hall_rules.value("booked_near_minutes", on),
        grace=hall_rules.value("late_minutes", on),
        ahead=hall_rules.value("appointment_minutes", on),
        remind=hall_rules.value("remind_minutes", on),
        hours=(hall_rules.value("messages_from_hour", on), hall_rules.value("messages_until_hour", on)),
    )


def is_past(row: Appointment, *, now: datetime) -> bool:
    """Tell whether the time of an appointment has passed, its grace included. Costs no query."""
    return appointment_times.is_past(row.slot_at, now, keeping(row.on))


def remind_at(row: Notice, *, now: datetime) -> datetime | None:
    """Return when a reminder that is due may be sent, now or at the next decent hour. Costs no query.

    None when the appointment is over by then: nobody is reminded of what has been.
    """
    numbers = keeping(workdays.today(now))
    at = workdays.instant(appointment_times.next_decent(workdays.wall(now), numbers))
    return at if at < datetime.fromisoformat(row.facts["due_at"]) else None


def hashed(code: str) -> str:
    """Return what the table keeps of a code: keyed, since forty bits alone could be tried through."""
    return salted_hmac("motcua.appointment", code, algorithm="sha256").hexdigest()


def by_code(code: str, *, lock: bool = False) -> Appointment:
    """Return the appointment that a code opens, typed or scanned. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = Appointment.objects.select_related("service", "unit")
    kept = appointments.read_code(code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = access.one(rows.filter(code_hash=hashed(kept))) if kept else None
    if row is None:
        raise access.NoSuch()
    return row


def slots(
    unit: Unit, *, service: HallService, on: date, now: datetime, moving: Appointment | None = None
) -> list[Slot]:
    """Return every slot of a day with its seats; no slot of a day that cannot be booked. Costs 4 queries.

    The seat of an appointment that is being moved counts as free.
    """
    numbers = policy()
    if on not in appointments.days(workdays.today(now), numbers):
        return []
    sessions = workdays.calendar(unit).day(on).sessions
    pools = _pools(unit) if sessions else []
    keys = {key for pool in pools for key in pool.own}
    if service.pk not in keys:
        return []
    rows = Appointment.objects.filter(unit=unit, on=on).exclude(state=State.CANCELLED)
    rows = rows.exclude(pk=moving.pk) if moving else rows
    counted = (
        rows.values_list("service", "slot_at").annotate(seats=Count("pk")).order_by("slot_at", "service")
    )
    found = appointment_seats.seats(
        list(appointment_seats.starts(on, sessions, numbers.slot_minutes)), pools, numbers,
        minutes=_minutes(unit, keys, now),
        taken={(key, workdays.wall(at)): seats for key, at, seats in counted},
    )  # fmt: skip
    return found[service.pk]


def _pools(unit: Unit) -> list[Pool]:
    """Return the desks in use, those with the same services of their own together. Costs 1 query."""
    rows = DeskService.objects.filter(
        desk__unit=unit, desk__is_active=True, preference=0, service__is_active=True
    )
    own: dict[int, tuple[int, ...]] = {}
    for desk, key in rows.order_by("service__order", "service").values_list("desk", "service"):
        own[desk] = (*own.get(desk, ()), key)
    return [Pool(desks, keys) for keys, desks in sorted(Counter(own.values()).items())]


def free(
    unit: Unit, *, service: HallService, on: date, now: datetime, moving: Appointment | None = None
) -> list[Slot]:
    """Return the slots of a day that can still be booked. Costs 4 queries."""
    of_day = slots(unit, service=service, on=on, now=now, moving=moving)
    return appointments.bookable(of_day, workdays.wall(now))


def days(unit: Unit, *, now: datetime) -> list[date]:
    """Return the days with office hours that can be booked. Costs 1 query."""
    calendar = workdays.calendar(unit)
    return [day for day in appointments.days(workdays.today(now), policy()) if calendar.day(day).sessions]


def _minutes(unit: Unit, keys: Collection[int], now: datetime) -> dict[int, Decimal]:
    """Return how long a visit takes by service: the mean of two months, a working value while few are known.

    Costs 1 query.
    """
    done = Ticket.objects.filter(
        service__in=keys, unit=unit, state=TicketState.DONE, service_seconds__gt=0,
        on__gte=workdays.today(now) - LEARNT_FROM,
    )  # fmt: skip
    known = done.values_list("service").annotate(mean=Avg("service_seconds"), count=Count("pk")).order_by()
    found = dict.fromkeys(keys, Decimal(hall_rules.value("service_minutes")))
    for key, mean, count in known:
        if count >= LEAST_TICKETS:
            found[key] = max(Decimal(round(mean)) / 60, Decimal(1))
    return found


def no_show(unit_id: int) -> Decimal:
    """Return the learnt share of appointments that are not kept. Costs 1 query."""
    over = Appointment.objects.filter(unit=unit_id, state__in=(State.KEPT, State.MISSED))
    found = over.aggregate(due=Count("pk"), missed=Count("pk", filter=Q(state=State.MISSED)))
    return appointments.no_show_share(
        found["missed"], found["due"],
        prior=Decimal(hall_rules.value("no_show_percent")) / 100, weight=hall_rules.value("no_show_weight"),
    )  # fmt: skip


def of_day(unit_id: int, on: date) -> Sequence[Appointment]:
    """Return the appointments still to come of a day, by slot. Costs 1 query."""
    rows = Appointment.objects.filter(unit=unit_id, on=on, state__in=sorted(LIVE)).select_related("service")
    return list(rows.order_by("slot_at", "seat", "pk"))


def halls() -> list[Unit]:
    """Return the units whose hall serves something, the district's first. Costs 1 query."""
    rows = Unit.objects.filter(serves=True, until_on=None, hall_services__is_active=True)
    return list(rows.distinct().order_by("path", "pk"))


def service(unit: Unit, key: str) -> HallService:
    """Return a service of the hall by its key. Costs 1 query.

    Raises: access.NoSuch.
    """
    return hall_access.service(unit.pk, key)

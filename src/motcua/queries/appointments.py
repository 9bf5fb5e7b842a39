"""Appointments as they are offered and found: the free slots of a service, and the one a code opens."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, Q
from django.utils.crypto import salted_hmac

from motcua.queries import access, hall_access, hall_rules, workdays
from motcua.records.models import Appointment, CounterDesk, HallService, Ticket, Unit
from motcua.rules import appointments
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


def slots(unit: Unit, *, service: HallService, on: date, now: datetime) -> list[Slot]:
    """Return every slot of a day with its seats; no slot of a day that cannot be booked. Costs 4 queries."""
    numbers = policy()
    if on not in appointments.days(workdays.today(now), numbers):
        return []
    sessions = workdays.calendar(unit).day(on).sessions
    if not sessions:
        return []
    desks = CounterDesk.objects.filter(
        is_active=True, serves__service=service, serves__preference=0, unit=unit
    ).count()
    taken = Appointment.objects.filter(unit=unit, service=service, on=on).exclude(state=State.CANCELLED)
    counted = taken.values_list("slot_at").annotate(seats=Count("pk")).order_by("slot_at")
    return appointments.slots(
        on, sessions, numbers, desks=desks, service_minutes=_minutes(service, now),
        taken={workdays.wall(at): seats for at, seats in counted},
    )  # fmt: skip


def free(unit: Unit, *, service: HallService, on: date, now: datetime) -> list[Slot]:
    """Return the slots of a day that can still be booked. Costs 4 queries."""
    return appointments.bookable(slots(unit, service=service, on=on, now=now), workdays.wall(now))


def days(unit: Unit, *, now: datetime) -> list[date]:
    """Return the days with office hours that can be booked. Costs 1 query."""
    calendar = workdays.calendar(unit)
    return [day for day in appointments.days(workdays.today(now), policy()) if calendar.day(day).sessions]


def _minutes(service: HallService, now: datetime) -> Decimal:
    """Return how long a visit takes: the mean of the last two months, a working value while few are known."""
    done = Ticket.objects.filter(
        service=service, unit=service.unit_id, state=TicketState.DONE, service_seconds__gt=0,
        on__gte=workdays.today(now) - LEARNT_FROM,
    )  # fmt: skip
    found = done.aggregate(mean=Avg("service_seconds"), count=Count("pk"))
    if found["count"] < LEAST_TICKETS:
        return Decimal(hall_rules.value("service_minutes"))
    return max(Decimal(round(found["mean"])) / 60, Decimal(1))


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

"""An appointment is booked, changed, cancelled, kept or missed, by whoever has its code."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions import journal, ticket
from motcua.actions.ticket import Issued, Wanted
from motcua.queries import appointments, hall_access, hall_rules, workdays
from motcua.records.models import Appointment, HallService, Notice, Unit
from motcua.rules import appointment_times
from motcua.rules import appointments as rules
from motcua.rules.appointment_times import NotInHall, SlotPassed
from motcua.rules.appointments import (
    LIVE,
    OVER,
    AppointmentElsewhere,
    AppointmentOver,
    NotYetItsDay,
    Slot,
    SlotFull,
    SlotGone,
    State,
)
from motcua.rules.people import SYSTEM, Actor, ActorKind, phone_number
from motcua.rules.priority import Shown
from motcua.rules.queueing import LaneUnknown
from motcua.rules.tickets import Source

HOLDER = Actor(ActorKind.APPLICANT, "appointment")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: a service of a unit's hall, and the begin of a slot on the office's wall clock.

    `lane` is the priority class of whoever comes; its paper is seen at the counter.
    """

    unit_id: int
    service: str
    at: datetime
    lane: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """How an appointment is kept: in the hall, and perhaps long before its time to wait as a walk-in."""

    is_here: bool = True
    as_walk_in: bool = False


HERE = How()


@dataclass(frozen=True, slots=True)
class Booked:
    """A fresh appointment and its code: shown once, kept nowhere."""

    appointment: Appointment
    code: str


@transaction.atomic
def book(*, place: Place, now: datetime, phone: str = "", by: Actor = HOLDER) -> Booked:
    """Take a seat of a slot. Of those who ask for the last one at once, one gets it.

    Raises: access.NoSuch; appointments.SlotGone, SlotFull; people.BadPhone; queueing.LaneUnknown.
    """
    if place.lane and place.lane not in hall_rules.lanes():
        raise LaneUnknown(lane=place.lane)
    service = hall_access.service(place.unit_id, place.service)
    kept_phone = phone_number(phone) if phone.strip() else ""
    slot = _slot(place, service, now)
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.LETTERS))

    row = Appointment(
        unit_id=place.unit_id, service=service, on=place.at.date(), slot_at=workdays.instant(place.at),
        code_hash=appointments.hashed(code), phone=kept_phone, lane=place.lane, state=State.BOOKED,
        booked_at=now,
    )  # fmt: skip
    row.seat = _free_seat(row, slot)
    row.save()

    _remind(row, now=now)
    _write("book_appointment", row, by=by, now=now)
    return Booked(row, code)


def _slot(place: Place, service: HallService, now: datetime, *, moving: Appointment | None = None) -> Slot:
    """Return the slot with a free seat, and nobody else takes one of the hall until the transaction ends.

    One booking of a hall at a time: its desks' time is shared by its services, so that no constraint over
    the seats of one service could say what is left.

    Raises: access.NoSuch; appointments.SlotGone, SlotFull.
    """
    hall_access.unit(place.unit_id)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=place.unit_id)
    found = appointments.slots(unit, service=service, on=place.at.date(), now=now, moving=moving)
    slot = next((one for one in found if one.at == place.at and one.at > workdays.wall(now)), None)
    if slot is None:
        raise SlotGone()
    if not slot.free:
        raise SlotFull(at=f"{place.at:%H:%M}")
    return slot


def _free_seat(row: Appointment, slot: Slot) -> int:
    """Return the lowest seat nobody holds: that of a cancelled one is taken up again. The hall is locked."""
    held = Appointment.objects.filter(unit=row.unit_id, service=row.service_id, slot_at=row.slot_at)
    numbers = set(held.exclude(state=State.CANCELLED).values_list("seat", flat=True))
    return next(seat for seat in range(1, slot.taken + 2) if seat not in numbers)


@transaction.atomic
def change(*, code: str, at: datetime, now: datetime, by: Actor = HOLDER) -> Appointment:
    """Move an appointment to another slot of the same service; its code stays.

    Units:  `at` the office's wall clock.
    Raises: access.NoSuch; appointments.AppointmentOver, SlotGone, SlotFull; appointment_times.SlotPassed.
    """
    row = _live(code, now)
    if appointments.is_past(row, now=now):
        raise SlotPassed(at=f"{workdays.wall(row.slot_at):%H:%M %d/%m/%Y}")
    if row.slot_at == workdays.instant(at):
        return row
    slot = _slot(Place(row.unit_id, row.service.key, at), row.service, now, moving=row)

    was, row.on, row.slot_at, row.booked_at = row.slot_at, at.date(), workdays.instant(at), now
    row.state, row.revision = State.CHANGED, row.revision + 1
    row.seat = _free_seat(row, slot)
    row.save(update_fields=["on", "slot_at", "seat", "state", "booked_at", "revision"])

    _forget_reminder(row)
    _remind(row, now=now)
    _write("change_appointment", row, by=by, now=now, facts={"was": workdays.wall(was).isoformat()})
    return row


@transaction.atomic
def cancel(*, code: str, now: datetime, by: Actor = HOLDER) -> Appointment:
    """Give an appointment back; its seat is free again. After its time and its grace it counts as missed.

    Raises: access.NoSuch; appointments.AppointmentOver.
    """
    row = _live(code, now)
    state = appointment_times.given_back(row.slot_at, now, appointments.keeping(row.on))
    _end(row, state, now)
    _write("cancel_appointment", row, by=by, now=now, facts={"state": str(state)})
    return row


@transaction.atomic
def keep(*, code: str, unit_id: int, now: datetime, by: Actor = SYSTEM, how: How = HERE) -> Issued:
    """Whoever has the appointment is here: she draws her number, which stands near its slot in the one line.

    Her priority class goes with her; its paper is seen at the counter.
    Whoever has the code may know all of it: what is wrong is said plainly.

    Raises: access.NoSuch; appointments.AppointmentElsewhere, AppointmentKept, AppointmentCancelled,
    AppointmentMissed, NotYetItsDay; appointment_times.NotInHall, TooEarlyToKeep; hall_access.HallClosed.
    """
    row = appointments.by_code(code, lock=True)
    at = f"{workdays.wall(row.slot_at):%H:%M %d/%m/%Y}"
    if row.unit_id != unit_id:
        raise AppointmentElsewhere(at=at, place=row.unit.name)
    if row.state not in LIVE:
        ended = f"{workdays.wall(row.ended_at or now):%H:%M %d/%m/%Y}"
        raise OVER[State(row.state)](at=at, ended=ended)
    if row.on != workdays.today(now):
        raise NotYetItsDay(at=at)

    numbers = appointments.keeping(row.on)
    if not how.is_here:
        raise NotInHall()
    if not how.as_walk_in:
        appointment_times.check_early(workdays.wall(row.slot_at), workdays.wall(now), numbers)
    stands_for = appointment_times.stands_for(
        row.slot_at, taken_at=row.booked_at, here_at=now, keeping=numbers
    )
    lane = hall_rules.lanes().get(row.lane)
    wanted = Wanted(  # without the telephone: it was left for a reminder, not for messages in the hall
        row.unit_id, row.service.key, source=Source.APPOINTMENT, appointment_id=row.pk,
        slot_at=None if how.as_walk_in else stands_for,
        lane=lane.key if lane else "", proof=str(Shown.DECLARED) if lane else "",
    )  # fmt: skip
    issued = ticket.issue(by=by, wanted=wanted, now=now)
    _end(row, State.KEPT, now)
    _write("keep_appointment", row, by=by, now=now, facts={"ticket": issued.ticket.code})
    return issued


@transaction.atomic
def close_past(*, now: datetime) -> int:
    """Count the appointments of days before that nobody kept as missed; return how many."""
    past = Appointment.objects.filter(state__in=sorted(LIVE), on__lt=workdays.today(now))
    late = list(past.select_for_update().order_by("unit_id", "on", "id"))
    counted: dict[tuple[int, str], int] = {}
    for row in late:
        _end(row, State.MISSED, now)
        place = (row.unit_id, row.on.isoformat())
        counted[place] = counted.get(place, 0) + 1
    for (unit_id, on), missed in sorted(counted.items()):
        payload = {"changes": {}, "facts": {"on": on, "missed": missed}}
        journal.write("miss_appointments", by=SYSTEM, at=now, payload=payload, subject=f"hall:{unit_id}")
    return len(late)


def _live(code: str, now: datetime) -> Appointment:
    """Return an appointment still to come, locked.

    Raises: access.NoSuch; appointments.AppointmentOver.
    """
    row = appointments.by_code(code, lock=True)
    if row.state not in LIVE or row.on < workdays.today(now):
        raise AppointmentOver()
    return row


def _end(row: Appointment, state: State, now: datetime) -> None:
    """End an appointment: its telephone is forgotten, in the reminder too."""
    row.state, row.ended_at, row.phone, row.revision = state, now, "", row.revision + 1
    row.save(update_fields=["state", "ended_at", "phone", "revision"])
    _forget_reminder(row)


def _remind(row: Appointment, *, now: datetime) -> None:
    """Owe a message to whoever left a telephone: the day before, or at the next decent hour."""
    numbers = appointments.keeping(row.on)
    at = appointment_times.remind_at(workdays.wall(row.slot_at), workdays.wall(now), numbers)
    if not row.phone or at is None:
        return
    facts = {"due_at": row.slot_at.isoformat(), "place": row.unit.name, "address": row.phone}
    Notice.objects.create(
        kind="appointment", facts=facts, effect_key=f"appointment.{row.pk}.{row.revision}",
        created_at=now, next_at=workdays.instant(at),
    )  # fmt: skip


def _forget_reminder(row: Appointment) -> None:
    mine = Notice.objects.filter(kind="appointment", effect_key__startswith=f"appointment.{row.pk}.")
    mine.filter(sent_at=None).delete()
    mine.update(facts={"due_at": row.slot_at.isoformat()})


def _write(
    verb: str, row: Appointment, *, by: Actor, now: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    told = {
        "unit": row.unit_id, "service": row.service.key,
        "slot": workdays.wall(row.slot_at).isoformat(), "seat": row.seat,
    } | dict(facts or {})  # fmt: skip
    payload = {"changes": {}, "facts": told}
    journal.write(verb, by=by, at=now, payload=payload, subject=f"appointment:{row.pk}")

"""Appointments: which slots a day has, how many seats each, and what a seat may become.

A share of what the counters can serve is given to appointments, the rest is kept for whoever walks in.
Nothing is overbooked: a seat is promised once, and who does not come leaves it to the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import floor

from motcua.rules import RuleError
from motcua.rules.workdays import Session

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 and O, 1 and I
LETTERS = 8


class SlotFull(RuleError):
    """Every seat of the slot is taken."""


class SlotGone(RuleError):
    """The slot is over, too far ahead, or no slot of that day."""


class AppointmentOver(RuleError):
    """The appointment was kept, missed or cancelled before."""


class NotYetItsDay(RuleError):
    """The appointment is for another day."""


class State(StrEnum):
    """What became of an appointment; a changed one is booked for another slot than at first."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MISSED = "missed"


LIVE = frozenset({State.BOOKED, State.CHANGED})


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of appointments.

    Units: `slot_minutes` minutes; `share` of the counters' time, 0 to 1; `days_ahead` calendar days.
    """

    slot_minutes: int
    share: Decimal
    days_ahead: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it is offered.

    Units: `at` the office's wall clock.
    """

    at: datetime
    seats: int
    taken: int = 0

    @property
    def free(self) -> int:
        """How many seats are left."""
        return max(self.seats - self.taken, 0)


def slots(
    on: date,
    sessions: Sequence[Session],
    policy: Policy,
    *,
    desks: int,
    service_minutes: Decimal,
    taken: Mapping[datetime, int] | None = None,
) -> list[Slot]:
    """Return the slots of a day in order, with how many seats each has and how many are taken.

    A slot has as many seats as the share of the counters' time gives; what is left over of one slot is
    carried to the next, so that the share of the day holds to within one seat. A slot without a seat is
    left out; seats taken are never more than promised, and nothing is overbooked.

    Units:  `sessions` minutes of the wall clock; `desks` counters serving; `service_minutes` minutes.
    Raises: ValueError for a service that takes no time.
    Source: APPT-01.

    >>> policy = Policy(15, Decimal("0.3"), 14)
    >>> day = slots(date(2024, 9, 26), [Session(450, 510)], policy, desks=3, service_minutes=Decimal(10))
    >>> [(slot.at.strftime("%H:%M"), slot.seats) for slot in day]
    [('07:30', 1), ('07:45', 1), ('08:00', 2), ('08:15', 1)]
    """
    if service_minutes <= 0:
        raise ValueError(f"a service must take time, got {service_minutes} minutes")
    each, given, found = policy.share * desks * policy.slot_minutes / service_minutes, 0, []
    midnight, number = datetime.combine(on, datetime.min.time()), 0
    for session in sessions:
        for start in range(session.start, session.end - policy.slot_minutes + 1, policy.slot_minutes):
            number += 1
            seats = floor(each * number) - given
            given += seats
            at = midnight + timedelta(minutes=start)
            if seats:
                found.append(Slot(at, seats, (taken or {}).get(at, 0)))
    return found


def days(today: date, policy: Policy) -> list[date]:
    """Return the days that can be booked, today first.

    Units:  `today` the office's calendar day.
    Source: APPT-01.

    >>> len(days(date(2024, 9, 26), Policy(15, Decimal("0.3"), 14)))
    15
    """
    return [today + timedelta(days=number) for number in range(policy.days_ahead + 1)]


def bookable(of_day: Sequence[Slot], now: datetime) -> list[Slot]:
    """Return the slots that have not begun and have a seat left.

    Units:  `now` the office's wall clock.
    Source: APPT-01.

    >>> bookable([Slot(datetime(2024, 9, 26, 9), 1), Slot(datetime(2024, 9, 26, 10), 1, 1)],
    ...          datetime(2024, 9, 26, 9))
    []
    """
    return [slot for slot in of_day if slot.at > now and slot.free]


def no_show_share(missed: int, due: int, *, prior: Decimal, weight: int) -> Decimal:
    """Return the share of appointments that are not kept, drawn towards a prior while few are known.

    It tells the hall how full its slots will be; no seat is given twice on its account.

    Units:  `missed` of `due` appointments; `prior` 0 to 1; `weight` in appointments.
    Raises: ValueError when more are missed than due.
    Source: APPT-02.

    >>> no_show_share(0, 0, prior=Decimal("0.1"), weight=20)
    Decimal('0.1')
    >>> no_show_share(8, 20, prior=Decimal("0.1"), weight=20)
    Decimal('0.25')
    """
    if not 0 <= missed <= due:
        raise ValueError(f"{missed} of {due} appointments cannot be missed")
    return (prior * weight + missed) / (weight + due)


def read_code(text: str) -> str:
    """Return a typed or scanned code in capitals without spaces; empty when it is none.

    An address that ends with the code, as its QR code holds it, is read too.

    Source: APPT-03.

    >>> read_code("abcd-2345"), read_code("https://x.vn/booking/a/ABCD2345/"), read_code("0O1I")
    ('ABCD2345', 'ABCD2345', '')
    """
    last = text.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    kept = last.replace("-", "").replace(" ", "")
    return kept if len(kept) == LETTERS and set(kept) <= set(ALPHABET) else ""


def spoken(code: str) -> str:
    """Return a code as it is read out, in two groups.

    Source: APPT-03.

    >>> spoken("ABCD2345")
    'ABCD-2345'
    """
    return f"{code[:4]}-{code[4:]}"

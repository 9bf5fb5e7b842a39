"""Appointments: which slots a day has, how many seats each, and what a seat may become.

A share of what the counters can serve is given to appointments, the rest is kept for whoever walks in.
Nothing is overbooked: a seat is promised once, and who does not come leaves it to the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from motcua.rules import RuleError

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 and O, 1 and I
LETTERS = 8


class SlotFull(RuleError):
    """Every seat of the slot is taken."""


class SlotGone(RuleError):
    """The slot is over, too far ahead, or no slot of that day."""


class AppointmentOver(RuleError):
    """The appointment was kept, missed or cancelled before."""


class AppointmentKept(AppointmentOver):
    """The appointment was kept before: its number is drawn."""


class AppointmentCancelled(AppointmentOver):
    """The appointment was given back before."""


class AppointmentMissed(AppointmentOver):
    """The appointment was for a day before, and nobody came."""


class AppointmentElsewhere(RuleError):
    """The appointment is at another unit's counters."""


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
OVER: Mapping[State, type[AppointmentOver]] = {
    State.KEPT: AppointmentKept,
    State.CANCELLED: AppointmentCancelled,
    State.MISSED: AppointmentMissed,
}


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

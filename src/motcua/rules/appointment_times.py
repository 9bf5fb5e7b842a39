"""When an appointment may be kept, what place it gives, when it counts as missed, when to remind of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from motcua.rules import RuleError
from motcua.rules.appointments import State


class TooEarlyToKeep(RuleError):
    """The appointment is kept shortly before its time; until then one waits, or draws an ordinary number."""


class NotInHall(RuleError):
    """An appointment is kept in the hall alone: from home a place in the line would be had for nothing."""


class SlotPassed(RuleError):
    """The time of the appointment has passed: it is not moved to another one."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The numbers by which an appointment is kept.

    Units: minutes; `hours` of the clock, from the first until the second excluded.
    """

    early: int  # it may be kept so long before its slot
    near: int  # taken less than so long before its slot it passes nobody who waits already
    grace: int  # later than this it waits as a walk-in, and giving it back is a no-show
    ahead: int  # how far ahead of its slot it stands in the line
    remind: int = 18 * 60  # so long before its slot a message reminds of it
    hours: tuple[int, int] = (7, 20)  # nobody is disturbed at other hours


def check_early(slot_at: datetime, here_at: datetime, keeping: Keeping) -> None:
    """Refuse to keep an appointment hours ahead: it would be called ahead of its time.

    Raises: TooEarlyToKeep.
    Source: APPT-05.
    """
    from_at = slot_at - timedelta(minutes=keeping.early)
    if here_at < from_at:
        raise TooEarlyToKeep(at=f"{slot_at:%H:%M}", from_at=f"{from_at:%H:%M}")


def stands_for(
    slot_at: datetime, *, taken_at: datetime, here_at: datetime, keeping: Keeping
) -> datetime | None:
    """Return the slot an appointment stands for in the line; None when it waits as a walk-in.

    Who took a slot shortly before it, on the spot perhaps, passes nobody who waits already.

    Units:  `taken_at` when this slot was taken, the last of them where it was moved.
    Source: APPT-05.

    >>> nine, keeping = datetime(2024, 9, 26, 9), Keeping(30, 60, 10, 15)
    >>> [stands_for(nine, taken_at=nine - timedelta(minutes=before), here_at=nine, keeping=keeping) is None
    ...  for before in (10, 90)]
    [True, False]
    """
    is_near = slot_at - taken_at < timedelta(minutes=keeping.near)
    would_stand_at = slot_at - timedelta(minutes=keeping.ahead)
    return None if is_near and would_stand_at < here_at else slot_at


def given_back(slot_at: datetime, now: datetime, keeping: Keeping) -> State:
    """Return what giving an appointment back makes of it: after its time it was missed.

    Source: APPT-05.

    >>> nine, keeping = datetime(2024, 9, 26, 9), Keeping(30, 60, 10, 15)
    >>> [str(given_back(nine, nine + timedelta(minutes=after), keeping)) for after in (-60, 10, 11)]
    ['cancelled', 'cancelled', 'missed']
    """
    return State.MISSED if is_past(slot_at, now, keeping) else State.CANCELLED


def is_past(slot_at: datetime, now: datetime, keeping: Keeping) -> bool:
    """Tell whether the time of an appointment and its grace have passed.

    Source: APPT-05.
    """
    return now > slot_at + timedelta(minutes=keeping.grace)


def remind_at(slot_at: datetime, now: datetime, keeping: Keeping) -> datetime | None:
    """Return when a message reminds of an appointment: in decent hours and before it; None when never.

    Units:  the office's wall clock.
    Source: APPT-06.

    >>> keeping = Keeping(30, 60, 10, 15)
    >>> remind_at(datetime(2024, 9, 26, 16, 30), datetime(2024, 9, 20, 9), keeping).isoformat()
    '2024-09-25T19:45:00'
    >>> remind_at(datetime(2024, 9, 26, 10), datetime(2024, 9, 25, 23), keeping).isoformat()
    '2024-09-26T07:00:00'
    """
    first, last = keeping.hours
    wanted = slot_at - timedelta(minutes=keeping.remind)
    evening = datetime.combine(wanted, time()) + timedelta(hours=last, minutes=-15)  # time to send them all
    if wanted.hour < first:
        wanted = evening - timedelta(days=1)
    at = next_decent(max(min(wanted, evening), now), keeping)
    return at if at <= slot_at - timedelta(minutes=keeping.near) else None


def next_decent(at: datetime, keeping: Keeping) -> datetime:
    """Return the first moment from this one on at which a message may be sent.

    Units:  the office's wall clock.
    Source: APPT-06.

    >>> next_decent(datetime(2024, 9, 25, 22, 30), Keeping(30, 60, 10, 15)).isoformat()
    '2024-09-26T07:00:00'
    """
    first, last = keeping.hours
    if first <= at.hour < last:
        return at
    return datetime.combine(at + timedelta(days=at.hour >= last), time(first))

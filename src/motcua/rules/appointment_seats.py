"""How many seats each slot has for each service: a desk's part for appointments is given out once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from motcua.rules.appointments import Policy, Slot
from motcua.rules.workdays import Session

Taken = Mapping[tuple[int, datetime], int]  # seats taken, by key of the service and begin of the slot


@dataclass(frozen=True, slots=True)
class Pool:
    """Desks that have the same services as their own, by key: they share one part for appointments."""

    desks: int
    own: tuple[int, ...]


def seats(
    starts: Sequence[datetime],
    pools: Sequence[Pool],
    policy: Policy,
    *,
    minutes: Mapping[int, Decimal],
    taken: Taken,
) -> dict[int, list[Slot]]:
    """Return the slots of a day by key of the service, each with its seats and those taken; none without.

    The share of a desk's time is carried along the day and given out in whole visits: each to that one of
    the desk's own services which has had least. What is taken already uses up the share first, so that a
    day is not sold twice when the desks or the lengths of visits have changed since.

    Units:  `starts` the wall clock; `minutes` of a visit by key of the service.
    Raises: ValueError for a service that takes no time.
    Source: APPT-01.

    >>> day = list(starts(date(2024, 9, 26), [Session(450, 510)], 15))
    >>> policy, ten = Policy(15, Decimal("0.3"), 14), {1: Decimal(10)}
    >>> found = seats(day, [Pool(3, (1,))], policy, minutes=ten, taken={})
    >>> [(slot.at.strftime("%H:%M"), slot.seats) for slot in found[1]]
    [('07:30', 1), ('07:45', 1), ('08:00', 2), ('08:15', 1)]
    """
    if any(minutes[key] <= 0 for pool in pools for key in pool.own):
        raise ValueError(f"a service must take time, got {dict(minutes)} minutes")
    free: dict[tuple[int, datetime], int] = {}
    for pool in pools:
        charges = _charges(pool, pools, minutes=minutes, taken=taken)
        for place in _given(starts, pool, policy, minutes=minutes, charges=charges):
            free[place] = free.get(place, 0) + 1
    found: dict[int, list[Slot]] = {}
    for key in dict.fromkeys(key for pool in pools for key in pool.own):
        of_day = [Slot(at, free.get((key, at), 0) + taken.get((key, at), 0), taken.get((key, at), 0))
                  for at in starts]  # fmt: skip
        found[key] = [slot for slot in of_day if slot.seats]
    return found


def starts(on: date, sessions: Sequence[Session], slot_minutes: int) -> Iterator[datetime]:
    """Yield the begins of the slots of a day, whole slots within its sessions.

    Units:  `sessions` and `slot_minutes` minutes of the wall clock.
    Source: APPT-01.
    """
    midnight = datetime.combine(on, datetime.min.time())
    for session in sessions:
        for start in range(session.start, session.end - slot_minutes + 1, slot_minutes):
            yield midnight + timedelta(minutes=start)


Charges = Mapping[datetime, Mapping[int, Decimal]]


def _charges(pool: Pool, pools: Sequence[Pool], *, minutes: Mapping[int, Decimal], taken: Taken) -> Charges:
    """Return the minutes that taken seats cost a pool: its part by the desks it gives to the service."""
    found: dict[datetime, dict[int, Decimal]] = {}
    for (key, at), n in taken.items():
        if key in pool.own:
            every = sum(Decimal(one.desks) / len(one.own) for one in pools if key in one.own)
            part = Decimal(pool.desks) / len(pool.own) / every
            found.setdefault(at, {})[key] = n * minutes[key] * part
    return found


def _given(
    starts: Sequence[datetime],
    pool: Pool,
    policy: Policy,
    *,
    minutes: Mapping[int, Decimal],
    charges: Charges,
) -> Iterator[tuple[int, datetime]]:
    """Yield the free seats of a pool in order: the service and the slot of each."""
    step = policy.share * pool.desks * policy.slot_minutes
    room = _room(step, [sum(charges.get(at, {}).values(), Decimal()) for at in starts])
    had = {key: Decimal() for key in pool.own if minutes[key] <= step * len(starts)}
    used = Decimal()
    for at, most in zip(starts, room, strict=True):
        for key, cost in charges.get(at, {}).items():
            had[key] = had.get(key, Decimal()) + cost
        while had:
            key = min(had, key=lambda one: (had[one], pool.own.index(one)))
            if used + minutes[key] > most:
                break
            used, had[key] = used + minutes[key], had[key] + minutes[key]
            yield key, at


def _room(step: Decimal, costs: Sequence[Decimal]) -> list[Decimal]:
    """Return for each slot the minutes that may be given until then, with what is taken later kept back."""
    slack, spent = [], Decimal()
    for number, cost in enumerate(costs, 1):
        spent += cost
        slack.append(step * number - spent)
    for number in range(len(slack) - 2, -1, -1):
        slack[number] = min(slack[number], slack[number + 1])
    return slack

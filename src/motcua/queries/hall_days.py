"""Waits of a hall by day, from its own tickets: what a change is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.queries import workdays
from motcua.records.models import DeskSession, HallService, Ticket
from motcua.rules.tickets import SERVED, Ending


@dataclass(frozen=True, slots=True)
class DayWait:
    """One day of one service: how many were called, how long they waited, at how many desks.

    Units: minutes; `people` those served, and those who were not there.
    """

    on: date
    people: int
    mean_minutes: float
    p90_minutes: float
    desks: int


def waits(service: HallService, days: tuple[date, date]) -> list[DayWait]:
    """Return the waits of a service by day, in order; days without a call are left out. Costs 2 queries.

    Who was called and not there has waited as well.

    Units: `days` half-open.
    """
    rows = Ticket.objects.filter(
        unit=service.unit_id, service=service, on__gte=days[0], on__lt=days[1], called_at__isnull=False,
        ending__in=sorted(SERVED | {Ending.NO_SHOW}),
    )  # fmt: skip
    found: dict[date, list[int]] = {}
    for on, seconds in rows.values_list("on", "wait_seconds"):
        found.setdefault(on, []).append(seconds or 0)
    desks = _desks(service, days)
    return [_day(on, sorted(seconds), desks.get(on, 0)) for on, seconds in sorted(found.items())]


def _day(on: date, seconds: Sequence[int], desks: int) -> DayWait:
    at = min(len(seconds) - 1, -(-9 * len(seconds) // 10) - 1)
    return DayWait(on, len(seconds), sum(seconds) / len(seconds) / 60, seconds[at] / 60, desks)


def _desks(service: HallService, days: tuple[date, date]) -> dict[date, int]:
    """Return how many desks served it on each day, whoever sat there."""
    begin, end = (workdays.instant(datetime.combine(on, datetime.min.time())) for on in days)
    sessions = DeskSession.objects.filter(
        desk__serves__service=service, desk__serves__preference=0, from_at__gte=begin, from_at__lt=end
    )
    found: dict[date, set[int]] = {}
    for desk_id, from_at in sessions.values_list("desk_id", "from_at"):
        found.setdefault(workdays.today(from_at), set()).add(desk_id)
    return {on: len(keys) for on, keys in found.items()}


def sides(days: Sequence[DayWait], since: date) -> list[tuple[bool, float, int]]:
    """Return the days as a comparison of before and after takes them: is after, mean wait, people."""
    return [(day.on >= since, day.mean_minutes, day.people) for day in days]


def changes(days: Sequence[DayWait]) -> list[tuple[date, int, int]]:
    """Return the days on which a lasting change of the number of desks began: day, before, after.

    A change lasts when the five days with tickets on either side agree.
    """
    found = []
    for at in range(5, len(days) - 4):
        before = {day.desks for day in days[at - 5 : at]}
        after = {day.desks for day in days[at : at + 5]}
        if len(before) == len(after) == 1 and before != after:
            found.append((days[at].on, before.pop(), after.pop()))
    return found

"""What the kiosk tells before a number is drawn: the wait in one's own place, and what is left of the day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from motcua.queries import hall_access, hall_rules, workdays
from motcua.queries.hall_wait import Hall
from motcua.records.models import HallService, Unit
from motcua.rules import queueing
from motcua.rules.expected_wait import Range, left_open
from motcua.rules.queueing import Lane


def waits(
    unit_id: int, services: Iterable[HallService], *, lane: Lane | None, now: datetime
) -> dict[int, Range | None]:
    """Return by service what one who draws a number of this priority now would wait. Costs 5 or 6 queries."""
    day = hall_access.hall_day(unit_id, now=now)
    hall = Hall(unit_id, day.pk if day else None, now=now)
    order_at = queueing.effective_at(now, lane, hall_rules.fairness())
    return {service.pk: hall.wait(service.pk, order_at) for service in services}


def left_of_day(unit: Unit, *, now: datetime) -> timedelta:
    """Return how long the hall still serves today, its breaks left out. Costs 1 query."""
    at = workdays.wall(now)
    return left_open(workdays.calendar(unit).day(at.date()).sessions, at.hour * 60 + at.minute)

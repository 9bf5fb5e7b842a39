"""How many numbers were drawn from afar: a hall is not filled by telephones that never come."""

from datetime import datetime

from motcua.queries import hall_access, hall_rules
from motcua.records.models import Ticket
from motcua.rules import RuleError
from motcua.rules.tickets import OVER, Source


class EnoughFromAfar(RuleError):
    """As many people as the hall allows have drawn their number by telephone."""


def check(unit_id: int, *, now: datetime) -> None:
    """Let pass while fewer than the allowed numbers drawn by telephone are alive. Costs 2 queries.

    Raises: EnoughFromAfar.
    """
    day = hall_access.hall_day(unit_id, now=now)
    alive = Ticket.objects.filter(day=day, source=Source.PHONE).exclude(state__in=sorted(OVER))
    if day is not None and alive.count() >= hall_rules.value("phones_most"):
        raise EnoughFromAfar(most=hall_rules.value("phones_most"))

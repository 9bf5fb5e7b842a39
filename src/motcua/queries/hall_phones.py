"""How many numbers were drawn from afar: a hall is not filled by telephones that never come."""

from collections.abc import Iterable
from datetime import datetime

from motcua.queries import hall_access, hall_rules
from motcua.records.models import Ticket
from motcua.rules import RuleError
from motcua.rules.tickets import OVER, Source


class EnoughFromAfar(RuleError):
    """As many people as the hall allows have drawn their number by telephone."""


class EnoughFromHere(RuleError):
    """This telephone holds as many numbers as one may."""


class EnoughFromNetwork(RuleError):
    """As many numbers as are allowed in an hour were drawn from this network."""


def check(unit_id: int, *, held: Iterable[int] = (), now: datetime) -> None:
    """Let pass while fewer than the allowed numbers drawn by telephone are alive. Costs 2 queries.

    `held` are the keys of the numbers that this telephone has drawn.

    Raises: EnoughFromAfar; EnoughFromHere.
    """
    day = hall_access.hall_day(unit_id, now=now)
    if day is None:
        return
    drawn = Ticket.objects.filter(day=day, source=Source.PHONE).exclude(state__in=sorted(OVER))
    alive, mine = set(drawn.values_list("pk", flat=True)), set(held)
    if len(alive & mine) >= hall_rules.value("phones_each"):
        raise EnoughFromHere(most=hall_rules.value("phones_each"))
    if len(alive) >= hall_rules.value("phones_most"):
        raise EnoughFromAfar(most=hall_rules.value("phones_most"))

"""Who calls for help in the hall and has not been answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from motcua.queries import hall_access
from motcua.records.models import HallAlarm
from motcua.rules.people import Actor

MOST = 20
STILL_SAID = timedelta(minutes=10)  # so long who called reads who is coming


def open_ones(unit_id: int, *, by: Actor) -> list[HallAlarm]:
    """Return the calls nobody has answered, emergencies first, then the oldest. Costs 1 query.

    Raises: PermissionDenied.
    """
    hall_access.sees(by, unit_id)
    rows = HallAlarm.objects.filter(unit=unit_id, answered_at=None).select_related("desk")
    return list(rows.order_by("kind", "at", "id")[:MOST])


@dataclass(frozen=True, slots=True)
class Heard:
    """What an official at a desk hears: emergencies elsewhere in the hall, and what became of her own."""

    others: Sequence[HallAlarm]
    mine: HallAlarm | None

    @property
    def version(self) -> str:
        """Return a mark that changes whenever what is heard does."""
        told = [f"{one.pk}" for one in self.others]
        if self.mine is not None:
            told.append(f"{self.mine.pk}{'a' if self.mine.answered_at else 'o'}")
        return ".".join(told) or "none"


def heard(*, by: Actor, now: datetime) -> Heard | None:
    """Return what is heard at the actor's desk; None when she sits at none. Costs 1 or 3 queries."""
    desk = hall_access.own_desk(by=by)
    if desk is None:
        return None
    calls = HallAlarm.objects.filter(kind=HallAlarm.Kind.EMERGENCY).select_related("desk", "answered_by")
    elsewhere = calls.filter(unit=desk.unit_id, answered_at=None).exclude(raised_by=by.user_id)
    own = calls.filter(raised_by=by.user_id).order_by("-at", "-id")
    mine = own.filter(Q(answered_at=None) | Q(answered_at__gt=now - STILL_SAID))
    return Heard(list(elsewhere.order_by("at", "id")[:MOST]), next(iter(mine[:1]), None))

"""The capacity plans of a hall: what was saved, what holds since when, and the tickets to hold it against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from motcua.queries import access, board, hall_access, workdays
from motcua.queries.workdays import ZONE
from motcua.records.models import CapacityPlan, Ticket
from motcua.rules import capacity_plan as rules
from motcua.rules.capacity_plan import Came, Standing, Tried
from motcua.rules.people import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with where it stands, and the day from which the next adopted one follows it."""

    row: CapacityPlan
    standing: Standing
    following_on: date | None


def may_look(by: Actor, unit_id: int) -> None:
    """Let pass who may see a unit's figures of capacity: who leads it or a unit above, and the system.

    Costs 1 query. Raises: PermissionDenied when she leads nothing, access.NoSuch when not this one.
    """
    if by.kind is not ActorKind.SYSTEM and not board.places(by).filter(pk=unit_id).exists():
        raise access.NoSuch()


def listed(*, by: Actor, now: datetime, most: int = 100) -> Sequence[PlanRow]:
    """Return the plans of the units the actor leads, the newest first. Costs 3 queries.

    Raises: PermissionDenied when she leads nothing.
    """
    places = board.places(by)
    if not places.exists():
        raise PermissionDenied("capacity")
    rows = CapacityPlan.objects.filter(unit__in=places).defer("body", "expected")
    found = list(rows.select_related("unit", "saved_by", "adopted_by").order_by("-saved_at", "-pk")[:most])
    days = _adopted({row.unit_id for row in found})
    return [_placed(row, days, workdays.today(now)) for row in found]


def one(pk: int, *, by: Actor, lock: bool = False) -> CapacityPlan:
    """Return a plan of a unit whose figures the actor may see. Costs 2 queries.

    Raises: access.NoSuch, the same for a plan elsewhere.
    """
    rows = CapacityPlan.objects.filter(pk=pk)
    row = access.one(rows.select_for_update(of=("self",)) if lock else rows.select_related(*_WHO))
    if row is None:
        raise access.NoSuch()
    try:
        may_look(by, row.unit_id)
    except PermissionDenied:
        raise access.NoSuch() from None
    return row


DECIDING = hall_access.SETTING_UP
_WHO = ("unit", "saved_by", "adopted_by", "withdrawn_by")


def by_key(key: str, *, by: Actor) -> CapacityPlan | None:
    """Return the plan a form was kept as, None where it was not kept yet. Costs 1 query."""
    return access.one(CapacityPlan.objects.filter(key=key[:64], saved_by=by.user_id))


def placed(row: CapacityPlan, *, today: date) -> PlanRow:
    """Return a plan with where it stands today. Costs 1 query."""
    return _placed(row, _adopted({row.unit_id}), today)


def _adopted(units: set[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    rows = CapacityPlan.objects.filter(unit__in=units, adopted_on__isnull=False, withdrawn_at=None)
    for unit_id, on in rows.order_by("adopted_on").values_list("unit_id", "adopted_on"):
        if on is not None:
            found.setdefault(unit_id, []).append(on)
    return found


def _placed(row: CapacityPlan, days: dict[int, list[date]], today: date) -> PlanRow:
    later = (on for on in days.get(row.unit_id, ()) if row.adopted_on and on > row.adopted_on)
    following = next(later, None)
    return PlanRow(row, rules.standing(row.adopted_on, row.withdrawn_on, following, today), following)


def tried(row: CapacityPlan) -> Tried:
    """Return what a plan says. Costs no query."""
    return rules.tried(row.body)


def came(unit_id: int, *, from_on: date, until_on: date) -> list[Came]:
    """Return everybody of the days, half-open, who has left again, in the order they came. Costs 1 query.

    Who was called stood in line as long as the ticket waited in all; who was not, until she left. Who came
    before the doors opened stands from when she came: so the twin counts too.
    """
    rows = Ticket.objects.filter(unit=unit_id, on__gte=from_on, on__lt=until_on).exclude(ending="")
    values = rows.order_by("issued_at", "pk").values_list(
        "on", "issued_at", "service__name", "called_at", "wait_seconds", "ended_at"
    )
    found = []
    for on, issued_at, service, called_at, wait, ended_at in values.iterator(chunk_size=5000):
        local = issued_at.astimezone(ZONE)
        until = (ended_at - issued_at).total_seconds() if called_at is None and ended_at else wait or 0
        at = local.hour * 60 + local.minute + local.second / 60
        found.append(Came(on, at, service, until / 60, called_at is not None))
    return found

"""What an hour of an officer costs a unit: the figure that holds on a day, and those before it."""

from collections.abc import Sequence
from datetime import date

from motcua.queries import access, capacity_plans
from motcua.records.models import OfficerCost
from motcua.rules.people import Actor


def on_day(unit_id: int | None, on: date) -> OfficerCost | None:
    """Return the cost that holds for a unit on a day, None where it has set none. Costs 1 query.

    Of several from the same day the one set last holds: it mends the others.
    """
    if unit_id is None:
        return None
    rows = OfficerCost.objects.filter(unit=unit_id, from_on__lte=on)
    return access.one(rows.order_by("-from_on", "-set_at", "-pk")[:1])


def listed(unit_id: int, *, by: Actor) -> Sequence[OfficerCost]:
    """Return all costs of a unit, the newest first. Costs 2 queries.

    Raises: PermissionDenied.
    """
    capacity_plans.may_look(by, unit_id)
    rows = OfficerCost.objects.filter(unit=unit_id).select_related("set_by")
    return list(rows.order_by("-from_on", "-set_at", "-pk"))

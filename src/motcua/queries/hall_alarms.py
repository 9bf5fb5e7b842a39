"""Who calls for help in the hall and has not been answered."""

from motcua.queries import hall_access
from motcua.records.models import HallAlarm
from motcua.rules.people import Actor

MOST = 20


def open_ones(unit_id: int, *, by: Actor) -> list[HallAlarm]:
    """Return the calls nobody has answered, emergencies first, then the oldest. Costs 1 query.

    Raises: PermissionDenied.
    """
    hall_access.sees(by, unit_id)
    rows = HallAlarm.objects.filter(unit=unit_id, answered_at=None).select_related("desk")
    return list(rows.order_by("kind", "at", "id")[:MOST])

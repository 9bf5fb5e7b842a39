"""What a round can be made of: the unit that holds it, and the criteria in force for those below."""

from django.core.exceptions import PermissionDenied

from motcua.queries.access import NoSuch
from motcua.records.models import CriteriaSet, Unit
from motcua.rules.people import Actor, Role

BELOW = {"province": ("district", "commune"), "district": ("commune",)}


def owner(*, by: Actor, unit_id: int | None = None) -> Unit:
    """Return the unit for which the actor may hold a round: the highest she leads or reforms. 1 query.

    Raises: PermissionDenied when there is none; access.NoSuch for a unit that is not hers.
    """
    mine = [duty.unit_id for duty in by.duties if duty.role in (Role.REFORM, Role.LEADER)]
    if not mine:
        raise PermissionDenied("round")
    found = Unit.objects.filter(pk__in=mine).order_by("path", "id").first()
    if found is None or (unit_id is not None and unit_id not in mine):
        raise NoSuch(str(unit_id))
    return found


def usable(of: Unit) -> list[CriteriaSet]:
    """Return the sets in force that score units below this one, newest year first. Costs 1 query."""
    levels = (*BELOW.get(str(of.kind), ("commune",)), "any", "department")
    rows = CriteriaSet.objects.filter(status="in_force", level__in=levels).defer("body")
    mine = rows.filter(owner=None) | rows.filter(owner__in=[int(pk) for pk in of.path.strip("/").split("/")])
    return list(mine.order_by("-year", "name", "-version", "id"))

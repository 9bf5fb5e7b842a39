"""The service models of a unit: adopted when and by which paper, and what they change on a day."""

from collections.abc import Sequence
from datetime import date

from motcua.queries import access, hall_access
from motcua.records.models import ServiceModel
from motcua.rules import service_models
from motcua.rules.people import Actor
from motcua.rules.service_models import Adopted, Kind, OfDay


def listed(unit_id: int) -> Sequence[ServiceModel]:
    """Return a unit's service models, the newest first. Costs 1 query."""
    rows = ServiceModel.objects.filter(unit=unit_id).select_related("made_by")
    return list(rows.order_by("-from_on", "kind", "pk"))


def value(row: ServiceModel) -> Adopted:
    """Return a row as the rules read it. Costs no query."""
    return Adopted(
        kind=Kind(row.kind), from_on=row.from_on, until_on=row.until_on, weekday=row.weekday, hours=row.hours,
        services=tuple(row.params.get("services", ())), minutes=row.params.get("minutes"),
        place=row.params.get("place", ""),
    )  # fmt: skip


def today(unit_id: int, on: date) -> OfDay:
    """Return what the models of a unit change on a day. Costs 1 query."""
    rows = ServiceModel.objects.filter(unit=unit_id, from_on__lte=on).order_by("from_on", "pk")
    return service_models.of_day([value(row) for row in rows], on)


def one(pk: int, *, by: Actor, lock: bool = False) -> ServiceModel:
    """Return a service model of a unit that the actor sets up. Costs 1 query.

    Raises: access.NoSuch, the same for a model elsewhere; PermissionDenied.
    """
    rows = ServiceModel.objects.filter(pk=pk)
    row = access.one(rows.select_for_update(of=("self",)) if lock else rows)
    if row is None:
        raise access.NoSuch()
    hall_access.sets_up(by, row.unit_id)
    return row

"""How a hall is set up: its counters with what each serves, its services with their procedures."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.records.models import CounterDesk, DeskService, HallService


@dataclass(frozen=True, slots=True)
class SetDesk:
    """A counter with its services and its preference for each; 0 is its own."""

    desk: CounterDesk
    serves: Sequence[tuple[HallService, int]]


def desks(unit_id: int) -> list[SetDesk]:
    """Return every counter of a hall, used or not, by number. Costs 2 queries."""
    rows = CounterDesk.objects.filter(unit=unit_id).order_by("number")
    serves: dict[int, list[tuple[HallService, int]]] = {}
    offered = DeskService.objects.filter(desk__unit=unit_id).select_related("service")
    for one in offered.order_by("preference", "service__order", "pk"):
        serves.setdefault(one.desk_id, []).append((one.service, one.preference))
    return [SetDesk(row, serves.get(row.pk, [])) for row in rows]


def procedures(service: HallService) -> tuple[str, ...]:
    """Return the codes of the procedures a service covers. Costs 1 query."""
    return tuple(service.procedures.order_by("code").values_list("code", flat=True))

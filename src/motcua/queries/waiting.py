"""How long people waited in the service's own halls."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from motcua.queries.access import NoSuch
from motcua.queries.workdays import ZONE
from motcua.records.models import Ticket, Unit
from motcua.rules import waiting
from motcua.rules.waiting import Asked, Row, Visit


def figures(
    *, asked: Asked, unit_code: str = "", from_on: date | None = None, to_on: date | None = None
) -> list[Row]:
    """Return the figures of ended visits, a row a group and the total last. Units: seconds. 1 or 2 queries.

    With a unit's code: of its hall and those of the units below it.

    Raises: NoSuch for a code nobody has.
    """
    rows = Ticket.objects.exclude(ending="").order_by("issued_at", "pk")
    if unit_code:
        top = Unit.objects.filter(agency_code=unit_code).order_by("-from_on", "pk").first()
        if top is None:
            raise NoSuch(unit_code)
        rows = rows.filter(unit__path__startswith=top.path)
    rows = rows.filter(on__gte=from_on) if from_on else rows
    rows = rows.filter(on__lte=to_on) if to_on else rows
    values = rows.values_list(
        "unit__name", "service__name", "desk__number", "issued_at", "served_from_at", "wait_seconds",
        "service_seconds",
    )  # fmt: skip
    return waiting.rows(_visits(values.iterator(chunk_size=5000), asked), asked)


def _visits(rows: Iterator[tuple[Any, ...]], asked: Asked) -> Iterator[Visit]:
    for unit, service, desk, issued_at, served_from_at, wait, served in rows:
        texts = {"unit": unit, "service": service, "counter": "" if desk is None else str(desk)}
        group = waiting.group_of(asked.by, issued_at, ZONE, texts)
        if served_from_at is None:
            yield Visit(group, None, None)
        else:
            yield Visit(group, float(wait or 0), served)

"""How long people waited in the service's own halls."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet

from motcua.queries.access import NoSuch
from motcua.queries.workdays import ZONE
from motcua.records.models import Ticket, Unit
from motcua.rules import expected_wait_trial, waiting
from motcua.rules.expected_wait import Range
from motcua.rules.expected_wait_trial import Score
from motcua.rules.waiting import Asked, Row, Visit


def figures(
    *, asked: Asked, unit_code: str = "", from_on: date | None = None, to_on: date | None = None
) -> list[Row]:
    """Return the figures of ended visits, a row a group and the total last. Units: seconds. 1 or 2 queries.

    With a unit's code: of its hall and those of the units below it.

    Raises: NoSuch for a code nobody has.
    """
    rows = _of(unit_code).exclude(ending="").order_by("issued_at", "pk")
    rows = rows.filter(on__gte=from_on) if from_on else rows
    rows = rows.filter(on__lte=to_on) if to_on else rows
    values = rows.values_list(
        "unit__name", "service__name", "desk__number", "issued_at", "served_from_at", "wait_seconds",
        "service_seconds",
    )  # fmt: skip
    return waiting.rows(_visits(values.iterator(chunk_size=5000), asked), asked)


def _of(unit_code: str) -> QuerySet[Ticket]:
    if not unit_code:
        return Ticket.objects.all()
    top = Unit.objects.filter(agency_code=unit_code).order_by("-from_on", "pk").first()
    if top is None:
        raise NoSuch(unit_code)
    return Ticket.objects.filter(unit__path__startswith=top.path)


def told(*, unit_code: str = "", from_on: date | None = None, to_on: date | None = None) -> Score:
    """Return how often the wait held that was told with the number, of those called. 1 to 3 queries.

    Without `from_on` of the last days, as many as `expected_wait_trial.held_out` says.

    Raises: NoSuch for a code nobody has.
    """
    rows = _of(unit_code).exclude(called_at=None).exclude(low_seconds=None)
    rows = rows.filter(on__lte=to_on) if to_on else rows
    if from_on is None:
        ends = rows.aggregate(first=Min("on"), last=Max("on"))
        from_on = expected_wait_trial.held_out({ends["first"], ends["last"]} - {None})
    columns = ("on", "expected_seconds", "low_seconds", "high_seconds", "issued_at", "called_at")
    values = rows.filter(on__gte=from_on).values_list(*columns).iterator(chunk_size=5000)
    return expected_wait_trial.score(
        (on, Range(expected, low, high), (called - issued).total_seconds())
        for on, expected, low, high, issued, called in values
    )


def _visits(rows: Iterator[tuple[Any, ...]], asked: Asked) -> Iterator[Visit]:
    for unit, service, desk, issued_at, served_from_at, wait, served in rows:
        texts = {"unit": unit, "service": service, "counter": "" if desk is None else str(desk)}
        group = waiting.group_of(asked.by, issued_at, ZONE, texts)
        if served_from_at is None:
            yield Visit(group, None, None)
        else:
            yield Visit(group, float(wait or 0), served)

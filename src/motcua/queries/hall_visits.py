"""What visits led to: served tickets against dossiers registered, by counter and official."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.queries.workdays import wall
from motcua.records.models import CounterDesk, Dossier, Ticket, Unit
from motcua.rules import detectors_visits
from motcua.rules.detectors_visits import Visit
from motcua.rules.honest import Finding
from motcua.rules.tickets import SERVED, Ending

# Served, but nobody said how it ended: the ticket was still at the desk when the hall closed.
LEFT_OPEN = Q(ending=Ending.DAY_CLOSED, served_from_at__isnull=False)


def served(unit_id: int, days: tuple[date, date]) -> QuerySet[Ticket]:
    """Return the tickets of these days that somebody served."""
    rows = Ticket.objects.filter(unit=unit_id, on__gte=days[0], on__lt=days[1])
    return rows.filter(Q(ending__in=sorted(SERVED)) | LEFT_OPEN)


def findings(unit_id: int, days: tuple[date, date]) -> list[Finding]:
    """Return the question about visits that no dossier and no ending accounts for. Costs 1 or 2 queries.

    A ticket that became a dossier names it, and both are out of the count; what is left is matched by
    official and by time.
    """
    every = list(
        served(unit_id, days)
        .exclude(ending=Ending.DOSSIER)
        .values_list("officer_id", "ended_at", "ending", "served_from_at")
    )
    if not any(row[2] == Ending.DAY_CLOSED for row in every):
        return []
    visits = [
        Visit(str(officer), wall(begun or at), "" if ending == Ending.DAY_CLOSED else ending)
        for officer, at, ending, begun in every
        if at is not None
    ]
    return detectors_visits.unregistered(unit_id, visits, _registered(unit_id, days))


def _registered(unit_id: int, days: tuple[date, date]) -> list[tuple[str, datetime]]:
    rows = Dossier.objects.filter(unit=unit_id, received_on__gte=days[0], received_on__lt=days[1])
    free = rows.filter(tickets=None).values_list("received_by_id", "received_at")
    return [(str(officer), wall(at)) for officer, at in free if at is not None]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One counter of a period: how many it served, and how those visits ended."""

    desk: CounterDesk
    served: int
    dossiers: int
    advice_only: int
    refused_orally: int
    result_collected: int
    left_open: int


def per_desk(unit: Unit, days: tuple[date, date]) -> list[DeskRow]:
    """Return tickets against dossiers of each counter of a unit, by its number. Costs 2 queries."""
    counted: Mapping[str, Count] = {
        "served": Count("id"),
        "dossiers": Count("id", Q(ending=Ending.DOSSIER)),
        "advice_only": Count("id", Q(ending=Ending.ADVICE_ONLY)),
        "refused_orally": Count("id", Q(ending=Ending.REFUSED_ORALLY)),
        "result_collected": Count("id", Q(ending=Ending.RESULT_COLLECTED)),
        "left_open": Count("id", LEFT_OPEN),
    }
    rows = served(unit.pk, days).values("desk_id").annotate(**counted).order_by("desk_id")
    plain: list[dict[str, Any]] = [{**row} for row in rows]
    by_desk = {row.pop("desk_id"): row for row in plain}
    desks = CounterDesk.objects.filter(pk__in=[pk for pk in by_desk if pk]).order_by("number")
    return [DeskRow(desk, **by_desk[desk.pk]) for desk in desks]


def orphans(unit: Unit, days: tuple[date, date]) -> QuerySet[Ticket]:
    """Return the tickets that were served and never said to have ended, newest first."""
    rows = served(unit.pk, days).filter(LEFT_OPEN).select_related("service", "officer", "desk")
    return rows.order_by("-on", "-id")

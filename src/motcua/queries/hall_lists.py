"""The list behind a number of the hall: exactly the tickets that a tally counts."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.records.models import Ticket, TicketPeriod, Unit
from motcua.rules.people import OVERSIGHT, Actor, ActorKind
from motcua.rules.tickets import AT_ONCE_SECONDS, SERVED, Ending, State

_SERVED = Q(ending__in=sorted(SERVED))
_HELD = TicketPeriod.objects.filter(ticket=OuterRef("pk"), state=State.HELD)
_PROMISED = _SERVED & Q(promise_minutes__isnull=False)

COUNTED: Mapping[str, Q] = {
    "tickets": ~Q(ending=""),
    "tickets_served": _SERVED,
    "tickets_missed": Q(ending=Ending.NO_SHOW),
    "tickets_cancelled": Q(ending=Ending.CANCELLED),
    "tickets_left": Q(ending=Ending.DAY_CLOSED),
    "served_at_once": _SERVED & Q(wait_seconds__lte=AT_ONCE_SECONDS),
    "wait_minutes": _SERVED,
    "walk_minutes": _SERVED,
    "service_minutes": _SERVED,
    "tickets_promised": _PROMISED,
    "tickets_in_promise": _PROMISED & Q(result_seconds__lte=F("promise_minutes") * 60),
    "called_out_of_turn": ~Q(ending="") & Q(out_of_turn__gt=0),
    "held_minutes": ~Q(ending="") & Q(Exists(_HELD)),
    "missed_wait_minutes": Q(ending=Ending.NO_SHOW),
}


def visible(by: Actor) -> QuerySet[Ticket]:
    """Return the tickets the actor may see: of the units she works in, and of units below that she leads."""
    if by.kind is ActorKind.SYSTEM:
        return Ticket.objects.all()
    found = Q(unit__in={duty.unit_id for duty in by.duties})
    for duty in by.duties:
        if duty.role in OVERSIGHT:
            found |= Q(unit__path__startswith=duty.path)
    return Ticket.objects.filter(found)


def behind(
    *,
    by: Actor,
    measure: str,
    unit: Unit | None = None,
    period: tuple[date, date] | None = None,
    officer_id: int | None = None,
    alone: bool = False,
) -> QuerySet[Ticket]:
    """Return the tickets that a measure counted in a unit and those below it, newest first.

    Units: `period` half-open local days.
    Raises: KeyError for a measure that is not one.
    """
    rows = visible(by).filter(COUNTED[measure])
    if unit is not None:
        rows = rows.filter(unit=unit) if alone else rows.filter(unit__path__startswith=unit.path)
    if period is not None:
        rows = rows.filter(on__gte=period[0], on__lt=period[1])
    if officer_id is not None:
        rows = rows.filter(officer=officer_id)
    return rows.select_related("service", "unit", "dossier", "officer").order_by("-on", "-id")

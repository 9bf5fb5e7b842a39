"""A desk that is left, freed or switched off strands nobody: its numbers go back to the line."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from motcua.actions import journal, ticket_moves
from motcua.queries import access
from motcua.queries.workdays import today
from motcua.records.models import CounterDesk, DeskPause, DeskService, DeskSession, HallService, Ticket
from motcua.rules import RuleError
from motcua.rules.people import Actor
from motcua.rules.tickets import AT_DESK, State, TicketVerb

SWITCHED_OFF = "Quầy ngừng hoạt động"  # why a number left a desk that was switched off


class StillWaitedFor(RuleError):
    """People of today wait for a service that nobody could call them for any more."""


def leave(session: DeskSession, now: datetime) -> None:
    """End a session; who was sent to its desk alone waits for every desk that serves her."""
    DeskPause.objects.filter(session=session, until_at=None).update(until_at=max(now, session.from_at))
    session.until_at = max(now, session.from_at)
    session.save(update_fields=["until_at"])
    Ticket.objects.filter(desk=session.desk_id, state=State.WAITING).update(desk=None)


def free(desk: CounterDesk, *, by: Actor, why: str, now: datetime) -> DeskSession | None:
    """End the session at a desk, whoever sits there; None when nobody does. The hall's day is locked.

    A number at the desk keeps its place by when it was drawn, and is the next for whoever serves it.
    """
    session = access.one(DeskSession.objects.filter(desk=desk, until_at=None))
    if session is None:
        return None
    numbers = []
    for row in Ticket.objects.filter(desk=desk, state__in=sorted(AT_DESK), ended_at=None):
        away = {"desk_id": None, "officer_id": None}
        ticket_moves.move(row, TicketVerb.TRANSFER, now=now, reason=why, changes=away)
        numbers.append(row.code)
    session.desk = desk
    leave(session, now)
    facts = {"desk": desk.number, "officer": session.officer_id, "why": why, "numbers": numbers}
    payload = {"changes": {}, "facts": facts}
    journal.write("free_desk", by=by, at=now, payload=payload, subject=f"hall:{desk.unit_id}")
    return session


def check_lines(desk: CounterDesk, served: Iterable[HallService], *, by: Actor, now: datetime) -> None:
    """Let a change of a desk strand nobody: neither who is sent to it nor the line of what it served.

    Inside the caller's transaction, the hall's day locked.

    Raises: StillWaitedFor.
    """
    if not desk.is_active:
        free(desk, by=by, why=SWITCHED_OFF, now=now)
    kept = DeskService.objects.filter(desk=desk).values("service")
    Ticket.objects.filter(desk=desk, state=State.WAITING).exclude(service__in=kept).update(desk=None)
    for service in served:
        if not DeskService.objects.filter(service=service, desk__is_active=True).exists():
            check_line(service=service, among=Ticket.objects.filter(state=State.WAITING), now=now)


def check_line(*, service: HallService, among: QuerySet[Ticket], now: datetime) -> None:
    """Let pass a service for which nobody of today waits.

    Raises: StillWaitedFor.
    """
    count = among.filter(service=service, on=today(now)).count()
    if count:
        raise StillWaitedFor(service=service.name, count=count)

"""How a ticket ends: its last period, its one sealed entry, and what it adds to the tallies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from motcua.actions import journal, ticket_message, ticket_moves
from motcua.queries import hall_proof, workdays
from motcua.records.models import Dossier, Ticket, TicketPeriod
from motcua.rules import RuleError, tickets
from motcua.rules.people import Actor
from motcua.rules.tickets import Ended, Ending, Handed, State, TicketVerb

VERB, RESULT_VERB = hall_proof.VERB, hall_proof.RESULT_VERB


class Stayed(Protocol):
    """A stretch in one state: a period of a ticket, or one that is still to be written."""

    state: Any
    from_at: datetime
    until_at: datetime | None
    desk_id: int | None
    officer_id: int | None
    service_id: int | None


class DossierMissing(RuleError):
    """A ticket that became a dossier names it."""


class DossierElsewhere(RuleError):
    """The dossier is another unit's, or was not touched today."""


class DossierHasTicket(RuleError):
    """Another ticket of today became this dossier already."""


def end(
    row: Ticket,
    ending: Ending,
    *,
    by: Actor,
    now: datetime,
    dossier: Dossier | None = None,
    at: datetime | None = None,
) -> Ticket:
    """End a locked ticket: row, last period, tallies, entry. Costs 7 to 9 statements.

    `at` is the end where it lies before the moment of writing: a day closed later ended with its sessions.

    Raises: tickets.TicketIllegal; DossierMissing, DossierElsewhere, DossierHasTicket;
    ticket_moves.CalledBefore.
    """
    state = ticket_moves.checked(row, _verb(ending))
    _check_dossier(row, ending, dossier)
    if dossier is not None and row.promise_minutes is not None:
        dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)  # its result may just be handed over
    at = ticket_moves.not_before(row, at or now)
    ticket_moves.close_period(row.pk, at)
    if row.phone:
        ticket_message.forget(row)
    periods = list(TicketPeriod.objects.filter(ticket=row).order_by("id"))
    ended = told(row, ending, periods=periods, dossier=dossier, ended_at=at)

    moved: dict[str, Any] = {"state": state, "state_at": at, "ended_at": at, "ending": ending}
    moved |= {"wait_seconds": ended.wait_seconds, "service_seconds": ended.service_seconds}
    moved |= {"total_seconds": ended.total_seconds, "result_seconds": ended.result_seconds}
    moved |= {"dossier_id": dossier.pk if dossier else None, "revision": row.revision + 1, "phone": ""}
    ticket_moves.write(row, moved, where="revision", value=row.revision)

    journal.move_tallies(tickets.measures_of(ended))
    journal.write(VERB, by=by, at=now, payload=payload(row, ended, dossier=dossier), subject=subject(row))
    return row


def _verb(ending: Ending) -> TicketVerb:
    if ending in tickets.SERVED:
        return TicketVerb.FINISH
    return TicketVerb.CANCEL if ending is Ending.CANCELLED else TicketVerb.CLOSE


def _check_dossier(row: Ticket, ending: Ending, dossier: Dossier | None) -> None:
    if (ending is Ending.DOSSIER) != (dossier is not None):
        raise DossierMissing(code=row.code)
    if dossier is None:
        return
    if dossier.unit_id != row.unit_id or workdays.today(dossier.updated_at) != row.on:
        raise DossierElsewhere(dossier=dossier.code)
    if Ticket.objects.filter(dossier=dossier, on=row.on).exists():
        raise DossierHasTicket(dossier=dossier.code)


def told(
    row: Ticket,
    ending: Ending,
    *,
    periods: Sequence[Stayed],
    dossier: Dossier | None,
    ended_at: datetime,
) -> Ended:
    """Return an ended ticket as its entry tells it: measures follow from this alone. Costs no query."""
    spent = tickets.spent(
        (State(one.state), _seconds(one.from_at, one.until_at or ended_at)) for one in periods
    )
    return Ended(
        unit_id=row.unit_id,
        on=row.on,
        ending=ending,
        procedure_id=dossier.procedure_id if dossier else 0,
        officer_id=row.officer_id or 0,
        wait_seconds=spent[State.WAITING],
        walk_seconds=spent[State.CALLED],
        service_seconds=spent[State.SERVING],
        total_seconds=_seconds(row.issued_at, ended_at),
        promise_minutes=row.promise_minutes,
        out_of_turn=row.out_of_turn,
        periods=tuple(_period(period, ended_at, row.service_id) for period in periods),
        held_seconds=spent[State.HELD],
        result_seconds=_to_result(row, ending, dossier, ended_at),
    )


def _to_result(row: Ticket, ending: Ending, dossier: Dossier | None, ended_at: datetime) -> int | None:
    """Seconds to the result, which a dossier has when it was handed over before the ticket ended."""
    if ending not in tickets.SERVED:
        return None
    if dossier is None:
        return _seconds(row.issued_at, ended_at)
    at = dossier.handed_over_at
    return None if at is None or at > ended_at else max(_seconds(row.issued_at, at), 0)


def handed_over(dossier: Dossier, *, by: Actor, now: datetime) -> None:
    """Write when a result came that was promised with a number: row, tallies, entry. Inside the caller's.

    Only the first handing over counts: it ended the wait. Costs 1 statement, and 5 or 6 for such a number.
    """
    promised = Ticket.objects.filter(dossier=dossier, ending=Ending.DOSSIER, promise_minutes__isnull=False)
    for row in promised.filter(result_seconds=None).order_by("pk"):
        handed = result_of(row, dossier, at=now)
        Ticket.objects.filter(pk=row.pk, result_seconds=None).update(result_seconds=handed.result_seconds)
        journal.move_tallies(tickets.measures_of_result(handed))
        journal.write(RESULT_VERB, by=by, at=now, payload=told_result(row, handed), subject=subject(row))


def result_of(row: Ticket, dossier: Dossier, *, at: datetime) -> Handed:
    """Return a promised result that is handed over. Costs no query."""
    return Handed(
        unit_id=row.unit_id,
        on=row.on,
        procedure_id=dossier.procedure_id,
        officer_id=row.officer_id or 0,
        promise_minutes=row.promise_minutes or 0,
        result_seconds=_seconds(row.issued_at, at),
    )


def told_result(row: Ticket, handed: Handed) -> dict[str, Any]:
    """Return what the entry of a promised result says: nothing personal."""
    return {"changes": {}, "facts": tickets.plain_result(handed) | {"ticket": row.pk}}


def _seconds(from_at: datetime, until_at: datetime) -> int:
    return int((until_at - from_at).total_seconds())


def _period(period: Stayed, ended_at: datetime, last: int) -> dict[str, Any]:
    """Return a period as the entry tells it; its service where the ticket was sent on to another one."""
    elsewhere = period.service_id if period.service_id != last else None
    seconds = _seconds(period.from_at, period.until_at or ended_at)
    kept = {
        "state": period.state, "seconds": seconds, "desk": period.desk_id, "officer": period.officer_id,
        "service": elsewhere,
    }  # fmt: skip
    return {name: value for name, value in kept.items() if value is not None}


def payload(row: Ticket, ended: Ended, *, dossier: Dossier | None) -> dict[str, Any]:
    """Return what the entry of an ended ticket says: nothing personal."""
    facts = tickets.plain(ended) | {
        "ticket": row.pk, "service": row.service_id, "lane": row.lane, "source": str(row.source),
        "dossier": dossier.code if dossier else "", "passed": row.passed, "recalls": row.recalls,
    }  # fmt: skip
    return {"changes": {}, "facts": facts}


def subject(row: Ticket) -> str:
    """Return what the entry is about: the unit, the day and the number."""
    return f"ticket:{row.unit_id}:{row.on:%Y-%m-%d}:{row.code}"

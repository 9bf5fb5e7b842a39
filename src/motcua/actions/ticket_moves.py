"""A ticket goes from one state to the next: checked, written once, its period closed and the next begun."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from motcua.actions import hall_lock, rows
from motcua.queries import hall_access, hall_rules, workdays
from motcua.records import prepared
from motcua.records.models import Ticket, TicketPeriod
from motcua.rules import RuleError, tickets
from motcua.rules.people import Actor
from motcua.rules.text import clean
from motcua.rules.tickets import State, TicketVerb

_PERIOD = TicketPeriod._meta.db_table


class CalledBefore(RuleError):
    """Somebody else called or moved the ticket first."""


class WordMissing(RuleError):
    """Calling out of turn, holding, sending on and taking back need a word about why."""


def own(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Lock the hall and return the ticket, which this official has at her desk.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk.
    """
    hall_lock.take(hall_lock.OF_TICKET, ticket_id, on=workdays.today(now))
    row = hall_access.ticket(ticket_id, by=by)
    if row.officer_id != by.user_id:
        raise hall_access.NotAtDesk(code=row.code)
    return row


def checked(row: Ticket, verb: TicketVerb) -> State:
    """Return the state the verb leads to.

    Raises: tickets.TicketIllegal, also for a ticket that has ended.
    """
    if row.ended_at is not None:
        raise tickets.TicketIllegal(state="ended", verb=verb)
    return tickets.after(State(row.state), verb)


def move(
    row: Ticket,
    verb: TicketVerb,
    *,
    now: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Ticket:
    """Move a locked ticket and open its next period. Costs 3 statements.

    Raises: tickets.TicketIllegal; CalledBefore when its row moved since it was read.
    """
    moved = {"state": checked(row, verb), "state_at": not_before(row, now), "revision": row.revision + 1}
    write(row, moved | dict(changes or {}), where="revision", value=row.revision)
    turn(row, reason)
    return row


def write(row: Ticket, moved: dict[str, Any], *, where: str, value: object) -> None:
    """Set columns of a ticket while one of them still has a value: the claim. Costs 1 statement.

    Raises: CalledBefore.
    """
    if not rows.change(row, moved, where=where, value=value):
        raise CalledBefore(code=row.code)
    for name, each in moved.items():
        setattr(row, name, each)


def turn(row: Ticket, reason: str = "") -> None:
    """Close the period a ticket was in and open the one of its state now. Costs 2 statements."""
    close_period(row.pk, row.state_at)
    with_whom = row.officer_id if row.state != State.WAITING else None
    rows.insert(
        TicketPeriod(
            ticket=row, state=row.state, from_at=row.state_at, desk_id=row.desk_id, officer_id=with_whom,
            service_id=row.service_id, reason=reason,
        )
    )  # fmt: skip


def close_period(ticket_id: int, at: datetime) -> None:
    """Close the period a ticket is in. Costs 1 statement."""
    kept = TicketPeriod._meta.get_field("until_at").get_db_prep_save(at, connections[DEFAULT_DB_ALIAS])
    with prepared.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_PERIOD} SET until_at = %s WHERE ticket_id = %s AND until_at IS NULL", [kept, ticket_id]
        )


def not_before(row: Ticket, now: datetime) -> datetime:
    """Return the moment, never before the last one of the ticket: servers' clocks differ a little."""
    return max(now, row.state_at)


def word(reason: str) -> str:
    """Return the reason given; marks and digits alone are none.

    Raises: WordMissing.
    """
    said = clean(reason, limit=200)
    if sum(letter.isalpha() for letter in said) < hall_rules.value("reason_letters"):
        raise WordMissing()
    return said

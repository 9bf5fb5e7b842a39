"""The doors of the hall: a unit with its calendar day, a desk with who sits there, a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from motcua.queries import access, plain, tokens, workdays
from motcua.records import prepared
from motcua.records.models import (
    CounterDesk,
    DeskPause,
    DeskService,
    DeskSession,
    HallDay,
    HallService,
    Ticket,
    Unit,
)
from motcua.rules import RuleError
from motcua.rules.people import Actor, ActorKind, Role


class HallClosed(RuleError):
    """The hall is not open: no number is given or called."""


class NotAtDesk(RuleError):
    """The official has no desk open here."""


class DeskResting(RuleError):
    """The desk rests: it calls nobody until it is open again."""


class DeskBusy(RuleError):
    """The desk has a ticket already: it is finished, held or sent on first."""


SETTING_UP = frozenset({Role.LEADER, Role.ADMIN})
LOOKING_ON = frozenset({Role.REFORM})


@dataclass(frozen=True, slots=True)
class Staffed:
    """A desk with the session of whoever sits there, and what it serves with its preference."""

    desk: CounterDesk
    session: DeskSession
    serves: Mapping[int, int]


def works(by: Actor, unit_id: int) -> None:
    """Let pass who works in the unit, and the system.

    Raises: PermissionDenied.
    """
    if by.kind is not ActorKind.SYSTEM and not by.works_in(unit_id):
        raise PermissionDenied("hall")


def sees(by: Actor, unit_id: int) -> None:
    """Let pass who may look at the whole hall: who works in the unit, or watches over its reform.

    Raises: PermissionDenied.
    """
    if by.kind is ActorKind.SYSTEM or by.works_in(unit_id) or by.roles_in(unit_id) & LOOKING_ON:
        return
    raise PermissionDenied("hall")


def sets_up(by: Actor, unit_id: int) -> None:
    """Let pass who may say what the hall serves and where.

    Raises: PermissionDenied.
    """
    if by.kind is not ActorKind.SYSTEM and not by.roles_in(unit_id) & SETTING_UP:
        raise PermissionDenied("hall")


def unit(unit_id: int) -> Unit:
    """Return a unit that serves the public. Costs 1 query.

    Raises: access.NoSuch.
    """
    row = access.one(Unit.objects.filter(pk=unit_id, serves=True, until_on=None))
    if row is None:
        raise access.NoSuch()
    return row


def hall_day(unit_id: int, *, now: datetime) -> HallDay | None:
    """Return the unit's hall day of today, None before its first number. Costs 1 query."""
    return access.one(HallDay.objects.filter(unit=unit_id, on=workdays.today(now)))


def service(unit_id: int, key: str) -> HallService:
    """Return a service of the hall by its key. Costs 1 query.

    Raises: access.NoSuch.
    """
    row = access.one(HallService.objects.filter(unit=unit_id, key=key, is_active=True))
    if row is None:
        raise access.NoSuch()
    return row


def desk(desk_id: int, *, by: Actor, in_use: bool = True) -> CounterDesk:
    """Return a desk of a unit the actor works in; with `in_use` False one that was switched off too. 1 query.

    Raises: access.NoSuch, the same for a desk elsewhere.
    """
    row = access.one(CounterDesk.objects.filter(pk=desk_id))
    if row is not None and in_use and not row.is_active:
        row = None
    if row is None or (by.kind is not ActorKind.SYSTEM and not by.works_in(row.unit_id)):
        raise access.NoSuch()
    return row


_DESK: plain.Parts = (("d", CounterDesk), ("s", DeskSession), ("p", DeskPause), ("t", Ticket))
_DESK_FROM = (
    f"FROM {plain.table(CounterDesk, 'd')} "
    f"LEFT JOIN {plain.table(DeskSession, 's')} ON s.desk_id = d.id AND s.until_at IS NULL "
    f"LEFT JOIN {plain.table(DeskPause, 'p')} ON p.session_id = s.id AND p.until_at IS NULL "
    f"LEFT JOIN {plain.table(Ticket, 't')} ON t.desk_id = d.id AND t.state IN ('called', 'serving') "
    "WHERE d.id = %s"
)
_SERVES = (
    f"SELECT ds.service_id, ds.preference FROM {plain.table(DeskService, 'ds')} "
    f"JOIN {plain.table(HallService, 'v')} ON v.id = ds.service_id AND v.is_active WHERE ds.desk_id = %s"
)


def staffed(desk_id: int, *, by: Actor) -> Staffed:
    """Return the desk at which the actor sits, free to call. Costs 2 queries.

    Raises: access.NoSuch for a desk elsewhere; NotAtDesk; DeskResting; DeskBusy.
    """
    found = plain.read(_DESK, rest=_DESK_FROM, values=[desk_id])
    if not found or not by.works_in(found[0][0].unit_id):
        raise access.NoSuch()
    row, session, pause, busy = found[0]
    if session is None or session.officer_id != by.user_id:
        raise NotAtDesk(desk=row.number)
    if pause is not None:
        raise DeskResting(desk=row.number)
    if busy is not None:
        raise DeskBusy(code=busy.code)
    with prepared.cursor() as cursor:
        cursor.execute(_SERVES, [desk_id])
        return Staffed(row, session, dict(cursor.fetchall()))


def own_desk(*, by: Actor) -> CounterDesk | None:
    """Return the desk at which the actor sits now. Costs 1 query."""
    sessions = DeskSession.objects.filter(officer=by.user_id, until_at=None).select_related("desk")
    session = access.one(sessions) if by.user_id else None
    return session.desk if session else None


_TICKET: plain.Parts = (("t", Ticket), ("v", HallService))
_TICKET_FROM = (
    f"FROM {plain.table(Ticket, 't')} JOIN {plain.table(HallService, 'v')} ON v.id = t.service_id WHERE t."
)


def ticket(pk: int, *, by: Actor) -> Ticket:
    """Return a ticket of a unit the actor works in, with its service. Costs 1 query.

    Raises: access.NoSuch, the same for a ticket elsewhere.
    """
    row = _one_ticket("id = %s", pk)
    if row is None or (by.kind is not ActorKind.SYSTEM and not by.works_in(row.unit_id)):
        raise access.NoSuch()
    return row


def ticket_waiting(pk: int) -> Ticket:
    """Return a ticket found in the line of a desk that was checked. Costs 1 query.

    Raises: access.NoSuch.
    """
    row = _one_ticket("id = %s", pk)
    if row is None:
        raise access.NoSuch()
    return row


def ticket_by(token: str) -> Ticket:
    """Return the ticket that a link follows. Costs 1 query.

    Raises: access.NoSuch.
    """
    row = _one_ticket("token_hash = %s", tokens.hashed(token))
    if row is None:
        raise access.NoSuch()
    return row


def _one_ticket(where: str, value: object) -> Ticket | None:
    for row, of in plain.read(_TICKET, rest=f"{_TICKET_FROM}{where}", values=[value]):
        row.service = of
        found: Ticket = row
        return found
    return None

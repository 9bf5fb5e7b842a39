"""At the desk: whom to call, and what becomes of a number until its service ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from motcua.actions import hall_lock, ticket_message, ticket_moves
from motcua.queries import access, hall_access, hall_line, hall_rules, workdays
from motcua.records import prepared
from motcua.records.models import CounterDesk, HallService, Ticket
from motcua.rules import RuleError, queueing, tickets
from motcua.rules.people import Actor
from motcua.rules.tickets import State, TicketVerb

_TICKET = Ticket._meta.db_table


@dataclass(frozen=True, slots=True)
class Named:
    """A call by name: why, whom it passes, and whether the desk would have called somebody else."""

    reason: str
    passed: Sequence[queueing.Waiting]
    out_of_turn: bool


class NobodyWaits(RuleError):
    """The ticket cannot be called by this desk: it does not wait, or for another service."""


class TooLateToComeBack(RuleError):
    """The time in which a missed call could be made up for is over."""


class CalledOftenEnough(RuleError):
    """The number was called as often as it is called."""


class TooSoonToMiss(RuleError):
    """The number was not called again yet, or its holder had no time to come."""


class NobodyServes(RuleError):
    """No counter that is open serves what a ticket would be sent on to."""


@transaction.atomic
def call_next(*, by: Actor, desk_id: int, now: datetime) -> Ticket | None:
    """Call whoever is next for the desk; None when nobody waits for it. Costs 9 statements.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk, DeskResting, DeskBusy; CalledBefore.
    """
    day_id = hall_lock.take(hall_lock.OF_DESK, desk_id, on=workdays.today(now))
    place = hall_access.staffed(desk_id, by=by)

    bound = hall_rules.fairness().bound
    line = hall_line.candidates(day_id, desk_id, serves=place.serves, bound=bound)
    found = queueing.next_for(desk_id, place.serves, line, bound=bound)
    return _call(place, found, now=now) if found else None


@transaction.atomic
def call_named(*, by: Actor, desk_id: int, code: str, reason: str, now: datetime) -> Ticket:
    """Call one ticket out of turn, with a reason; those it passes are counted, and none too often.

    Raises: as call_next; WordMissing; NobodyWaits; queueing.TooManyPassed.
    """
    day_id = hall_lock.take(hall_lock.OF_DESK, desk_id, on=workdays.today(now))
    place = hall_access.staffed(desk_id, by=by)
    said = ticket_moves.word(reason)

    line = hall_line.waiting(day_id, place.serves, desk_id=desk_id)
    pk = hall_line.pk_of(day_id, code)
    found = next((one for one in line if one.pk == pk), None)
    if found is None:
        raise NobodyWaits(code=code.strip().upper()[:12])
    bound = hall_rules.fairness().bound
    passed = queueing.check_named(found, desk_id, place.serves, line, bound=bound)
    is_next = queueing.is_next(found, desk_id, place.serves, line, bound=bound)
    return _call(place, found, now=now, named=Named(said, passed, not is_next))


def _call(
    place: hall_access.Staffed,
    found: queueing.Waiting,
    *,
    now: datetime,
    named: Named | None = None,
) -> Ticket:
    """Claim the ticket by one conditional update, and count it against those it passes."""
    row = hall_access.ticket_waiting(found.pk)
    if row.state != State.WAITING:
        raise ticket_moves.CalledBefore(code=row.code)
    at = ticket_moves.not_before(row, now)
    moved: dict[str, Any] = {"desk_id": place.desk.pk, "officer_id": place.session.officer_id, "state_at": at}
    moved |= {"state": tickets.after(State(row.state), TicketVerb.CALL), "revision": row.revision + 1}
    is_out_of_turn = named is not None and named.out_of_turn
    moved |= {"called_at": row.called_at or at, "out_of_turn": row.out_of_turn + is_out_of_turn}
    ticket_moves.write(row, moved, where="state", value=State.WAITING)
    if named is None:
        _pass_others(row.day_id, place, found)
    else:
        keys = [one.pk for one in named.passed]
        Ticket.objects.filter(pk__in=keys).update(passed=F("passed") + 1)
    ticket_moves.turn(row, named.reason if named else "")
    ticket_message.owe_called(row, desk=place.desk.number, now=at)
    return row


def _pass_others(day_id: int, place: hall_access.Staffed, called: queueing.Waiting) -> None:
    keys = sorted(place.serves)
    with prepared.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TICKET} SET passed = passed + 1 WHERE day_id = %s AND state = 'waiting' "
            f"AND service_id IN ({', '.join(['%s'] * len(keys))}) AND place < %s "
            "AND (desk_id IS NULL OR desk_id = %s)",
            [day_id, *keys, called.place, place.desk.pk],
        )


@transaction.atomic
def recall(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Call the number once more: the board shows and says it again.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk; tickets.TicketIllegal; CalledOftenEnough.
    """
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    ticket_moves.checked(row, TicketVerb.RECALL)
    if row.recalls >= hall_rules.value("recalls_most"):
        raise CalledOftenEnough(code=row.code)

    row.recalls += 1
    row.revision += 1
    row.save(update_fields=["recalls", "revision"])
    return row


@transaction.atomic
def begin(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """The person has come to the desk: service begins.

    Raises: access.NoSuch; hall_access.HallClosed, NotAtDesk; tickets.TicketIllegal.
    """
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    at = ticket_moves.not_before(row, now)
    changes = {"served_from_at": row.served_from_at or at}
    return ticket_moves.move(row, TicketVerb.BEGIN, now=now, changes=changes)


@transaction.atomic
def hold(*, by: Actor, ticket_id: int, reason: str, now: datetime) -> Ticket:
    """Put a ticket aside for a while: the person fetches a copy, the desk goes on with others.

    Raises: as `begin`; WordMissing.
    """
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    return ticket_moves.move(row, TicketVerb.HOLD, now=now, reason=ticket_moves.word(reason))


@transaction.atomic
def resume(*, by: Actor, desk_id: int, ticket_id: int, now: datetime) -> Ticket:
    """Take a held ticket up again, at this desk.

    Raises: as `call_next`; tickets.TicketIllegal.
    """
    hall_lock.take(hall_lock.OF_DESK, desk_id, on=workdays.today(now))
    place = hall_access.staffed(desk_id, by=by)
    row = hall_access.ticket(ticket_id, by=by)
    if row.unit_id != place.desk.unit_id:
        raise access.NoSuch()
    at = ticket_moves.not_before(row, now)
    changes = {"desk_id": desk_id, "officer_id": by.user_id, "served_from_at": row.served_from_at or at}
    return ticket_moves.move(row, TicketVerb.RESUME, now=now, changes=changes)


@transaction.atomic
def transfer(
    *, by: Actor, ticket_id: int, service: str, reason: str, now: datetime, desk_number: int | None = None
) -> Ticket:
    """Send a ticket on to another service, perhaps to one desk; it keeps its place by when it was drawn.

    Who is at a desk is sent on by its official or by a leader; who waits or was put aside, by anybody here.

    Raises: as `hold`; access.NoSuch for a service or desk that is not there; NobodyServes.
    """
    hall_lock.take(hall_lock.OF_TICKET, ticket_id, on=workdays.today(now))
    row = hall_access.ticket(ticket_id, by=by)
    _not_anothers(row, by)
    said, to = ticket_moves.word(reason), hall_access.service(row.unit_id, service)

    desk_id = _desk_of(row.unit_id, desk_number, to) if desk_number is not None else None
    if not _manned(row.unit_id, to).exists():
        raise NobodyServes(service=to.name)
    changes = {"service_id": to.pk, "desk_id": desk_id, "officer_id": None}
    ticket_moves.move(row, TicketVerb.TRANSFER, now=now, reason=said, changes=changes)
    row.service = to
    return row


def _not_anothers(row: Ticket, by: Actor) -> None:
    is_leader = bool(by.roles_in(row.unit_id) & hall_access.SETTING_UP)
    if row.state in tickets.AT_DESK and row.officer_id != by.user_id and not is_leader:
        raise hall_access.NotAtDesk(code=row.code)


def _manned(unit_id: int, service: HallService) -> QuerySet[CounterDesk]:
    """Return the desks that serve it and at which somebody sits."""
    return CounterDesk.objects.filter(
        unit=unit_id, is_active=True, serves__service=service, sessions__until_at=None,
        sessions__isnull=False,
    )  # fmt: skip


def _desk_of(unit_id: int, number: int, service: HallService) -> int:
    desks = CounterDesk.objects.filter(unit=unit_id, number=number, is_active=True, serves__service=service)
    row = access.one(desks)
    if row is None:
        raise access.NoSuch()
    if not _manned(unit_id, service).filter(pk=row.pk).exists():
        raise NobodyServes(service=service.name)
    return row.pk


@transaction.atomic
def miss(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """The person did not come; for some minutes she may come back near her old place.

    Raises: as `begin`; TooSoonToMiss before she was called again and had time to come.
    """
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    ticket_moves.checked(row, TicketVerb.MISS)
    least = hall_rules.value("miss_after_seconds")
    if row.recalls < hall_rules.value("recalls_least") or now < row.state_at + timedelta(seconds=least):
        raise TooSoonToMiss(code=row.code, seconds=least)
    return ticket_moves.move(row, TicketVerb.MISS, now=now)


@transaction.atomic
def come_back(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Let one who missed the call wait again, behind the next few.

    Raises: access.NoSuch; hall_access.HallClosed; tickets.TicketIllegal; TooLateToComeBack.
    """
    hall_lock.take(hall_lock.OF_TICKET, ticket_id, on=workdays.today(now))
    return _back(hall_access.ticket(ticket_id, by=by), now)


@transaction.atomic
def come_back_by(*, token: str, now: datetime) -> Ticket:
    """The person says by her own link that she is back.

    Raises: as `come_back`.
    """
    row = hall_access.ticket_by(token)
    hall_lock.take(hall_lock.OF_TICKET, row.pk, on=workdays.today(now))
    return _back(hall_access.ticket_by(token), now)


def _back(row: Ticket, now: datetime) -> Ticket:
    ticket_moves.checked(row, TicketVerb.COME_BACK)
    fair = hall_rules.fairness()
    if now > row.state_at + timedelta(minutes=fair.grace_minutes):
        raise TooLateToComeBack(code=row.code, minutes=fair.grace_minutes)
    line = sorted(one.order_at for one in hall_line.waiting(row.day_id, {row.service_id: 0}))
    order_at = queueing.back_at(row.order_at, line, fair, now=now)
    changes = {"order_at": order_at, "desk_id": None, "officer_id": None}
    return ticket_moves.move(row, TicketVerb.COME_BACK, now=now, changes=changes)

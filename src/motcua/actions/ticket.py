"""A number is drawn, and a visit ends: in a dossier, an advice, a result, or given back."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.actions import hall, hall_lock, rows, ticket_end, ticket_moves
from motcua.queries import access, hall_access, hall_rules, hall_wait, tokens, workdays
from motcua.records import prepared
from motcua.records.models import Dossier, HallDay, LetterCounter, Ticket, TicketPeriod
from motcua.rules import priority, queueing, tickets
from motcua.rules.people import Actor, ActorKind, phone_number
from motcua.rules.tickets import SERVED, Ending, Source, State, TicketVerb


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for at the kiosk or the reception.

    `slot_at` is the begin of a kept appointment; `proof` is how a priority was shown (priority.Shown).
    """

    unit_id: int
    service: str
    lane: str = ""
    proof: str = ""
    source: Source = Source.KIOSK
    phone: str = ""
    appointment_id: int | None = None
    slot_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh ticket and the token of its link: shown once, kept nowhere."""

    ticket: Ticket
    token: str


@transaction.atomic
def issue(*, by: Actor, wanted: Wanted, now: datetime) -> Issued:
    """Give a number. Anybody may draw one; at the reception an official of the unit does.

    Raises: access.NoSuch, PermissionDenied; hall_access.HallClosed; queueing.LaneUnknown, ProofMissing;
    people.BadPhone.
    """
    service = hall_access.service(wanted.unit_id, wanted.service)
    if wanted.source is Source.RECEPTION:
        hall_access.works(by, wanted.unit_id)
    lane = queueing.lane_of(wanted.lane, hall_rules.lanes(), proof=wanted.proof)
    phone = phone_number(wanted.phone) if wanted.phone else ""
    hall.open_for_numbers(wanted.unit_id, now=now)
    on = workdays.today(now)
    day_id = hall_lock.take(hall_lock.OF_UNIT, wanted.unit_id, on=on)

    order_at = queueing.effective_at(now, lane, hall_rules.fairness(), slot_at=wanted.slot_at)
    told = hall_wait.at_issue(wanted.unit_id, day_id, service=service, order_at=order_at, now=now)
    number, place = _next_number(day_id, service.letter)
    token = secrets.token_urlsafe(12)

    row = Ticket(
        day_id=day_id, unit_id=wanted.unit_id, on=on, service=service, number=number, place=place,
        code=tickets.code(service.letter, number), lane=lane.key if lane else "",
        proof=priority.shown(wanted.proof, has_lane=lane is not None), source=wanted.source,
        appointment_id=wanted.appointment_id,
        phone=phone, token_hash=tokens.hashed(token), state=State.WAITING, state_at=now, order_at=order_at,
        issued_at=now, promise_minutes=service.promise_minutes,
        expected_seconds=told.expected if told else None,
        low_seconds=told.low if told else None, high_seconds=told.high if told else None,
    )  # fmt: skip
    rows.insert(row)
    rows.insert(TicketPeriod(ticket=row, state=State.WAITING, from_at=now, service=service))
    return Issued(row, token)


_DAY, _LETTER = HallDay._meta.db_table, LetterCounter._meta.db_table


def _next_number(day_id: int, letter: str) -> tuple[int, int]:
    """Return the next number of the letter and the next place of the day. Costs 2 statements."""
    with prepared.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_LETTER} (day_id, letter, last) VALUES (%s, %s, 1) "
            f"ON CONFLICT (day_id, letter) DO UPDATE SET last = {_LETTER}.last + 1 RETURNING last",
            [day_id, letter],
        )
        number = cursor.fetchone()[0]
        cursor.execute(f"UPDATE {_DAY} SET issued = issued + 1 WHERE id = %s RETURNING issued", [day_id])
        return int(number), int(cursor.fetchone()[0])


@transaction.atomic
def finish(*, by: Actor, ticket_id: int, ending: Ending, now: datetime, dossier_code: str = "") -> Ticket:
    """End the service: it became a dossier, or the official says what it was instead.

    Raises: as `begin`; ticket_end.DossierMissing, DossierElsewhere, DossierHasTicket; ValueError for an
    ending that is no service's.
    """
    if ending not in SERVED:
        raise ValueError(f"a service ends in one of {sorted(SERVED)}, got {ending}")
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    dossier = access.dossier(dossier_code, by=by) if dossier_code else None
    return ticket_end.end(row, ending, by=by, now=now, dossier=dossier)


def lock_for(*, by: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Lock the ticket at the actor's desk before the dossier it becomes. Inside the caller's transaction.

    Raises: as `begin`.
    """
    row = ticket_moves.own(by=by, ticket_id=ticket_id, now=now)
    ticket_moves.checked(row, TicketVerb.FINISH)
    return row


def became(row: Ticket, dossier: Dossier, *, by: Actor, now: datetime) -> Ticket:
    """End a locked ticket in the dossier just made of it. Inside the caller's transaction.

    Raises: ticket_end.DossierElsewhere, DossierHasTicket.
    """
    return ticket_end.end(row, Ending.DOSSIER, by=by, now=now, dossier=dossier)


@transaction.atomic
def cancel(*, by: Actor, ticket_id: int, reason: str, now: datetime) -> Ticket:
    """The person gave her number back at the reception; why, stays as its last period.

    Raises: access.NoSuch; hall_access.HallClosed; tickets.TicketIllegal; ticket_moves.WordMissing.
    """
    hall_lock.take(hall_lock.OF_TICKET, ticket_id, on=workdays.today(now))
    row, said = hall_access.ticket(ticket_id, by=by), ticket_moves.word(reason)
    ended = ticket_end.end(row, Ending.CANCELLED, by=by, now=now)
    at = ended.state_at  # of its end
    rows.insert(
        TicketPeriod(
            ticket=row, state=State.CANCELLED, from_at=at, until_at=at, officer_id=by.user_id,
            service_id=row.service_id, reason=said,
        )
    )  # fmt: skip
    return ended


@transaction.atomic
def cancel_by(*, token: str, now: datetime) -> Ticket:
    """The person gives her number back by her own link.

    Raises: as `cancel`.
    """
    row = hall_access.ticket_by(token)
    hall_lock.take(hall_lock.OF_TICKET, row.pk, on=workdays.today(now))
    holder = Actor(ActorKind.APPLICANT, f"{row.code}")
    return ticket_end.end(hall_access.ticket_by(token), Ending.CANCELLED, by=holder, now=now)

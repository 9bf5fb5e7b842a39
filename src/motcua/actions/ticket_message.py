"""The message “you are next”: wished for by whoever holds a number, owed once, taken back at any time."""

from datetime import datetime

from django.db import transaction

from motcua.actions import hall_lock, rows
from motcua.queries import hall_access, hall_messages, hall_rules, workdays
from motcua.queries.hall_messages import CALLED, NEAR, TRUE_IN
from motcua.records.models import Notice, Ticket
from motcua.rules import RuleError
from motcua.rules.people import phone_number


class NumberOver(RuleError):
    """The number is over: no message follows it."""


@transaction.atomic
def wish(*, token: str, phone: str, now: datetime) -> Ticket:
    """Leave a telephone with a number, or another one; what was not sent yet goes to the new one.

    Raises: access.NoSuch; people.BadPhone; hall_access.HallClosed; NumberOver.
    """
    number = phone_number(phone)
    row = _held(token, now)
    if row.ended_at is not None:
        raise NumberOver(code=row.code)

    forget(row)
    row.phone = number
    row.save(update_fields=["phone"])
    return row


@transaction.atomic
def take_back(*, token: str, now: datetime) -> Ticket:
    """Forget the telephone of a number: no message goes out any more.

    Raises: access.NoSuch; hall_access.HallClosed.
    """
    row = _held(token, now)

    forget(row)
    row.phone = ""
    row.save(update_fields=["phone"])
    return row


def _held(token: str, now: datetime) -> Ticket:
    """Lock the hall and return the number of a link.

    Raises: access.NoSuch; hall_access.HallClosed.
    """
    row = hall_access.ticket_by(token)
    hall_lock.take(hall_lock.OF_TICKET, row.pk, on=workdays.today(now))
    return hall_access.ticket_by(token)


def forget(row: Ticket) -> None:
    """Owe no message of a number any more. Inside the caller's transaction. Costs 1 statement."""
    keys = [hall_messages.key(row.pk, kind) for kind in TRUE_IN]
    Notice.objects.filter(effect_key__in=keys, sent_at=None).delete()


def owe_called(row: Ticket, *, desk: int, now: datetime) -> bool:
    """Owe the message that a number is called, the first time. Inside the call's transaction.

    It stands or falls with the call: who was called is told, and nobody for a call that did not happen.
    Costs no statement without a telephone, else 1.
    """
    return bool(row.phone) and _owe(row, CALLED, {"desk": desk}, now)


def tell_near(*, now: datetime) -> int:
    """Owe the message to everybody who has few people before her; return to how many.

    It looks at how the line stands, not at what moved it: a sweep that was killed or came late finds the
    same people, and two sweeps at once owe one message, since the number's key is unique.
    """
    most = hall_rules.value("near_before", workdays.today(now))
    return sum(_owe(row, NEAR, {"most": most}, now) for row in hall_messages.near(now=now))


def _owe(row: Ticket, kind: str, facts: dict[str, int], now: datetime) -> bool:
    notice = Notice(
        kind=kind, facts={"ticket": row.pk} | facts, effect_key=hall_messages.key(row.pk, kind),
        created_at=now, next_at=now,
    )  # fmt: skip
    return rows.insert_if_new(notice)

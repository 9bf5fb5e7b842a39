"""The lock of a hall's day: whoever moves a ticket or a desk takes it first, and boards are told."""

from datetime import date

from django.db import connection

from motcua.queries.hall_access import HallClosed
from motcua.records import prepared
from motcua.records.models import CounterDesk, HallDay, Ticket

_DAY, _DESK, _TICKET = (model._meta.db_table for model in (HallDay, CounterDesk, Ticket))
OF_UNIT = "unit_id = %s"
OF_DESK = f"unit_id = (SELECT unit_id FROM {_DESK} WHERE id = %s)"
OF_TICKET = f"id = (SELECT day_id FROM {_TICKET} WHERE id = %s)"


def take(which: str, value: int, *, on: date) -> int:
    """Lock the open hall day of a unit, desk or ticket, and return its key. Costs 1 statement.

    On PostgreSQL the row is the lock and `hall_UNIT` is notified when the transaction commits; on
    SQLite the write transaction is the lock, and boards look at `mark`. Nothing else is locked before:
    hall day, dossier, number, tallies, journal.

    Raises: HallClosed when today's hall is not open, which it is not for yesterday's ticket either.
    """
    moved = (
        f'UPDATE {_DAY} SET mark = mark + 1 WHERE {which} AND "on" = %s AND closed_at IS NULL '
        "RETURNING id, unit_id"
    )
    if connection.vendor == "postgresql":
        moved = f"WITH moved AS ({moved}) SELECT id, pg_notify('hall_' || unit_id, id::text)::text FROM moved"
    with prepared.cursor() as cursor:
        cursor.execute(moved, [value, on])
        found = cursor.fetchone()
    if found is None:
        raise HallClosed()
    return int(found[0])

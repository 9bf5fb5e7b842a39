"""Waiting for a hall to move, over a connection that may be ended at any time."""

import threading
import time

import pytest
from django.db import DatabaseError, InterfaceError, connection

from motcua.actions import ticket
from motcua.queries import hall_changes
from motcua.rules.people import SYSTEM
from tests import boards, halls

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite tells nobody: it is looked at"),
]

LONG_SECONDS = 30  # a wait that nothing ends


def listeners(commune):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE query = %s AND pid <> pg_backend_pid()",
            [f'LISTEN "hall_{commune.pk}"'],
        )
        return [pid for (pid,) in cursor.fetchall()]


def test_it_hears_again_after_its_connection_was_ended(commune, now):
    halls.furnish(commune, now=now, desks=1)
    watch, broke, waits = hall_changes.Watch(), [], []

    def watching():
        try:
            watch.wait([commune.pk], LONG_SECONDS)
        except (DatabaseError, InterfaceError) as gone:
            broke.append(gone)
            watch.forget()
        begun = time.monotonic()
        watch.wait([commune.pk], LONG_SECONDS)
        waits.append(time.monotonic() - begun)
        watch.forget()

    thread = threading.Thread(target=watching)
    thread.start()
    [first] = boards.until(lambda: listeners(commune))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    boards.until(lambda: set(listeners(commune)) - {first})
    ticket.issue(by=SYSTEM, wanted=ticket.Wanted(unit_id=commune.pk, service="dat-dai"), now=now)
    thread.join(LONG_SECONDS)

    assert len(broke) == 1
    assert waits[0] < LONG_SECONDS / 3

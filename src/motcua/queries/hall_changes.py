"""When a hall's board has changed: told by the database where it can tell, looked at where it cannot."""

import threading
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from motcua.queries import workdays
from motcua.records.models import HallDay

LOOK_SECONDS = 0.4  # between two looks at a database that does not tell
Mark = tuple[int, int]  # the hall day, and how often it has moved


def marks(unit_ids: Collection[int], *, now: datetime) -> dict[int, Mark]:
    """Return how often each hall has moved today; a hall not opened yet has moved (0, 0). Costs 1 query."""
    rows = HallDay.objects.filter(unit__in=unit_ids, on=workdays.today(now)).order_by("unit_id")
    found = {unit_id: (pk, mark) for unit_id, pk, mark in rows.values_list("unit_id", "pk", "mark")}
    return {unit_id: found.get(unit_id, (0, 0)) for unit_id in unit_ids}


class Watch:
    """One connection that waits until one of some halls moves; used by one thread."""

    def __init__(self) -> None:
        self._heard: set[int] = set()
        self._ended = threading.Event()

    def wait(self, unit_ids: Collection[int], seconds: float) -> None:
        """Come back when one of the halls may have moved, or after so long. Costs no query that reads.

        Raises: django.db.Error when the connection is gone; the next call makes a new one.
        """
        if connection.vendor != "postgresql":
            self._ended.wait(min(seconds, LOOK_SECONDS))
            return
        self._listen(unit_ids)
        with connection.wrap_database_errors:  # the driver's own words for a connection that is gone
            for _told in connection.connection.notifies(timeout=seconds, stop_after=1):
                return

    def _listen(self, unit_ids: Collection[int]) -> None:
        if connection.connection is None or connection.connection.closed:
            self._heard.clear()
            connection.close()
        with connection.cursor() as cursor:  # autocommit: a listener is never inside a transaction
            assert not transaction.get_connection().in_atomic_block
            for unit_id in set(unit_ids) - self._heard:
                cursor.execute(f'LISTEN "hall_{int(unit_id)}"')
                self._heard.add(unit_id)

    def forget(self) -> None:
        """Let the connection go: after it failed, and at the end."""
        self._heard.clear()
        connection.close()

    def end(self) -> None:
        """Wake whoever waits, for good."""
        self._ended.set()

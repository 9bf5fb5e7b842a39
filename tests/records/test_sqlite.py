"""SQLite, with one writer at a time and everybody's turn kept."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.records.models import CalendarEdition

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the outer lock is SQLite's alone"),
]


def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_it_loses_nothing_to_a_power_cut():
    mode = (str(pragma("journal_mode")).lower(), pragma("synchronous"))

    assert mode in {("delete", 3), ("wal", 2)}
    assert pragma("foreign_keys") == 1


def test_it_lets_a_single_write_wait_behind_a_transaction():
    done = []

    def write_alone():
        CalendarEdition.objects.create(number=1)  # no transaction around it
        done.append(True)
        connection.close()

    other = threading.Thread(target=write_alone)
    with transaction.atomic():
        CalendarEdition.objects.create(number=2)
        other.start()
        other.join(timeout=0.3)
        waited = not done
    other.join(timeout=10)

    assert waited
    assert done == [True]


def test_it_lets_no_failed_write_keep_the_lock():
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("INSERT INTO records_calendaredition (number) VALUES (NULL)")

    assert connection._lock_file is None

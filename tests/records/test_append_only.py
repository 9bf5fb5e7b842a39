"""Entries cannot be changed nor removed, not even by hand."""

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.records.append_only import guard
from motcua.records.models import Entry


@pytest.fixture
def guarded(received):
    """A dossier's entry, with the guard that a real installation has."""
    with connection.schema_editor() if connection.vendor == "postgresql" else _Plain() as editor:
        guard(None, editor)
    return Entry.objects.get()


class _Plain:
    """Statements inside the test's own transaction, which SQLite's schema editor does not allow."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)


ATTACKS = {
    "update by the model": lambda entry: Entry.objects.update(actor_name="Ai đó"),
    "delete by the model": lambda entry: Entry.objects.all().delete(),
    "update by hand": lambda entry: _by_hand("UPDATE records_entry SET payload = '{}'"),
    "delete by hand": lambda entry: _by_hand("DELETE FROM records_entry"),
}


def _by_hand(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_it_refuses(guarded, attack):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        attack(guarded)

    assert Entry.objects.get().hash == guarded.hash

"""Twenty ask for the last seat of a slot at once: one has it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from motcua.actions import appointment
from motcua.actions.appointment import Place
from motcua.queries import appointments
from motcua.records.models import Appointment, Entry
from motcua.rules.appointments import SlotFull
from tests import halls, make
from tests.proofs.sizes import size

PEOPLE = 20
ROUNDS = size(short=1, full=20)
AT = make.at("2024-01-12 09:00")
MONDAY = datetime.fromisoformat("2024-01-15T07:30")

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


def ask_at_once(place):
    """Let twenty people ask; return how many have the seat."""
    barrier = Barrier(PEOPLE)

    def person():
        barrier.wait()
        try:
            while True:
                try:
                    appointment.book(place=place, now=AT)
                except OperationalError:  # a very busy machine: the form is sent again
                    continue
                return 1
        except SlotFull:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sum(one.result() for one in [pool.submit(person) for _ in range(PEOPLE)])


def test_it_gives_the_last_seat_to_one(commune):
    halls.furnish(commune, now=AT - timedelta(days=1), desks=5)
    service = appointments.service(commune, "dat-dai")
    offered = appointments.free(commune, service=service, on=MONDAY.date(), now=AT)

    for slot in offered[:ROUNDS]:
        place = Place(commune.pk, "dat-dai", slot.at)
        for _ in range(slot.seats - 1):
            appointment.book(place=place, now=AT)

        assert ask_at_once(place) == 1

    assert Appointment.objects.count() == sum(slot.seats for slot in offered[:ROUNDS])
    assert Entry.objects.filter(verb="book_appointment").count() == Appointment.objects.count()

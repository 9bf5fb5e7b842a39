"""Twenty counters call from one line at once: no number at two counters, none lost, none passed too often."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Max

from motcua.actions import calling, hall, hall_lock, ticket, ticket_moves
from motcua.queries import access, hall_rules
from motcua.records.models import Entry, Ticket, TicketPeriod, UnitTally
from motcua.rules.people import SYSTEM, Role
from motcua.rules.tickets import Ending, Source, State
from tests import halls, make
from tests.proofs.sizes import size

COUNTERS = 20
TICKETS = size(short=300, full=10_000)
AT = make.at("2024-01-12 09:00")

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counters(commune):
    """Twenty officials, each with a desk of her own, which she opens when the numbers are drawn."""
    desks = halls.furnish(commune, now=AT - timedelta(days=1), desks=COUNTERS)
    found = []
    for desk in desks:
        user = make.official(
            f"Cán bộ {desk.number}", unit=commune, role=Role.RECEPTION, user_name=f"q{desk.number}"
        )
        by = access.actor_of(user, AT.date())
        found.append((by, desk.pk))
    return found


def open_desks(counters):
    """Open them late: with desks open, each of ten thousand numbers is told its wait behind all others."""
    for by, desk_id in counters:
        hall.open_desk(by=by, desk_id=desk_id, now=AT)


def draw_many(unit, count):
    """Draw numbers for both services, one in five with priority. At the last the hall is full."""
    rng = random.Random(20240112)
    with transaction.atomic():
        for number in range(count):
            lane = "elderly" if rng.random() < 0.2 else ""
            wanted = ticket.Wanted(unit.pk, rng.choice(["ho-tich", "dat-dai"]), lane, source=Source.RECEPTION)
            at = AT - timedelta(seconds=0.3 * (count - number))
            ticket.issue(by=SYSTEM, wanted=wanted, now=at)


def work_off(counters):
    """Let every counter call until nobody waits; return the keys of the tickets each served."""
    open_desks(counters)
    barrier = Barrier(len(counters))

    def person(by, desk_id):
        served = []
        barrier.wait()
        while True:
            try:
                called = calling.call_next(by=by, desk_id=desk_id, now=AT)
                if called is None:
                    break
                served.append(called.pk)
                calling.begin(by=by, ticket_id=called.pk, now=AT)
                ticket.finish(by=by, ticket_id=called.pk, ending=Ending.ADVICE_ONLY, now=AT)
            except OperationalError:  # a very busy machine: the form is sent again
                _tidy(by, desk_id)
            except ticket_moves.CalledBefore:
                continue
        connection.close()
        return served

    with ThreadPoolExecutor(len(counters)) as pool:
        return [one.result() for one in [pool.submit(person, *counter) for counter in counters]]


def _tidy(by, desk_id):
    """Finish what a broken attempt left at the desk."""
    while True:
        try:
            for row in Ticket.objects.filter(desk=desk_id, ended_at=None):
                if row.state == State.CALLED:
                    calling.begin(by=by, ticket_id=row.pk, now=AT)
                ticket.finish(by=by, ticket_id=row.pk, ending=Ending.ADVICE_ONLY, now=AT)
            return
        except OperationalError:
            continue


def test_none_is_called_twice_or_lost_or_passed_too_often(counters, commune):
    draw_many(commune, TICKETS)

    served = work_off(counters)

    told = Counter(pk for one in served for pk in one)
    assert max(told.values()) == 1
    assert len(told) == TICKETS
    assert not Ticket.objects.exclude(ending=Ending.ADVICE_ONLY).exists()
    assert TicketPeriod.objects.filter(state=State.CALLED).count() == TICKETS
    assert Ticket.objects.aggregate(most=Max("passed"))["most"] <= hall_rules.fairness().bound
    assert Ticket.objects.filter(passed__gt=0).exists(), "nobody was passed: the proof proves nothing"
    assert Entry.objects.filter(verb="end_ticket").count() == TICKETS
    assert UnitTally.objects.get(unit_id=commune.pk).tickets == TICKETS


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer at a time is the lock")
def test_without_the_halls_lock_the_claim_still_lets_one_win(counters, commune, monkeypatch):
    draw_many(commune, 200)
    take = hall_lock.take
    monkeypatch.setattr(hall_lock, "take", lambda which, value, on: _unlocked(take, which, value, on))

    served = work_off(counters)

    told = Counter(pk for one in served for pk in one)
    assert max(told.values()) == 1
    assert len(told) == 200


def _unlocked(take, which, value, on):
    """Find the day without locking its row."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM records_hallday WHERE {which} AND "on" = %s', [value, on])
        return cursor.fetchone()[0]

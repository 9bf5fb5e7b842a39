"""The message “you are next” goes out once each: two counters call at once, and the worker is killed."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from motcua.actions import calling, hall, ticket, ticket_message
from motcua.jobs import notices, sweeps
from motcua.queries import access, hall_messages, moment
from motcua.records.models import Notice, Ticket
from motcua.rules.people import SYSTEM, Role
from motcua.rules.tickets import Ending
from tests import halls, make
from tests.proofs.sizes import size
from tests.proofs.test_kill9 import Victim

TICKETS = size(short=24, full=200)
KILLS = size(short=4, full=30)
SOON = timedelta(seconds=30)
MORNING = make.at("2024-01-12 09:00")

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def now(settings):
    """Office hours, for the worker's process as for the counters."""
    settings.CLOCK_OFFSET_SECONDS = int((MORNING - moment.now()).total_seconds())
    return moment.now()


@pytest.fixture
def home(tmp_path, settings, now):
    settings.HOME = tmp_path
    (tmp_path / "clock_offset").write_text(str(settings.CLOCK_OFFSET_SECONDS), encoding="utf-8")
    return {"MOTCUA_HOME": str(tmp_path), "MOTCUA_SECRET_KEY": settings.SECRET_KEY}


@pytest.fixture
def counters(commune, now):
    """Two officials at two desks that serve the same line."""
    found = []
    for desk in halls.furnish(commune, now=now - timedelta(days=1), desks=2):
        name = f"q{desk.number}"
        user = make.official(name, unit=commune, role=Role.RECEPTION, user_name=name)
        by = access.actor_of(user, now.date())
        hall.open_desk(by=by, desk_id=desk.pk, now=now - timedelta(minutes=60))
        found.append((by, desk.pk))
    return found


def draw(unit, now):
    """Everybody in the line has left a telephone; return the keys of what is owed to them in the end."""
    for number in range(TICKETS):
        wanted = ticket.Wanted(unit.pk, "ho-tich")
        issued = ticket.issue(by=SYSTEM, wanted=wanted, now=now - timedelta(seconds=TICKETS - number))
        ticket_message.wish(token=issued.token, phone=f"09120{number:05d}", now=now)


def outbox(home):
    path = home / "outbox.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Counter(json.loads(line)["key"] for line in lines)


def call_once(counters, now):
    """Let both counters call at the same moment; return the numbers they called."""
    barrier = Barrier(len(counters))

    def person(by, desk_id):
        barrier.wait()
        while True:
            try:
                called = calling.call_next(by=by, desk_id=desk_id, now=now)
                break
            except OperationalError:  # a very busy machine: the key is pressed again
                continue
        connection.close()
        return called

    with ThreadPoolExecutor(len(counters)) as pool:
        return [one for one in pool.map(lambda counter: person(*counter), counters) if one]


def finish(counters, called, now):
    by_desk = {desk_id: by for by, desk_id in counters}
    for row in called:
        by = by_desk[row.desk_id]
        calling.begin(by=by, ticket_id=row.pk, now=now)
        ticket.finish(by=by, ticket_id=row.pk, ending=Ending.ADVICE_ONLY, now=now)


def test_two_counters_at_once_and_two_workers_send_one_message_each(counters, commune, home, tmp_path, now):
    draw(commune, now)

    while called := call_once(counters, now):
        for later in (timedelta(0), SOON, SOON * 2):  # a provider that was down is tried again
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _, at=now + later: _worker(at), range(2)))
        finish(counters, called, now)

    told, keys = outbox(tmp_path), list(Ticket.objects.values_list("pk", flat=True))
    assert set(told.values()) == {1}
    assert {hall_messages.key(pk, hall_messages.CALLED) for pk in keys} <= set(told)
    assert len(told) > TICKETS, "nobody was told that she is near: the proof proves nothing"


def _worker(at):
    try:
        sweeps.tell_near(at)
        notices.deliver(at)
    except OperationalError:
        pass  # as the loop does: tried again in the next round
    connection.close()


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(counters, commune, home, tmp_path, now):
    draw(commune, now)
    called = call_once(counters, now)
    worker = Victim("-m", "motcua", "work", **home)

    for kill in range(KILLS):
        until = time.monotonic() + 20
        while time.monotonic() < until and not (tmp_path / "outbox-keys").exists():
            time.sleep(0.02)
        time.sleep(0.05 * kill)  # somewhere in its round
        worker.kill()
        worker.start()
    worker.end()
    for times in range(1, 4):
        _worker(moment.now() + times * SOON)

    told = outbox(tmp_path)
    assert set(told.values()) == {1}
    assert {hall_messages.key(row.pk, hall_messages.CALLED) for row in called} <= set(told)
    assert not Notice.objects.filter(sent_at=None, failed_at=None).exists()

"""The stream of boards: nothing that moved is lost, and nobody vouches for what he has not just seen."""

import asyncio
import json
import queue
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from motcua.actions import calling, hall, ticket
from motcua.queries import hall_changes, moment
from motcua.records.models import Ticket
from motcua.rules.people import SYSTEM
from motcua.web.screen import stream
from tests import halls, make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

PATIENCE_SECONDS = 20


class Listener:
    """A board: what it is sent, until it goes away."""

    def __init__(self, loop, code):
        self.loop, self.heard, self.gone = loop, queue.Queue(), asyncio.Event()
        scope = {"type": "http", "method": "GET", "path": f"/screen/{code}/stream"}
        self.task = asyncio.run_coroutine_threadsafe(
            stream.application(scope, self._receive, self._send), loop
        )

    async def _receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.heard.put(message.get("body", b"").decode())

    def hear(self, what):
        """Return the first of what comes next that has this in it."""
        return self.hear_to(what)[-1]

    def hear_to(self, what):
        """Return all that comes next, up to the first that has this in it."""
        end, heard = time.monotonic() + PATIENCE_SECONDS, [""]
        while what not in heard[-1]:
            heard.append(self.heard.get(timeout=max(0, end - time.monotonic())))
        return heard[1:]

    def end(self):
        self.loop.call_soon_threadsafe(self.gone.set)
        self.task.result(PATIENCE_SECONDS)


@pytest.fixture
def loop():
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    asyncio.run_coroutine_threadsafe(running.shutdown_default_executor(), running).result()
    running.call_soon_threadsafe(running.stop)
    thread.join()
    running.close()


@pytest.fixture
def board(loop, commune, seat, monkeypatch, settings):
    """A board of the commune's hall, on a server of its own that beats fast."""
    morning = make.at("2024-01-12 09:00").timestamp()
    settings.CLOCK_OFFSET_SECONDS = int(morning - datetime.now(UTC).timestamp())
    monkeypatch.setattr(stream, "hub", stream.Hub())
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(stream, "REST_SECONDS", 0.05)
    monkeypatch.setattr(stream, "DRAWN_ANEW_SECONDS", 1000.0)
    listener = Listener(loop, commune.agency_code)
    listener.hear("event: board")
    yield listener
    listener.end()
    stream.hub.end()


@pytest.fixture
def seat(commune, lan, now):
    """A desk at which Lan sits."""
    desk = halls.furnish(commune, now=now, desks=1)[0]
    hall.open_desk(by=lan, desk_id=desk.pk, now=now)
    return desk


@pytest.fixture
def call(commune, lan, seat):
    """Draw a number and call it, and return it."""

    def draw_and_call():
        now = moment.now()
        ticket.issue(by=SYSTEM, wanted=ticket.Wanted(unit_id=commune.pk, service="dat-dai"), now=now)
        return calling.call_next(by=lan, desk_id=seat.pk, now=now).code

    return draw_and_call


def told(event):
    return json.loads(event.split("data: ", 1)[1])


def test_it_tells_a_call_and_then_vouches_for_what_it_told(board, call):
    code = call()

    event = board.hear(f'"code": "{code}"')
    *others, beat = board.hear_to("event: beat")

    # The hall may have moved while it was drawn: then it is drawn again before anybody vouches for it.
    last = [event, *(one for one in others if "event: board" in one)][-1]
    assert code in last
    assert beat == f"event: beat\ndata: {told(last)['version']}\n\n"


def test_it_vouches_for_nothing_while_it_cannot_look(board, call, monkeypatch):
    broken, failed = threading.Event(), queue.Queue()

    def marks(*args, **kwargs):
        if broken.is_set():
            failed.put(True)
            raise DatabaseError("gone")
        return looked(*args, **kwargs)

    looked = hall_changes.marks
    monkeypatch.setattr(hall_changes, "marks", marks)
    monkeypatch.setattr(stream, "FRESH_SECONDS", 1.0)
    board.hear("event: beat")
    broken.set()
    failed.get(timeout=PATIENCE_SECONDS)
    failed.get(timeout=PATIENCE_SECONDS)  # it tries again
    board.hear(": beat\n\n")
    assert board.heard.get(timeout=PATIENCE_SECONDS) == ": beat\n\n"

    code = call()
    broken.clear()
    board.hear(f'"code": "{code}"')
    board.hear("event: beat")


def test_whatever_goes_wrong_it_goes_on(board, call, monkeypatch):
    drawn, wrong = stream.drawn.board, [ValueError("a template"), RuntimeError("a set that changed")]

    def once_wrong(*args, **kwargs):
        if wrong:
            raise wrong.pop()
        return drawn(*args, **kwargs)

    monkeypatch.setattr(stream.drawn, "board", once_wrong)

    assert board.hear(f'"code": "{call()}"')
    assert wrong == []


def test_a_board_that_comes_back_at_once_is_told_at_once(board, loop, commune):
    board.end()

    again = Listener(loop, commune.agency_code)

    assert "event: board" in again.hear("event: board")
    again.end()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to be ended")
def test_it_loses_no_call_when_its_connection_is_ended(board, call, lan):
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            assert cursor.fetchall()
        code = call()

        board.hear(f'"code": "{code}"')
        pk, at = Ticket.objects.get(code=code).pk, moment.now()
        calling.begin(by=lan, ticket_id=pk, now=at)
        ticket.finish(by=lan, ticket_id=pk, ending=ticket.Ending.ADVICE_ONLY, now=at)

"""The little server of boards: each open board is one line kept open, and a change is made once for all.

It speaks ASGI by itself, so that a board costs some kilobytes and no thread. One thread watches the halls
that are looked at and draws what changed; every board of a hall gets the same bytes. A board that cannot
keep up gets only the newest. A board is told again and again that what it shows is still so, and only
while the thread has just looked: who hears nothing knows nothing. Nothing here is personal: numbers,
desks, waits.
"""

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from motcua.queries import access, hall_changes, moment
from motcua.web.screen import drawn

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BEAT_SECONDS = 5.0  # a board that misses two of them asks, and soon says that it may be old
FRESH_SECONDS = 5.0  # the thread looks every second; one that has not for so long may not vouch for anything
END_SECONDS = 3.0  # for the thread to let its connection go
REST_SECONDS = 1.0  # after something failed
DRAWN_ANEW_SECONDS = 30.0  # waits grow although nothing moves
AGAIN_MS = 2000  # how soon a browser comes back by itself
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # The boards of a demonstration come from another port; what is sent is for everybody.
    (b"access-control-allow-origin", b"*"),
]
logger = logging.getLogger("motcua.boards")


class Hub:
    """The boards that are open, by hall, and the thread that watches for them."""

    def __init__(self) -> None:
        self.boards: dict[int, set[asyncio.Queue[bytes]]] = {}
        self.last: dict[int, tuple[bytes, str]] = {}  # the event, and the version of the board in it
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._watch = hall_changes.Watch()
        self._looked_at = float("-inf")
        self._ended = threading.Event()

    def join(self, unit_id: int) -> "asyncio.Queue[bytes]":
        """Add a board; the watching begins with the first one."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
        self.boards.setdefault(unit_id, set()).add(queue)
        if unit_id in self.last and self.is_fresh():
            queue.put_nowait(self.last[unit_id][0])
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._watching, name="boards", daemon=True)
            self._thread.start()
        return queue

    def leave(self, unit_id: int, queue: "asyncio.Queue[bytes]") -> None:
        """Take a board away; a hall nobody looks at is not drawn any more."""
        self.boards[unit_id].discard(queue)
        if not self.boards[unit_id]:
            del self.boards[unit_id]
            self.last.pop(unit_id, None)

    def is_fresh(self) -> bool:
        """Tell whether the boards were looked at just now: nobody vouches for what he has not seen."""
        return time.monotonic() - self._looked_at < FRESH_SECONDS

    def beat(self, unit_id: int) -> bytes:
        """Return what a board hears while nothing moves: that its version is still so, or only a comment."""
        if unit_id in self.last and self.is_fresh():
            return f"event: beat\ndata: {self.last[unit_id][1]}\n\n".encode()
        return b": beat\n\n"

    def end(self) -> None:
        """Let the watching thread come to its end."""
        self._ended.set()
        self._watch.end()
        if self._thread is not None:
            self._thread.join(END_SECONDS)

    def _watching(self) -> None:
        known: dict[int, tuple[hall_changes.Mark, float]] = {}
        while not self._ended.is_set():
            try:
                self._watch.wait(set(self.boards), 1.0)
                self._draw_changed(known)
                self._looked_at = time.monotonic()
            except Exception as broken:  # whatever it was: without this thread every board stands still
                is_line = isinstance(broken, (DatabaseError, InterfaceError))
                logger.warning("boards are not drawn: %s", broken, exc_info=not is_line)
                known.clear()  # what was last told may be old by the time this works again
                self._watch.forget()
                self._ended.wait(REST_SECONDS)
            close_old_connections()
        self._watch.forget()

    def _draw_changed(self, known: dict[int, tuple[hall_changes.Mark, float]]) -> None:
        looked_at = set(self.boards)
        for gone in known.keys() - looked_at:
            del known[gone]
        now = moment.now()
        for unit_id, mark in hall_changes.marks(looked_at, now=now).items() if looked_at else ():
            was, drawn_at = known.get(unit_id, (None, 0.0))
            is_old = was != mark or time.monotonic() - drawn_at > DRAWN_ANEW_SECONDS
            if is_old or unit_id not in self.last:  # a board that left and came back is owed one at once
                known[unit_id] = (mark, time.monotonic())
                self._draw(unit_id, now, is_news=is_old)

    def _draw(self, unit_id: int, now: datetime, *, is_news: bool) -> None:
        assert self._loop is not None
        try:
            told = drawn.board(unit_id, now=now)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:  # one hall's fault is not the others'; its boards hear nothing and ask
            if is_news:
                logger.exception("the board of hall %s could not be drawn", unit_id)
            self.last.pop(unit_id, None)  # nobody vouches for what is old
            return
        self._loop.call_soon_threadsafe(self._publish, unit_id, event(told), told["version"])

    def _publish(self, unit_id: int, told: bytes, version: str) -> None:
        if unit_id not in self.boards:
            return
        self.last[unit_id] = (told, version)
        for queue in self.boards[unit_id]:
            with contextlib.suppress(asyncio.QueueEmpty):
                queue.get_nowait()  # the older one is of no use any more
            queue.put_nowait(told)


def event(told: dict[str, Any]) -> bytes:
    """Return a board as one event of the stream."""
    return f"event: board\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/screen/UNIT/stream` with a stream of boards, everything else with 404."""
    if scope["type"] == "lifespan":
        return await _lifespan(receive, send)
    if scope["type"] != "http":
        return None
    try:
        unit_id = await asyncio.to_thread(_unit_of, scope["path"])
    except (DatabaseError, InterfaceError):
        return await _refused(503, send)
    if unit_id is None or scope["method"] not in ("GET", "HEAD"):
        return await _refused(404, send)
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": f"retry: {AGAIN_MS}\n\n".encode(), "more_body": True})
    return await _streamed(unit_id, receive, send)


async def _refused(status: int, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _streamed(unit_id: int, receive: Receive, send: Send) -> None:
    queue = hub.join(unit_id)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        while not gone.done():
            told = asyncio.ensure_future(queue.get())
            await asyncio.wait({told, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            body = told.result() if told.done() else hub.beat(unit_id)
            told.cancel()
            if not gone.done():
                await send({"type": "http.response.body", "body": body, "more_body": True})
    except Exception:  # the browser has gone while it was written to: every server says so in its own way
        logger.debug("a board went away", exc_info=True)
    finally:
        gone.cancel()
        hub.leave(unit_id, queue)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            hub.end()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _unit_of(path: str) -> int | None:
    parts = path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "screen" or parts[2] != "stream":
        return None
    try:
        return drawn.unit_of(parts[1]).pk
    except access.NoSuch:
        return None
    finally:
        connection.close()  # boards come seldom: one that was kept would only be dead when they all come back

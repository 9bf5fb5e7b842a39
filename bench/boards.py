"""Five hundred boards of one hall on one server: its memory, and how soon a call stands on all of them.

The peer is the least program that can do it, under the same server: no database, nothing drawn, the bytes
posted to it (bench.bare.boards). `python -m bench.boards act HALL COUNT` calls so many numbers in turn.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from typing import Any

from bench.homes import ROOT, Home
from bench.servers import free_port, memory_mib, running

BOARDS, CALLS = 500, 8
PAUSE = 1.5  # seconds between two calls
PATIENCE = 30.0  # seconds until every board must have a call
SERVER = (
    "-m",
    "granian",
    "--interface",
    "asgi",
    "--host",
    "127.0.0.1",
    "--workers",
    "1",
    "--backlog",
    "1024",
)


def measure(home: Home) -> dict[str, Any]:
    """Return the memory of both servers with their boards open, and what a call takes to reach all.

    Units: MiB of proportional memory; milliseconds from the commit, of the peer from the post.
    """
    hall = home.ask("bench.hall", "set", 40)
    port = free_port()
    own = [sys.executable, "-m", "motcua", "boards", "--port", str(port)]
    with running(own, home.surroundings, port) as pid:
        found = asyncio.run(_boards(pid, port, f"/screen/{hall['code']}/stream", _calls(home, hall)))
    port = free_port()
    bare = [sys.executable, *SERVER, "--port", str(port), "bench.bare.boards:application"]
    with running(bare, home.surroundings | {"PYTHONPATH": str(ROOT)}, port) as pid:
        peer = asyncio.run(_boards(pid, port, "/", _posts(port, found["bytes"])))
    return {"boards": BOARDS, **found, "peer": peer}


class Board:
    """One open line: what was seen on it first, and when."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}
        self.size = 0

    async def look(self, port: int, path: str) -> None:
        """Read until the line ends; note when each mark is first read."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                if line.startswith(b"data: {"):  # a beat tells a version alone
                    self.size = len(line)
                    for call in json.loads(line[5:])["calls"]:
                        self.seen.setdefault(call["code"], time.time())


async def _boards(pid: int, port: int, path: str, act: Any) -> dict[str, Any]:
    alone = memory_mib(pid)
    boards = [Board() for _ in range(BOARDS)]
    lines = [asyncio.ensure_future(_started(board, port, path)) for board in boards]
    await asyncio.sleep(3)
    told: dict[str, float] = await act()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not all(told.keys() <= board.seen.keys() for board in boards):
        await asyncio.sleep(0.05)
    memory = memory_mib(pid)
    for line in lines:
        line.cancel()
    reached = [sum(code in board.seen for board in boards) for code in told]
    spent = sorted(1000 * (board.seen[code] - at) for code, at in told.items() for board in boards
                   if code in board.seen)  # fmt: skip
    last = sorted(
        1000 * (max(board.seen.get(code, at) for board in boards) - at) for code, at in told.items()
    )
    return {
        "alone_mib": alone, "mib": memory, "calls": len(told), "missed": BOARDS * len(told) - sum(reached),
        "first_ms": round(spent[0]), "p50_ms": round(spent[len(spent) // 2]),
        "all_p50_ms": round(last[len(last) // 2]), "all_worst_ms": round(last[-1]),
        "bytes": max(board.size for board in boards),
    }  # fmt: skip


async def _started(board: Board, port: int, path: str) -> None:
    for _ in range(20):
        try:
            return await board.look(port, path)
        except OSError:
            await asyncio.sleep(0.2)


def _calls(home: Home, hall: dict[str, Any]) -> Any:
    async def act() -> dict[str, float]:
        words = ["-m", "bench.boards", "act", json.dumps(hall), str(CALLS)]
        child = await asyncio.create_subprocess_exec(
            sys.executable, *words, env=home.surroundings, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await child.communicate()
        told: dict[str, float] = json.loads(out.decode().strip().splitlines()[-1])
        return told

    return act


def _posts(port: int, size: int) -> Any:
    async def act() -> dict[str, float]:
        told = {}
        for number in range(CALLS):
            code = f"A{number:03d}"
            said = {"calls": [{"code": code}], "html": "x" * max(0, size - 60)}
            body = f"event: board\ndata: {json.dumps(said)}\n\n".encode()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
            told[code] = time.time()
            writer.write(head.encode() + body)
            await writer.drain()
            await reader.readline()
            writer.close()
            await asyncio.sleep(PAUSE)
        return told

    return act


def act(hall: dict[str, Any], count: int) -> dict[str, float]:
    """Call so many numbers, each at another desk; return when each call was committed, by code."""
    import django

    django.setup()
    from motcua.actions import calling
    from motcua.queries import access, moment
    from motcua.records.models import User

    told = {}
    for desk, user in list(zip(hall["desks"], hall["users"], strict=True))[:count]:
        by = access.actor_of(User.objects.get(pk=user), moment.now().date())
        called = calling.call_next(by=by, desk_id=desk, now=moment.now())
        if called is not None:
            told[called.code] = time.time()
        time.sleep(PAUSE)
    return told


if __name__ == "__main__":
    print(json.dumps(act(json.loads(sys.argv[2]), int(sys.argv[3]))))

"""Programs that ask over HTTP as fast as they are answered, with little work of their own."""

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Script = Callable[["Line", int], None]


class Unanswered(RuntimeError):
    """The server answered something else than success."""


class Line:
    """One kept-alive connection; `token` goes with every request."""

    def __init__(self, port: int, token: str = "", scheme: str = "Bearer") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = f"Authorization: {scheme} {token}\r\n" if token else ""
        self.head = f"Host: 127.0.0.1:{port}\r\n{key}"
        self.kept = b""

    def post(self, path: str, told: Any) -> Any:
        """Send JSON and return the JSON of the answer."""
        body = json.dumps(told).encode()
        return self.send("POST", path, body, "application/json")

    def get(self, path: str) -> Any:
        return self.send("GET", path, b"", "application/json")

    def send(self, method: str, path: str, body: bytes, kind: str) -> Any:
        """Send one request and return the JSON of the answer, or its text.

        Raises: Unanswered for any status but 200 and 201.
        """
        told = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{self.head}{told}".encode() + body)
        status, text = self._answer()
        if status not in (200, 201):
            raise Unanswered(f"{method} {path}: {status} {text[:500]!r}")
        return json.loads(text) if text[:1] in (b"{", b"[") else text

    def _answer(self) -> tuple[int, bytes]:
        while (end := self.kept.find(b"\r\n\r\n")) < 0:
            self._more()
        head, self.kept = self.kept[:end].lower(), self.kept[end + 4 :]
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in head:
            return status, self._chunks()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        return status, self._take(length)

    def _chunks(self) -> bytes:
        parts = []
        while True:
            while (end := self.kept.find(b"\r\n")) < 0:
                self._more()
            size, self.kept = int(self.kept[:end], 16), self.kept[end + 2 :]
            parts.append(self._take(size))
            self._take(2)
            if not size:
                return b"".join(parts)

    def _take(self, length: int) -> bytes:
        while len(self.kept) < length:
            self._more()
        found, self.kept = self.kept[:length], self.kept[length:]
        return found

    def _more(self) -> None:
        got = self.socket.recv(262_144)
        if not got:
            raise Unanswered("the server hung up")
        self.kept += got


@dataclass(slots=True)
class Load:
    """How long the measurement warms up and lasts."""

    seconds: float
    warm_up: float = 1.0
    problems: list[BaseException] = field(default_factory=list)


def press(lines: Sequence[Line], script: Script, load: Load) -> dict[str, float]:
    """Let every line repeat the script; return rounds a second and how long one takes.

    Units: rounds/s; milliseconds.
    Raises: the first problem any of them met.
    """
    spent: list[list[float]] = [[] for _ in lines]
    begin = time.perf_counter() + load.warm_up
    end = begin + load.seconds

    def work(which: int) -> None:
        number = 0
        try:
            while (started := time.perf_counter()) < end:
                script(lines[which], which * 10_000_000 + number)
                number += 1
                if started >= begin:
                    spent[which].append(time.perf_counter() - started)
        except BaseException as problem:
            load.problems.append(problem)

    threads = [threading.Thread(target=work, args=(which,)) for which in range(len(lines))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if load.problems:
        raise load.problems[0]
    return summary([each for one in spent for each in one], load.seconds)


def summary(spent: list[float], seconds: float) -> dict[str, float]:
    """Return rate and quantiles of durations in seconds. Units: a second; milliseconds."""
    spent = sorted(spent)
    return {"per_s": round(len(spent) / seconds, 2)} | quantiles(spent)


def quantiles(spent: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and p99 of durations in seconds. Units: milliseconds."""
    ordered = sorted(spent) or [0.0]
    last = len(ordered) - 1
    return {f"p{q}_ms": round(ordered[min(last, len(ordered) * q // 100)] * 1000, 2) for q in (50, 95, 99)}

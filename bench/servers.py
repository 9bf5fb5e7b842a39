"""Servers under measurement: started as an operator starts them, waited for, weighed, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.homes import ROOT, Home

FIRST_PORT = 8180
PATIENCE_SECONDS = 60
GRANIAN = ("--interface", "wsgi", "--blocking-threads", "4", "--backlog", "512", "--log-level", "warning")


def free_port() -> int:
    """Return the first port from 8180 on that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + 20):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError(f"the ports from {FIRST_PORT} on are all taken")


@contextmanager
def motcua(home: Home) -> Iterator[int]:
    """Serve the product as `motcua serve` does; yield the port."""
    port = free_port()
    with running([sys.executable, "-m", "motcua", "serve", "--port", str(port)], home.surroundings, port):
        yield port


@contextmanager
def wsgi(
    target: str, surroundings: dict[str, str], workers: int, python: str = sys.executable
) -> Iterator[int]:
    """Serve any WSGI program with the same server, the same threads."""
    port = free_port()
    words = ["-m", "granian", target, "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    with running([python, *words, *GRANIAN], surroundings, port):
        yield port


@contextmanager
def running(command: Sequence[str], surroundings: dict[str, str], port: int) -> Iterator[int]:
    """Run a server in a session of its own until it answers; yield its process id; stop it."""
    log = ROOT / "bench" / "out" / f"server-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as told:
        process = subprocess.Popen(
            command, env=surroundings, cwd=ROOT, stdout=told, stderr=told, start_new_session=True
        )
    try:
        wait(process, port, log)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers anything.

    Raises: RuntimeError with its log when it ends or takes a minute.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as probe:
                probe.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if probe.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(log.read_text(errors="replace")[-2000:])


def memory_mib(pid: int) -> float:
    """Return the proportional memory (PSS) of a process and all below it. Units: MiB."""
    total = 0
    for each in family(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return round(total / 1024, 1)


def family(pid: int) -> list[int]:
    """Return a process and everything it started."""
    found, children = [pid], Path(f"/proc/{pid}/task/{pid}/children")
    for child in children.read_text().split() if children.exists() else []:
        found += family(int(child))
    return found

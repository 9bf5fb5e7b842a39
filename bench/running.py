"""The product as it runs: seconds to the first answer, memory of web and work, the demonstration's making."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import clients, five_calls, servers
from bench.clients import Line, Load
from bench.homes import ROOT, Home


def measure(home: Home, cast: list[dict[str, Any]]) -> dict[str, Any]:
    """Return start-up seconds and the memory of web and work after some load. Units: s; MiB (PSS)."""
    port = servers.free_port()
    started = time.perf_counter()
    serve = [sys.executable, "-m", "motcua", "serve", "--port", str(port)]
    with servers.running(serve, home.surroundings, port) as web:
        seconds = time.perf_counter() - started
        worker = subprocess.Popen(
            [sys.executable, "-m", "motcua", "work"],
            env=home.surroundings,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        try:
            lines = [Line(port, cast[which]["token"]) for which in range(4)]
            clients.press(lines, five_calls.ours(cast, 7), Load(4.0))
            page = Line(port)
            for _ in range(20):
                page.get("/")
            memory = {"web_mib": servers.memory_mib(web), "work_mib": servers.memory_mib(worker.pid)}
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
    total = round(memory["web_mib"] + memory["work_mib"], 1)
    return {"first_answer_s": round(seconds, 2), "web_and_work_mib": total} | memory


def demo() -> dict[str, float]:
    """Return the seconds that the small demonstration takes to be made, on SQLite, in an empty home."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        home = Home("demo", Path(folder))
        started = time.perf_counter()
        home.run("-m", "motcua", "demo", "--small", "--only-make")
        return {"demo_small_s": round(time.perf_counter() - started, 2)}

"""python -m bench [--quick]: measure everything beside its baseline, on SQLite and PostgreSQL.

Results go to bench/results.json, and as a table to docs/performance.md, good or bad.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import five_calls, reception, report, servers
from bench.homes import ROOT, Home, made

SIZES = {"quick": (1_000, 30_000), "full": (1_000, 30_000, 300_000)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="a small form, in a few minutes")
    quick = parser.parse_args().quick
    found: dict[str, Any] = {"form": "quick" if quick else "full", "machine": machine()}
    server = os.environ.get("MOTCUA_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        for name, url in (("sqlite", ""), ("postgresql", server if "postgres" in server else "")):
            if name == "postgresql" and not url:
                print("bench: no PostgreSQL; start it by `make bench`", file=sys.stderr)
                continue
            found[name] = _tried(name, lambda name=name, url=url: database(name, Path(folder), url, quick))
            keep(found)
        with made("pure", Path(folder), "", 300) as home:
            for part in ("slips", "due_moments", "history"):
                found[part] = _tried(part, lambda part=part: home.ask("bench.report", part))
                keep(found)
    print(report.page(found))
    return 0


def keep(found: dict[str, Any]) -> None:
    """Write what is known so far: a run that is interrupted has not measured for nothing."""
    (ROOT / "bench" / "results.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    (ROOT / "docs" / "performance.md").write_text(report.page(found), encoding="utf-8")


def database(name: str, folder: Path, url: str, quick: bool) -> dict[str, Any]:
    """Return what was measured on one database."""
    seconds, rounds = (3.0, 1) if quick else (8.0, 3)
    found: dict[str, Any] = {}
    with made(name, folder, url, 1_000) as home:
        cast = home.ask("bench.cast")
        found["start"] = _tried(f"{name}: start and memory", lambda: start(home))
        found["verify"] = _tried(f"{name}: verify", lambda: verify(home))
        found["five_calls"] = _tried(
            f"{name}: five calls", lambda: five_calls.measure(home, cast, seconds=seconds, rounds=rounds)
        )
        found["reception"] = _tried(
            f"{name}: reception", lambda: reception.measure(home, cast, seconds=seconds, rounds=rounds)
        )
    found["reads"] = {}
    sizes = [*SIZES["quick" if quick else "full"], *([] if quick or not url else [1_000_000])]
    with made(f"{name}_reads", folder, url, 1_000) as home:
        for size in sizes:
            found["reads"][str(size)] = _tried(
                f"{name}: reads at {size}", lambda size=size: reads(home, size)
            )
    return found


def reads(home: Home, size: int) -> Any:
    """Return the reads of a home grown to that size."""
    if size > 1_000:
        home.run("-m", "bench.crowd", size)
    return home.ask("bench.reads", 60)


def start(home: Home) -> dict[str, float]:
    """Return how long the server takes to its first answer, and the memory of web and work (PSS)."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "motcua", "work"]
    with servers.motcua(home) as port:
        first = time.monotonic() - begun
        worker = subprocess.Popen(command, env=home.surroundings, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            for path in ("/", "/procedures/", "/accounts/login/"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                    answer.read()
            time.sleep(3)  # until the worker has done its first round
            mib = sum(map(servers.memory_mib, (_server(port), worker.pid)))
        finally:
            worker.terminate()
            worker.wait()
    return {"first_answer_s": round(first, 2), "mib": round(mib)}


def _server(port: int) -> int:
    """Return the process that was started to serve at a port."""
    for path in sorted(Path("/proc").glob("[0-9]*/cmdline"), key=lambda path: int(path.parent.name)):
        if f"--port\0{port}\0" in path.read_text(errors="replace"):
            return int(path.parent.name)
    raise RuntimeError("the server is gone")


VERIFY = """
import json, time, django
django.setup()
from motcua.queries import journal
begun = time.perf_counter()
proof = journal.verify()
print(json.dumps({"entries": proof.entries, "ok": proof.ok, "seconds": time.perf_counter() - begun}))
"""


def verify(home: Home) -> dict[str, float]:
    """Return how many entries a second the verifier proves."""
    told = json.loads(home.run("-c", VERIFY).strip().splitlines()[-1])
    assert told["ok"]
    return {"entries": told["entries"], "per_s": round(told["entries"] / told["seconds"])}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
    }


def _tried(name: str, measure: Callable[[], Any]) -> Any:
    """Measure, say how long it took, and keep a failure as a failure: a bench must tell the bad too."""
    begun = time.monotonic()
    try:
        found = measure()
    except (RuntimeError, OSError, ValueError, KeyError, AssertionError) as problem:
        found = {"failed": str(problem)[-300:]}
    print(f"bench: {name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())

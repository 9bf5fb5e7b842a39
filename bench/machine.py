"""The machine of a run, without its name: what a reader needs to judge the figures."""

import os
import platform
import sqlite3
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("Django", "granian", "psycopg", "typst", "django-ninja")


def facts(server: str) -> dict[str, Any]:
    """Return cores, memory, versions, the journal mode, what a sync to the disk costs, how busy it was."""
    found: dict[str, Any] = {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in PACKAGES},
        "fdatasync_ms": _sync(),
        "load_before": round(os.getloadavg()[0], 1),
    }
    found["sqlite_mode"] = _mode()
    if server:
        import psycopg

        with psycopg.connect(server) as line:
            row = line.execute("SHOW server_version").fetchone()
            found["postgresql"] = str(row[0]).split()[0] if row else ""
    return found


def _mode() -> str:
    safe = sqlite3.sqlite_version_info >= (3, 51, 3)
    return "WAL + FULL" if safe else "DELETE + EXTRA"


def _sync() -> float:
    with tempfile.TemporaryDirectory() as folder:
        handle = os.open(Path(folder) / "sync", os.O_CREAT | os.O_RDWR)
        try:
            spent = []
            for number in range(50):
                os.pwrite(handle, b"x" * 4096, number * 4096)
                started = time.perf_counter()
                os.fdatasync(handle)
                spent.append(time.perf_counter() - started)
        finally:
            os.close(handle)
    return round(sorted(spent)[25] * 1000, 2)

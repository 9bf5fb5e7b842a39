"""python -m bench.facts ROUNDS: facts written a second, and one free question on them beside our tallies."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.homes import ROOT
from bench.reads import timed

HIVE = "hive_partitioning = true, hive_types = {'unit': VARCHAR, 'month': VARCHAR}"


def measure(rounds: int) -> dict[str, Any]:
    """Return the pace of the export, and of all sums by unit and month from tallies and from its files.

    Units: seconds and rows a second of the command, its start included; MiB of its memory; milliseconds.
    """
    import django

    django.setup()
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as parent:
        folder = Path(parent) / "facts"
        found = _export(folder)
        sql = (folder / "sums.sql").read_text()
        ours, theirs = _tallies(sql), _duckdb(folder, sql)
        found["tallies"] = timed(ours, rounds)
        if theirs:
            found["duckdb"] = timed(theirs, rounds)
            found["equal"] = _plain(ours()) == _plain(theirs())
    return found


def _export(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "motcua", "export", "facts", str(folder), "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=os.environ, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    told, after = json.loads(done.stdout), resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    kept = ("dossiers", "rows", "files", "bytes")
    return {name: told[name] for name in kept} | {
        "seconds": round(seconds, 2),
        "rows_per_s": round(told["rows"] / seconds),
        "dossiers_per_s": round(told["dossiers"] / seconds),
        "cpu_seconds": round(spent, 2),
        "rss_mib": after.ru_maxrss // 1024,
    }


def _tallies(sql: str) -> Any:
    from django.db import connection

    from motcua.queries import facts

    def read() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(facts.own() + sql)
            return list(cursor.fetchall())

    return read


def _duckdb(folder: Path, sql: str) -> Any:
    try:
        import duckdb
    except ImportError:
        return None
    here = duckdb.connect()
    source = f"read_parquet('{folder}/facts/*/*/*.parquet', {HIVE})"
    return lambda: here.execute(f"WITH facts AS (SELECT * FROM {source}) {sql}").fetchall()


def _plain(rows: list[Any]) -> list[list[Any]]:
    """Return the rows without those that have nothing, every number a whole one.

    Without the days of waiting: bench.crowd does not move the pauses inside a copied dossier.
    """
    from motcua.rules.measures import MEASURES

    kept = [at for at, name in enumerate(MEASURES, 2) if not name.startswith(("waits_", "charges_"))]
    told = [[*row[:2], *(int(row[at]) for at in kept)] for row in rows]
    return sorted(row for row in told if any(row[2:]))


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))

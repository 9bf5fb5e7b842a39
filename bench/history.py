"""History import: rows per second for 100,000 made dossiers and the receipt log, and the report on them."""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "history"
ROWS = 100_000
SEED = 20240926
MAP = ROOT / "maps" / "example-dossiers.yaml"
RECEIPT = ROOT / "maps" / "receipt.yaml"
HEAD = ("case_id", "open_dt", "target_dt", "closed_dt", "department", "type", "source", "street")


def run() -> dict[str, Any]:
    """Return seconds and rows per second of each import as a command, its start included.

    `again` is the second run over unchanged rows. Units: seconds of wall time and of processor time;
    `rss_mib` the greatest memory of any of the commands.
    """
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        home = Path(folder)
        made = home / "made.csv"
        make(made)
        _motcua(home, "report", "timeliness", "--json")  # makes the database, outside the measurement
        found = {
            "made": _measured(home, ROWS, "import", "history", made, "--map", MAP, "--json"),
            "again": _measured(home, ROWS, "import", "history", made, "--map", MAP, "--json"),
            "report": _measured(home, ROWS, "report", "timeliness", "--collection", "made", "--by", "unit"),
        }
        for kind in ("csv", "xes") if DATA.exists() else ():
            words = ("import", "history", DATA / f"receipt.{kind}.gz", "--map", RECEIPT, "--collection", kind)
            found[f"receipt_{kind}"] = _measured(home, 8577, *words, "--json")
    found["rss_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found["seed"] = SEED
    return found


def make(path: Path) -> None:
    """Write a year of invented dossiers."""
    chance, start = random.Random(SEED), datetime.fromisoformat("2023-01-01")

    def written(at: datetime) -> str:
        return at.strftime("%m/%d/%Y %I:%M:%S %p")

    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEAD)
        for number in range(ROWS):
            received = start + timedelta(seconds=chance.randrange(365 * 86_400))
            due = received + timedelta(days=chance.choice((3, 5, 10)))
            ended = received + timedelta(hours=chance.expovariate(1 / 70))
            lines.writerow(
                (
                    f"10{number:08d}", written(received), written(due) if chance.random() < 0.9 else "",
                    written(ended) if chance.random() < 0.95 else "", f"Phòng {number % 17}",
                    f"Thủ tục {number % 120}",
                    ("direct", "online", "post")[number % 3],
                    f"{number} Nguyễn Trãi",
                )
            )  # fmt: skip


def _measured(home: Path, rows: int, *words: object) -> dict[str, float]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _motcua(home, *words)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(seconds, 2), "cpu_seconds": round(spent, 2), "rows_per_s": round(rows / seconds)}


def _motcua(home: Path, *words: object) -> None:
    surroundings = os.environ | {"MOTCUA_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "motcua", *map(str, words)]
    subprocess.run(command, env=surroundings, cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    for name, figures in run().items():
        print(f"{name:14} {figures}")

"""The process map: both graphs of 857,700 events beside pm4py as a separate program, and 8,577 on screen."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "history"
PEER = ROOT / ".venv-pm4py" / "bin" / "python"
COPIES = 100
TIMES = 7


def run() -> dict[str, Any]:
    """Return milliseconds of both, by the clock and of processor time; edges that differ; the page."""
    if not DATA.exists():
        return {"skipped": "needs ../shared/data beside the checkout"}
    build = [sys.executable, str(ROOT / "tools" / "environment.py"), "peer", "pm4py"]
    subprocess.run(build, check=False, capture_output=True)
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        home = Path(folder)
        own = {name: value for name, value in os.environ.items() if name != "MOTCUA_DATABASE_URL"}
        surroundings = own | {
            "MOTCUA_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        words = ["import", "history", DATA / "receipt.csv.gz", "--map", ROOT / "maps" / "receipt.yaml"]
        _python(surroundings, "-m", "motcua", *words)
        found = json.loads(_python(surroundings, "-m", "bench.process_map", home / "log.csv"))
        if PEER.exists():
            command = [str(PEER), str(ROOT / "bench" / "pm4py_peer.py"), str(home / "log.csv"), str(TIMES)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found |= _beside(found, json.loads(done.stdout.strip().splitlines()[-1]))
    found.pop("edges")
    return found


def _python(surroundings: dict[str, str], *words: object) -> str:
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _beside(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return the peer's times, the ratio, and how many edges differ in number or in mean."""
    here = {(a, b): (count, mean) for a, b, count, mean in ours["edges"]}
    there = {(a, b): (count, mean) for a, b, count, mean in theirs["edges"]}
    differ = [
        edge
        for edge in here.keys() | there.keys()
        if edge not in here or edge not in there or not _same(here[edge], there[edge])
    ]
    both = [sum(pair) for pair in zip(theirs["frequency_ms"], theirs["performance_ms"], strict=True)]
    return {
        "pm4py": theirs["version"],
        "pm4py_ms": [round(one, 1) for one in both],
        "pm4py_variants_ms": theirs["variants_ms"],
        "ratio": _ratio(both, ours["follows_ms"]),
        "ratio_variants": _ratio(theirs["variants_ms"], ours["variants_ms"]),
        "edges_that_differ": len(differ),
    }


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Return the lower of the two ratios, by the clock and of processor time: a busy machine blurs one."""
    return round(min(one / other for one, other in zip(theirs, ours, strict=True)), 1)


def _same(one: tuple[int, float], other: tuple[int, float]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) <= 1e-9 * max(1.0, abs(other[1]))


def measure(target: Path) -> dict[str, Any]:
    """Measure our side in a process of its own, and write the log for the peer."""
    import django

    django.setup()
    import polars as pl

    from motcua.queries import event_log, history, process_map

    log = event_log.of_history(history.collection("receipt"))
    cases = log.cases.height
    copies = [log.events.with_columns(pl.col("case") + copy * cases) for copy in range(COPIES)]
    large = pl.concat(copies).rechunk()
    many = len(log.activities)
    names = pl.DataFrame({"activity": range(many), "concept:name": [one.key for one in log.activities]})
    told = large.join(
        names.with_columns(pl.col("activity").cast(pl.UInt16)), on="activity", maintain_order="left"
    )
    told.select(
        pl.col("case").alias("case:concept:name"), "concept:name", pl.col("at").alias("time:timestamp")
    ).write_csv(target)
    follows_ms, rows = _timed(lambda: process_map.follows(large, activities=many), TIMES)
    whole = event_log.EventLog(
        large, pl.DataFrame({"code": range(cases * COPIES)}), log.activities, log.hands
    )
    variants_ms, _ = _timed(lambda: process_map.variants(whole), 3)
    edges = [
        [log.activities[row["key"] // many].key, log.activities[row["key"] % many].key, row["count"],
         row["total"] / row["count"] / 1e6]
        for row in rows.to_dicts()
    ]  # fmt: skip
    return {
        "events": large.height,
        "follows_ms": follows_ms,
        "variants_ms": variants_ms,
        "edges": edges,
        **_on_screen(),
    }


def _timed(work: Callable[[], Any], times: int) -> tuple[tuple[float, float], Any]:
    """Return the best of some runs in milliseconds, by the clock and of processor time, and the answer."""
    taken, spent, answer = [], [], work()
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        answer = work()
        taken.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - worked) * 1000)
    return (round(min(taken), 1), round(min(spent), 1)), answer


def _on_screen() -> dict[str, Any]:
    """Return milliseconds of the page for 8,577 events: read anew from the tables, and looked at again."""
    from django.conf import settings
    from django.test import Client

    from motcua.queries import process_scope
    from motcua.records.models import Post, Unit, User

    settings.ALLOWED_HOSTS = ["testserver"]
    top = Unit.objects.create(kind="district", name="Huyện", name_fold="huyen", from_on="2020-01-01")
    top.path = f"/{top.pk}/"
    top.save()
    user = User.objects.create(username="hoa", full_name="Hoa")
    Post.objects.create(user=user, unit=top, role="leader", from_on="2020-01-01")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def look() -> int:
        return len(client.get("/process/", {"collection": "receipt"}).content)

    def fresh() -> int:
        process_scope._past.cache_clear()
        return look()

    first_ms, size = _timed(fresh, 9)
    again_ms, _ = _timed(look, 9)
    return {"page_fresh_ms": first_ms, "page_again_ms": again_ms, "page_bytes": size}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1])) if len(sys.argv) > 1 else run()))

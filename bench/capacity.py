"""The capacity twin against SimPy and Ciw on the same hall in the same run, one core each.

`python -m bench.capacity` prints what it measures. Seconds are of the processor, the best of some rounds, so
that other work on the machine weighs as little as it can; the wall's clock is told beside.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from bench import capacity_peers as peers
from bench.homes import ROOT
from motcua.rules.capacity import Scenario
from motcua.rules.capacity_days import played
from motcua.rules.capacity_figures import simulate
from motcua.rules.capacity_read import read

DAYS, ROUNDS = 1000, 7
PEER_DAYS, PEER_ROUNDS = 50, 3
SHAPE = (0.5, 0.8, 1.2, 1.5, 1.6, 1.5, 1.2, 0.9, 0.7, 0.8, 1.0, 1.1, 1.1, 0.9, 0.7, 0.5)
# Services of the four-counter day: counters, people an hour, mean minutes, coefficient of variation.
FOUR = {"a": (3, 16, 9, 0.8), "b": (2, 15, 6, 0.6), "c": (4, 14, 14, 0.9), "d": (2, 11, 8, 0.7)}
FIRST = """
import time
started = time.perf_counter()
from motcua.rules.capacity_read import read
from bench import capacity
from motcua.rules.capacity_days import played
list(played(capacity.plain(), 1, 1))
print(time.perf_counter() - started, time.process_time())
"""


def plain() -> Scenario:
    """Return the day of four counters, each with a line of its own."""
    return read({"hours": ["08:00-16:00"], "services": _services(), "counters": [
        {"serves": [name], "count": staff} for name, (staff, *_) in FOUR.items()
    ]})  # fmt: skip


def rich() -> Scenario:
    """Return the same demand with skills, three classes, breaks, and people who leave."""
    services = _services()
    for service in services.values():
        service["patience"] = {"mean": 60, "law": "exponential"}
    counters = [
        {"serves": ["a", "d"], "count": 2, "breaks": ["10:00-10:15"]},
        {"serves": ["a"], "breaks": ["10:15-10:30"]},
        {"serves": ["b", "a"], "count": 2},
        {"serves": ["c", "b"], "count": 4, "breaks": ["12:00-12:30"]},
        {"serves": ["d", "c"], "count": 2},
    ]
    classes = {"elderly": {"share": 0.1, "priority": 2}, "fast": {"share": 0.1, "priority": 1}}
    return read({"hours": ["08:00-16:00"], "services": services, "counters": counters, "classes": classes})


def _services() -> dict[str, dict[str, Any]]:
    return {
        name: {
            "arrivals_per_hour": {"every_minutes": 30, "rates": [rate * share for share in SHAPE]},
            "minutes": {"mean": mean, "cv": cv},
        }
        for name, (_, rate, mean, cv) in FOUR.items()
    }


def run() -> dict[str, Any]:
    """Return customers a second of each engine, ratios, mean waits, and what the first run costs."""
    found: dict[str, Any] = {"versions": {name: version(name) for name in ("simpy", "ciw", "numba", "numpy")}}
    for name, scenario, theirs in (("plain", plain(), _simpy), ("rich", rich(), _simpy_rich)):
        ours = _best(ROUNDS, lambda scenario=scenario: _ours(scenario))
        peer = _best(PEER_ROUNDS, lambda scenario=scenario, theirs=theirs: theirs(scenario))
        found[name] = {"ours": ours, "simpy": peer, "ratio": ours["per_s"] / peer["per_s"]}
    found["plain"]["ciw"] = _best(PEER_ROUNDS, lambda: _ciw(plain()))
    found["plain"]["ratio_ciw"] = found["plain"]["ours"]["per_s"] / found["plain"]["ciw"]["per_s"]
    found["figures_s"] = _best(ROUNDS, lambda: _figures(plain()))["seconds"]
    found["first"], found["second"] = _first_runs()
    return found


def _best(rounds: int, work: Callable[[], tuple[int, float]]) -> dict[str, float]:
    work()  # the first is for imports and caches
    best, wall, people, waited = float("inf"), float("inf"), 0, 0.0
    for _ in range(rounds):
        began, clock = time.process_time(), time.perf_counter()
        people, waited = work()
        best, wall = min(best, time.process_time() - began), min(wall, time.perf_counter() - clock)
    return {"seconds": best, "wall_s": wall, "people": people, "per_s": people / best, "mean_wait": waited}


def _ours(scenario: Scenario) -> tuple[int, float]:
    people, served, waited = 0, 0.0, 0.0
    for days in played(scenario, DAYS, 1):
        people += len(days.people)
        served += float(days.by_service[:, 1].sum())
        waited += float(days.by_service[:, 2].sum())
    return people, waited / served


def _figures(scenario: Scenario) -> tuple[int, float]:
    found = simulate(scenario, DAYS, 1)
    return found.people, found.by_name["all"].mean_wait_min.value or 0.0


def _simpy(scenario: Scenario) -> tuple[int, float]:
    waited = [wait for day in range(PEER_DAYS) for wait in peers.plain_day(scenario, day)]
    return len(waited), sum(waited) / len(waited)


def _simpy_rich(scenario: Scenario) -> tuple[int, float]:
    people = [person for day in range(PEER_DAYS) for person in peers.RichDay(scenario, day).run()]
    waited = [person.start - person.at for person in people if person.start < float("inf")]
    return len(people), sum(waited) / len(waited)


def _ciw(scenario: Scenario) -> tuple[int, float]:
    waited = [wait for day in range(PEER_DAYS) for wait in peers.ciw_day(scenario, day)]
    return len(waited), sum(waited) / len(waited)


def _first_runs() -> list[dict[str, float]]:
    """Seconds until the first simulated day of a fresh process: nothing compiled yet, and compiled before."""
    with tempfile.TemporaryDirectory() as cache:
        asked = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONPATH": "src"}
        command = [sys.executable, "-c", FIRST]
        told = [
            subprocess.run(command, cwd=ROOT, env=asked, capture_output=True, check=True, text=True).stdout
            for _ in "12"
        ]
    return [dict(zip(("wall_s", "cpu_s"), map(float, one.split()), strict=True)) for one in told]


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))

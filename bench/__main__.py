"""python -m bench: every measurement on SQLite and, where MOTCUA_DATABASE_URL names a server, PostgreSQL."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import (
    boards,
    five_calls,
    hall,
    helpdesk,
    homes,
    machine,
    page,
    proofs,
    reception,
    running,
    supervision,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    seconds: float
    rounds: int
    sizes: dict[str, tuple[int, ...]]
    watched: tuple[int, ...]  # dossiers under which supervision is read
    reads: int
    entries: int
    tickets: int


FULL = Size(
    seconds=6,
    rounds=3,
    sizes={"sqlite": (1000, 30_000, 300_000), "postgresql": (1000, 30_000, 300_000, 1_000_000)},
    watched=(30_000, 300_000, 3_000_000),
    reads=60,
    entries=1_000_000,
    tickets=10_000,
)
QUICK = Size(
    seconds=2,
    rounds=1,
    sizes={"sqlite": (1000, 30_000), "postgresql": (1000, 30_000)},
    watched=(30_000,),
    reads=20,
    entries=50_000,
    tickets=1_000,
)
SECTIONS = ("statements", "five_calls", "reception", "reads", "proof", "running", "slips", "due_moments")
SECTIONS += ("history", "process_map", "demo", "supervision", "tallies", "facts", "hall", "composite")
SECTIONS += ("boards",)
SECTIONS += ("advice",)
SECTIONS += ("capacity",)
ALONE = {"slips", "due_moments", "history", "process_map", "demo", "composite", "capacity", "advice"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small form, in about two minutes")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="measure this; may be repeated")
    parser.add_argument("--keep", action="store_true", help="keep results.json and the page also of a part")
    args = parser.parse_args()
    server = os.environ.get("MOTCUA_DATABASE_URL", "")
    server = server if server.startswith("postgres") else ""
    wanted, size = tuple(args.only or SECTIONS), QUICK if args.quick else FULL
    began = time.monotonic()
    results: dict[str, Any] = {"on": f"{datetime.now(UTC):%Y-%m-%d}", "quick": args.quick}
    results["machine"] = machine.facts(server)
    if "five_calls" in wanted and not helpdesk.install():
        _say("django-helpdesk could not be installed: no registry; its rows are left out")
    _alone(results, wanted)
    for key, url in (("sqlite", ""), ("postgresql", server)):
        if set(wanted) <= ALONE:
            continue
        if url or key == "sqlite":
            results[key] = _on(key, url, wanted, size)
        else:
            _say("no PostgreSQL server named: its rows are left out (make bench starts one)")
    results["seconds"] = round(time.monotonic() - began)
    print(page.plain(results))
    if args.keep or not (args.only or args.quick):
        page.keep(results)
        _say("written: bench/results.json, docs/performance.md")
    return 0


def _alone(results: dict[str, Any], wanted: tuple[str, ...]) -> None:
    """Measure what needs no database, or makes its own."""
    from bench import advice, capacity, composite, due_moments, history, process_map, slips

    runs: dict[str, Callable[[], Any]] = {
        "slips": slips.run,
        "due_moments": due_moments.run,
        "history": history.run,
        "process_map": process_map.run,
        "capacity": capacity.run,
        "composite": composite.run,
        "advice": advice.run,
        "demo": running.demo,
    }
    for name, run in runs.items():
        if name in wanted:
            results[name] = _timed(name, run)


def _on(key: str, server: str, wanted: tuple[str, ...], size: Size) -> dict[str, Any]:
    """Measure everything on one database."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        parent = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-bench-")))
        base = stack.enter_context(homes.made("base", parent, server, 1000))
        cast = base.ask("bench.cast")

        def on_a_copy(name: str, measure: Callable[[homes.Home], Any]) -> None:
            if name in wanted:
                with homes.copied(base, name) as home:
                    found[name] = _timed(f"{key}: {name}", lambda: measure(home))

        on_a_copy("statements", lambda home: home.ask("bench.counts"))
        pace: dict[str, Any] = {"seconds": size.seconds, "rounds": size.rounds}
        on_a_copy("five_calls", lambda home: five_calls.measure(home, cast, **pace))
        on_a_copy("reception", lambda home: reception.measure(home, cast, **pace))
        on_a_copy("running", lambda home: running.measure(home, cast))
        on_a_copy("proof", lambda home: proofs.measure(home, size.entries))
        on_a_copy("hall", lambda home: hall.measure(home, seconds=size.seconds, tickets=size.tickets))
        on_a_copy("boards", boards.measure)
        on_a_copy("tallies", lambda home: supervision.added(home, cast, 20 * size.rounds + 40))
        _at_sizes(key, base, wanted, size, found)
    return found


def _at_sizes(key: str, base: homes.Home, wanted: tuple[str, ...], size: Size, found: dict[str, Any]) -> None:
    """Measure what reads many dossiers, each size in a home of its own."""
    sizes = {"reads": size.sizes[key], "supervision": size.watched, "facts": size.watched}
    parts = {part: counts for part, counts in sizes.items() if part in wanted}
    for count in sorted({count for counts in parts.values() for count in counts}):
        with homes.copied(base, f"crowd_{count}") as home:
            _timed(f"{key}: making {count:,} dossiers", lambda: home.run("-m", "bench.crowd", count))  # noqa: B023
            for part, counts in parts.items():
                if count in counts:
                    run = lambda: home.ask(f"bench.{part}", size.reads)  # noqa: B023, E731
                    found.setdefault(part, {})[str(count)] = _timed(f"{key}: {part} at {count:,}", run)


def _timed(name: str, run: Callable[[], Any]) -> Any:
    started = time.monotonic()
    found = run()
    _say(f"{name}: {time.monotonic() - started:.0f} s")
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

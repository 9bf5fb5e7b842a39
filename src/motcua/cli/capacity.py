"""`motcua capacity`: what if there were more officers, other hours, pooled counters?"""

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from motcua.cli import capacity_fit, capacity_staff
from motcua.cli.capacity_files import plain, refuse
from motcua.rules.capacity import BadScenario

PLACES = 4
SHOWN = ("mean_wait_min", "p90_wait_min", "served", "unserved", "overtime_min", "utilisation", "share_within")
TITLES = ("mean wait", "90 % wait below", "served", "unserved", "overtime", "busy", "within promise")
MOST_DAYS = 1_000_000


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `capacity` and what it can do."""
    command = commands.add_parser("capacity", help="simulate counters: waits, officers needed, rosters")
    kinds = command.add_subparsers(dest="kind", metavar="WHAT", required=True)
    one = kinds.add_parser(
        "simulate",
        help="play a scenario and print waits with their intervals",
        description="Play the days of a scenario. The same seed gives the same figures on any machine. "
        "Waits are minutes; intervals are of 95 %.",
    )
    one.add_argument("scenario", type=Path, metavar="SCENARIO.yaml")
    one.add_argument("--replications", type=_days, default=0, metavar="N", help="days played; 1,000 without")
    one.add_argument("--seed", type=int, default=1, metavar="S")
    one.add_argument("--cores", type=int, default=1, metavar="N", help="play on so many at once")
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=run_simulate)
    one = kinds.add_parser("check", help="say everything that is wrong with a scenario")
    one.add_argument("scenario", type=Path, metavar="SCENARIO.yaml")
    one.set_defaults(run=run_check)
    capacity_staff.add(kinds)
    capacity_fit.add(kinds)


def _days(text: str) -> int:
    found = int(text)
    if not 1 <= found <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"between 1 and {MOST_DAYS}, not {found}")
    return found


def run_check(args: argparse.Namespace) -> int:
    """Name every problem of a scenario, one a line."""
    from motcua.rules.capacity_read import problems

    found = problems(plain(args.scenario))
    for problem in found:
        print(problem)
    print(f"{args.scenario}: {len(found) or 'no'} problem{'s' * (len(found) != 1)}", file=sys.stderr)
    return 2 if found else 0


def run_simulate(args: argparse.Namespace) -> int:
    """Play a scenario and print what it gives."""
    from motcua.rules.capacity_read import read

    try:
        scenario = read(plain(args.scenario))
    except BadScenario as refusal:
        return refuse(args.scenario, refusal)
    from motcua.rules.capacity_figures import simulate

    outcome = simulate(scenario, args.replications, args.seed, max(1, args.cores))
    answer = {name: figures_of(figures) for name, figures in outcome.by_name.items()}
    if args.json:
        run = {"replications": outcome.days, "seed": outcome.seed, "customers": outcome.people,
               "promise_minutes": scenario.promise_minutes}  # fmt: skip
        print(json.dumps({**answer, "run": run}, ensure_ascii=False))
        return 0
    print(f"{outcome.days:,} days, seed {outcome.seed}, {outcome.people:,} people; 95 % intervals")
    for row in _table(answer):
        print(row)
    return 0


def figures_of(figures: Any) -> dict[str, Any]:
    """Return figures as they are printed: each value, and its interval under `_ci`."""
    found: dict[str, Any] = {}
    for one in fields(figures):
        figure = getattr(figures, one.name)
        found[one.name] = _rounded(figure.value)
        found[f"{one.name}_ci"] = None if figure.interval is None else [_rounded(e) for e in figure.interval]
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


def _table(answer: dict[str, dict[str, Any]]) -> list[str]:
    rows: list[tuple[str, ...]] = [("", *TITLES)]
    for name, figures in answer.items():
        rows.append((name, *(_cell(figures[key], figures[f"{key}_ci"]) for key in SHOWN)))
    widths = [max(len(row[at]) for row in rows) for at in range(len(TITLES) + 1)]
    return ["  ".join(cell.rjust(width) if at else cell.ljust(width)
                      for at, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
            for row in rows]  # fmt: skip


def _cell(value: float | None, interval: list[float] | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" + ("" if interval is None else f" ({interval[0]:.2f}..{interval[1]:.2f})")

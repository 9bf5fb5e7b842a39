"""`motcua capacity`: what if there were more officers, other hours, pooled counters?"""

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from motcua.cli import capacity_backtest, capacity_fit, capacity_own, capacity_staff
from motcua.cli.capacity_files import plain, refuse
from motcua.rules.capacity import BadScenario

PLACES = 4
SHOWN = ("mean_wait_min", "p90_wait_min", "served", "unserved", "overtime_min", "utilisation", "share_within")
TITLES = ("mean wait", "90 % wait below", "served", "unserved", "overtime", "busy", "within promise")
MOST_DAYS = 1_000_000


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `capacity` and what it can do."""
    command = commands.add_parser(
        "capacity",
        help="simulate counters: waits, officers needed, rosters",
        description="How many officers are enough. For the land counter of the model district, from its own "
        'tickets: motcua capacity staff --unit H23.37 --service dat-dai --promise "p90<15"; and what two '
        "more counters did there: motcua capacity change --unit H23.37 --service dat-dai",
    )
    kinds = command.add_subparsers(dest="kind", metavar="WHAT", required=True)
    one = kinds.add_parser(
        "simulate",
        help="play a scenario and print waits with their intervals",
        description="Play the days of a scenario. The same seed gives the same figures on any machine. "
        "Waits are minutes; intervals are of 95 %.",
    )
    one.add_argument(
        "scenario",
        nargs="+",
        type=Path,
        metavar="SCENARIO.yaml",
        help="of several, each is set beside the first, with the same people",
    )
    one.add_argument("--pool", type=Path, metavar="OTHER.yaml", help="both halls as one: lines, counters")
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
    capacity_own.add(kinds)
    capacity_backtest.add(kinds)


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
    """Play scenarios and print what they give, each beside the first."""
    scenarios = []
    for path in args.scenario:
        try:
            scenarios.append(_scenario(path, args.pool))
        except BadScenario as refusal:
            return refuse(path, refusal)
    from motcua.rules.capacity_compare import differences
    from motcua.rules.capacity_figures import simulate

    found = [simulate(one, args.replications, args.seed, max(1, args.cores)) for one in scenarios]
    answers = [_answer(outcome) for outcome in found]
    against = [_named(differences(found[0], one)) for one in found[1:]]
    if args.json:
        several = {"scenarios": answers, "differences": against}
        print(json.dumps(answers[0] if len(answers) == 1 else several, ensure_ascii=False))
        return 0
    for path, answer, outcome in zip(args.scenario, answers, found, strict=True):
        print(
            f"{path}: {outcome.days:,} days, seed {outcome.seed}, {outcome.people:,} people; 95 % intervals"
        )
        _print(answer)
    for path, difference in zip(args.scenario[1:], against, strict=True):
        print(f"{path} less {args.scenario[0]}, with the same people:")
        _print(difference)
    return 0


def _scenario(path: Path, pool: Path | None) -> Any:
    from motcua.rules.capacity_compare import pooled
    from motcua.rules.capacity_read import read

    found = read(plain(path))
    return found if pool is None else pooled(found, read(plain(pool)))


def _answer(outcome: Any) -> dict[str, Any]:
    run = {"replications": outcome.days, "seed": outcome.seed, "customers": outcome.people,
           "promise_minutes": outcome.scenario.promise_minutes}  # fmt: skip
    return {**_named(outcome.by_name), "run": run}


def _named(by_name: Any) -> dict[str, Any]:
    return {name: figures_of(figures) for name, figures in by_name.items()}


def _print(answer: dict[str, Any]) -> None:
    for row in _table({name: figures for name, figures in answer.items() if name != "run"}):
        print(row)


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

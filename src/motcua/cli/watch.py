"""`motcua watch`: the watch over stuck files put to the test."""

import argparse
import json
import random
import sys
from typing import Any

from motcua.cli import database
from motcua.queries import moment, stays, stuck
from motcua.rules import stuck_trial
from motcua.rules.stuck import LEVELS
from motcua.rules.stuck_trial import DAY, Outcome


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `watch` and what can be asked of it."""
    parser = commands.add_parser("watch", help="the watch over stuck files")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = inner.add_parser(
        "backtest",
        help="plant stalls in known work and see which are found",
        description="Silences are planted in a random step of some dossiers; the watch then looks each half "
        "day, knowing only what had happened by then. Recall is the share of stalls somebody was told of "
        "while they lasted; a false alarm is one on a dossier without a stall.",
    )
    one.add_argument("--own", action="store_true", help="the installation's own work instead of the model's")
    one.add_argument("--dossiers", type=int, default=6000, help="of the model")
    one.add_argument(
        "--days", type=int, default=120, help="working days over which the model's dossiers arrive"
    )
    one.add_argument("--stalls", type=float, default=0.02, help="share of dossiers with a planted stall")
    one.add_argument(
        "--silence", type=int, nargs=2, default=(5, 30), metavar=("FROM", "TO"), help="working days"
    )
    one.add_argument("--seed", type=int, default=20240926)
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=_backtest)


def _backtest(args: argparse.Namespace) -> int:
    if not 0 < args.stalls <= 1 or not 0 < args.silence[0] <= args.silence[1]:
        raise ValueError("--stalls lies above 0 and up to 1; --silence is two growing numbers of days")
    rng = random.Random(args.seed)
    if args.own:
        database.prepare()
        lives = list(stays.lives(now=moment.now()))
    else:
        lives = stuck_trial.model(rng, dossiers=args.dossiers, days=args.days)
    planted = stuck_trial.plant(lives, rng, share=args.stalls, days=tuple(args.silence))
    patience = int(stuck.setting("patience_minutes"))
    found = stuck_trial.run(planted, stuck.limits(), patience=patience, warm_up=30 * DAY)
    told = shown(found)
    if args.json:
        print(json.dumps(told))
        return 0
    for name, value in told.items():
        print(f"{name.replace('_', ' '):44}  {value}")
    if found.recall is None:
        print("no stall was planted after the warm-up of 30 working days", file=sys.stderr)
    return 0


def shown(found: Outcome) -> dict[str, Any]:
    """Return what a trial found, by name."""
    told: dict[str, Any] = {
        "dossiers": found.dossiers,
        "dossier_days": round(found.watched_minutes / DAY),
        "stalls_planted": found.planted,
        "stalls_found": found.found,
        "recall": None if found.recall is None else round(found.recall, 4),
        "working_days_of_silence_until_told_median": found.delay_days and round(found.delay_days, 1),
    }
    return told | {
        f"false_alarms_per_1000_dossier_days_{level}": round(found.false_rate(level), 2) for level in LEVELS
    }

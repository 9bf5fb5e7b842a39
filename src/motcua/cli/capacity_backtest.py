"""`motcua capacity backtest`: what was learned of a hall, put to the test on weeks it has not seen."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from motcua.cli.capacity_fit import add_tickets, visits_of

PLACES = 4


def add(kinds: Any) -> None:
    """Add `backtest`."""
    one = kinds.add_parser(
        "backtest",
        help="how well the last weeks are told by what the days before them teach",
        description="Learn from all but the last weeks and tell those: arrivals and service times by their "
        "mean logarithmic loss (lower is better) beside two naive ones, waits by how often they lie where "
        "simulated days say.",
    )
    add_tickets(one)
    one.add_argument("--weeks", type=int, default=4, metavar="N", help="held out; 4 without")
    one.add_argument("--seed", type=int, default=1, metavar="S")
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the scores."""
    from motcua.rules.capacity_trial import trial

    if args.weeks < 1:
        raise ValueError(f"--weeks: at least 1, not {args.weeks}")
    visits, _ = visits_of(args)
    found = asdict(trial(visits, args.weeks, args.seed)) | {"tickets": Path(args.tickets).stem}
    found["from_on"] = str(found["from_on"])
    print(json.dumps(_rounded(found), ensure_ascii=False) if args.json else "\n".join(_said(found)))
    return 0


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, PLACES) if isinstance(value, float) else value


def _said(found: dict[str, Any]) -> list[str]:
    named = {
        "arrivals": "people a quarter hour",
        "services": "service times",
        "rare_services": "rare services",
    }
    lines = [f"{found['tickets']}: {found['days']} days from {found['from_on']}, told by the days before"]
    lines.append("mean logarithmic loss        n   fitted     flat      raw")
    for key, title in named.items():
        if (one := found[key]) is not None:
            losses = "".join(f"{one[name]:9.4f}" for name in ("fitted", "flat", "raw"))
            lines.append(f"  {title:21} {one['n']:6,}{losses}")
    waits = found["waits"]
    within, below = f"{waits['days_within']:.0%}", f"{waits['below_p90']:.0%}"
    return [
        *lines,
        f"mean wait between the 10th and 90th of 100 simulated days: {within} of {waits['days']} days (80 %)",
        f"waits below nine tenths of the simulated ones: {below} of {waits['waits']:,} (90 %)",
    ]

"""motcua report rollup: the sums of the installations below, apart from our own."""

import argparse
import csv
import json
import sys
from typing import Any

from motcua.cli import database
from motcua.queries import rollup as reading
from motcua.rules import periods
from motcua.rules.measures import MEASURES


def add_report(kinds: Any) -> None:
    """Add `report rollup`."""
    command = kinds.add_parser("rollup", help="sums told by the installations below, apart from our own")
    command.add_argument("--period", required=True, metavar="P", help="such as 2024-09, 2024Q3, TT01-2024Q3")
    command.add_argument("--by", choices=reading.BY, default="installation", help="a row for each")
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the sums; what they lack goes to standard error, or into the object."""
    try:
        asked = periods.parse(args.period)
    except periods.BadPeriod as bad:
        raise ValueError((type(bad).__doc__ or "").splitlines()[0]) from None
    if not asked.of_halves:
        raise ValueError(
            "installations below tell halves of months: a period begins and ends on a 1st or 15th"
        )
    database.prepare()
    rows = reading.report(days=asked.days, by=args.by)
    lacking = reading.lacking(days=asked.days)
    if args.json or args.format == "json":
        told = [{"group": row.group, "title": row.title, **row.sums} for row in rows]
        period = {"key": asked.key, "from": f"{asked.from_on}", "until": f"{asked.until_on}"}
        print(json.dumps({"period": period, "rows": told, "lacking": lacking}, ensure_ascii=False))
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("group", "title", *MEASURES))
    for row in rows:
        writer.writerow((row.group, row.title, *row.sums.values()))
    for one in lacking:
        print(one, file=sys.stderr)
    return 0

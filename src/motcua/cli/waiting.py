"""`motcua report waiting`: how long people waited and were served."""

import argparse
import csv
import io
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from motcua.cli import database
from motcua.cli.history import safe
from motcua.queries import history, past_tickets, waiting
from motcua.queries.access import NoSuch
from motcua.rules.expected_wait import SHARE
from motcua.rules.expected_wait_trial import Score
from motcua.rules.waiting import COLUMNS, GROUPINGS, Asked, Row

PLACES = 4


def add_report(kinds: Any) -> None:
    """Add the kind `waiting` to `motcua report`."""
    one = kinds.add_parser(
        "waiting",
        help="waits and service times, of the service or of imported tickets",
        description="Tell how long people waited and were served. n were served; who was never called counts "
        "against share_within. Seconds; quantiles between neighbours. The last line tells how often the wait "
        "held that was told with the number; of imported tickets what would have been told, learned on the "
        "days before each.",
    )
    one.add_argument("--collection", metavar="NAME", help="imported tickets; own halls without it")
    one.add_argument("--unit", default="", metavar="CODE", help="own halls: only this unit and those below")
    one.add_argument("--by", choices=GROUPINGS, default="", help="a row for each")
    one.add_argument(
        "--promise", type=float, default=900, metavar="SECONDS", help="for share_within; 900 without"
    )
    one.add_argument(
        "--at-once", type=float, default=0, metavar="SECONDS", help="waited no longer: served at once"
    )
    one.add_argument(
        "--from", dest="from_on", type=date.fromisoformat, metavar="D", help="came on this day or later"
    )
    one.add_argument(
        "--to", dest="to_on", type=date.fromisoformat, metavar="D", help="came on this day or earlier"
    )
    one.add_argument("--format", choices=("csv", "json"))
    one.add_argument("--json", action="store_true", help="print one object")
    one.add_argument("--out", type=Path, metavar="FILE", help="write there")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the figures."""
    if args.from_on and args.to_on and args.to_on < args.from_on:
        raise ValueError("--to lies before --from")
    database.prepare()
    asked = Asked(args.by, args.promise, args.at_once)
    found, told = _past(args, asked) if args.collection else _live(args, asked)
    text = _text(args, found, told)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _past(args: argparse.Namespace, asked: Asked) -> tuple[list[Row], Score]:
    try:
        of = history.collection(args.collection)
    except NoSuch:
        held = ", ".join(one.name for one in past_tickets.held()) or "none"
        raise ValueError(f"no collection {args.collection!r}; with tickets there are: {held}") from None
    days = {"from_on": args.from_on, "to_on": args.to_on}
    return past_tickets.figures(of, asked=asked, **days), past_tickets.told(of, **days)


def _live(args: argparse.Namespace, asked: Asked) -> tuple[list[Row], Score]:
    try:
        days = {"unit_code": args.unit, "from_on": args.from_on, "to_on": args.to_on}
        return waiting.figures(asked=asked, **days), waiting.told(**days)
    except NoSuch:
        raise ValueError(f"no unit has the code {args.unit!r}") from None


def _text(args: argparse.Namespace, found: list[Row], told: Score) -> str:
    rows = [{name: _rounded(value) for name, value in asdict(row).items()} for row in found]
    if args.json or args.format == "json":
        head = {"collection": args.collection, "by": args.by or None, "promise_s": args.promise}
        head["told"] = _told(told)
        return json.dumps({**head, "rows": rows}, ensure_ascii=False) + "\n"
    if args.format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)
        return out.getvalue()
    return _table(rows) + _said(told)


def _told(told: Score) -> dict[str, object]:
    ends = {"first_on": told.first_on, "last_on": told.last_on}
    shares = {"share": _rounded(told.share), "long_share": _rounded(told.long_share), "aim": SHARE}
    return asdict(told) | {name: on and str(on) for name, on in ends.items()} | shares


def _said(told: Score) -> str:
    if told.share is None:
        return "the wait told: nobody was told one on these days\n"
    sooner, later = (_of_100(count / told.told) for count in (told.sooner, told.later))
    line = (
        f"the wait told held {_of_100(told.share)} of 100 times (aim {_of_100(SHARE)}): {told.told:,} visits "
        f"on {told.days} day{'s' * (told.days != 1)}, {told.first_on} to {told.last_on}; "
        f"{sooner} were called sooner, {later} later"
    )
    if told.long_share is not None:
        line += f"; {_of_100(told.long_share)} of 100 of the {told.long:,} told two minutes or more"
    return line + "\n"


def _of_100(share: float) -> str:
    return f"{100 * share:.0f}"


def _rounded(value: object) -> object:
    return round(value, PLACES) if isinstance(value, float) else value


def _table(rows: list[dict[str, Any]]) -> str:
    cells = [list(COLUMNS)] + [[_cell(name, row[name]) for name in COLUMNS] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(COLUMNS))]
    lines = ["  ".join(cell.rjust(width) if at else cell.ljust(width)
                       for at, (cell, width) in enumerate(zip(line, widths, strict=True)))
             for line in cells]  # fmt: skip
    return "\n".join(lines) + "\n"


def _cell(name: str, value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.1%}" if name == "share_within" else f"{value:,.0f}"
    return str(value)

"""`motcua import tickets`: visits of another time or place, into a collection of their own."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from motcua.actions import past_ticket
from motcua.cli import database
from motcua.cli.history import add_options, refused_file, stem
from motcua.cli.ticket_files import sources, ticket_map
from motcua.queries import moment
from motcua.rules.history_rows import Refused
from motcua.rules.past_tickets import PastVisit, visits
from motcua.rules.people import SYSTEM

STEP = 20_000


def add_import(kinds: Any) -> None:
    """Add the kind `tickets` to `motcua import`."""
    command = kinds.add_parser(
        "tickets",
        help="visits to counters: arrival, call, end, service (CSV, XLSX, also .gz)",
        description="Bring tickets in. They never mix with the service's own figures.",
    )
    add_options(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import; the counts add up, and the second time nothing changes."""
    plan = ticket_map(args.map)
    source = ", ".join(path.name for path in args.files)
    into = past_ticket.Destination(
        args.collection or stem(args.files[0]), plan.timezone, plan.plain(), source
    )
    read: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    database.prepare()
    with refused_file(args.refused) as refuse:
        counts = past_ticket.take_in(
            by=SYSTEM,
            into=into,
            visits=_passing(visits(plan, sources(args.files, plan)), (read, reasons), refuse),
            now=moment.now(),
            dry_run=args.dry_run,
        )
    answer = {
        "read": read["all"],
        **asdict(counts),
        "refused": reasons.total(),
        "reasons": dict(reasons.most_common()),
        "collection": into.collection,
        "dry_run": args.dry_run,
        "not_served": read["not_served"],
    }
    _print(answer, args.json)
    if read["all"] and reasons.total() == read["all"]:
        print("every row was refused: does the map name the right columns?", file=sys.stderr)
    return int(bool(reasons.total() == read["all"] > 0 or reasons["broken_off"]))


def _passing(
    found: Iterable[PastVisit | Refused], counts: tuple[Counter[str], Counter[str]], refuse: Any
) -> Iterator[PastVisit]:
    read, reasons = counts
    for one in found:
        read["all"] += 1
        if read["all"] % STEP == 0:
            print(f"{read['all']:,} tickets", file=sys.stderr)
        if isinstance(one, Refused):
            reasons[one.reason] += 1
            refuse(one)
        else:
            read["not_served"] += one.started_at is None
            yield one


def _print(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{answer['collection']}{' (dry run: nothing was written)' if answer['dry_run'] else ''}")
    for name in ("read", "new", "changed", "unchanged", "refused"):
        print(f"  {name:10} {answer[name]:>10,}")
    for reason, number in answer["reasons"].items():
        print(f"    {reason:30} {number:>8,}")
    if answer["not_served"]:
        print(f"  of those kept, {answer['not_served']:,} came and were never called")

"""`motcua capacity fit`: learn a scenario from tickets."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from motcua.rules.capacity_fit import Learned, Seen, fit, scenario_of, seen
from motcua.rules.history_rows import Refused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add(kinds: Any) -> None:
    """Add `fit`."""
    one = kinds.add_parser(
        "fit",
        help="learn arrivals and service times from tickets",
        description="Learn a scenario from a ticket file with its map, or from imported tickets.",
    )
    add_tickets(one)
    one.add_argument("--weekday", choices=WEEKDAYS, help="of this weekday; of the average day without")
    one.add_argument("--out", type=Path, metavar="SCENARIO.yaml", help="write the scenario there")
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=run)


def add_tickets(one: argparse.ArgumentParser) -> None:
    """Add how a command is told from which tickets it learns."""
    one.add_argument("tickets", metavar="TICKETS", help="a file, with --map, or the name of a collection")
    one.add_argument("--map", type=Path, metavar="MAP.yaml", help="which column of a file is what")


def visits_of(args: argparse.Namespace) -> tuple[list[Seen], int]:
    """Return the visits asked for, and how many rows of a file were refused."""
    return _file(args) if Path(args.tickets).exists() else _collection(args.tickets)


def run(args: argparse.Namespace) -> int:
    """Print the scenario learned, with what it was learned from."""
    visits, refused = visits_of(args)
    weekday = WEEKDAYS.index(args.weekday) if args.weekday else None
    learned = fit(visits, weekday)
    scenario = scenario_of(learned, Path(args.tickets).stem)
    if args.json:
        print(
            json.dumps(
                {"scenario": scenario, "learned": _told(learned), "refused": refused}, ensure_ascii=False
            )
        )
    text = _head(learned, refused, args.weekday) + yaml.safe_dump(
        scenario, allow_unicode=True, sort_keys=False
    )
    if args.out:
        args.out.write_text(text, encoding="utf-8")
        print(f"written: {args.out}", file=sys.stderr)
    elif not args.json:
        print(text, end="")
    return 0


def _file(args: argparse.Namespace) -> tuple[list[Seen], int]:
    from motcua.cli.ticket_files import sources, ticket_map
    from motcua.rules.past_tickets import visits

    if args.map is None:
        raise ValueError(f"{args.tickets} is a file: name its map with --map")
    plan = ticket_map(args.map)
    zone, found, refused = ZoneInfo(plan.timezone), [], 0
    for one in visits(plan, sources([Path(args.tickets)], plan)):
        if isinstance(one, Refused):
            refused += 1
        else:
            found.append(
                seen(one.service, one.counter, one.arrived_at, one.started_at, one.finished_at, zone)
            )
    return found, refused


def _collection(name: str) -> tuple[list[Seen], int]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
    import_module("django").setup()
    from motcua.cli import database
    from motcua.queries import history, past_tickets
    from motcua.queries.access import NoSuch

    database.prepare()
    try:
        of = history.collection(name)
    except NoSuch:
        raise ValueError(f"{name!r} is neither a file nor a collection of tickets") from None
    return list(past_tickets.seen(of)), 0


def _told(learned: Learned) -> dict[str, Any]:
    laws = {
        name: {key: round(value, 4) for key, value in asdict(law).items()}
        for name, law in learned.laws.items()
    }
    procedures = {
        service: {
            name: {key: round(value, 4) for key, value in asdict(law).items()} for name, law in parts.items()
        }
        for service, parts in learned.procedures.items()
    }
    return {"visits": learned.visits, "days": learned.days, "first_on": str(learned.first_on),
            "last_on": str(learned.last_on), "laws": laws, "procedures": procedures,
            "faults": learned.faults}  # fmt: skip


def _head(learned: Learned, refused: int, weekday: str | None) -> str:
    lines = [
        f"# Learned from {learned.visits:,} visits, {learned.first_on} to {learned.last_on}; "
        f"rates of {learned.days} days{f' ({weekday})' if weekday else ''}; {refused} rows refused, the "
        f"minutes of {learned.faults} set aside as too short to be a service."
    ]
    for name, law in learned.laws.items():
        lines.append(f"# {name}: {law.n} served, mean {law.raw_mean_minutes:.1f} min, taken as "
                     f"{law.mean_minutes:.1f}; its own visits weigh {law.weight:.0%}.")  # fmt: skip
        for code, part in learned.procedures.get(name, {}).items():
            lines.append(f"#   {code or 'no dossier'}: {part.n} served, mean "
                         f"{part.raw_mean_minutes:.1f} min, taken as {part.mean_minutes:.1f}.")  # fmt: skip
    return "\n".join(lines) + "\n"

"""`motcua process`: the figures of the process map for scripts, out of the journal or of a history."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from motcua.cli import database, event_logs, second_opinion
from motcua.queries import event_export, process_map, process_waits, workdays
from motcua.queries.event_log import EventLog
from motcua.queries.process_waits import MICROS
from motcua.rules.process import DAY, Spread

MOST = 10  # rows of each kind that a person is shown


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `process`."""
    command = commands.add_parser(
        "process",
        help="the process map in figures: edges, waits, variants, conformance",
        description="Print what the process map counts. Times of --json are calendar seconds.",
    )
    event_logs.add_choice(command)
    command.add_argument("--variants", type=int, default=20, metavar="N", help="how many ways (0: all)")
    command.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the activities")
    command.add_argument("--check", action="store_true", help="have r4pm count the links as well")
    command.add_argument("--json", action="store_true", help="print everything as one object")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the map."""
    database.prepare()
    name, log = event_logs.chosen(args)
    told = {"log": name, **figures(log, args.variants, args.lang)}
    if args.check:
        told["second_opinion"] = second_opinion.of(log, args.lang)
    print(json.dumps(told, ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(told)))
    return 0 if told.get("second_opinion", {"equal": True})["equal"] else 1


def _lines(told: dict[str, Any]) -> Iterator[str]:
    """Say the whole, the links most walked, where cases rest longest, and the ways most taken."""
    fit = told["conformance"]
    yield f"{told['log']}: {told['cases']} cases, {told['events']} events, {told['variants']} ways"
    lasted = told["throughput"]
    yield f"throughput: mean {_days(lasted['mean_s'])}, median {_days(lasted['median_s'])}"
    if fit["judged"]:
        yield f"conformance: {fit['fitting']} of {fit['judged']} keep to the route"
    for one in sorted(told["edges"], key=lambda edge: -edge["count"])[:MOST]:
        yield f"  {one['count']:>7}  {one['from']} -> {one['to']}  median {_days(one['median_s'])}"
    for one in told["bottlenecks"][:MOST]:
        yield f"  rests {one['citizen_days']:>9} days in all at {one['activity']} ({one['count']} times)"
    for one in told["ways"][:MOST]:
        yield f"  {one['count']:>7}  {' > '.join(one['way'])}"
    if "second_opinion" in told:
        yield f"r4pm counts the same links: {told['second_opinion']['equal']}"


def _days(seconds: float) -> str:
    return f"{seconds / 86_400:.2f} days"


def figures(log: EventLog, most: int, lang: str) -> dict[str, Any]:
    """Return the whole map as plain values."""
    named, found, ways = (
        event_export.labels(log, lang=lang),
        process_map.map_of(log),
        process_map.variants(log),
    )
    told = process_waits.stays(log, calendar=None if log.is_history else workdays.national())
    fit = process_map.fitting(log, ways)
    return {
        "cases": found.cases,
        "events": found.events,
        "activities": len(log.activities),
        "throughput": _spread(found.lasted),
        "variants": len(ways),
        "largest_variant": ways[0].lasted.count if ways else 0,
        "conformance": {"judged": fit.cases, "fitting": fit.fitting, "share": fit.share},
        "edges": [
            {"from": named[a], "to": named[b], **_spread(one)} for (a, b), one in sorted(found.edges.items())
        ],
        "nodes": [{"activity": named[at], **asdict(one)} for at, one in sorted(found.nodes.items())],
        "bottlenecks": [
            _place(log, named, one)
            for one in process_waits.bottlenecks(log, waits=process_waits.by_activity(told))
        ],
        "by_channel": [_group(one) for one in process_map.grouped(log, "channel")],
        "by_unit": [_group(one) for one in process_map.grouped(log, "unit")],
        "ways": [
            {"cases": way.lasted.count, "way": [named[at] for at in way.way], **_spread(way.lasted)}
            for way in ways[: most or None]
        ],
    }


def _spread(one: Spread) -> dict[str, float]:
    return {
        "count": one.count,
        "mean_s": round(one.mean / MICROS, 3),
        "median_s": one.median / MICROS,
        "p90_s": round(one.p90 / MICROS, 3),
        "max_s": one.most / MICROS,
    }


def _group(one: process_map.Group) -> dict[str, Any]:
    return {"name": one.name, "cases": one.cases, "events": one.events, **_spread(one.lasted)}


def _place(log: EventLog, named: list[str], one: process_waits.Bottleneck) -> dict[str, Any]:
    office = one.wait.office if one.is_office else None
    return {
        "activity": named[one.activity],
        "count": one.wait.count,
        "citizen_days": round(one.wait.citizen / DAY, 2),
        "officer_hours": None if office is None else round(office / 3600, 2),
    }

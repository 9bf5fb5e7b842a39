"""`motcua import history`: the dossiers of another time or place, into a collection of their own."""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from motcua.actions import history
from motcua.cli import database
from motcua.edge import tables
from motcua.queries import moment
from motcua.rules.history_cases import cases
from motcua.rules.history_map import BadMap, Map, read_map
from motcua.rules.history_rows import Case, Refused, Source
from motcua.rules.history_times import AMBIGUOUS_HOUR, SKIPPED_HOUR
from motcua.rules.people import SYSTEM

ENDINGS = (".gz", ".csv", ".tsv", ".txt", ".xlsx", ".xes", ".xml")
STEP = 5_000
NOTES = {
    AMBIGUOUS_HOUR: "times fell in an hour that comes twice when clocks are put back; the first was taken",
    SKIPPED_HOUR: "times fell in an hour left out when clocks are put forward; read as an hour later",
}


def add_import(kinds: Any) -> None:
    """Add the kind `history` to `motcua import`."""
    command = kinds.add_parser(
        "history",
        help="dossiers of another time or place (CSV, XLSX, XES, also .gz)",
        description="Bring a history in. It never mixes with the service's own figures.",
    )
    add_options(command)
    command.set_defaults(run=run)


def add_options(command: argparse.ArgumentParser) -> None:
    """Add what every import into a collection is asked with."""
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--map", required=True, type=Path, metavar="MAP.yaml", help="which column is what")
    command.add_argument("--collection", metavar="NAME", help="its name; from the first file without it")
    command.add_argument("--dry-run", action="store_true", help="count everything, write nothing")
    command.add_argument("--refused", type=Path, metavar="OUT.csv", help="write the refused rows here")
    command.add_argument("--json", action="store_true", help="print one object")


@dataclass(slots=True)
class Tally:
    """What was read and refused, while the import runs."""

    dossiers: int = 0
    events: int = 0
    refused: int = 0
    refused_events: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    event_reasons: Counter[str] = field(default_factory=Counter)

    def add(self, one: Case | Refused) -> None:
        """Count one dossier or refusal."""
        if isinstance(one, Case):
            self.dossiers += 1
            self.events += len(one.events)
        elif one.is_event:
            self.events += 1
            self.refused_events += 1
            self.event_reasons[one.reason] += 1
        else:
            self.dossiers += 1
            self.refused += 1
            self.events += one.events
            self.refused_events += one.events
            self.reasons[one.reason] += 1


def run(args: argparse.Namespace) -> int:
    """Import; the counts add up, and the second time nothing changes."""
    plan = _map(args.map)
    way = tables.Way(plan.sheet, plan.delimiter, plan.encoding, plan.per_event)
    into = history.Destination(
        args.collection or stem(args.files[0]), plan, ", ".join(path.name for path in args.files)
    )
    tally = Tally()
    database.prepare()
    with refused_file(args.refused) as refuse:
        counts = history.take_in(
            by=SYSTEM,
            into=into,
            cases=_passing(cases(plan, _sources(args.files, way)), tally, refuse),
            now=moment.now(),
            dry_run=args.dry_run,
        )
    _answer(args, into, tally, counts)
    return 0


def _map(path: Path) -> Map:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return read_map(raw)
    except BadMap as problem:
        raise BadMap(f"{path}: {problem}") from None
    except OSError as problem:
        raise BadMap(f"{path}: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeError) as problem:
        raise BadMap(f"{path}: this is no YAML: {problem}") from None


def stem(path: Path) -> str:
    """Return the name of a file without what says its kind."""
    name = path.name
    while (ending := Path(name).suffix.lower()) in ENDINGS:
        name = name[: -len(ending)]
    return name or path.name


def _sources(paths: Iterable[Path], way: tables.Way) -> Iterator[Source]:
    for path in paths:
        table = tables.open_table(path, way)
        yield Source(table.name, table.columns, table.rows, table.is_log)


def _passing(found: Iterable[Case | Refused], tally: Tally, refuse: Any) -> Iterator[Case]:
    for one in found:
        tally.add(one)
        if tally.dossiers and tally.dossiers % STEP == 0:
            _progress(tally.dossiers)
        if isinstance(one, Case):
            yield one
        else:
            refuse(one)


def _progress(dossiers: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{dossiers:,} dossiers", end="", file=sys.stderr, flush=True)
    elif dossiers % (10 * STEP) == 0:
        print(f"{dossiers:,} dossiers", file=sys.stderr)


@contextmanager
def refused_file(path: Path | None) -> Iterator[Any]:
    """Hand out a function that writes one refusal; the file appears when all is done."""
    if path is None:
        yield lambda one: None
        return
    fresh = path.with_name(f".{path.name}.part")
    try:
        out = fresh.open("w", encoding="utf-8", newline="")
    except OSError as problem:
        raise ValueError(f"--refused {path}: {problem.strerror}") from None
    try:
        with out:
            writer = csv.writer(out)
            writer.writerow(("file", "line", "code", "reason", "detail"))
            yield lambda one: writer.writerow(
                (one.file, one.line, safe(one.code), one.reason, safe(one.detail))
            )
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def safe(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell


def _answer(
    args: argparse.Namespace, into: history.Destination, tally: Tally, counts: history.Counts
) -> None:
    for note, number in sorted(counts.notes.items()):
        print(f"{number:,} {NOTES[note]}", file=sys.stderr)
    answer = {
        "read": tally.dossiers,
        **{name: number for name, number in asdict(counts).items() if name not in ("events", "notes")},
        "refused": tally.refused,
        "reasons": dict(tally.reasons.most_common()),
        "collection": into.collection,
        "dry_run": args.dry_run,
        "events": {
            "read": tally.events,
            "kept": tally.events - tally.refused_events,
            "refused": tally.refused_events,
            "reasons": dict(tally.event_reasons.most_common()),
        },
        "notes": counts.notes,
    }
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{into.collection}{' (dry run: nothing was written)' if args.dry_run else ''}")
    for name in ("read", "new", "changed", "unchanged", "refused"):
        print(f"  {name:10} {answer[name]:>10,}")
    for reason, number in tally.reasons.most_common():
        print(f"    {reason:30} {number:>8,}")
    if tally.events:
        print(f"  {'events':10} {tally.events:>10,}, of which refused {tally.refused_events:,}")
    for reason, number in tally.event_reasons.most_common():
        print(f"    {reason:30} {number:>8,}")

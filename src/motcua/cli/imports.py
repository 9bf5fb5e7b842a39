"""`motcua import KIND FILE...`: take over the lists of others, refusing what cannot be."""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from motcua.actions import catalogue, units
from motcua.actions.catalogue import Report
from motcua.cli import database, tables
from motcua.cli.tables import BadFile, Row
from motcua.queries.moment import now
from motcua.rules.people import SYSTEM
from motcua.rules.portal_text import LIST_COLUMNS, PortalRow, UnreadableRow, read_row
from motcua.rules.territory import Layout, UnknownLayout, UnreadablePlace, layout, move, place

STEP = 500  # rows between two lines of progress
# Modules of this package that add kinds of their own: add_import(kinds).
MORE_KINDS = ("history", "tickets", "tallies", "surveys")
ORDER = (Layout.BEFORE, Layout.FROM, Layout.MOVES)


@dataclass(slots=True)
class Refusals:
    """The rows refused while reading, with the place and the reason of each."""

    rows: list[tuple[str, int | str, str, str]] = field(default_factory=list)

    def add(self, path: Path, row: Row, reason: str, what: object = "") -> None:
        """Remember one."""
        self.rows.append((path.name, row.number, reason, str(what)[:200]))


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import` and its kinds."""
    command = commands.add_parser("import", help="take over lists of units, procedures, history, tickets")
    kinds = command.add_subparsers(dest="kind", metavar="KIND", required=True)
    procedures = _kind(
        kinds, "procedures", "the national portal's JSON lines and list workbooks", run_procedures
    )
    procedures.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DAY",
                            help="in force from this day; today without it")  # fmt: skip
    _kind(kinds, "units", "lists of units before and from 1 July 2025, and what became of whom", run_units)
    for name in MORE_KINDS:
        if find_spec(f"motcua.cli.{name}"):
            import_module(f"motcua.cli.{name}").add_import(kinds)


def _kind(kinds: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = kinds.add_parser(name, help=text, description=f"Import {text}.")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    command.add_argument("--refused", type=Path, metavar="OUT.csv", help="write the refused rows here")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=run)
    return command


def run_procedures(args: argparse.Namespace) -> int:
    """Import procedures: every file is read whole before the first is written."""
    refusals, batches = Refusals(), []
    understood: dict[str, Counter[str]] = {}
    unread: Counter[str] = Counter()
    for path in args.files:
        found = _procedures(path, refusals)
        batches.append((path, found))
        for row in found:
            unread.update(set(row.unread))
            for name, verdict in row.understood:
                understood.setdefault(name, Counter())[verdict] += 1
    _refused_file(args.refused, refusals)
    database.prepare()
    total = Report()
    for path, found in batches:
        part = catalogue.import_procedures(
            by=SYSTEM, rows=found, now=now(), from_on=args.from_on, dry_run=args.dry_run
        )
        _sum(total, part)
        _progress(f"{path.name}: {part.new} new, {part.changed} changed, {part.unchanged} unchanged")
    more = {
        "by_level": dict(total.by_level),
        "understood": {name: dict(counts) for name, counts in understood.items()},
        "not_understood": dict(unread.most_common()),
    }
    return _answer(args, total, refusals, more)


def _procedures(path: Path, refusals: Refusals) -> list[PortalRow]:
    found: list[PortalRow] = []
    seen: set[str] = set()
    for row in _rows(path, refusals, LIST_COLUMNS):
        try:
            read = read_row(row.values or {})
        except UnreadableRow as refusal:
            refusals.add(path, row, str(refusal.facts["reason"]), refusal.facts.get("value", ""))
            continue
        if read.code in seen:
            refusals.add(path, row, "duplicate_code", read.code)
        else:
            found.append(read)
        seen.add(read.code)
    if not found and not refusals.rows:
        raise BadFile(f"{path}: no rows")
    return found


def run_units(args: argparse.Namespace) -> int:
    """Import units: the lists first, then what became of whom, in whatever order they are named."""
    refusals = Refusals()
    batches = [(_layout(path), path) for path in args.files]
    read = [(kind, path, _units(kind, path, refusals)) for kind, path in batches]
    read.sort(key=lambda batch: ORDER.index(batch[0]))
    _refused_file(args.refused, refusals)
    database.prepare()
    total = Report()
    for kind, path, found in read:
        if kind is Layout.MOVES:
            part = units.import_moves(by=SYSTEM, moves=found, now=now(), dry_run=args.dry_run)
        else:
            part = units.import_places(by=SYSTEM, era=kind, places=found, now=now(), dry_run=args.dry_run)
        _sum(total, part)
        _progress(f"{path.name}: {part.new} new, {part.changed} changed, {part.unchanged} unchanged")
    return _answer(args, total, refusals, {"units_made": dict(total.by_level)})


def _layout(path: Path) -> Layout:
    if not path.is_file():
        raise BadFile(f"{path}: no such file")
    try:
        return layout(tables.header(path))
    except UnknownLayout as refusal:
        columns = refusal.facts["columns"]
        raise BadFile(f"{path}: these are not the columns of a list of units: {columns}") from None


def _units(kind: Layout, path: Path, refusals: Refusals) -> list[Any]:
    reader = move if kind is Layout.MOVES else place
    found = []
    for row in _rows(path, refusals):
        try:
            found.append(reader(row.values or {}))
        except UnreadablePlace as refusal:
            refusals.add(path, row, str(refusal.facts["reason"]), refusal.facts.get("value", ""))
    if not found and not refusals.rows:
        raise BadFile(f"{path}: no rows")
    return found


def _rows(path: Path, refusals: Refusals, titles: dict[str, str] | None = None) -> Iterable[Row]:
    for count, row in enumerate(tables.rows(path, titles), 1):
        if count % STEP == 0:
            _progress(f"{path.name}: {count} rows read", end="\r")
        if row.values is None:
            refusals.add(path, row, row.reason)
        else:
            yield row


def _sum(total: Report, part: Report) -> None:
    for name in ("new", "changed", "unchanged", "refused"):
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.reasons.update(part.reasons)
    total.by_level.update(part.by_level)
    total.left_out += part.left_out


def _refused_file(path: Path | None, refusals: Refusals, left_out: Iterable[tuple[str, str]] = ()) -> None:
    """Write the refused rows: once before the import, so that a bad path stops it, and once after."""
    if path is None:
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("file", "row", "reason", "value"))
            writer.writerows(refusals.rows)
            writer.writerows(("", "", reason, which) for reason, which in left_out)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None


def _answer(args: argparse.Namespace, total: Report, refusals: Refusals, more: dict[str, Any]) -> int:
    _refused_file(args.refused, refusals, total.left_out)
    total.refused += len(refusals.rows)
    total.reasons.update(reason for _, _, reason, _ in refusals.rows)
    counts = {name: getattr(total, name) for name in ("read", "new", "changed", "unchanged", "refused")}
    answer = {**counts, "reasons": dict(total.reasons), "dry_run": args.dry_run, **more}
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for name, value in answer.items():
        print(f"{name:15} {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
    return 0


def _progress(text: str, end: str = "\n") -> None:
    if sys.stderr.isatty() or end == "\n":
        print(text, file=sys.stderr, end=end)

"""`motcua report`: figures out of the service's tallies or out of an imported history."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from motcua.cli import database, report_files
from motcua.cli.history import safe
from motcua.queries import history as histories
from motcua.queries import moment, timeliness
from motcua.queries.access import NoSuch
from motcua.queries.timeliness import Scope
from motcua.queries.workdays import ZONE
from motcua.rules.history import COLUMNS, GROUPINGS, MEASURES, TOTAL, Asked, Row
from motcua.rules.people import SYSTEM

# Modules of this package that add a kind: add_report(kinds).
MORE_KINDS = ("ii06", "register", "waiting", "rollup")
HEADINGS = {
    "vi": ("Nhóm", "Tiếp nhận", "Đã xong", "Có hạn", "Đúng hạn", "Trễ hạn", "Đang xử lý", "Còn hạn",
           "Quá hạn", "Tỷ lệ đúng hạn", "Giờ TB", "Giờ trung vị"),
    "en": ("Group", "Received", "Closed", "With due", "On time", "Late", "Open", "In time", "Overdue",
           "On-time share", "Mean hours", "Median hours"),
}  # fmt: skip
TOTALS = {"vi": "TỔNG", "en": "TOTAL"}
UNSAID = {"vi": "(không ghi)", "en": "(not stated)"}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `report` and its kinds."""
    command = commands.add_parser("report", help="figures of time, of the service or of an imported history")
    kinds = command.add_subparsers(dest="kind", metavar="KIND", required=True)
    one = kinds.add_parser(
        "timeliness",
        help="received, closed, on time, late, open, overdue",
        description="Count dossiers by what became of them. A dossier without a due moment is never late. "
        "A period chooses the dossiers received in it. Hours are elapsed, not office hours.",
    )
    one.add_argument("--collection", metavar="NAME", help="an imported history; the live service without it")
    one.add_argument("--as-of", metavar="T", help="what had happened by then; now, or a history's end")
    one.add_argument("--from", dest="from_on", type=_day, metavar="D", help="received on this day or later")
    one.add_argument("--to", dest="to_on", type=_day, metavar="D", help="received on this day or earlier")
    one.add_argument("--by", choices=GROUPINGS, default="", help="a row for each")
    one.add_argument("--unit", default="", metavar="CODE", help="only this unit and those below it")
    one.add_argument("--list", dest="measure", choices=MEASURES, help="print the codes behind this figure")
    one.add_argument("--group", metavar="X", help="with --list: only of this group")
    one.add_argument("--format", choices=("csv", "json", "xlsx"))
    one.add_argument("--json", action="store_true", help="print one object")
    one.add_argument("--out", type=Path, metavar="FILE", help="write there")
    one.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the table")
    one.set_defaults(run=run)
    for name in MORE_KINDS:
        if find_spec(f"motcua.cli.{name}"):
            import_module(f"motcua.cli.{name}").add_report(kinds)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported on, and what was asked."""

    name: str  # "" is the live service
    asked: Asked
    of: Any


def run(args: argparse.Namespace) -> int:
    """Print the figures, or the codes behind one of them."""
    if args.from_on and args.to_on and args.to_on < args.from_on:
        raise ValueError(f"--to {args.to_on}: lies before --from {args.from_on}")
    database.prepare()
    try:
        subject = _subject(args)
        if args.measure:
            return _list(args, subject)
        return _write(args, subject, _rows(args, subject))
    except NoSuch:
        what = f"--unit {args.unit}: no unit has this code" if args.unit else _no_collection(args.collection)
        raise ValueError(what) from None


def _no_collection(name: str) -> str:
    have = ", ".join(histories.names()) or "none yet"
    return f"--collection {name}: there is no such collection; there are: {have}"


def _subject(args: argparse.Namespace) -> Subject:
    now = moment.now()
    name = args.collection or _only_history()
    if not name:
        asked = _asked(args, _moment(args.as_of, ZONE) if args.as_of else now)
        return Subject("", asked, Scope(SYSTEM, args.unit))
    if args.unit:
        raise ValueError("--unit: a history's units are names; use --by unit")
    found = histories.collection(name)
    zone = ZoneInfo(found.timezone)
    as_of = _moment(args.as_of, zone) if args.as_of else histories.last_moment(found, now=now)
    if not args.as_of:
        print(f"as of the last moment of {name}: {as_of.astimezone(zone).isoformat(' ')}", file=sys.stderr)
    return Subject(name, _asked(args, as_of), found)


def _only_history() -> str:
    """Return the one history of a house that has no dossier of its own yet, and say so."""
    names = histories.names()
    if not names or timeliness.has_dossiers():
        return ""
    if len(names) == 1:
        print(f"no dossier was received here yet; this is the history {names[0]}", file=sys.stderr)
        return names[0]
    print(f"no dossier was received here yet; histories: {', '.join(names)}", file=sys.stderr)
    return ""


def _asked(args: argparse.Namespace, as_of: datetime) -> Asked:
    return Asked(as_of, args.by, args.from_on, args.to_on + timedelta(days=1) if args.to_on else None)


def _rows(args: argparse.Namespace, subject: Subject) -> list[Row]:
    if subject.name:
        return histories.timeliness(subject.of, asked=subject.asked)
    if not args.as_of and timeliness.says_tally(subject.asked):
        return timeliness.figures(subject.of, asked=subject.asked)
    return timeliness.counted(subject.of, asked=subject.asked)


def _list(args: argparse.Namespace, subject: Subject) -> int:
    find = histories.behind if subject.name else timeliness.behind
    codes = find(subject.of, asked=subject.asked, measure=args.measure, group=args.group)
    if args.json or args.format == "json":
        return _out(
            args, json.dumps({"measure": args.measure, "group": args.group or TOTAL, "codes": codes}) + "\n"
        )
    return _out(args, "".join(f"{code}\n" for code in codes))


def _write(args: argparse.Namespace, subject: Subject, rows: Sequence[Row]) -> int:
    form = "json" if args.json else args.format
    if form == "json":
        return _out(args, _object(subject, rows))
    if form == "csv":
        return _out(args, _csv(rows))
    if form == "xlsx":
        return _out(args, _workbook(rows, args.lang))
    return _out(args, _table(subject, rows, args.lang))


def _out(args: argparse.Namespace, written: str | bytes) -> int:
    report_files.out(args, written)
    return 0


def _object(subject: Subject, rows: Sequence[Row]) -> str:
    """Return one object: the total's figures, what they are of, and every row."""
    asked = subject.asked
    whole = rows[-1].plain() | {
        "collection": subject.name or None,
        "as_of": asked.as_of.isoformat(),
        "by": asked.by or None,
        "rows": [row.plain() for row in rows],
    }
    return json.dumps(whole, ensure_ascii=False) + "\n"


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe(cell) for cell in row.plain().values()])
    return text.getvalue()


def _workbook(rows: Sequence[Row], lang: str) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("timeliness")
    bold, share, hours = book.add_format({"bold": True}), {"num_format": "0.0000%"}, {"num_format": "0.00"}
    looks = {"share_on_time": book.add_format(share), "mean_hours": book.add_format(hours),
             "median_hours": book.add_format(hours)}  # fmt: skip
    sheet.write_row(0, 0, HEADINGS[lang], bold)
    for line, row in enumerate(rows, 1):
        for place, (name, cell) in enumerate(row.plain().items()):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell, looks.get(name))
    sheet.freeze_panes(1, 1)
    sheet.autofit()
    book.close()
    return data.getvalue()


def _table(subject: Subject, rows: Sequence[Row], lang: str) -> str:
    lines = [HEADINGS[lang], *(_cells(row, lang, last=row is rows[-1]) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    shown = [
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]
    zone = ZoneInfo(subject.of.timezone) if subject.name else ZONE
    at = f"{subject.asked.as_of.astimezone(zone):%d/%m/%Y %H:%M:%S %z}"
    what = subject.name or ("số liệu của đơn vị" if lang == "vi" else "live figures")
    title = f"{what}, tính đến {at}" if lang == "vi" else f"{what}, as of {at}"
    return "\n".join([title, "", shown[0], "-" * len(shown[0]), *shown[1:]]) + "\n"


def _cells(row: Row, lang: str, *, last: bool) -> tuple[str, ...]:
    name = TOTALS[lang] if last else row.group or UNSAID[lang]
    share = "–" if row.share_on_time is None else _number(row.share_on_time * 100, 4, lang) + " %"
    hours = ("–" if h is None else _number(h, 1, lang) for h in (row.mean_hours, row.median_hours))
    return (name, *(_number(row.counts[measure], 0, lang) for measure in MEASURES), share, *hours)


def _number(value: float, places: int, lang: str) -> str:
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2024-09-30") from None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Return a moment; a bare day means its end, a time without zone is local."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"--as-of {text}: no moment such as 2024-09-30T17:00 or a day") from None
    if len(text) == len("2024-09-30") and ":" not in text:
        at = datetime.combine(at.date(), time.max)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)

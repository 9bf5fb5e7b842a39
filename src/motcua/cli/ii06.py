"""`motcua report ii06`: form II.06 for any unit and period, from the tallies."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from motcua.cli import database, report_files
from motcua.queries import moment, report_kept, report_prints, reports, workdays
from motcua.queries.access import NoSuch
from motcua.queries.reports import Sheet
from motcua.rules import periods
from motcua.rules.periods import Period
from motcua.rules.reports import Row, RowKind
from motcua.rules.reports_ii06 import Basis, Waiting, definition

FORMS = {"field": "ii06a", "unit": "ii06c"}


def add_report(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `report ii06`."""
    one = kinds.add_parser(
        "ii06",
        help="form II.06: received, settled, in process",
        description="Form II.06 of Circular 01/2020. By field it counts the unit's own dossiers (II.06a), by "
        "unit also those of the units below (II.06c). Without --unit it counts every unit. "
        "Exit code 1 when an identity of the form does not hold.",
    )
    add_period(one)
    one.add_argument("--by", choices=sorted(FORMS), default="field", help="a row for each (field)")
    one.add_argument("--below", action="store_true", help="by field: with the units below")
    one.add_argument("--definition", default="", metavar="NAME", help=f"{', '.join(Waiting)} (the first)")
    one.add_argument("--basis", choices=tuple(Basis), default="", help="deadline held against (promise)")
    report_files.add(one)
    one.set_defaults(run=run)


def add_period(one: argparse.ArgumentParser) -> None:
    """Add how a report says which unit and which days."""
    one.add_argument("--unit", default="", metavar="CODE", help="agency code or administrative code")
    one.add_argument("--period", default="", metavar="P", help="2024-09, 2024Q3, 2024H1, 2024, TT01-2024Q3")
    one.add_argument("--from", dest="from_on", type=_day, metavar="D", help="first day")
    one.add_argument("--to", dest="to_on", type=_day, metavar="D", help="last day")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2024-09-30") from None


def asked(args: argparse.Namespace, today: date) -> Period:
    """Return the period asked for: by name, by two days, or the month that runs.

    Raises: ValueError for one day without the other; rules.periods.BadPeriod.
    """
    if args.period:
        return periods.parse(args.period)
    if (args.from_on is None) != (args.to_on is None):
        raise ValueError("--from and --to: give both, or --period")
    if args.from_on is None:
        return periods.parse(f"{today:%Y-%m}")
    if args.to_on < args.from_on:
        raise ValueError(f"--to {args.to_on}: lies before --from {args.from_on}")
    return periods.parse(f"{args.from_on}..{args.to_on}")


def unit_of(code: str) -> Any:
    """Return the unit of a code, None for no code.

    Raises: ValueError.
    """
    try:
        return reports.by_code(code) if code else None
    except NoSuch:
        raise ValueError(f"--unit {code}: no unit has this code") from None


def run(args: argparse.Namespace) -> int:
    """Print the form; say on standard error which identities do not hold."""
    database.prepare()
    now = moment.now()
    sheet = reports.make(
        FORMS[args.by],
        unit=unit_of(args.unit),
        period=asked(args, workdays.today(now)),
        now=now,
        definition=definition(args.definition, args.basis),
        scope="below" if args.below else "",
    )
    form = "json" if args.json else args.format
    if form == "json":
        report_files.out(args, json.dumps(_object(sheet), ensure_ascii=False) + "\n")
    else:
        report_files.write(args, form, sheet, sheet.rows)
    for check in sheet.failed:
        print(f"does not add up: {report_kept.where(sheet, check)}", file=sys.stderr)
    return 1 if sheet.failed else 0


def _object(sheet: Sheet) -> dict[str, Any]:
    """Return one object: the total's columns, what they are of, every row, and whether all adds up."""
    total = next(row for row in sheet.rows if row.kind is RowKind.TOTAL)
    return {
        **total.cells,
        "form": sheet.form.number,
        "unit": (sheet.unit.agency_code or sheet.unit.gso_code) if sheet.unit else None,
        "unit_name": sheet.unit.name if sheet.unit else None,
        "scope": sheet.scope,
        "period": sheet.period.key,
        "from": sheet.period.from_on.isoformat(),
        "to": sheet.period.last_on.isoformat(),
        "definition": sheet.definition.name,
        "as_of": sheet.cut_off.isoformat(),
        "hash": report_prints.of_sheet(sheet).hash,
        "ok": not sheet.failed,
        "problems": [report_kept.where(sheet, check) for check in sheet.failed],
        "rows": [_row(row) for row in sheet.rows if row.kind is not RowKind.TOTAL],
    }


def _row(row: Row) -> dict[str, Any]:
    return {"kind": str(row.kind), **row.cells}

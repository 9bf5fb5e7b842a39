"""`motcua report register`: the register of dossiers, row by row as it is read."""

import argparse
import json

from motcua.cli import database, report_files
from motcua.cli.ii06 import add_period, asked, unit_of
from motcua.queries import moment, reports, workdays


def add_report(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `report register`, and the lists of late and supplemented dossiers beside it."""
    for key, help_text in (
        ("register", "the register of dossiers received, with names"),
        ("late", "late dossiers with official and reason"),
        ("supplement", "supplements asked for"),
    ):
        one = kinds.add_parser(key, help=help_text)
        add_period(one)
        report_files.add(one)
        one.set_defaults(run=run, form=key)


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    database.prepare()
    now = moment.now()
    sheet = reports.blank(
        args.form, unit=unit_of(args.unit), period=asked(args, workdays.today(now)), now=now, scope="below"
    )
    rows = reports.rows(sheet)
    form = "json" if args.json else args.format
    if form == "json":
        found = {
            "period": sheet.period.key,
            "as_of": now.isoformat(),
            "rows": [dict(row.cells) for row in rows],
        }
        report_files.out(args, json.dumps(found, ensure_ascii=False) + "\n")
    else:
        report_files.write(args, form, sheet, rows)
    return 0

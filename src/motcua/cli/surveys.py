"""motcua import survey: a table of answers that somebody else collected."""

import argparse
import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from motcua.actions import survey_answer
from motcua.cli import database
from motcua.edge import sheets_read
from motcua.queries import moment, surveys
from motcua.queries.access import NoSuch
from motcua.rules import survey_rows
from motcua.rules.people import SYSTEM


def add_import(kinds: Any) -> None:
    """Add `import survey`."""
    command = kinds.add_parser(
        "survey",
        help="a table of answers to a survey, XLSX or CSV",
        description="Take in answers that were collected elsewhere. A row that cannot be read is refused.",
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--survey", required=True, metavar="KEY", help="the survey, open")
    command.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    command.add_argument("--refused", type=Path, metavar="OUT.csv", help="write the refused rows here")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=take)


def take(args: argparse.Namespace) -> int:
    """Read the table, keep what can be kept, tell the rest."""
    database.prepare()
    data, table = _read(args.file, args.survey)
    if not args.dry_run:
        digest = hashlib.sha256(data).hexdigest()
        survey_answer.take_in(by=SYSTEM, key=args.survey, forms=table.filled, digest=digest, now=moment.now())
    if args.refused:
        _write(args.refused, table)
    reasons = dict(Counter(one.reason for one in table.refused))
    counts = {"kept": len(table.filled), "refused": len(table.refused), "reasons": reasons}
    if args.json:
        print(json.dumps(counts | {"dry_run": args.dry_run}, ensure_ascii=False))
        return 0
    print(f"{len(table.filled):,} forms kept, {len(table.refused):,} rows refused")
    for one in table.refused:
        print(f"  row {one.row}: {one.reason} {one.what}")
    return 0


def _read(path: Path, key: str) -> tuple[bytes, survey_rows.Table]:
    try:
        data = path.read_bytes()
        row = surveys.survey(key, by=SYSTEM)
        return data, survey_rows.read(sheets_read.grid(data), surveys.asked(row), surveys.names(row))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except NoSuch:
        raise ValueError(f"there is no survey {key}") from None
    except sheets_read.NotATable:
        raise ValueError(f"{path}: neither a workbook nor a CSV table") from None
    except survey_rows.UnreadableForms:
        raise ValueError(f"{path}: no row of titles with the unit and the keys of questions") from None


def _write(path: Path, table: survey_rows.Table) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("row", "reason", "what"))
            writer.writerows((one.row, one.reason, one.what) for one in table.refused)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None

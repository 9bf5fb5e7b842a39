"""How a report leaves the terminal: as a table to read, as CSV, or as a workbook."""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from motcua.queries import report_prints
from motcua.queries.reports import Sheet
from motcua.rules.reports import Row, RowKind
from motcua.rules.reports_print import csv_cells, period_words, said, text


def add(one: argparse.ArgumentParser) -> None:
    """Add how a report is written."""
    one.add_argument("--format", choices=("csv", "json", "xlsx"), help="a table to read without it")
    one.add_argument("--json", action="store_true", help="print one object")
    one.add_argument("--out", type=Path, metavar="FILE", help="write there")
    one.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of headings")


def write(args: argparse.Namespace, form: str | None, sheet: Sheet, rows: Iterable[Row]) -> None:
    """Write a report; rows of a CSV go out as they come."""
    if form == "csv":
        _csv(args, sheet, rows)
    elif form == "xlsx":
        from motcua.edge import sheets  # a library that only a workbook needs

        kept = tuple(rows)
        page = report_prints.page(report_prints.of_sheet(sheet), kept, lang=args.lang)
        out(args, sheets.workbook(page))
    else:
        out(args, _table(sheet, tuple(rows), args.lang))


def out(args: argparse.Namespace, written: str | bytes) -> None:
    """Write text or bytes to the file asked for, or to standard output."""
    data = written.encode() if isinstance(written, str) else written
    if args.out:
        try:
            args.out.write_bytes(data)
        except OSError as problem:
            raise ValueError(f"--out {args.out}: {problem.strerror}") from None
    elif isinstance(written, str):
        sys.stdout.write(written)
    elif sys.stdout.isatty():
        raise ValueError("--format xlsx: a workbook is not for the screen; name a file with --out")
    else:
        sys.stdout.buffer.write(data)


def _csv(args: argparse.Namespace, sheet: Sheet, rows: Iterable[Row]) -> None:
    if args.out:
        with args.out.open("w", encoding="utf-8", newline="") as file:
            _lines(csv.writer(file, lineterminator="\n"), sheet, rows)
    else:
        _lines(csv.writer(sys.stdout, lineterminator="\n"), sheet, rows)


def _lines(writer: Any, sheet: Sheet, rows: Iterable[Row]) -> None:
    writer.writerow(sheet.form.keys)
    for row in rows:
        writer.writerow(csv_cells(sheet.form, row))


def _table(sheet: Sheet, rows: Sequence[Row], lang: str) -> str:
    columns = sheet.form.columns
    lines = [tuple(f"({column.number})" for column in columns)]
    lines += [tuple(text(row.cells.get(c.key), c.kind, lang)[:40] for c in columns) for row in rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    shown = [
        "  ".join(
            cell.rjust(width) if column.is_number or column.kind == "order" else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in lines
    ]
    rule = "-" * max(len(line) for line in shown)
    titles = [f"({column.number}) {said(column.label, lang)}" for column in columns]
    whose = sheet.unit.name if sheet.unit else report_prints.WHOLE_HOUSE
    total = bool(rows) and rows[-1].kind is RowKind.TOTAL
    body = [*shown[1:-1], rule, shown[-1]] if total else shown[1:]
    head = [
        said(sheet.form.title, lang),
        f"{whose} · {period_words(sheet.period, lang)}",
        "; ".join(titles),
        "",
    ]
    return "\n".join([*head, shown[0], rule, *body]) + "\n"

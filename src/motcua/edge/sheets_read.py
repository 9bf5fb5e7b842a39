"""A workbook or CSV file that somebody hands in, as a grid of plain cells; nothing in it is trusted."""

import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

MOST_UNPACKED = 200 * 1024 * 1024
MOST_CELLS = 2_000_000
Cell = str | float
Grid = list[list[Cell]]


class NotATable(ValueError):
    """The file is neither a workbook nor a table of text."""


def grid(data: bytes) -> Grid:
    """Return the cells of the first sheet, or of a CSV file: texts, and numbers as numbers.

    Raises: NotATable; also for a file that unpacks to more than a report can have.
    """
    if data[:4] == b"PK\x03\x04":
        return _workbook(data)
    try:
        text = data.decode("utf-8-sig")
        rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except (UnicodeDecodeError, csv.Error):
        raise NotATable() from None
    return [[_number(cell) for cell in row] for row in rows]


def _workbook(data: bytes) -> Grid:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise NotATable()
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError, EOFError, NotImplementedError):
        raise NotATable() from None
    if sum(len(row) for row in rows) > MOST_CELLS:
        raise NotATable()
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: object) -> Cell:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell or "").strip()


def _number(cell: str) -> Cell:
    try:
        return float(cell)
    except ValueError:
        return cell.strip()

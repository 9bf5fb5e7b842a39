"""Files of rows as they come: JSON lines, CSV and list workbooks, packed or not."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from python_calamine import CalamineWorkbook

from motcua.rules.text import fold

LINE_LIMIT = 4_000_000  # bytes; the longest real row has 150,000
ROWS_SEARCHED = 30  # for the row of column titles in a workbook


class BadFile(ValueError):
    """The file cannot be read at all; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row and where it stood; without values when it could not be read, for `reason`."""

    number: int
    values: Mapping[str, Any] | None
    reason: str = ""


def rows(path: Path, titles: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Return the rows of a file by what its name ends with.

    `titles` maps folded column titles of a workbook to keys; a workbook without two of them is refused.

    Raises: BadFile.
    """
    name = path.name.lower().removesuffix(".gz")
    if not path.is_file():
        raise BadFile(f"{path}: no such file")
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines(path)
    if name.endswith(".csv"):
        return _csv(path)
    if name.endswith((".xlsx", ".xls", ".ods")):
        return _workbook(path, titles or {})
    raise BadFile(f"{path}: expected a file of .jsonl, .csv or .xlsx, packed with .gz or not")


def header(path: Path) -> list[str]:
    """Return the column names of a CSV file.

    Raises: BadFile.
    """
    with _text(path) as lines:
        try:
            return next(csv.reader(lines), [])
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
            raise BadFile(f"{path}: {_why(error)}") from None


def _json_lines(path: Path) -> Iterator[Row]:
    try:
        with _bytes(path) as stream:
            number = 0
            while line := stream.readline(LINE_LIMIT + 1):
                number += 1
                if line.strip():
                    yield _json_line(number, line)
                while len(line) > LINE_LIMIT and not line.endswith(b"\n"):
                    line = stream.readline(LINE_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(f"{path}: {_why(error)}") from None


def _json_line(number: int, line: bytes) -> Row:
    if len(line) > LINE_LIMIT:
        return Row(number, None, "row_too_long")
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Row(number, None, "not_utf8")
    except (ValueError, RecursionError):
        return Row(number, None, "not_json")
    return Row(number, values) if isinstance(values, dict) else Row(number, None, "not_an_object")


def _csv(path: Path) -> Iterator[Row]:
    try:
        with _text(path) as lines:
            reader = csv.DictReader(lines)
            for number, values in enumerate(reader, 2):
                ragged = None in values or None in values.values()
                yield Row(number, None, "wrong_number_of_columns") if ragged else Row(number, values)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path}: {_why(error)}") from None


def _workbook(path: Path, titles: Mapping[str, str]) -> Iterator[Row]:
    found = False
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except Exception as error:  # calamine has one error for each format; all of them mean the same here
        raise BadFile(f"{path}: not a workbook that can be read ({_why(error)})") from None
    for cells in sheets:
        place, keys = _titles(cells, titles)
        if not keys:
            continue
        found = True
        for number, line in enumerate(cells[place + 1 :], place + 2):
            values = {key: str(line[at]) for at, key in keys.items() if at < len(line)}
            if any(value.strip() for value in values.values()):
                yield Row(number, values)
    if not found:
        raise BadFile(f"{path}: no row of column titles such as 'Mã số' and 'Tên'")


def _titles(cells: list[list[Any]], titles: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    for place, line in enumerate(cells[:ROWS_SEARCHED]):
        keys = {at: titles[word] for at, cell in enumerate(line) if (word := fold(str(cell))) in titles}
        if len(keys) >= 2:
            return place, keys
    return 0, {}


def _bytes(path: Path) -> IO[bytes]:
    try:
        return (
            cast(IO[bytes], gzip.open(path, "rb")) if path.name.lower().endswith(".gz") else path.open("rb")
        )
    except OSError as error:
        raise BadFile(f"{path}: {_why(error)}") from None


def _text(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(_bytes(path), encoding="utf-8-sig", newline="")


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split())[:200] or type(error).__name__

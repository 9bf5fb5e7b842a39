"""Rows out of files that others wrote: CSV, XLSX and XES, compressed by gzip or not."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

SURPLUS = ""  # the heading of cells beyond the last column
BROKEN = "\0"  # the heading under which stands what is wrong with a line
BROKEN_OFF = "\0\0"  # and with the rest of a file
CASE = "case:"
DELIMITERS = ",;\t|"
_SEPARATOR = re.compile("sep=(.)")
_GZIP = b"\x1f\x8b"

Row = Mapping[str, object]


class UnreadableFile(ValueError):
    """The file is not what its name says; the text says what is wrong, in one line."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened: its columns, and rows of (line, cells by column) read as they are asked for."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Row]]
    is_log: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How to read: what a map may say about the file, and whether a log's rows are its events.

    With `line_by_line` each line of text is a row of its own: one that cannot be read is handed over under
    BROKEN, and the next is read. A cell then cannot hold a line end.
    """

    sheet: str = ""
    delimiter: str = ""
    encoding: str = "utf-8"
    per_event: bool = True
    line_by_line: bool = False


def open_table(path: Path, way: Way) -> Table:
    """Open a file by what its name says it is.

    Raises: UnreadableFile.
    """
    stem = path.name.lower().removesuffix(".gz")
    readers: dict[str, Callable[[Path, Way], Table]] = {".xlsx": _workbook, ".xes": _log, ".xml": _log}
    read = next((reader for ending, reader in readers.items() if stem.endswith(ending)), _separated)
    try:
        return read(path, way)
    except (OSError, EOFError, zlib.error) as problem:
        raise UnreadableFile(f"{path.name}: {_why(problem)}") from None


def _why(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem) or "cannot be read"


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    if file.read(2) == _GZIP:  # by content: a name may lie
        file.close()
        return gzip.open(path, "rb")  # type: ignore[return-value]
    file.seek(0)
    return file


def _separated(path: Path, way: Way) -> Table:
    try:
        errors = "surrogateescape" if way.line_by_line else "strict"
        text = io.TextIOWrapper(_opened(path), _encoding(way.encoding), errors, newline="")
    except LookupError:
        raise UnreadableFile(f"encoding: no encoding is called {way.encoding!r}") from None
    rows = _guarded(path, _csv_rows(path, text, way))
    _, heading = next(rows, (0, {}))
    columns = tuple(str(name) for name in heading.values())
    return Table(path.name, columns, _to_the_break(rows) if way.line_by_line else rows)


def _to_the_break(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """Yield the rows; where the file breaks off, that as the last."""
    line = 0
    try:
        for line, row in rows:
            yield line, row
    except UnreadableFile as problem:
        yield line + 1, {BROKEN_OFF: str(problem)}


def _encoding(name: str) -> str:
    return "utf-8-sig" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name


def _csv_rows(path: Path, text: io.TextIOWrapper, way: Way) -> Iterator[tuple[int, Row]]:
    """Yield the heading as a row of its own names, then the rows."""
    with text:
        first, before, delimiter = _first_line(path, text, way)
        read = _each_alone if way.line_by_line else _together
        lines = read(_chained(first, text), delimiter, before)
        number, heading = next(lines)
        if isinstance(heading, str):
            raise UnreadableFile(f"{path.name}: the first line: {heading}")
        columns = _headings(path, heading)
        yield number, dict(enumerate_names(columns))
        for number, cells in lines:
            if isinstance(cells, str):
                yield number, {BROKEN: cells}
            elif cells:
                row: dict[str, object] = dict(zip(columns, cells, strict=False))
                if len(cells) > len(columns) and any(cells[len(columns) :]):
                    row[SURPLUS] = cells[len(columns)]
                yield number, row


def _first_line(path: Path, text: io.TextIOWrapper, way: Way) -> tuple[str, int, str]:
    """Return the line that names the columns, how many stand before it, and what parts its cells."""
    first, before, delimiter = text.readline(), 0, way.delimiter
    if told := _SEPARATOR.fullmatch(first.strip()):  # a spreadsheet's own first line
        first, before, delimiter = text.readline(), 1, told[1]
    if not first.strip():
        raise UnreadableFile(f"{path.name}: the first line should name the columns, and is empty")
    if "\0" in first:
        raise UnreadableFile(f"{path.name}: this is no text file")
    if any("\udc80" <= sign <= "\udcff" for sign in first):
        raise UnreadableFile(f"{path.name}: the first line is not in this encoding")
    delimiter = delimiter or max(DELIMITERS, key=first.count)
    if len(delimiter) != 1:
        raise UnreadableFile(f"delimiter: one character, not {delimiter!r}")
    return first, before, delimiter


def _together(lines: Iterator[str], delimiter: str, before: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the cells of each row with the number of its last line."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    for cells in reader:
        yield before + reader.line_num, cells


def _each_alone(lines: Iterator[str], delimiter: str, before: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the cells of each line, or what is wrong with it."""
    for number, line in enumerate(lines, before + 1):
        try:
            yield number, next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error as problem:
            yield number, str(problem)


def enumerate_names(columns: list[str]) -> Iterator[tuple[str, object]]:
    """Yield each column as its own cell."""
    return ((name, name) for name in columns)


def _chained(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from rest


def _headings(path: Path, cells: list[str]) -> list[str]:
    names = [" ".join(cell.split()) or f"column {number}" for number, cell in enumerate(cells, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableFile(f"{path.name}: two columns are called {twice[0]!r}")
    return names


def _guarded(path: Path, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """Yield the rows; what goes wrong in the middle of a file is said with the line it followed."""
    line = 0
    while True:
        try:
            found = next(rows, None)
        except UnreadableFile:
            raise
        except (OSError, EOFError, zlib.error, csv.Error, UnicodeError, ElementTree.ParseError) as problem:
            said = "is not in this encoding" if isinstance(problem, UnicodeError) else _why(problem)
            raise UnreadableFile(f"{path.name}: after line {line}: {said}") from None
        if found is None:
            return
        line = found[0]
        yield found


def _workbook(path: Path, way: Way) -> Table:
    try:
        with _opened(path) as file:
            book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        names = book.sheet_names
        if way.sheet and way.sheet not in names:
            raise UnreadableFile(f"sheet: {path.name} has no sheet {way.sheet!r}; it has {', '.join(names)}")
        sheet = book.get_sheet_by_name(way.sheet) if way.sheet else book.get_sheet_by_index(0)
    except CalamineError as problem:
        raise UnreadableFile(
            f"{path.name}: this is no workbook ({' '.join(str(problem).split())[:80]})"
        ) from None
    lines = iter(sheet.to_python(skip_empty_area=False))
    columns: list[str] = []
    number = 0
    while not columns and (cells := next(lines, None)) is not None:
        number += 1
        filled = [place for place, cell in enumerate(cells) if cell not in ("", None)]
        columns = _headings(path, [str(cell) for cell in cells[: filled[-1] + 1]]) if filled else []
    return Table(path.name, tuple(columns), _sheet_rows(lines, columns, number))


def _sheet_rows(lines: Iterator[Any], columns: list[str], start: int) -> Iterator[tuple[int, Row]]:
    for number, cells in enumerate(lines, start + 1):
        if all(cell in ("", None) for cell in cells):
            continue
        row: dict[str, object] = dict(zip(columns, cells, strict=False))
        surplus = [cell for cell in cells[len(columns) :] if cell not in ("", None)]
        if surplus:
            row[SURPLUS] = surplus[0]
        yield number, row


def _log(path: Path, way: Way) -> Table:
    """Open an event log; its columns are what it declares for all, and what the first event has."""
    declared: dict[str, None] = {}
    rows = _guarded(path, _log_rows(path, way, declared))
    first = next(rows, None)
    if first is not None:
        declared |= dict.fromkeys(first[1])
    return Table(path.name, tuple(declared), _again(first, rows), is_log=True)


def _again(first: tuple[int, Row] | None, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    if first is not None:
        yield first
        yield from rows


def _log_rows(path: Path, way: Way, declared: dict[str, None]) -> Iterator[tuple[int, Row]]:
    """Yield an event a row, the attributes of its trace under `case:`; the line is the trace's number."""
    number = 0
    with _opened(path) as file:
        steps = ElementTree.iterparse(file, events=("start", "end"))
        _, root = next(steps)
        for kind, element in steps:
            if kind == "start":
                continue
            tag = element.tag.rpartition("}")[2]
            if tag == "global":
                prefix = CASE if element.get("scope") == "trace" else ""
                declared |= dict.fromkeys(f"{prefix}{name}" for name in _attributes(element))
            elif tag == "trace":
                number += 1
                own: dict[str, object] = {
                    f"{CASE}{name}": value for name, value in _attributes(element).items()
                }
                events = [child for child in element if child.tag.endswith("event")] if way.per_event else []
                for event in events:
                    yield number, own | _attributes(event)
                if not events:
                    yield number, own
                root.clear()  # a trace read is a trace forgotten, however long the log
    if number == 0:
        raise UnreadableFile(f"{path.name}: the log holds no trace")


def _attributes(element: ElementTree.Element) -> dict[str, object]:
    """Return the plain attributes of a trace or an event; lists and containers are left."""
    return {
        key: _typed(child.tag.rpartition("}")[2], value)
        for child in element
        if (key := child.get("key")) is not None and (value := child.get("value")) is not None
    }


def _typed(kind: str, value: str) -> object:
    try:
        if kind == "int":
            return int(value)
        if kind == "float":
            return float(value)
    except ValueError:
        return value
    return value == "true" if kind == "boolean" else value

"""Reading a table of data: which cell is a number, which is absent, and every cell that is neither."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from motcua.rules.composite import Array, Framework, Note, Table

ABSENT = {"", "na", "n/a", "nan", "null", "none", "-", "–", "..", "…"}
POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I)
COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?", re.I)
PLAIN = re.compile(r"[0-9.eE+\-\n]*")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,234: a decimal comma, or a thousand?
YEAR, GROUP = "year", "group"

Rows = Iterable[tuple[int, Mapping[str, object]]]


class BadTable(ValueError):
    """The table cannot be used; `problems` names every fault with its row and column."""

    def __init__(self, problems: Sequence[Note]) -> None:
        super().__init__("; ".join(f"{one.where}: {one.reason}" for one in problems))
        self.problems = tuple(problems)


def read(
    framework: Framework, columns: Sequence[str], rows: Rows, *, others: Sequence[str] = ()
) -> tuple[Table, list[Note]]:
    """Return the table of a framework's leaves, and a note for what was not read.

    The first column names the unit. `year` and `group` are read where they stand; `others` are columns to
    check against. Decimal commas are understood where no cell of the table has a decimal point; a table
    that has both, or whose every comma could part thousands, is refused.
    An empty cell, NA, N/A, NaN, `-` and `..` are absent.

    Units: each leaf's raw unit.
    Raises: BadTable with every problem there is.
    Source: COMP-03, COMP-06.
    """
    wanted = [*(leaf.code for leaf in framework.leaves), *others]
    problems = [
        Note(name, "no_column", {"near": _near(name, columns)}) for name in wanted if name not in columns
    ]
    if problems:
        raise BadTable(problems)
    lines = [(line, cells) for line, cells in rows if any(_text(cell) for cell in cells.values())]
    if not lines:
        raise BadTable([Note("", "no_rows")])
    numbers = _numbers(lines, wanted, problems)
    units = [_text(cells.get(columns[0])) for _, cells in lines]
    years = _years(lines, problems) if YEAR in columns[1:] else ()
    groups = tuple(_text(cells.get(GROUP)) for _, cells in lines) if GROUP in columns[1:] else ()
    _check_units(lines, units, years, problems)
    if problems:
        raise BadTable(problems)
    leaves = len(framework.leaves)
    table = Table(
        units=tuple(units),
        values=numbers[:, :leaves],
        years=years,
        groups=groups,
        others={name: numbers[:, leaves + at] for at, name in enumerate(others)},
    )
    return table, _unread(framework, columns, wanted)


def _near(name: str, columns: Sequence[str]) -> str:
    folded = {column.casefold().strip(): column for column in columns}
    return folded.get(name.casefold(), "")


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _numbers(
    lines: Sequence[tuple[int, Mapping[str, object]]], wanted: Sequence[str], problems: list[Note]
) -> Array:
    """Return the cells as numbers, remembering each that is none."""
    found = np.full((len(lines), len(wanted)), np.nan)
    written = dict[str, list[tuple[int, str, str]]]()
    for at, name in enumerate(wanted):
        cells = [row.get(name) for _, row in lines]
        if set(map(type, cells)) != {str}:
            cells = [_text(cell) for cell in cells]
        found[:, at], ways = _column(cells)
        for way, row in ways:
            written.setdefault(way, []).append((row, f"{lines[row][0]}, {name}", _text(cells[row])))
    problems += [
        Note(where, "no_number", {"given": text[:40]}) for _, where, text in sorted(written.get("bad", []))
    ]
    points, commas = sorted(written.get("point", [])), sorted(written.get("comma", []))
    if points and commas:
        problems.append(Note("", "points_and_commas", {"point": points[0][1], "comma": commas[0][1]}))
    elif commas and all(THOUSANDS.fullmatch(text) for _, _, text in commas):
        problems.append(Note(commas[0][1], "thousands"))
    return found


def _column(cells: Sequence[Any]) -> tuple[Array, list[tuple[str, int]]]:
    """Return a column as numbers, and the rows that are worth a word: the first point, commas, bad cells."""
    if PLAIN.fullmatch("\n".join(cells)):  # the usual column, read at once: a million cells take a while
        try:
            numbers = map(float, cells) if all(cells) else (float(cell or "nan") for cell in cells)
            quick = np.fromiter(numbers, dtype=float, count=len(cells))
        except ValueError:
            quick = np.array([np.inf])
        if not np.isinf(quick).any():
            first = next((at for at, cell in enumerate(cells) if "." in cell), None)
            return quick, [] if first is None else [("point", first)]
    read = [_number(_text(cell).replace("−", "-")) for cell in cells]
    told = [(way, at) for at, (way, _) in enumerate(read) if way in ("point", "comma", "bad")]
    return np.array([value for _, value in read]), told


def _number(text: str) -> tuple[str, float]:
    """Return how a cell is written (absent, whole, point, comma, bad) and its value."""
    if text.casefold() in ABSENT:
        return "absent", np.nan
    if POINT.fullmatch(text):
        way, value = "point" if "." in text else "whole", float(text)
    elif COMMA.fullmatch(text):
        way, value = "comma", float(text.replace(",", "."))
    else:
        return "bad", np.nan
    return (way, value) if np.isfinite(value) else ("bad", np.nan)


def _years(lines: Sequence[tuple[int, Mapping[str, object]]], problems: list[Note]) -> tuple[int, ...]:
    found = []
    for line, cells in lines:
        text = _text(cells.get(YEAR)).removesuffix(".0")
        if not (text.isdigit() and 0 < int(text) < 10_000):
            problems.append(Note(f"{line}, {YEAR}", "no_year", {"given": text[:40]}))
            text = "0"
        found.append(int(text))
    return tuple(found)


def _check_units(
    lines: Sequence[tuple[int, object]], units: Sequence[str], years: Sequence[int], problems: list[Note]
) -> None:
    seen: dict[tuple[str, int], int] = {}
    for row, (line, _) in enumerate(lines):
        key = (units[row], years[row] if years else 0)
        if not units[row]:
            problems.append(Note(str(line), "no_unit"))
        elif key in seen:
            problems.append(Note(str(line), "duplicate_unit", {"unit": units[row], "first": seen[key]}))
        else:
            seen[key] = line


def _unread(framework: Framework, columns: Sequence[str], wanted: Sequence[str]) -> list[Note]:
    """Name the columns that are not read; an aggregate's own published scores are never an input."""
    aggregates = {node.code for node in framework.nodes if node.children}
    rest = [name for name in columns[1:] if name not in {*wanted, YEAR, GROUP}]
    notes = [Note(name, "aggregate_column") for name in rest if name in aggregates]
    plain = [name for name in rest if name not in aggregates]
    return notes + ([Note("", "unread_columns", {"columns": ", ".join(plain)})] if plain else [])

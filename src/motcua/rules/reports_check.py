"""A file held against the issued report it claims to be: every cell, and where it differs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that reads otherwise: its place as a spreadsheet names it, and both readings."""

    place: str
    issued: Cell
    found: Cell


def hashes(grid: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the hashes that stand in a file, each once, in order.

    Source: REP-09.
    """
    texts = (cell for row in grid for cell in row if isinstance(cell, str))
    return list(dict.fromkeys(found for text in texts for found in HASH.findall(text)))


def differences(
    issued: Sequence[Sequence[Cell]], found: Sequence[Sequence[Cell]], *, most: int = 20
) -> list[Difference]:
    """Return where a file differs from the issued one, at most so many places; cells beyond count as empty.

    Source: REP-09.

    >>> differences([["a", 1.0]], [["a", 2.0]])
    [Difference(place='B1', issued=1.0, found=2.0)]
    """
    different: list[Difference] = []
    for row in range(max(len(issued), len(found))):
        left, right = _row(issued, row), _row(found, row)
        for column in range(max(len(left), len(right))):
            one, other = _cell(left, column), _cell(right, column)
            if not _same(one, other):
                different.append(Difference(f"{letters(column)}{row + 1}", one, other))
                if len(different) >= most:
                    return different
    return different


def _row(grid: Sequence[Sequence[Cell]], row: int) -> Sequence[Cell]:
    return grid[row] if row < len(grid) else ()


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _same(one: Cell, other: Cell) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return one == other


def letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    Source: REP-09.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name

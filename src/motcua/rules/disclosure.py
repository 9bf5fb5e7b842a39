"""What may be published of counts: small ones as a range, and nothing from which they could be computed.

A dossier is somebody's. A published count is a cell: exact, or a range that hides a small count. Three
things are kept true, and a test tries every small table for them:

* a count of 1 to k-1 is never exact, nor one that leaves 1 to k-1 of its whole;
* the sum of several units in a month is exact only while every hidden cell may still be any number
  of its range, else it is the range that its cells leave;
* the sum over several months is what the published months add up to, and nothing else.

So nobody learns more than the ranges say, not even who knows these rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WHOLES: tuple[str, ...] = ("received", "closed", "rated")
# Each part with its whole; a part and what it leaves of the whole tell of persons alike.
PARTS: Mapping[str, str] = {
    "online": "received",
    "digitised": "received",
    "late": "closed",
    "satisfied": "rated",
}
# From these measures of the tallies. What has no due moment is never late.
MEASURED: Mapping[str, str] = {
    "received": "received",
    "closed": "closed",
    "rated": "rated",
    "online": "received_online",
    "digitised": "digitised",
    "late": "late_law",
    "satisfied": "satisfied",
}
COLUMNS: tuple[str, ...] = (
    "received",
    "online",
    "digitised",
    "closed",
    "on_time",
    "late",
    "rated",
    "satisfied",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A published count: at least `low`, at most `high`; exact when they are one."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.low + other.low, self.high + other.high)


ZERO = Cell(0, 0)
Row = Mapping[str, Cell]


def whole(count: int, k: int) -> Cell:
    """Return the cell of a count that stands for itself.

    Source: OPEN-02.

    >>> whole(3, 5), whole(5, 5)
    (Cell(low=1, high=4), Cell(low=5, high=5))
    """
    return Cell(1, k - 1) if 0 < count < k else Cell(count, count)


def part(count: int, of: int, k: int) -> Cell:
    """Return the cell of a count that is part of another, `of`.

    A whole so small that any part of it, or the rest, is small tells only whether it is some.

    Raises: ValueError when the part is greater than the whole.
    Source: OPEN-02.

    >>> part(3, 1800, 5), part(1798, 1800, 5), part(900, 1800, 5)
    (Cell(low=1, high=4), Cell(low=1796, high=1799), Cell(low=900, high=900))
    """
    if not 0 <= count <= of:
        raise ValueError(f"a part of {count} in a whole of {of}")
    if 0 < of < k:
        return Cell(0, k - 1)
    if count in (0, of):
        return Cell(count, count)
    if of <= 2 * (k - 1):
        return Cell(1, of - 1)
    if count < k:
        return Cell(1, k - 1)
    return Cell(of - k + 1, of - 1) if of - count < k else Cell(count, count)


def total(counts: Sequence[int], cells: Sequence[Cell]) -> Cell:
    """Return the cell of the sum of several units' counts, given the units' cells.

    Source: OPEN-02.

    >>> total([3, 2, 90], [Cell(1, 4), Cell(1, 4), Cell(90, 90)])
    Cell(low=95, high=95)
    >>> total([1, 1, 90], [Cell(1, 4), Cell(1, 4), Cell(90, 90)])
    Cell(low=92, high=98)
    """
    found, true = sum(cells, ZERO), sum(counts)
    widest = max((cell.high - cell.low for cell in cells), default=0)
    if found.low + widest <= true <= found.high - widest:
        return Cell(true, true)
    return found


def month(counts: Mapping[int, Mapping[str, int]], k: int) -> tuple[dict[int, Row], Row]:
    """Return the published cells of one month, by unit, and those of all units together.

    `counts` holds WHOLES and PARTS by unit. A part is summed exactly only where no unit's whole is hidden.

    Source: OPEN-02.
    """
    rows: dict[int, dict[str, Cell]] = {}
    for key, told in counts.items():
        rows[key] = {name: whole(told[name], k) for name in WHOLES}
        rows[key] |= {name: part(told[name], told[of], k) for name, of in PARTS.items()}
    together: dict[str, Cell] = {}
    for name in (*WHOLES, *PARTS):
        cells = [row[name] for row in rows.values()]
        of = PARTS.get(name)
        guarded = of is not None and not all(row[of].is_exact for row in rows.values())
        numbers = [told[name] for told in counts.values()]
        together[name] = sum(cells, ZERO) if guarded else total(numbers, cells)
    return {key: _with_on_time(row) for key, row in rows.items()}, _with_on_time(together)


def several(months: Iterable[Row]) -> Row:
    """Return the cells of a longer period: what its published months add up to.

    Source: OPEN-02.
    """
    found = dict.fromkeys((*WHOLES, *PARTS), ZERO)
    for row in months:
        found = {name: cell + row[name] for name, cell in found.items()}
    return _with_on_time(found)


def _with_on_time(row: Row) -> Row:
    """Add what ended and was not late, out of what is published of the two."""
    closed, late = row["closed"], row["late"]
    low, high = max(0, closed.low - late.high), closed.high - late.low
    return {**row, "on_time": Cell(low, high)}


def share(of_part: Cell, of_whole: Cell) -> tuple[float, float] | None:
    """Return between which shares a part lies, 0 to 1; None where there is nothing to divide by.

    Source: OPEN-02.

    >>> share(Cell(1796, 1799), Cell(1800, 1800))
    (0.9977777777777778, 0.9994444444444445)
    """
    if of_whole.low == 0:
        return None
    return min(1.0, of_part.low / of_whole.high), min(1.0, of_part.high / of_whole.low)

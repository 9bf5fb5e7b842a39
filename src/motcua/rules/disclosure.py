"""What may be published of counts: small ones are hidden, and so is whatever they could be computed from.

A dossier is somebody's. A published count is a cell: exact, or a range that hides it. In one month:

* a count of 1 to k-1 is hidden as 0 to k-1, and so is every part of a count that is hidden;
* a part that leaves 1 to k-1 of its whole is hidden where the rest is published too;
* the sum over units stays exact while hidden units could change places unnoticed: where it would tell,
  one unit that has none is hidden as well, drawn by lot; where there is none, the sum is a range too.

A longer period is what its published months add up to, and nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A count within another, and under which name the rest of that is published too."""

    of: str
    rest: str = ""


WHOLES: tuple[str, ...] = ("received", "closed", "rated")
PARTS: Mapping[str, Part] = {
    "online": Part("received"),
    "digitised": Part("received"),
    "late": Part("closed", rest="on_time"),
    "unsatisfied": Part("rated", rest="satisfied"),
}
COUNTED: tuple[str, ...] = (*WHOLES, *PARTS)
COLUMNS: tuple[str, ...] = (
    "received", "online", "digitised", "closed", "on_time", "late", "rated", "satisfied", "unsatisfied",
)  # fmt: skip


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
Lot = Callable[[str, int], str]  # (measure, unit) -> its lot of this month, which nobody outside can know
Counts = Mapping[int, Mapping[str, int]]
_Done = tuple[Mapping[int, Row], Row]  # what is settled of a month: the units, and all of them together


def counts(sums: Mapping[str, int]) -> dict[str, int]:
    """Return the counts to publish, out of the sums of a tally.

    What has no due moment is never late; a rating is of five points, and who gave 4 or 5 is satisfied.

    Source: OPEN-01, MEAS-02.
    """
    return {
        "received": sums["received"],
        "closed": sums["closed"],
        "rated": sums["rated"],
        "online": sums["received_online"],
        "digitised": sums["digitised"],
        "late": sums["late_law"],
        "unsatisfied": sums["rated"] - sums["satisfied"],
    }


def month(told: Counts, k: int, lot: Lot) -> tuple[dict[int, Row], Row]:
    """Return the published cells of one month, by unit, and those of all units together.

    `told` holds COUNTED by unit; `lot` draws the unit that is hidden besides, where one must be.

    Raises: ValueError for a part greater than its whole.
    Source: OPEN-02.
    """
    rows: dict[int, dict[str, Cell]] = {key: {} for key in told}
    together: dict[str, Cell] = {}
    for name in COUNTED:
        cells, total = _line(name, told, (rows, together), k, lot)
        together[name] = total
        for key, cell in cells.items():
            rows[key][name] = cell
    return {key: with_rests(row) for key, row in rows.items()}, with_rests(together)


def _line(name: str, told: Counts, done: _Done, k: int, lot: Lot) -> tuple[dict[int, Cell], Cell]:
    rows, together = done
    part = PARTS.get(name)
    numbers = {key: row[name] for key, row in told.items()}
    cells = {key: _cell(row, name, rows[key], k) for key, row in told.items()}
    within = {key for key in told if part and not rows[key][part.of].is_exact}
    if not any(numbers[key] for key in within):  # that there is none tells of nobody
        cells |= {key: ZERO for key in within}
        within = set()
    small = {key for key, cell in cells.items() if not cell.is_exact} - within
    if any(cells[key] != Cell(0, k - 1) for key in small) or _is_bound(name, within, numbers, together, lot):
        return cells, sum(cells.values(), ZERO)
    if _is_mixed(numbers, small) or _is_wide([numbers[key] for key in small], k):
        return cells, _exact(numbers.values())
    least = 0 if part is None else 2 * k - 1 if part.rest else k  # of a whole in which a small part may hide
    free = [
        key
        for key, cell in cells.items()
        if cell == ZERO and (part is None or rows[key][part.of].low >= least)
    ]
    if not free:
        return cells, sum(cells.values(), ZERO)
    drawn = min(free, key=lambda key: (lot(name, key), key))
    return {**cells, drawn: Cell(0, k - 1)}, _exact(numbers.values())


def _is_bound(
    name: str, within: Collection[int], numbers: Mapping[int, int], together: Row, lot: Lot
) -> bool:
    """Tell whether the sum of a part must stay a range for the units whose whole is hidden.

    Now and then it does so by lot, or a range would tell that all of them have the same.
    """
    if not within:
        return False
    drawn = min(within, key=lambda key: (lot(name, key), key))
    return drawn == min(within) or not together[PARTS[name].of].is_exact or not _is_mixed(numbers, within)


def _is_mixed(numbers: Mapping[int, int], hidden: Collection[int]) -> bool:
    """Tell whether hidden units could change places unnoticed: then no sum tells which is which."""
    return not hidden or len({numbers[key] for key in hidden}) > 1


def _is_wide(hidden: Sequence[int], k: int) -> bool:
    """Tell whether each hidden number may be any from 1 to k-1 for who knows their sum."""
    return len(hidden) + k - 2 <= sum(hidden) <= (k - 1) * (len(hidden) - 1)


def _cell(row: Mapping[str, int], name: str, published: Row, k: int) -> Cell:
    count, part = row[name], PARTS.get(name)
    if part is None:
        return Cell(0, k - 1) if 0 < count < k else Cell(count, count)
    whole = row[part.of]
    if not 0 <= count <= whole:
        raise ValueError(f"{name}: {count} of {whole}")
    if not published[part.of].is_exact:
        return Cell(0, k - 1)
    if part.rest and 0 < count < whole <= 2 * (k - 1):
        return Cell(0, whole)  # too small to be told apart from its rest
    if 0 < count < k:
        return Cell(0, k - 1)
    return Cell(whole - k + 1, whole) if part.rest and 0 < whole - count < k else Cell(count, count)


def _exact(numbers: Iterable[int]) -> Cell:
    found = sum(numbers)
    return Cell(found, found)


def several(months: Sequence[Row]) -> Row:
    """Return the cells of a longer period: what its published months add up to.

    Source: OPEN-02.
    """
    return with_rests({name: sum((row[name] for row in months), ZERO) for name in COUNTED})


def with_rests(row: Row) -> Row:
    """Return a row with what its parts leave of their wholes, as far as that is published.

    Source: OPEN-02.

    >>> row = {"closed": Cell(90, 90), "late": Cell(0, 4), "rated": ZERO, "unsatisfied": ZERO}
    >>> with_rests(row)["on_time"]
    Cell(low=86, high=90)
    """
    rests = {
        part.rest: Cell(max(0, row[part.of].low - row[name].high), row[part.of].high - row[name].low)
        for name, part in PARTS.items()
        if part.rest
    }
    return {**row, **rests}


def share(part: Cell, whole: Cell) -> tuple[float, float] | None:
    """Return between which shares a part lies, 0 to 1; None where there may be nothing to divide by.

    Source: OPEN-02.

    >>> share(Cell(1796, 1800), Cell(1800, 1800))
    (0.9977777777777778, 1.0)
    """
    if whole.low == 0:
        return None
    return min(1.0, part.low / whole.high), min(1.0, part.high / whole.low)

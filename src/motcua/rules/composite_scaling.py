"""From raw values to scores that can be brought together: logarithm, direction, normalisation."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from motcua.rules.composite import Array, Node, Normalisation, Note, Scaling, Table

Rows = npt.NDArray[np.intp] | slice


class Unscalable(ValueError):
    """Values cannot be scaled as the framework asks; `notes` say which."""

    def __init__(self, notes: Sequence[Note]) -> None:
        super().__init__("; ".join(f"{note.where}: {note.reason} {dict(note.facts)}" for note in notes))
        self.notes = tuple(notes)


def scores(leaves: Sequence[Node], table: Table, *, is_within_year: bool = False) -> tuple[Array, list[Note]]:
    """Return the scores of all leaves (rows x leaves), and what there is to know about them.

    A value is first put on a logarithm if the leaf says so, then turned (less is better), then normalised
    over all rows, or over the rows of its own year. Absent stays absent.
    Where all present values are equal a range is zero and the score is the middle of the scale.

    Units: the leaf's own scale, 0 to 1 without one.
    Raises: Unscalable, naming every leaf whose values cannot be scaled.
    Source: COMP-01, COMP-02, COMP-03.
    """
    found = np.full(table.values.shape, np.nan)
    notes: list[Note] = []
    bad: list[Note] = []
    for rows, year in parts(table, is_within_year):
        for column, leaf in enumerate(leaves):
            values = table.values[rows, column]
            try:
                scored, is_flat = scale(values, leaf.scaling, _anchor(leaf, table, rows, column))
            except ValueError as problem:
                bad.append(Note(leaf.code, str(problem), {"year": year} if year else {}))
                continue
            found[rows, column] = scored
            if is_flat and not np.isnan(values).all():
                notes.append(Note(leaf.code, "zero_range", {"year": year} if year else {}))
    if bad:
        raise Unscalable(bad)
    return found, notes


def parts(table: Table, is_within_year: bool) -> list[tuple[Rows, int]]:
    """Return the rows that are looked at together, with their year; one part and no year for all rows.

    Source: COMP-03.
    """
    if not (is_within_year and table.years):
        return [(slice(None), 0)]
    years = np.asarray(table.years)
    return [(np.flatnonzero(years == year), int(year)) for year in np.unique(years)]


def _anchor(leaf: Node, table: Table, rows: Rows, column: int) -> float:
    """Return the raw value of the unit a leaf is measured against."""
    if leaf.scaling.kind != Normalisation.REFERENCE:
        return np.nan
    within = np.arange(len(table.units))[rows]
    found = [table.values[row, column] for row in within if table.units[row] == leaf.scaling.unit]
    if len(found) != 1:
        raise Unscalable([Note(leaf.code, "no_reference", {"unit": leaf.scaling.unit, "rows": len(found)})])
    return float(found[0])


def scale(values: Array, scaling: Scaling, anchor: float = np.nan) -> tuple[Array, bool]:
    """Return the scores of one leaf, and whether its range was zero.

    Units: the leaf's own scale, 0 to 1 without one; `anchor` in the raw unit.
    Raises: ValueError with the reason (`log_of_nothing`, `zero_maximum`, `no_anchor`).
    Source: COMP-01, COMP-02, COMP-03.

    >>> scale(np.array([10.0, 20.0, 40.0]), Scaling(kind=Normalisation.MINMAX, direction=-1))[0].round(4)
    array([1.    , 0.6667, 0.    ])
    """
    given = np.array(scaling.given)
    if scaling.is_log:
        if np.nanmin(values, initial=np.inf) <= 0:
            raise ValueError("log_of_nothing")
        values, anchor = np.log(values), np.log(anchor)
        given = np.log(given) if len(given) else given
    sign = float(scaling.direction)
    ways: dict[Normalisation, Callable[[], tuple[Array, bool]]] = {
        Normalisation.NONE: lambda: (values * sign, False),
        Normalisation.ZSCORE: lambda: _zscore(values * sign, scaling.scale or (0.0, 1.0)),
        Normalisation.RANK: lambda: (_ascending(values * sign), False),
        Normalisation.BORDA: lambda: (_ascending(values * sign) - 1, False),
        Normalisation.PERCENTILE: lambda: _percentile(values * sign, scaling),
        Normalisation.OF_MAX: lambda: _of_max(values, scaling),
    }
    if scaling.kind in ways:
        return ways[scaling.kind]()
    low, high = _posts(values * sign, scaling, given * sign, anchor * sign)
    return _between(values * sign, low, high, scaling)


def _posts(turned: Array, scaling: Scaling, given: Array, anchor: float) -> tuple[float, float]:
    """Return what scores nothing and what scores everything, both turned so that more is better."""
    seen = turned[~np.isnan(turned)]
    least, most = (float(seen.min()), float(seen.max())) if len(seen) else (np.nan, np.nan)
    if scaling.kind == Normalisation.GOALPOSTS:
        low, high = float(given[0]), float(given[1])
        return (high, low) if scaling.direction < 0 else (low, high)
    if scaling.kind == Normalisation.TARGET:
        return least, float(given[0])
    if scaling.kind == Normalisation.REFERENCE:
        if np.isnan(anchor):
            raise ValueError("no_anchor")
        return least, anchor
    return least, most


def _between(turned: Array, low: float, high: float, scaling: Scaling) -> tuple[Array, bool]:
    at, to = scaling.scale or (0.0, 1.0)
    if high == low:
        return np.where(np.isnan(turned), np.nan, (at + to) / 2), True
    share = (turned - low) / (high - low)
    if scaling.is_capped:
        least = 0.0 if scaling.kind == Normalisation.GOALPOSTS else -np.inf
        share = np.clip(share, least, 1.0)
    return at + share * (to - at), False


def _zscore(turned: Array, scale_: tuple[float, float]) -> tuple[Array, bool]:
    seen = turned[~np.isnan(turned)]
    centre, width = scale_
    spread = float(seen.std(ddof=1)) if len(seen) > 1 else 0.0
    if len(seen) < 2 or seen.min() == seen.max():
        return np.where(np.isnan(turned), np.nan, centre), True
    return (turned - seen.mean()) / spread * width + centre, False


def _ascending(turned: Array) -> Array:
    """Return ranks from 1 for the lowest; ties take the lowest number, absent stays absent."""
    seen = np.sort(turned[~np.isnan(turned)])
    return np.where(np.isnan(turned), np.nan, np.searchsorted(seen, turned, side="left") + 1.0)


def _percentile(turned: Array, scaling: Scaling) -> tuple[Array, bool]:
    at, to = scaling.scale or (0.0, 1.0)
    count = int((~np.isnan(turned)).sum())
    if count < 2:
        return np.where(np.isnan(turned), np.nan, (at + to) / 2), True
    return at + (_ascending(turned) - 1) / (count - 1) * (to - at), False


def _of_max(values: Array, scaling: Scaling) -> tuple[Array, bool]:
    at, to = scaling.scale or (0.0, 1.0)
    most = float(np.nanmax(values, initial=-np.inf))
    if most <= 0:
        raise ValueError("zero_maximum")
    return at + values / most * (to - at), False

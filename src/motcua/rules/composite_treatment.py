"""Before scaling: absent values imputed, outliers drawn in; every change is listed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from motcua.rules.composite import Array, Imputation, Node, Note, Table, Treatment
from motcua.rules.composite_scaling import parts


def impute(
    table: Table, how: Imputation, leaves: Sequence[Node], is_within_year: bool = False
) -> tuple[Table, list[Note]]:
    """Return the table with absent values filled in, and a note for each that was or could not be.

    The mean and the median are those of the leaf, over all rows or those of the group (of the year, where
    years stand by themselves). `latest` takes the unit's value of the latest year before; `linear` lies on
    the line between the years around, and takes the nearest year beyond them.

    Units: the leaf's raw unit.
    Raises: ValueError when the table has no groups, or no years, and the way needs them.
    Source: COMP-01, COMP-02.
    """
    values = table.values.copy()
    for rows in _kin(table, how, is_within_year):
        for column in range(values.shape[1]):
            values[rows, column] = _filled(values[rows, column], how, table, rows)
    notes = []
    for row, column in np.argwhere(np.isnan(table.values)):
        where = f"{table.label(int(row))}, {leaves[int(column)].code}"
        value = float(values[row, column])
        notes.append(
            Note(where, "not_imputed") if np.isnan(value) else Note(where, "imputed", {"value": value})
        )
    return replace(table, values=values), notes


def _kin(table: Table, how: Imputation, is_within_year: bool) -> list[npt.NDArray[np.int64]]:
    """Return the rows that fill one another's gaps."""
    rows = range(len(table.units))
    if how in (Imputation.LATEST, Imputation.LINEAR):
        if not table.years:
            raise ValueError("no_years")
        keys = list(table.units)
    else:
        by_group = how in (Imputation.GROUP_MEAN, Imputation.GROUP_MEDIAN)
        if by_group and not table.groups:
            raise ValueError("no_groups")
        by_year = is_within_year and bool(table.years)
        keys = [
            f"{table.years[row] if by_year else ''}|{table.groups[row] if by_group else ''}" for row in rows
        ]
    codes = np.unique(np.array(keys), return_inverse=True)[1]
    return [np.flatnonzero(codes == code) for code in range(int(codes.max(initial=-1)) + 1)]


def _filled(values: Array, how: Imputation, table: Table, rows: npt.NDArray[np.int64]) -> Array:
    gaps = np.isnan(values)
    if not gaps.any() or gaps.all():
        return values
    if how in (Imputation.MEAN, Imputation.GROUP_MEAN):
        return np.where(gaps, np.nanmean(values), values)
    if how in (Imputation.MEDIAN, Imputation.GROUP_MEDIAN):
        return np.where(gaps, np.nanmedian(values), values)
    years = np.array([table.years[row] for row in rows], dtype=float)
    order = np.argsort(years[~gaps])
    known_on, known = years[~gaps][order], values[~gaps][order]
    if how == Imputation.LINEAR:
        return np.where(gaps, np.interp(years, known_on, known), values)
    before = np.searchsorted(known_on, years, side="right") - 1
    return np.where(gaps & (before >= 0), known[np.maximum(before, 0)], values)


def treat(
    table: Table, how: Treatment, leaves: Sequence[Node], is_within_year: bool = False
) -> tuple[Table, list[Note]]:
    """Return the table with outliers treated leaf by leaf, and a note for each leaf that was changed.

    A leaf passes when |skewness| or kurtosis is below its bound. While it does not, the point furthest from
    the mean is drawn in to the nearest value that is left, one point at a time up to `winsorise`; if that is
    not enough the points are put back and a logarithm is tried; if that is not enough either, the leaf stays
    as it was and is named.

    Units: the leaf's raw unit, or the logarithm of its distance above the lowest.
    Source: COMP-02, COMP-05.
    """
    values, notes = table.values.copy(), list[Note]()
    for rows, year in parts(table, is_within_year):
        for column, leaf in enumerate(leaves):
            if not leaf.scaling.is_treated:
                continue
            changed, facts = treated(table.values[rows, column], how)
            values[rows, column] = changed
            if facts:
                notes.append(Note(leaf.code, "treated", facts | ({"year": year} if year else {})))
    return replace(table, values=values), notes


def treated(values: Array, how: Treatment) -> tuple[Array, dict[str, object]]:
    """Return the values of one leaf treated, and what was done; nothing was done where they pass.

    Source: COMP-02, COMP-05.
    """
    before = {"skewness_before": skewness(values), "kurtosis_before": kurtosis(values)}
    if passes(values, how):
        return values, {}
    drawn, points = values, 0
    while points < how.winsorise and not passes(drawn, how):
        drawn, points = winsorised(values, points + 1), points + 1
    if points and passes(drawn, how):
        return drawn, _facts(before, drawn, "winsorised", points)
    if how.is_log:
        logs = logged(values)
        if passes(logs, how):
            return logs, _facts(before, logs, "log", 0)
    return values, _facts(before, values, "left", 0)


def _facts(before: dict[str, float], after: Array, did: str, points: int) -> dict[str, object]:
    return {"did": did, "points": points, **before} | {
        "skewness_after": skewness(after),
        "kurtosis_after": kurtosis(after),
    }


def passes(values: Array, how: Treatment) -> bool:
    """Say whether a leaf needs no treatment; one without spread never does.

    Source: COMP-02.
    """
    skewed, peaked = skewness(values), kurtosis(values)
    if np.isnan(skewed) or np.isnan(peaked):
        return True
    return abs(skewed) < how.skewness or peaked < how.kurtosis


def winsorised(values: Array, points: int) -> Array:
    """Return the values with the given number of outlying points drawn in to the nearest one that is left.

    Each time the high end is taken where the distribution leans right, the low end where it leans left.

    Source: COMP-02.

    >>> winsorised(np.array([1.0, 2.0, 3.0, 50.0]), 1).tolist()
    [1.0, 2.0, 3.0, 3.0]
    """
    found = values.copy()
    low = high = 0
    for _ in range(points):
        seen = np.sort(values[~np.isnan(values)])
        if low + high >= len(seen) - 1:
            break
        high, low = (high + 1, low) if skewness(found) >= 0 else (high, low + 1)
        found = np.clip(values, seen[low], seen[len(seen) - 1 - high])
    return found


def logged(values: Array) -> Array:
    """Return the logarithm of each value's distance from the low end (or from the high end, turned round,
    where the distribution leans left), a hundredth of the range added so that the end has one too.

    Source: COMP-02.
    """
    least, most = np.nanmin(values), np.nanmax(values)
    if skewness(values) < 0:
        return -np.log(most - values + 0.01 * (most - least))
    return np.log(values - least + 0.01 * (most - least))


def skewness(values: Array) -> float:
    """Return the skewness as spreadsheets reckon it; NaN for fewer than 3 values or no spread.

    Source: COMP-05.

    >>> round(skewness(np.array([1.0, 2.0, 3.0, 10.0])), 6)
    1.763633
    """
    seen = values[~np.isnan(values)]
    count = len(seen)
    if count < 3 or seen.min() == seen.max():
        return np.nan
    away = seen - seen.mean()
    ratio = float((away**3).mean() / (away**2).mean() ** 1.5)
    return float(ratio * (count * (count - 1)) ** 0.5 / (count - 2))


def kurtosis(values: Array) -> float:
    """Return the excess kurtosis as spreadsheets reckon it; NaN for fewer than 4 values or no spread.

    Source: COMP-05.

    >>> round(kurtosis(np.array([1.0, 2.0, 3.0, 10.0])), 6)
    3.228
    """
    seen = values[~np.isnan(values)]
    count = len(seen)
    if count < 4 or seen.min() == seen.max():
        return np.nan
    away = seen - seen.mean()
    excess = float((away**4).mean() / (away**2).mean() ** 2 - 3)
    return float((count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * excess + 6))

"""Packs of reports: which are due on which day, from dated rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from motcua.rules import periods
from motcua.rules.periods import Period
from motcua.rules.reports import Words

KINDS = ("month", "quarter", "half", "year")


@dataclass(frozen=True, slots=True)
class Pack:
    """A kind of pack while its rule was in force.

    Units: `due_days` counts from the first day after the period.
    """

    key: str
    name: Words
    periods: str  # month, quarter, half or year, before it "tt01_" for those of the circular
    due_days: int
    from_on: date
    until_on: date | None
    source: str
    confidence: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """One pack of one period, and the day it is due."""

    pack: Pack
    period: Period
    due_on: date

    @property
    def key(self) -> str:
        """The name under which a pack is made once: "quarter.TT01-2024Q3"."""
        return f"{self.pack.key}.{self.period.key}"


def packs(data: Iterable[Mapping[str, Any]]) -> tuple[Pack, ...]:
    """Return the packs of their kept rows.

    Raises: ValueError for a row of an unknown kind of period.
    Source: REP-07, REP-08.
    """
    found = []
    for row in data:
        if row["periods"].removeprefix("tt01_") not in KINDS:
            raise ValueError(f"pack {row['key']}: no periods {row['periods']!r}")
        found.append(
            Pack(
                row["key"], Words(**row["name"]), row["periods"], row["due_days"], row["from_on"],
                row.get("until_on"), row["source"], row["confidence"], tuple(row["forms"]),
            )
        )  # fmt: skip
    return tuple(found)


def due(of: Iterable[Pack], *, from_on: date, until_on: date) -> list[Due]:
    """Return the packs due on the days from `from_on` up to, not including, `until_on`, in order.

    Source: REP-07, REP-08.
    """
    found = [
        one
        for pack in of
        for one in _around(pack, from_on, until_on)
        if from_on <= one.due_on < until_on
        and pack.from_on <= one.due_on
        and (pack.until_on is None or one.due_on < pack.until_on)
    ]
    return sorted(found, key=lambda one: (one.due_on, KINDS.index(one.pack.periods.removeprefix("tt01_"))))


def _around(pack: Pack, from_on: date, until_on: date) -> Iterator[Due]:
    """Yield the pack's periods that may end near the days, whatever number of days they take to be due."""
    circular = "TT01-" if pack.periods.startswith("tt01_") else ""
    kind = pack.periods.removeprefix("tt01_")
    for year in range(from_on.year - 1, until_on.year + 1):
        for name in _names(kind, year):
            period = periods.parse(circular + name)
            yield Due(pack, period, period.until_on + timedelta(days=pack.due_days))


def _names(kind: str, year: int) -> list[str]:
    if kind == "month":
        return [f"{year:04}-{month:02}" for month in range(1, 13)]
    parts = {"quarter": ("Q", 4), "half": ("H", 2), "year": ("", 0)}
    letter, count = parts[kind]
    return [f"{year:04}{letter}{number}" for number in range(1, count + 1)] or [f"{year:04}"]

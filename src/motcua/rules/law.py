"""Numbers that the law fixes, as dated rows with their source: none of them stands in code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.rules import RuleError


class NoLaw(RuleError):
    """No value of this name was in force on that day."""


@dataclass(frozen=True, slots=True)
class LawValue:
    """One value while it was in force: half-open, `until_on` None while it still is."""

    key: str
    value: Any
    from_on: date
    until_on: date | None
    source: str
    confidence: str  # H, M or L as in the register of sources; "illustrative" for planning values


def rows(data: Iterable[Mapping[str, Any]]) -> tuple[LawValue, ...]:
    """Return the values of a law file's rows.

    Raises: ValueError for a row without key, value, day or source, or that ends before it begins.
    Source: LAW-01.
    """
    found = []
    for row in data:
        try:
            value = LawValue(
                row["key"],
                row["value"],
                row["from_on"],
                row.get("until_on"),
                row["source"],
                row["confidence"],
            )
        except KeyError as missing:
            raise ValueError(f"law row {row.get('key')!r} lacks {missing}") from None
        if value.until_on is not None and value.until_on <= value.from_on:
            raise ValueError(f"law row {value.key!r} ends before it begins")
        found.append(value)
    return tuple(found)


def in_force(values: Iterable[LawValue], key: str, on: date) -> LawValue:
    """Return the row of that name in force on the day.

    Raises: NoLaw when there is none.
    Source: LAW-01.
    """
    for row in values:
        if row.key == key and row.from_on <= on and (row.until_on is None or on < row.until_on):
            return row
    raise NoLaw(key=key, on=on)

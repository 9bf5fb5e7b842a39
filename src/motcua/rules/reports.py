"""Statutory reports: forms as values, the identities that must hold in every row, and what a row is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.rules import RuleError

Value = int | float | str | None  # None: not yet measured, or nothing to divide by; never zero
COUNTS = ("count", "money")  # kinds of columns that add up


class Unbalanced(RuleError):
    """The columns of a report do not add up: it is not issued."""


class NoSuchReport(RuleError):
    """There is no form of that name."""


class RowKind(StrEnum):
    """What a row stands for: one line, the sum of a group, the sum of all."""

    GROUP = "group"
    LINE = "line"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in files, its number on the form, its heading and what stands above it.

    Units: `width` in letters; `kind` order, name, text, count, money, share, decimal or moment.
    """

    key: str
    number: int
    kind: str
    width: int
    label: Words
    under: tuple[str, ...] = ()
    planned: str = ""  # the measure that nobody feeds yet
    part: str = ""  # a share: of which column ...
    of: str = ""  # ... in which

    @property
    def is_number(self) -> bool:
        return self.kind in (*COUNTS, "share", "decimal")


@dataclass(frozen=True, slots=True)
class Identity:
    """A whole column is the sum of its parts."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a report: columns in order, headings above them, identities."""

    key: str
    number: str
    title: Words
    short: Words
    counted: Words
    law: str
    source: str
    confidence: str
    rows: str  # field, unit, procedure or dossier
    scope: str  # own: the unit alone; below: with the units below it
    columns: tuple[Column, ...]
    headings: Mapping[str, Words]
    identities: tuple[Identity, ...]
    has_definition: bool = False
    has_basis: bool = False
    names_persons: bool = False

    @property
    def is_list(self) -> bool:
        return self.rows == "dossier"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> Column:
        """Return the column of that key.

        Raises: KeyError.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by key, and what it is about ("unit:5", "field:Hộ tịch") for the list behind."""

    kind: RowKind
    about: str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Check:
    """One identity looked at in one row; `row` counts from 1 as printed."""

    row: int
    name: str
    whole: str
    parts: tuple[str, ...]
    is_: int
    should_be: int

    @property
    def holds(self) -> bool:
        return self.is_ == self.should_be


def form(data: Mapping[str, Any], *, apart: bool = False) -> Form:
    """Return a form of its kept data; `apart` with the columns that show waiting dossiers beside.

    Raises: ValueError for an identity of a column the form does not have.
    Source: REP-01.
    """
    columns = [*data["columns"], *(data.get("apart", []) if apart else [])]
    headings = {**data.get("headings", {}), **(data.get("apart_headings", {}) if apart else {})}
    made = Form(
        key=data["key"],
        number=data["number"],
        title=Words(**data["title"]),
        short=Words(**data["short"]),
        counted=Words(**data["counted"]),
        law=data["law"],
        source=data["source"],
        confidence=data["confidence"],
        rows=data["rows"],
        scope=data["scope"],
        columns=tuple(_column(column) for column in columns),
        headings={key: Words(**words) for key, words in headings.items()},
        identities=tuple(Identity(one["whole"], tuple(one["parts"])) for one in data["identities"]),
        has_definition=data.get("has_definition", False),
        has_basis=data.get("has_basis", False) or data.get("has_definition", False),
        names_persons=data.get("names_persons", False),
    )
    named = {key for one in made.identities for key in (one.whole, *one.parts)}
    if unknown := named - set(made.keys):
        raise ValueError(f"form {made.key}: no column {', '.join(sorted(unknown))}")
    return made


def _column(data: Mapping[str, Any]) -> Column:
    return Column(
        key=data["key"],
        number=data["number"],
        kind=data["kind"],
        width=data["width"],
        label=Words(**data["label"]),
        under=tuple(data.get("under", ())),
        planned=data.get("planned", ""),
        part=data.get("part", ""),
        of=data.get("of", ""),
    )


def checks(of: Form, rows: Sequence[Row]) -> list[Check]:
    """Return every identity looked at in every row, and every total against the rows it adds up.

    Source: REP-01.
    """
    found = [check for number, row in enumerate(rows, 1) for check in _within(of, number, row)]
    return found + list(_across(of, rows))


def failed(of: Form, rows: Sequence[Row]) -> list[Check]:
    """Return the identities that do not hold, and the counts below zero.

    Source: REP-01.
    """
    return [check for check in checks(of, rows) if not check.holds]


def _within(of: Form, number: int, row: Row) -> Iterable[Check]:
    name = str(row.cells.get(_name_of(of)) or "")
    for identity in of.identities:
        parts = sum(_number(row, key) for key in identity.parts)
        yield Check(number, name, identity.whole, identity.parts, _number(row, identity.whole), parts)
    for column in of.columns:
        if column.kind == "count" and _number(row, column.key) < 0:
            yield Check(number, name, column.key, (), _number(row, column.key), 0)


def _across(of: Form, rows: Sequence[Row]) -> Iterable[Check]:
    """Check the sums of groups and of all: a form without groups adds up its lines."""
    for number, (row, parts) in _added(rows).items():
        for column in of.columns:
            if column.kind in COUNTS and not column.planned:
                total = sum(_number(part, column.key) for part in parts)
                name = str(row.cells.get(_name_of(of)) or "")
                yield Check(number, name, column.key, (str(row.kind),), _number(row, column.key), total)


def _added(rows: Sequence[Row]) -> dict[int, tuple[Row, list[Row]]]:
    found: dict[int, tuple[Row, list[Row]]] = {}
    lines = [row for row in rows if row.kind is RowKind.LINE]
    group: list[Row] = []
    for number, row in enumerate(rows, 1):
        if row.kind is RowKind.TOTAL:
            found[number] = (row, lines)
        elif row.kind is RowKind.GROUP:
            group = []
            found[number] = (row, group)
        else:
            group.append(row)
    return found


def _name_of(of: Form) -> str:
    return next((column.key for column in of.columns if column.kind == "name"), of.columns[0].key)


def _number(row: Row, key: str) -> int:
    value = row.cells.get(key)
    return int(value) if isinstance(value, int | float) else 0


def total(of: Form, rows: Sequence[Row], *, name: str, kind: RowKind = RowKind.TOTAL, about: str = "") -> Row:
    """Return the row that adds up others: counts are sums, shares are ratios of the sums.

    Source: REP-01.
    """
    cells: dict[str, Value] = {}
    for column in of.columns:
        if column.planned:
            cells[column.key] = None
        elif column.kind in COUNTS:
            cells[column.key] = sum(_number(row, column.key) for row in rows)
        elif column.kind == "name":
            cells[column.key] = name
        elif column.kind != "share":
            cells[column.key] = "" if column.kind in ("order", "text") else None
    return Row(kind, about, shares(of, cells))


def shares(of: Form, cells: Mapping[str, Value]) -> dict[str, Value]:
    """Return the cells with their shares filled in; nothing to divide by is no share, not zero.

    Source: REP-01.
    """
    found = dict(cells)
    for column in of.columns:
        if column.kind == "share":
            whole, part = found.get(column.of), found.get(column.part)
            known = isinstance(whole, int) and isinstance(part, int) and whole > 0
            found[column.key] = part / whole if known else None  # type: ignore[operator]
    return {key: found.get(key) for key in of.keys}

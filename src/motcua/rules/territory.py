"""The State's units as their public lists give them: before and from 1 July 2025, and what became of whom."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.text import clean, fold

REORGANISED_ON = date(2025, 7, 1)
LISTED_FROM_ON = date(2004, 7, 8)  # first day of the code list: the files do not say when a unit began
KINDS = {"whole", "divided"}

_CODE = {"province": re.compile(r"\d{2}"), "district": re.compile(r"\d{3}"), "commune": re.compile(r"\d{5}")}
_NO_LETTER = re.compile(r"[^a-z0-9]")


class Layout(StrEnum):
    """What kind of list a file is."""

    BEFORE = "before"
    FROM = "from"
    MOVES = "moves"


HEADERS = {
    Layout.MOVES: {"old_code", "old_name", "new_code", "new_name", "kind", "is_default"},
    Layout.BEFORE: {"province", "district", "ward", "provinceCode", "districtCode", "wardCode"},
    Layout.FROM: {"province", "ward", "provinceCode", "wardCode"},
}


class UnknownLayout(RuleError):
    """The columns are not those of a list of units."""


class UnreadablePlace(RuleError):
    """The row names no unit; `reason` says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Node:
    """One unit of a row: what it is, its code, its name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a list: the units from the province down."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a unit: the whole or a part of it went to a new one."""

    old: Node
    old_key: str  # province_district_ of the islands that had no commune, else ""
    new: Node
    kind: str
    is_default: bool


def layout(header: Sequence[str]) -> Layout:
    """Return which list has these columns.

    Raises: UnknownLayout.
    Source: UNIT-01, UNIT-04.

    >>> layout(["province", "ward", "provinceCode", "wardCode", "wardAreaKm2"]).value
    'from'
    """
    columns = {name.strip() for name in header}
    for kind, needed in HEADERS.items():
        if needed <= columns:
            return kind
    raise UnknownLayout(columns=", ".join(sorted(columns))[:200])


def place(row: Mapping[str, str]) -> Place:
    """Return the units of one row of a list, from the province down to the lowest that is named.

    Raises: UnreadablePlace.
    Source: UNIT-01.
    """
    nodes = [_node("province", row.get("provinceCode", ""), row.get("province", ""))]
    if "districtCode" in row:
        nodes.append(_node("district", row["districtCode"], row.get("district", "")))
    if row.get("wardCode") or row.get("ward") or len(nodes) == 1:
        nodes.append(_node("commune", row.get("wardCode", ""), row.get("ward", "")))
    return Place(tuple(nodes))


def move(row: Mapping[str, str]) -> Move:
    """Return what one row says became of a unit.

    Raises: UnreadablePlace.
    Source: UNIT-04.
    """
    if row.get("kind") not in KINDS or row.get("is_default") not in ("0", "1"):
        raise UnreadablePlace(reason="bad_kind", value=row.get("kind"))
    new = _node("commune", row.get("new_code", ""), row.get("new_name", ""))
    islands = not row.get("old_code") and row.get("old_name", "").endswith("_")
    old = (
        Node("district", "", row["old_name"])
        if islands
        else _node("commune", row.get("old_code", ""), row.get("old_name", ""))
    )
    return Move(old, row["old_name"] if islands else "", new, row["kind"], row["is_default"] == "1")


def name_key(*names: str) -> str:
    """Return names as the mapping list writes them: folded, letters only, joined by underscores.

    Source: UNIT-04.

    >>> name_key("Thành phố Hải Phòng", "Huyện Bạch Long Vĩ")
    'thanhphohaiphong_huyenbachlongvi_'
    """
    return "".join(_NO_LETTER.sub("", fold(name)) + "_" for name in names)


def _node(kind: str, code: str, name: str) -> Node:
    code = (code or "").strip()
    if not _CODE[kind].fullmatch(code):
        raise UnreadablePlace(reason="bad_code" if code else "no_code", value=code[:20])
    if not (name or "").strip():
        raise UnreadablePlace(reason="no_name", value=code)
    try:
        return Node(kind, code, clean(name, limit=200))
    except RuleError:
        raise UnreadablePlace(reason="bad_name", value=code) from None

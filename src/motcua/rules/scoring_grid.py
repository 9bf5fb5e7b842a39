"""A criteria set as the rows of one sheet and back: every problem with its row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.rules import scoring_sets, scoring_text
from motcua.rules.scoring_read import Problem
from motcua.rules.scoring_text import BadLine
from motcua.rules.scoring_words import COLUMNS, KINDS, ROWS

Cell = str | float
PLACES = {name: place for place, name in enumerate(COLUMNS)}
NONE_NEEDED = "–"
PARTS = {  # the column where a problem of a part stands
    "name": "vi",
    "cap": "points",
    "children": "row",
    "kind": "row",
    "leaves": "row",
    "rule": "kind",
    "rule.kind": "kind",
    "rule.variables": "variables",
}
_INTEGER = re.compile(r"-?\d+\.0")
_SAFE = re.compile(r"-?\d{1,10}(\.\d{1,6})?")  # a number that a sheet keeps as it is


@dataclass(frozen=True, slots=True)
class Place:
    """A problem with where it stands in the sheet, counted as the sheet counts; row 0 is the whole."""

    row: int
    column: str  # a name of COLUMNS
    problem: Problem
    is_lost: bool = False  # the cell was not understood, so a draft would not hold it

    @property
    def letter(self) -> str:
        return chr(ord("A") + PLACES[self.column]) if self.column else ""


@dataclass(slots=True)
class Read:
    """What a sheet holds: the plain set, where each code stands, and what is wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)


def rows(data: Mapping[str, Any], language: str = "vi") -> Iterator[list[Cell]]:
    """Yield the rows of a plain set, the heading first.

    Source: CRIT-14.
    """
    said = 0 if language == "vi" else 1
    yield [pair[said] for pair in COLUMNS.values()]
    yield _row("set", said, code=data["key"], **_names(data["name"]), illustrative=_mark(data))
    yield _row("year", said, code=str(data["year"]))
    yield _row("level", said, code=data["level"])
    yield _row("about", said, **_names(data.get("about") or ""))
    yield _row("source", said, code=data.get("source") or "")
    yield _row("decimals", said, code=str(data.get("rounded_to", 2)))
    for one in data.get("classes") or ():
        yield _row("class", said, code=one["key"], points=_number(one["from"]), **_names(one["name"]))
    for area in data.get("areas") or ():
        yield from _branch(area, "", said)
    for block in data.get("blocks") or ():
        yield _row(
            block["kind"], said, code=block["code"], points=_number(block["cap"]), **_names(block["name"])
        )
        for leaf in block.get("leaves") or ():
            yield _leaf(leaf, block["code"], said)


def _row(what: str, said: int, /, **cells: Cell) -> list[Cell]:
    found: list[Cell] = [""] * len(COLUMNS)
    found[0] = ROWS[what][said]
    for name, value in cells.items():
        found[PLACES[name]] = value
    return found


def _names(name: object) -> dict[str, Cell]:
    if isinstance(name, Mapping):
        return {"vi": str(name.get("vi") or ""), "en": str(name.get("en") or "")}
    return {"vi": str(name), "en": str(name)}


def _mark(row: Mapping[str, Any]) -> str:
    return "x" if row.get("illustrative") else ""


def _number(text: object) -> Cell:
    """Return a number as a number, so that a sheet can add it up, where none of its digits is lost."""
    return float(str(text)) if _SAFE.fullmatch(str(text)) else str(text)


def _branch(row: Mapping[str, Any], under: str, said: int) -> Iterator[list[Cell]]:
    note = row.get("note") or ""
    cells = {**_names(row.get("name", "")), "note": scoring_text.pair(note), "was": str(row.get("was") or "")}
    kind = "criterion" if under else "area"
    yield _row(
        kind, said, code=row.get("code", ""), under=under, points=_number(row.get("points", "")), **cells
    )
    for child in row.get("children") or ():
        if "children" in child:
            yield from _branch(child, str(row.get("code", "")), said)
        else:
            yield _leaf(child, str(row.get("code", "")), said)


def _leaf(row: Mapping[str, Any], under: str, said: int) -> list[Cell]:
    rule, evidence = row.get("rule") or {}, row.get("evidence")
    kind = str(rule.get("kind", ""))
    return _row(
        "leaf",
        said,
        code=str(row.get("code", "")),
        under=under,
        points=_number(row.get("points", "")),
        kind=KINDS[kind][said] if kind in KINDS else kind,
        variables=scoring_text.variables_text(rule),
        params=scoring_text.params_text(rule),
        evidence=NONE_NEEDED if evidence is False else scoring_text.pair(evidence or ""),
        not_applicable=str(row.get("not_applicable") or ""),
        binding=str(row.get("binding") or ""),
        effort=str(row.get("effort") or ""),
        legal="\n".join(scoring_text.legal_text(row)),
        source=str(row.get("source") or ""),
        confidence=str(row.get("confidence") or ""),
        illustrative=_mark(row),
        was=str(row.get("was") or ""),
        **_names(row.get("name", "")),
    )


def read(grid: Sequence[Sequence[Cell]]) -> Read:
    """Return the set that a sheet holds, with every problem at its row and column.

    Source: CRIT-14.
    """
    reader = _Reader()
    if not grid or _word(_text(grid[0][0] if grid[0] else ""), {"row": COLUMNS["row"]}) != "row":
        reader.found.places.append(Place(1, "row", Problem("", "row", "heading"), True))
        return reader.found
    for number, cells in enumerate(grid[1:], start=2):
        texts = {name: _text(cells[place]) if place < len(cells) else "" for name, place in PLACES.items()}
        if any(texts.values()):
            reader.take(number, texts)
    for problem in scoring_sets.problems(reader.found.data):
        reader.found.places.append(_place(reader.found, problem))
    reader.found.places.sort(key=lambda one: (one.row, PLACES.get(one.column, 0)))
    return reader.found


def _text(cell: Cell) -> str:
    said = repr(cell) if isinstance(cell, float) else str(cell).strip()
    return said[:-2] if isinstance(cell, float) and _INTEGER.fullmatch(said) else said


def _word(said: str, among: Mapping[str, tuple[str, str]]) -> str:
    """Return the key of a word in either language, or the word itself."""
    for key, pair in among.items():
        if said.casefold() in (key, pair[0].casefold(), pair[1].casefold()):
            return key
    return said


def _place(found: Read, problem: Problem) -> Place:
    row = found.rows.get(problem.where, 0)
    column = PARTS.get(problem.part, problem.part)
    if column not in PLACES:
        column = "params" if column.startswith("rule.") else "code"
    if problem.where == "" and problem.part in found.rows:
        row = found.rows[problem.part]
    return Place(row, column if row else "", problem)


class _Reader:
    """Puts rows together to a plain set."""

    def __init__(self) -> None:
        self.found = Read({"version": 1, "areas": [], "blocks": [], "classes": []})
        self.branches: dict[str, dict[str, Any]] = {}
        self.last = ""

    def take(self, number: int, texts: Mapping[str, str]) -> None:
        """Take one row in."""
        kind, data = _word(texts["row"], ROWS), self.found.data
        if kind in HEAD:
            self.found.rows[HEAD[kind]] = number
        if kind == "set":
            data |= {"key": texts["code"], "name": _both(texts)}
            data |= {"illustrative": True} if texts["illustrative"] else {}
        elif kind == "about":
            data["about"] = _both(texts)
        elif kind in HEAD:
            data[HEAD[kind]] = int(texts["code"]) if texts["code"].isdecimal() else texts["code"]
        elif kind == "class":
            data["classes"].append({"key": texts["code"], "name": _both(texts), "from": texts["points"]})
        elif kind in ("area", "criterion", "bonus", "penalty"):
            self._branch(kind, number, texts)
        elif kind == "leaf":
            self._put("leaves", number, texts, self._leaf(number, texts))
        else:
            self._wrong(number, "row", texts["code"], "choice", texts["row"])

    def _wrong(self, number: int, column: str, where: str, why: str, given: str) -> None:
        self.found.places.append(
            Place(number, column, Problem(where, column, why, {"given": given[:60]}), True)
        )

    def _branch(self, kind: str, number: int, texts: Mapping[str, str]) -> None:
        row: dict[str, Any] = {"code": texts["code"], "name": _both(texts)}
        if kind in ("bonus", "penalty"):
            row = {"kind": kind, **row, "cap": texts["points"], "leaves": []}
            self.found.data["blocks"].append(row)
        else:
            row |= {"points": texts["points"], "children": []}
            row |= {"note": scoring_text.unpair(texts["note"])} if texts["note"] else {}
            row |= {"was": texts["was"]} if texts["was"] else {}
        self.found.rows.setdefault(texts["code"], number)
        if kind == "area":
            self.found.data["areas"].append(row)
        elif kind == "criterion":
            self._put("children", number, texts, row)
        self.branches[texts["code"]], self.last = row, texts["code"]

    def _put(self, name: str, number: int, texts: Mapping[str, str], row: dict[str, Any]) -> None:
        """Put a row under the branch it names, or else under the last one."""
        self.found.rows.setdefault(texts["code"], number)
        above = self.branches.get(texts["under"] or self.last)
        if above is None:
            self._wrong(number, "under", texts["code"], "choice", texts["under"])
        else:
            above["leaves" if "leaves" in above else "children"].append(row)

    def _leaf(self, number: int, texts: Mapping[str, str]) -> dict[str, Any]:
        rule: dict[str, Any] = {"kind": _word(texts["kind"], KINDS)}
        try:
            if told := scoring_text.variables_of(texts["variables"]):
                rule["variables"] = told
        except BadLine as bad:
            self._wrong(number, "variables", texts["code"], "line", bad.text)
        try:
            rule |= scoring_text.params_of(texts["params"])
        except BadLine as bad:
            self._wrong(number, "params", texts["code"], "line", bad.text)
        row: dict[str, Any] = {"code": texts["code"], "name": _both(texts), "points": texts["points"]}
        row["rule"] = rule
        for name in ("not_applicable", "binding", "effort", "source", "confidence", "was"):
            row |= {name: texts[name]} if texts[name] else {}
        row |= {"illustrative": True} if texts["illustrative"] else {}
        row |= {"legal": scoring_text.legal_of(texts["legal"])} if texts["legal"] else {}
        if texts["evidence"] in (NONE_NEEDED, "-"):
            row["evidence"] = False
        elif texts["evidence"]:
            row["evidence"] = scoring_text.unpair(texts["evidence"])
        return row


HEAD = {
    "set": "key",
    "year": "year",
    "level": "level",
    "about": "about",
    "source": "source",
    "decimals": "rounded_to",
}


def _both(texts: Mapping[str, str]) -> dict[str, str]:
    return {"vi": texts["vi"], "en": texts["en"] or texts["vi"]}

"""Signed tallies: the sums of one installation as a file that the one above it can add up and believe."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.rules import RuleError
from motcua.rules.measures import half

SCHEMA = "motcua.tallies/1"
HEAD = ("schema", "installation", "title", "key", "covers", "journal", "measures", "units", "rows")
GREATEST = 2**63 - 1


class NotAccepted(RuleError):
    """Nobody has said yet that this installation is one of ours."""


class Overlap(RuleError):
    """Another installation has told of the same units and days already: they would be counted twice."""


class BadTallies(ValueError):
    """The file is not a whole file of tallies; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a file of tallies says of itself."""

    installation: str
    title: str
    key: str
    from_on: date
    until_on: date
    journal: Mapping[str, Any]
    measures: tuple[str, ...]
    units: Mapping[str, Mapping[str, str]]
    rows: int

    @property
    def age(self) -> tuple[int, int]:
        """How far its journal had come: of two files the one that is further on is the later."""
        return int(self.journal["chain"]), int(self.journal["seq"])


@dataclass(frozen=True, slots=True)
class Line:
    """The sums of one unit, procedure and half of a month, in the order of the head's measures."""

    unit: str
    procedure: str
    on: date
    sums: Sequence[int]


def head_text(told: Head) -> str:
    """Return the first line of a file.

    Source: ROLL-01.
    """
    covers = {"from": f"{told.from_on}", "until": f"{told.until_on}"}
    values = (
        SCHEMA, told.installation, told.title, told.key, covers, dict(told.journal), list(told.measures),
        [{"unit": code, **more} for code, more in told.units.items()], told.rows,
    )  # fmt: skip
    return json.dumps(dict(zip(HEAD, values, strict=True)), ensure_ascii=False, separators=(",", ":"))


def line_text(line: Line) -> str:
    """Return one line of sums.

    Source: ROLL-01.
    """
    values = [line.unit, line.procedure, f"{line.on}", list(line.sums)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def message(sha256: str) -> bytes:
    """Return what is signed: the schema and the hash of every byte before the last line.

    Source: ROLL-01.
    """
    return f"{SCHEMA}\n{sha256}".encode()


def head(text: str, known: Sequence[str]) -> Head:
    """Return what the first line says.

    `known` are the measures of this version: a file may lack some, but bring none that is unknown here.

    Raises: BadTallies.
    Source: ROLL-01.
    """
    told = _object(text, "line 1")
    if told.get("schema") != SCHEMA:
        raise BadTallies(f"line 1: of the schema {told.get('schema')!r}, not {SCHEMA!r}")
    try:
        units = {
            str(row["unit"]): {name: str(row[name]) for name in ("name", "kind")} for row in told["units"]
        }
        found = Head(
            str(told["installation"]), str(told["title"]), str(told["key"]),
            date.fromisoformat(told["covers"]["from"]), date.fromisoformat(told["covers"]["until"]),
            {name: told["journal"][name] for name in ("chain", "seq", "hash")},
            tuple(map(str, told["measures"])), units, int(told["rows"]),
        )  # fmt: skip
        found.age  # noqa: B018 (both must be numbers)
    except (KeyError, TypeError, ValueError) as error:
        raise BadTallies(f"line 1: not the head of a file of tallies ({error})") from None
    if strange := sorted(set(found.measures) - set(known)):
        raise BadTallies(
            f"line 1: measures unknown here: {', '.join(strange)}; upgrade this installation first"
        )
    return found


def lines(texts: Iterator[str], told: Head) -> Iterator[Line]:
    """Yield the sums of a file, each line checked against the head.

    Raises: BadTallies with the number of the line.
    Source: ROLL-01.
    """
    seen: set[tuple[str, str, date]] = set()
    for number, text in enumerate(texts, 2):
        found = _line(text, number, told)
        key = (found.unit, found.procedure, found.on)
        if key in seen:
            raise BadTallies(f"line {number}: a second line of {found.unit}, {found.procedure}, {found.on}")
        seen.add(key)
        yield found
    if len(seen) != told.rows:
        raise BadTallies(f"{len(seen)} lines of sums, the head says {told.rows}")


def _line(text: str, number: int, told: Head) -> Line:
    try:
        unit, procedure, on_text, sums = json.loads(text)
        on = date.fromisoformat(on_text)
        whole = all(type(value) is int and abs(value) <= GREATEST for value in sums)
        known = unit in told.units and isinstance(procedure, str) and on == half(on)
    except (ValueError, TypeError, RecursionError):
        raise BadTallies(f"line {number}: not a line of sums") from None
    if not (whole and known and len(sums) == len(told.measures)):
        raise BadTallies(f"line {number}: its unit, half of a month or sums are not those of the head")
    return Line(unit, procedure, on, sums)


def tail(text: str) -> tuple[str, str]:
    """Return the hash and the signature of the last line.

    Raises: BadTallies.
    Source: ROLL-01.
    """
    told = _object(text, "the last line")
    if set(told) != {"sha256", "signature"}:
        raise BadTallies("the last line is not a signature: the file is cut off")
    return str(told["sha256"]), str(told["signature"])


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadTallies(f"{where}: not a line of a file of tallies")
    return told

"""From the rows of a history to its dossiers: one by one, the impossible refused with their reason."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from math import isfinite

from motcua.rules import RuleError
from motcua.rules.history_map import MOMENTS, TEXTS, BadMap, Map
from motcua.rules.history_times import AmbiguousFile, question
from motcua.rules.text import clean

SAMPLE = 1000  # rows looked at before the first is taken, for dates that must be asked about
CASE = "case:"  # where readers put the attributes of a trace, beside those of its events
SURPLUS = ""  # the heading under which readers put cells beyond the last column
FACT_LENGTH = 10_000

Cells = Mapping[str, object]

_ETHS = frozenset("ÐðƉ")
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its reader hands it over: the columns it declares, and rows of (line, cells by column).

    `is_log` is an event log in XML: its columns may appear late, and a dossier's stand under `case:`.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[int, Cells]]
    is_log: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a dossier."""

    activity: str
    at: datetime
    actor: str
    facts: str  # as JSON


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier of the history, fit to be kept. Moments are in UTC; `facts` is JSON."""

    code: str
    texts: Mapping[str, str]
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    facts: str
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """Return a hash of all that is kept of it: the same dossier read again has the same."""
        kept = [self.code, repr(sorted(self.texts.items())), self.facts]
        kept += [str(at) for at in (self.received_at, self.due_at, self.finished_at)]
        for event in self.events:
            kept += (event.activity, str(event.at), event.actor, event.facts)
        return hashlib.sha256("\x1f".join(kept).encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be true or cannot be read, and why.

    `is_event`: only this event is refused. Otherwise a dossier is, with `events` that were told of it.
    """

    file: str
    line: int
    code: str
    reason: str
    detail: str = ""
    is_event: bool = False
    events: int = 0


class Impossible(ValueError):
    """A row cannot be kept: the reason, and what was found."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(slots=True)
class Binding:
    """Which column of one file is what."""

    columns: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> frozenset[str]:
        """The columns that the map names."""
        return frozenset((*self.columns.values(), *self.events.values()))


def bind(plan: Map, source: Source) -> Binding:
    """Return where each thing the map names stands in a file.

    A name of the map is the column of that name; for a dossier's own attributes also the one with
    `case:` before it, which in an event log comes first.

    Raises: BadMap naming the column that the file does not have.
    Source: HIST-01, HIST-05.
    """
    known = set(source.columns)
    found = Binding()
    for target, name in plan.columns.items():
        ways = (name, CASE + name) if not source.is_log or name.startswith(CASE) else (CASE + name, name)
        column = next((way for way in ways if way in known), None)
        if column is None:
            raise _missing(f"columns.{target}", name, source)
        found.columns[target] = column
    for target, name in plan.events.items():
        if name not in known:
            raise _missing(f"events.{target}", name, source)
        found.events[target] = name
    return found


def _missing(key: str, name: str, source: Source) -> BadMap:
    have = ", ".join(source.columns[:40]) or "none"
    return BadMap(f"{key}: {source.name} has no column {name!r}; it has {have}")


def looked_at(plan: Map, binding: Binding, source: Source) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a file after looking at the first of them for dates that must be asked about.

    Raises: AmbiguousFile with the question.
    Source: HIST-01.
    """
    rows = iter(source.rows)
    sample = list(islice(rows, SAMPLE))
    moments = [binding.columns[name] for name in MOMENTS if name in binding.columns]
    if "at" in binding.events:
        moments.append(binding.events["at"])
    for column in moments:
        cells = [text for _, row in sample if isinstance(text := row.get(column), str) and text.strip()]
        asked = "" if any(_is_iso(text) for text in cells) else question(column, cells, plan.formats)
        if asked:
            raise AmbiguousFile(f"{source.name}: {asked}")
    yield from chain(sample, rows)


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def text_of(cell: object, limit: int, column: str = "") -> str:
    """Return a cell as a text of one line; workbooks give whole numbers as fractions.

    Units: `limit` in characters.
    Raises: Impossible for what cannot be printed or is too long.
    Source: HIST-02, TEXT-01.

    >>> text_of(1204.0, 20), text_of("  Xã  Lam Sơn ", 20)
    ('1204', 'Xã Lam Sơn')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if not (text.isprintable() and _is_kept_as_is(text)):
        text = _printable(text, column)
    text = " ".join(text.split()) if "  " in text or "\n" in text else text.strip()
    if len(text) > limit:
        raise Impossible("text_too_long", f"{column}: {text[:60]}… ({len(text)} characters, {limit} fit)")
    return text


def _is_kept_as_is(text: str) -> bool:
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ETHS & set(text))


def _printable(text: str, column: str) -> str:
    try:
        return clean(text, limit=FACT_LENGTH, lines=True)
    except RuleError:
        raise Impossible("unreadable_text", f"{column}: {text[:60]!r}") from None


def json_of(facts: Mapping[str, object]) -> str:
    """Return facts as they are kept: the same facts have the same text.

    Source: HIST-01.
    """
    return _encoded(facts) if facts else "{}"


def facts_of(cells: Cells, columns: Iterable[str]) -> dict[str, object]:
    """Return the cells of columns that the map does not name, as they are kept; empty ones are left out.

    Raises: Impossible for what cannot be printed or is too long.
    Source: HIST-01.
    """
    found: dict[str, object] = {}
    for column in columns:
        cell = cells.get(column)
        if cell is None or cell == "":
            continue
        kept = _fact(cell, column)
        if kept != "":
            found[column] = kept
    return found


def _fact(cell: object, column: str) -> object:
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, bool | int) or (isinstance(cell, float) and isfinite(cell) and not cell.is_integer()):
        return cell  # JSON knows no infinity, so what is not finite is kept as a word
    return text_of(cell, FACT_LENGTH, column)


def texts_of(cells: Cells, binding: Binding) -> dict[str, str]:
    """Return the texts that the map names, code included.

    Raises: Impossible for what cannot be printed or is too long.
    Source: HIST-02.
    """
    return {
        name: text_of(cells.get(binding.columns[name]), limit, binding.columns[name])
        for name, limit in TEXTS.items()
        if name in binding.columns
    }

"""Imported tickets: which column is what, how its times are read, which rows cannot be true."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from motcua.rules.history_map import BadMap
from motcua.rules.history_rows import SURPLUS, Cells, Impossible, Refused, Source, text_of
from motcua.rules.history_times import AmbiguousFile, TimeReader, UnreadableTime, question

KEYS = ("timezone", "columns", "formats", "date", "opens", "sheet", "delimiter", "encoding")
TEXTS: Mapping[str, int] = {"code": 100, "unit": 200, "service": 200, "counter": 100}
MOMENTS = ("arrived_at", "started_at", "finished_at")
SPANS: Mapping[str, int] = {
    "wait_seconds": 1,
    "wait_minutes": 60,
    "service_seconds": 1,
    "service_minutes": 60,
}
TARGETS = (*TEXTS, "date", *MOMENTS, "called_at", *SPANS)
FORMAT_KINDS = ("datetime", "date", "time")
SAMPLE = 1000
LONGEST = timedelta(hours=24)
PAST_MIDNIGHT = timedelta(hours=18)  # a time of day so much earlier than the one before is of the next day
LIKELY = (1990, 2100)  # years; others are slips of the pen
BROKEN, BROKEN_OFF = "\0", "\0\0"  # headings under which readers say what is wrong with a line, or the rest
EPOCH = datetime(1899, 12, 31)  # noqa: DTZ001 (where workbooks count hours beyond a day from)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
_LASTED = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+|,\d{1,2})?")


@dataclass(frozen=True, slots=True)
class TicketMap:
    """A checked map. `on` stands in for a column of dates; `opens_seconds` is where seconds count from."""

    timezone: str
    columns: Mapping[str, str]
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on: date | None = None
    opens_seconds: float | None = None
    sheet: str = ""
    delimiter: str = ""
    encoding: str = "utf-8"

    def plain(self) -> dict[str, object]:
        """Return the map as it is kept with its collection."""
        formats = {kind: list(given) for kind, given in self.formats.items()}
        return {
            "rows": "tickets",
            "timezone": self.timezone,
            "columns": dict(self.columns),
            "formats": formats,
        }


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit, fit to be kept. Moments are in UTC; without a start, the person was never called."""

    code: str
    unit: str
    service: str
    counter: str
    arrived_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def read_map(raw: object) -> TicketMap:
    """Return the map that a file's plain values describe.

    Raises: BadMap naming the key that is unknown, missing or wrong.
    Source: HIST-01, CAP-07.

    >>> told = read_map({"timezone": "UTC", "columns": {"arrived_at": "in", "called_at": "at"}})
    >>> told.columns["started_at"]
    'at'
    """
    given = _mapping("the map", raw, KEYS)
    columns = {name: _text(f"columns.{name}", value)
               for name, value in _mapping("columns", given.get("columns"), TARGETS).items()}  # fmt: skip
    if "called_at" in columns:
        columns.setdefault("started_at", columns.pop("called_at"))
        columns.pop("called_at", None)
    if "arrived_at" not in columns:
        raise BadMap("columns.arrived_at: missing; name the column it stands in")
    if "started_at" not in columns and not {"wait_seconds", "wait_minutes"} & set(columns):
        raise BadMap("columns.started_at: missing; name it, or wait_seconds or wait_minutes")
    formats = _mapping("formats", given.get("formats") or {}, FORMAT_KINDS)
    on, opens = given.get("date"), given.get("opens")
    return TicketMap(
        timezone=_zone(given.get("timezone")),
        columns=columns,
        formats={kind: _patterns(kind, value) for kind, value in formats.items()},
        on=None if on is None else _day(on),
        opens_seconds=None if opens is None else _opens(opens),
        sheet=_text("sheet", given.get("sheet", "")),
        delimiter=_text("delimiter", given.get("delimiter", "")),
        encoding=_text("encoding", given.get("encoding", "utf-8")),
    )


def visits(plan: TicketMap, sources: Iterable[Source]) -> Iterator[PastVisit | Refused]:
    """Yield every visit of the files, and every row that is refused, with the reason.

    Refused are rows without an arrival, with a time that cannot be read, called before they came, ended
    before they were called, with an end but no call, a call but no end, longer than a day, told twice, in
    an unlikely year, or broken. A time of day at least eighteen hours earlier than the one before it is of
    the next day, 24:00 is midnight, a row without anything in it is none.
    Who came and was never called is kept: leaving them out would flatter the waits.

    Raises: BadMap; AmbiguousFile with the question.
    Source: HIST-02, CAP-07.
    """
    seen: dict[str, date] = {}
    for source in sources:
        reader = _Reader(plan, source)
        for line, cells in reader.rows():
            try:
                found = reader.visit(cells)
                if found.code in seen:
                    raise _duplicate(plan, found, seen[found.code])
            except Impossible as refusal:
                code = str(cells.get(reader.columns.get("code", ""), "") or "")[:100]
                yield Refused(source.name, line, _printable(code), refusal.reason, _printable(refusal.detail))
            else:
                seen[found.code] = found.arrived_at.date()
                yield found


def _duplicate(plan: TicketMap, found: PastVisit, first_on: date) -> Impossible:
    if "code" not in plan.columns:
        return Impossible("duplicate_row")
    if first_on == found.arrived_at.date():
        return Impossible("duplicate_code")
    return Impossible("duplicate_code", f"also on {first_on}; numbers that begin anew each day are no code")


def _printable(text: str) -> str:
    """What a refusal quotes, without the bytes that are no text."""
    return text.encode("utf-8", "replace").decode()


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, plan: TicketMap, source: Source) -> None:
        self.plan, self.source = plan, source
        self.times = TimeReader(ZoneInfo(plan.timezone), plan.formats)
        self.columns: dict[str, str] = {}
        alike = {_alike(name): name for name in source.columns}
        for target, name in plan.columns.items():
            found = name if name in source.columns else alike.get(_alike(name))
            if found is None:
                have = ", ".join(source.columns[:40]) or "none"
                raise BadMap(f"columns.{target}: {source.name} has no column {name!r}; it has {have}")
            self.columns[target] = found

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield the rows, after looking at the first for what the map must say."""
        rest = ((line, row) for line, row in self.source.rows if not all(map(_empty, row.values())))
        sample = list(islice(rest, SAMPLE))
        for target in ("date", *MOMENTS):
            column = self.columns.get(target)
            cells = [cell for _, row in sample if column and not _empty(cell := row.get(column))]
            if column and cells:
                self._ask(column, cells, is_moment=target != "date")
        yield from sample
        yield from rest

    def _ask(self, column: str, cells: Sequence[object], *, is_moment: bool) -> None:
        """Raise the question of a column; a single odd cell asks nothing, its row is refused."""
        texts = [cell for cell in cells if isinstance(cell, str)]
        if asked := question(column, texts, self.plan.formats):
            raise AmbiguousFile(f"{self.source.name}: {asked}")
        if not is_moment:
            return
        of_day = sum(_CLOCK.fullmatch(str(cell).strip()) is not None for cell in cells)
        if 2 * of_day >= len(cells) and self.plan.on is None and "date" not in self.columns:
            raise BadMap(
                f"{self.source.name} holds times of day: name the column of the day as columns.date "
                "or give the day of the whole file as date: 2024-09-26"
            )
        numbers = [str(cell) for cell in cells if _NUMBER.fullmatch(str(cell).strip())]
        if 2 * len(numbers) >= len(cells) and self.plan.opens_seconds is None:
            raise BadMap(
                f"{self.source.name} holds {numbers[0]} where a time is wanted: if these are seconds from "
                'the opening, say so in the map: opens: "07:30"'
            )

    def visit(self, cells: Cells) -> PastVisit:
        """Return the visit of a row; raise Impossible when it cannot be one."""
        if BROKEN_OFF in cells:
            raise Impossible("broken_off", str(cells[BROKEN_OFF])[:200])
        if BROKEN in cells:
            raise Impossible("unreadable_line", str(cells[BROKEN])[:200])
        if SURPLUS in cells:
            raise Impossible("too_many_cells", str(cells[SURPLUS])[:60])
        columns = self.columns
        texts = {name: text_of(cells.get(columns[name]), limit, columns[name]) if name in columns else ""
                 for name, limit in TEXTS.items()}  # fmt: skip
        arrived = self._moment(cells, "arrived_at")
        if arrived is None:
            raise Impossible("missing_arrival")
        if not LIKELY[0] <= arrived.year <= LIKELY[1]:
            raise Impossible("unlikely_year", str(arrived.year))
        started = self._after(arrived, self._moment(cells, "started_at", arrived), cells, "wait")
        ended = self._moment(cells, "finished_at", started or arrived)
        finished = self._after(started, ended, cells, "service")
        _possible(arrived, started, finished)
        if not texts["code"]:
            if "code" in columns:
                raise Impossible("missing_code")
            told = (*texts.values(), str(arrived), str(started), str(finished))
            texts["code"] = hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:24]
        return PastVisit(texts["code"], texts["unit"], texts["service"], texts["counter"],
                         arrived, started, finished)  # fmt: skip

    def _after(
        self, since: datetime | None, told: datetime | None, cells: Cells, span: str
    ) -> datetime | None:
        """A moment as it is told, or as a span after the one before."""
        for name, unit in SPANS.items():
            cell = cells.get(self.columns.get(name, BROKEN))
            if not name.startswith(span) or _empty(cell):
                continue
            seconds = _lasted(cell, unit)
            if seconds is None:
                raise Impossible("unreadable_time", f"{name}: {str(cell)[:60]}")
            if seconds < 0:
                raise Impossible(f"negative_{span}", f"{name}: {str(cell)[:60]}")
            if told is None and since is not None:
                if seconds > LONGEST.total_seconds():
                    raise Impossible("longer_than_a_day", f"{name}: {str(cell)[:60]}")
                return since + timedelta(seconds=seconds)
        return told

    def _moment(self, cells: Cells, name: str, before: datetime | None = None) -> datetime | None:
        column = self.columns.get(name)
        cell = cells.get(column) if column else None
        if _empty(cell):
            return None
        try:
            seconds = self._seconds(cell)
            if seconds is None:
                return self.times.read(cell).at
            start = datetime.combine(self._date(cells), time())
            found = self.times.instant(start + timedelta(seconds=seconds)).at
        except (UnreadableTime, OverflowError) as problem:
            raise Impossible("unreadable_time", f"{column}: {str(problem)[:60]}") from None
        is_next_day = before is not None and before - found >= PAST_MIDNIGHT
        return found + timedelta(days=1) if is_next_day else found

    def _seconds(self, cell: object) -> float | None:
        """Seconds since midnight where a cell is a time of day or counts from the opening."""
        if (counted := _counted(cell)) is not None:
            return counted
        text = str(cell).strip()
        for pattern in self.plan.formats.get("time", ()):
            try:
                at = datetime.strptime(text, pattern)  # noqa: DTZ007 (a time of day has no zone)
                return at.hour * 3600.0 + at.minute * 60 + at.second
            except ValueError:
                continue
        if match := _CLOCK.fullmatch(text):
            if int(match[2]) > 59 or float(match[3] or 0) >= 60 or not _is_of_day(match):
                raise UnreadableTime(text)
            return int(match[1]) * 3600.0 + int(match[2]) * 60 + float(match[3] or 0)
        if isinstance(cell, datetime | date) or not _NUMBER.fullmatch(text):
            return None
        if self.plan.opens_seconds is None:
            raise UnreadableTime(text)
        return self.plan.opens_seconds + _number(text)

    def _date(self, cells: Cells) -> date:
        column = self.columns.get("date")
        if column is None:
            if self.plan.on is None:
                raise Impossible("missing_date")
            return self.plan.on
        cell = cells.get(column)
        if _empty(cell):
            raise Impossible("missing_date")
        found = self.times.read(cell)
        return found.at.astimezone(self.times.zone).date()


def _alike(name: str) -> str:
    """A heading as people take it for the same: letters with or without marks of their own, case, spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _counted(cell: object) -> float | None:
    """Seconds that a workbook itself counts: a time of day, hours beyond one, a length of time."""
    if isinstance(cell, time):
        return cell.hour * 3600.0 + cell.minute * 60 + cell.second
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, datetime) and cell.year <= EPOCH.year + 1:
        return (cell - EPOCH).total_seconds()
    return None


def _is_of_day(match: "re.Match[str]") -> bool:
    return int(match[1]) < 24 or (int(match[1]) == 24 and not int(match[2]) and not float(match[3] or 0))


def _lasted(cell: object, unit: int) -> float | None:
    """Seconds of a length of time; None where it cannot be read. What is counted needs no unit."""
    if (counted := _counted(cell)) is not None:
        return counted
    text = str(cell).strip()
    if match := _LASTED.fullmatch(text):
        return int(match[1]) * 3600.0 + int(match[2]) * 60 + int(match[3])
    return _number(text) * unit if _NUMBER.fullmatch(text) else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _possible(arrived: datetime, started: datetime | None, finished: datetime | None) -> None:
    if started is None and finished is not None:
        raise Impossible("missing_start", f"finished {finished}")
    if started is not None and started < arrived:
        raise Impossible("started_before_arrival", f"arrived {arrived}, started {started}")
    if started is not None and finished is None:
        raise Impossible("missing_finish", f"started {started}")
    if started is not None and finished is not None and finished < started:
        raise Impossible("finished_before_start", f"started {started}, finished {finished}")
    if finished is not None and finished - arrived > LONGEST:
        raise Impossible("longer_than_a_day", f"arrived {arrived}, finished {finished}")


def _mapping(key: str, raw: object, known: Iterable[str]) -> Mapping[str, object]:
    known = tuple(known)
    if not isinstance(raw, Mapping):
        raise BadMap(
            f"{key}: expected keys with values, found {'nothing' if raw is None else repr(raw)[:60]}"
        )
    for name in raw:
        if name not in known:
            raise BadMap(f"{key}: no such key {name!r}; known are {', '.join(known)}")
    return {str(name): value for name, value in raw.items()}


def _text(key: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise BadMap(f"{key}: expected a text, found {'nothing' if raw is None else repr(raw)[:60]}")
    return raw


def _patterns(kind: str, raw: object) -> tuple[str, ...]:
    found = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, list) else ()
    if not found or not all(isinstance(one, str) and "%" in one for one in found):
        raise BadMap(f'formats.{kind}: {str(raw)[:60]!r} is no pattern such as "%d/%m/%Y"')
    return found


def _zone(raw: object) -> str:
    name = _text("timezone", raw if raw else None)
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadMap(f"timezone: no zone is called {name!r}; one is Asia/Ho_Chi_Minh") from None
    return name


def _day(raw: object) -> date:
    try:
        return raw if isinstance(raw, date) else date.fromisoformat(str(raw))
    except ValueError:
        raise BadMap(f"date: {str(raw)[:60]!r} is no day such as 2024-09-26") from None


def _opens(raw: object) -> float:
    match = _CLOCK.fullmatch(str(raw).strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadMap(f'opens: {str(raw)[:60]!r} is no time of day such as "07:30" (in quotes)')
    return int(match[1]) * 3600.0 + int(match[2]) * 60


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())

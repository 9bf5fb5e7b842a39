"""The times of an imported history: from what a cell says to a moment, or to a question."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMBIGUOUS_HOUR = "ambiguous_local_time"  # clocks put back: the hour comes twice, the first is taken
SKIPPED_HOUR = "skipped_local_time"  # clocks put forward: the hour is left out, read as an hour later
LAST_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)

_BY_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_DIRECTIVES = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>\d{1,2})",
    "%d": r"(?P<day>\d{1,2})",
    "%H": r"(?P<hour>\d{1,2})",
    "%I": r"(?P<hour>\d{1,2})",
    "%M": r"(?P<minute>\d{1,2})",
    "%S": r"(?P<second>\d{1,2})",
    "%p": r"(?P<half>[AaPp])\.?[Mm]\.?",
}


class UnreadableTime(ValueError):
    """The cell holds no time that the map's formats or ISO 8601 can read."""


class AmbiguousFile(ValueError):
    """The dates of a file can be read in two ways; the text is the question and how to answer it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC; `is_day` when the cell named a day only, `note` when clocks changed there."""

    at: datetime
    is_day: bool = False
    note: str = ""


Parser = Callable[[str], datetime]


class TimeReader:
    """Reads the cells of one file: by the map's patterns, or by ISO 8601."""

    def __init__(self, zone: ZoneInfo, formats: Mapping[str, tuple[str, ...]]) -> None:
        self.zone = zone
        self._moments = [_parser(pattern) for pattern in formats.get("datetime", ())]
        self._days = [_parser(pattern) for pattern in formats.get("date", ())]

    def read(self, cell: object) -> Moment:
        """Return the moment of a cell: a text, or what a workbook already knows to be a date.

        Raises: UnreadableTime.
        """
        if isinstance(cell, datetime):
            return self.instant(cell)
        if isinstance(cell, date):
            return self.instant(datetime.combine(cell, time()), is_day=True)
        if not isinstance(cell, str):
            raise UnreadableTime(str(cell))
        text = cell.strip()
        for parse in self._moments:
            try:
                return self.instant(parse(text))
            except ValueError:
                continue
        for parse in self._days:
            try:
                return self.instant(parse(text), is_day=True)
            except ValueError:
                continue
        return self._iso(text)

    def _iso(self, text: str) -> Moment:
        is_day = ":" not in text and "T" not in text and " " not in text
        if self._days if is_day else self._moments:  # the map's own pattern has already said no
            raise UnreadableTime(text)
        try:
            return self.instant(datetime.fromisoformat(text), is_day=is_day)
        except ValueError:
            raise UnreadableTime(text) from None

    def instant(self, at: datetime, *, is_day: bool = False) -> Moment:
        """Return a time as a moment; one without a zone of its own is local to the file.

        Raises: UnreadableTime at the ends of time.
        """
        note = ""
        try:
            if at.tzinfo is None:
                at = at.replace(tzinfo=self.zone)
                first, second = at.utcoffset(), at.replace(fold=1).utcoffset()
                if first != second and first is not None and second is not None:
                    note = AMBIGUOUS_HOUR if first > second else SKIPPED_HOUR
            return Moment(at.astimezone(UTC), is_day, note)
        except OverflowError:
            raise UnreadableTime(str(at)) from None

    def starts_day(self, at: datetime) -> bool:
        """Tell whether a moment is the first second of a local day: how a bare day is often stored."""
        local = at.astimezone(self.zone)
        return (local.hour, local.minute, local.second) == (0, 0, 0)


def _parser(pattern: str) -> Parser:
    """Return a reader for a pattern: common ones as one regular expression, ten times as fast as strptime."""
    literal = re.split(r"(%.)", pattern)
    rest = [part for part in literal[1::2] if part not in _DIRECTIVES]
    if rest or len(set(literal[1::2])) != len(literal[1::2]) or ("%I" in pattern) != ("%p" in pattern):
        return lambda text: datetime.strptime(text, pattern)  # noqa: DTZ007 (instant() adds the zone)
    known = {"%Y", "%m", "%d"} <= set(literal[1::2])
    if not known:
        return lambda text: datetime.strptime(text, pattern)  # noqa: DTZ007
    parts = [_DIRECTIVES[part] if part in _DIRECTIVES else re.escape(part) for part in literal]
    matches = re.compile("".join(parts), re.ASCII).fullmatch
    names = [_DIRECTIVES[part][4:].partition(">")[0] for part in literal[1::2]]
    order = [names.index(name) if name in names else -1 for name in ("hour", "minute", "second")]
    year, month, day = (names.index(name) for name in ("year", "month", "day"))
    half = names.index("half") if "half" in names else -1

    def parse(text: str) -> datetime:
        found = matches(text)
        if found is None:
            raise ValueError(text)
        cells = found.groups()
        hour, minute, second = [int(cells[place]) if place >= 0 else 0 for place in order]
        if half >= 0:
            if not 1 <= hour <= 12:
                raise ValueError(text)
            hour = hour % 12 + (12 if cells[half] in "pP" else 0)
        on = date(int(cells[year]), int(cells[month]), int(cells[day]))
        return datetime.combine(on, time(hour, minute, second))

    return parse


def question(column: str, cells: Iterable[str], formats: Mapping[str, tuple[str, ...]]) -> str:
    """Return what must be asked about the dates of a column; empty when they read in one way only.

    Dates by numbers alone, such as 03/04/2024, may put the day or the month first. They are never
    guessed: the map must say. A column that also holds ISO dates is not asked about, its odd cells
    are refused one by one.

    Source: HIST-01.

    >>> question("opened", ["03/04/2024"], {})[:70]
    'column opened holds 03/04/2024: is that 3 April 2024 or 4 March 2024? '
    """
    found = [(text, match) for text in cells if (match := _BY_NUMBERS.match(text.strip()))]
    has_time = [bool(match[5].strip()) for _, match in found]
    if not found or formats.get("datetime" if has_time[0] else "date"):
        return ""
    text, match = next(
        ((text, match) for text, match in found if int(match[1]) <= 12 and int(match[3]) <= 12), found[0]
    )
    separator, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
    kind, tail = ("datetime", _tail(match[5])) if match[5].strip() else ("date", "")
    ways = {
        "day": f"%d{separator}%m{separator}{year}{tail}",
        "month": f"%m{separator}%d{separator}{year}{tail}",
    }
    readings = _readings(match, year)
    hint = _hint([match for _, match in found])
    return (
        f"column {column} holds {text.strip()}: is that {' or '.join(readings)}? Answer in the map: formats: "
        f'{{{kind}: "{ways["day"]}"}} when the day comes first, {{{kind}: "{ways["month"]}"}} '
        f"when the month does.{hint}"
    )


def _readings(match: "re.Match[str]", year: str) -> list[str]:
    whole = int(match[4]) if year == "%Y" else 2000 + int(match[4])
    found = []
    for day, month in ((match[1], match[3]), (match[3], match[1])):
        try:
            on = date(whole, int(month), int(day))
        except ValueError:
            continue
        found.append(f"{on.day} {on:%B} {on.year}")
    return list(dict.fromkeys(found)) or ["a day"]


def _hint(matches: list["re.Match[str]"]) -> str:
    first = any(int(match[1]) > 12 for match in matches)
    second = any(int(match[3]) > 12 for match in matches)
    if first == second:
        return ""
    return f" (Other rows can only be read with the {'day' if first else 'month'} first.)"


def _tail(rest: str) -> str:
    half = " %p" if re.search(r"[AaPp]\.?[Mm]", rest) else ""
    clock = ("%I" if half else "%H") + ":%M" + (":%S" if rest.count(":") > 1 else "")
    return ("T" if rest.startswith("T") else " ") + clock + half

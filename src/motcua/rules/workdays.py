"""The office calendar: which days are worked, in which sessions, and why a day is off."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.worktable import Table, fill

FIRST_YEAR, LAST_YEAR = 1900, 2300  # a year outside is a slip of the pen
WINDOW_YEARS = 60  # a table never spans more; an outlier gets a table of its own
HORIZON_YEARS = 11


class NoWorkingDay(RuleError):
    """The calendar has no working day where one is needed."""


class DayKind(StrEnum):
    """What a day is to the office (LAW: six kinds, and a local closing)."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    COMPENSATORY_OFF = "compensatory_off"
    MAKE_UP_WORKING = "make_up_working"
    EXTRA_SESSION = "extra_session"
    CLOSED = "closed"


COUNTED = frozenset({DayKind.WORKING, DayKind.MAKE_UP_WORKING})
OFF = frozenset({DayKind.WEEKEND, DayKind.HOLIDAY, DayKind.COMPENSATORY_OFF, DayKind.CLOSED})
REASONS = {  # Vietnamese and English, where a day brings no name of its own
    DayKind.WORKING: ("Ngày làm việc", "Working day"),
    DayKind.WEEKEND: ("Thứ Bảy, Chủ nhật", "Saturday, Sunday"),
    DayKind.HOLIDAY: ("Ngày lễ", "Public holiday"),
    DayKind.COMPENSATORY_OFF: ("Nghỉ bù", "Day off in lieu"),
    DayKind.MAKE_UP_WORKING: ("Làm bù", "Worked in exchange"),
    DayKind.EXTRA_SESSION: ("Buổi tiếp nhận thêm, không tính", "Extra session, not counted"),
    DayKind.CLOSED: ("Cơ quan không làm việc", "Office closed"),
}


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """A stretch of office hours, in minutes from midnight, `start` included, `end` its closing."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end < 24 * 60:
            raise ValueError(f"a session must lie within one day, got {self.start} to {self.end} minutes")

    def __str__(self) -> str:
        return "-".join(f"{m // 60:02}:{m % 60:02}" for m in (self.start, self.end))


def sessions(text: str) -> tuple[Session, ...]:
    """Read sessions from their short form, in the order of the day.

    Units: hours and minutes of the office's wall clock.
    Raises: ValueError when the text is no session, or two of them overlap.
    Source: TIME-09.

    >>> [str(s) for s in sessions("07:30-11:30 13:30-17:00")]
    ['07:30-11:30', '13:30-17:00']
    """
    found = []
    for part in text.split():
        opening, _, closing = part.partition("-")
        start, end = time.fromisoformat(opening), time.fromisoformat(closing)
        found.append(Session(start.hour * 60 + start.minute, end.hour * 60 + end.minute))
    return _in_order(tuple(found))


def _in_order(of_day: tuple[Session, ...]) -> tuple[Session, ...]:
    for earlier, later in zip(of_day, of_day[1:], strict=False):
        if later.start < earlier.end:
            raise ValueError(f"sessions must follow each other: {earlier} then {later}")
    return of_day


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """The sessions of one weekday (0 is Monday) in a half-open period; none means a free day."""

    weekday: int
    from_on: date
    until_on: date | None
    sessions: tuple[Session, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday must be 0 (Monday) to 6 (Sunday), got {self.weekday}")
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(f"a plan must end after it begins: {self.from_on} to {self.until_on}")
        _in_order(self.sessions)

    def covers(self, on: date) -> bool:
        """Say whether the plan is in force on a day, whatever its weekday."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day decided apart from the week: a holiday, a swap, a closing, an extra session.

    `sessions` None on a worked day means the ordinary sessions of the office week; `decision` names the
    deciding document, `source` its id in the register of sources.
    """

    on: date
    kind: DayKind
    sessions: tuple[Session, ...] | None = None
    reason: str = ""
    reason_en: str = ""
    decision: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind in OFF and self.sessions:
            raise ValueError(f"a {self.kind} has no sessions ({self.on})")
        if self.kind is DayKind.EXTRA_SESSION and not self.sessions:
            raise ValueError(f"an extra session needs its hours ({self.on})")
        _in_order(self.sessions or ())


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the office lives it."""

    on: date
    kind: DayKind
    sessions: tuple[Session, ...]
    reason: str = ""
    reason_en: str = ""
    source: str = ""

    @property
    def counts(self) -> bool:
        """Whether the law's clock runs: an extra session receives, but is no working day."""
        return bool(self.sessions) and self.kind in COUNTED


def five_day_week(hours: str = "07:30-11:30 13:30-17:00") -> tuple[SessionPlan, ...]:
    """Return the plain week of a State office, Monday to Friday.

    Units: `hours` as `sessions` reads them.
    Raises: ValueError when the hours cannot be read.
    Source: TIME-08, TIME-09.
    """
    return tuple(SessionPlan(weekday, date(FIRST_YEAR, 1, 1), None, sessions(hours)) for weekday in range(5))


@dataclass(frozen=True, slots=True)
class Calendar:
    """An authority's calendar as a value: later rows win over earlier ones.

    >>> Calendar().nth_working_day(date(2026, 3, 6), 2).isoformat()
    '2026-03-10'
    """

    plans: tuple[SessionPlan, ...] = field(default_factory=five_day_week)
    special_days: tuple[SpecialDay, ...] = ()
    _special: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _tables: list[Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plans", tuple(self.plans))
        object.__setattr__(self, "special_days", tuple(self.special_days))
        object.__setattr__(self, "_special", {day.on: day for day in self.special_days})
        object.__setattr__(self, "_tables", [])

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of all rows, so that a due moment can name its calendar."""
        rows = (*map(repr, self.plans), *map(repr, self.special_days))
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def inherit(
        self, plans: Iterable[SessionPlan] = (), special_days: Iterable[SpecialDay] = ()
    ) -> "Calendar":
        """Return the calendar of a child unit: this one, overruled by the child's own rows.

        Raises: nothing.
        Source: TIME-10.
        """
        return Calendar((*self.plans, *plans), (*self.special_days, *special_days))

    def _planned(self, on: date, weekday: int) -> tuple[Session, ...]:
        for plan in reversed(self.plans):
            if plan.weekday == weekday and plan.covers(on):
                return plan.sessions
        return ()

    def day(self, on: date) -> Day:
        """Return what a day is to the office.

        Raises: nothing.
        Source: TIME-06 holidays, TIME-07 days off in lieu, TIME-10 kinds.
        """
        special = self._special.get(on)
        if special is None:
            planned = self._planned(on, on.weekday())
            if planned:
                return Day(on, DayKind.WORKING, planned)
            kind = DayKind.WEEKEND if on.weekday() >= 5 else DayKind.CLOSED
            return Day(on, kind, (), *REASONS[kind])
        of_day = special.sessions or ()
        if special.kind in COUNTED and special.sessions is None:
            week = (self._planned(on, weekday) for weekday in (on.weekday(), *range(5)))
            of_day = next((planned for planned in week if planned), ())
        vi, en = REASONS[special.kind]
        names = special.reason or vi, special.reason_en or special.reason or en
        return Day(on, special.kind, of_day, *names, special.source)

    def is_open(self, on: date) -> bool:
        """Say whether the counter receives on a day."""
        return bool(self.day(on).sessions)

    def is_working(self, on: date) -> bool:
        """Say whether the day counts as a working day."""
        return self.day(on).counts

    def closing(self, on: date) -> datetime:
        """Return the end of the last session of an open day.

        Raises: NoWorkingDay when the office does not open that day.
        Source: TIME-05.
        """
        of_day = self.day(on).sessions
        if not of_day:
            raise NoWorkingDay(on=on)
        return datetime.combine(on, time()) + timedelta(minutes=of_day[-1].end)

    def table(self, on_ordinal: int) -> Table:
        """Return a table of the working days around a day, built once and kept."""
        for kept in self._tables:
            if kept.first <= on_ordinal < kept.safe:
                return kept
        year = date.fromordinal(on_ordinal).year
        return self._grow(year, year + 1)

    def tables(self, on_ordinal: int) -> Iterator[Table]:
        """Yield the table around a day, then, if asked on, one that reaches as far as any lawful term."""
        yield self.table(on_ordinal)
        year = date.fromordinal(on_ordinal).year
        if self._tables[0].years[1] < year + HORIZON_YEARS:
            yield self._grow(year, year + HORIZON_YEARS)

    def _grow(self, from_year: int, until_year: int) -> Table:
        if not FIRST_YEAR <= from_year <= until_year <= LAST_YEAR:
            years = f"{from_year} to {until_year}"
            raise ValueError(f"years must lie between {FIRST_YEAR} and {LAST_YEAR}, got {years}")
        first, last = from_year, until_year
        if self._tables:
            kept_first, kept_last = self._tables[0].years
            widest = min(first, kept_first), max(last, kept_last)
            if widest[1] - widest[0] <= WINDOW_YEARS:
                first, last = widest
        grown = fill(first, last, self._rows(first, last))
        self._tables[:] = [grown]
        return grown

    def _rows(self, first: int, last: int) -> Iterator[Day]:
        for ordinal in range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1):
            yield self.day(date.fromordinal(ordinal))

    def working_minutes(self, from_at: datetime, to_at: datetime) -> int:
        """Return the whole minutes of working time between two moments.

        Units: wall clock moments; minutes, rounded down.
        Raises: ValueError when the second moment lies before the first.
        Source: TIME-09.

        >>> Calendar().working_minutes(datetime(2024, 9, 26, 9, 42), datetime(2024, 9, 26, 17))
        318
        """
        if to_at < from_at:
            raise ValueError(f"time cannot run backwards: {from_at} to {to_at}")
        table = self.span(from_at, to_at)
        return (table.position(to_at) - table.position(from_at)) // 60_000_000

    def span(self, from_at: datetime, to_at: datetime) -> Table:
        """Return one table that covers both moments."""
        table = self.table(from_at.toordinal())
        if to_at.toordinal() < table.safe:
            return table
        return self._grow(from_at.year, to_at.year + 1)

    def add_minutes(self, from_at: datetime, minutes: int) -> datetime:
        """Return the first moment by which so many minutes of working time have run.

        A count that fills a day ends at its closing, never at the next opening.

        Units: wall clock moments; working minutes.
        Raises: ValueError below 0; NoWorkingDay when the calendar ends first.
        Source: TIME-05, TIME-09.

        >>> Calendar().add_minutes(datetime(2026, 3, 6, 16, 30), 30).isoformat()
        '2026-03-06T17:00:00'
        """
        if minutes < 0:
            raise ValueError(f"minutes must not be negative, got {minutes}")
        return self.add_micros(from_at, minutes * 60_000_000)

    def add_micros(self, from_at: datetime, micros: int) -> datetime:
        """Do as `add_minutes`, to the microsecond."""
        if micros == 0:
            return from_at
        ordinal = from_at.toordinal()
        for table in self.tables(ordinal):
            target = table.position(from_at) + micros
            if target <= table.total:
                return table.moment(target)
        raise NoWorkingDay(after=from_at)

    def nth_working_day(self, after_on: date, n: int) -> date:
        """Return the n-th working day after a day.

        Units: working days, from 1.
        Raises: ValueError below 1; NoWorkingDay when the calendar ends first.
        Source: TIME-02, TIME-03.
        """
        if n < 1:
            raise ValueError(f"n must be at least 1, got {n}")
        ordinal = after_on.toordinal()
        for table in self.tables(ordinal):
            index = table.rank[ordinal - table.first] + n - 1
            if index < len(table.ordinals):
                return date.fromordinal(table.ordinals[index])
        raise NoWorkingDay(after=after_on)

    def working_days(self, after_on: date, until_on: date) -> int:
        """Return how many working days lie after one day, up to and including another."""
        table = self.span(datetime.combine(after_on, time()), datetime.combine(until_on, time()))
        return table.rank[until_on.toordinal() - table.first] - table.rank[after_on.toordinal() - table.first]


def read_plans(rows: Iterable[Mapping[str, str]]) -> tuple[SessionPlan, ...]:
    """Read session plans from rows of text: weekday 0-6, from_on, until_on or empty, sessions.

    Units: days in ISO form, half-open.
    Raises: ValueError naming the row that cannot be read.
    Source: TIME-09.
    """
    return tuple(
        SessionPlan(
            int(row["weekday"]),
            date.fromisoformat(row["from_on"]),
            date.fromisoformat(row["until_on"]) if row["until_on"] else None,
            sessions(row["sessions"]),
        )
        for row in rows
    )


def read_special_days(rows: Iterable[Mapping[str, str]]) -> tuple[SpecialDay, ...]:
    """Read special days from rows of text: on, kind, name_vi, name_en, sessions, decision.

    Units: days in ISO form.
    Raises: ValueError when a row cannot be read.
    Source: TIME-06, TIME-07, TIME-10.
    """
    return tuple(
        SpecialDay(
            date.fromisoformat(row["on"]),
            DayKind(row["kind"]),
            sessions(row["sessions"]) if row["sessions"] else None,
            row["name_vi"],
            row["name_en"],
            row["decision"],
            row.get("source", ""),
        )
        for row in rows
    )


def read_calendar(plans_csv: str, special_days_csv: str) -> Calendar:
    """Read a calendar from the texts of its two tables.

    Units: as `read_plans` and `read_special_days`.
    Raises: ValueError when a row cannot be read.
    Source: TIME-06, TIME-09.
    """
    plans: Sequence[Mapping[str, str]] = list(csv.DictReader(io.StringIO(plans_csv)))
    days: Sequence[Mapping[str, str]] = list(csv.DictReader(io.StringIO(special_days_csv)))
    return Calendar(read_plans(plans), read_special_days(days))

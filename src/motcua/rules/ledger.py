"""The ledger of a due moment: line by line, what was counted, what was not, and by which law."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from motcua.rules.ledger_words import (
    AFTER_CUTOFF,
    CITATIONS,
    OUT_OF_HOURS,
    RECEIVED,
    SAME_DAY,
    label,
    text,
)
from motcua.rules.receipt import first_day, first_index, is_after_cutoff
from motcua.rules.terms import Step, Term, TimeUnit, Wait
from motcua.rules.workdays import Calendar, Day
from motcua.rules.worktable import MINUTE, Table

HOUR, WORKING_DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.MONTH
DAY = timedelta(days=1)


class LineKind(StrEnum):
    """What a line of the ledger tells."""

    RECEIVED = "received"
    RECEIVED_LATE = "received_late"  # out of hours or after the cut-off: the next working day's
    COUNTED = "counted"
    OFF = "off"
    PAUSED = "paused"
    RESTARTED = "restarted"
    ROLLED = "rolled"  # the last day is off and gives way
    EXTENDED = "extended"


class LedgerLine(NamedTuple):
    """One line: from and to (both included), what it adds to the count, and what was waited.

    `unit` is "minute" for a term in hours, else the term's own. `name_vi` and `name_en` say why a day
    is off, or what was waited for. `to_at` None: the dossier still waits.
    """

    kind: LineKind
    from_at: datetime
    to_at: datetime | None
    counted: int
    unit: str
    source: str
    waited: int = 0
    name_vi: str = ""
    name_en: str = ""

    @property
    def text_vi(self) -> str:
        """The reason in Vietnamese."""
        return text(self.kind, self.counted, self.unit, self.name_vi, "vi")

    @property
    def text_en(self) -> str:
        """The reason in English."""
        return text(self.kind, self.counted, self.unit, self.name_en, "en")

    def label(self, lang: str) -> str:
        """Return the days of the line as a person writes them: `T5 12/09 15:20`, `13/09 – 18/09`."""
        exact = self.kind is LineKind.RECEIVED or (self.unit == "minute" and self.kind is not LineKind.OFF)
        same_day = self.to_at is not None and self.from_at.date() == self.to_at.date()
        return label(self.from_at, self.to_at, exact or (same_day and self.kind in _WAITING), lang)

    def citation(self, lang: str) -> str:
        """Return the law behind the line, by name."""
        return CITATIONS[self.source][0 if lang == "vi" else 1]


class Ledger(NamedTuple):
    """A due moment (None while the dossier waits) and the lines that add up to its term."""

    due_at: datetime | None
    lines: tuple[LedgerLine, ...]

    @property
    def due_on(self) -> date | None:
        """The day of the due moment."""
        return None if self.due_at is None else self.due_at.date()


def build(term: Term, found: list[Step], calendar: Calendar) -> Ledger:
    """Write the ledger of the steps that led to a due moment.

    Units:  naive wall clock moments.
    Raises: nothing that the steps themselves did not.
    Source: TIME-17.
    """
    last = found[-1]
    table = calendar.span(found[0].from_at, max(last.end, last.last))
    if term.unit is HOUR:
        lines = _hours(term, found, table)
    elif term.unit is MONTH:
        lines = _months(term, found, table)
    else:
        lines = _days(term, found, table)
    if term.unit not in (HOUR, WORKING_DAY) and not last.is_open and _is_off(last.last, table):
        lines.append(_rolled(last, table))
    return Ledger(None if last.is_open else last.end, tuple(lines))


def _received(term: Term, at: datetime, table: Table, again: bool) -> list[LedgerLine]:
    """Tell when counting begins, and that the day of receipt is not counted."""
    unit = "minute" if term.unit is HOUR else term.unit
    what = "hour" if term.unit is HOUR else "day" if term.value else "same_day"
    lines = [LedgerLine(LineKind.RECEIVED, at, at, 0, unit, "TIME-01", 0, *RECEIVED[again, what])]
    hour = term.unit is HOUR
    day = table.ordinals[first_index(term, at, table)] if hour else first_day(term, at, table)
    if day != at.toordinal():
        source, why = ("TIME-04", AFTER_CUTOFF) if is_after_cutoff(term, at) else ("TIME-14", OUT_OF_HOURS)
        begins = datetime.fromordinal(day)
        lines.append(LedgerLine(LineKind.RECEIVED_LATE, begins, begins, 0, unit, source, 0, *why))
    return lines


def _off_lines(table: Table, after: int, before: int) -> tuple[LedgerLine, ...]:
    """Name the days off between two days (ordinals, both excluded), equal neighbours in one line."""
    key = table.off_rank[after - table.first], table.off_rank[before - 1 - table.first]
    if key[0] >= key[1]:
        return ()
    kept = table.notes.get(key)
    if kept is None:
        kept = table.notes[key] = tuple(map(_off_line, _groups(table.off[key[0] : key[1]])))
    return kept


def _groups(days: list[Day]) -> Iterator[list[Day]]:
    group = days[:1]
    for day in days[1:]:
        before = group[-1]
        if day.on - before.on == DAY and (day.kind, day.reason) == (before.kind, before.reason):
            group.append(day)
        else:
            yield group
            group = [day]
    yield group


def _off_line(group: list[Day]) -> LedgerLine:
    first, last = group[0], group[-1]
    return LedgerLine(
        LineKind.OFF,
        datetime.combine(first.on, time()),
        datetime.combine(last.on, time(23, 59)),
        0,
        "working_day",
        first.source or _OFF_SOURCES.get(first.kind, "TIME-10"),
        0,
        first.reason,
        first.reason_en,
    )


_OFF_SOURCES = {"weekend": "TIME-08", "holiday": "TIME-06", "compensatory_off": "TIME-07"}


def _rolled(step: Step, table: Table) -> LedgerLine:
    """Tell why the last day gave way to the next working day."""
    day = table.off[table.off_rank[step.last.toordinal() - table.first] - 1]
    last_on = datetime.combine(step.last, time())
    return LedgerLine(LineKind.ROLLED, last_on, step.end, 0, "day", "TIME-02", 0, day.reason, day.reason_en)


def _paused(wait: Wait, unit: str, waited: int) -> LedgerLine:
    kinds = ",".join(wait.kinds)
    return LedgerLine(LineKind.PAUSED, wait.from_at, wait.until_at, 0, unit, "TIME-11", waited, kinds, kinds)


def _restarted(wait: Wait, unit: str, counted: int) -> LedgerLine:
    line = _paused(wait, unit, 0)
    return line._replace(kind=LineKind.RESTARTED, counted=-counted, source="TIME-12")


def _extended(before: Step, step: Step, unit: str) -> LedgerLine:
    return LedgerLine(LineKind.EXTENDED, before.end, step.end, 0, unit, "TIME-13")


_WAITING = frozenset({LineKind.PAUSED, LineKind.RESTARTED})


def _is_off(at: datetime, table: Table) -> bool:
    offset = at.toordinal() - table.first
    return table.rank[offset] == table.rank[offset - 1]


class _Days:
    """The days a term counts, by number: working days by their index, or all days by their ordinal."""

    def __init__(self, term: Term, table: Table) -> None:
        self.term, self.table, self.working = term, table, term.unit is WORKING_DAY

    def received(self, at: datetime) -> int:
        return (first_index if self.working else first_day)(self.term, at, self.table)

    def until(self, ordinal: int) -> int:
        """Return the number of the last counted day up to and including a day."""
        return self.table.rank[ordinal - self.table.first] - 1 if self.working else ordinal

    def line(self, after: int, until: int) -> LedgerLine:
        """Return the line of the days after one number, up to and including another."""
        unit, source = ("working_day", "TIME-03") if self.working else ("day", "TIME-02")
        if self.working:
            from_at, to_at = self.table.midnights[after + 1], self.table.closings[until]
        else:
            from_at, to_at = datetime.fromordinal(after + 1), datetime.fromordinal(until)
        return LedgerLine(LineKind.COUNTED, from_at, to_at, until - after, unit, source)

    def run(self, after: int, until: int, since: int) -> list[LedgerLine]:
        """Return that line with the days off inside it, from `since` (an ordinal) on."""
        if until <= after:
            return []
        if not self.working:
            return [self.line(after, until)]
        line = self.line(after, until)
        off = _off_lines(self.table, since, self.table.ordinals[until])
        if not off or off[0].from_at > line.from_at:
            return [line, *off]
        ahead = sum(1 for each in off if each.from_at < line.from_at)
        return [*off[:ahead], line, *off[ahead:]]


def _days(term: Term, found: list[Step], table: Table) -> list[LedgerLine]:
    """Write the lines of a term in working days or days."""
    days, unit = _Days(term, table), term.unit
    lines = _received(term, found[0].from_at, table, again=False)
    since = first_day(term, found[0].from_at, table)
    cursor = days.received(found[0].from_at)
    counted, target = 0, cursor + term.value
    for before, step in pairwise(found):
        if step.wait is None:
            lines += [*days.run(cursor, target, since), _extended(before, step, unit)]
            counted, cursor = counted + max(target - cursor, 0), target
            continue
        first = step.wait.from_at.toordinal() - (term.waits == "time")
        until = min(max(cursor, days.until(first)), max(cursor, target))
        lines += days.run(cursor, until, since)
        counted += until - cursor
        if step.wait.until_at is None:
            return [*lines, _paused(step.wait, unit, 0)]
        since = step.wait.until_at.toordinal()
        if step.wait.restart:
            lines += [_restarted(step.wait, unit, counted)]
            lines += _received(term, step.wait.until_at, table, again=True)
            since, cursor = first_day(term, step.wait.until_at, table), days.received(step.wait.until_at)
            counted, target = 0, cursor + term.value
        else:
            waited = days.until(step.last.toordinal()) - days.until(before.last.toordinal())
            lines.append(_paused(step.wait, unit, waited))
            cursor, target = until + waited, target + waited
    lines += days.run(cursor, target, since)
    if term.value == 0 and not counted:
        lines.append(_same_day(found[-1]))
    return lines


def _same_day(last: Step) -> LedgerLine:
    midnight = datetime.combine(last.end, time())
    return LedgerLine(LineKind.COUNTED, midnight, last.end, 0, "working_day", "TIME-04", 0, *SAME_DAY)


def _hours(term: Term, found: list[Step], table: Table) -> list[LedgerLine]:
    """Write the lines of a term in hours, counted in minutes of working time."""
    lines = _received(term, found[0].from_at, table, again=False)
    cursor, done = _opening(term, found[0].from_at, table), 0
    target = term.value * 60 * MINUTE
    for before, step in pairwise(found):
        stop = before.last if step.wait is None else step.wait.from_at
        run = max(table.position(stop) - table.position(cursor), 0)
        run = min(run, target - done)
        lines += _worked(table, cursor, stop, (done, run))
        done += run
        if step.wait is None:
            lines.append(_extended(before, step, "minute"))
        elif step.wait.until_at is None:
            return [*lines, _paused(step.wait, "minute", 0)]
        elif step.wait.restart:
            lines.append(_restarted(step.wait, "minute", done // MINUTE))
            lines += _received(term, step.wait.until_at, table, again=True)
            cursor, done = _opening(term, step.wait.until_at, table), 0
        else:
            waited = table.position(step.last) - table.position(before.last)
            lines.append(_paused(step.wait, "minute", waited // MINUTE))
            cursor = step.wait.until_at
    if done < target:
        lines += _worked(table, cursor, found[-1].last, (done, target - done))
    return lines


def _opening(term: Term, at: datetime, table: Table) -> datetime:
    """Return the moment from which hours run."""
    if is_after_cutoff(term, at):
        return max(at, table.midnights[first_index(term, at, table)])
    return at


def _worked(table: Table, from_at: datetime, to_at: datetime, run: tuple[int, int]) -> list[LedgerLine]:
    """Return the line of a stretch of hours with the days off inside it; `run` is (before, now)."""
    done, now = run
    if not now:
        return []
    minutes = (done + now) // MINUTE - done // MINUTE
    begins = table.first_moment(from_at)
    line = LedgerLine(LineKind.COUNTED, begins, to_at, minutes, "minute", "TIME-09")
    return [line, *_off_lines(table, begins.toordinal(), to_at.toordinal())]


def _months(term: Term, found: list[Step], table: Table) -> list[LedgerLine]:
    """Write the lines of a term in months: the months whole, then what was waited."""
    lines = _received(term, found[0].from_at, table, again=False)
    start, last, counting = found[0].from_at, found[0].last, True
    waits: list[LedgerLine] = []
    for before, step in pairwise(found):
        if step.wait is None:
            waits.append(_extended(before, step, "day"))
        elif step.wait.until_at is None:
            waits.append(_paused(step.wait, "day", 0))
            counting = False
        elif step.wait.restart:
            lines += [_month_line(term, start, last, table), *waits]
            lines.append(_restarted(step.wait, "month", term.value))
            lines += _received(term, step.wait.until_at, table, again=True)
            start, last, waits = step.wait.until_at, step.last, []
        else:
            waits.append(_paused(step.wait, "day", (step.last.date() - before.last.date()).days))
    months = [_month_line(term, start, last, table)] if counting else []
    return [*lines, *months, *waits]


def _month_line(term: Term, start: datetime, last: datetime, table: Table) -> LedgerLine:
    from_at = datetime.fromordinal(first_day(term, start, table) + 1)
    to_at = datetime.combine(last, time())
    return LedgerLine(LineKind.COUNTED, from_at, to_at, term.value, "month", "TIME-02")

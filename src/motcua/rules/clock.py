"""The legal clock of a dossier: when it runs, when it stands still, when it ends."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, time, timedelta
from decimal import Decimal

from motcua.rules import RuleError
from motcua.rules.ledger import Ledger, build
from motcua.rules.receipt import first_day, first_index
from motcua.rules.remaining import Remaining, remaining, words
from motcua.rules.terms import Extension, Pause, PauseKind, Step, Term, TimeUnit, merged
from motcua.rules.workdays import Calendar
from motcua.rules.worktable import Table

__all__ = [
    "AlreadyExtended",
    "Elapsed",
    "Extension",
    "NotLater",
    "Pause",
    "PauseKind",
    "Remaining",
    "RunawayClock",
    "Term",
    "TimeUnit",
    "TooLateToExtend",
    "answer_due",
    "due",
    "elapsed",
    "explain",
    "extend",
    "remaining",
    "silence_due",
    "step_due",
    "words",
]

HOUR, WORKING_DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.MONTH
HOUR_MICROS, DAY_MICROS = 3_600_000_000, 86_400_000_000
MICRO, DAY = timedelta(microseconds=1), timedelta(days=1)
END_OF_DAY = time.max  # the law's 24:00, still written on its own day


class RunawayClock(RuleError):
    """No due day within ten years: the calendar or the pauses are wrong."""


class AlreadyExtended(RuleError):
    """A dossier is given a new appointment once, no more."""


class TooLateToExtend(RuleError):
    """The new appointment is asked for after the last day on which it may be."""


class NotLater(RuleError):
    """The new appointment does not lie after the old one."""


def due(
    term: Term,
    received_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extension: Extension | None = None,
) -> datetime | None:
    """Return the last moment at which the result is still on time, or None while the dossier waits.

    Hours run at once, in office hours. Days run from the next day: the day of receipt is not counted.
    A dossier received outside office hours is received at the next opening, and after the cut-off on
    the next working day. A last day that is off gives way to the next working day, and the due moment
    is the closing. A wait that began before the due moment moves it by the time waited: working time
    for hours and working days, calendar time for days and months.

    Units:  naive wall clock moments of the office; the term in its own unit.
    Raises: ValueError for a year out of reach; RunawayClock; NoWorkingDay when a wait outlives the calendar.
    Source: TIME-01 first day, TIME-02 last day, TIME-03 working days, TIME-04 cut-off, TIME-05 closing,
            TIME-11 pauses, TIME-12 restarts, TIME-13 extension.

    >>> wednesday = datetime(2026, 4, 29, 16, 0)
    >>> due(Term(3, TimeUnit.WORKING_DAY), wednesday, Calendar()).isoformat()
    '2026-05-04T17:00:00'
    >>> pause = Pause(datetime(2026, 4, 30, 8), datetime(2026, 5, 1, 8))
    >>> due(Term(3, TimeUnit.WORKING_DAY), wednesday, Calendar(), [pause]).isoformat()
    '2026-05-05T17:00:00'
    """
    if pauses or extension is not None:
        last = steps(term, received_at, calendar, pauses, extension)[-1]
        return None if last.is_open else last.end
    try:  # the hot path: one table, looked up
        return _counted(term, received_at, calendar.table(received_at.toordinal()))[0]
    except (IndexError, OverflowError):
        return _nominal(term, received_at, calendar)[0]


def _nominal(term: Term, received_at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """Count a term with nothing in its way: its due moment, and the last moment counted."""
    for table in calendar.tables(received_at.toordinal()):
        try:
            return _counted(term, received_at, table)
        except (IndexError, OverflowError):
            continue
    raise RunawayClock(received_at=received_at, value=term.value, unit=str(term.unit))


def _counted(term: Term, received_at: datetime, table: Table) -> tuple[datetime, datetime]:
    """Look the count up in one table; this is the hot path."""
    if term.unit is WORKING_DAY:
        closing = table.closings[first_index(term, received_at, table) + term.value]
        return closing, closing
    if term.unit is HOUR:
        position = table.position(received_at)
        if term.cutoff is not None:
            opening = table.openings[first_index(term, received_at, table)]
            position = max(position, table.position(opening))
        moment = table.moment(position + term.value * HOUR_MICROS)
        return moment, moment
    last = _last_day(term, received_at, table)
    return _ended(term, last, table), last


def _last_day(term: Term, received_at: datetime, table: Table) -> datetime:
    """Return the last day of a term in days or months, at the wall time of receipt."""
    day = date.fromordinal(first_day(term, received_at, table))
    if term.unit is MONTH:
        year, month = divmod(day.year * 12 + day.month - 1 + term.value, 12)
        if year > MAXYEAR:
            raise OverflowError
        day = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    else:
        day += timedelta(days=term.value)
    return datetime.combine(day, received_at.time())


def _ended(term: Term, last: datetime, table: Table) -> datetime:
    """Return the end of a last day, or of the working day it gives way to."""
    ordinal = last.toordinal()
    index = table.rank[ordinal - table.first] - 1
    works = index >= 0 and table.ordinals[index] == ordinal
    if not works and term.roll:
        works, index = True, index + 1
        last = datetime.combine(table.midnights[index], last.time())
    if term.ends == "same_time":
        return last
    if works and term.ends == "closing":
        return table.closings[index]
    return datetime.combine(last, END_OF_DAY)


def steps(
    term: Term,
    received_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extension: Extension | None = None,
) -> list[Step]:
    """Return what set and moved the due moment, in order; the last step holds it.

    A wait counts from where the count begins, when it begins before the due moment as it stands then.
    A restart counts the term anew from its end, unless merely waiting gives the later due moment.

    Units:  naive wall clock moments.
    Raises: ValueError for a year out of reach; RunawayClock; NoWorkingDay.
    Source: TIME-11, TIME-12, TIME-13.
    """
    end, last = _nominal(term, received_at, calendar)
    found, anchor, waited = [Step(received_at, end, last)], last, 0
    since = _counted_from(term, received_at, calendar) if pauses else received_at
    for wait in merged(_lasting(pauses, received_at), term.restart):
        if extension and extension.asked_at <= wait.from_at:
            found.append(_extended(end, extension))
            since, waited, extension = extension.asked_at, 0, None
            last = anchor = end = found[-1].end
        if wait.from_at >= end:
            continue
        if (until_at := wait.until_at) is None:
            return [*found, Step(wait.from_at, end, last, wait)]
        waited += _waited(term, max(wait.from_at, since), until_at, calendar)
        end, last = _moved(term, anchor, waited, calendar)
        if wait.restart:
            anew = _nominal(term, until_at, calendar)
            if _is_later(term, anew[1], last):
                since, anchor, waited = _counted_from(term, until_at, calendar), anew[1], 0
                end, last = anew
            else:
                wait = replace(wait, restart=False)
        found.append(Step(wait.from_at, end, last, wait))
    return found if extension is None else [*found, _extended(end, extension)]


def _extended(end: datetime, extension: Extension) -> Step:
    later = max(end, extension.due_at)
    return Step(extension.asked_at, later, later, extension=extension)


def _counted_from(term: Term, received_at: datetime, calendar: Calendar) -> datetime:
    """Return when the count begins: what is waited before, on a day that is not counted, is no time lost."""
    table = calendar.table(received_at.toordinal())
    if term.ends == "same_time":
        return received_at
    if term.unit is HOUR or term.value == 0:
        return max(received_at, table.midnights[first_index(term, received_at, table)])
    day = datetime.fromordinal(first_day(term, received_at, table))
    return day if term.waits == "day" else day + DAY


def _is_later(term: Term, anew: datetime, last: datetime) -> bool:
    """Say whether a new count ends no earlier; days are compared as days, before they give way."""
    if term.unit in (HOUR, WORKING_DAY) or term.ends == "same_time":
        return anew >= last
    return anew.date() >= last.date()


def _lasting(pauses: Sequence[Pause], received_at: datetime) -> list[Pause]:
    return [pause for pause in pauses if pause.until_at is None or pause.until_at > received_at]


def _waited(term: Term, from_at: datetime, until_at: datetime, calendar: Calendar) -> int:
    """Return a wait in microseconds, or in days when the term waits by the day."""
    if until_at <= from_at:
        return 0
    if term.unit is WORKING_DAY and term.waits == "day":
        return calendar.working_days(from_at.date(), until_at.date())
    if term.unit in (HOUR, WORKING_DAY):
        table = calendar.span(from_at, until_at)
        return table.position(until_at) - table.position(from_at)
    if term.waits == "day":
        return (until_at.date() - from_at.date()).days
    return (until_at - from_at) // MICRO


def _moved(term: Term, anchor: datetime, waited: int, calendar: Calendar) -> tuple[datetime, datetime]:
    """Return the due moment and the last moment counted, after a wait has moved the anchor."""
    if term.unit is HOUR:
        moment = calendar.add_micros(anchor, waited)
        return moment, moment
    if term.unit is WORKING_DAY:
        if waited and term.waits == "day":
            closing = calendar.closing(calendar.nth_working_day(anchor.date(), waited))
        else:
            closing = calendar.closing(calendar.add_micros(anchor, waited).date()) if waited else anchor
        return closing, closing
    if term.waits == "day":
        last = anchor + DAY * waited
    elif term.ends == "same_time":
        last = anchor + MICRO * waited
    else:
        last = anchor + DAY * -(-waited // DAY_MICROS)
    for table in calendar.tables(last.toordinal()):
        try:
            return _ended(term, last, table), last
        except IndexError:
            continue
    raise RunawayClock(last_on=last.date())


def explain(
    term: Term,
    received_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extension: Extension | None = None,
) -> Ledger:
    """Return the due moment with the lines that explain it; what the lines count adds up to the term.

    Units:  naive wall clock moments.
    Raises: ValueError; RunawayClock; NoWorkingDay.
    Source: TIME-17.

    >>> ledger = explain(Term(1, TimeUnit.WORKING_DAY), datetime(2024, 9, 26, 9, 41), Calendar())
    >>> [(line.label("vi"), line.text_vi, line.counted) for line in ledger.lines]
    [('T5 26/09 09:41', 'Nhận hồ sơ. Ngày nhận không tính', 0), ('T6 27/09', 'Một ngày làm việc', 1)]
    """
    if pauses or extension is not None:
        return build(term, steps(term, received_at, calendar, pauses, extension), calendar)
    return build(term, [Step(received_at, *_nominal(term, received_at, calendar))], calendar)


def answer_due(filed_at: datetime, hours: int, calendar: Calendar) -> datetime:
    """Return by when an online filing must be answered: so many working hours after it was filed.

    Units:  naive wall clock moments; working hours.
    Raises: ValueError below 1; RunawayClock.
    Source: TIME-15.

    >>> answer_due(datetime(2026, 3, 6, 15, 0), 8, Calendar()).isoformat()
    '2026-03-09T15:30:00'
    """
    return _nominal(Term(hours, HOUR), filed_at, calendar)[0]


def step_due(
    from_at: datetime, hours: Decimal | int, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """Return by when a step is planned to end, or None while the dossier waits.

    Step hours are planning values: they never move the legal due moment.

    Units:  naive wall clock moments; working hours, whole minutes.
    Raises: ValueError when the hours are not a positive number of minutes; RunawayClock.
    Source: TIME-09, TIME-11.
    """
    minutes = Decimal(hours) * 60
    if minutes < 1 or minutes != int(minutes):
        raise ValueError(f"a step must last whole minutes, at least one, got {hours} hours")
    end = calendar.add_minutes(from_at, int(minutes))
    for wait in merged(pauses, restart=False):
        if wait.from_at >= end or (wait.until_at is not None and wait.until_at <= from_at):
            continue
        if wait.until_at is None:
            return None
        table = calendar.span(max(wait.from_at, from_at), wait.until_at)
        waited = table.position(wait.until_at) - table.position(max(wait.from_at, from_at))
        end = calendar.add_micros(end, waited)
    return end


def silence_due(asked_at: datetime, term: Term, calendar: Calendar) -> datetime:
    """Return the moment after which silence is an answer: a supplement that never came, a draft agreed.

    Units:  naive wall clock moments.
    Raises: ValueError for a year out of reach; RunawayClock.
    Source: TIME-01, TIME-02, TIME-16.
    """
    return _nominal(term, asked_at, calendar)[0]


def extend(
    due_at: datetime,
    asked_at: datetime,
    by: Term | date,
    calendar: Calendar,
    already: int = 0,
    notice_days: int = 1,
) -> Extension:
    """Return the one new appointment, given as a further term or as a day.

    It is asked for at the latest `notice_days` calendar days before the due day, and only once.

    Units:  naive wall clock moments; `already` earlier extensions; `notice_days` calendar days.
    Raises: AlreadyExtended; TooLateToExtend; NotLater; NoWorkingDay for a day the office is closed.
    Source: TIME-13.

    >>> old_due_at, asked_at = datetime(2026, 3, 6, 17), datetime(2026, 3, 5, 9)
    >>> extend(old_due_at, asked_at, date(2026, 3, 10), Calendar()).due_at.isoformat()
    '2026-03-10T17:00:00'
    """
    if already:
        raise AlreadyExtended(already=already)
    last_on = due_at.date() - DAY * notice_days
    if asked_at.date() > last_on:
        raise TooLateToExtend(asked_at=asked_at, last_on=last_on)
    new_due_at = _nominal(by, due_at, calendar)[0] if isinstance(by, Term) else calendar.closing(by)
    if new_due_at <= due_at:
        raise NotLater(due_at=due_at, new_due_at=new_due_at)
    return Extension(asked_at, new_due_at)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How long a dossier took, in working minutes: all of it, without its waits, and the waits."""

    gross_minutes: int
    net_minutes: int
    waiting_minutes: int


def elapsed(
    received_at: datetime, ended_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Elapsed:
    """Return how long a dossier took, with and without the time it waited.

    Both figures are kept side by side, because a wait is the usual way to flatter a clock.

    Units:  naive wall clock moments; working minutes.
    Raises: ValueError when the end lies before the receipt.
    Source: TIME-09, TIME-11.
    """
    gross, waiting = calendar.working_minutes(received_at, ended_at), 0
    for wait in merged(pauses, restart=False):
        from_at = max(wait.from_at, received_at)
        until_at = min(wait.until_at or ended_at, ended_at)
        if from_at < until_at:
            waiting += calendar.working_minutes(from_at, until_at)
    return Elapsed(gross, gross - waiting, waiting)

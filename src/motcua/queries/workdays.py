"""The office calendar of a unit, and the passage between moments and the wall clock."""

from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from motcua.records import prepared
from motcua.records.models import CalendarEdition, SessionPlan, SpecialDay, Unit
from motcua.rules import workdays
from motcua.rules.workdays import Calendar, DayKind

ZONE = ZoneInfo(settings.TIME_ZONE)


def wall(at: datetime) -> datetime:
    """Return an aware moment as the wall clock of the office shows it."""
    return at.astimezone(ZONE).replace(tzinfo=None)


def instant(at_wall: datetime) -> datetime:
    """Return the aware moment of a wall clock time of the office."""
    return at_wall.replace(tzinfo=ZONE)


def today(now: datetime) -> date:
    """Return the local day of a moment."""
    return wall(now).date()


@lru_cache(maxsize=1)
def national() -> Calendar:
    """Return the packaged national calendar. Costs no query."""
    folder = files("motcua.data").joinpath("calendar")
    return workdays.read_calendar(
        folder.joinpath("session_plans.csv").read_text("utf-8"),
        folder.joinpath("special_days.csv").read_text("utf-8"),
    )


def calendar(unit: Unit) -> Calendar:
    """Return the calendar of a unit: the country's, overruled by each unit from the root down to it.

    The sessions that a service model opens are those of the unit that adopted it: the district's Sunday
    opens no commune.
    Costs 1 query (the edition), 3 when the calendar has changed since this process last read it.
    """
    return _calendar(unit.path, edition())


def calendar_of(unit: Unit) -> Calendar:
    """Return a unit's calendar as this process last saw it, for lists. Costs no query once read.

    A list may show a chip of the calendar before; the due moment itself stands in the row.
    """
    return _calendar(unit.path, _last_edition())


def _last_edition() -> str:
    return _seen[0] if _seen else edition()


_seen: list[str] = []


def edition() -> str:
    """Return the mark of the calendar's last change. Costs 1 query."""
    with prepared.cursor() as cursor:  # asked for at every act: by the ORM it costs ten times as much
        cursor.execute(f"SELECT mark FROM {CalendarEdition._meta.db_table} ORDER BY id LIMIT 1")
        found = cursor.fetchone()
    _seen[:] = [found[0] if found else ""]
    return _seen[0]


@lru_cache(maxsize=512)
def _calendar(path: str, _edition: str) -> Calendar:
    unit_ids = [int(part) for part in path.split("/") if part]
    whose = Q(unit=None) | Q(unit__in=unit_ids)
    plans = list(SessionPlan.objects.filter(whose).order_by("from_on", "id"))
    days = list(SpecialDay.objects.filter(whose, dropped_at=None).order_by("on", "id"))
    found = national()
    for unit_id in (None, *unit_ids):
        own_plans = [_plan(row) for row in plans if row.unit_id == unit_id]
        own_days = [_special(row) for row in days if row.unit_id == unit_id and _is_for(row, unit_ids)]
        if own_plans or own_days:
            found = found.inherit(own_plans, own_days)
    return found


def _is_for(row: SpecialDay, unit_ids: list[int]) -> bool:
    return row.model_id is None or row.unit_id == unit_ids[-1]


def _plan(row: SessionPlan) -> workdays.SessionPlan:
    return workdays.SessionPlan(row.weekday, row.from_on, row.until_on, workdays.sessions(row.sessions))


def _special(row: SpecialDay) -> workdays.SpecialDay:
    hours = workdays.sessions(row.sessions) if row.sessions else None
    return workdays.SpecialDay(row.on, DayKind(row.kind), hours, row.name_vi, row.name_en, row.decision)


def utc_text(value: date) -> str:
    """Return a day or a moment as a mark in an address: letters and digits only."""
    return (
        value.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
        if isinstance(value, datetime)
        else value.strftime("%Y%m%d")
    )


def read_text(text: str) -> date | None:
    """Return the day or moment of such a mark, None when it is not one."""
    try:
        if "T" in text:
            return datetime.strptime(text, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None

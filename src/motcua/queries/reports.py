"""A report worked out now: which units, which days, which rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from motcua.queries import access, board, report_figures, report_forms, report_ii06, report_lists, workdays
from motcua.records.models import Unit
from motcua.rules import RuleError, periods, reports
from motcua.rules.people import Actor, ActorKind
from motcua.rules.periods import Period
from motcua.rules.reports import Check, Form, Row
from motcua.rules.reports_ii06 import DEFAULT, Definition, carried_over


class PeriodToCome(RuleError):
    """The period of a report has not begun."""


@dataclass(frozen=True)
class Sheet:
    """A report: the form, whose it is, over which days, as of which moment, and its rows."""

    form: Form
    unit: Unit | None  # None: every unit there is
    scope: str
    period: Period
    definition: Definition
    cut_off: datetime
    rows: tuple[Row, ...] = field(repr=False, default=())

    @property
    def is_running(self) -> bool:
        """Whether the period was not over at the cut-off."""
        return workdays.today(self.cut_off) < self.period.until_on

    @cached_property
    def checks(self) -> list[Check]:
        return reports.checks(self.form, self.rows)

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


def units(by: Actor, form: Form | None = None) -> QuerySet[Unit]:
    """Return the units whose reports the actor may see: those she leads, and all below. 1 query.

    A form that names persons is for those who work in the unit.
    """
    if by.kind is ActorKind.SYSTEM:
        return Unit.objects.order_by("path")
    if form is not None and form.names_persons:
        ids = [duty.unit_id for duty in by.duties if by.works_in(duty.unit_id)]
        return Unit.objects.filter(pk__in=ids).order_by("path")
    return board.places(by)


def unit(by: Actor, unit_id: int | None, *, form: Form | None = None) -> Unit:
    """Return the unit asked for, or the actor's highest one. Costs 1 query.

    Raises: PermissionDenied when she leads none; access.NoSuch for a unit outside.
    """
    mine = units(by, form)
    found = mine.filter(pk=unit_id).first() if unit_id else mine.first()
    if found is None:
        if unit_id:
            raise access.NoSuch()
        raise PermissionDenied("reports")
    return found


def by_code(code: str) -> Unit:
    """Return the unit of that agency code or administrative code. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = Unit.objects.filter(agency_code=code) | Unit.objects.filter(gso_code=code)
    found = rows.order_by("until_on", "id").first() if code else None
    if found is None:
        raise access.NoSuch(code)
    return found


def blank(
    key: str,
    *,
    unit: Unit | None,
    period: Period,
    now: datetime,
    definition: Definition = DEFAULT,
    scope: str = "",
) -> Sheet:
    """Return a report without its rows. Costs no query.

    Raises: rules.reports.NoSuchReport; PeriodToCome.
    """
    form = report_forms.form(key, definition)
    if workdays.today(now) < period.from_on:
        raise PeriodToCome(from_on=period.from_on)
    chosen = scope or ("below" if unit is None else form.scope)
    return Sheet(form, unit, chosen, period, definition, now)


def make(
    key: str,
    *,
    unit: Unit | None,
    period: Period,
    now: datetime,
    definition: Definition = DEFAULT,
    scope: str = "",
) -> Sheet:
    """Return a report worked out now from the tallies; a list from its dossiers.

    Figures cost 4 to 7 queries whatever the number of dossiers.

    Raises: as `blank`.
    """
    sheet = blank(key, unit=unit, period=period, now=now, definition=definition, scope=scope)
    return replace(sheet, rows=tuple(rows(sheet)))


def rows(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows of a blank report; those of a list as the database gives them."""
    if sheet.form.is_list:
        yield from report_lists.rows(sheet)
        return
    covered = within(sheet)
    if sheet.form.has_definition:
        yield from report_ii06.rows(sheet, covered)
    else:
        yield from report_figures.rows(sheet, covered)


def within(sheet: Sheet) -> list[Unit]:
    """Return the units a report covers, those that are gone among them. Costs 1 query at most."""
    if sheet.unit is None:
        return list(Unit.objects.order_by("path"))
    if sheet.scope == "own":
        return [sheet.unit]
    return list(Unit.objects.filter(path__startswith=sheet.unit.path).order_by("path"))


def continuity(sheet: Sheet) -> list[Check]:
    """Return column 6 held against column 11 of the period before, worked out by itself, row by row.

    Costs as much as a report.
    """
    if not sheet.form.has_definition:
        return []
    earlier = replace(sheet, period=periods.before(sheet.period), cut_off=sheet.cut_off)
    if earlier.period.until_on != sheet.period.from_on:  # a free stretch has no exact predecessor
        first = sheet.period.from_on - timedelta(days=1)
        earlier = replace(earlier, period=Period(f"{first}..{first}", first, sheet.period.from_on))
    covered = within(sheet)
    last = {row.about: row for row in report_ii06.rows(earlier, covered)}
    waiting = report_ii06.waiting_before(sheet, covered)
    return list(_carried(sheet, last, waiting))


def _carried(sheet: Sheet, last: Mapping[str, Row], waiting: Mapping[str, int]) -> Iterator[Check]:
    for number, row in enumerate(sheet.rows, 1):
        previous = whole(last[row.about], "DangXuLy") if row.about in last else 0
        before = {"open": whole(row, "KyTruocChuyenSang"), "waiting": waiting.get(row.about, 0)}
        is_, should_be = carried_over(before, sheet.definition, previous_open=previous)
        name = str(row.cells["TenLinhVuc"])
        yield Check(number, name, "KyTruocChuyenSang", ("DangXuLy",), is_, should_be)


def whole(row: Row, key: str) -> int:
    """Return a count of a row."""
    value = row.cells.get(key)
    return value if isinstance(value, int) else 0


def last_day(sheet: Sheet) -> date:
    """Return the last local day the report can know of: that of the period or of its cut-off."""
    return min(sheet.period.last_on, workdays.today(sheet.cut_off))

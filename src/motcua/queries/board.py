"""The leader's board: sums from tallies, the present from the open dossiers; flat in closed ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum

from motcua.queries import access, lists, workdays
from motcua.queries import sums as tallied
from motcua.records.models import Dossier, StuckAlert, Tally, Unit, User
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.lifecycle import RUNNING
from motcua.rules.measures import MEASURES
from motcua.rules.people import Actor, Role

WEEKS = 13
PERIODS = ("today", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch of local days, half-open, and the one of equal length before it."""

    key: str
    from_on: date
    until_on: date
    before_from_on: date

    @property
    def days(self) -> tuple[date, date]:
        return self.from_on, self.until_on


@dataclass(frozen=True, slots=True)
class Present:
    """How many dossiers are open now, and of those late, nearly late, waiting."""

    open: int = 0
    late: int = 0
    near: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit on the board: its sums, its present, its weeks."""

    unit: Unit
    sums: Mapping[str, int]
    present: Present
    weeks: Sequence[int]
    on_time_share: float | None


def period(key: str, today: date) -> Period:
    """Return the period of that name up to and with today.

    Raises: ValueError for an unknown name.
    """
    firsts = {
        "today": today,
        "month": today.replace(day=1),
        "quarter": date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        "year": date(today.year, 1, 1),
    }
    if key not in firsts:
        raise ValueError(f"period must be one of {', '.join(PERIODS)}, got {key!r}")
    first, until = firsts[key], today + timedelta(days=1)
    return Period(key, first, until, first - (until - first))


def places(by: Actor) -> QuerySet[Unit]:
    """Return the units the actor may see figures of: those she leads or works in, and all below. 1 query."""
    scope = Q(pk__in=[])
    for duty in by.duties:
        if duty.role in (Role.LEADER, Role.REFORM, Role.ADMIN):
            scope |= Q(path__startswith=duty.path)
    return Unit.objects.filter(scope, until_on=None).order_by("path")


def place(by: Actor, unit_id: int | None) -> Unit:
    """Return the unit asked for, or the actor's highest one. Costs 1 query.

    Raises: PermissionDenied when she leads none; access.NoSuch for a unit outside.
    """
    mine = places(by)
    found = mine.filter(pk=unit_id).first() if unit_id else mine.first()
    if found is None:
        if unit_id:
            raise access.NoSuch()
        raise PermissionDenied("board")
    return found


# What the board and the units side by side are made of.
SHOWN = (
    "received", "received_online", "assisted", "closed", "on_time_law", "late_law", "on_time_promise",
    "late_promise", "gross_minutes", "net_minutes", "waiting_minutes", "supplemented", "digitised",
    "result_digitised", "document_due", "document_given", "handed_over", "rated", "satisfied", "rating_sum",
)  # fmt: skip
_DAILY = (
    "received", "closed", "on_time_law", "late_law", "on_time_promise", "late_promise", "rated", "rating_sum",
)  # fmt: skip


def sums(unit: Unit, days: tuple[date, date], *, names: Sequence[str] = MEASURES) -> dict[str, int]:
    """Return the sums of measures of a unit and those below it. Costs 2 queries."""
    return tallied.total(tallied.of_units(list(below(unit)), days, names=names).values())


def sums_of(unit_id: int, days: tuple[date, date]) -> dict[str, int]:
    """Return the sums of one unit alone. Costs 1 query."""
    return tallied.of_units([unit_id], days)[unit_id]


def below(unit: Unit) -> QuerySet[Unit, int]:
    """Return the keys of a unit and all below it, as a sub-select."""
    return Unit.objects.filter(path__startswith=unit.path).values_list("id", flat=True)


def present(unit: Unit, at: datetime) -> dict[int, Present]:
    """Return what is open now, by unit. Costs 1 query over the open dossiers."""
    near = lists.near_until(at)
    rows = (
        Dossier.objects.filter(IS_OPEN, unit__in=below(unit))
        .values("unit_id")
        .annotate(
            open=Count("id"),
            late=Count("id", Q(state__in=RUNNING, due_at__lt=at)),
            near=Count("id", Q(state__in=RUNNING, due_at__gte=at, due_at__lte=near)),
            waiting=Count("id", Q(state__in=("waiting", "charged"))),
        )
        .order_by("unit_id")
    )
    found = _plain(rows)
    return {row.pop("unit_id"): Present(**row) for row in found}


def whole(unit: Unit, at: datetime) -> Present:
    """Return what is open now in a unit and all below it, those that are gone or serve nobody among them.

    It is the length of the lists behind: a dossier of a merged commune is open like any other. Costs 1 query.
    """
    found = present(unit, at).values()
    return Present(*(sum(getattr(row, name) for row in found) for name in Present.__slots__))


def stuck(unit: Unit) -> int:
    """Return how many dossiers of a unit and those below rest unusually long. Costs 1 query."""
    told = StuckAlert.objects.filter(dossier__unit__path__startswith=unit.path, closed_at=None)
    return told.values("dossier_id").distinct().count()


def _plain(rows: Any) -> list[dict[str, Any]]:
    """Return the rows of `values()` as plain dictionaries."""
    return [dict(row) for row in rows]


def units(unit: Unit, *, of: Period, at: datetime) -> list[UnitRow]:
    """Return every serving unit at and below this one, with sums, present and weeks. Costs 4 queries."""
    found = list(
        Unit.objects.filter(path__startswith=unit.path, serves=True, until_on=None).order_by("gso_code", "id")
    )
    now, keys = present(unit, at), [row.pk for row in found]
    totals = tallied.of_units(keys, of.days, names=SHOWN)
    weeks = _weeks(keys, workdays.today(at))
    return [_unit_row(row, totals[row.pk], now.get(row.pk, Present()), weeks[row.pk]) for row in found]


def _unit_row(unit: Unit, totals: Mapping[str, int], now: Present, weeks: Sequence[int]) -> UnitRow:
    judged = totals["on_time_law"] + totals["late_law"]
    return UnitRow(unit, totals, now, weeks, share(totals["on_time_law"], judged))


def share(part: int, whole: int) -> float | None:
    """Return a ratio, or None when there is nothing to divide by: not yet measured is not zero."""
    return part / whole if whole else None


def _weeks(unit_ids: Sequence[int], today: date) -> dict[int, list[int]]:
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    found = {unit_id: [0] * WEEKS for unit_id in unit_ids}
    days = (first, today + timedelta(days=1))
    for row in tallied.by_day(unit_ids, days, names=("received",), each=True):
        found[row["unit_id"]][(row["on"] - first).days // 7] += row["received"]
    return found


def days(unit: Unit, *, from_on: date, until_on: date) -> list[dict[str, Any]]:
    """Return the sums by day, in order: what spark lines and the heat calendar draw. Costs 2 queries."""
    return tallied.by_day(list(below(unit)), (from_on, until_on), names=_DAILY)


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One official on the board: what she received and closed, and what lies with her now."""

    officer: User
    received: int
    closed: int
    late_law: int
    late_promise: int
    net_minutes: int
    open: int
    late: int


def officers(unit: Unit, *, of: Period, at: datetime) -> list[OfficerRow]:
    """Return the officials of one unit with their figures, busiest first. Costs 3 queries."""
    rows = (
        Tally.objects.filter(unit_id=unit.pk, on__gte=of.from_on, on__lt=of.until_on, officer_id__gt=0)
        .values("officer_id")
        .annotate(
            **{f"n_{n}": Sum(n) for n in ("received", "closed", "late_law", "late_promise", "net_minutes")}
        )
        .order_by("officer_id")
    )
    done = {row.pop("officer_id"): row for row in _plain(rows)}
    held = Dossier.objects.filter(IS_OPEN, unit=unit, assignee__isnull=False).values("assignee_id")
    counts = held.annotate(open=Count("id"), late=Count("id", Q(state__in=RUNNING, due_at__lt=at)))
    now = {row["assignee_id"]: row for row in _plain(counts.order_by("assignee_id"))}
    people = User.objects.in_bulk(list({*done, *now}))
    made = [_officer_row(person, done.get(pk, {}), now.get(pk, {})) for pk, person in people.items()]
    return sorted(made, key=lambda row: (-row.late, -row.open, -row.closed, row.officer.pk))


def _officer_row(officer: User, done: Mapping[str, int], now: Mapping[str, int]) -> OfficerRow:
    return OfficerRow(
        officer=officer,
        received=done.get("n_received", 0),
        closed=done.get("n_closed", 0),
        late_law=done.get("n_late_law", 0),
        late_promise=done.get("n_late_promise", 0),
        net_minutes=done.get("n_net_minutes", 0),
        open=now.get("open", 0),
        late=now.get("late", 0),
    )

"""The leader's board: sums from tallies, the present from the open dossiers; flat in closed ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum

from motcua.queries import access, lists, workdays
from motcua.records.models import Dossier, Tally, Unit, UnitTally, User
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


def sums(unit: Unit, days: tuple[date, date]) -> dict[str, int]:
    """Return the sums of all measures of a unit and those below it. Costs 1 query."""
    rows = UnitTally.objects.filter(unit_id__in=below(unit), on__gte=days[0], on__lt=days[1])
    found = rows.aggregate(**{name: Sum(name) for name in MEASURES})
    return {name: int(value or 0) for name, value in found.items()}


def sums_of(unit_id: int, days: tuple[date, date]) -> dict[str, int]:
    """Return the sums of one unit alone. Costs 1 query."""
    rows = UnitTally.objects.filter(unit_id=unit_id, on__gte=days[0], on__lt=days[1])
    return {name: int(value or 0) for name, value in rows.aggregate(**{m: Sum(m) for m in MEASURES}).items()}


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


def _plain(rows: Any) -> list[dict[str, Any]]:
    """Return the rows of `values()` as plain dictionaries."""
    return [dict(row) for row in rows]


def units(unit: Unit, *, of: Period, at: datetime) -> list[UnitRow]:
    """Return every serving unit at and below this one, with sums, present and weeks. Costs 4 queries."""
    found = list(
        Unit.objects.filter(path__startswith=unit.path, serves=True, until_on=None).order_by("gso_code", "id")
    )
    now, keys = present(unit, at), [row.pk for row in found]
    tallies = UnitTally.objects.filter(unit_id__in=keys, on__gte=of.from_on, on__lt=of.until_on)
    totals = tallies.values("unit_id").annotate(**{f"sum_{name}": Sum(name) for name in MEASURES})
    by_unit = {row.pop("unit_id"): row for row in _plain(totals.order_by("unit_id"))}
    weeks = _weeks(keys, workdays.today(at))
    return [
        _unit_row(row, by_unit.get(row.pk, {}), now.get(row.pk, Present()), weeks[row.pk]) for row in found
    ]


def _unit_row(unit: Unit, found: Mapping[str, int], now: Present, weeks: Sequence[int]) -> UnitRow:
    totals = {name: int(found.get(f"sum_{name}") or 0) for name in MEASURES}
    return UnitRow(
        unit, totals, now, weeks, share(totals["on_time_law"], totals["on_time_law"] + totals["late_law"])
    )


def share(part: int, whole: int) -> float | None:
    """Return a ratio, or None when there is nothing to divide by: not yet measured is not zero."""
    return part / whole if whole else None


def _weeks(unit_ids: Sequence[int], today: date) -> dict[int, list[int]]:
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    found = {unit_id: [0] * WEEKS for unit_id in unit_ids}
    rows = UnitTally.objects.filter(unit_id__in=unit_ids, on__gte=first, on__lte=today)
    for unit_id, on, received in rows.values_list("unit_id", "on", "received"):
        found[unit_id][(on - first).days // 7] += received
    return found


def days(unit: Unit, *, from_on: date, until_on: date) -> list[dict[str, Any]]:
    """Return the sums by day, in order: what spark lines and the heat calendar draw. Costs 1 query."""
    names = (
        "received",
        "closed",
        "on_time_law",
        "late_law",
        "on_time_promise",
        "late_promise",
        "rated",
        "rating_sum",
    )
    rows = UnitTally.objects.filter(unit_id__in=below(unit), on__gte=from_on, on__lt=until_on)
    return _plain(rows.values("on").annotate(**{f"n_{name}": Sum(name) for name in names}).order_by("on"))


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

"""Everything the detectors ask about one month: dossiers, ratings, the calendar, citizens' reports."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from motcua.queries import hall_visits, honest_rows, workdays
from motcua.queries.workdays import wall
from motcua.records.models import CitizenReport, Dossier, Entry, Rating, Unit
from motcua.rules import detectors, detectors_ratings
from motcua.rules.detectors import Month
from motcua.rules.detectors_ratings import Rated
from motcua.rules.honest import Detector, Finding

HISTORY_MONTHS = 3


def findings(month_on: date, *, now: datetime, unit_ids: Sequence[int] = ()) -> list[Finding]:
    """Return every question about the month, unit by unit. Costs about 20 queries, and 5 a unit."""
    found: list[Finding] = []
    units = Unit.objects.filter(serves=True).order_by("id")
    for unit in units.filter(pk__in=unit_ids) if unit_ids else units:
        found += of_unit(unit, month_on, now=now)
    return [*found, *past_calendar(month_on), *no_receipt(month_on)]


def of_unit(unit: Unit, month_on: date, *, now: datetime) -> list[Finding]:
    """Return the questions about one unit's month."""
    days = (month_on, after(month_on))
    before_on = month_on
    for _ in range(HISTORY_MONTHS):
        before_on = (before_on - timedelta(days=1)).replace(day=1)
    rows = honest_rows.closed([unit.pk], (before_on, days[1]), now=now)
    month = Month(
        unit.pk,
        [row for row in rows if row.ended_at.date() >= month_on],
        [row for row in rows if row.ended_at.date() < month_on],
        _last_working(unit, days) if now >= workdays.instant(_midnight(days[1])) else None,
        honest_rows.phones(unit.pk, days),
    )
    of_hall = [*hall_visits.findings(unit.pk, days), *hall_visits.put_aside(unit.pk, days)]
    return [*detectors.of_month(month), *_ratings(unit, days), *of_hall]


def after(month_on: date) -> date:
    """Return the first day of the next month."""
    return (month_on.replace(day=28) + timedelta(days=7)).replace(day=1)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, datetime.min.time())


def _last_working(unit: Unit, days: tuple[date, date]) -> date | None:
    calendar, on = workdays.calendar_of(unit), days[1] - timedelta(days=1)
    while on >= days[0] and not calendar.is_open(on):
        on -= timedelta(days=1)
    return on if on >= days[0] else None


def _ratings(unit: Unit, days: tuple[date, date]) -> list[Finding]:
    given = Rating.objects.filter(
        dossier__unit=unit, dossier__rated_on__gte=days[0], dossier__rated_on__lt=days[1]
    )
    rows = [
        Rated(
            pk=pk, unit_id=unit.pk, officer_id=officer_id or 0, face=face, open_at=wall(open_at), at=wall(at),
            device=device,
        )
        for pk, officer_id, face, open_at, at, device in given.order_by("id").values_list(
            "dossier_id", "dossier__ended_by_id", "face", "dossier__handed_over_at", "at", "device"
        )
        if open_at is not None
    ]  # fmt: skip
    handed = Dossier.objects.filter(
        unit=unit, handed_over_on__gte=days[0], handed_over_on__lt=days[1]
    ).count()
    return detectors_ratings.of_ratings(unit.pk, rows, handed_over=handed)


def past_calendar(month_on: date) -> list[Finding]:
    """Return the questions about changes of the calendar for days that were over. Costs 1 or 2 queries."""
    start = workdays.instant(_midnight(month_on))
    rows = Entry.objects.filter(
        verb="change_calendar", at__gte=start, at__lt=workdays.instant(_midnight(after(month_on)))
    )
    found = []
    for pk, at, payload in rows.order_by("id").values_list("pk", "at", "payload"):
        facts = json.loads(payload or "{}").get("facts", {})
        on = date.fromisoformat(facts.get("on") or facts.get("from_on") or "9999-12-31")
        if on < workdays.today(at):
            told: dict[str, int | float | str] = {
                "on": on.isoformat(), "decision": str(facts.get("decision", "")), "about": str(pk),
            }  # fmt: skip
            found += _moved(at, facts.get("unit"), told)
    return found


def _moved(at: datetime, unit_id: int | None, told: dict[str, int | float | str]) -> list[Finding]:
    """Return one question for each unit whose dossiers the change moved, or for the one that decided it."""
    rows = Entry.objects.filter(verb="recount", at=at).order_by("id")
    by_unit: dict[int, list[int]] = {}
    for dossier_id, moved_unit in rows.values_list("dossier_id", "dossier__unit_id"):
        if dossier_id is not None and moved_unit is not None:
            by_unit.setdefault(moved_unit, []).append(dossier_id)
    if not by_unit and unit_id:
        by_unit[unit_id] = []
    return [
        Finding(
            detector=Detector.PAST_CALENDAR, unit_id=unit, facts=told | {"count": len(moved)},
            dossiers=tuple(moved),
        )
        for unit, moved in sorted(by_unit.items())
    ]  # fmt: skip


def no_receipt(month_on: date) -> list[Finding]:
    """Return one question for each report of papers taken without a receipt. Costs 1 query."""
    rows = CitizenReport.objects.filter(
        kind__in=("no_receipt", "refused_orally"), happened_on__gte=month_on, happened_on__lt=after(month_on)
    )
    return [
        Finding(
            detector=Detector.NO_RECEIPT,
            unit_id=unit_id,
            facts={"on": on.isoformat(), "kind": kind, "about": str(pk)},
        )
        for pk, unit_id, kind, on in rows.order_by("id").values_list("pk", "unit_id", "kind", "happened_on")
    ]

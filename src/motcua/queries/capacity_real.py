"""What really was at the counters of a hall: who was served, and how many officers were there when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from motcua.queries import capacity, capacity_duty, workdays
from motcua.queries.capacity import Basis, Source
from motcua.queries.workdays import instant
from motcua.records.models import DeskPause, DeskService, DeskSession, HallService, Ticket
from motcua.rules.capacity import Interval
from motcua.rules.capacity_fit import Learned, Seen, fit

Officers = dict[tuple[str, ...], list[float]]  # what they serve: how many in each half hour, on the mean day


def visits(unit_id: int, *, from_on: date, until_on: date) -> list[Seen]:
    """Return the ended visits of the days, half-open, as the twin learns from them. Costs 1 query."""
    return capacity.seen(unit_id, from_on=from_on, until_on=until_on)


def basis(unit_id: int, title: str, *, until_on: date) -> Basis:
    """Return the hall as it was learned up to a day, with the desks that served until then. Costs 4 queries.

    Raises: capacity_fit.TooLittle.
    """
    since = until_on - timedelta(days=capacity.LEARN_DAYS)
    visits = capacity.seen(unit_id, from_on=since, until_on=until_on)
    usual, days = capacity.usual_days(unit_id, {visit.on for visit in visits})
    learned = fit(visits, hours=usual)
    names = dict(HallService.objects.filter(unit=unit_id).values_list("name", "name_en"))
    served = {name for name, _ in learned.counters}
    rows = [desk for desk in capacity.desks(unit_id) if desk["name"] in served]
    desks = capacity_duty.hours(unit_id, rows=rows, sessions=learned.hours, days=days)
    source = Source(f"hall:{unit_id}", title, learned.visits)
    return Basis(source, capacity.named(learned, title=title, counters=desks), learned, names)


def told(learned: Learned, unit_id: int) -> dict[str, object]:
    """Return what a plan keeps of what it was learned from; how the weekdays differ in it. Costs 1 query."""
    rows = Ticket.objects.filter(unit=unit_id, on__gte=learned.first_on, on__lte=learned.last_on)
    counts: dict[int, list[int]] = {}
    for on, n in rows.exclude(ending="").values_list("on").annotate(n=Count("pk")).order_by("on"):
        counts.setdefault(on.weekday(), []).append(n)
    means = {day: sum(found) / len(found) for day, found in sorted(counts.items())}
    usual = learned.visits / max(learned.days, 1)
    return {
        "visits": learned.visits, "days": learned.days,
        "first_on": learned.first_on.isoformat(), "last_on": learned.last_on.isoformat(),
        "weekdays": {str(day): round(mean / usual, 3) for day, mean in means.items()},
    }  # fmt: skip


def officers(unit_id: int, *, slots: Sequence[Interval], days: Sequence[date]) -> Officers:
    """Return how many officers were at the desks in each half hour of the mean day. Costs 3 queries.

    A desk that rests counts for the part of the half hour in which it was open.
    """
    if not days:
        return {}
    serves: dict[int, list[str]] = {}
    known = DeskService.objects.filter(desk__unit=unit_id).order_by("preference", "pk")
    for desk, name in known.values_list("desk", "service__name"):
        serves.setdefault(desk, []).append(name)
    since, until = (_at(on, 0.0) for on in (min(days), max(days) + timedelta(days=1)))
    rows = DeskSession.objects.filter(desk__unit=unit_id, from_at__gte=since, from_at__lt=until)
    rests: dict[int, list[tuple[datetime, datetime]]] = {}
    for pause in DeskPause.objects.filter(session__in=rows, until_at__isnull=False):
        if pause.until_at is not None:
            rests.setdefault(pause.session_id, []).append((pause.from_at, pause.until_at))
    minutes: dict[tuple[str, ...], list[float]] = {}
    for session in rows:
        if session.until_at is None or session.desk_id not in serves:
            continue
        on = workdays.today(session.from_at)
        row = minutes.setdefault(tuple(serves[session.desk_id]), [0.0] * len(slots))
        for at, (a, b) in enumerate(slots):
            half = _at(on, a), _at(on, b)
            own = _common(half, (session.from_at, session.until_at))
            row[at] += own - sum(_common(half, rest) for rest in rests.get(session.pk, ()))
    lengths = [b - a for a, b in slots]
    return {
        kind: [round(some / length / len(days), 3) for some, length in zip(row, lengths, strict=True)]
        for kind, row in minutes.items()
    }


def _at(on: date, minutes: float) -> datetime:
    return instant(datetime.combine(on, time.min) + timedelta(minutes=minutes))


def _common(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> float:
    return max((min(one[1], other[1]) - max(one[0], other[0])).total_seconds(), 0.0) / 60

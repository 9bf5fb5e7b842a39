"""When the desks of a hall were manned: learned from who sat there, and when they rested."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from motcua.queries.workdays import instant, wall
from motcua.records.models import DeskPause, DeskService, DeskSession
from motcua.rules.capacity import Interval, spans
from motcua.rules.capacity_duty import Kind, half_hours, on_duty
from motcua.rules.capacity_read import common, without

DUTY_DAYS = 42  # who sits where changes faster than who comes
Officers = dict[Kind, list[float]]  # by what they serve: how many in each half hour, on the mean day


def hours(
    unit_id: int, *, rows: list[dict[str, Any]], sessions: tuple[Interval, ...], days: Collection[date]
) -> list[dict[str, Any]]:
    """Return the counters of a hall with the hours in which they were manned on these days. 2 queries.

    Where nobody signed in at a desk on any of them, all counters are open all day.
    """
    last = max(days, default=date.min)
    recent = {on for on in days if (last - on).days < DUTY_DAYS}
    slots = half_hours(sessions)
    there = manned(unit_id, slots=slots, days=recent)
    if not there:
        return rows
    kinds = {row["name"]: tuple(row["serves"]) for row in rows}
    found = on_duty(there, kinds, slots)
    return [
        row if found[row["name"]] == sessions else row | {"hours": spans(found[row["name"]])}
        for row in rows
        if row["name"] in found
    ]


def manned(unit_id: int, *, slots: tuple[Interval, ...], days: Collection[date]) -> dict[str, list[float]]:
    """Return for which part of each half hour each desk was manned, on the mean of the days. 2 queries.

    The days of a desk begin with the first on which it was manned: before, there was none.
    """
    minutes: dict[str, list[float]] = {}
    first: dict[str, date] = {}
    for desk, on, row in sat(unit_id, slots=slots, days=days):
        first.setdefault(desk, on)
        minutes[desk] = _added(minutes.get(desk), row)
    return {
        desk: [
            some / (b - a) / sum(on >= first[desk] for on in days)
            for some, (a, b) in zip(row, slots, strict=True)
        ]
        for desk, row in minutes.items()
    }


def officers(unit_id: int, *, slots: Sequence[Interval], days: Collection[date]) -> Officers:
    """Return how many officers were at the desks in each half hour of the mean day. Costs 3 queries.

    A desk that rests counts for the part of the half hour in which it was open.
    """
    serves: dict[str, list[str]] = {}
    known = DeskService.objects.filter(desk__unit=unit_id).order_by("preference", "pk")
    for number, name in known.values_list("desk__number", "service__name"):
        serves.setdefault(str(number), []).append(name)
    minutes: dict[Kind, list[float]] = {}
    for desk, _, row in sat(unit_id, slots=slots, days=days):
        if desk in serves:
            kind = tuple(serves[desk])
            minutes[kind] = _added(minutes.get(kind), row)
    return {
        kind: [round(some / (b - a) / len(days), 3) for some, (a, b) in zip(row, slots, strict=True)]
        for kind, row in minutes.items()
    }


def _added(sums: list[float] | None, row: list[float]) -> list[float]:
    return row if sums is None else [a + b for a, b in zip(sums, row, strict=True)]


def sat(
    unit_id: int, *, slots: Sequence[Interval], days: Collection[date]
) -> Iterator[tuple[str, date, list[float]]]:
    """Yield of each session on the days the desk, the day and the minutes sat there in each half hour.

    Rests are left out. Costs 2 queries.
    """
    if not days:
        return
    since, until = (datetime.combine(on, datetime.min.time()) for on in (min(days), max(days)))
    rows = DeskSession.objects.filter(
        desk__unit=unit_id, until_at__isnull=False,
        from_at__gte=instant(since), from_at__lt=instant(until + timedelta(days=1)),
    )  # fmt: skip
    rests: dict[int, list[Interval]] = {}
    pauses = DeskPause.objects.filter(session__in=rows, until_at__isnull=False).order_by("from_at")
    for session, from_at, until_at in pauses.values_list("session", "from_at", "until_at"):
        if until_at is not None:
            rests.setdefault(session, []).append((_minutes(from_at), _minutes(until_at)))
    columns = rows.order_by("from_at", "pk").values_list("pk", "desk__number", "from_at", "until_at")
    for pk, number, from_at, until_at in columns:
        on = wall(from_at).date()
        if on not in days or until_at is None:
            continue
        ends = _minutes(until_at) if wall(until_at).date() == on else 1440.0
        there = without(((_minutes(from_at), ends),), tuple(rests.get(pk, ())))
        yield str(number), on, [sum(b - a for a, b in common((slot,), there)) for slot in slots]


def _minutes(at: datetime) -> float:
    local = wall(at)
    return local.hour * 60 + local.minute + local.second / 60

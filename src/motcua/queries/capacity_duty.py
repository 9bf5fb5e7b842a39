"""When the desks of a hall were manned: learned from who sat there, and when they rested."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from motcua.queries.workdays import instant, wall
from motcua.records.models import DeskPause, DeskSession
from motcua.rules.capacity import Interval, clock
from motcua.rules.capacity_duty import half_hours, on_duty
from motcua.rules.capacity_read import common, without

DUTY_DAYS = 42  # who sits where changes faster than who comes


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
        row if found[row["name"]] == sessions else row | {"hours": _told(found[row["name"]])}
        for row in rows
        if row["name"] in found
    ]


def _told(stretches: tuple[Interval, ...]) -> list[str]:
    return [f"{clock(since)}-{clock(until)}" for since, until in stretches]


def manned(unit_id: int, *, slots: tuple[Interval, ...], days: Collection[date]) -> dict[str, list[float]]:
    """Return for which part of each half hour each desk was manned, on the mean of the days. 2 queries.

    The days of a desk begin with the first on which it was manned: before, there was none.
    """
    if not days:
        return {}
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
    minutes: dict[str, list[float]] = {}
    first: dict[str, date] = {}
    columns = rows.order_by("from_at", "pk").values_list("pk", "desk__number", "from_at", "until_at")
    for pk, number, from_at, until_at in columns:
        on = wall(from_at).date()
        if on not in days or until_at is None:
            continue
        desk = str(number)
        first.setdefault(desk, on)
        row = minutes.setdefault(desk, [0.0] * len(slots))
        ends = _minutes(until_at) if wall(until_at).date() == on else 1440.0
        sat = without(((_minutes(from_at), ends),), tuple(rests.get(pk, ())))
        for at, slot in enumerate(slots):
            row[at] += sum(b - a for a, b in common((slot,), sat))
    return {
        desk: [
            some / (b - a) / sum(on >= first[desk] for on in days)
            for some, (a, b) in zip(row, slots, strict=True)
        ]
        for desk, row in minutes.items()
    }


def _minutes(at: datetime) -> float:
    local = wall(at)
    return local.hour * 60 + local.minute + local.second / 60

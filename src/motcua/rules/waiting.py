"""How long people waited and were served: the figures of visits, by hour, service, counter, unit or day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, fsum
from zoneinfo import ZoneInfo

GROUPINGS = ("hour", "service", "counter", "unit", "weekday", "day", "month")
TOTAL = "TOTAL"
COLUMNS = ("group", "n", "mean_wait_s", "p50_wait_s", "p90_wait_s", "max_wait_s", "mean_service_s",
           "p90_service_s", "served_at_once", "share_within", "not_served")  # fmt: skip
WEEKDAYS = ("1 Mon", "2 Tue", "3 Wed", "4 Thu", "5 Fri", "6 Sat", "7 Sun")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `wait_seconds` None: was never called; `service_seconds` None: not known."""

    group: str
    wait_seconds: float | None
    service_seconds: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of visits: grouped by what, within how long is kept, and what is at once."""

    by: str = ""
    promise_seconds: float = 900.0
    at_once_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one group. `n` were served; `served_at_once` of them waited not at all.

    `share_within` counts who was never called among those who waited too long.
    """

    group: str
    n: int
    mean_wait_s: float | None
    p50_wait_s: float | None
    p90_wait_s: float | None
    max_wait_s: float | None
    mean_service_s: float | None
    p90_service_s: float | None
    served_at_once: int
    share_within: float | None
    not_served: int


def group_of(by: str, arrived_at: datetime, zone: ZoneInfo, texts: Mapping[str, str]) -> str:
    """Return the group a visit belongs to: of its arrival in local time, or a text of its own.

    Source: CAP-07.

    >>> from datetime import UTC
    >>> group_of("hour", datetime(2024, 9, 26, 1, 40, tzinfo=UTC), ZoneInfo("Asia/Ho_Chi_Minh"), {})
    '08:00'
    """
    if by in texts:
        return texts[by]
    local = arrived_at.astimezone(zone)
    if by == "weekday":
        return WEEKDAYS[local.weekday()]
    patterns = {"hour": "%H:00", "day": "%Y-%m-%d", "month": "%Y-%m"}
    return local.strftime(patterns[by]) if by in patterns else ""


def rows(visits: Iterable[Visit], asked: Asked) -> list[Row]:
    """Return a row for each group, in order, and the total last.

    Units: seconds; shares from 0 to 1.
    Source: CAP-07.

    >>> rows([Visit("", 0, 60), Visit("", 120, 300)], Asked(promise_seconds=60))[-1].share_within
    0.5
    """
    groups: dict[str, list[Visit]] = {}
    everybody: list[Visit] = []
    for visit in visits:
        groups.setdefault(visit.group, []).append(visit)
        everybody.append(visit)
    named = [_row(name, groups[name], asked) for name in sorted(groups)] if asked.by else []
    return [*named, _row(TOTAL, everybody, asked)]


def _row(name: str, visits: Sequence[Visit], asked: Asked) -> Row:
    waited = sorted(visit.wait_seconds for visit in visits if visit.wait_seconds is not None)
    served = sorted(visit.service_seconds for visit in visits if visit.service_seconds is not None)
    within = sum(wait <= asked.promise_seconds for wait in waited)
    return Row(
        group=name,
        n=len(waited),
        mean_wait_s=_mean(waited),
        p50_wait_s=quantile(waited, 0.5),
        p90_wait_s=quantile(waited, 0.9),
        max_wait_s=waited[-1] if waited else None,
        mean_service_s=_mean(served),
        p90_service_s=quantile(served, 0.9),
        served_at_once=sum(wait <= asked.at_once_seconds for wait in waited),
        share_within=within / len(visits) if visits else None,
        not_served=len(visits) - len(waited),
    )


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of ordered values lies, between neighbours by their distance.

    Source: CAP-07.

    >>> quantile([1, 2, 3, 4], 0.5), quantile([], 0.9)
    (2.5, None)
    """
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))

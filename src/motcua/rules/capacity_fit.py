"""What tickets teach: arrivals by quarter hour and weekday, service times by procedure, who serves what."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.rules.capacity import Interval, clock

QUARTER = 15
LEAST_MINUTES = 0.1  # shorter than six seconds is a slip of the hand, and has no logarithm at nought
LEAST_SHARE = 0.02  # of the busiest quarter, below which the doors are taken to be closed
LEAST_LEFT, LEAST_LEFT_SHARE = 10, 0.01  # before patience can be learned
LEAST_PART = 0.02  # of a counter's visits, below which a service is not what it serves
GAP_MINUTES = 45  # without arrivals, that part two sessions


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit as the fit takes it: minutes after local midnight; service minutes None: not served."""

    on: date
    at_minutes: float
    service: str
    counter: str
    wait_minutes: float | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class LearnedLaw:
    """Service minutes of one service: learned, raw, and how much of the raw was believed."""

    n: int
    mean_minutes: float
    cv: float
    raw_mean_minutes: float
    weight: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: hours, rates an hour by quarter of opening, laws, counters, from how many days."""

    hours: tuple[Interval, ...]
    rates: Mapping[str, tuple[float, ...]]
    laws: Mapping[str, LearnedLaw]
    counters: tuple[tuple[str, tuple[str, ...]], ...]
    patience: Mapping[str, float]  # mean minutes until somebody leaves; only where enough have left
    days: int
    visits: int
    first_on: date
    last_on: date


class TooLittle(ValueError):
    """There are no tickets to learn from."""


def seen(
    service: str, counter: str, arrived_at: datetime, started_at: datetime | None,
    finished_at: datetime | None, zone: ZoneInfo,
) -> Seen:  # fmt: skip
    """Return a visit as the fit takes it.

    Units: minutes.
    Source: CAP-06.
    """
    local = arrived_at.astimezone(zone)
    at = local.hour * 60 + local.minute + local.second / 60
    wait = None if started_at is None else (started_at - arrived_at).total_seconds() / 60
    served = (
        None if started_at is None or finished_at is None else (finished_at - started_at).total_seconds() / 60
    )
    return Seen(local.date(), at, service, counter, wait, served)


def fit(visits: Iterable[Seen], weekday: int | None = None, hours: tuple[Interval, ...] = ()) -> Learned:
    """Return what visits teach of a day: of one weekday, 0 Monday, or of the average day with visits.

    Service times are lognormal. The logarithms' mean and variance of a rare service are drawn toward those
    of all by empirical Bayes, as far as the services are alike and its own visits are few. The rate of a
    quarter on a weekday is drawn toward the share of that quarter on all days in the same way.

    Units: minutes; people an hour.
    Raises: TooLittle.
    Source: CAP-06, CAP-04.
    """
    found = list(visits)
    chosen = {visit.on for visit in found if weekday is None or visit.on.weekday() == weekday}
    if not chosen:
        raise TooLittle("there are no tickets to learn from")
    hours = hours or _hours(found)
    return Learned(
        hours=hours,
        rates=_rates(found, chosen, hours),
        laws=laws({name: [v.minutes for v in found if v.service == name and v.minutes is not None]
                   for name in sorted({visit.service for visit in found})}),
        counters=_counters(found),
        patience=_patience(found),
        days=len(chosen),
        visits=len(found),
        first_on=min(visit.on for visit in found),
        last_on=max(visit.on for visit in found),
    )  # fmt: skip


def laws(minutes: Mapping[str, Sequence[float]]) -> dict[str, LearnedLaw]:
    """Return the law of each service's minutes, rare ones drawn toward those of all.

    Units: minutes.
    Source: CAP-06.

    >>> found = laws({"often": [10, 12, 8, 11, 9, 10] * 20, "twice": [20, 90], "other": [9, 11, 30] * 9})
    >>> found["often"].weight > 0.9 > found["twice"].weight
    True
    """
    logs = {name: [math.log(max(one, LEAST_MINUTES)) for one in values] for name, values in minutes.items()}
    told = {name: values for name, values in logs.items() if values}
    if not told:
        raise TooLittle("no ticket tells how long it was served")
    freedom = sum(len(values) - 1 for values in told.values())
    within = sum(_spread(values) for values in told.values()) / freedom if freedom else 0.25
    within = max(within, 1e-6)
    means = _drawn_together({n: (math.fsum(v) / len(v), within / len(v)) for n, v in told.items()})
    variances = _drawn_together({
        name: (math.log(max(_spread(values) / (len(values) - 1), 1e-6)), 2 / (len(values) - 1))
        for name, values in told.items() if len(values) > 2
    })  # fmt: skip
    usual = math.fsum(value for value, _ in means.values()) / len(means)
    found = {}
    for name, values in logs.items():
        mean, weight = means.get(name, (usual, 0.0))
        variance = math.exp(variances[name][0]) if name in variances else within
        raw = math.fsum(minutes[name]) / len(minutes[name]) if values else 0.0
        found[name] = LearnedLaw(
            len(values), math.exp(mean + variance / 2), math.sqrt(math.expm1(variance)), raw, weight
        )
    return found


def _spread(values: Sequence[float]) -> float:
    middle = math.fsum(values) / len(values)
    return math.fsum((one - middle) ** 2 for one in values)


def _drawn_together(told: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Values with their sampling variances, drawn toward their mean by how much they truly differ."""
    if len(told) < 2:
        return {name: (value, 1.0) for name, (value, _) in told.items()}
    weights = {name: 1 / variance for name, (_, variance) in told.items()}
    whole = math.fsum(weights.values())
    middle = math.fsum(weights[name] * value for name, (value, _) in told.items()) / whole
    excess = math.fsum(weights[name] * (value - middle) ** 2 for name, (value, _) in told.items()) - (
        len(told) - 1
    )
    between = max(0.0, excess / (whole - math.fsum(w * w for w in weights.values()) / whole))
    shares = {name: between / (between + variance) for name, (_, variance) in told.items()}
    centre = math.fsum(1 / (between + variance) * value for value, variance in told.values())
    centre /= math.fsum(1 / (between + variance) for _, variance in told.values())
    return {
        name: (centre + shares[name] * (value - centre), shares[name]) for name, (value, _) in told.items()
    }


def _hours(visits: Sequence[Seen]) -> tuple[Interval, ...]:
    """The sessions: quarters in which somebody comes, parted where nobody does for three of them."""
    counts = Counter(int(visit.at_minutes) // QUARTER for visit in visits)
    least = LEAST_SHARE * max(counts.values())
    open_ = sorted(quarter for quarter, count in counts.items() if count >= least)
    found: list[list[int]] = []
    for quarter in open_:
        if found and (quarter - found[-1][1]) * QUARTER < GAP_MINUTES:
            found[-1][1] = quarter + 1
        else:
            found.append([quarter, quarter + 1])
    return tuple((float(a * QUARTER), float(b * QUARTER)) for a, b in found)


def quarters(hours: tuple[Interval, ...]) -> tuple[float, ...]:
    """Return where each quarter of opening begins, counted through the sessions.

    Units: minutes after midnight.
    Source: CAP-06.

    >>> quarters(((450, 480), (810, 825)))
    (450, 465, 810)
    """
    return tuple(
        since + QUARTER * n for since, until in hours for n in range(math.ceil((until - since) / QUARTER))
    )


def _rates(
    visits: Sequence[Seen], chosen: set[date], hours: tuple[Interval, ...]
) -> dict[str, tuple[float, ...]]:
    begins = quarters(hours)
    place = {begin: at for at, begin in enumerate(begins)}
    days = len({visit.on for visit in visits})
    everywhere: dict[str, list[int]] = defaultdict(lambda: [0] * len(begins))
    here: dict[str, list[int]] = defaultdict(lambda: [0] * len(begins))
    for visit in visits:
        at = max((n for begin, n in place.items() if begin <= visit.at_minutes), default=0)
        everywhere[visit.service][at] += 1
        here[visit.service][at] += visit.on in chosen
    found = {}
    for name in sorted(everywhere):
        rates = _drawn_rates(here[name], everywhere[name], len(chosen), days)
        found[name] = tuple(60 / QUARTER * rate for rate in rates)
    return found


def _drawn_rates(here: Sequence[int], everywhere: Sequence[int], chosen: int, days: int) -> list[float]:
    """Counts a day of each quarter, drawn toward its share of all days as far as chance explains them."""
    if chosen == days:
        return [count / days for count in here]
    scale = sum(here) / max(sum(everywhere), 1)
    expected = [count * scale for count in everywhere]  # over the chosen days
    whole = math.fsum(expected)
    if not whole:
        return [0.0] * len(here)
    excess = math.fsum(((n - e) ** 2 - e) / e for n, e in zip(here, expected, strict=True) if e)
    spread = max(0.0, excess / whole)  # how much quarters differ between weekdays, beyond chance
    if not spread:
        return [e / chosen for e in expected]
    return [e * (n + 1 / spread) / (e + 1 / spread) / chosen for n, e in zip(here, expected, strict=True)]


def _counters(visits: Sequence[Seen]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    served: dict[str, Counter[str]] = defaultdict(Counter)
    for visit in visits:
        if visit.counter and visit.minutes is not None:
            served[visit.counter][visit.service] += 1
    if served:
        least = LEAST_PART * max(counts.total() for counts in served.values())
        return tuple(
            (name, tuple(service for service, n in counts.most_common() if n >= LEAST_PART * counts.total()))
            for name, counts in sorted(served.items()) if counts.total() >= least
        )  # fmt: skip
    found = []
    for name in sorted({visit.service for visit in visits}):
        found += [
            (f"{name} {n + 1}", (name,)) for n in range(_at_once([v for v in visits if v.service == name]))
        ]
    return tuple(found)


def _patience(visits: Sequence[Seen]) -> dict[str, float]:
    """How long people wait before they leave, if each minute drives away as many: minutes waited per leaver.

    When somebody left is not told, so who left counts with the mean wait of the served.
    """
    found = {}
    for name in sorted({visit.service for visit in visits}):
        own = [visit for visit in visits if visit.service == name]
        waited = [visit.wait_minutes for visit in own if visit.wait_minutes is not None]
        left = len(own) - len(waited)
        if waited and left >= max(LEAST_LEFT, LEAST_LEFT_SHARE * len(own)):
            found[name] = math.fsum(waited) / len(waited) * len(own) / left
    return found


def _at_once(visits: Sequence[Seen]) -> int:
    """How many were served at the same time, at most, on nineteen days of twenty."""
    by_day: dict[date, list[tuple[float, int]]] = defaultdict(list)
    for visit in visits:
        if visit.minutes is not None and visit.wait_minutes is not None:
            start = visit.at_minutes + visit.wait_minutes
            by_day[visit.on] += [(start, 1), (start + visit.minutes, -1)]
    tops = []
    for changes in by_day.values():
        now, top = 0, 0
        for _, change in sorted(changes):
            now += change
            top = max(top, now)
        tops.append(top)
    return max(sorted(tops)[math.ceil(0.95 * len(tops)) - 1], 1) if tops else 1


def scenario_of(learned: Learned, title: str) -> dict[str, object]:
    """Return a scenario of what was learned, as plain data.

    Units: as in docs/reference/capacity.md.
    Source: CAP-01, CAP-06.
    """
    names = {service for _, serves in learned.counters for service in serves}
    services = {
        name: {
            "arrivals_per_hour": {
                "every_minutes": QUARTER, "rates": [round(rate, 3) for rate in learned.rates[name]],
            },
            "minutes": {"mean": round(law.mean_minutes, 3), "cv": round(law.cv, 3)},
            **({"patience": {"mean": round(learned.patience[name], 1), "law": "exponential"}}
               if name in learned.patience else {}),
        }
        for name, law in learned.laws.items() if name in names
    }  # fmt: skip
    return {
        "title": title,
        "hours": [f"{clock(since)}-{clock(until)}" for since, until in learned.hours],
        "services": services,
        "counters": [{"name": name, "serves": list(serves)} for name, serves in learned.counters],
    }

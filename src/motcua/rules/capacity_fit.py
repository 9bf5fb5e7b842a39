"""What tickets teach: arrivals by quarter hour and weekday, service times by procedure, who serves what."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.rules.capacity import Interval, spans
from motcua.rules.capacity_laws import LearnedLaw, TooLittle, by_procedure, laws
from motcua.rules.quarters import LEAST_SHARE, stretches

QUARTER = 15
LEAST_LEFT, LEAST_LEFT_SHARE = 10, 0.01  # before patience can be learned
LEAST_PART = 0.02  # of a counter's visits, below which a service is not what it serves
DOOR_MINUTES = 60  # before opening; who draws a number earlier still is taken to come then


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit as the fit takes it: minutes after local midnight; service minutes None: not served.

    `procedure` is that of the dossier it became.
    """

    on: date
    at_minutes: float
    service: str
    counter: str
    wait_minutes: float | None
    minutes: float | None
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: hours, rates an hour by quarter of the doors, laws, counters, from how many days.

    `doors` is when people come: from before opening on, where they wait for it. `procedures` are the laws of
    what a service's visits became, by service; `faults` visits whose minutes were set aside.
    """

    hours: tuple[Interval, ...]
    rates: Mapping[str, tuple[float, ...]]
    laws: Mapping[str, LearnedLaw]
    counters: tuple[tuple[str, tuple[str, ...]], ...]
    patience: Mapping[str, float]  # mean minutes until somebody leaves; only where enough have left
    days: int
    visits: int
    first_on: date
    last_on: date
    doors: tuple[Interval, ...] = ()
    procedures: Mapping[str, Mapping[str, LearnedLaw]] = field(default_factory=dict)
    faults: int = 0


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

    Service times are lognormal. The mean and the spread of a rare service are drawn toward those of all by
    empirical Bayes, as far as the services are alike and its own visits are few. The rate of a quarter on a
    weekday is drawn toward the share of that quarter on all days in the same way. `hours` are the office's;
    without them they are taken from when people come.

    Units: minutes; people an hour.
    Raises: TooLittle.
    Source: CAP-06, CAP-04.
    """
    found = list(visits)
    chosen = {visit.on for visit in found if weekday is None or visit.on.weekday() == weekday}
    if not chosen:
        raise TooLittle("there are no tickets to learn from")
    doors = _doors(found, hours) if hours else _hours(found)
    minutes = _minutes(found)
    services = laws({name: [v for part in parts.values() for v in part] for name, parts in minutes.items()})
    return Learned(
        hours=hours or doors,
        doors=doors,
        rates=_rates(found, chosen, doors),
        laws=services,
        procedures=by_procedure(minutes, services),
        counters=_counters(found),
        patience=_patience(found),
        days=len(chosen),
        visits=len(found),
        first_on=min(visit.on for visit in found),
        last_on=max(visit.on for visit in found),
        faults=sum(law.faults for law in services.values()),
    )


def _minutes(visits: Sequence[Seen]) -> dict[str, dict[str, list[float]]]:
    """The minutes of who was served, by service and by what became of the visit."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in sorted({v.service for v in visits})}
    for visit in visits:
        if visit.minutes is not None:
            found[visit.service].setdefault(visit.procedure, []).append(visit.minutes)
    return found


def _doors(visits: Sequence[Seen], hours: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The sessions, each from the first quarter before it in which people already come and wait."""
    counts = Counter(int(visit.at_minutes) // QUARTER for visit in visits)
    least = LEAST_SHARE * max(counts.values())
    found: list[Interval] = []
    for since, until in hours:
        earliest = max(since - DOOR_MINUTES, found[-1][1] if found else 0.0)
        opens = since
        while opens - QUARTER >= earliest and counts[int(opens - QUARTER) // QUARTER] >= least:
            opens -= QUARTER
        found.append((opens, until))
    return tuple(found)


def _hours(visits: Sequence[Seen]) -> tuple[Interval, ...]:
    """The sessions: quarters in which somebody comes, parted where nobody does for three of them."""
    counts = Counter(int(visit.at_minutes) // QUARTER for visit in visits)
    return tuple((float(a * QUARTER), float(b * QUARTER)) for a, b in stretches(counts))


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
        "hours": spans(learned.hours),
        **({"doors": spans(learned.doors)} if learned.doors not in ((), learned.hours) else {}),
        "services": services,
        "counters": [{"name": name, "serves": list(serves)} for name, serves in learned.counters],
    }

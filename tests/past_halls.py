"""Halls whose tickets only a file tells of: some hard days, played by a small simulation of its own.

It shares nothing with the house's kernel and nothing with its rule of the order, so that what is learned
from these files is not learned from ourselves.
"""

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp

MORNING, AFTERNOON = (27000.0, 41400.0), (48600.0, 61200.0)  # 07:30 to 11:30, 13:30 to 17:00
NEVER = 1e9
Span = tuple[float, float]


@dataclass(frozen=True)
class Need:
    """A service: people a day, minutes each takes, how much they differ (the shape of a lognormal)."""

    per_day: float
    minutes: float
    shape: float = 0.6


@dataclass(frozen=True)
class Hall:
    """A hall: its services, which counter serves what, and what makes its days hard."""

    needs: Mapping[str, Need]
    counters: Mapping[str, Sequence[str]]
    rush: float = 0.0  # of a morning's people, the share that comes in its first forty minutes
    mondays: float = 1.0  # times the people of another day
    absent: float = 0.0  # share of days on which a counter stays empty
    pauses: int = 0  # times a day that an officer goes away for ten to twenty minutes
    priority: float = 0.0  # share of people who are called twenty minutes sooner than they came
    impatient: float = 0.0  # share of people who leave after twenty to sixty minutes
    slower_from: int = 10**6  # day from which everything takes a third longer
    more_from: int = 10**6  # day from which `more` counters are there too
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass
class Ticket:
    """One visit. Units: seconds after midnight."""

    service: str
    arrived: float
    seconds: float
    urgent: bool = False
    patience: float = NEVER
    started: float | None = None
    counter: str = ""

    @property
    def finished(self) -> float | None:
        return None if self.started is None else self.started + self.seconds


LAND, CIVIL, STAMP = "Đất đai", "Hộ tịch", "Chứng thực"
HALLS: dict[str, Hall] = {
    "plain": Hall(
        {LAND: Need(42, 13), CIVIL: Need(24, 6), STAMP: Need(40, 5)},
        {"1": [LAND], "2": [LAND], "3": [CIVIL, STAMP], "4": [STAMP, CIVIL]},
    ),
    "rush": Hall(
        {LAND: Need(46, 12, 0.7), CIVIL: Need(40, 8)},
        {"1": [LAND], "2": [LAND], "3": [CIVIL]}, rush=0.6, mondays=1.5, impatient=0.3,
    ),
    "one counter": Hall({LAND: Need(14, 12, 1.0), CIVIL: Need(12, 8, 0.8)}, {"1": [LAND, CIVIL]}),
    "mixed": Hall(
        {LAND: Need(14, 34, 0.9), CIVIL: Need(30, 4, 0.4), STAMP: Need(35, 6, 0.5)},
        {"1": [LAND, CIVIL], "2": [CIVIL, STAMP], "3": [STAMP, LAND]}, priority=0.15,
    ),
    "absences": Hall(
        {LAND: Need(50, 12), CIVIL: Need(34, 8)},
        {"1": [LAND], "2": [LAND], "3": [LAND, CIVIL], "4": [CIVIL]}, absent=0.15, pauses=2, mondays=1.3,
    ),
    "change": Hall(
        {LAND: Need(44, 13), CIVIL: Need(30, 7)}, {"1": [LAND], "2": [LAND], "3": [CIVIL]},
        slower_from=70, more_from=80, more={"4": [LAND], "5": [LAND]}, impatient=0.4,
    ),
}  # fmt: skip


def days(
    hall: Hall, count: int, seed: int, first_on: date = date(2024, 1, 2)
) -> Iterator[tuple[date, list[Ticket]]]:
    """Yield so many working days of a hall, each with its visits in order of arrival."""
    rng, on = random.Random(seed), first_on
    for number in range(count):
        while on.weekday() >= 5:
            on += timedelta(days=1)
        yield on, day(hall, number, on.weekday() == 0, rng)
        on += timedelta(days=1)


def day(hall: Hall, number: int, is_monday: bool, rng: random.Random) -> list[Ticket]:
    """Play one day."""
    tickets = sorted(_arrivals(hall, number, is_monday, rng), key=lambda one: one.arrived)
    counters = {**hall.counters, **(hall.more if number >= hall.more_from else {})}
    agenda: list[tuple[float, int, str]] = [(one.arrived, n, "") for n, one in enumerate(tickets)]
    away: dict[str, list[Span]] = {}
    for name in counters:
        if rng.random() >= hall.absent:
            away[name] = _away(hall, rng)
            agenda.append((MORNING[0] + rng.uniform(0, 240), -1, name))
    heapq.heapify(agenda)
    line: list[Ticket] = []
    idle: set[str] = set()
    while agenda and agenda[0][0] < NEVER:
        now, which, name = heapq.heappop(agenda)
        if which >= 0:
            line.append(tickets[which])
        else:
            idle.add(name)
        line = [one for one in line if one.arrived + one.patience > now]
        for free in sorted(idle):
            again = _work(free, now, line, (counters[free], away[free]), rng)
            if again is not None:
                idle.discard(free)
                heapq.heappush(agenda, (again, -1, free))
    return tickets


def _work(
    free: str, now: float, line: list[Ticket], post: tuple[Sequence[str], list[Span]], rng: random.Random
) -> float | None:
    """Let a free counter call somebody, or be away; return when it is free again, None while it waits."""
    serves, away = post
    back = next((until for since, until in away if since <= now < until), now)
    if back > now:
        return back + rng.uniform(0, 120)
    found = _next(line, serves)
    if found is None:
        return None
    line.remove(found)
    found.started, found.counter = now + rng.uniform(5, 40), free
    return found.started + found.seconds


def _arrivals(hall: Hall, number: int, is_monday: bool, rng: random.Random) -> Iterator[Ticket]:
    slower = 4 / 3 if number >= hall.slower_from else 1.0
    for name, need in hall.needs.items():
        mean = need.per_day * (hall.mondays if is_monday else 1.0)
        for _ in range(max(0, round(rng.gauss(mean, mean**0.5)))):
            since, until = MORNING if rng.random() < 0.62 else AFTERNOON
            if rng.random() < hall.rush:
                at = since + rng.uniform(-600, 2400)
            else:
                at = since - 300 + rng.random() * (until - since - 1500)
            log = rng.gauss(0, need.shape) - need.shape**2 / 2
            patience = rng.uniform(1200, 3600) if rng.random() < hall.impatient else NEVER
            seconds = max(40.0, need.minutes * 60 * slower * exp(log))
            yield Ticket(name, at, seconds, rng.random() < hall.priority, patience)


def _away(hall: Hall, rng: random.Random) -> list[Span]:
    """Lunch, the evening, and some pauses."""
    found = [(MORNING[1] + 1800, AFTERNOON[0]), (AFTERNOON[1] + 3600, NEVER)]
    for _ in range(hall.pauses):
        since = rng.choice((MORNING, AFTERNOON))[0] + rng.uniform(1800, 10800)
        found.append((since, since + rng.uniform(600, 1200)))
    return found


def _next(line: Sequence[Ticket], serves: Sequence[str]) -> Ticket | None:
    mine = [one for one in line if one.service in serves]
    return min(mine, key=lambda one: one.arrived - (1200 if one.urgent else 0), default=None)


HEAD = "Ngày;Số;Đến;Gọi;Xong;Dịch vụ;Quầy\n"


def written(hall: Hall, count: int, seed: int) -> str:
    """Return so many days as a ticket machine writes them: dates, times of day, semicolons."""
    lines = [HEAD]
    for on, tickets in days(hall, count, seed):
        for number, one in enumerate(tickets, 1):
            times = (_clock(one.arrived), _clock(one.started), _clock(one.finished))
            lines.append(f"{on:%d/%m/%Y};{number:03d};{';'.join(times)};{one.service};{one.counter}\n")
    return "".join(lines)


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"

"""A scenario of the capacity twin: hours, services, counters; read with all its problems named at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeVar

RESERVED = frozenset({"all", "run", "classes"})
LAWS = ("lognormal", "gamma", "exponential", "deterministic", "empirical")
DAY_MINUTES = 1440.0
MOST_SERVICES, MOST_COUNTERS = 200, 500
ORDINARY = "ordinary"
Interval = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a scenario, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class BadScenario(ValueError):
    """The scenario cannot be simulated; `problems` lists all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Law:
    """How long something takes. `sample` only for empirical, whose mean and cv are those of the sample."""

    kind: str
    mean_minutes: float
    cv: float
    sample: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One service: walk-ins an hour over steps of opening time, service minutes, patience."""

    name: str
    minutes: Law
    rates: tuple[float, ...]
    step_minutes: float | None  # None: one rate from opening to closing
    patience: Law | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter with one officer: what it serves, the preferred first, and when it calls."""

    name: str
    serves: tuple[str, ...]
    on: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Appointments:
    """The part of the demand that books: its share by service, who does not come, how late they are."""

    shares: Mapping[str, float] = field(default_factory=dict)
    no_show: float = 0.0
    late_mean_minutes: float = 0.0
    late_sd_minutes: float = 0.0
    grace_minutes: float = 5.0
    priority: int = 0


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """A class of people, its share of the walk-ins and its urgency; the higher goes first."""

    name: str
    share: float
    priority: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A hall on a day, or in a steady state for checks against theory. Times are minutes after midnight.

    `doors` is when people come, where that is not while the hall is open: who comes early waits for it.
    """

    sessions: tuple[Interval, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    appointments: Appointments = Appointments()
    classes: tuple[PriorityClass, ...] = ()
    overtime_minutes: float | None = None  # None: until the line is empty
    line_waits_over_breaks: bool = True
    warmup_minutes: float = 0.0
    is_steady: bool = False
    promise_minutes: float = 15.0
    title: str = ""
    is_illustrative: bool = False
    doors: tuple[Interval, ...] = ()

    def comes(self) -> tuple[Interval, ...]:
        """Return the stretches of the day in which people come.

        Units: minutes after midnight.
        Source: CAP-01.
        """
        return self.doors or self.sessions

    def open_minutes(self) -> float:
        """Return how long the doors are open.

        Units: minutes.
        Source: CAP-01.
        """
        return sum(until - since for since, until in self.sessions)

    def service(self, name: str) -> Service:
        """Return the service of that name.

        Raises: KeyError.
        Source: CAP-01.
        """
        found = {service.name: service for service in self.services}
        return found[name]


class Reader:
    """Takes values out of plain data and remembers what is wrong instead of stopping at it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, where: str, what: str) -> None:
        """Remember a problem."""
        self.problems.append(Problem(where, what))

    def mapping(self, where: str, raw: object, known: Iterable[str] | None = None) -> Mapping[str, object]:
        """Return the keys and values of something, without those that nobody knows."""
        if not isinstance(raw, Mapping):
            self.add(where, f"expected keys with values, found {_short(raw)}")
            return {}
        given = {str(key): value for key, value in raw.items()}
        if known is None:
            return given
        known = tuple(known)
        for name in given:
            if name not in known:
                self.add(f"{where}.{name}".removeprefix("."), f"no such key; known are {', '.join(known)}")
        return {name: value for name, value in given.items() if name in known}

    def number(self, where: str, raw: object, least: float = 0.0, most: float = 1e7) -> float:
        """Return a number within its bounds; the lower bound where it is none."""
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self.add(where, f"expected a number, found {_short(raw)}")
            return least
        if not isfinite(raw) or not least <= raw <= most:
            self.add(where, f"{raw:g} is not between {least:g} and {most:g}")
            return least
        return float(raw)

    def whole(self, where: str, raw: object, least: int = 0, most: int = 10**7) -> int:
        """Return a whole number within its bounds; the lower bound where it is none."""
        found = self.number(where, raw, least, most)
        if found != int(found):
            self.add(where, f"expected a whole number, found {_short(raw)}")
        return int(found)

    def listed(self, where: str, raw: object, read: Callable[[str, object], T]) -> tuple[T, ...]:
        """Return what each line of a list is read as; at least one is needed."""
        if isinstance(raw, str) or not isinstance(raw, Sequence) or not raw:
            self.add(where, f"expected a list, found {_short(raw)}")
            return ()
        return tuple(read(f"{where}[{place}]", one) for place, one in enumerate(raw, 1))

    def hours(self, where: str, raw: object) -> tuple[Interval, ...]:
        """Return the stretches of a day such as 07:30-11:30, which follow each other."""
        found = [one for one in self.listed(where, raw, self._stretch) if one[0] < one[1]]
        for before, after in zip(found, found[1:], strict=False):
            if after[0] < before[1]:
                self.add(
                    where, f"{clock(after[0])} comes before the end of the stretch before, {clock(before[1])}"
                )
        return tuple(found)

    def _stretch(self, where: str, raw: object) -> Interval:
        try:
            since, until = (_minutes_of(part) for part in str(raw).split("-"))
            if since < until:
                return since, until
        except ValueError:
            pass
        self.add(where, f"{_short(raw)} is no stretch of a day such as 07:30-11:30")
        return 0.0, 0.0


def clock(minutes: float) -> str:
    """Return minutes after midnight as a clock shows them.

    Units: minutes.
    Source: CAP-01.

    >>> clock(450)
    '07:30'
    """
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def spans(stretches: Iterable[Interval]) -> list[str]:
    """Return stretches of a day as a scenario writes them.

    Units: minutes after midnight.
    Source: CAP-01.

    >>> spans([(450, 690)])
    ['07:30-11:30']
    """
    return [f"{clock(since)}-{clock(until)}" for since, until in stretches]


def _minutes_of(text: str) -> float:
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(text)
    if int(minutes) > 59 or int(hours) * 60 + int(minutes) > DAY_MINUTES:
        raise ValueError(text)
    return float(int(hours) * 60 + int(minutes))


def _short(raw: object) -> str:
    return "nothing" if raw is None else repr(raw)[:60]

"""The told wait put to the test on days that are over: what would have been told, and whether it held."""

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median

from motcua.rules import expected_wait
from motcua.rules.expected_wait import LEARN_DAYS, LEARN_MOST, Learned, OpenDesk, Past, Range
from motcua.rules.quarters import stretches

HELD_DAYS = 30
REAL_WAIT = 120.0  # seconds
IDLE = 180.0  # seconds: a desk that leaves somebody waiting so long is taken to be away
QUARTER = 900.0
LEAST_PART = 0.02  # of a desk's visits, below which a service is not what it serves


@dataclass(frozen=True, slots=True)
class Came:
    """One past visit. `started` None: was never called; `desk` empty: the file does not name it.

    Units: seconds after midnight of its day.
    """

    service: int
    arrived: float
    started: float | None = None
    finished: float | None = None
    desk: str = ""


def trial(days: Iterable[tuple[date, Sequence[Came]]], from_on: date) -> Iterator[tuple[date, Came, Range]]:
    """Yield what would have been told to each who was called, learned on the days before it only.

    Told are the days from `from_on`; those before are learned from.

    The line of a moment is who had come and was not yet called. Which desks call is not in a file: one is
    open that serves, or served and left nobody waiting, or usually begins by now. Nothing later is looked
    at, but for who never was called: he stands in the line until somebody after him is called.

    Units: seconds.
    Source: HALL-06.
    """
    memory: deque[tuple[date, list[Came], list[Past]]] = deque()
    for on, visits in sorted(days, key=lambda day: day[0]):
        came = sorted(_at_desks(visits), key=lambda one: one.arrived)
        while memory and (on - memory[0][0]).days > LEARN_DAYS:
            memory.popleft()
        known = expected_wait.learn(_latest([past for _, _, past in memory]))
        told = list(_Day(came, known, usual([one for _, one, _ in memory])).told())
        memory.append((on, came, [_past(one, range_) for one, range_ in told]))
        if on >= from_on:
            for one, range_ in told:
                if range_ is not None and one.started is not None:
                    yield on, one, range_


def held_out(days: Collection[date]) -> date:
    """Return the day from which days are held out: of the last HELD_DAYS, of a short time the later half.

    Source: HALL-06.

    >>> held_out([date(2024, 1, 1), date(2024, 1, 11)]).isoformat()
    '2024-01-06'
    """
    if not days:
        return date.max
    first, last = min(days), max(days)
    return max(last - timedelta(days=HELD_DAYS - 1), first + (last - first) / 2)


def _latest(days: Sequence[list[Past]]) -> list[Past]:
    """As many of the latest called visits as a hall learns from."""
    found: list[Past] = []
    for day in reversed(days):
        found += (past for past in reversed(day) if past.waited is not None)
        if len(found) >= LEARN_MOST:
            break
    return found[:LEARN_MOST]


def _past(one: Came, told: Range | None) -> Past:
    if one.started is None:
        return Past(one.service, None)
    at_desk = None if one.finished is None else one.finished - one.started
    return Past(one.service, at_desk, one.started - one.arrived, None if told is None else told.expected)


def _at_desks(visits: Sequence[Came]) -> list[Came]:
    """Seat visits whose desk is not told: at the first desk of their service that was free."""
    free: dict[int, list[float]] = defaultdict(list)
    found = []
    for one in sorted(visits, key=lambda one: one.arrived if one.started is None else one.started):
        if one.desk or one.started is None or one.finished is None:
            found.append(one)
            continue
        ends = free[one.service]
        seat = next((n for n, end in enumerate(ends) if end <= one.started), len(ends))
        ends[seat : seat + 1] = [one.finished]
        found.append(replace(one, desk=f"\x00{one.service}/{seat}"))
    return found


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a hall: which desk serves what and when it begins, and when people are called.

    Units: seconds after midnight.
    """

    serves: Mapping[str, frozenset[int]] = field(default_factory=dict)
    begins: Mapping[str, float] = field(default_factory=dict)  # of desks that are there on half of the days
    sessions: tuple[tuple[float, float], ...] = ()

    def opens(self, at: float) -> float:
        """Return when people are called again: `at` itself in a session or after the last."""
        for since, until in self.sessions:
            if at < until:
                return max(at, since)
        return at


def usual(days: Sequence[Sequence[Came]]) -> Usual:
    """Return what some days tell of desks and sessions.

    Source: HALL-06.
    """
    serves: dict[str, Counter[int]] = defaultdict(Counter)
    firsts: dict[str, list[float]] = defaultdict(list)
    for day in days:
        first: dict[str, float] = {}
        for one in day:
            if one.started is not None and one.desk:
                serves[one.desk][one.service] += 1
                first[one.desk] = min(first.get(one.desk, one.started), one.started)
        for desk, at in first.items():
            firsts[desk].append(at)
    return Usual(
        {
            desk: frozenset(key for key, n in counts.items() if n >= LEAST_PART * counts.total())
            for desk, counts in serves.items()
        },
        {desk: median(found) for desk, found in firsts.items() if 2 * len(found) >= len(days)},
        _sessions(days),
    )


def _sessions(days: Sequence[Sequence[Came]]) -> tuple[tuple[float, float], ...]:
    """The stretches in which people are called, each from when its first one usually is."""
    starts = [[one.started for one in day if one.started is not None] for day in days]
    counts = Counter(int(at // QUARTER) for day in starts for at in day)
    if not counts:
        return ()
    found = []
    for first, end in stretches(counts):
        since, until = first * QUARTER, end * QUARTER
        begins = [min(inside) for day in starts if (inside := [at for at in day if since <= at < until])]
        found.append((median(begins), until))
    return tuple(found)


class _Day:
    """A day as it is lived through again: who waits, and what each desk does."""

    def __init__(self, came: Sequence[Came], known: Learned, habits: Usual) -> None:
        self.came, self.known, self.habits = came, known, habits
        self.line: dict[int, Came] = {}
        self.serving: dict[str, Came] = {}
        self.free_from = dict(habits.begins)
        self.serves = {desk: set(services) for desk, services in habits.serves.items()}
        self.called_of: dict[int, float] = {}  # of each service, the latest arrival that was called
        self.starts: list[tuple[float, int]] = []
        self.ends: list[tuple[float, str]] = []

    def told(self) -> Iterator[tuple[Came, Range | None]]:
        """Yield each visit with what would have been told."""
        for number, one in enumerate(self.came):
            self._pass_to(one.arrived)
            yield one, self._range(one)
            self.line[number] = one
            if one.started is not None:
                heapq.heappush(self.starts, (one.started, number))

    def _range(self, one: Came) -> Range | None:
        desks = [desk for name in self.serves if (desk := self._desk(name, one.arrived)) is not None]
        ahead = [other.service for other in self.line.values()]
        point = expected_wait.point(one.service, ahead, desks, self.known)
        return None if point is None else expected_wait.told(point, self.known)

    def _pass_to(self, now: float) -> None:
        """Let everything happen that happened until now."""
        while self.starts and self.starts[0][0] <= now:
            at, number = heapq.heappop(self.starts)
            self._start(self.line.pop(number), at)
        while self.ends and self.ends[0][0] <= now:
            at, desk = heapq.heappop(self.ends)
            if desk in self.serving and self.serving[desk].finished == at:
                del self.serving[desk]
                self.free_from[desk] = at
        gone = [
            number for number, one in self.line.items()
            if one.started is None and one.arrived < self.called_of.get(one.service, 0.0)
        ]  # fmt: skip
        for number in gone:
            del self.line[number]

    def _start(self, one: Came, at: float) -> None:
        self.called_of[one.service] = max(one.arrived, self.called_of.get(one.service, 0.0))
        if one.desk and one.finished is not None:
            self.serving[one.desk] = one
            self.serves.setdefault(one.desk, set()).add(one.service)
            heapq.heappush(self.ends, (one.finished, one.desk))

    def _desk(self, name: str, now: float) -> OpenDesk | None:
        """The desk as it is now; None while it is taken to be away."""
        serves = frozenset(self.serves[name])
        one = self.serving.get(name)
        if one is not None and one.started is not None:
            mean = self.known.seconds.get(one.service, self.known.overall)
            return OpenDesk(serves, expected_wait.left(mean, now - one.started))
        if name not in self.free_from:
            return None
        free = self.habits.opens(max(now, self.free_from[name]))
        if free <= now:
            waits = [other.arrived for other in self.line.values() if other.service in serves]
            since = self.habits.opens(max(self.free_from[name], min(waits, default=now)))
            if now - since > IDLE:
                return None
        return OpenDesk(serves, free - now)


@dataclass(frozen=True, slots=True)
class Score:
    """How often what was told held. `long` are those told REAL_WAIT or more: who is told nothing is easy."""

    told: int
    held: int
    sooner: int
    later: int
    long: int
    long_held: int
    days: int
    first_on: date | None = None
    last_on: date | None = None

    @property
    def share(self) -> float | None:
        """The share that held; None where nothing was told."""
        return self.held / self.told if self.told else None

    @property
    def long_share(self) -> float | None:
        """The share of long waits that held; None where there were none."""
        return self.long_held / self.long if self.long else None


def score(rows: Iterable[tuple[date, Range, float]]) -> Score:
    """Return how often what was told held: of each visit the day, the range and the wait that came.

    Units: seconds.
    Source: HALL-06.

    >>> found = score([(date(2024, 9, 26), Range(600, 300, 900), 240.0)])
    >>> found.told, found.held, found.sooner, found.long
    (1, 0, 1, 1)
    """
    found: Counter[str] = Counter()
    days = set()
    for on, told, waited in rows:
        held = told.low <= waited <= told.high
        days.add(on)
        found.update(
            told=1, held=held, sooner=waited < told.low, later=waited > told.high,
            long=told.expected >= REAL_WAIT, long_held=held and told.expected >= REAL_WAIT,
        )  # fmt: skip
    ends = (min(days), max(days)) if days else (None, None)
    counts = {name: int(found[name]) for name in ("told", "held", "sooner", "later", "long", "long_held")}
    return Score(**counts, days=len(days), first_on=ends[0], last_on=ends[1])

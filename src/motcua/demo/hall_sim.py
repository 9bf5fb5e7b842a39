"""One day of a hall: people come, are called by the house's own rule, are served or leave."""

import heapq
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.rules import expected_wait, queueing, tickets
from motcua.rules.expected_wait import Learned, OpenDesk
from motcua.rules.queueing import Fairness, Lane, Waiting
from motcua.rules.tickets import Ending, State

MISSING = 0.025  # do not hear their call
HELD = 0.02  # are sent for a copy
LEAVES_AFTER = (1500.0, 5400.0)  # seconds: who waits longer than her patience goes
WALK = (12.0, 45.0)
GAP = (5.0, 40.0)  # between one person and the next call


@dataclass(frozen=True, slots=True)
class Kind:
    """A service as the day meets it: how many come, how long each takes, how visits end.

    Units: `per_day` people, `minutes` mean at the desk, `spread` the shape of a lognormal.
    """

    service: int
    letter: str
    per_day: float
    minutes: float
    spread: float
    endings: Mapping[Ending, float]
    promise: int | None = None


@dataclass(frozen=True, slots=True)
class Manned:
    """A desk with who sits there and what it serves."""

    desk: int
    officer: int
    serves: Mapping[int, int]


@dataclass(slots=True)
class Stay:
    """A stretch of a visit in one state, in seconds of the day; None: it lasts."""

    state: State
    from_s: float
    until_s: float | None = None
    desk: int | None = None
    officer: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Visit:
    """One person of the day."""

    kind: Kind
    place: int
    issued_s: float
    order_s: float
    lane: str = ""
    told: expected_wait.Range | None = None
    stays: list[Stay] = field(default_factory=list)
    ending: Ending | None = None
    officer: int | None = None
    desk: int | None = None
    passed: int = 0
    dossier: str = ""

    @property
    def called_s(self) -> float | None:
        return next((stay.from_s for stay in self.stays if stay.state is State.CALLED), None)

    @property
    def ended_s(self) -> float:
        return self.stays[-1].until_s or 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a day is made of."""

    kinds: Sequence[Kind]
    desks: Sequence[Manned]
    sessions: Sequence[tuple[float, float]]  # seconds of the day
    lanes: Mapping[str, Lane]
    lane_share: float
    fairness: Fairness
    learned: Learned
    weight: float = 1.0


@dataclass(slots=True)
class _Desk:
    manned: Manned
    free_s: float
    visit: Visit | None = None


class Day:
    """The day as it goes on: who waits, which desk is free when."""

    def __init__(self, scene: Scene, rng: random.Random) -> None:
        self.scene, self.rng = scene, rng
        self.visits: list[Visit] = []
        self.line: dict[int, Visit] = {}
        self.desks = [_Desk(manned, scene.sessions[0][0]) for manned in scene.desks]
        self.agenda: list[tuple[int, int, str, int]] = []
        self.turn = 0

    def run(self) -> list[Visit]:
        """Let the day pass; return its visits in the order the numbers were drawn."""
        for at in sorted(self._arrivals()):
            self._plan(at[0], "come", at[1])
        for number, desk in enumerate(self.desks):
            self._plan(desk.free_s + self.rng.uniform(0, 240), "free", number)
        while self.agenda:
            now, _, what, which = heapq.heappop(self.agenda)
            {"come": self._come, "free": self._free, "leave": self._leave}[what](now, which)
        closing = self.scene.sessions[-1][1]
        for visit in list(self.line.values()):
            self._end(visit, Ending.DAY_CLOSED, closing)
        return self.visits

    def _plan(self, at: float, what: str, which: int) -> None:
        self.turn += 1
        heapq.heappush(self.agenda, (round(at), self.turn, what, which))

    def _arrivals(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        sessions = self.scene.sessions
        for number, kind in enumerate(self.scene.kinds):
            for _ in range(_poisson(self.rng, kind.per_day * self.scene.weight)):
                start, end = sessions[0] if len(sessions) == 1 or self.rng.random() < 0.64 else sessions[-1]
                at = start - 600 + (end - start - 600) * self.rng.betavariate(1.35, 1.7)
                found.append((round(at), number))
        return found

    def _come(self, now: float, which: int) -> None:
        kind, rng, scene = self.scene.kinds[which], self.rng, self.scene
        lane = rng.choice(list(scene.lanes)) if rng.random() < scene.lane_share else ""
        ahead = scene.lanes[lane].weight_minutes * 60 if lane else 0
        visit = Visit(kind, len(self.visits) + 1, now, now - ahead, lane)
        visit.told = self._told(visit, now)
        visit.stays.append(Stay(State.WAITING, now))
        self.visits.append(visit)
        self.line[visit.place] = visit
        self._plan(now + rng.uniform(*LEAVES_AFTER), "leave", visit.place)
        for number, desk in enumerate(self.desks):
            if desk.visit is None and kind.service in desk.manned.serves and desk.free_s <= now:
                self._plan(now + rng.uniform(2, 12), "free", number)
                break

    def _told(self, visit: Visit, now: float) -> expected_wait.Range | None:
        known = self.scene.learned
        line = sorted(self.line.values(), key=lambda one: (one.order_s, one.place))
        ahead = [one.kind.service for one in line if one.order_s <= visit.order_s]
        desks = [self._open(desk, now, known) for desk in self.desks]
        point = expected_wait.point(visit.kind.service, ahead, desks, known)
        return None if point is None else expected_wait.told(point, known)

    @staticmethod
    def _open(desk: _Desk, now: float, known: Learned) -> OpenDesk:
        free = max(0.0, desk.free_s - now) if desk.visit is None else 0.0
        if desk.visit is not None:
            mean = known.seconds.get(desk.visit.kind.service, known.overall)
            free = expected_wait.left(mean, now - desk.visit.stays[-1].from_s)
        return OpenDesk(frozenset(desk.manned.serves), free)

    def _free(self, now: float, which: int) -> None:
        desk = self.desks[which]
        if desk.visit is not None and now < desk.free_s:
            return
        desk.visit = None
        opens = self._session(now)
        if opens is None:
            return
        if opens > now:
            desk.free_s = opens
            self._plan(opens + self.rng.uniform(0, 120), "free", which)
            return
        line = [
            Waiting(one.place, one.place, one.kind.service, one.order_s, one.passed)  # type: ignore[arg-type]
            for one in self.line.values()
        ]
        bound = self.scene.fairness.bound
        found = queueing.next_for(desk.manned.desk, desk.manned.serves, line, bound=bound)
        if found is None:
            desk.free_s = now
            return
        for other in queueing.passed_by(found, desk.manned.desk, desk.manned.serves, line):
            self.line[other.pk].passed += 1
        self._serve(now, which, self.line.pop(found.pk))

    def _session(self, now: float) -> float | None:
        """Return now in office hours, the next session's begin between, None after the last."""
        for start, end in self.scene.sessions:
            if now < start:
                return start
            if now < end:
                return now
        return None

    def _serve(self, now: float, which: int, visit: Visit) -> None:
        desk, rng = self.desks[which], self.rng
        who = (desk.manned.desk, desk.manned.officer)
        visit.stays[-1].until_s, visit.desk, visit.officer = now, *who
        walked: float = round(now + rng.uniform(*WALK))
        visit.stays.append(Stay(State.CALLED, now, walked, *who))
        desk.visit = visit
        if rng.random() < MISSING:
            walked = visit.stays[-1].until_s = round(now + rng.uniform(90, 150))
            grace = self.scene.fairness.grace_minutes * 60
            visit.stays.append(Stay(State.MISSED, walked, walked + grace, *who))
            visit.ending = Ending.NO_SHOW
            done: float = walked
        else:
            done = self._work(visit, walked, who)
        desk.free_s = round(done + rng.uniform(*GAP))
        self._plan(desk.free_s, "free", which)

    def _work(self, visit: Visit, begin: float, who: tuple[int, int]) -> float:
        rng, kind = self.rng, visit.kind
        whole = max(40, round(rng.lognormvariate(0, kind.spread) * kind.minutes * 60 / _lift(kind.spread)))
        visit.ending = rng.choices(list(kind.endings), list(kind.endings.values()))[0]
        visit.stays.append(Stay(State.SERVING, begin, begin + whole, *who))
        return begin + whole

    def _leave(self, now: float, place: int) -> None:
        visit = self.line.get(place)
        if visit is not None and visit.issued_s != now:
            self._end(visit, Ending.CANCELLED, now)
            del self.line[place]

    def _end(self, visit: Visit, ending: Ending, at: float) -> None:
        visit.stays[-1].until_s = max(at, visit.stays[-1].from_s)
        visit.ending = ending


def _lift(spread: float) -> float:
    """Return the mean of a lognormal of that shape around 1."""
    return 2.718281828459045 ** (spread * spread / 2)


def _poisson(rng: random.Random, mean: float) -> int:
    """Return how many come: a sum of exponential gaps."""
    count, at = 0, rng.expovariate(1.0)
    while at < mean:
        count += 1
        at += rng.expovariate(1.0)
    return count


def past(visits: Sequence[Visit]) -> list[expected_wait.Past]:
    """Return the visits of a day as the expected wait learns from them."""
    found = []
    for visit in visits:
        called = visit.called_s
        if called is not None:
            served = visit.ending in tickets.SERVED
            at_desk = visit.ended_s - called if served else None
            told = float(visit.told.expected) if visit.told else None
            found.append(expected_wait.Past(visit.kind.service, at_desk, called - visit.issued_s, told))
    return found

"""The same hall in SimPy and in Ciw, as their manuals write it: what the capacity twin is held against."""

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import simpy

from motcua.rules.capacity import Counter, Law, Scenario, Service
from motcua.rules.capacity_hall import rate_steps


@dataclass(slots=True)
class Person:
    """Somebody in a simulated line."""

    service: Service
    at: float
    urgency: int
    leaves: float = math.inf
    start: float = math.inf


def minutes(law: Law | None, chance: random.Random) -> float:
    """Draw from a law, by the standard library."""
    if law is None:
        return math.inf
    if law.kind == "exponential":
        return chance.expovariate(1 / law.mean_minutes)
    if law.kind == "gamma":
        return chance.gammavariate(1 / law.cv**2, law.mean_minutes * law.cv**2)
    if law.kind == "lognormal":
        spread = math.log(1 + law.cv**2)
        return chance.lognormvariate(math.log(law.mean_minutes) - spread / 2, math.sqrt(spread))
    return law.mean_minutes


def arrivals(scenario: Scenario, service: Service, chance: random.Random) -> Iterator[float]:
    """Yield moments of a Poisson process whose rate changes, by thinning."""
    steps = rate_steps(scenario, service)
    most = max(rate for _, _, rate in steps) / 60
    at, turn = steps[0][0], 0
    while most:
        at += chance.expovariate(most)
        while turn < len(steps) and steps[turn][1] <= at:
            turn += 1
        if turn == len(steps):
            return
        since, _, rate = steps[turn]
        if at >= since and chance.random() * most < rate / 60:
            yield at


def plain_day(scenario: Scenario, seed: int) -> list[float]:
    """Return the waits of a day in SimPy: one resource a service, as in its manual's bank."""
    chance, world, waited = random.Random(seed), simpy.Environment(), []

    def person(desk: simpy.Resource, law: Law) -> Iterator[Any]:
        came = world.now
        with desk.request() as request:
            yield request
            waited.append(world.now - came)
            yield world.timeout(minutes(law, chance))

    def source(service: Service, desk: simpy.Resource) -> Iterator[Any]:
        for at in arrivals(scenario, service, chance):
            yield world.timeout(at - world.now)
            world.process(person(desk, service.minutes))

    for service in scenario.services:
        staff = sum(service.name in counter.serves for counter in scenario.counters)
        world.process(source(service, simpy.Resource(world, capacity=staff)))
    world.run()
    return waited


class RichDay:
    """A day in SimPy with skills in order of preference, classes, breaks, and people who leave."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.chance, self.world = scenario, random.Random(seed), simpy.Environment()
        self.lines: dict[str, list[tuple[int, float, int, Person]]] = {s.name: [] for s in scenario.services}
        self.resting: dict[int, simpy.Event] = {}
        self.people: list[Person] = []
        self.number = count()

    def run(self) -> list[Person]:
        """Play the day and return everybody who came."""
        for service in self.scenario.services:
            self.world.process(self._source(service))
        for place, counter in enumerate(self.scenario.counters):
            self.world.process(self._counter(place, counter))
        self.world.run()
        return self.people

    def _source(self, service: Service) -> Iterator[Any]:
        for at in arrivals(self.scenario, service, self.chance):
            yield self.world.timeout(at - self.world.now)
            patience = minutes(service.patience, self.chance)
            person = Person(service, at, self._urgency(), at + patience)
            self.people.append(person)
            heapq.heappush(self.lines[service.name], (-person.urgency, at, next(self.number), person))
            self._wake(service.name)

    def _urgency(self) -> int:
        u = self.chance.random()
        for one in self.scenario.classes:
            if u < one.share:
                return one.priority
            u -= one.share
        return 0

    def _wake(self, name: str) -> None:
        able = [(self.scenario.counters[place].serves.index(name), len(self.scenario.counters[place].serves),
                 place) for place in self.resting if name in self.scenario.counters[place].serves
                and self._on(self.scenario.counters[place])]  # fmt: skip
        if able:
            self.resting.pop(min(able)[2]).succeed()

    def _on(self, counter: Counter) -> bool:
        return any(since <= self.world.now < self._until(until) for since, until in counter.on)

    def _until(self, until: float) -> float:
        return math.inf if until == self.scenario.sessions[-1][1] else until

    def _counter(self, place: int, counter: Counter) -> Iterator[Any]:
        for since, until in counter.on:
            yield self.world.timeout(max(since - self.world.now, 0))
            while self.world.now < self._until(until):
                person = self._next(counter)
                if person is None:
                    self.resting[place] = awake = self.world.event()
                    left = until - self.world.now
                    yield awake if self._until(until) == math.inf else awake | self.world.timeout(left)
                    self.resting.pop(place, None)
                    continue
                person.start = self.world.now
                yield self.world.timeout(minutes(person.service.minutes, self.chance))

    def _next(self, counter: Counter) -> Person | None:
        for name in counter.serves:
            while self.lines[name]:
                person = heapq.heappop(self.lines[name])[3]
                if person.leaves >= self.world.now:
                    return person
        return None


def ciw_day(scenario: Scenario, seed: int) -> list[float]:
    """Return the waits of a day in Ciw: one node a service, with its intervals of Poisson arrivals."""
    import ciw

    ciw.seed(seed)
    opens, closes = scenario.sessions[0][0], scenario.sessions[-1][1]
    laws, streams, staff = [], [], []
    for service in scenario.services:
        steps = rate_steps(scenario, service)
        streams.append(ciw.dists.PoissonIntervals(
            rates=[rate / 60 for _, _, rate in steps], endpoints=[until - opens for _, until, _ in steps],
            max_sample_date=closes - opens))  # fmt: skip
        laws.append(_ciw_law(ciw, service.minutes))
        staff.append(sum(service.name in counter.serves for counter in scenario.counters))
    nodes = len(staff)
    network = ciw.create_network(arrival_distributions=streams, service_distributions=laws,
                                 number_of_servers=staff, routing=[[0.0] * nodes] * nodes)  # fmt: skip
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(closes - opens + 2000)
    return [record.waiting_time for record in simulation.get_all_records()]


def _ciw_law(ciw: Any, law: Law) -> Any:
    if law.kind == "exponential":
        return ciw.dists.Exponential(1 / law.mean_minutes)
    if law.kind == "deterministic":
        return ciw.dists.Deterministic(law.mean_minutes)
    spread = math.log(1 + law.cv**2)
    return ciw.dists.Lognormal(math.log(law.mean_minutes) - spread / 2, math.sqrt(spread))

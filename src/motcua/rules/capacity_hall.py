"""From a scenario to the arrays it is computed on: intensities, laws, skills, hours, independent parts."""

import math
import zlib
from itertools import accumulate

import numpy as np

from motcua.rules.capacity import Counter, Law, Scenario, Service
from motcua.rules.capacity_arrays import (
    ALIKE,
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    MIXED,
    NEVER,
    NONE,
    SERVICE,
    Demand,
    Floats,
    Hall,
    Ints,
    Records,
)

Parts = list[tuple[list[int], list[int]]]


def demand(scenario: Scenario) -> Demand:
    """Return who may come, as arrays.

    A stream is called by the service's name, not its place: adding a service leaves the others' people alone.

    Units: minutes.
    Source: CAP-01.
    """
    _, classes, booked_level = _levels(scenario)
    late = scenario.appointments
    services, samples = _services(scenario)
    booking = [late.no_show, late.late_mean_minutes, late.late_sd_minutes, late.grace_minutes, booked_level]
    sessions = np.array(scenario.sessions, dtype=np.float64)
    return services, _intensities(scenario), samples, classes, np.array(booking), sessions


def hall(scenario: Scenario) -> Hall:
    """Return who serves them, as arrays.

    Units: minutes.
    Source: CAP-01.
    """
    place = {service.name: at for at, service in enumerate(scenario.services)}
    skills, ranks = _skills(scenario.counters, place)
    parts = _parts(scenario, place)
    part_services = _ragged([services for services, _ in parts])
    part_counters = _ragged([counters for _, counters in parts])
    kinds = np.array([_kind(scenario, part) for part in parts], dtype=np.int64)
    return _hours(scenario), skills, ranks, part_services, part_counters, kinds


def levels(scenario: Scenario) -> int:
    """Return how many degrees of urgency there are.

    Source: CAP-01.
    """
    return _levels(scenario)[0]


def expected(scenario: Scenario) -> float:
    """Return how many people a day is expected to bring, no-shows included.

    Source: CAP-01.
    """
    return float(_intensities(scenario)[:, 1, -1].sum()) + sum(
        _booked(scenario, service) for service in scenario.services
    )


def rate_steps(scenario: Scenario, service: Service) -> list[tuple[float, float, float]]:
    """Return the stretches of a day with the people an hour that want the service: from, until, rate.

    Units: minutes after midnight; people an hour.
    Source: CAP-01.
    """
    found: list[tuple[float, float, float]] = []
    into, step = 0.0, service.step_minutes or math.inf
    for since, until in scenario.comes():
        at = since
        while at < until - 1e-9:
            turn = int((into + 1e-9) // step) if service.step_minutes else 0
            here = min(until, at + (turn + 1) * step - into)
            found.append((at, here, service.rates[min(turn, len(service.rates) - 1)]))
            into, at = into + here - at, here
    return found


def _whole(scenario: Scenario, service: Service) -> float:
    return sum((until - since) * rate / 60 for since, until, rate in rate_steps(scenario, service))


def _booked(scenario: Scenario, service: Service) -> float:
    return scenario.appointments.shares.get(service.name, 0.0) * _whole(scenario, service)


def _intensities(scenario: Scenario) -> Floats:
    """Lunch is a step with nobody in it, so that one line of times covers the day."""
    rows = []
    for service in scenario.services:
        walk_in = 1 - scenario.appointments.shares.get(service.name, 0.0)
        times, sums = [scenario.comes()[0][0]], [0.0]
        for since, until, rate in rate_steps(scenario, service):
            if since > times[-1]:
                times.append(since)
                sums.append(sums[-1])
            times.append(until)
            sums.append(sums[-1] + walk_in * rate * (until - since) / 60)
        rows.append((times, sums))
    width = max(len(times) for times, _ in rows)
    return np.array([[line + [line[-1]] * (width - len(line)) for line in row] for row in rows])


def _services(scenario: Scenario) -> tuple[Records, Floats]:
    place = {service.name: at for at, service in enumerate(scenario.services)}
    mixed = {at for part in _parts(scenario, place) if _kind(scenario, part) == MIXED for at in part[0]}
    found = np.zeros(len(place), dtype=SERVICE)
    samples: list[float] = []
    for at, service in enumerate(scenario.services):
        row = found[at]
        row["name"], row["is_mixed"] = zlib.crc32(service.name.encode()), at in mixed
        row["booked"] = _booked(scenario, service)
        for prefix, law in (("", service.minutes), ("p_", service.patience)):
            row[f"{prefix}begins"] = len(samples)
            samples += sorted(law.sample) if law else ()
            row[f"{prefix}ends"] = len(samples)
            row[f"{prefix}kind"], row[f"{prefix}one"], row[f"{prefix}two"] = _law(law)
    return found, np.array(samples, dtype=np.float64)


def _law(law: Law | None) -> tuple[int, float, float]:
    if law is None:
        return NONE, 0.0, 0.0
    if law.kind == "empirical":
        return EMPIRICAL, 0.0, 0.0
    if law.kind == "deterministic":
        return FIXED, law.mean_minutes, 0.0
    if law.kind == "exponential":
        return EXPONENTIAL, law.mean_minutes, 0.0
    if law.kind == "gamma":
        return GAMMA, 1 / law.cv**2, law.mean_minutes * law.cv**2
    spread = math.log(1 + law.cv**2)
    return LOGNORMAL, math.log(law.mean_minutes) - spread / 2, math.sqrt(spread)


def _levels(scenario: Scenario) -> tuple[int, Floats, float]:
    """The most urgent is level 0; without classes everybody is of one."""
    has_booked = bool(scenario.appointments.shares)
    classes = scenario.classes
    urgencies = {one.priority for one in classes} or {0}
    urgencies |= {scenario.appointments.priority} if has_booked else set()
    order = sorted(urgencies, reverse=True)
    sums = list(accumulate(one.share for one in classes)) or [1.0]
    own = [float(order.index(one.priority)) for one in classes] or [float(order.index(0))]
    booked = order.index(scenario.appointments.priority) if has_booked else 0
    return len(order), np.array([sums, own]), float(booked)


def _hours(scenario: Scenario) -> Floats:
    width = max(len(counter.on) for counter in scenario.counters) + 1
    found = np.full((len(scenario.counters), 3, width), NEVER)
    for at, counter in enumerate(scenario.counters):
        for turn, (since, end) in enumerate(counter.on):
            found[at, :, turn] = since, _stops(scenario, counter, turn, end), end
    return found


def _stops(scenario: Scenario, counter: Counter, turn: int, end: float) -> float:
    """When an interval of calling really ends: the line may be served after closing, or over a break."""
    if end == scenario.sessions[-1][1]:
        return NEVER if scenario.overtime_minutes is None else end + scenario.overtime_minutes
    ends_a_session = any(end == until for _, until in scenario.sessions)
    if ends_a_session and not scenario.line_waits_over_breaks:
        opens = min(since for since, _ in scenario.sessions if since >= end)
        return min(opens, counter.on[turn + 1][0] if turn + 1 < len(counter.on) else opens)
    return end


def _skills(counters: tuple[Counter, ...], place: dict[str, int]) -> tuple[Ints, Ints]:
    skills = _ragged([[place[name] for name in counter.serves] for counter in counters])
    ranks = np.full((len(counters), len(place)), -1, dtype=np.int64)
    for at, counter in enumerate(counters):
        for rank, name in enumerate(counter.serves):
            ranks[at, place[name]] = rank
    return skills, ranks


def _ragged(rows: list[list[int]]) -> Ints:
    width = max(len(row) for row in rows)
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64).reshape(len(rows), -1)


def _parts(scenario: Scenario, place: dict[str, int]) -> Parts:
    """Services that share a counter, however far around, belong to one part; parts are independent."""
    part = list(range(len(place)))
    for counter in scenario.counters:
        served = [place[name] for name in counter.serves]
        for other in served[1:]:
            joined, gone = sorted((part[served[0]], part[other]))
            part = [joined if one == gone else one for one in part]
    found: Parts = []
    for one in sorted(set(part)):
        services = [at for at, of in enumerate(part) if of == one]
        counters = [
            at for at, counter in enumerate(scenario.counters) if place[counter.serves[0]] in services
        ]
        found.append((services, counters))
    return found


def _kind(scenario: Scenario, part: tuple[list[int], list[int]]) -> int:
    services, counters = part
    first = scenario.services[services[0]]
    same_hours = len({scenario.counters[at].on for at in counters}) == 1
    one_line = len(services) == 1 and first.patience is None and not scenario.classes
    return ALIKE if same_hours and one_line and first.name not in scenario.appointments.shares else MIXED

"""Who comes to the counters, when and with what need: days of people, drawn alike on any machine.

Only + - * /, square roots and whole numbers are used, in a fixed order. Somebody draws from streams named
by purpose, service and place, so that the same person comes with the same need in every scenario (common
random numbers). Nothing compiled here calls compiled code of another file: the cache watches one file.
"""

import math

import numpy as np

from motcua.rules.capacity_arrays import (
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    NEVER,
    Demand,
    Floats,
    Ints,
    Record,
    Records,
    compiled,
)

GAPS, NEEDS, PATIENCE, CLASSES, BOOKED, SHOWS, LATENESS, BOOKED_NEEDS, BOOKED_PATIENCE = (
    np.uint64(purpose) for purpose in range(9)
)

_STEP = np.uint64(0x9E3779B97F4A7C15)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_U0, _U1, _U11, _U27, _U30, _U31, _U52 = (np.uint64(n) for n in (0, 1, 11, 27, 30, 31, 52))
_FRACTION, _HALF = np.uint64(0x000FFFFFFFFFFFFF), np.uint64(0x3FE0000000000000)
_UNIT = 2.0**-53
_LN2_HIGH, _LN2_LOW, _PER_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.4426950408889634
_ROOT_HALF = 0.7071067811865476


@compiled
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _U30)) * _M1
    z = (z ^ (z >> _U27)) * _M2
    return z ^ (z >> _U31)


@compiled
def _day(seed: np.uint64, day: int) -> np.uint64:
    return _mix(_mix(seed + _STEP) + _STEP * (np.uint64(day) + _U1))


@compiled
def _stream(day: np.uint64, purpose: np.uint64, name: np.uint64) -> np.uint64:
    return _mix(_mix(day + _STEP * (purpose + _U1)) + _STEP * (name + _U1))


@compiled
def _uniform(stream: np.uint64, place: int) -> float:
    z = _mix(stream + _STEP * (np.uint64(place) + _U1))
    return (np.float64(np.int64(z >> _U11)) + 0.5) * _UNIT


@compiled
def _log(x: float) -> float:
    bits = np.float64(x).view(np.uint64)
    power = np.float64(np.int64(bits >> _U52) - 1022)
    m = np.uint64((bits & _FRACTION) | _HALF).view(np.float64)
    if m < _ROOT_HALF:
        m, power = m * 2.0, power - 1.0
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21)))))
    p = 1.0 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * p))))
    return power * _LN2_HIGH + (2.0 * s * p + power * _LN2_LOW)


@compiled
def _exp(x: float) -> float:
    x = min(max(x, -700.0), 700.0)
    k = math.floor(x * _PER_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 + r / 10.0 * (1.0 + r / 11.0 * (1.0 + r / 12.0 * (1.0 + r / 13.0)))
    p = 1.0 + r / 6.0 * (1.0 + r / 7.0 * (1.0 + r / 8.0 * (1.0 + r / 9.0 * p)))
    p = 1.0 + r * (1.0 + r / 2.0 * (1.0 + r / 3.0 * (1.0 + r / 4.0 * (1.0 + r / 5.0 * p))))
    return p * np.uint64(np.uint64(np.int64(k) + 1023) << _U52).view(np.float64)


@compiled
def _normal(u: float) -> float:
    """The normal quantile, algorithm AS 241 (PPND7): 7 correct figures, which no count of days can see."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        over = 3.3871327179 + r * (50.434271938 + r * (159.29113202 + r * 59.109374720))
        return q * over / (1.0 + r * (17.895169469 + r * (78.757757664 + r * 67.187563600)))
    r = math.sqrt(-_log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        over = 1.4234372777 + r * (2.7568153900 + r * (1.3067284816 + r * 0.17023821103))
        z = over / (1.0 + r * (0.73700164250 + r * 0.12021132975))
    else:
        r -= 5.0
        over = 6.6579051150 + r * (3.0812263860 + r * (0.42868294337 + r * 0.017337203997))
        z = over / (1.0 + r * (0.24197894225 + r * 0.012258202635))
    return -z if q < 0.0 else z


@compiled
def _gamma(shape: float, stream: np.uint64, place: int) -> float:
    """Marsaglia and Tsang (2000); a customer has 64 tries, of which a twentieth needs a second."""
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    v = 1.0
    for tried in range(32):
        x = _normal(_uniform(stream, 64 * place + 2 * tried))
        v = 1.0 + c * x
        v = v * v * v
        if v <= 0.0:
            continue
        if _log(_uniform(stream, 64 * place + 2 * tried + 1)) < 0.5 * x * x + d * (1.0 - v + _log(v)):
            break
    drawn = d * max(v, 1e-12)
    if shape < 1.0:
        drawn *= _exp(_log(_uniform(stream ^ _STEP, place)) / shape)
    return drawn


@compiled
def _drawn(kind: int, one: float, two: float, samples: Floats, stream: np.uint64, place: int) -> float:
    if kind == LOGNORMAL:
        return _exp(one + two * _normal(_uniform(stream, place)))
    if kind == EXPONENTIAL:
        return -_log(_uniform(stream, place)) * one
    if kind == FIXED:
        return one
    if kind == GAMMA:
        return _gamma(one, stream, place) * two
    if kind == EMPIRICAL:
        return float(samples[int(_uniform(stream, place) * samples.size)])
    return NEVER


@compiled
def _walk_ins(people: Records, n: int, steps: Floats, gaps: np.uint64, s: int) -> int:
    """Let the walk-ins of a service come: a unit Poisson process, bent by the summed intensity."""
    top, most, total, step, place = steps.shape[1] - 1, people.size, 0.0, 0, 0
    while True:
        total -= _log(_uniform(gaps, place))
        while step < top and total >= steps[1, step + 1]:
            step += 1
        if step >= top:
            return n
        if n >= most:
            return most + 1
        share = (total - steps[1, step]) / (steps[1, step + 1] - steps[1, step])
        person = people[n]
        person["at"] = steps[0, step] + share * (steps[0, step + 1] - steps[0, step])
        person["service"], person["level"] = s, 0
        n, place = n + 1, place + 1


@compiled
def _needs(people: Records, begins: int, n: int, one: Record, samples: Floats, stream: np.uint64) -> None:
    kind, first, second = one["kind"], one["one"], one["two"]
    sample = samples[one["begins"] : one["ends"]]
    for i in range(begins, n):
        people[i]["need"] = _drawn(kind, first, second, sample, stream, i - begins)


@compiled
def _patience(people: Records, begins: int, n: int, one: Record, samples: Floats, stream: np.uint64) -> None:
    kind, first, second = one["p_kind"], one["p_one"], one["p_two"]
    sample = samples[one["p_begins"] : one["p_ends"]]
    for i in range(begins, n):
        people[i]["leaves"] = people[i]["since"] + _drawn(kind, first, second, sample, stream, i - begins)


@compiled
def _classes(people: Records, begins: int, n: int, classes: Floats, stream: np.uint64) -> None:
    """Give each walk-in of a mixed part its class, and its place in line by arrival."""
    for i in range(begins, n):
        c, last = 0, classes.shape[1] - 1
        if last > 0:
            u = _uniform(stream, i - begins)
            while c < last and u >= classes[0, c]:
                c += 1
        person = people[i]
        person["level"] = classes[1, c]
        person["since"] = person["key"] = person["at"]


@compiled
def _booked(people: Records, n: int, demand: Demand, s: int, day: np.uint64) -> int:
    """Let those with an appointment come, or not: evenly over the opening hours, early or late."""
    services, _, _, _, booking, sessions = demand
    name = services[s]["name"]
    count = int(services[s]["booked"] + _uniform(_stream(day, BOOKED, name), 0))
    shows, late = _stream(day, SHOWS, name), _stream(day, LATENESS, name)
    begins, whole = n, 0.0
    for session in range(sessions.shape[0]):
        whole += sessions[session, 1] - sessions[session, 0]
    for j in range(count):
        if _uniform(shows, j) < booking[0]:
            continue
        if n >= people.size:
            return people.size + 1
        into, session = whole * (j + 0.5) / count, 0
        while session < sessions.shape[0] - 1 and into > sessions[session, 1] - sessions[session, 0]:
            into -= sessions[session, 1] - sessions[session, 0]
            session += 1
        due = sessions[session, 0] + into
        at = due + booking[1] + booking[2] * _normal(_uniform(late, j))
        at = min(max(at, sessions[session, 0]), sessions[session, 1])
        i = n
        while i > begins and people[i - 1]["at"] > at:  # nearly in order already
            people[i]["at"], people[i]["since"] = people[i - 1]["at"], people[i - 1]["since"]
            people[i]["key"] = people[i - 1]["key"]
            i -= 1
        people[i]["at"], people[i]["since"] = at, max(at, due)
        people[i]["key"] = due if at <= due + booking[3] else at
        people[n]["service"], people[n]["level"] = s, int(booking[4])
        n += 1
    return n


@compiled
def come(people: Records, streams: Ints, demand: Demand, seed: int, first_day: int) -> int:
    """Let everybody of some days come and return how many; one more than there is room for when it is full.

    `streams[d, q]` is where stream q of day d begins and ends: two a service, walk-ins and booked; the last
    is the whole day. A service that is one plain line gets neither class nor patience.

    Units: minutes.
    Source: CAP-01, CAP-05.
    """
    n = 0
    services, steps, samples, classes, _, _ = demand
    for d in range(streams.shape[0]):
        day = _day(np.uint64(seed), first_day + d)
        streams[d, -1, 0] = n
        for s in range(services.size):
            one, begins = services[s], n
            n = _walk_ins(people, n, steps[s], _stream(day, GAPS, one["name"]), s)
            booked = n
            if n <= people.size and one["is_mixed"]:
                _classes(people, begins, n, classes, _stream(day, CLASSES, one["name"]))
                n = _booked(people, n, demand, s, day)
            if n > people.size:
                return n
            _needs(people, begins, booked, one, samples, _stream(day, NEEDS, one["name"]))
            if one["is_mixed"]:
                _needs(people, booked, n, one, samples, _stream(day, BOOKED_NEEDS, one["name"]))
                _patience(people, begins, booked, one, samples, _stream(day, PATIENCE, one["name"]))
                _patience(people, booked, n, one, samples, _stream(day, BOOKED_PATIENCE, one["name"]))
            streams[d, 2 * s, 0], streams[d, 2 * s, 1] = begins, booked
            streams[d, 2 * s + 1, 0], streams[d, 2 * s + 1, 1] = booked, n
        streams[d, -1, 1] = n
    return n

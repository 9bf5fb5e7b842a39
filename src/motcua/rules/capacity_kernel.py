"""How the people of a day are served: from event to event, or in one line before equal counters."""

import numpy as np

from motcua.rules.capacity_arrays import (
    ALIKE,
    BUSY,
    CAME,
    IDLE,
    IN_VAIN,
    LAST_END,
    NEVER,
    ON,
    OVERRUN,
    PAID,
    SERVED,
    SKILLS,
    TURN,
    UNTIL,
    WAITED,
    WITHIN,
    Floats,
    Hall,
    Ints,
    Record,
    Records,
    compiled,
)

Work = tuple[Ints, Ints]  # the lines (services, levels, 2); what each counter is doing (counters, 3)
Times = tuple[Floats, Floats]  # when each counter next looks up; when the next of each stream arrives
Sums = tuple[Floats, Floats]


@compiled
def _serve_alike(
    people: Records, begins: int, ends: int, hours: Floats, counters: Ints, free: Floats
) -> None:
    """One line before equal counters: whoever is free first takes the next (Kiefer and Wolfowitz)."""
    first, turn, count = counters[0], 0, 0
    while count < counters.size and counters[count] >= 0:
        free[count] = hours[first, ON, 0]
        count += 1
    for i in range(begins, ends):
        best, soonest = 0, free[0]
        for c in range(1, count):
            if free[c] < soonest:
                best, soonest = c, free[c]
        person = people[i]
        start = max(person["at"], soonest)
        while hours[first, UNTIL, turn] <= start:
            turn += 1
        start = max(start, hours[first, ON, turn])
        person["since"], person["start"], person["counter"] = person["at"], start, counters[best]
        person["leaves"] = NEVER
        if start < NEVER:
            free[best] = start + person["need"]


@compiled
def _into_line(people: Records, line: Ints, i: int) -> None:
    s, level, key = people[i]["service"], people[i]["level"], people[i]["key"]
    before, after = line[s, level, 1], -1
    while before >= 0 and people[before]["key"] > key:
        before, after = people[before]["before"], before
    people[i]["before"], people[i]["after"] = before, after
    if before < 0:
        line[s, level, 0] = i
    else:
        people[before]["after"] = i
    if after < 0:
        line[s, level, 1] = i
    else:
        people[after]["before"] = i


@compiled
def _calls_next(people: Records, line: Ints, skills: Ints, counter: int, now: float) -> int:
    """Return whom a counter calls: its preferred service first, then class, then turn; -1 nobody."""
    for m in range(skills.shape[1]):
        s = skills[counter, m]
        if s < 0:
            break
        for level in range(line.shape[1]):
            i = line[s, level, 0]
            while i >= 0:
                after = people[i]["after"]
                line[s, level, 0] = after
                if after < 0:
                    line[s, level, 1] = -1
                else:
                    people[after]["before"] = -1
                if people[i]["leaves"] >= now:
                    return int(i)
                i = after
    return -1


@compiled
def _turn(hours: Floats, state: Ints, counter: int, now: float) -> int:
    turn = int(state[counter, TURN])
    while hours[counter, UNTIL, turn] <= now:
        turn += 1
    state[counter, TURN] = turn
    return turn


@compiled
def _idle_for(hours: Floats, state: Ints, ranks: Ints, counters: Ints, s: int, now: float) -> int:
    """Return the idle counter that prefers the service most and knows least else; -1 none."""
    best, best_cost = -1, 1 << 40
    for counter in counters:
        if counter < 0:
            break
        if state[counter, IDLE] == 0 or ranks[counter, s] < 0:
            continue
        cost = ranks[counter, s] * 1024 + state[counter, SKILLS]
        if cost < best_cost and hours[counter, ON, _turn(hours, state, counter, now)] <= now:
            best, best_cost = counter, cost
    return best


@compiled
def _heads(people: Records, coming: Ints, heads: Floats) -> None:
    """Write down when the first of each stream arrives."""
    for q in range(coming.shape[0]):
        heads[q] = people[coming[q, 0]]["at"] if coming[q, 0] < coming[q, 1] else NEVER


@compiled
def _next_to_come(heads: Floats, services: Ints) -> int:
    """Return the stream whose next person arrives first; -1 none."""
    at, stream = NEVER, -1
    for s in services:
        if s < 0:
            break
        for q in (2 * s, 2 * s + 1):
            if heads[q] < at:
                at, stream = heads[q], q
    return stream


@compiled
def _soonest(event: Floats) -> int:
    """Return the counter that looks up next; -1 none. Those of other parts never do."""
    best, now = -1, NEVER
    for counter in range(event.size):
        if event[counter] < now:
            best, now = counter, event[counter]
    return best


@compiled
def _open(hours: Floats, counters: Ints, event: Floats, work: Work) -> None:
    """Empty the lines; every counter sleeps until its hours begin."""
    line, state = work
    for s in range(line.shape[0]):
        for level in range(line.shape[1]):
            line[s, level, 0] = line[s, level, 1] = -1
    for counter in counters:
        if counter >= 0:
            event[counter], state[counter, IDLE], state[counter, TURN] = hours[counter, ON, 0], 1, 0


@compiled
def _looks_up(people: Records, hall: Hall, event: Floats, work: Work, counter: int) -> int:
    """Return whom a counter takes that is free again; -1 if it waits for somebody, or for its hours."""
    hours, skills, _, _, _, _ = hall
    line, state = work
    now = event[counter]
    turn, i = _turn(hours, state, counter, now), -1
    is_on = hours[counter, ON, turn] <= now
    if is_on:
        i = _calls_next(people, line, skills, counter, now)
    if i < 0:
        event[counter], state[counter, IDLE] = hours[counter, ON, turn + 1 if is_on else turn], 1
    return i


@compiled
def _serve_mixed(people: Records, coming: Ints, hall: Hall, part: int, times: Times, work: Work) -> None:
    """Any hall: walk from event to event; at the same moment a counter is freed before somebody comes."""
    hours, _, ranks, part_services, part_counters, _ = hall
    services, counters = part_services[part], part_counters[part]
    event, heads = times
    line, state = work
    _open(hours, counters, event, work)
    _heads(people, coming, heads)
    stream = _next_to_come(heads, services)
    while True:
        counter = _soonest(event)
        now = NEVER if counter < 0 else event[counter]
        if stream >= 0 and heads[stream] < now:
            i = coming[stream, 0]
            now = heads[stream]
            coming[stream, 0] = i + 1
            heads[stream] = people[i + 1]["at"] if i + 1 < coming[stream, 1] else NEVER
            counter = _idle_for(hours, state, ranks, counters, stream // 2, now)
            stream = _next_to_come(heads, services)
            if counter < 0:
                _into_line(people, line, i)
                continue
        elif counter < 0:
            return
        else:
            i = _looks_up(people, hall, event, work, counter)
            if i < 0:
                continue
        people[i]["start"], people[i]["counter"] = now, counter
        event[counter], state[counter, IDLE] = now + people[i]["need"], 0


@compiled
def _summed(person: Record, hours: Floats, by_service: Floats, by_counter: Floats, bounds: Floats) -> None:
    """Add one of the people to the sums of a day.

    `bounds`: who comes earlier is not counted; the promise; when who still waits is sent home; then pairs of
    when people begin to come and when the hall opens: who comes between is promised from opening on.
    """
    s, start, counter = person["service"], person["start"], person["counter"]
    if person["at"] < bounds[0]:
        return
    by_service[CAME, s] += 1.0
    if start >= NEVER:
        gone = min(person["leaves"], max(bounds[2], person["at"]))
        by_service[IN_VAIN, s] += max(gone - person["since"], 0.0)
        return
    waited, end = max(start - person["since"], 0.0), start + person["need"]
    by_service[SERVED, s] += 1.0
    by_service[WAITED, s] += waited
    since = person["since"]
    for b in range(3, bounds.size, 2):
        if bounds[b] <= person["at"] < bounds[b + 1]:
            since = bounds[b + 1]
    by_service[WITHIN, s] += 1.0 if start - since <= bounds[1] else 0.0
    by_service[LAST_END, s] = max(by_service[LAST_END, s], end)
    paid, turn = 0.0, 0
    while hours[counter, ON, turn] < end:
        paid += max(min(end, hours[counter, PAID, turn]) - max(start, hours[counter, ON, turn]), 0.0)
        turn += 1
    by_counter[BUSY, counter] += end - start
    by_counter[OVERRUN, counter] += end - start - paid


@compiled
def serve(people: Records, streams: Ints, hall: Hall, work: Work, bounds: Floats, sums: Sums) -> None:
    """Serve the people of some days and add to the sums of each day, by service and by counter.

    Units: minutes.
    Source: CAP-01, CAP-02.
    """
    hours, skills, _, part_services, part_counters, kinds = hall
    by_service, by_counter = sums
    free, coming = np.empty(skills.shape[0]), np.empty((streams.shape[1] - 1, 2), dtype=np.int64)
    times = np.full(skills.shape[0], NEVER), np.empty(coming.shape[0])
    for d in range(streams.shape[0]):
        begins, ends = streams[d, -1, 0], streams[d, -1, 1]
        for i in range(begins, ends):
            people[i]["start"] = NEVER
        for part in range(kinds.size):
            if kinds[part] == ALIKE:
                q = 2 * part_services[part, 0]
                _serve_alike(people, streams[d, q, 0], streams[d, q, 1], hours, part_counters[part], free)
                continue
            for q in range(coming.shape[0]):
                coming[q, 0], coming[q, 1] = streams[d, q, 0], streams[d, q, 1]
            _serve_mixed(people, coming, hall, part, times, work)
        for i in range(begins, ends):
            _summed(people[i], hours, by_service[d], by_counter[d], bounds)

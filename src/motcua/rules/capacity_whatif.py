"""What if: a scenario changed by what a leader moves; and what was before and after something began."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.rules.capacity import BadScenario, Interval, Problem, Scenario, spans
from motcua.rules.capacity_read import read

EARLY_MINUTES = 30
NO_SHOW, LATE_SD = 0.08, 6.0  # where own tickets do not say: assumptions, and told as such


@dataclass(frozen=True, slots=True)
class Change:
    """What is moved: officers by kind of counter (in the order of `kinds`), booked share, hours, skills.

    `slots`: the officers of each kind by the half hour of opening, where they change through the day.
    """

    officers: tuple[int, ...]
    booked_share: float = 0.0
    opens_early: bool = False
    serves_all: bool = False
    slots: tuple[tuple[int, ...], ...] = ()


def kinds(data: Mapping[str, Any]) -> list[tuple[tuple[str, ...], int]]:
    """Return the kinds of counters of a plain scenario: what each serves, and how many officers there are.

    Source: CAP-01.

    >>> kinds({"counters": [{"serves": ["a"], "count": 2}, {"serves": ["b"]}, {"serves": ["a"]}]})
    [(('a',), 3), (('b',), 1)]
    """
    found: Counter[tuple[str, ...]] = Counter()
    for row in data["counters"]:
        found[tuple(row["serves"])] += int(row.get("count", 1))
    return list(found.items())


def changed(data: Mapping[str, Any], change: Change, promise_minutes: float) -> Scenario:
    """Return the scenario with a change made.

    Officers keep their hours and breaks; one who is added has the longest of the kind, one who is taken away
    had the shortest.

    Units: minutes; shares from 0 to 1.
    Raises: capacity.BadScenario where nobody is left to serve a service.
    Source: CAP-01.
    """
    services, (whole, on_duty) = list(data["services"]), _on_duty(data)
    counters = []
    for (serves, _), n in zip(kinds(data), change.officers, strict=True):
        more = [name for name in services if name not in serves] if change.serves_all else []
        own = on_duty.get(serves, [whole])
        for hours, count in Counter((own + own[:1] * n)[:n]).items():
            row = {"serves": [*serves, *more], "count": count}
            counters.append(row | {"hours": spans(hours)})
    known = {key: value for key, value in data.items() if key not in ("staffing", "counters", "appointments")}
    plain: dict[str, Any] = {**known, "counters": counters, "promise_minutes": promise_minutes}
    if change.booked_share:
        given = data.get("appointments") or {"no_show": NO_SHOW, "lateness": {"mean": 0, "sd": LATE_SD}}
        plain["appointments"] = {**given, "share": change.booked_share}
    found = read(plain)
    found = _early(found) if change.opens_early else found
    return _by_slot(found, change) if change.slots else found


_Hours = tuple[Interval, ...]


def _on_duty(data: Mapping[str, Any]) -> tuple[_Hours, dict[tuple[str, ...], list[_Hours]]]:
    """The hours of the hall, and when each officer of a kind calls, the longest first."""
    scenario = read({key: value for key, value in data.items() if key != "staffing"})
    found: dict[tuple[str, ...], list[_Hours]] = {}
    for counter in scenario.counters:
        if counter.on:
            found.setdefault(counter.serves, []).append(counter.on)
    for own in found.values():
        own.sort(key=lambda on: sum(until - since for since, until in on), reverse=True)
    return scenario.sessions, found


def _coming_minutes(scenario: Scenario) -> float:
    return sum(until - since for since, until in scenario.comes())


def _by_slot(scenario: Scenario, change: Change) -> Scenario:
    """Put in the officers of each half hour; a row for a kind that nobody stands for is left out."""
    from motcua.rules.staffing import manned, slots

    kinds_here = list(dict.fromkeys(counter.serves for counter in scenario.counters))
    count = len(slots(scenario))
    if len(change.slots) != len(kinds_here) or any(len(row) != count for row in change.slots):
        raise BadScenario([Problem("officers", f"a row for each kind of counter, of {count} half hours")])
    rows = zip(kinds_here, change.slots, strict=True)
    return manned(scenario, {serves: row for serves, row in rows if max(row)})


def _early(scenario: Scenario) -> Scenario:
    """Open half an hour earlier; the same people come, spread over the longer day."""
    (since, until), *rest = scenario.sessions
    sessions = ((since - EARLY_MINUTES, until), *rest)
    counters = tuple(
        replace(counter, on=tuple((a - EARLY_MINUTES if a == since else a, b) for a, b in counter.on))
        for counter in scenario.counters
    )
    doors = scenario.doors and ((scenario.doors[0][0] - EARLY_MINUTES, until), *scenario.doors[1:])
    longer = replace(scenario, sessions=sessions, counters=counters, doors=doors)
    share = _coming_minutes(scenario) / _coming_minutes(longer)
    services = tuple(
        replace(service, rates=tuple(rate * share for rate in service.rates),
                step_minutes=None if service.step_minutes is None else service.step_minutes / share)
        for service in scenario.services
    )  # fmt: skip
    return replace(longer, services=services)


def before_after(days: Sequence[tuple[bool, float, int]]) -> dict[str, Any]:
    """Return the mean wait of the days before and after something began, and their difference (Welch).

    A day is (is after, mean wait, people): each day weighs alike, because days are what was drawn.

    Units: minutes.
    Source: CAP-03.
    """
    from motcua.rules.capacity_figures import difference

    sides = {is_after: [wait for after, wait, _ in days if after is is_after] for is_after in (False, True)}
    people = {is_after: sum(n for after, _, n in days if after is is_after) for is_after in (False, True)}
    means = {side: sum(waits) / len(waits) if waits else None for side, waits in sides.items()}
    return {
        "before": means[False], "after": means[True], "days": (len(sides[False]), len(sides[True])),
        "people": (people[False], people[True]), "difference": difference(sides[True], sides[False]),
    }  # fmt: skip

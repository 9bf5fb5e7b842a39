"""What each number of a process map means: plain and slow, for the quick engine to be held against."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

SECOND, DAY = 1_000_000, 86_400_000_000  # in microseconds


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a dossier: what, when (microseconds since 1970), done by whom."""

    activity: str
    at: int
    resource: str = ""


Trace = Sequence[Event]  # one dossier's events, in the order of time; of equal moments, in that of the log


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something lasted, over all its occurrences. Microseconds."""

    count: int
    total: int
    median: float
    p90: float
    most: int

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0


def quantile(values: Sequence[int], share: float) -> float:
    """Return the value below which a share of the values lies, between two of them in proportion.

    Units: `values` sorted; `share` 0 to 1.
    Source: PROC-01.

    >>> quantile([0, 10, 20], 0.9), quantile([7], 0.9)
    (18.0, 7.0)
    """
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def spread(values: Iterable[int]) -> Spread:
    """Return count, sum, median, nine tenths and longest of some times.

    Units: microseconds.
    Source: PROC-01.

    >>> spread([30, 10, 20])
    Spread(count=3, total=60, median=20, p90=28.0, most=30)
    """
    known = sorted(values)
    if not known:
        return Spread(0, 0, 0.0, 0.0, 0)
    return Spread(len(known), sum(known), median(known), quantile(known, 0.9), known[-1])


def directly_follows(traces: Iterable[Trace]) -> dict[tuple[str, str], Spread]:
    """Return the edges of the map: how often one activity followed directly on another, and how long after.

    The time of an edge is the time from the one event to the next, by the calendar.

    Units: microseconds.
    Source: PROC-01.

    >>> log = [[Event("receive", 0), Event("decide", 50)], [Event("receive", 10), Event("decide", 20)]]
    >>> directly_follows(log)["receive", "decide"].total
    60
    """
    found: dict[tuple[str, str], list[int]] = {}
    for trace in traces:
        for one, after in zip(trace, trace[1:], strict=False):
            found.setdefault((one.activity, after.activity), []).append(after.at - one.at)
    return {edge: spread(times) for edge, times in found.items()}


@dataclass(frozen=True, slots=True)
class Passage:
    """How often an activity happened, to how many dossiers, and how many began and ended with it."""

    events: int
    cases: int
    starts: int
    ends: int


def passages(traces: Iterable[Trace]) -> dict[str, Passage]:
    """Return the nodes of the map.

    Units: counts.
    Source: PROC-01.

    >>> passages([[Event("ask", 0), Event("ask", 1)]])
    {'ask': Passage(events=2, cases=1, starts=1, ends=1)}
    """
    events: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for trace in traces:
        if trace:
            events.update(event.activity for event in trace)
            cases.update({event.activity for event in trace})
            starts[trace[0].activity] += 1
            ends[trace[-1].activity] += 1
    return {name: Passage(events[name], cases[name], starts[name], ends[name]) for name in events}


def variants(traces: Iterable[Trace]) -> Counter[tuple[str, ...]]:
    """Return the ways that dossiers went, and how many went each.

    Source: PROC-02.

    >>> variants([[Event("a", 0)], [Event("a", 5)]])
    Counter({('a',): 2})
    """
    return Counter(tuple(event.activity for event in trace) for trace in traces if trace)


def lasted(trace: Trace) -> int:
    """Return how long a dossier took: from its first event to its last.

    Units: microseconds.
    Source: PROC-02.

    >>> lasted([Event("receive", 100), Event("decide", 400)])
    300
    """
    return trace[-1].at - trace[0].at if trace else 0


def returns(traces: Iterable[Trace]) -> dict[str, tuple[int, int]]:
    """Return for each activity how often it came again in a dossier, and in how many dossiers.

    Units: counts; the first time is no return.
    Source: PROC-01.

    >>> returns([[Event("a", 0), Event("b", 1), Event("a", 2), Event("a", 3)]])
    {'a': (2, 1)}
    """
    again: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for trace in traces:
        for name, count in Counter(event.activity for event in trace).items():
            if count > 1:
                again[name] += count - 1
                cases[name] += 1
    return {name: (again[name], cases[name]) for name in again}


def hand_overs(traces: Iterable[Trace]) -> dict[tuple[str, str], Spread]:
    """Return how often a dossier went from one hand to another, and how long after the last act of the first.

    Two acts by the same hand are no hand-over.

    Units: microseconds.
    Source: PROC-01.

    >>> log = [[Event("a", 0, "counter"), Event("b", 5, "desk"), Event("c", 9, "desk")]]
    >>> {hands: times.count for hands, times in hand_overs(log).items()}
    {('counter', 'desk'): 1}
    """
    found: dict[tuple[str, str], list[int]] = {}
    for trace in traces:
        for one, after in zip(trace, trace[1:], strict=False):
            if one.resource != after.resource:
                found.setdefault((one.resource, after.resource), []).append(after.at - one.at)
    return {hands: spread(times) for hands, times in found.items()}


def rounds(traces: Iterable[Trace], activity: str) -> dict[int, int]:
    """Return how many dossiers were sent around once, twice, and more often, by one activity.

    It shows the ping-pong of supplements: `rounds(traces, "ask_supplement")`.

    Source: PROC-04.

    >>> rounds([[Event("ask", 0), Event("ask", 1)], [Event("ask", 0)], [Event("b", 0)]], "ask")
    {2: 1, 1: 1}
    """
    counts = (sum(event.activity == activity for event in trace) for trace in traces)
    return dict(Counter(count for count in counts if count))


@dataclass(frozen=True, slots=True)
class Route:
    """The declared way: activities in their order, and how often others may stand beside it.

    `beside` names what may happen at any place, and how often at most (0: as often as it likes).
    """

    steps: tuple[str, ...]
    beside: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a dossier left its route."""

    skipped: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return not (self.skipped or self.extra or self.out_of_order)


def deviation(way: Sequence[str], route: Route) -> Deviation:
    """Return where a way left the declared route.

    *Skipped* is a step that never came although a later one did: a dossier under way, withdrawn or
    stopped skips nothing that was still ahead. *Out of order* is a step that came for the first time
    only after a later one. *Extra* is what is no step, and neither allowed beside the route; of what
    is allowed so often, the times beyond; and a step that came again.

    Source: PROC-03, PROC-04.

    >>> way = ("receive", "sign", "examine", "ask", "ask")
    >>> deviation(way, Route(("receive", "check", "examine", "sign"), {"ask": 1}))
    Deviation(skipped=('check',), extra=('ask',), out_of_order=('examine',))
    """
    places = {name: at for at, name in enumerate(route.steps)}
    furthest, seen, late = -1, Counter[str](), []
    extra: dict[str, None] = {}
    for name in way:
        seen[name] += 1
        if name in places and seen[name] == 1:
            if places[name] < furthest:
                late.append(name)
            furthest = max(furthest, places[name])
        elif name in places or _too_often(name, seen[name], route):
            extra[name] = None
    skipped = tuple(name for name in route.steps[: furthest + 1] if not seen[name])
    return Deviation(skipped, tuple(extra), tuple(late))


def _too_often(name: str, times: int, route: Route) -> bool:
    if name not in route.beside:
        return True
    return 0 < route.beside[name] < times


def work_and_rest(office: int, planned: int | None) -> tuple[int, int] | None:
    """Return which part of the office time after an act was work, and which was rest.

    Only moments are known, so nobody sees work itself: as work counts at most what the route plans
    for the step, the rest is what the dossier lay beyond it. Without a plan neither is known.

    Units: any one unit of office time.
    Source: PROC-05.

    >>> work_and_rest(300, 240), work_and_rest(100, 240), work_and_rest(100, None)
    ((240, 60), (100, 0), None)
    """
    if planned is None:
        return None
    work = min(office, planned)
    return work, office - work


def order(traces: Iterable[Trace]) -> dict[str, float]:
    """Return where each activity stands in a dossier's life, on average: 0 is the beginning.

    The first time it happens counts, as its place in the order of events. What leads from a later to
    an earlier activity goes back.

    Source: PROC-06.

    >>> order([[Event("a", 0), Event("b", 1), Event("a", 2)], [Event("a", 0), Event("c", 1), Event("b", 2)]])
    {'a': 0.0, 'b': 1.5, 'c': 1.0}
    """
    sums: dict[str, list[int]] = {}
    for trace in traces:
        seen: set[str] = set()
        for place, event in enumerate(trace):
            if event.activity not in seen:
                seen.add(event.activity)
                sums.setdefault(event.activity, []).append(place)
    return {name: sum(places) / len(places) for name, places in sums.items()}


def coded(values: Iterable[Hashable]) -> dict[Hashable, int]:
    """Return a number for each value, in the order they come.

    Source: PROC-01.

    >>> coded(["b", "a", "b"])
    {'b': 0, 'a': 1}
    """
    found: dict[Hashable, int] = {}
    for value in values:
        found.setdefault(value, len(found))
    return found

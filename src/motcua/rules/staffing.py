"""The fewest officers that keep a promise, all day and by the half hour: simulated, then confirmed."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from motcua.rules.capacity import Counter, Interval, Scenario
from motcua.rules.capacity_duty import Kind, Plan, half_hours, joined
from motcua.rules.capacity_figures import ALL, Figure, Figures, simulate
from motcua.rules.capacity_hall import rate_steps
from motcua.rules.staffing_slots import Judged, Missed, judged

SEARCH_DAYS, CONFIRM_DAYS, FRESH = 300, 2000, 1_000_003
MOST_OFFICERS, MOST_ROUNDS = 60, 400

_PROMISE = re.compile(r"\s*p(\d{1,2}(?:\.\d+)?)\s*<=?\s*(\d+(?:\.\d+)?)\s*(?:min|minutes|phút)?\s*")


class BadPromise(ValueError):
    """The promise cannot be read; one is p90<15: nine of ten people wait less than 15 minutes."""


class OutOfReach(ValueError):
    """No number of officers keeps the promise."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A share of those who come wait no longer than so many minutes; who is not served waits too long."""

    share: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Staffed:
    """What was found: officers all day, officers by slot, and what fresh days say of both.

    Officers by slot keep the promise in each half hour; the same number all day keeps it on the day, and
    `missed` says in which half hours it does not.
    """

    promise: Promise
    slots: tuple[Interval, ...]
    all_day: Mapping[Kind, int]
    by_slot: Plan
    all_day_figures: Mapping[str, Figures]
    by_slot_figures: Mapping[str, Figures]
    seed: int
    is_confirmed: bool
    missed: Mapping[str, tuple[Missed, ...]] = field(default_factory=dict)  # by plan, on fresh days

    def hours(self, plan: str = "by_slot") -> float:
        """Return the officers' hours of a day.

        Units: hours.
        Source: CAP-04.
        """
        lengths = [(until - since) / 60 for since, until in self.slots]
        if plan == "all_day":
            return sum(self.all_day.values()) * sum(lengths)
        return sum(
            n * length for row in self.by_slot.values() for n, length in zip(row, lengths, strict=True)
        )


def promise(text: str) -> Promise:
    """Return a promise as it is written.

    Units: a share from 0 to 1; minutes.
    Raises: BadPromise.
    Source: CAP-04.

    >>> promise("p90 < 15 min")
    Promise(share=0.9, minutes=15.0)
    """
    found = _PROMISE.fullmatch(text)
    if not found or not 0 < float(found[1]) < 100:
        raise BadPromise(f"{text!r} is no promise such as p90<15: nine of ten wait less than 15 minutes")
    return Promise(float(found[1]) / 100, float(found[2]))


def slots(scenario: Scenario) -> tuple[Interval, ...]:
    """Return the half hours of opening.

    Units: minutes after midnight.
    Source: CAP-04.

    >>> from motcua.rules.capacity import Scenario
    >>> slots(Scenario(((450, 540),), (), ()))
    ((450, 480.0), (480.0, 510.0), (510.0, 540))
    """
    return half_hours(scenario.sessions)


def fewest(scenario: Scenario, asked: Promise, seed: int = 1) -> Staffed:
    """Return the fewest officers, all day and by the half hour, that keep a promise for every service.

    The search tries the same people against each plan and stops when no officer can be spared in any half
    hour; where people who come in a half hour wait too long, officers are added until other days are sure to
    keep it there too; figures are of a third set of days, which no choice has seen.

    Units: officers; minutes.
    Raises: OutOfReach.
    Source: CAP-04.
    """
    scenario = replace(scenario, promise_minutes=asked.minutes, is_steady=False)
    all_day: dict[Kind, int] = {}
    plan: Plan = {}
    for part in _parts(scenario):
        staff, row = _fewest_of(part, asked, seed)
        all_day, plan = all_day | staff, plan | row
    fresh = seed + 2 * FRESH
    figures = _figures(scenario, flat(scenario, all_day), fresh)
    by_slot = _figures(scenario, plan, fresh)
    missed = {
        name: tuple(judged(manned(scenario, one), asked.minutes, fresh, CONFIRM_DAYS).missed(asked.share))
        for name, one in (("all_day", flat(scenario, all_day)), ("by_slot", plan))
    }
    is_confirmed = _keeps(figures, asked) and _keeps(by_slot, asked) and not missed["by_slot"]
    return Staffed(asked, slots(scenario), all_day, plan, figures, by_slot, fresh, is_confirmed, missed)


def _parts(scenario: Scenario) -> list[Scenario]:
    """The services that share no counter are searched apart: fewer people to play for every try."""
    groups: list[set[str]] = []
    for counter in scenario.counters:
        joined = set(counter.serves).union(*(group for group in groups if group & set(counter.serves)))
        groups = [group for group in groups if not group & joined] + [joined]
    return [
        replace(
            scenario,
            services=tuple(service for service in scenario.services if service.name in group),
            counters=tuple(counter for counter in scenario.counters if counter.serves[0] in group),
        )
        for group in groups
    ]


def _fewest_of(scenario: Scenario, asked: Promise, seed: int) -> tuple[dict[Kind, int], Plan]:
    kinds = tuple(dict.fromkeys(counter.serves for counter in scenario.counters))
    all_day = _confirmed_all_day(scenario, asked, kinds, seed)
    plan = _relieved(scenario, asked, flat(scenario, all_day), seed, SEARCH_DAYS, is_sure=False)
    plan = _leaner(scenario, asked, plan, seed)
    return all_day, _relieved(scenario, asked, plan, seed + FRESH, CONFIRM_DAYS, is_sure=True)


def flat(scenario: Scenario, all_day: Mapping[Kind, int]) -> Plan:
    """Return the plan of the same officers in every half hour.

    Source: CAP-04.
    """
    return {kind: (n,) * len(slots(scenario)) for kind, n in all_day.items()}


def manned(scenario: Scenario, plan: Plan) -> Scenario:
    """Return the scenario with the officers of a plan: the n-th of a kind is there when n are needed.

    Source: CAP-04.
    """
    counters = []
    for kind, row in plan.items():
        for n in range(max(row)):
            times = joined(slot for slot, needed in zip(slots(scenario), row, strict=True) if needed > n)
            counters.append(Counter(f"{'+'.join(kind)}.{n + 1}", kind, times))
    return replace(scenario, counters=tuple(counters))


def _figures(scenario: Scenario, plan: Plan, seed: int, days: int = CONFIRM_DAYS) -> dict[str, Figures]:
    return simulate(manned(scenario, plan), days, seed).by_name


def _keeps(figures: Mapping[str, Figures], asked: Promise, is_sure: bool = False) -> bool:
    shares = [one.share_within for name, one in figures.items() if name != ALL]
    return all(_reached(share, is_sure) >= asked.share for share in shares if share.value is not None)


def _reached(share: Figure, is_sure: bool) -> float:
    return float((share.low if is_sure else share.value) or 0.0)


def _confirmed_all_day(
    scenario: Scenario, asked: Promise, kinds: tuple[Kind, ...], seed: int
) -> dict[Kind, int]:
    """Start below the load; add an officer for the service that fares worst; spare whom one can."""
    found = dict.fromkeys(kinds, 1)
    for service in scenario.services:
        load = max(rate for _, _, rate in rate_steps(scenario, service)) * service.minutes.mean_minutes / 60
        own = min((kind for kind in kinds if service.name in kind), key=lambda kind: (len(kind), kind))
        found[own] = max(found[own], math.ceil(load / 2))
    if sum(found.values()) > MOST_OFFICERS:
        raise OutOfReach(f"even {MOST_OFFICERS} officers are fewer than the work needs")
    while not _keeps(figures := _figures(scenario, flat(scenario, found), seed + FRESH), asked, is_sure=True):
        worst = min((name for name in figures if name != ALL),
                    key=lambda name: _reached(figures[name].share_within, is_sure=True))  # fmt: skip
        own = min(
            (kind for kind in kinds if worst in kind), key=lambda kind: (kind.index(worst), len(kind), kind)
        )
        found[own] += 1
        if sum(found.values()) > MOST_OFFICERS:
            raise OutOfReach(
                f"even {MOST_OFFICERS} officers do not keep p{asked.share * 100:g}<{asked.minutes:g}"
            )
    for kind in sorted(kinds, key=len, reverse=True):
        while found[kind] > 0:
            fewer = {**found, kind: found[kind] - 1}
            if not _can(scenario, fewer) or not _keeps(
                _figures(scenario, flat(scenario, fewer), seed + FRESH), asked, is_sure=True
            ):
                break
            found = fewer
    return found


def _can(scenario: Scenario, staff: Mapping[Kind, int]) -> bool:
    manned_for = {name for kind, n in staff.items() if n for name in kind}
    return all(service.name in manned_for for service in scenario.services)


def _leaner(scenario: Scenario, asked: Promise, plan: Plan, seed: int) -> Plan:
    """Spare officers one half hour at a time, where there is least to do for each; stop when none can go."""
    stuck: set[tuple[Kind, int]] = set()
    for _ in range(MOST_ROUNDS):
        open_ = [(kind, at) for kind, row in plan.items() for at, n in enumerate(row)
                 if n > 0 and (kind, at) not in stuck]  # fmt: skip
        if not open_:
            break
        chosen = min(open_, key=lambda one: (_load(scenario, one[0], one[1]) / plan[one[0]][one[1]], -one[1]))
        fewer = _with(plan, *chosen, -1)
        if _is_manned(scenario, fewer) and judged(
            manned(scenario, fewer), asked.minutes, seed, SEARCH_DAYS
        ).keeps(asked.share):
            plan = fewer
        else:
            stuck.add(chosen)
    return plan


def _with(plan: Plan, kind: Kind, at: int, more: int) -> Plan:
    row = list(plan[kind])
    row[at] += more
    return {**plan, kind: tuple(row)}


def _is_manned(scenario: Scenario, plan: Plan) -> bool:
    """Whether in every half hour somebody is there for every service."""
    return all(
        any(row[at] for kind, row in plan.items() if service.name in kind)
        for service in scenario.services
        for at in range(len(slots(scenario)))
    )


def _load(scenario: Scenario, kind: Kind, at: int) -> float:
    """How many officers the work of a half hour keeps busy: of the services they prefer."""
    since, until = slots(scenario)[at]
    service = scenario.service(kind[0])
    work = 0.0
    for begins, ends, rate in rate_steps(scenario, service):
        work += max(min(until, ends) - max(since, begins), 0.0) * rate / 60 * service.minutes.mean_minutes
    return work / (until - since)


def _relieved(scenario: Scenario, asked: Promise, plan: Plan, seed: int, days: int, is_sure: bool) -> Plan:
    """Add officers one half hour at a time, where most wait too long, until every half hour keeps."""
    for _ in range(MOST_ROUNDS):
        tried = judged(manned(scenario, plan), asked.minutes, seed, days)
        if tried.keeps(asked.share, is_sure) or not (worst := _relief(asked, plan, tried, is_sure)):
            break
        plan = _with(plan, *worst, 1)
    return plan


def _relief(asked: Promise, plan: Plan, tried: Judged, is_sure: bool) -> tuple[Kind, int] | None:
    """Where one more officer helps most: the half hour whose people wait too long most often.

    Of a half hour that misses the promise; of the whole day where only that does.
    """
    slots_of = {name: set(range(len(tried.slots))) for name in tried.services}
    short = [(name, at) for name, at, share in tried.shares(is_sure) if share < asked.share]
    failing = {(name, at) for name, at in short if at is not None} or {
        (name, at) for name, _ in short for at in slots_of[name]
    }
    tries = [(tried.late()[name][at], kind, at) for kind, row in plan.items() for at in range(len(row))
             for name in kind if (name, at) in failing and row[at] < MOST_OFFICERS]  # fmt: skip
    return max(tries)[1:] if tries else None

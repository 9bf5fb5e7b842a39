"""A roster: who is at which counter when, with the fewest officers' hours, by mixed-integer programming."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from motcua.rules import RuleError
from motcua.rules.capacity import BadScenario, Interval, Reader
from motcua.rules.capacity_duty import Kind, Plan
from motcua.rules.capacity_read import common

SHORT_COST, HOUR_COST, EXTRA_COST, UNEVEN_COST = 1000.0, 1.0, 0.05, 0.2
GAP_SHARE = 0.005  # a roster half a percent dearer than the best is found in a second, the best in minutes
SOLVER = {"output_flag": False, "time_limit": 20.0, "threads": 1, "random_seed": 1, "mip_rel_gap": GAP_SHARE}
KEYS = ("days", "shifts", "officers")


class BadSheet(RuleError):
    """Who may work when was said in a way that no roster can be made from."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who can be put on a roster."""

    name: str
    serves: frozenset[str]
    absent: frozenset[str] = frozenset()
    most_hours: float = 40.0


@dataclass(frozen=True, slots=True)
class Shift:
    """A way to work a day; `has_rest`: one half hour of each session is free, not the first nor the last."""

    name: str
    hours: tuple[Interval, ...]
    has_rest: bool = False


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who may work when."""

    days: tuple[str, ...]
    shifts: tuple[Shift, ...]
    officers: tuple[Officer, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One officer at one kind of counter in one half hour."""

    day: str
    officer: str
    shift: str
    slot: Interval
    serves: Kind


@dataclass(frozen=True, slots=True)
class Roster:
    """The duties found, what could not be manned (day, slot, kind, officers), and how good it is."""

    duties: tuple[Duty, ...]
    short: tuple[tuple[str, Interval, Kind, int], ...]
    hours: float
    is_near_best: bool
    gap_share: float


def read(raw: object) -> Staffing:
    """Return who may work when, as a scenario's `staffing` says.

    Raises: BadScenario with everything that is wrong.
    Source: CAP-04.
    """
    reader = Reader()
    given = reader.mapping("staffing", raw, KEYS)
    days = reader.listed("staffing.days", given.get("days"), lambda _, one: str(one))
    shifts = reader.listed("staffing.shifts", given.get("shifts"), lambda at, one: _shift(reader, at, one))
    officers = reader.listed(
        "staffing.officers", given.get("officers"), lambda at, one: _officer(reader, at, one)
    )
    for officer in officers:
        if unknown := officer.absent - set(days):
            reader.add(
                "staffing.officers", f"{officer.name} is absent on {', '.join(sorted(unknown))}, no day here"
            )
    if len({officer.name for officer in officers}) < len(officers):
        reader.add("staffing.officers", "two have the same name")
    if reader.problems:
        raise BadScenario(reader.problems)
    return Staffing(days, shifts, officers)


def _shift(reader: Reader, where: str, raw: object) -> Shift:
    given = reader.mapping(where, raw, ("name", "hours", "rest"))
    return Shift(str(given.get("name", where)), reader.hours(f"{where}.hours", given.get("hours")),
                 bool(given.get("rest", False)))  # fmt: skip


def _officer(reader: Reader, where: str, raw: object) -> Officer:
    given = reader.mapping(where, raw, ("name", "user", "serves", "absent", "most_hours"))
    serves = reader.listed(f"{where}.serves", given.get("serves"), lambda _, one: str(one))
    absent = (
        reader.listed(f"{where}.absent", given["absent"], lambda _, one: str(one))
        if "absent" in given
        else ()
    )
    most = reader.number(f"{where}.most_hours", given.get("most_hours", 40), 0, 168)
    return Officer(str(given.get("name", where)), frozenset(serves), frozenset(absent), most)


@dataclass(frozen=True, slots=True)
class _Pattern:
    shift: str
    on: frozenset[int]  # slots at the counter
    hours: float  # paid, rest included


def _patterns(shift: Shift, slots: tuple[Interval, ...]) -> list[_Pattern]:
    within = [at for at, slot in enumerate(slots) if common((slot,), shift.hours) == (slot,)]
    paid = sum((slots[at][1] - slots[at][0]) / 60 for at in within)
    if not shift.has_rest:
        return [_Pattern(shift.name, frozenset(within), paid)]
    sessions = [[at for at in within if since <= slots[at][0] < until] for since, until in shift.hours]
    rests = product(*[session[1:-1] or [-1] for session in sessions])
    return [_Pattern(shift.name, frozenset(within) - set(rest), paid) for rest in rests]


def roster(staffing: Staffing, slots: tuple[Interval, ...], plan: Plan) -> Roster:
    """Return the roster that mans a plan every day with the fewest hours, evenly shared.

    An officer works one shift a day or none, rests as the shift says, is never where he is absent or has not
    the skill, and not longer than his week. What cannot be manned is named, not hidden.

    Units: officers; hours.
    Source: CAP-04.
    """
    import highspy

    model = _quiet(highspy.Highs)
    for option, value in SOLVER.items():
        model.setOptionValue(option, value)
    works = _works(model, staffing, slots)
    stands, short = _stands(model, staffing, slots, plan, works)
    most = model.addVariable(0, highspy.kHighsInf, UNEVEN_COST)
    for officer in staffing.officers:
        hours = sum(pattern.hours * x for (name, _), some in works.items() if name == officer.name
                    for pattern, x in some)  # fmt: skip
        if any(some for (name, _), some in works.items() if name == officer.name):
            model.addConstr(hours <= officer.most_hours)
            model.addConstr(hours <= most)
    model.minimize()
    return _found(model, works, stands, short)


def _quiet(solver: Any) -> Any:
    """A solver that does not greet the reader of our output while it is being made."""

    def in_silence(model: Any) -> None:
        model.silent()
        solver.enableCallbacks(model)

    return type("Quiet", (solver,), {"enableCallbacks": in_silence})()


def _works(model: Any, staffing: Staffing, slots: tuple[Interval, ...]) -> Mapping[tuple[str, str], Any]:
    """One yes or no for each officer, day and way to work it."""
    patterns = [pattern for shift in staffing.shifts for pattern in _patterns(shift, slots)]
    found = {}
    for officer, day in product(staffing.officers, staffing.days):
        if day in officer.absent:
            continue
        some = [(pattern, model.addBinary(HOUR_COST * pattern.hours)) for pattern in patterns]
        model.addConstr(sum(x for _, x in some) <= 1)
        found[officer.name, day] = some
    return found


def _stands(
    model: Any, staffing: Staffing, slots: tuple[Interval, ...], plan: Plan, works: Mapping[Any, Any]
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Who stands where in each half hour, and who lacks. Given the shifts this is a flow: whole anyway."""
    stands: dict[Any, Any] = {}
    short: dict[Any, Any] = {}
    for day, (at, slot) in product(staffing.days, enumerate(slots)):
        present: dict[Kind, list[Any]] = {kind: [] for kind in plan}
        for officer in staffing.officers:
            own = [kind for kind in plan if plan[kind][at] and officer.serves >= set(kind)]
            if (officer.name, day) not in works or not own:
                continue
            here = {kind: model.addVariable(0, 1, EXTRA_COST) for kind in own}
            for kind, x in here.items():
                present[kind].append(x)
            there = [x for pattern, x in works[officer.name, day] if at in pattern.on]
            model.addConstr(sum(here.values()) <= sum(there) if there else sum(here.values()) <= 0)
            stands.update({(day, slot, officer.name, kind): x for kind, x in here.items()})
        for kind, row in plan.items():
            if row[at]:
                lacking = model.addVariable(0, row[at], SHORT_COST)
                model.addConstr(sum(present[kind]) + lacking >= row[at])
                short[day, slot, kind] = lacking
    return stands, short


def _found(model: Any, works: Mapping[Any, Any], stands: dict[Any, Any], short: dict[Any, Any]) -> Roster:
    chosen = {key: pattern for key, some in works.items() for pattern, x in some if model.val(x) > 0.5}
    duties = tuple(
        Duty(day, name, chosen[name, day].shift, slot, kind)
        for (day, slot, name, kind), x in stands.items()
        if model.val(x) > 0.5 and (name, day) in chosen
    )
    lacking = tuple((*key, round(model.val(x))) for key, x in short.items() if model.val(x) > 0.5)
    info = model.getInfo()
    gap = float(info.mip_gap) if info.mip_gap < 1e10 else 1.0
    return Roster(duties, lacking, sum(p.hours for p in chosen.values()), gap <= GAP_SHARE, gap)

"""What to fix next: for every leaf what is lost, and how many acts bring it to the next step of its rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

from motcua.rules import scoring
from motcua.rules.advice_efforts import Act, Move
from motcua.rules.advice_levers import FAR, Declared, Lever, levers
from motcua.rules.advice_plan import MICRO, PARTS, Option
from motcua.rules.scorecard import Leaf, RuleKind
from motcua.rules.workdays import Calendar

Points = Callable[[Declared], Decimal]
SHARES = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))  # of what can be won
MOST_STEPS = 8
LEAST = Decimal("0.01")  # points: what is printed; a first step brings at least so much, or all there is
CLOSE = 24  # acts of a formula looked at one by one
SCANNED = 200  # acts looked at one by one where a rule does not rise steadily
_SMOOTH = (RuleKind.PROPORTION, RuleKind.FORMULA, RuleKind.LEADER)
# The others rise or fall all the way as one value moves; these may turn round, and are looked at first.
_UNSTEADY = (RuleKind.STEPS, RuleKind.FORMULA, RuleKind.LEADER)
_ZERO = Decimal(0)


class Why(StrEnum):
    """Why points, or the rest of them, cannot be won this year."""

    UNDONE = "undone"  # what happened cannot be undone
    SURVEY = "survey"  # people are asked; nobody scores herself
    IMPORTED = "imported"  # another index is taken over
    DAY_PASSED = "day_passed"
    TOO_LATE = "too_late"  # more acts than can be done before the day
    TOO_FEW_CASES = "too_few_cases"  # more new cases than will come in
    EXHAUSTED = "exhausted"  # all that can be done leaves it there
    NOT_DECLARED = "not_declared"  # nothing is known yet
    OTHERS = "others"  # it is measured against the best of the group
    KEEP = "keep"  # it was lost last year; nothing has happened this year yet


@dataclass(frozen=True, slots=True)
class Time:
    """From which day to which something can be done, by the office's calendar."""

    today: date
    until_on: date
    calendar: Calendar

    @property
    def left(self) -> int:
        """The working days left, today not among them."""
        if self.until_on <= self.today:
            return 0
        return self.calendar.working_days(self.today, self.until_on)

    def day(self, working_days: int) -> date:
        return self.calendar.nth_working_day(self.today, working_days) if working_days else self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a leaf stands: what is declared, and the points of now (None: nothing declared)."""

    leaf: Leaf
    declared: Declared
    points: Decimal | None
    coming: int | None = None  # new cases that will come in before the day, where a trend tells
    is_penalty: bool = False  # its points are taken off
    is_past: bool = False  # as it was last year: nothing is declared of this year


@dataclass(frozen=True, slots=True)
class Step:
    """So many acts: the points they bring, what is declared then, and on which day they count."""

    acts: int
    gain: Decimal
    points: Decimal
    cost: int  # hundredths of a day of work
    ready_on: date
    declared: Declared

    @property
    def days(self) -> Decimal:
        return Decimal(self.cost) / PARTS

    @property
    def worth(self) -> Decimal:
        """Points for each day of work."""
        return self.gain / max(self.days, Decimal(1) / PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about one leaf; `beyond` are the points no step brings, `why` says why, with the facts."""

    leaf: Leaf
    act: Act
    points: Decimal
    lost: Decimal
    steps: tuple[Step, ...] = ()
    beyond: Decimal = _ZERO
    why: Why | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def best(self) -> Step | None:
        """The step with most points for a day of work; among equals the one that brings more."""
        return max(self.steps, key=lambda step: (step.worth, step.gain), default=None)


def advise(of: Standing, act: Act, time: Time, points_of: Points) -> Advice:
    """Return what can be done about a leaf before the day, and what cannot.

    The rule itself is asked: `points_of` scores what would be declared after so many acts, and the
    smallest number that reaches a step is sought between those that do and those that do not.

    Units:  points; acts; hundredths of a day of work.
    Source: ADV-01, ADV-02.
    """
    sign = -1 if of.is_penalty else 1
    now = of.points if of.points is not None else _ZERO
    lost = now if of.is_penalty else of.leaf.points - now
    if lost <= 0:
        return Advice(leaf=of.leaf, act=act, points=now, lost=_ZERO)
    ways = levers(of.leaf, of.declared, act, time.day(act.working_days(1)))
    steps: list[Step] = []
    for lever in ways:
        most = _most(lever, of, act, time)
        gains = _Gains(lever, of.declared, points_of, now, sign)
        steps += [_step(gains, acts, act, time, now + sign * gains(acts)) for acts in _rungs(of, gains, most)]
    kept = _undominated(steps)
    won = max((step.gain for step in kept), default=_ZERO)
    why, facts = (None, {}) if won >= lost else _why(of, act, time, ways, points_of)
    return Advice(
        leaf=of.leaf, act=act, points=now, lost=lost, steps=kept, beyond=lost - won, why=why, facts=facts
    )


def scored(leaf: Leaf, *, leader: Decimal | None = None) -> Points:
    """Return what scores a leaf by its own rule; what lacks a value, or cannot be, brings nothing.

    Units:  points.
    Source: ADV-01.
    """

    def points_of(declared: Declared) -> Decimal:
        try:
            points = scoring.score(leaf, declared, leader=leader).points
        except scoring.BadDeclared:
            return _ZERO
        return _ZERO if points is None else points

    return points_of


def options(advice: Advice, *, block: str = "") -> list[Option]:
    """Return the steps as options of a plan; leaves of a capped block carry its name.

    Units:  millionths of a point, rounded down; hundredths of a day.
    Source: ADV-03.
    """
    name = f"{block}:{advice.leaf.code}" if block else advice.leaf.code
    return [Option(name, step.acts, micro(step.gain), step.cost) for step in advice.steps]


def micro(points: Decimal) -> int:
    """Return points as whole millionths, rounded down.

    Source: ADV-03.

    >>> micro(Decimal("0.25"))
    250000
    """
    return int((points * MICRO).to_integral_value(ROUND_FLOOR))


class _Gains:
    """What so many acts on one lever bring; each number is scored once."""

    def __init__(self, lever: Lever, declared: Declared, points_of: Points, now: Decimal, sign: int) -> None:
        self._lever, self._declared, self._points_of = lever, declared, points_of
        self._now, self._sign = now, sign
        self._known: dict[int, Decimal] = {0: _ZERO}

    def __call__(self, acts: int) -> Decimal:
        if acts not in self._known:
            points = self._points_of(self._lever.moved(self._declared, acts))
            self._known[acts] = (points - self._now) * self._sign
        return self._known[acts]

    def declared(self, acts: int) -> Declared:
        return self._lever.moved(self._declared, acts)

    def first(self, least: Decimal, low: int, high: int) -> int:
        """Return the smallest number above `low` that brings at least so much; `high` does.

        The first looks are where a straight line would reach it and just before: most rules rise nearly
        straight. The rest is sought by halving.
        """
        looks = [self._straight(least, low, high)]
        looks.append(looks[0] - 1)
        while high - low > 1:
            middle = looks.pop(0) if looks else (low + high) // 2
            if low < middle < high:
                low, high = (low, middle) if self(middle) >= least else (middle, high)
        return high

    def _straight(self, least: Decimal, low: int, high: int) -> int:
        rise = self(high) - self(low)
        if rise <= 0:
            return (low + high) // 2
        reached = low + int(((least - self(low)) * (high - low) / rise).to_integral_value(ROUND_CEILING))
        return min(high - 1, max(low + 1, reached))


def _most(lever: Lever, of: Standing, act: Act, time: Time) -> int:
    most = min(lever.most, act.most_within(time.left))
    return min(most, of.coming) if lever.needs_case and of.coming is not None else most


def _rungs(of: Standing, gains: _Gains, most: int) -> list[int]:
    """Return the numbers of acts worth an offer."""
    if most <= 0:
        return []
    kind = of.leaf.rule.kind
    if (
        kind in _UNSTEADY
        and not _is_steady(of.leaf)
        and not _rises(gains, most, CLOSE if kind is RuleKind.FORMULA else 1)
    ):
        return _scanned(gains, min(most, SCANNED))
    top = gains(most)
    if top <= 0:
        return []
    if kind in _SMOOTH:
        first = gains.first(min(top, LEAST), 0, most)
        return sorted({first, *(gains.first(top * share, 0, most) for share in SHARES)})
    return _levels(gains, most, top)


def _is_steady(leaf: Leaf) -> bool:
    """Tell whether steps only ask for more, the higher points first: then more never brings less."""
    steps = leaf.rule.params.get("steps", ())
    points = [step.points for step in steps]
    signs = {said.sign for step in steps for said in step.when}
    return bool(steps) and signs <= {">=", ">"} and points == sorted(points, reverse=True)


def _levels(gains: _Gains, most: int, top: Decimal) -> list[int]:
    """Return the first number of each level, and that of the highest where there are too many."""
    found: list[int] = []
    acts = 0
    while gains(acts) < top and len(found) < MOST_STEPS - 1:
        acts = gains.first(_above(gains(acts)), acts, most)
        found.append(acts)
    return found if gains(acts) >= top else [*found, gains.first(top, acts, most)]


def _above(gain: Decimal) -> Decimal:
    return gain + Decimal(1) / MICRO


def _rises(gains: _Gains, most: int, close: int) -> bool:
    """Tell whether more acts never bring less: one by one at first, then where the number doubles."""
    acts, before = 1, _ZERO
    while acts < most:
        if gains(acts) < before:
            return False
        acts, before = (acts + 1 if acts < close else acts * 2), gains(acts)
    return gains(most) >= before


def _scanned(gains: _Gains, most: int) -> list[int]:
    found: list[int] = []
    best = _ZERO
    for acts in range(1, most + 1):
        if gains(acts) > best:
            found.append(acts)
            best = gains(acts)
    return found[-MOST_STEPS:]


def _step(gains: _Gains, acts: int, act: Act, time: Time, points: Decimal) -> Step:
    return Step(
        acts, gains(acts), points, act.cost(acts), time.day(act.working_days(acts)), gains.declared(acts)
    )


def _undominated(steps: list[Step]) -> tuple[Step, ...]:
    """Return the steps of which none brings as much for less."""
    kept: list[Step] = []
    for step in sorted(steps, key=lambda one: (one.cost, -one.gain)):
        if step.gain > 0 and (not kept or step.gain > kept[-1].gain):
            kept.append(step)
    return tuple(kept)


def _why(
    of: Standing, act: Act, time: Time, ways: list[Lever], points_of: Points
) -> tuple[Why, dict[str, Any]]:
    """Return why the rest cannot be won: what nobody may change, else what time or cases do not allow."""
    if of.leaf.rule.kind is RuleKind.SURVEY:
        return Why.SURVEY, {}
    if of.leaf.rule.kind is RuleKind.IMPORTED:
        return Why.IMPORTED, {}
    if of.leaf.rule.kind is RuleKind.LEADER:
        return Why.OTHERS, {}
    if not of.declared and not ways:
        return Why.NOT_DECLARED, {}
    if act.move is Move.NONE:
        return (Why.KEEP if of.is_past else Why.UNDONE), {"events": _events(of)}
    sign, now = (-1 if of.is_penalty else 1), of.points if of.points is not None else _ZERO
    for lever in ways:
        most, far = _most(lever, of, act, time), min(lever.most, FAR)
        gains = _Gains(lever, of.declared, points_of, now, sign)
        if far > most and gains(far) > gains(max(0, most)):
            need = gains.first(_above(gains(max(0, most))), max(0, most), far)
            few = lever.needs_case and of.coming is not None and of.coming < act.most_within(time.left)
            return (Why.TOO_FEW_CASES if few else Why.TOO_LATE), {"needs": need, "most": max(0, most)}
    passed = any(one.kind == "day" and of.declared.get(one.key) for one in of.leaf.rule.variables)
    return (Why.DAY_PASSED if passed else Why.EXHAUSTED), {}


def _events(of: Standing) -> int:
    params = of.leaf.rule.params
    per = params.get("per") or params.get("each") or {}
    return sum(int(Decimal(of.declared.get(name) or 0)) for name in per)

"""The leaves of a unit with what can be done about each: points, steps, the likely end of the year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from motcua.queries import index_leaves, indicators, sums, workdays
from motcua.queries.advice import Basis, Known
from motcua.queries.index_leaves import Automatic
from motcua.queries.indicators import Span
from motcua.rules import advice, advice_forecast, periods
from motcua.rules.advice import Advice, Standing, Time
from motcua.rules.advice_efforts import Efforts, act_of
from motcua.rules.advice_forecast import Month, Spread, YearEnd
from motcua.rules.measures import MEASURES
from motcua.rules.scorecard import BlockKind, Leaf

ZERO = Decimal(0)
DAYS_A_MONTH = 30.4
SIDES = ("numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafAdvice:
    """One leaf: on what its points rest, what can be done, where it will likely end, what it still lacks."""

    leaf: Leaf
    area: str
    block: BlockKind | None
    basis: Basis
    declared: Mapping[str, Any]
    advice: Advice
    spread: Spread
    lacks_evidence: bool

    @property
    def code(self) -> str:
        return self.leaf.code

    @property
    def points(self) -> Decimal:
        return self.advice.points

    @property
    def lost(self) -> Decimal:
        return self.advice.lost


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the leaves of a unit are asked with."""

    known: Known
    efforts: Efforts
    time: Time
    ends: Mapping[str, YearEnd]


def rows(of: Known, *, efforts: Efforts, time: Time, now: datetime) -> list[LeafAdvice]:
    """Return the leaves that apply, in the order of the set. Costs 2 queries."""
    asked = _Asked(of, efforts, time, _year_ends(of, now))
    found = (_row(asked, leaf, area, block) for leaf, area, block in _leaves(of))
    return [row for row in found if row is not None]


def _leaves(of: Known) -> Iterator[tuple[Leaf, str, BlockKind | None]]:
    for area in of.criteria.areas:
        for leaf in area.leaves():
            yield leaf, area.code, None
    for block in of.criteria.blocks:
        for leaf in block.leaves:
            yield leaf, block.code, block.kind


def _row(asked: _Asked, leaf: Leaf, area: str, block: BlockKind | None) -> LeafAdvice | None:
    of, points_of, end = asked.known, advice.scored(leaf), asked.ends.get(leaf.code)
    stands = _stands(of, leaf, points_of)
    if stands is None:
        return None
    basis, declared, points = stands
    standing = Standing(
        leaf=leaf,
        declared=declared,
        points=points,
        coming=None if end is None else end.coming,
        is_penalty=block is BlockKind.PENALTY,
        is_past=basis is Basis.LAST_YEAR,
    )
    return LeafAdvice(
        leaf=leaf,
        area=area,
        block=block,
        basis=basis,
        declared=declared,
        advice=advice.advise(standing, act_of(asked.efforts, leaf), asked.time, points_of),
        spread=_spread(leaf, basis, points, end, points_of),
        lacks_evidence=_lacks_evidence(of, leaf, basis, points),
    )


def _stands(
    of: Known, leaf: Leaf, points_of: advice.Points
) -> tuple[Basis, Mapping[str, Any], Decimal | None] | None:
    """Return on what a leaf rests, what is declared, its points; None for one that does not apply."""
    counted = of.automatic.get(leaf.code)
    if counted is not None and counted.scored.points is not None:
        return Basis.COUNTED, counted.declared, counted.scored.points
    marked = of.mark(leaf.code)
    if marked is not None:
        mark, basis = marked
        if mark.is_not_applicable and mark.points is None:
            return None
        return basis, mark.declared, mark.points
    last = of.last.get(leaf.code)
    if last is None:
        return Basis.NOTHING, {}, None
    if last.declared:
        return Basis.LAST_YEAR, last.declared, points_of(last.declared)
    return Basis.LAST_YEAR, {}, last.share * leaf.points


def _spread(
    leaf: Leaf, basis: Basis, points: Decimal | None, end: YearEnd | None, points_of: advice.Points
) -> Spread:
    if end is not None and basis is Basis.COUNTED:

        def at(good: int, whole: int) -> Decimal:
            return points_of(index_leaves.filled(leaf, above=good, below=whole) or {})

        return advice_forecast.points(end, at)
    if basis is Basis.APPRAISED:
        return Spread(float(points or ZERO))
    if basis is Basis.NOTHING:
        return advice_forecast.standing(leaf.points / 2, leaf.points, is_past=True)
    return advice_forecast.standing(points or ZERO, leaf.points, is_past=basis is Basis.LAST_YEAR)


def _lacks_evidence(of: Known, leaf: Leaf, basis: Basis, points: Decimal | None) -> bool:
    """Tell whether points are claimed that no paper and no list stands behind."""
    return (
        of.sees_marks
        and leaf.needs_evidence
        and basis is Basis.DECLARED
        and bool(points)
        and not of.evidence.get(leaf.code)
    )


def _year_ends(of: Known, now: datetime) -> dict[str, YearEnd]:
    """Return the likely end of the year of the leaves that the system counts. Costs 2 queries.

    Where cases are counted day by day by their months; else the numbers so far are spread over the months.
    """
    year, today = of.part.round.year, workdays.today(now)
    span = Span(periods.parse(str(year)), now)
    left = max(0.0, (date(year, 12, 31) - today).days / DAYS_A_MONTH)
    daily, found = {}, {}
    for leaf in of.criteria.leaves():
        bound = index_leaves.bound(leaf, span) if leaf.code in of.automatic else None
        if bound is None:
            continue
        if set(bound.numerator.names) | set(bound.denominator.names) <= set(MEASURES):
            daily[leaf.code] = bound
        else:
            found[leaf.code] = _evenly(of.automatic[leaf.code], year, today)
    names = sorted(
        {name for one in daily.values() for name in (*one.numerator.names, *one.denominator.names)}
    )
    monthly = _monthly(indicators.whole(of.part.unit).unit_ids, year, today, names) if daily else []
    for code, bound in daily.items():
        found[code] = [Month(bound.numerator.of(row) or 0, bound.denominator.of(row) or 0) for row in monthly]
    ends = {code: advice_forecast.year_end(months, left) for code, months in found.items()}
    return {code: end for code, end in ends.items() if end is not None}


def _evenly(of: Automatic, year: int, today: date) -> list[Month]:
    """Return numbers so far as one month, the others that have begun empty."""
    above, below = (next((door.number for door in of.doors if door.side == side), 0) for side in SIDES)
    begun = today.month if today.year == year else 12
    return [Month(above, below), *(Month(0, 0) for _ in range(begun - 1))]


def _monthly(unit_ids: Sequence[int], year: int, today: date, names: Sequence[str]) -> list[dict[str, int]]:
    """Return the sums of the months so far; the running month joins the one before while it is young."""
    until = min(today, date(year, 12, 31))
    found: dict[int, dict[str, int]] = {}
    for row in sums.by_day(
        unit_ids, (date(year, 1, 1), date.fromordinal(until.toordinal() + 1)), names=names
    ):
        kept = found.setdefault(row["on"].month, dict.fromkeys(names, 0))
        for name in names:
            kept[name] += row[name]
    return [found[month] for month in sorted(found)]

"""The page of advice in one value: the leaves, the outlook among the others, the best plan, what if."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from motcua.queries import advice as reads
from motcua.queries import advice_rows, rounds
from motcua.queries.advice import Known
from motcua.queries.advice_rows import LeafAdvice
from motcua.records.models import IndexResult, IndexRound, Participant
from motcua.rules import advice, advice_forecast, advice_plan, scoring
from motcua.rules.advice import Time
from motcua.rules.advice_efforts import Efforts
from motcua.rules.advice_forecast import Outlook, Spread
from motcua.rules.advice_plan import Plan
from motcua.rules.people import Actor
from motcua.rules.scorecard import BlockKind, Grade
from motcua.rules.scoring import Scored, Sheet

ZERO = Decimal(0)
SEEN = Decimal("0.005")  # points that do not round to nothing


@dataclass(frozen=True, slots=True)
class Past:
    """One published round: every unit's percent and rank, by unit, and the areas of each."""

    round: IndexRound
    results: Mapping[int, IndexResult]

    def percents(self) -> dict[str, float]:
        return {str(key): float(one.percent) for key, one in self.results.items()}

    def rank(self, unit_id: int) -> int | None:
        one = self.results.get(unit_id)
        return one.rank if one is not None else None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page of one unit shows."""

    part: Participant
    known: Known
    time: Time
    efforts: Efforts
    rows: Sequence[LeafAdvice]
    sheet: Sheet
    others: Mapping[str, Spread]
    outlook: Outlook
    past: Sequence[Past]
    units: Mapping[int, Participant]

    @property
    def possible(self) -> Decimal:
        return self.sheet.possible

    @property
    def winnable(self) -> Decimal:
        """The points that all steps together could still bring."""
        return sum((max((s.gain for s in row.advice.steps), default=ZERO) for row in self.rows), ZERO)

    def ranked(self) -> list[LeafAdvice]:
        """Return the leaves with something to do, most points for a day of work first."""
        found = [row for row in self.rows if row.advice.best is not None and row.advice.best.gain >= SEEN]
        return sorted(found, key=_first)

    def stuck(self) -> list[LeafAdvice]:
        """Return the leaves of which points cannot be won, most lost first."""
        found = [row for row in self.rows if row.advice.why is not None and row.advice.beyond > 0]
        return sorted(found, key=lambda row: (-row.advice.beyond, row.code))


def _first(row: LeafAdvice) -> tuple[Decimal, Decimal, str]:
    best = row.advice.best
    assert best is not None
    return (-best.worth, -best.gain, row.code)


def report(of: Participant, by: Actor, *, now: datetime) -> Report:
    """Return all about one unit's part in a round. Costs some 30 queries, whatever the number of dossiers."""
    known, efforts, time = reads.known(of, by, now=now), reads.efforts(of.unit_id), reads.time_of(of, now)
    rows = advice_rows.rows(known, efforts=efforts, time=time, now=now)
    sheet = scoring.sheet(known.criteria, _marks(known, rows))
    units = {row.unit_id: row for row in rounds.participants(of.round)}
    past = [Past(one, _results(one, whole=at == 0)) for at, one in enumerate(reads.past_rounds(of.round, 2))]
    others = _others(of, units, past)
    mine = _percent(rows, sheet.possible)
    return Report(
        of, known, time, efforts, rows, sheet, others, advice_forecast.outlook(mine, others), past, units
    )


def _marks(
    known: Known, rows: Sequence[LeafAdvice], gains: Mapping[str, Decimal] | None = None
) -> dict[str, Scored]:
    """Return the marks as the sheet reads them, with points put in place of some. Costs no query."""
    put = gains or {}
    found = {row.code: Scored(put.get(row.code, row.points)) for row in rows}
    for leaf in known.criteria.leaves():
        found.setdefault(leaf.code, Scored(None, True))
    return found


def _results(of: IndexRound, *, whole: bool) -> dict[int, IndexResult]:
    rows = IndexResult.objects.filter(participant__round=of).select_related("participant").order_by("id")
    return {one.participant.unit_id: one for one in (rows if whole else rows.defer("body"))}


def _others(of: Participant, units: Mapping[int, Participant], past: Sequence[Past]) -> dict[str, Spread]:
    """Return where the other units will likely be: by what was published, nothing else."""
    if not past:
        return {}
    before = past[1].percents() if len(past) > 1 else {}
    found = advice_forecast.moves(past[0].percents(), before)
    return {key: one for key, one in found.items() if int(key) in units and int(key) != of.unit_id}


def _percent(rows: Sequence[LeafAdvice], possible: Decimal) -> Spread:
    """Return the likely percent of the unit: its leaves added up, what a penalty takes taken off."""
    if not possible:
        return Spread(0)
    parts = [
        Spread(-row.spread.mean if row.block is BlockKind.PENALTY else row.spread.mean, row.spread.deviation)
        for row in rows
    ]
    whole, share = advice_forecast.total(parts), 100 / float(possible)
    return Spread(min(100.0, max(0.0, whole.mean * share)), whole.deviation * share)


def plan(of: Report, days: Decimal) -> Plan:
    """Return the best use of so many days of work. Costs no query."""
    caps, names = _caps(of), {block.code: block for block in of.known.criteria.blocks}
    options = []
    for row in of.rows:
        name = row.area if row.area in names else ""
        if row.advice.steps and (not name or name in caps):
            options.append(
                [one for one in advice.options(row.advice, block=name) if one.gain >= advice.micro(SEEN)]
            )
    return advice_plan.best(options, int(days * advice_plan.PARTS), caps=caps)


def _caps(of: Report) -> dict[str, int]:
    """Return what the leaves of each block may still gain together.

    A penalty beyond its cap is left out: making some of it good would win nothing yet.
    """
    found = {}
    for block in of.known.criteria.blocks:
        told = sum((row.points for row in of.rows if row.area == block.code), ZERO)
        room = block.cap - told if block.kind is BlockKind.BONUS else told
        if room > 0 and told <= block.cap:
            found[block.code] = advice.micro(room)
    return found


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be so: points, percent, grade, the likely rank."""

    points: Decimal
    percent: Decimal
    grade: Grade | None
    outlook: Outlook


def what_if(of: Report, put: Mapping[str, Decimal]) -> WhatIf:
    """Return what would be so with other points on some leaves. Costs no query."""
    sheet = scoring.sheet(of.known.criteria, _marks(of.known, of.rows, put))
    move = float(sheet.percent - of.sheet.percent)
    mine = Spread(min(100.0, max(0.0, of.outlook.points.mean + move)), of.outlook.points.deviation)
    return WhatIf(sheet.points, sheet.percent, sheet.grade, advice_forecast.outlook(mine, of.others))


def with_plan(of: Report, chosen: Sequence[advice_plan.Option]) -> WhatIf:
    """Return what would be so after the steps of a plan. Costs no query."""
    by_code = {row.code: row for row in of.rows}
    put = {}
    for one in chosen:
        row = by_code[one.leaf.rpartition(":")[2]]
        step = next(step for step in row.advice.steps if step.acts == one.acts and step.cost == one.cost)
        put[row.code] = step.points
    return what_if(of, put)


@dataclass(frozen=True, slots=True)
class AreaBar:
    """One area: its share now, its share last year, and the middle of the group last year."""

    code: str
    share: float
    last: float | None
    group: float | None


def bars(of: Report) -> list[AreaBar]:
    """Return the areas against the middle of the unit's group last year. Costs no query."""
    last = of.past[0] if of.past else None
    return [
        AreaBar(
            area.code,
            float((area.percent or ZERO) / 100),
            None if last is None else _area(last.results.get(of.part.unit_id), area.code),
            None if last is None else _middle(last, of, area.code),
        )
        for area in of.sheet.areas
    ]


def _area(result: IndexResult | None, code: str) -> float | None:
    rows = result.body.get("areas", ()) if result is not None else ()
    found = next((one for one in rows if one["code"] == code), None)
    if found is None or not Decimal(found["possible"]):
        return None
    return float(Decimal(found["points"]) / Decimal(found["possible"]))


def _middle(last: Past, of: Report, code: str) -> float | None:
    group = {one.unit_id for one in of.units.values() if one.group == of.part.group}
    shares = [
        share
        for unit_id, one in last.results.items()
        if unit_id in group and (share := _area(one, code)) is not None
    ]
    return median(shares) if shares else None

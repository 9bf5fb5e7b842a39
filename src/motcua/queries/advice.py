"""What a unit could fix next: the doors to it, and everything known of its leaves in the running round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied

from motcua.queries import access, index_leaves, rounds, workdays
from motcua.queries.access import NoSuch
from motcua.queries.index_leaves import Automatic
from motcua.records.models import ActEffort, IndexResult, IndexRound, LeafEvidence, LeafMark, Participant
from motcua.rules import advice_efforts, scoring_bridge
from motcua.rules.advice import Time
from motcua.rules.advice_efforts import Efforts
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.rounds import Phase, Stage, Stand
from motcua.rules.scorecard import CriteriaSet, Leaf, VariableKind
from motcua.rules.scoring_bridge import BridgeRow

HOLDERS = frozenset({Role.REFORM, Role.LEADER})


class Basis(StrEnum):
    """What the points of a leaf rest on."""

    COUNTED = "counted"  # by the system
    APPRAISED = "appraised"
    DECLARED = "declared"
    SURVEYED = "surveyed"
    LAST_YEAR = "last_year"  # nothing is known of this year yet
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a unit's leaves: counted, marked, proved, and how they were last year."""

    part: Participant
    criteria: CriteriaSet
    automatic: Mapping[str, Automatic]
    marks: Mapping[Stage, Mapping[str, LeafMark]]
    evidence: Mapping[str, Sequence[LeafEvidence]]
    last: Mapping[str, "LastYear"]
    sees_marks: bool

    def mark(self, code: str) -> tuple[LeafMark, Basis] | None:
        """Return the mark that stands, the latest stage first."""
        stages = ((Stage.APPRAISAL_2, Basis.APPRAISED), (Stage.APPRAISAL_1, Basis.APPRAISED),
                  (Stage.SURVEY, Basis.SURVEYED), (Stage.SELF, Basis.DECLARED))  # fmt: skip
        for stage, basis in stages:
            mark = self.marks.get(stage, {}).get(code)
            if mark is not None:
                return mark, basis
        return None


@dataclass(frozen=True, slots=True)
class LastYear:
    """A leaf as it was published last year: its share of the maximum, and what stood behind it."""

    share: Decimal
    declared: Mapping[str, Any]


@cache
def shipped() -> Efforts:
    """Return the shipped effort model. Costs no query."""
    path = files("motcua.data").joinpath("criteria/efforts.yaml")
    return advice_efforts.read(yaml.safe_load(path.read_text("utf-8")))


def efforts(unit_id: int) -> Efforts:
    """Return the effort model with the unit's own days of work. Costs 1 query."""
    rows = ActEffort.objects.filter(unit_id=unit_id).values_list("act", "days")
    return advice_efforts.own(shipped(), dict(rows))


def parts(by: Actor) -> list[Participant]:
    """Return the parts in rounds that advice can be asked of, newest round first. Costs 1 query.

    Those of the actor's own units and of units below that she leads or reforms, of rounds that are open;
    of a unit without one its latest published.
    """
    paths = [duty.path for duty in by.duties if duty.role in HOLDERS]
    rows = Participant.objects.select_related("round__criteria", "round__owner", "unit")
    rows = rows.defer("round__criteria__body")  # a set is read once in this process, by its digest
    rows = rows.exclude(round__status=Phase.DRAFT).exclude(status=Stand.LEFT)
    found: dict[int, Participant] = {}
    for row in rows.order_by("-round__year", "-round_id", "unit__path", "id"):
        if any(row.unit.path.startswith(path) for path in paths):
            found.setdefault(row.unit_id, row)
    return sorted(found.values(), key=lambda row: (row.unit.path.count("/"), row.unit.path))


def part(by: Actor, unit_id: int | None) -> Participant:
    """Return the part of the unit asked for, else that of the actor's own unit or the first. Costs 1 query.

    Raises: PermissionDenied when she leads and reforms nothing; access.NoSuch.
    """
    return chosen(parts(by), by=by, unit_id=unit_id)


def waits(by: Actor) -> bool:
    """Tell whether the actor could ask, but no unit of hers is in a round yet. Costs 1 query."""
    return any(duty.role in HOLDERS for duty in by.duties) and not parts(by)


def chosen(rows: Sequence[Participant], *, by: Actor, unit_id: int | None) -> Participant:
    """Return one of the parts, as `part` does. Costs no query.

    Raises: as `part`.
    """
    if not any(duty.role in HOLDERS for duty in by.duties):
        raise PermissionDenied("advice")
    own = {duty.unit_id for duty in by.duties if duty.role in HOLDERS}
    wanted = [row for row in rows if row.unit_id == unit_id] if unit_id else rows
    if not wanted:
        raise NoSuch("advice")
    return next((row for row in wanted if row.unit_id in own), wanted[0])


def may_plan(of: Participant, by: Actor) -> bool:
    """Tell whether the actor may make tasks for the unit: she leads or reforms it, or one above. No query."""
    return by.kind is ActorKind.SYSTEM or access.oversees(of.unit.path, by)


def time_of(of: Participant, now: datetime) -> Time:
    """Return from today to the last day that still counts: of the window, of the year. Costs 1 query."""
    until = max(of.round.self_until_at, of.extended_to_at or of.round.self_until_at)
    last = min(workdays.today(until), date(of.round.year, 12, 31))
    return Time(workdays.today(now), last, workdays.calendar(of.unit))


def known(of: Participant, by: Actor, *, now: datetime) -> Known:
    """Return what is known of the leaves of a unit. Costs some 18 queries.

    Marks the actor may not see yet, a unit's own before it locks them, are left out.
    """
    criteria = rounds.set_of(of.round)
    sees = rounds.sees_sheet(of, by)
    return Known(
        part=of,
        criteria=criteria,
        automatic=index_leaves.automatic(criteria, of.unit, year=of.round.year, now=now),
        marks=rounds.marks_of(of) if sees else {},
        evidence=rounds.evidence_of(of) if sees else {},
        last=_last_year(of, criteria),
        sees_marks=sees,
    )


def _last_year(of: Participant, criteria: CriteriaSet) -> dict[str, LastYear]:
    """Return the leaves as they were in the round before, under the codes of this one. 3 queries."""
    before = next(iter(past_rounds(of.round, 1)), None)
    if before is None:
        return {}
    rows = IndexResult.objects.filter(participant__round=before, participant__unit=of.unit_id)
    result = rows.select_related("participant").first()
    if result is None:
        return {}
    marks = rounds.standing(rounds.marks_of(result.participant), Stage.APPRAISAL_2)
    old = rounds.set_of(before)
    shares = _shares(result)
    found = {}
    for row in _bridge(before.criteria.digest, of.round.criteria.digest, old, criteria):
        was, new = row.old, row.new
        if isinstance(was, Leaf) and isinstance(new, Leaf) and was.code in shares:
            mark = marks.get(was.code)
            kept = _carried(new, mark) if mark and row.is_comparable else {}
            found[new.code] = LastYear(shares[was.code], kept)
    return found


_BRIDGES: dict[tuple[str, str], list[BridgeRow]] = {}  # by digests: what was put in force never changes


def _bridge(was: str, now: str, old: CriteriaSet, new: CriteriaSet) -> list[BridgeRow]:
    if (was, now) not in _BRIDGES:
        _BRIDGES[was, now] = scoring_bridge.bridge(old, new)
    return _BRIDGES[was, now]


def _shares(result: IndexResult) -> dict[str, Decimal]:
    """Return the share of its maximum that each leaf of a published result has."""
    found = {}
    for leaf in result.body.get("leaves", ()):
        most = Decimal(leaf["most"])
        if leaf["points"] is not None and most and not leaf["not_applicable"]:
            found[leaf["code"]] = Decimal(leaf["points"]) / most
    return found


def _carried(leaf: Leaf, mark: LeafMark) -> dict[str, Any]:
    """Return what was declared last year and may hold this year: no days, which belong to their year."""
    kinds = {one.key: one.kind for one in leaf.rule.variables}
    carried = {key: value for key, value in mark.declared.items() if key in kinds}
    return {} if VariableKind.DAY in (kinds[key] for key in carried) else carried


def past_rounds(of: IndexRound, most: int = 3) -> list[IndexRound]:
    """Return the published rounds before this one, the latest first. Costs 1 query for each."""
    found: list[IndexRound] = []
    before_id = of.before_id
    rows = IndexRound.objects.select_related("criteria").defer("criteria__body")
    while before_id is not None and len(found) < most:
        row = rows.get(pk=before_id)
        if row.published_at is not None:
            found.append(row)
        before_id = row.before_id
    return found

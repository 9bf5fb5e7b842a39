"""A published round as it is read: its ranking, one unit's report, the year before across changed sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motcua.queries import rounds
from motcua.queries.access import NoSuch
from motcua.records.models import IndexResult, IndexRound, Succession
from motcua.rules import scoring, scoring_bridge
from motcua.rules.scorecard import CriteriaSet
from motcua.rules.scoring import Scored, Sheet
from motcua.rules.scoring_bridge import Compared


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of a ranking: its result, and the places it and its predecessors had the year before."""

    result: IndexResult
    before: IndexResult | None
    predecessors: Sequence[IndexResult]

    @property
    def moved(self) -> int | None:
        """How many places up (above 0) or down since the year before; None where nothing compares."""
        if self.before is None or self.before.rank is None or self.result.rank is None:
            return None
        return self.before.rank - self.result.rank

    @property
    def change(self) -> Decimal | None:
        """The change of the index in percentage points."""
        return None if self.before is None else self.result.percent - self.before.percent


def ranking(of: IndexRound) -> list[Line]:
    """Return the units of a published round, the best first, each with the year before. 2 to 4 queries.

    A unit that took others over shows with their results; a part taken over is named as well.
    """
    listed = rounds.results(of)
    earlier = {one.participant.unit_id: one for one in rounds.results(of.before)} if of.before else {}
    heirs = _heirs([one.participant.unit_id for one in listed]) if earlier else {}
    return [
        Line(
            one,
            earlier.get(one.participant.unit_id),
            [earlier[old] for old in heirs.get(one.participant.unit_id, ()) if old in earlier],
        )
        for one in listed
    ]


def _heirs(unit_ids: Sequence[int]) -> dict[int, list[int]]:
    rows = Succession.objects.filter(new__in=unit_ids).order_by("new_id", "old_id")
    found: dict[int, list[int]] = {}
    for new, old in rows.values_list("new_id", "old_id"):
        found.setdefault(new, []).append(old)
    return found


def line(of: IndexRound, unit_result_id: int) -> Line:
    """Return one unit's line of a ranking. Costs as `ranking`.

    Raises: access.NoSuch.
    """
    found = next((one for one in ranking(of) if one.result.participant_id == unit_result_id), None)
    if found is None:
        raise NoSuch(str(unit_result_id))
    return found


def means(lines: Sequence[Line]) -> dict[str, Decimal]:
    """Return the mean index of each peer group, of the ranked units. Costs no query."""
    groups: dict[str, list[Decimal]] = {}
    for one in lines:
        if one.result.rank is not None:
            groups.setdefault(one.result.participant.group, []).append(one.result.percent)
    return {group: sum(rows, Decimal(0)) / len(rows) for group, rows in sorted(groups.items())}


def compared(of: IndexRound, one: Line) -> dict[str, Compared]:
    """Return the areas, criteria and leaves of a unit against the year before, by code. Costs 1 query.

    Each in percent of its maximum, through the bridge between the two sets; what was ruled otherwise is
    not comparable. Empty without a round before, or where the unit took no part in it.
    """
    if of.before is None or one.before is None:
        return {}
    now, before = rounds.set_of(of), rounds.set_of(of.before)
    rows = scoring_bridge.bridge(before, now)
    sheets = (_sheet(now, one.result.body), _sheet(before, one.before.body))
    return {found.row.code: found for found in scoring_bridge.change(*sheets, rows) if found.row.new}


def _sheet(of: CriteriaSet, body: Mapping[str, Any]) -> Sheet:
    marks = {
        row["code"]: Scored(None if row["points"] is None else Decimal(row["points"]), row["not_applicable"])
        for row in body["leaves"]
    }
    return scoring.sheet(of, marks)


def area_percents(body: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return each area's points in percent of what was possible. Costs no query."""
    return {
        one["code"]: Decimal(one["points"]) / Decimal(one["possible"]) * 100
        for one in body["areas"]
        if Decimal(one["possible"] or 0)
    }

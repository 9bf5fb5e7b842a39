"""A round that was held on paper: its marks taken over, so that it can be published and compared here."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import rounds
from motcua.records.models import LeafMark, Participant
from motcua.rules import RuleError, chain, rounds_result, scoring
from motcua.rules import rounds as rules
from motcua.rules.people import Actor, ActorKind
from motcua.rules.rounds import Act, Stage, Stand
from motcua.rules.scorecard import CriteriaSet, RuleKind
from motcua.rules.scoring import Scored


class AlreadyBegun(RuleError):
    """Somebody has marked a leaf of this round here: it is no round of the past."""


class UnknownLeaves(RuleError):
    """The sheet of a unit names leaves that the criteria do not have; `leaves` are their codes."""


@dataclass(frozen=True, slots=True)
class PastMark:
    """One leaf of a past sheet: what was declared, the unit's own points, those appraised, the answers.

    Points that are not told are those the rule gives for what was declared.
    """

    leaf: str
    declared: Mapping[str, Any]
    own: Scored | None = None
    appraised: Scored | None = None
    survey: Mapping[str, int] | None = None


@transaction.atomic
def take_over(
    *, by: Actor, key: str, sheets: Mapping[int, Sequence[PastMark]], why: str, now: datetime
) -> int:
    """Write down the sheets of a round that was appraised outside, by unit; return how many marks.

    The marks say who took them over and why; nobody can publish the round who did. All or none.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WhyTooShort; AlreadyBegun; UnknownLeaves;
    scoring.BadDeclared and its kinds.
    """
    row = rounds.round_(key, by=by, lock=True)
    if by.kind is not ActorKind.SYSTEM and not rules.may(by, Act.APPRAISE, owner_id=row.owner_id):
        raise PermissionDenied(Act.APPRAISE)

    said = rules.check_why(why)
    if rounds.phase_of(row, now) not in rules.RUNNING:
        raise rules.NotNow(act=Act.APPRAISE, phase=row.status)
    parts = {part.unit_id: part for part in rounds.participants(row)}
    if LeafMark.objects.filter(participant__round=row).exists():
        raise AlreadyBegun(key=key)
    of = rounds.set_of(row)
    marks = [
        mark
        for unit_id, sheet in sorted(sheets.items())
        for mark in _marks(of, parts[unit_id], sheet, said=said, by=by, now=now)
    ]

    LeafMark.objects.bulk_create(marks, batch_size=500)
    taken = [parts[unit_id].pk for unit_id in sheets]
    Participant.objects.filter(pk__in=taken).update(status=str(Stand.FINISHED))

    facts = {"units": sorted(sheets), "marks": len(marks), "digest": _digest(marks), "reason": said}
    payload = {"changes": {}, "facts": facts}
    journal.write("take_over_round", by=by, at=now, payload=payload, subject=f"round:{row.key}")
    return len(marks)


def _marks(
    of: CriteriaSet, part: Participant, sheet: Sequence[PastMark], *, said: str, by: Actor, now: datetime
) -> Iterator[LeafMark]:
    leaves = {leaf.code: leaf for leaf in of.leaves()}
    if strange := sorted({mark.leaf for mark in sheet} - leaves.keys()):
        raise UnknownLeaves(leaves=", ".join(strange)[:200])
    for mark in sheet:
        leaf = leaves[mark.leaf]
        found = scoring.score(leaf, mark.declared, survey=mark.survey)
        if leaf.rule.kind is RuleKind.LEADER:
            found = Scored(None)  # worked out against the best of the group when the round is published
        given: list[tuple[Stage, Scored]] = [(Stage.APPRAISAL_2, mark.appraised or found)]
        if leaf.is_survey:
            given = [(Stage.SURVEY, found)]
        elif leaf.is_self_scored:
            given.append((Stage.SELF, mark.own or found))
        for stage, scored in given:
            yield LeafMark(
                participant=part,
                leaf=leaf.code,
                stage=str(stage),
                edition=1,
                declared=dict(mark.survey or mark.declared),
                points=rounds_result.kept(scored.points),
                is_not_applicable=scored.is_not_applicable,
                why=said,
                by_id=by.user_id,
                at=now,
            )


def _digest(marks: Sequence[LeafMark]) -> str:
    told = [
        [mark.participant.unit_id, mark.leaf, mark.stage, mark.declared, str(mark.points)] for mark in marks
    ]
    return hashlib.sha256(chain.canonical({"marks": told}).encode()).hexdigest()

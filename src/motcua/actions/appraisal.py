"""A self-score is appraised: once, explained by the unit where it was asked, and once more by another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.actions.self_score import Fresh, keep, leaf_of, log, write
from motcua.queries import index_leaves, round_claims, rounds
from motcua.queries.round_claims import LeafRow
from motcua.records.models import LeafMark, Participant
from motcua.rules import rounds as rules
from motcua.rules import rounds_result, scoring
from motcua.rules.formulas import ZERO
from motcua.rules.people import Actor
from motcua.rules.rounds import Act, Stage, Stand
from motcua.rules.scorecard import Leaf, RuleKind
from motcua.rules.scoring import NotSelfScored, Scored
from motcua.rules.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an appraiser says about a leaf: points, or corrected values that give them; and why."""

    points: Any = None  # Decimal; None: what the values give, or what is proposed
    declared: Mapping[str, Any] = field(default_factory=dict)
    is_not_applicable: bool = False
    why: str = ""
    asks: bool = False  # the unit has to explain
    edition: int = 0  # the edition this was written over


@transaction.atomic
def appraise(*, by: Actor, pk: int, leaf: str, verdict: Verdict, now: datetime) -> LeafMark:
    """Keep the first appraisal of a leaf; one that asks for an explanation says what is unclear.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, StaleMark, WhyTooShort, AboveAutomatic,
    PointsWithoutEvidence, OtherThanProposed; scoring.BadDeclared and its kinds.
    """
    row = rounds.participant(pk, by=by, act=Act.APPRAISE, now=now, lock=True)
    if verdict.asks:
        rules.check_why(verdict.why)

    kept = _keep(row, leaf, verdict, Stage.APPRAISAL_1, by=by, now=now)

    log(row, verb="appraise_leaf", kept=kept, by=by, now=now)
    return kept


@transaction.atomic
def appraise_again(*, by: Actor, pk: int, leaf: str, verdict: Verdict, now: datetime) -> LeafMark:
    """Keep the second appraisal of a leaf, by a person who took no part in the first.

    Raises: as `appraise`; rounds.SameHand.
    """
    row = rounds.participant(pk, by=by, act=Act.APPRAISE_AGAIN, now=now, lock=True)
    _check_second(row, by)

    kept = _keep(row, leaf, verdict, Stage.APPRAISAL_2, by=by, now=now)

    log(row, verb="appraise_leaf_again", kept=kept, by=by, now=now)
    return kept


def _check_second(row: Participant, by: Actor) -> None:
    first = LeafMark.objects.filter(participant=row, stage=str(Stage.APPRAISAL_1))
    rules.check_other_hand(by, set(first.values_list("by_id", flat=True)))


def _keep(
    row: Participant, code: str, verdict: Verdict, stage: Stage, *, by: Actor, now: datetime
) -> LeafMark:
    leaf = leaf_of(row, code)
    if leaf.is_survey:
        raise NotSelfScored(leaf=code)
    seen = round_claims.rows(row, now=now)[code]
    claim = _claim(seen, stage)
    scored = _scored(leaf, verdict, rules.proposed(claim))

    if not round_claims.needs_appraiser(leaf):
        rules.check_appraisal(scored, claim, verdict.why)
    why, declared = clean(verdict.why, limit=2000), verdict.declared or _declared(seen, stage)
    fresh = Fresh(code, stage, scored, declared, why, verdict.asks)
    ground = rules.proposed(claim).ground
    return keep(row, fresh, by=by, now=now, over=verdict.edition, automatic=_seen(seen, ground))


def _claim(seen: LeafRow, stage: Stage) -> rules.Claim:
    """Return what an appraisal is held against; the second also accepts what the first gave."""
    first = seen.marks.get(Stage.APPRAISAL_1)
    if stage is Stage.APPRAISAL_1 or first is None:
        return seen.claim
    return rules.Claim(rounds.scored(first), None, None, True, False)


def _declared(seen: LeafRow, stage: Stage) -> Mapping[str, Any]:
    """Return the values that stand behind an appraisal which names none of its own."""
    first = seen.marks.get(Stage.APPRAISAL_1)
    if stage is Stage.APPRAISAL_2 and first is not None:
        return dict(first.declared)
    if seen.proposal.ground == "automatic" and seen.automatic is not None:
        return seen.automatic.declared
    return dict(seen.marks[Stage.SELF].declared) if seen.is_marked else {}


def _scored(leaf: Leaf, verdict: Verdict, by_itself: rules.Proposal) -> Scored:
    if verdict.is_not_applicable:
        found = scoring.score(leaf, {"not_applicable": True})
        return Scored(rounds_result.kept(found.points), True)
    if verdict.points is not None:
        return Scored(rounds_result.kept(scoring.check_points(leaf, verdict.points)))
    if verdict.declared:
        found = scoring.score(leaf, verdict.declared)
        return Scored(rounds_result.kept(found.points), found.is_not_applicable)
    return Scored(by_itself.points, by_itself.is_not_applicable)


def _seen(seen: LeafRow, ground: str) -> dict[str, Any]:
    """Return what was known when it was appraised, beside the mark: the counted value and the ground."""
    counted = {} if seen.automatic is None else index_leaves.as_plain(seen.automatic)
    return counted | {"ground": ground, "evidence": len(seen.evidence)}


@transaction.atomic
def close(*, by: Actor, pk: int, now: datetime) -> Participant:
    """End the first appraisal of a unit: what nobody touched takes what is proposed.

    Where something was asked the unit explains next; else the second appraisal follows.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, LeavesOpen.
    """
    row = rounds.participant(pk, by=by, act=Act.CLOSE_APPRAISAL, now=now, lock=True)
    seen = round_claims.rows(row, now=now)
    open_ = [one for one in seen.values() if Stage.APPRAISAL_1 not in one.marks and not one.leaf.is_survey]
    if lacking := [one for one in open_ if round_claims.needs_appraiser(one.leaf)]:
        raise rules.LeavesOpen(count=len(lacking))

    for one in open_:
        keep(row, _proposed(one), by=by, now=now, over=0, automatic=_seen(one, one.proposal.ground))
    asked = sum(mark.asks for one in seen.values() if (mark := one.marks.get(Stage.APPRAISAL_1)))
    row.status, row.revision = str(Stand.ASKED if asked else Stand.APPRAISED), row.revision + 1
    row.save(update_fields=["status", "revision"])

    write("close_appraisal", row, by=by, now=now, facts={"unit": row.unit_id, "asked": asked})
    return row


def _proposed(one: LeafRow) -> Fresh:
    said = one.proposal
    mark = one.marks.get(Stage.SELF)
    declared: Mapping[str, Any] = {}
    if said.ground == "automatic" and one.automatic is not None:
        declared = one.automatic.declared
    elif said.ground in ("accepted", "by_rule") and mark is not None:
        declared = mark.declared
    points, lacks = said.points, said.points is None and not said.is_not_applicable
    if lacks and (one.leaf.rule.kind is not RuleKind.LEADER or not declared):
        points = rounds_result.kept(ZERO)
    return Fresh(
        one.leaf.code, Stage.APPRAISAL_1, Scored(rounds_result.kept(points), said.is_not_applicable), declared
    )


@transaction.atomic
def explain(*, by: Actor, pk: int, leaf: str, why: str, now: datetime) -> LeafMark:
    """Explain a leaf that the appraiser asked about: once, within the window; papers are added beside it.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver, WhyTooShort, StaleMark.
    """
    row = rounds.participant(pk, by=by, act=Act.EXPLAIN, now=now, lock=True)
    leaf_of(row, leaf)
    first = rounds.marks_of(row)[Stage.APPRAISAL_1].get(leaf)
    if first is None or not first.asks:
        raise rules.NotNow(act=Act.EXPLAIN, phase=Stand.APPRAISED)
    said = rules.check_why(why)

    fresh = Fresh(leaf, Stage.EXPLAINED, rounds.scored(first), first.declared, said)
    kept = keep(row, fresh, by=by, now=now, over=0)

    log(row, verb="explain_leaf", kept=kept, by=by, now=now)
    return kept


@transaction.atomic
def close_explanation(*, by: Actor, pk: int, now: datetime) -> Participant:
    """Hand the explanations in: the second appraisal may begin before the window ends.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, WindowOver.
    """
    row = rounds.participant(pk, by=by, act=Act.CLOSE_EXPLANATION, now=now, lock=True)

    row.status, row.revision = str(Stand.EXPLAINED), row.revision + 1
    row.save(update_fields=["status", "revision"])

    told = len(rounds.marks_of(row)[Stage.EXPLAINED])
    write("close_explanation", row, by=by, now=now, facts={"unit": row.unit_id, "explained": told})
    return row


@transaction.atomic
def finish(*, by: Actor, pk: int, now: datetime) -> Participant:
    """End the second appraisal of a unit: leaves nobody touched again keep the first appraisal.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow, SameHand.
    """
    row = rounds.participant(pk, by=by, act=Act.CLOSE, now=now, lock=True)
    _check_second(row, by)
    marks = rounds.marks_of(row)

    for code, first in sorted(marks[Stage.APPRAISAL_1].items()):
        if code not in marks[Stage.APPRAISAL_2]:
            fresh = Fresh(code, Stage.APPRAISAL_2, rounds.scored(first), first.declared)
            keep(row, fresh, by=by, now=now, over=0, automatic={"ground": "agreed"})
    row.status, row.revision = str(Stand.FINISHED), row.revision + 1
    row.save(update_fields=["status", "revision"])

    write("finish_appraisal", row, by=by, now=now, facts={"unit": row.unit_id})
    return row

"""What an appraiser sees of a leaf: the claim, what its values give, what the system counts, the proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from motcua.queries import index_leaves, rounds
from motcua.queries.index_leaves import Automatic
from motcua.records.models import LeafEvidence, LeafMark, Participant
from motcua.rules import rounds as rules
from motcua.rules import rounds_result, scoring
from motcua.rules.rounds import Claim, Proposal, Stage
from motcua.rules.scorecard import CriteriaSet, Leaf, RuleKind
from motcua.rules.scoring import BadDeclared, Scored


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One leaf of a unit's sheet with everything known of it."""

    leaf: Leaf
    marks: Mapping[Stage, LeafMark]
    evidence: Sequence[LeafEvidence]
    automatic: Automatic | None
    claim: Claim
    proposal: Proposal

    @property
    def is_marked(self) -> bool:
        return Stage.SELF in self.marks

    @property
    def lacks_evidence(self) -> bool:
        """Whether points are claimed that no paper and no list stands behind."""
        mark = self.marks.get(Stage.SELF)
        return bool(
            self.leaf.needs_evidence
            and self.automatic is None
            and mark is not None
            and not mark.is_not_applicable
            and mark.points != 0
            and not self.evidence
        )

    @property
    def difference(self) -> Decimal | None:
        """What is claimed beyond what the system counts."""
        mark = self.marks.get(Stage.SELF)
        if self.automatic is None or mark is None or mark.points is None:
            return None
        counted = self.automatic.scored.points
        return None if counted is None else mark.points - counted


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a self-score has come."""

    marked: int
    all: int
    without_evidence: int

    @property
    def is_whole(self) -> bool:
        return self.marked == self.all


def rows(row: Participant, *, now: datetime) -> dict[str, LeafRow]:
    """Return the leaves of a unit's sheet, by code, in the order of the set. Costs some 15 queries."""
    of = rounds.set_of(row.round)
    counted = index_leaves.automatic(of, row.unit, year=row.round.year, now=now)
    return _rows(of, rounds.marks_of(row), rounds.evidence_of(row), counted)


def _rows(
    of: CriteriaSet,
    marks: Mapping[Stage, Mapping[str, LeafMark]],
    evidence: Mapping[str, Sequence[LeafEvidence]],
    counted: Mapping[str, Automatic],
) -> dict[str, LeafRow]:
    found = {}
    for leaf in of.leaves():
        mine = {stage: by_leaf[leaf.code] for stage, by_leaf in marks.items() if leaf.code in by_leaf}
        proof, automatic = evidence.get(leaf.code, ()), counted.get(leaf.code)
        one = claim(leaf, mine, has_evidence=bool(proof), automatic=automatic)
        found[leaf.code] = LeafRow(leaf, mine, proof, automatic, one, rules.proposed(one))
    return found


def claim(
    leaf: Leaf, marks: Mapping[Stage, LeafMark], *, has_evidence: bool, automatic: Automatic | None
) -> Claim:
    """Return a leaf as the rules of appraisal read it. Costs no query."""
    mark = marks.get(Stage.SELF)
    return Claim(
        mark=None if mark is None else rounds.scored(mark),
        by_rule=None if mark is None else by_rule(leaf, mark.declared),
        automatic=None if automatic is None else automatic.scored,
        has_evidence=has_evidence,
        needs_evidence=leaf.needs_evidence,
    )


def by_rule(leaf: Leaf, declared: Mapping[str, Any]) -> Scored | None:
    """Return what declared values give by the leaf's rule; None when they say nothing. Costs no query."""
    if not declared or leaf.is_survey:
        return None
    try:
        found = scoring.score(leaf, declared)
    except BadDeclared:
        return None
    return Scored(rounds_result.kept(found.points), found.is_not_applicable, found.because)


def progress(of: CriteriaSet, row: Participant) -> Progress:
    """Return how many leaves of a sheet are marked. Costs 2 queries."""
    return progress_of_all(of, [row])[row.pk]


def progress_of_all(of: CriteriaSet, parts: Sequence[Participant]) -> dict[int, Progress]:
    """Return how many leaves of several sheets are marked, by participant. Costs 2 queries."""
    mine = [leaf for leaf in of.leaves() if leaf.is_self_scored]
    marks, proof = rounds.marks_of_all(parts), rounds.evidence_of_all(parts)
    found = {}
    for part in parts:
        marked = {leaf.code: mark for leaf in mine if (mark := marks[part.pk][Stage.SELF].get(leaf.code))}
        bare = sum(
            leaf.needs_evidence
            and not leaf.binding.startswith(("766:", "61:", "sums:"))
            and leaf.code in marked
            and not marked[leaf.code].is_not_applicable
            and marked[leaf.code].points != 0
            and leaf.code not in proof[part.pk]
            for leaf in mine
        )
        found[part.pk] = Progress(len(marked), len(mine), bare)
    return found


def needs_appraiser(leaf: Leaf) -> bool:
    """Tell whether only an appraiser can mark a leaf: another index is imported by her."""
    return leaf.rule.kind is RuleKind.IMPORTED


def digest(row: Participant) -> str:
    """Return the digest of a self-scored sheet as it stands: what the leader signs. Costs 2 queries."""
    marks = rounds.as_plain(rounds.marks_of(row)[Stage.SELF])
    proof = rounds.evidence_of(row)
    lines = [
        dict(one) | {"evidence": [_named(paper) for paper in proof.get(one["leaf"], ())]} for one in marks
    ]
    unit = row.unit.agency_code or row.unit.gso_code or str(row.unit_id)
    return rounds_result.sheet_digest(row.round.criteria.digest, unit, lines)


def _named(paper: LeafEvidence) -> str:
    return paper.file.sha256 if paper.file else paper.list_url

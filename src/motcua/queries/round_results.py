"""The results of a round: worked out from the marks that stand, and worked out again to compare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.queries import rounds, surveys
from motcua.records.models import IndexResult, IndexRound, LeafMark, Participant, Unit
from motcua.rules import rounds as rules
from motcua.rules import rounds_result, scoring, scoring_sets
from motcua.rules.rounds import Stage
from motcua.rules.rounds_result import Entry, Result
from motcua.rules.scoring import Scored


@dataclass(frozen=True, slots=True)
class Worked:
    """One unit's result with its body as it is kept."""

    part: Participant
    result: Result
    body: Mapping[str, Any]


def worked_out(of: IndexRound, parts: Sequence[Participant], *, now: datetime) -> list[Worked]:
    """Return the results of all units that get one, from the marks that stand. Costs 2 queries."""
    criteria, policy = rounds.set_of(of), rounds.policy_of(of)
    taking = [part for part in parts if rules.has_result(rounds.place_of(part), policy, now)]
    marks = rounds.marks_of_all(taking)
    entries = [_entry(part, marks[part.pk], policy, now) for part in taking]
    found = {one.of: one for one in rounds_result.results(criteria, entries)}
    return [
        Worked(
            part,
            found[str(part.pk)],
            rounds_result.body(criteria, of.criteria.digest, _unit(part, now), found[str(part.pk)]),
        )
        for part in taking
    ]


def _entry(
    part: Participant, marks: Mapping[Stage, Mapping[str, LeafMark]], policy: rules.Policy, now: datetime
) -> Entry:
    at = rounds.place_of(part)
    standing = {} if rules.is_absent(at, now) else rounds.standing(marks, Stage.APPRAISAL_2)
    return Entry(
        of=str(part.pk),
        group=part.group,
        is_ranked=rules.is_ranked(at, policy, now),
        marks={leaf: rounds.scored(mark) for leaf, mark in standing.items()},
        declared={leaf: mark.declared for leaf, mark in standing.items()},
    )


def _unit(part: Participant, now: datetime) -> dict[str, Any]:
    unit: Unit = part.unit
    return {
        "id": unit.pk, "code": unit.agency_code or unit.gso_code, "name": unit.name, "group": part.group,
        "absent": rules.is_absent(rounds.place_of(part), now),
    }  # fmt: skip


def digest(of: IndexRound, found: Sequence[Worked]) -> str:
    """Return the digest of all results of a round. Costs no query."""
    return rounds_result.digest(of.key, [one.body for one in found])


def survey(
    of: IndexRound, parts: Sequence[Participant]
) -> Iterator[tuple[Participant, str, Mapping[str, int], Scored]]:
    """Yield what the survey of a round gives each unit, leaf by leaf. Costs 2 queries.

    A leaf without answers is left out of points and possible points where the round says that the survey
    may be missing; else it is marked by nobody and wins nothing.
    """
    criteria, policy = rounds.set_of(of), rounds.policy_of(of)
    leaves = [leaf for leaf in criteria.leaves() if leaf.is_survey]
    answers = surveys.leaf_scores(of.pk) if leaves else {}
    for part in parts:
        for leaf in leaves:
            told = answers.get(part.unit_id, {}).get(leaf.code)
            if told is not None:
                scored = scoring.score(leaf, {}, survey=told.counts)
                yield part, leaf.code, told.counts, Scored(rounds_result.kept(scored.points))
            elif policy.survey_optional:
                yield part, leaf.code, {}, Scored(None, True)


def criteria_mark(of: IndexRound) -> str:
    """Return the digest of the criteria of a round as they lie in the database now. Costs no query."""
    return scoring_sets.digest(scoring_sets.read(of.criteria.body))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What working a published round out again says: the digest kept, the new one, who differs."""

    kept: str
    again: str
    differing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.kept == self.again and not self.differing


def verify(of: IndexRound) -> Verdict:
    """Work a published round out again from its marks and compare with what was kept. Costs 4 queries."""
    assert of.published_at is not None
    found = worked_out(of, rounds.participants(of), now=of.published_at)
    kept = {one.participant_id: one for one in rounds.results(of)}
    differing = [one.part.unit.name for one in found if not _same(one, kept.get(one.part.pk))]
    gone = kept.keys() - {one.part.pk for one in found}
    differing += [kept[pk].participant.unit.name for pk in sorted(gone)]
    return Verdict(of.digest, digest(of, found), tuple(differing))


def _same(one: Worked, kept: IndexResult | None) -> bool:
    return kept is not None and kept.body == one.body and kept.rank == one.result.rank

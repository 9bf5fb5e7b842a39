"""Rounds of the reform index: the doors to them, to a unit's part, and the marks and sheets in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from motcua.queries import criteria_sets
from motcua.queries.access import NoSuch
from motcua.records.models import IndexResult, IndexRound, LeafEvidence, LeafMark, Participant, Unit
from motcua.rules import rounds as rules
from motcua.rules import scoring
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.rounds import Act, NotSubmitted, Phase, Place, Policy, Stage, Stand, Windows
from motcua.rules.scorecard import CriteriaSet
from motcua.rules.scoring import Scored, Sheet

Marks = Mapping[str, LeafMark]
# Which stages stand behind a sheet, the later before the earlier.
BEHIND: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.SELF: (Stage.SELF,),
    Stage.APPRAISAL_1: (Stage.APPRAISAL_1,),
    Stage.APPRAISAL_2: (Stage.APPRAISAL_2, Stage.APPRAISAL_1),
}
_INSIDE = frozenset({Role.REFORM, Role.CLERK, Role.LEADER})


def rounds(by: Actor) -> QuerySet[IndexRound]:
    """Return the rounds the actor may know of, newest first: her units take part, or hold them. 1 query.

    A published round is for everybody with a post.
    """
    rows = IndexRound.objects.select_related("criteria", "owner", "before").order_by("-year", "-id")
    if by.kind is ActorKind.SYSTEM:
        return rows
    known = Q(pk__in=[])
    for duty in by.duties:
        known |= Q(published_at__isnull=False)
        if duty.role in _INSIDE:
            known |= Q(owner=duty.unit_id) | (Q(participants__unit=duty.unit_id) & ~Q(status=Phase.DRAFT))
    return rows.filter(known).distinct()


def round_(key: str, *, by: Actor, lock: bool = False) -> IndexRound:
    """Return a round the actor may know of, locked if asked. Costs 1 or 2 queries.

    Raises: access.NoSuch.
    """
    found = rounds(by).filter(key=key).first()
    if found is None:
        raise NoSuch(key)
    return _locked_round(found.pk) if lock else found


def published(key: str) -> IndexRound:
    """Return a published round, for everybody. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = IndexRound.objects.select_related("criteria", "owner", "before")
    found = rows.filter(key=key, published_at__isnull=False).first()
    if found is None:
        raise NoSuch(key)
    return found


def _locked_round(pk: int) -> IndexRound:
    rows = IndexRound.objects.select_related("criteria", "owner", "before")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def acted(key: str, act: Act, *, by: Actor, now: datetime) -> IndexRound:
    """Return a round, locked, in which the actor may do this now. Costs 3 queries.

    Raises: access.NoSuch, PermissionDenied; rounds.NotNow.
    """
    row = round_(key, by=by, lock=True)
    if by.kind is not ActorKind.SYSTEM and not rules.may(by, act, owner_id=row.owner_id):
        raise PermissionDenied(act)
    rules.check_round(act, phase_of(row, now))
    return row


def participant(
    pk: int, *, by: Actor, act: Act | None = None, now: datetime | None = None, lock: bool = False
) -> Participant:
    """Return a unit's part in a round, locked if asked. Costs 1 or 2 queries.

    Raises: access.NoSuch when the actor's units neither are nor hold it; PermissionDenied when the act is
    another's; rounds.NotNow, WindowOver when the unit does not stand where it may be done.
    """
    row = _parts(lock).filter(pk=pk).first()
    if row is None or not sees(row, by):
        raise NoSuch(str(pk))
    if act is None:
        return row
    if not may(row, act, by=by):
        raise PermissionDenied(act)
    if now is None:
        raise ValueError("an act needs its moment")
    if row.round.status != Phase.OPEN:
        raise rules.NotNow(act=act, phase=row.round.status)
    rules.check_place(act, place_of(row), now)
    return row


def _parts(lock: bool) -> QuerySet[Participant]:
    rows = Participant.objects.select_related(
        "round", "round__criteria", "round__owner", "unit", "signed_file"
    )
    return rows.select_for_update(of=("self",)) if lock else rows


def sees(row: Participant, by: Actor) -> bool:
    """Tell whether the actor's units are or hold this part of a round. Costs no query."""
    if by.kind is ActorKind.SYSTEM:
        return True
    mine = by.roles_in(row.unit_id) & _INSIDE and row.round.status != Phase.DRAFT
    return bool(mine or by.roles_in(row.round.owner_id) & _INSIDE)


def sees_sheet(row: Participant, by: Actor) -> bool:
    """Tell whether the actor sees the marks: the unit its own; who holds the round what was locked."""
    if by.kind is ActorKind.SYSTEM or by.roles_in(row.unit_id) & _INSIDE:
        return True
    return bool(by.roles_in(row.round.owner_id) & _INSIDE) and row.status != Stand.SCORING


def may(row: Participant, act: Act, *, by: Actor) -> bool:
    """Tell whether the actor may do this with the part of a unit, the moment aside. Costs no query."""
    if by.kind is ActorKind.SYSTEM:
        return True
    of = row.round
    return rules.may(by, act, owner_id=of.owner_id, unit_id=row.unit_id, unit_path=row.unit.path)


def participants(of: IndexRound) -> list[Participant]:
    """Return the units of a round, by group and name. Costs 1 query."""
    rows = Participant.objects.filter(round=of).select_related("unit", "round", "signed_file")
    return list(rows.order_by("group", "unit__name_fold", "id"))


def mine(of: IndexRound, by: Actor) -> list[Participant]:
    """Return the parts of the actor's own units in a round. Costs 1 query."""
    unit_ids = {duty.unit_id for duty in by.duties if duty.role in _INSIDE}
    return [row for row in participants(of) if row.unit_id in unit_ids]


def waiting(by: Actor, now: datetime) -> QuerySet[Participant]:
    """Return the sheets that wait for the actor: to be scored, explained or appraised by her unit.

    Costs no query yet.
    """
    mine = [duty.unit_id for duty in by.duties if duty.role in (Role.REFORM, Role.CLERK)]
    held = [duty.unit_id for duty in by.duties if duty.role is Role.REFORM]
    late = Q(status=Stand.ASKED, round__explain_until_at__lte=now)
    scoring = Q(status=Stand.SCORING, round__self_from_at__lte=now) & (
        Q(round__self_until_at__gt=now) | Q(extended_to_at__gt=now)
    )
    own = Q(unit__in=mine) & (scoring | (Q(status=Stand.ASKED) & ~late))
    given = Q(status__in=[Stand.LOCKED, Stand.APPRAISED, Stand.EXPLAINED]) | late
    return Participant.objects.filter(own | (Q(round__owner__in=held) & given), round__status=Phase.OPEN)


def windows_of(of: IndexRound) -> Windows:
    """Return the windows of a round. Costs no query."""
    return Windows(of.self_from_at, of.self_until_at, of.explain_until_at)


def policy_of(of: IndexRound) -> Policy:
    """Return what a round decided beforehand. Costs no query."""
    told = of.options or {}
    return Policy(
        NotSubmitted(told.get("not_submitted", NotSubmitted.ZERO_RANKED)),
        bool(told.get("survey_optional", False)),
    )


def place_of(row: Participant) -> Place:
    """Return where a unit stands, with its own windows. Costs no query."""
    return rules.place(Stand(row.status), windows_of(row.round), row.extended_to_at)


def phase_of(of: IndexRound, now: datetime) -> Phase:
    """Return the phase of a round at a moment. Costs 1 query while it is open."""
    if of.status != Phase.OPEN:
        return Phase(of.status)
    rows = Participant.objects.filter(round=of).order_by("id").values_list("status", "extended_to_at")
    windows = windows_of(of)
    return rules.phase(of.status, [rules.place(Stand(s), windows, to) for s, to in rows], now)


def set_of(of: IndexRound) -> CriteriaSet:
    """Return the criteria a round is scored by, read once in this process. Costs 1 query at most."""
    return criteria_sets.value(of.criteria)


def marks_of(row: Participant) -> Mapping[Stage, dict[str, LeafMark]]:
    """Return the marks that stand, by stage and leaf: the last edition of each. Costs 1 query."""
    return marks_of_all([row])[row.pk]


def marks_of_all(rows: Iterable[Participant]) -> dict[int, dict[Stage, dict[str, LeafMark]]]:
    """Return the marks that stand of several units. Costs 1 query."""
    listed = [row.pk for row in rows]
    found: dict[int, dict[Stage, dict[str, LeafMark]]] = {pk: {stage: {} for stage in Stage} for pk in listed}
    marks = LeafMark.objects.filter(participant__in=listed).select_related("by")
    for mark in marks.order_by("edition", "id"):  # the last edition takes the place
        found[mark.participant_id][Stage(mark.stage)][mark.leaf] = mark
    return found


def history(row: Participant, leaf: str) -> list[LeafMark]:
    """Return every mark a leaf ever had, oldest first. Costs 1 query."""
    marks = LeafMark.objects.filter(participant=row, leaf=leaf).select_related("by")
    return list(marks.order_by("at", "id"))


def evidence_of(row: Participant, *, withdrawn: bool = False) -> dict[str, list[LeafEvidence]]:
    """Return the papers and lists that show what leaves claim, by leaf, oldest first. Costs 1 query."""
    return evidence_of_all([row], withdrawn=withdrawn)[row.pk]


def evidence_of_all(
    rows: Iterable[Participant], *, withdrawn: bool = False
) -> dict[int, dict[str, list[LeafEvidence]]]:
    """Return the evidence of several units, by leaf. Costs 1 query."""
    found: dict[int, dict[str, list[LeafEvidence]]] = {row.pk: {} for row in rows}
    kept = LeafEvidence.objects.filter(participant__in=found).select_related("file", "added_by")
    kept = kept if withdrawn else kept.filter(withdrawn_at=None)
    for one in kept.order_by("id"):
        found[one.participant_id].setdefault(one.leaf, []).append(one)
    return found


def evidence(pk: int, *, by: Actor) -> LeafEvidence:
    """Return a paper of a leaf that the actor may see. Costs 1 query.

    Raises: access.NoSuch.
    """
    rows = LeafEvidence.objects.select_related("participant__round", "participant__unit", "file")
    found = rows.filter(pk=pk).first()
    if found is None or not sees(found.participant, by) or not sees_sheet(found.participant, by):
        raise NoSuch(str(pk))
    return found


def scored(mark: LeafMark) -> Scored:
    """Return a mark as the rules read it. Costs no query."""
    return Scored(mark.points, mark.is_not_applicable, ())


def standing(marks: Mapping[Stage, Marks], stage: Stage) -> dict[str, LeafMark]:
    """Return the marks that count at a stage: those of the survey always. Costs no query."""
    found: dict[str, LeafMark] = {}
    for behind in (Stage.SURVEY, *reversed(BEHIND[stage])):
        found |= marks.get(behind, {})
    return found


def sheet_of(row: Participant, stage: Stage) -> Sheet:
    """Return the sums of a unit's sheet as they stand at a stage. Costs 2 queries."""
    marks = standing(marks_of(row), stage)
    return scoring.sheet(set_of(row.round), {leaf: scored(mark) for leaf, mark in marks.items()})


def results(of: IndexRound) -> list[IndexResult]:
    """Return the results of a published round, the best first, the unranked last. Costs 1 query."""
    rows = IndexResult.objects.filter(participant__round=of)
    listed = list(rows.select_related("participant__unit", "participant__round").order_by("id"))
    return sorted(listed, key=lambda one: (one.rank is None, one.rank or 0, one.participant.unit.name_fold))


def units_below(owner: Unit) -> list[Unit]:
    """Return the units that can take part in a round of this one: those directly below. Costs 1 query."""
    rows = Unit.objects.filter(parent=owner, until_on=None).exclude(kind=Unit.Kind.OFFICE)
    return list(rows.order_by("gso_code", "name_fold", "id"))


def as_plain(marks: Marks) -> Sequence[dict[str, Any]]:
    """Return marks as plain data in the order of their leaves, for digests. Costs no query."""
    return [
        {
            "leaf": leaf, "edition": mark.edition, "declared": mark.declared,
            "points": None if mark.points is None else str(mark.points.normalize()),
            "not_applicable": mark.is_not_applicable,
        }
        for leaf, mark in sorted(marks.items())
    ]  # fmt: skip

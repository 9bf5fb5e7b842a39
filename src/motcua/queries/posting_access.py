"""The doors to the posting watch: who sees a duty, who may prove it, who may judge the proof."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from motcua.queries.access import NoSuch
from motcua.records.models import PostingDuty, PostingEvidence, PublishingDecision, Unit
from motcua.rules.people import AT_WORK, OVERSIGHT, Actor, ActorKind, Role
from motcua.rules.posting import Verdict

KEEPERS = frozenset({Role.LEADER, Role.REFORM, Role.ADMIN})
JUDGES = frozenset({Role.LEADER, Role.REFORM})


def duties(by: Actor) -> QuerySet[PostingDuty]:
    """Return the duties the actor may see: of the units she works in, and of all below those she oversees.

    A decision that was withdrawn takes its open duties along; they stay visible.
    """
    rows = PostingDuty.objects.all()
    return rows if by.kind is ActorKind.SYSTEM else rows.filter(_scope(by, "unit"))


def decisions(by: Actor) -> QuerySet[PublishingDecision]:
    """Return the decisions that concern a unit of the actor: registered there, above or below it."""
    rows = PublishingDecision.objects.all()
    if by.kind is ActorKind.SYSTEM:
        return rows
    above = {int(part) for duty in by.duties for part in duty.path.split("/") if part}
    return rows.filter(_scope(by, "unit") | Q(unit__in=above))


def _scope(by: Actor, name: str) -> Q:
    if by.kind is ActorKind.APPLICANT:
        return Q(pk__in=[])
    scope = Q(**{f"{name}__in": {duty.unit_id for duty in by.duties}})
    for duty in by.duties:
        if duty.role in OVERSIGHT:
            scope |= Q(**{f"{name}__path__startswith": duty.path})
    return scope


def duty(pk: int, *, by: Actor) -> PostingDuty:
    """Return one duty the actor may see. Costs 1 query.

    Raises: NoSuch.
    """
    rows = duties(by).select_related("unit", "procedure", "decision", "decision__unit", "published__version")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NoSuch(str(pk))
    return found


def decision(pk: int, *, by: Actor, lock: bool = False) -> PublishingDecision:
    """Return one decision that concerns the actor, locked if asked. Costs 1 query.

    Raises: NoSuch.
    """
    rows = decisions(by).select_related("unit")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NoSuch(str(pk))
    return found


def keeper(unit_id: int, *, by: Actor) -> Unit:
    """Return the unit for which the actor may register decisions: she leads, reforms or administers it.

    Costs 1 query. Raises: NoSuch for a unit outside; PermissionDenied for another role.
    """
    kept = [each.path for each in by.duties if each.role in KEEPERS]
    if by.kind is not ActorKind.SYSTEM and not kept:
        raise PermissionDenied("publish")
    found = Unit.objects.filter(pk=unit_id, until_on=None).first()
    if found is None or (kept and not any(found.path.startswith(path) for path in kept)):
        raise NoSuch(str(unit_id))
    return found


def provable(pks: list[int], *, by: Actor) -> list[PostingDuty]:
    """Return duties of one unit, locked, for which the actor may send proof: she works there. 1 query.

    Raises: NoSuch when one is not hers to see; PermissionDenied when she does not belong to the unit.
    """
    found = list(
        duties(by)
        .filter(pk__in=pks)
        .select_related("unit", "procedure", "decision", "published__version")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not found or len(found) != len(set(pks)):
        raise NoSuch()
    if by.kind is not ActorKind.SYSTEM and any(not may_prove(row, by) for row in found):
        raise PermissionDenied("prove")
    return found


def may_prove(row: PostingDuty, by: Actor) -> bool:
    """Tell whether the actor belongs to the unit that has the duty. Costs no query."""
    return bool(by.roles_in(row.unit_id) & (AT_WORK | {Role.REFORM}))


def may_judge(row: PostingDuty, by: Actor) -> bool:
    """Tell whether the actor may judge proof of this unit: a leader or reform officer of another one,
    above it, beside it or below it, with no post in the unit itself. The unit comes with the row; no query.

    Programs never judge.
    """
    if by.kind is not ActorKind.OFFICIAL or by.roles_in(row.unit_id):
        return False
    beside = row.unit.path.removesuffix(f"{row.unit_id}/")
    for duty in by.duties:
        is_above, is_below = row.unit.path.startswith(duty.path), duty.path.startswith(row.unit.path)
        is_beside = duty.path.removesuffix(f"{duty.unit_id}/") == beside
        if duty.role in JUDGES and (is_above or is_beside or is_below):
            return True
    return False


def evidence(pk: int, *, by: Actor) -> PostingEvidence:
    """Return one proof the actor may look at: of a duty she sees, or one she may judge. Costs 1 query.

    Raises: NoSuch.
    """
    rows = PostingEvidence.objects.select_related(
        "duty__unit", "duty__procedure", "duty__decision", "duty__published__version", "file", "sent_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None or not (_sees(found.duty, by) or may_judge(found.duty, by)):
        raise NoSuch(str(pk))
    return found


def judgeable(pks: list[int], *, by: Actor) -> list[PostingEvidence]:
    """Return proofs that wait, locked with their duties, which the actor may judge. Costs 2 queries.

    Raises: NoSuch; PermissionDenied for the unit's own people and whoever sent it.
    """
    rows = PostingEvidence.objects.filter(pk__in=pks, verdict=Verdict.WAITING)
    duty_ids = list(rows.values_list("duty_id", flat=True))
    list(PostingDuty.objects.filter(pk__in=duty_ids).select_for_update().order_by("pk").only("pk"))
    joined = rows.select_related("duty__unit", "duty__decision", "duty__procedure")
    found = list(joined.select_for_update(of=("self",)).order_by("pk"))
    if not found or len(found) != len(set(pks)):
        raise NoSuch()
    for row in found:
        if not (_sees(row.duty, by) or may_judge(row.duty, by)):
            raise NoSuch()
        if not may_judge(row.duty, by) or row.sent_by_id == by.user_id:
            raise PermissionDenied("judge")
    return found


def waiting(by: Actor) -> QuerySet[PostingEvidence]:
    """Return the proofs that wait and that the actor may judge, oldest first. Costs 1 query."""
    scope = Q(pk__in=[])
    for duty in by.duties:
        if duty.role in JUDGES:
            beside = duty.path.removesuffix(f"{duty.unit_id}/")
            parents = [int(part) for part in beside.split("/") if part]
            scope |= Q(duty__unit__path__startswith=duty.path) | Q(duty__unit__in=parents)
            if parents:
                scope |= Q(duty__unit__parent=parents[-1])
    own = {duty.unit_id for duty in by.duties}
    rows = PostingEvidence.objects.filter(scope, verdict=Verdict.WAITING)
    return rows.exclude(duty__unit__in=own).exclude(sent_by=by.user_id).order_by("at", "pk")


def _sees(row: PostingDuty, by: Actor) -> bool:
    if by.kind is ActorKind.SYSTEM:
        return True
    return bool(by.roles_in(row.unit_id)) or by.leads_above(row.unit.path)


def own_unit(agency_code: str, *, by: Actor) -> Unit:
    """Return the unit of that agency code in which the actor holds a post. Costs 1 query.

    Raises: NoSuch.
    """
    own = {duty.unit_id for duty in by.duties}
    found = Unit.objects.filter(agency_code=agency_code.strip(), pk__in=own, until_on=None).first()
    if found is None:
        raise NoSuch(agency_code[:40])
    return found

"""What waits for a leader's decision."""

from datetime import datetime

from django.db.models import F, QuerySet

from motcua.queries import access
from motcua.records.models import Dossier, Proposal
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.people import Actor, Role

MOST = 200


def drafts(*, by: Actor) -> QuerySet[Dossier]:
    """Return the drafts put before the leader where they are held, most urgent first. Costs 1 query."""
    units = access.posts(by, Role.LEADER)
    rows = Dossier.objects.filter(IS_OPEN, holder__in=units, state="proposed")
    rows = rows.select_related("version", "unit", "applicant", "assignee")
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")[:MOST]


def proposals(*, by: Actor, now: datetime) -> QuerySet[Proposal]:
    """Return the open proposals of others in the leader's units, oldest first. Costs 1 query."""
    units = access.posts(by, Role.LEADER)
    rows = Proposal.objects.filter(dossier__holder__in=units, outcome="open")
    rows = rows.filter(expires_at__gt=now).exclude(proposer_id=by.user_id)
    return rows.select_related("dossier", "dossier__version", "proposer").order_by("proposed_at", "id")[:MOST]

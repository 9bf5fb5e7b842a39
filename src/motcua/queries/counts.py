"""The counts beside the places of an official's rail; each is the length of the list behind it."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from motcua.queries import lists, posting, rounds, stuck, worklist
from motcua.records.models import Dossier, Proposal, User
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.lifecycle import State
from motcua.rules.people import Actor, Role

TONES = {"late": "bad", "my_late": "bad", "my_today": "warn", "signing": "warn", "proposals": "warn"}
TONES |= {"watch": "warn", "my_stuck": "warn", "posting": "bad", "rounds": "warn"}


def rail(*, by: Actor, now: datetime) -> dict[str, tuple[int, str]]:
    """Return, by the names of web.frames, how much waits in each place and in what tone. Costs 1 query.

    None of the counts grows with the closed dossiers.
    """
    wanted: dict[str, Any] = {}
    for role, counted in ((Role.RECEPTION, _counter), (Role.SPECIALIST, _desk), (Role.LEADER, _lead)):
        units = tuple(duty.unit_id for duty in by.duties if duty.role is role)
        if units:
            wanted |= counted(by, units, now)
    if any(duty.role in (Role.LEADER, Role.REFORM) for duty in by.duties):
        wanted["watch"] = stuck.alerts(by=by)
    if any(duty.role in (Role.LEADER, Role.REFORM, Role.RECEPTION) for duty in by.duties):
        wanted["posting"] = posting.late(by, now)
    if any(duty.role in (Role.REFORM, Role.CLERK) for duty in by.duties):
        wanted["rounds"] = rounds.waiting(by, now)
    if not wanted or by.user_id is None:
        return {}
    found: Any = User.objects.filter(pk=by.user_id).values(
        **{name: _count(rows) for name, rows in wanted.items()}
    )
    counts: dict[str, int] = dict(found.get())
    if "proposals" in counts:
        counts["signing"] += counts.pop("proposals")
    return {name: (count, TONES.get(name, "")) for name, count in counts.items()}


def _counter(by: Actor, units: tuple[int, ...], now: datetime) -> dict[str, QuerySet[Dossier]]:
    here = Dossier.objects.filter(unit__in=units)
    waiting = Q(IS_OPEN, state=State.WAITING) | Q(state=State.INCOMPLETE, received_on=None)
    return {"returns": here.filter(state=State.DECIDED), "supplements": here.filter(waiting)}


def _desk(by: Actor, units: tuple[int, ...], now: datetime) -> dict[str, QuerySet[Any]]:
    names = {
        "mine": "all",
        "my_today": "today",
        "my_late": "late",
        "waiting": "waiting",
        "proposed": "proposed",
    }
    found = {name: worklist.rows(by=by, which=which, now=now) for name, which in names.items()}
    return found | {"my_stuck": stuck.mine(by=by)}


def _lead(by: Actor, units: tuple[int, ...], now: datetime) -> dict[str, QuerySet[Any]]:
    drafts = Dossier.objects.filter(IS_OPEN, holder__in=units, state=State.PROPOSED)
    asked = Proposal.objects.filter(dossier__holder__in=units, outcome="open")
    return {
        "late": lists.now(by=by, measure="late", at=now),
        "signing": drafts,
        "proposals": asked.filter(expires_at__gt=now).exclude(proposer_id=by.user_id),
    }


def _count(rows: QuerySet[Any]) -> Any:
    one = (
        rows.order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    return Coalesce(Subquery(one), 0)

"""Reminders of a round: whoever scores for a unit is told before its window ends."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.queries import rounds, workdays
from motcua.records.models import Notice, Participant, User
from motcua.rules import rounds as rules
from motcua.rules.people import Role
from motcua.rules.rounds import Phase, Stand

SCORERS = (Role.REFORM, Role.CLERK, Role.LEADER)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Owe a message to everybody with an address who scores for a unit whose window ends in 7, 3 or 1 days.

    Asked again on the same day it owes nothing twice. Returns how many are new.
    """
    owed = [notice for row in _waiting() for notice in _notices(row, now)]
    kept = set(
        Notice.objects.filter(effect_key__in=[one.effect_key for one in owed]).values_list(
            "effect_key", flat=True
        )
    )
    fresh = [one for one in owed if one.effect_key not in kept]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _waiting() -> list[Participant]:
    rows = Participant.objects.filter(round__status=Phase.OPEN, status__in=[Stand.SCORING, Stand.ASKED])
    return list(rows.select_related("round", "unit").order_by("id"))


def _notices(row: Participant, now: datetime) -> Iterator[Notice]:
    at = rounds.place_of(row)
    until = at.explain_until_at if at.stand is Stand.ASKED else at.self_until_at
    days = rules.reminder(workdays.today(until), workdays.today(now))
    if days is None or now >= until:
        return
    kind = "round_explain" if at.stand is Stand.ASKED else "round_self"
    for user in _scorers(row, now):
        yield Notice(
            kind=kind,
            channel="email",
            facts={
                "round": row.round.name[:120],
                "days": days,
                "due_at": until.isoformat(),
                "address": user.email,
            },
            effect_key=f"round.{row.pk}.{until:%Y%m%d}.{days}.{kind[6:10]}.{user.pk}",
            created_at=now,
            next_at=now,
        )


def _scorers(row: Participant, now: datetime) -> list[User]:
    today = workdays.today(now)
    held = Q(posts__until_on=None) | Q(posts__until_on__gt=today)
    here = Q(posts__unit=row.unit_id, posts__role__in=SCORERS, posts__from_on__lte=today)
    rows = User.objects.filter(held & here, is_active=True).exclude(email="")
    return list(rows.distinct().order_by("id"))

"""Who may be put on the roster of a hall: its officials with what they have served, and the newest sheet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.queries import access, capacity_plans
from motcua.records.models import DeskSession, Post, StaffingSheet
from motcua.rules.people import Actor, Role

SEEN_DAYS = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """An official of the unit, and the services of the desks at which she sat."""

    user_id: int
    name: str
    serves: tuple[str, ...]


def candidates(unit_id: int, *, by: Actor, now: datetime, on: date) -> list[Candidate]:
    """Return who works at the counters of a unit, by name. Costs 3 queries.

    Raises: PermissionDenied.
    """
    capacity_plans.may_look(by, unit_id)
    held = Post.objects.filter(unit=unit_id, role__in=[Role.RECEPTION, Role.SPECIALIST], from_on__lte=on)
    held = held.filter(Q(until_on=None) | Q(until_on__gt=on), user__is_active=True).select_related("user")
    sat = DeskSession.objects.filter(desk__unit=unit_id, from_at__gte=now - timedelta(days=SEEN_DAYS))
    rows = sat.values_list("officer", "desk__serves__service__name").distinct()
    serves: dict[int, list[str]] = {}
    for officer, service in rows.order_by("officer", "desk__serves__service__name"):
        if service:
            serves.setdefault(officer, []).append(service)
    people = {post.user_id: post.user.full_name for post in held}
    return [
        Candidate(pk, name, tuple(serves.get(pk, ())))
        for pk, name in sorted(people.items(), key=lambda one: (one[1].split()[-1], one[1], one[0]))
    ]


def sheet(unit_id: int, *, by: Actor) -> StaffingSheet | None:
    """Return the newest sheet of a unit, None before the first. Costs 2 queries.

    Raises: PermissionDenied.
    """
    capacity_plans.may_look(by, unit_id)
    return access.one(StaffingSheet.objects.filter(unit=unit_id).order_by("-number"))

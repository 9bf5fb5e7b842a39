"""The work of one official: what is hers and what nobody has taken yet, the most urgent first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from motcua.queries import access, lists, workdays
from motcua.queries.workdays import instant
from motcua.records.models import Dossier, ProcedureVersion
from motcua.records.models.dossier import IS_OPEN
from motcua.rules.lifecycle import PAUSED, RUNNING, State
from motcua.rules.people import Actor, Role

WORKERS = (Role.SPECIALIST, Role.CLERK)
FILTERS: tuple[str, ...] = ("all", "today", "late", "waiting", "unassigned", "proposed")
SIGNING = (State.PROPOSED, State.APPROVED, State.SIGNED)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dossier stands in a list: its place from 1, of how many, and its neighbours' codes."""

    which: str
    at: int
    of: int
    before: str
    following: str


@dataclass(frozen=True, slots=True)
class Work:
    """One page of the worklist, and how long each of its lists is."""

    rows: list[Dossier]
    steps: Mapping[int, list[dict[str, Any]]]  # of each version on the page, without its long texts
    following: str
    counts: Mapping[str, int]


def rows(*, by: Actor, which: str, now: datetime) -> QuerySet[Dossier]:
    """Return one list of the official's open dossiers: late first, then by due moment, waiting last.

    What nobody has taken in her units stands among her own, for it grows late just the same.

    Raises: KeyError for a list that is not one of FILTERS.
    """
    picked = _picked(now)[which]
    return _mine(by).filter(picked).order_by(F("due_at").asc(nulls_last=True), "id")


def _mine(by: Actor) -> QuerySet[Dossier]:
    units = tuple(duty.unit_id for duty in by.duties if duty.role in WORKERS)
    free = Q(assignee=None, holder__in=units)
    return access.visible(by).filter(IS_OPEN).filter(Q(assignee=by.user_id) | free)


def _picked(now: datetime) -> dict[str, Q]:
    midnight = instant(datetime.combine(workdays.today(now) + timedelta(days=1), time()))
    return {
        "all": Q(),
        "today": Q(state__in=RUNNING, due_at__gte=now, due_at__lt=midnight),
        "late": Q(state__in=RUNNING, due_at__lt=now),
        "waiting": Q(state__in=PAUSED),
        "unassigned": Q(assignee=None),
        "proposed": Q(state__in=SIGNING),
    }


def page(*, by: Actor, which: str, now: datetime, address: str, after: str = "") -> Work:
    """Return a page of a list by keyset, with the length of every list. Costs 3 queries.

    Raises: PermissionDenied for somebody without such a post; KeyError as `rows`.
    """
    access.posts(by, *WORKERS)
    counts = _mine(by).aggregate(**{name: Count("pk", filter=what) for name, what in _counted(now).items()})
    wanted = rows(by=by, which=which, now=now).select_related("applicant", "holder", "procedure")
    wanted = wanted.defer("version__body", "version__search", "version__time_text")
    found = lists.page(wanted, address, after=after, most=PAGE, counted=False)
    return Work(found.rows, steps({row.version_id for row in found.rows}), found.following, counts)


def _counted(now: datetime) -> dict[str, Q]:
    return {name: what or Q(pk__isnull=False) for name, what in _picked(now).items()}


def steps(version_ids: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the routes of some versions, without the long texts beside them. Costs 1 query."""
    found = ProcedureVersion.objects.filter(pk__in=version_ids).values_list("pk", "body__steps")
    return {pk: route or [] for pk, route in found}


def place(dossier: Dossier, *, by: Actor, which: str, now: datetime) -> Place | None:
    """Return where a dossier stands in a list, None when it is not in it. Costs 1 query.

    Raises: KeyError as `rows`.
    """
    listed = rows(by=by, which=which, now=now)
    earlier = _earlier(dossier)
    here = Dossier.objects.filter(pk=dossier.pk).values(
        here=_count(listed.filter(pk=OuterRef("pk"))),
        of=_count(listed),
        at=_count(listed.filter(earlier)),
        before=Subquery(
            listed.filter(earlier).order_by(F("due_at").desc(nulls_first=True), "-id").values("code")[:1]
        ),
        following=Subquery(listed.exclude(earlier).exclude(pk=dossier.pk).values("code")[:1]),
    )
    found = here.get()
    if not found["here"]:
        return None
    return Place(
        which, (found["at"] or 0) + 1, found["of"] or 0, found["before"] or "", found["following"] or ""
    )


def _earlier(dossier: Dossier) -> Q:
    if dossier.due_at is None:
        return Q(due_at__isnull=False) | Q(due_at=None, pk__lt=dossier.pk)
    return Q(due_at__isnull=False) & (
        Q(due_at__lt=dossier.due_at) | Q(due_at=dossier.due_at, pk__lt=dossier.pk)
    )


def _count(listed: QuerySet[Dossier]) -> Subquery:
    return Subquery(
        listed.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    )

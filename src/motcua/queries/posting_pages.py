"""What a page may show and has to show: right marks, forbidden codes, which pages are due for a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.queries import workdays
from motcua.records.models import Offer, PostingDuty, Procedure, ProcedureVersion, UnitPage
from motcua.rules import posting
from motcua.rules.posting import Progress, Shown


@dataclass(frozen=True, slots=True)
class DuePage:
    """A unit's page that has to be looked at now."""

    unit_id: int
    address: str


def right_marks(rows: Sequence[PostingDuty]) -> dict[int, frozenset[str]]:
    """Return, by duty, the marks that are right: of the version published, and of any later one. 1 query."""
    wanted = {row.procedure_id for row in rows}
    versions = ProcedureVersion.objects.filter(procedure__in=wanted)
    by_procedure: dict[int, list[tuple[object, str]]] = {}
    for procedure_id, from_on, fingerprint in versions.values_list(
        "procedure_id", "from_on", "fingerprint"
    ).order_by("procedure_id", "from_on"):
        by_procedure.setdefault(procedure_id, []).append((from_on, fingerprint[:12]))
    found = {}
    for row in rows:
        since = row.published.version.from_on if row.published.version else None
        kept = by_procedure.get(row.procedure_id, [])
        found[row.pk] = frozenset(mark for on, mark in kept if since is None or on >= since)  # type: ignore[operator]
    return found


def forbidden(unit_id: int, shown: Shown, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return what a unit's page shows and may not: expired, or not in its competence. Costs 3 queries."""
    today, codes = workdays.today(now), shown.codes
    known = set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    offers = Offer.objects.filter(unit=unit_id, procedure__code__in=codes, from_on__lte=today)
    offered = set(offers.exclude(until_on__lte=today).values_list("procedure__code", flat=True))
    versions = ProcedureVersion.objects.filter(procedure__code__in=codes, from_on__lte=today)
    in_force = set(versions.exclude(until_on__lte=today).values_list("procedure__code", flat=True))
    return posting.forbidden(codes, offered=offered, known=known, in_force=in_force)


def due(now: datetime, *, most: int) -> list[DuePage]:
    """Return the pages whose next look has come, the longest waiting first. Costs 2 queries."""
    open_there = PostingDuty.objects.filter(
        next_check_at__lte=now, progress__in=[Progress.OPEN, Progress.CLAIMED]
    )
    ids = dict.fromkeys(open_there.order_by("next_check_at", "pk").values_list("unit_id", flat=True)[:500])
    pages = {page.unit_id: page for page in UnitPage.objects.filter(unit__in=ids)}
    return [DuePage(unit_id, pages[unit_id].address) for unit_id in ids if unit_id in pages][:most]

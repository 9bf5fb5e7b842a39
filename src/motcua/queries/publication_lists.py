"""The publications behind the indicators of openness: a unit and a procedure a row, as many as counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from motcua.queries import indicators, workdays
from motcua.queries.indicators import Place, Span
from motcua.records.models import PostingDuty, ProcedureVersion, PublishedProcedure, Unit
from motcua.rules import posting
from motcua.rules.catalogue import from_json
from motcua.rules.posting import Progress

GOOD = {
    "published_on_time": "published",
    "made_public_on_time": "made_public",
    "public_full": "public",
    "duties_on_time": "duties",
}
Seen = tuple[int, int, bool]  # a unit, a procedure, whether it was as it should be


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and a procedure that was counted."""

    unit: Unit
    version: ProcedureVersion
    is_good: bool


def rows(name: str, *, place: Place, span: Span) -> list[Row]:
    """Return what one of publication.NAMES counts, by unit and procedure. Costs 3 to 5 queries.

    Raises: KeyError for another name.
    """
    counted = GOOD.get(name, name)
    read = {"published": _published, "made_public": _made_public, "public": _public, "duties": _duties}
    seen = read[counted](place, span)
    kept = [one for one in seen if one[2] or name == counted]
    units = Unit.objects.in_bulk({unit_id for unit_id, _, _ in kept})
    versions = _versions({pk for _, pk, _ in kept}, span)
    found = [Row(units[unit_id], versions[pk], good) for unit_id, pk, good in kept if pk in versions]
    return sorted(found, key=lambda row: (row.unit.gso_code, row.unit.pk, row.version.procedure.code))


def _versions(procedure_ids: set[int], span: Span) -> dict[int, ProcedureVersion]:
    """Return the newest version of each procedure, for its name: an abolished one has none in force."""
    known = ProcedureVersion.objects.filter(procedure_id__in=procedure_ids, from_on__lte=span.last_on)
    found = known.select_related("procedure").defer("body", "search").order_by("from_on", "id")
    return {row.procedure_id: row for row in found}


def _once_each(seen: Iterable[Seen]) -> list[Seen]:
    """One late time makes a procedure late for its unit."""
    whole: dict[tuple[int, int], bool] = {}
    for unit_id, pk, good in seen:
        whole[unit_id, pk] = whole.get((unit_id, pk), True) and good
    return [(unit_id, pk, good) for (unit_id, pk), good in whole.items()]


def _published(place: Place, span: Span) -> list[Seen]:
    first, until = span.period.days
    found = PublishedProcedure.objects.filter(
        decision__withdrawn_at=None,
        decision__signed_on__gte=first,
        decision__signed_on__lt=until,
        duties__unit__in=place.unit_ids,
    )
    return _once_each(found.values_list("duties__unit_id", "procedure_id", "decision__is_on_time"))


def _made_public(place: Place, span: Span) -> list[Seen]:
    return _once_each(_duties(place, span))


def _duties(place: Place, span: Span) -> list[Seen]:
    from_at, until_at = (
        workdays.instant(datetime.combine(day, datetime.min.time())) for day in span.period.days
    )
    done = Q(progress=Progress.DONE, done_at__gte=from_at, done_at__lt=until_at)
    passed = Q(progress=Progress.DONE) | Q(due_at__lt=min(span.at, until_at))
    due = Q(due_at__gte=from_at, due_at__lt=until_at) & passed
    found = PostingDuty.objects.filter(done | due, unit__in=place.unit_ids)
    rows = found.exclude(progress=Progress.WITHDRAWN).order_by("id")
    return [
        (unit_id, pk, bool(good))
        for unit_id, pk, good in rows.values_list("unit_id", "procedure_id", "is_on_time")
    ]


def _public(place: Place, span: Span) -> list[Seen]:
    offered = indicators.offers(place.unit_ids, on=span.last_on)
    wanted = {pk for some in offered.values() for pk in some}
    versions = ProcedureVersion.objects.filter(
        procedure_id__in=wanted, procedure__seed=False, from_on__lte=span.last_on
    )
    bodies = versions.exclude(until_on__lte=span.last_on).values_list("procedure_id", "body")
    full = {pk: not posting.missing_parts(from_json(body)) for pk, body in bodies}
    return [(unit_id, pk, full[pk]) for unit_id, some in offered.items() for pk in some if pk in full]

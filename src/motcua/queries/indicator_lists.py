"""What stands behind the numbers of an indicator: dossiers, procedures or communes, as many as it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from motcua.queries import access, indicators, lists, publication, sums
from motcua.queries.indicators import Place, Span
from motcua.records.models import Dossier, ProcedureVersion, Unit
from motcua.rules.indicator_sets import Formula
from motcua.rules.people import SYSTEM, Actor

DOSSIERS, PROCEDURES, UNITS, PUBLICATIONS, NONE = "dossiers", "procedures", "units", "publications", "none"


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure that was counted, with its dossiers of the period."""

    version: ProcedureVersion
    received: int
    received_online: int
    charged: int
    paid_online: int


def kind(of: Formula) -> str:
    """Tell what a formula counts. Costs no query."""
    names = of.names
    if all(name.startswith("procedures") for name in names):
        return PROCEDURES
    if all(name.startswith("communes") for name in names):
        return UNITS
    if all(name in publication.NAMES for name in names):
        return PUBLICATIONS
    return DOSSIERS if all(_has_list(name) for name in names) else NONE


def _has_list(name: str) -> bool:
    return name in lists.COUNTED or name in lists.SUMMED or name in indicators.AT_END or _is_full(name)


def _is_full(name: str) -> bool:
    return name in ("received_full", "received_full_online")


def dossiers(of: Formula, *, by: Actor, place: Place, span: Span) -> QuerySet[Dossier]:
    """Return the dossiers a formula counts, newest first.

    What is added must not overlap, and what is taken off must lie within: then the list is as long
    as the number.

    Raises: KeyError for a formula that does not count dossiers.
    """
    added = [_picked(name, by, place, span) for sign, name in of.terms if sign > 0]
    taken = [_picked(name, by, place, span) for sign, name in of.terms if sign < 0]
    rows = access.visible(by).filter(unit_id__in=place.unit_ids).filter(reduce(or_, added))
    for picked in taken:
        rows = rows.exclude(pk__in=Dossier.objects.filter(picked, unit_id__in=place.unit_ids).values("pk"))
    return rows.order_by("-filed_on", "-id")


def _picked(name: str, by: Actor, place: Place, span: Span) -> Q:
    if name in indicators.AT_END:
        return _at_end(name, by, place, span)
    if _is_full(name):
        counted, more = lists.COUNTED[name.replace("_full", "")], Q(procedure_id__in=_full(place, span))
    else:
        counted, more = lists.COUNTED[lists.SUMMED.get(name, name)], Q()
    first, until = span.period.days
    return more & counted.what & Q(**{f"{counted.day}__gte": first, f"{counted.day}__lt": until})


def _at_end(name: str, by: Actor, place: Place, span: Span) -> Q:
    if span.runs:
        rows = indicators.open_now(place.unit_ids).filter(indicators.picked_now(span.at)[name])
    else:
        rows = lists.at_end(by=SYSTEM, what=indicators.AT_END[name], on=span.last_on, unit=None)
        rows = rows.filter(unit_id__in=place.unit_ids)
    return Q(pk__in=rows.order_by().values("pk"))


def _full(place: Place, span: Span) -> list[int]:
    offered = indicators.offers(place.unit_ids, on=span.last_on)
    done = sums.of_procedures(place.unit_ids, span.period, names=("received",))
    known = indicators.standings(offered, done, on=span.last_on)
    return [pk for pk, standing in known.items() if standing.online_level == "full"]


def procedures(of: Formula, *, place: Place, span: Span) -> list[ProcedureRow]:
    """Return the procedures a formula counts, by code, with their dossiers. Costs 4 queries.

    Raises: KeyError for a formula that does not count procedures.
    """
    offered = indicators.offers(place.unit_ids, on=span.last_on)
    rows = sums.of_procedures(place.unit_ids, span.period, names=indicators.OF_PROCEDURES)
    known = indicators.standings(offered, rows, on=span.last_on)
    mine = {pk for some in offered.values() for pk in some} & known.keys()
    done = {pk: sums.total(row for (_, at), row in rows.items() if at == pk) for pk in mine}
    (_, name) = of.terms[0]
    kept = [pk for pk in mine if _counts(name, known[pk], done[pk])]
    versions = ProcedureVersion.objects.filter(procedure_id__in=kept, from_on__lte=span.last_on)
    found = versions.exclude(until_on__lte=span.last_on).select_related("procedure").defer("body", "search")
    return [
        ProcedureRow(row, *(done[row.procedure_id].get(n, 0) for n in indicators.OF_PROCEDURES[:4]))
        for row in found.order_by("procedure__code", "id")
    ]


def _counts(name: str, standing: indicators.Standing, done: sums.Sums) -> bool:
    online = standing.online_level in ("partial", "full")
    return {
        "procedures": True,
        "procedures_online": online,
        "procedures_online_used": online and done.get("received_online", 0) > 0,
        "procedures_fee": standing.has_fee,
        "procedures_charged": standing.has_fee and done.get("charged", 0) > 0,
        "procedures_paid_online": standing.has_fee and done.get("paid_online", 0) > 0,
    }[name]


def units(of: Formula, *, place: Place, span: Span) -> list[Unit]:
    """Return the communes a formula counts, by code. Costs 1 to 4 queries.

    Raises: KeyError for a formula that does not count communes.
    """
    (_, name) = of.terms[0]
    ids: Sequence[int] = place.communes
    if name == "communes_certifying":
        offered = indicators.offers(ids, on=span.last_on)
        rows = sums.of_procedures(ids, span.period, names=("result_electronic",))
        known = indicators.standings(offered, rows, on=span.last_on)
        certified = {pk for pk, standing in known.items() if standing.code in indicators.CERTIFIED_COPIES}
        ids = sorted({at for (at, pk), row in rows.items() if pk in certified and row["result_electronic"]})
    elif name != "communes":
        raise KeyError(name)
    return list(Unit.objects.filter(pk__in=ids).order_by("gso_code", "id"))

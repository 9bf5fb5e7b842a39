"""Procedures as they stood on a day: their fields and versions, for many at once."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from motcua.records.models import ProcedureVersion


def versions(procedure_ids: Collection[int], on: date) -> dict[int, ProcedureVersion]:
    """Return the version of each procedure in force on the day, else the first to come. Costs 1 query."""
    rows = (
        ProcedureVersion.objects.filter(Q(until_on=None) | Q(until_on__gt=on), procedure_id__in=procedure_ids)
        .select_related("procedure")
        .order_by("procedure_id", "from_on")
    )
    found: dict[int, ProcedureVersion] = {}
    for row in rows:
        found.setdefault(row.procedure_id, row)
    return found


def fields(procedure_ids: Collection[int], on: date) -> dict[int, str]:
    """Return the field of work of each procedure on the day. Costs 1 query."""
    rows = (
        ProcedureVersion.objects.filter(procedure_id__in=procedure_ids)
        .order_by("procedure_id", "from_on")
        .values_list("procedure_id", "from_on", "field")
    )
    found: dict[int, str] = {}
    for procedure_id, from_on, name in rows:
        if procedure_id not in found or from_on <= on:
            found[procedure_id] = name
    return found

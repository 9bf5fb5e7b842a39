"""The reads of the interface: what a page shows, for a program."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query

from motcua.api.keys import READ, by
from motcua.api.router import router
from motcua.api.schemas import (
    ClockOut,
    DossierOut,
    DossiersOut,
    EntryOut,
    MeasuresOut,
    ProblemOut,
    ProcedureOut,
)
from motcua.api.shapes import dossier as shape
from motcua.queries import access, board, catalogue, clock, lists, program_reads, workdays

REFUSALS = {codes: ProblemOut for codes in (400, 401, 403, 404, 409, 422)}


@router.get("/dossiers/{code}", response={200: DossierOut} | REFUSALS, tags=["read"], operation_id="dossier")
def dossier(request: HttpRequest, code: str) -> Any:
    """Return one dossier and what this key may do to it now."""
    actor = by(request, READ)
    return shape(access.dossier(code, by=actor), actor)


@router.get("/dossiers", response={200: DossiersOut} | REFUSALS, tags=["read"], operation_id="dossiers")
def dossiers(
    request: HttpRequest, state: str = "", after: str = "", most: int = Query(50, ge=1, le=200)
) -> Any:
    """Return the dossiers the key may see, newest first, a page at a time."""
    actor = by(request, READ)
    page = program_reads.dossiers(by=actor, state=state, after=after, most=most)
    return {"items": [shape(row, actor) for row in page.rows], "following": page.after}


@router.get(
    "/dossiers/{code}/clock",
    response={200: dict[str, ClockOut]} | REFUSALS,
    tags=["read"],
    operation_id="clock",
)
def ledger(request: HttpRequest, code: str) -> Any:
    """Explain both due moments, by promise and by law, line by line."""
    row = access.dossier(code, by=by(request, READ))
    return {
        name: {
            "due_at": workdays.instant(found.due_at) if found.due_at else None,
            "lines": [
                {
                    "from": line.from_at.isoformat(),
                    "to": line.to_at.isoformat() if line.to_at else "",
                    "counted": line.counted,
                    "reason_vi": line.text_vi,
                    "reason_en": line.text_en,
                }
                for line in found.lines
            ],
        }
        for name, found in clock.ledgers(row).items()
    }


@router.get(
    "/dossiers/{code}/entries",
    response={200: list[EntryOut]} | REFUSALS,
    tags=["read"],
    operation_id="entries",
)
def entries(request: HttpRequest, code: str) -> Any:
    """Return the journal of one dossier, oldest first."""
    return program_reads.entries(access.dossier(code, by=by(request, READ)), by=by(request, READ))


@router.get(
    "/procedures", response={200: list[ProcedureOut]} | REFUSALS, tags=["read"], operation_id="procedures"
)
def procedures(request: HttpRequest, q: str = Query("", max_length=200), unit: int | None = None) -> Any:
    """Search the procedures in force by code, name, field and everyday words, accents or not."""
    by(request, READ)
    found = catalogue.search(q, on=workdays.today(request.now), unit_id=unit)
    return [_procedure(row) for row in found.rows]


@router.get(
    "/procedures/{code}", response={200: dict[str, Any]} | REFUSALS, tags=["read"], operation_id="procedure"
)
def procedure(request: HttpRequest, code: str) -> Any:
    """Return one procedure in force: components, fees, results, steps."""
    by(request, READ)
    row = catalogue.version(code, on=workdays.today(request.now))
    return _procedure(row) | {"body": row.body}


def _procedure(row: Any) -> dict[str, Any]:
    names = ("name", "name_en", "field", "time_value", "time_unit", "online_level")
    return {"code": row.procedure.code} | {name: getattr(row, name) for name in names}


@router.get("/measures", response={200: MeasuresOut} | REFUSALS, tags=["read"], operation_id="measures")
def measures(request: HttpRequest, from_on: date, until_on: date, unit: int | None = None) -> Any:
    """Return the sums of every measure of a unit and those below it; days are half-open."""
    if until_on <= from_on:
        raise ValueError("until_on must lie after from_on")
    place = board.place(by(request, READ), unit)
    days = (from_on, until_on)
    return {"unit": place.pk, "from_on": from_on, "until_on": until_on, "measures": board.sums(place, days)}


@router.get("/lists/{measure}", response={200: DossiersOut} | REFUSALS, tags=["read"], operation_id="list")
def behind(
    request: HttpRequest,
    measure: str,
    from_on: date,
    until_on: date,
    unit: int | None = None,
    after: str = "",
) -> Any:
    """Return exactly the dossiers that a measure counted, a page at a time."""
    actor = by(request, READ)
    if measure not in lists.COUNTED and measure not in lists.SUMMED:
        raise ValueError(f"measure must be one of {', '.join(lists.COUNTED)}")
    rows = lists.behind(by=actor, measure=measure, unit=board.place(actor, unit), period=(from_on, until_on))
    page = lists.page(rows.select_related("procedure"), "", after=after)
    return {
        "items": [shape(row, actor) for row in page.rows],
        "following": page.following.partition("after=")[2],
    }

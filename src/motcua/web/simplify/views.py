"""What units promise against what the law allows: the overview, one procedure, what waits for an answer."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from motcua.queries import board, simplification, workdays
from motcua.queries.simplification import ProcedureRow
from motcua.rules import simplification as rules
from motcua.rules.simplification import BANDS
from motcua.web import words
from motcua.web.simplify import told

RECENT = 12


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every procedure by how much it is shortened, and the proposals that change it."""
    unit = simplification.unit(by=request.actor, unit_id=_number(request.GET.get("unit")))
    on = workdays.today(request.now)
    whole = simplification.procedures(unit, on=on)
    field = request.GET.get("field", "")
    here = [row for row in whole if not field or row.version.field == field]
    band = request.GET.get("band", "")
    rows = [row for row in here if band not in BANDS or row.band == band]
    counts = simplification.counts(here)
    asked = {"unit": request.GET.get("unit", ""), "field": field}
    context = {
        "unit": unit,
        "units": _units(request, unit),
        "fields": sorted({row.version.field for row in whole}),
        "field": field,
        "tiles": _tiles(request, here, counts, asked),
        "tabs": _tabs(counts, len(here), band, asked),
        "shares": _shares(counts, len(here)),
        "rows": [_row(row) for row in rows],
        "scale": told.scale(),
        "proposals": _shown(list(simplification.proposals(by=request.actor)[:RECENT]), request),
        "story": _story(counts),
        "on": on,
        "may_write": _may_write(request),
    }
    return render(request, "simplify/overview.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _may_write(request: HttpRequest) -> bool:
    return any(str(duty.role) in ("reform", "leader") for duty in request.actor.duties)


def _units(request: HttpRequest, chosen: Any) -> list[dict[str, Any]]:
    rows = board.places(request.actor).filter(serves=True)
    return [{"pk": row.pk, "name": row.name, "chosen": row.pk == chosen.pk} for row in rows]


def _tiles(
    request: HttpRequest, rows: Sequence[ProcedureRow], counts: dict[str, int], asked: dict[str, str]
) -> list[dict[str, Any]]:
    offers = rules.counts(offer.cut.share for row in rows for offer in row.offers)
    whole = sum(len(row.offers) for row in rows)
    waiting = len(simplification.waiting(by=request.actor, on=workdays.today(request.now)))
    of = gettext("of %(number)s")
    return [
        _tile(gettext("Procedures shortened"), "scissors", counts["shortened"], "good", _address(asked))
        | {
            "unit": of % {"number": words.number(len(rows))},
            "note": gettext("in every unit that offers them"),
        },
        _tile(
            gettext("50 to 70 per cent less"),
            "trending-down",
            counts["50_70"],
            "good",
            _address(asked, "50_70"),
        )
        | {"note": gettext("both ends belong to it; counted, never written in")},
        _tile(
            gettext("Over 70 per cent less"),
            "zap",
            counts["over_70"],
            "info",
            _address(asked, "over_70"),
        )
        | {"note": gettext("same-day procedures promised in an hour")},
        _tile(gettext("Promises shortened"), "building-2", offers["shortened"], "info", _address(asked))
        | {"unit": of % {"number": words.number(whole)}, "note": gettext("one for each unit and procedure")},
        _tile(
            gettext("Waiting for my approval"),
            "signature",
            waiting,
            "warn" if waiting else "good",
            reverse("simplify:waiting"),
        )
        | {"note": gettext("proposals by somebody else")},
    ]


def _tile(label: str, mark: str, number: int, tone: str, url: str) -> dict[str, Any]:
    return {"label": label, "icon": mark, "value": words.number(number), "tone": tone, "url": url}


def _address(asked: dict[str, str], band: str = "") -> str:
    kept = {name: value for name, value in (asked | {"band": band}).items() if value}
    return f"{reverse('simplify:overview')}?{urlencode(kept)}#procedures"


def _tabs(counts: dict[str, int], whole: int, chosen: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    tabs = [{"label": gettext("All"), "count": whole, "url": _address(asked), "current": chosen not in BANDS}]
    for name, label in reversed(told.bands()):
        tabs.append(
            {"label": label, "count": counts[name], "url": _address(asked, name), "current": chosen == name}
        )
    return tabs


def _shares(counts: dict[str, int], whole: int) -> list[dict[str, Any]]:
    """Return the bands as stretches of one bar, the not shortened ones last."""
    if not whole:
        return []
    parts = [(name, label, counts[name]) for name, label in reversed(told.bands())]
    parts.append(("none", gettext("not shortened"), whole - counts["shortened"]))
    return [
        {"band": name, "label": label, "count": count, "percent": round(100 * count / whole)}
        for name, label, count in parts
        if count
    ]


def _story(counts: dict[str, int]) -> str:
    return ngettext(
        "%(number)s procedure is shortened by 50 to 70 per cent in every unit that offers it.",
        "%(number)s procedures are shortened by 50 to 70 per cent in every unit that offers them.",
        counts["50_70"],
    ) % {"number": words.number(counts["50_70"])}


def _row(row: ProcedureRow) -> dict[str, Any]:
    units = len(row.offers)
    same = len({offer.promise for offer in row.offers}) == 1
    return {
        "code": row.version.procedure.code,
        "name": told.name(row.version),
        "field": row.version.field,
        "picture": told.dumbbell(row.least.law, row.least.promise, row.band),
        "law": told.term(row.least.law),
        "promise": told.term(row.least.promise),
        "varies": not same,
        "cut": told.cut(row.cut),
        "how": told.how(row.cut) if row.cut.how != "same_unit" else "",
        "band": row.band or "none",
        "units": ngettext("%(number)s unit", "%(number)s units", units) % {"number": units},
    }


def _shown(rows: Sequence[Any], request: HttpRequest) -> list[dict[str, Any]]:
    known = simplification.names({row.review.procedure_id for row in rows}, on=workdays.today(request.now))
    return [_proposal(row, known.get(row.review.procedure_id)) for row in rows]


def _proposal(row: Any, version: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": told.name(version) if version else row.review.procedure.code,
        "status": told.status(row.status),
        "tone": told.tone(row.status),
    }


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the proposals that wait for the answer of this very person."""
    if not board.places(request.actor).exists():
        raise PermissionDenied("simplification")
    found = simplification.waiting(by=request.actor, on=workdays.today(request.now))
    return render(request, "simplify/waiting.html", {"rows": _shown(found, request)})


@login_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one procedure: the promise of each unit, its reviews, and where a new one begins."""
    unit, on = simplification.unit(by=request.actor, unit_id=None), workdays.today(request.now)
    found = [row for row in simplification.procedures(unit, on=on) if row.version.procedure.code == code]
    if not found:
        raise Http404
    row = found[0]
    mine = simplification.reviews(by=request.actor).filter(procedure=row.version.procedure_id)
    context = {
        "row": _row(row),
        "offers": [_offer(one) for one in row.offers],
        "scale": told.scale(),
        "reviews": list(mine),
        "may_write": _may_write(request),
    }
    return render(request, "simplify/procedure.html", context)


def _offer(one: Any) -> dict[str, Any]:
    return {
        "unit": one.unit.name,
        "picture": told.dumbbell(one.law, one.promise, rules.band(one.cut.share)),
        "law": told.term(one.law),
        "promise": told.term(one.promise),
        "cut": told.cut(one.cut),
        "since": one.offer.from_on,
        "decision": one.offer.decision,
    }

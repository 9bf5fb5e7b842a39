"""The list behind a number of an indicator: dossiers, procedures or communes, as many as it says."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import indicator_lists, publication_lists, workdays
from motcua.queries import indicators as reads
from motcua.queries import lists as pages
from motcua.rules import indicator_sets
from motcua.rules.indicator_sets import Formula
from motcua.web import clocks
from motcua.web.quality import asked as asks
from motcua.web.quality import shown
from motcua.web.quality.asked import Asked

PAGE = 50


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what a number counts; without a number asked for, that of indicator 2.1."""
    asked = asks.read(request)
    which, code = request.GET.get("set", "766"), request.GET.get("code", "2.1")
    side = request.GET.get("side", "numerator")
    name, of = formula(asked, which, code, side)
    context: dict[str, Any] = {
        "asked": asked,
        "unit": asked.place.unit,
        "period_name": asked.name,
        "title": name,
        "side": side_name(side),
        "formula": str(of),
        "back": asked.url({"61": "decree61", "service": "service"}.get(which, "overview")),
    }
    return render(request, "quality/list.html", context | _rows(request, of, asked))


def side_name(side: str) -> str:
    """Say which of the two numbers it is."""
    return {"numerator": gettext("the numerator"), "denominator": gettext("the denominator")}.get(
        side, gettext("taken off the numerator")
    )


def formula(asked: Asked, which: str, code: str, side: str) -> tuple[str, Formula]:
    """Return the name and formula of one number of a set.

    Raises: Http404 for a number that no set has.
    """
    sets = {"766": _of_766, "61": _of_61, "service": _of_service, "sums": _of_sums}
    found = sets.get(which, _nothing)(asked, code, side)
    if found is None:
        raise Http404
    return found


Found = tuple[str, Formula] | None


def _nothing(asked: Asked, code: str, side: str) -> Found:
    return None


def _of_766(asked: Asked, code: str, side: str) -> Found:
    for one in reads.book(asked.span.last_on, asked.chosen).indicators:
        if one.code == code:
            name = f"{code} {shown.said(one.name)}"
            for place, part in enumerate(one.taken_off):
                if side == f"part{place}":
                    return f"{name}: {shown.said(part.name)}", part.sum
            return _side(name, one.numerator, one.denominator, side)
    return None


def _of_61(asked: Asked, code: str, side: str) -> Found:
    for one in reads.paper(asked.span.last_on).criteria:
        for rate in one.rates:
            if f"{one.code}.{rate.key}" == code:
                name = f"{one.code}. {shown.said(one.name)}: {shown.said(rate.name)}"
                return _side(name, rate.numerator, rate.denominator, side)
    return None


def _of_service(asked: Asked, code: str, side: str) -> Found:
    for one in reads.four(asked.span.last_on).measures:
        if one.key == code:
            return _side(shown.said(one.name), one.numerator, one.denominator, side)
    return None


def _of_sums(asked: Asked, code: str, side: str) -> Found:
    """Return a formula over sums that a leaf of the reform index is bound to."""
    above, _, below = code.partition("/")
    try:
        numerator, denominator = indicator_sets.formula(above), indicator_sets.formula(below or above)
    except ValueError:
        return None
    return _side(gettext("Leaf of the reform index"), numerator, denominator, side)


def _side(name: str, numerator: Formula, denominator: Formula, side: str) -> Found:
    found = {"numerator": numerator, "denominator": denominator}.get(side)
    return None if found is None else (name, found)


def _rows(request: HttpRequest, of: Formula, asked: Asked) -> dict[str, Any]:
    kind = indicator_lists.kind(of)
    if kind == indicator_lists.PROCEDURES:
        procedures = indicator_lists.procedures(of, place=asked.place, span=asked.span)
        return {"kind": kind, "procedures": procedures, "count": len(procedures)}
    if kind == indicator_lists.UNITS:
        units = indicator_lists.units(of, place=asked.place, span=asked.span)
        return {"kind": kind, "units": units, "count": len(units)}
    if kind == indicator_lists.PUBLICATIONS:
        found = publication_lists.rows(of.names[0], place=asked.place, span=asked.span)
        return {"kind": kind, "publications": found, "count": len(found)}
    if kind == indicator_lists.NONE:
        return {"kind": kind, "count": None}
    return _dossiers(request, of, asked)


def _dossiers(request: HttpRequest, of: Formula, asked: Asked) -> dict[str, Any]:
    rows = indicator_lists.dossiers(of, by=request.actor, place=asked.place, span=asked.span)
    kept = request.GET.copy()
    kept.pop("after", None)
    found = pages.page(
        rows, f"{request.path}?{kept.urlencode()}", after=request.GET.get("after", ""), most=PAGE
    )
    return {
        "kind": indicator_lists.DOSSIERS,
        "rows": [
            {"dossier": row, "clock": clocks.chip(row, request.now, workdays.calendar_of(row.unit))}
            for row in found.rows
        ],
        "following": found.following,
        "count": found.count,
    }

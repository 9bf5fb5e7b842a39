"""The process map, its variants, its conformance, its comparison, and the dossiers behind each figure."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import process_list, process_map, process_waits
from motcua.web import frames, words
from motcua.web.process import chart, chosen, dress, picture, spans, tables
from motcua.web.process.asked import Look

FIRST_WAYS, FIRST_PLACES = 6, 8


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the leader the map of her units' dossiers: where they lie, where they turn back."""
    look = Look(request)
    base, listed = reverse("process:overview"), reverse("process:dossiers")
    drawn = chart.chart(look.map, look.labels, look.asked.share)

    def opens(pick: str) -> str:
        return look.asked.url(base, pick=pick)

    pick = chosen.read(look)
    told = dress.of(look, drawn, opens)
    context = frame(look) | {
        "map": mark_safe(picture.svg(drawn, told)),
        "sentence": told.sentence,
        "legend": told.foot,
        "drawn": drawn,
        "panel": chosen.panel(look, pick, _behind(look, pick, listed)) if pick else None,
        "links": tables.links(look, dict(drawn.edges), opens),
        "places": tables.places(look, opens)[:FIRST_PLACES],
        "ways": tables.ways(look, look.ways[:FIRST_WAYS], listed),
        "reasons": process_list.reasons(look.log),
        "hand_overs": tables.hand_overs(look)[:FIRST_PLACES],
        "pictures": [
            (kind.upper(), look.asked.url(reverse("process:picture", args=[kind]))) for kind in KINDS
        ],
    }
    return render(request, "process/overview.html", context)


KINDS = ("svg", "png", "pdf")


def _behind(look: Look, pick: chosen.Pick, base: str) -> str:
    key = str(pick.activity) if pick.after is None else f"{pick.activity}-{pick.after}"
    return look.asked.url(base, pick=key)


def frame(look: Look) -> dict[str, Any]:
    """Return what every page of the map shows: the question, its words, and the ways to ask otherwise."""
    lasted = look.map.lasted
    names = ("overview", "variants", "conformance", "compare")
    said = (gettext("Map"), gettext("Ways"), gettext("Conformance"), gettext("Comparison"))
    return {
        "look": look,
        "asked": look.asked,
        "title": look.title(),
        "where": look.where(),
        "when": look.when(),
        "cases": look.map.cases,
        "events": look.map.events,
        "mean": spans.said(lasted.mean),
        "median": spans.said(lasted.median),
        "p90": spans.said(lasted.p90),
        "count_of_ways": len(look.ways),
        "pages": [
            {"name": name, "label": label, "url": look.asked.url(reverse(f"process:{name}"), pick="")}
            for name, label in zip(names, said, strict=True)
        ],
        "modes": [
            {"key": key, "label": label, "url": look.asked.url(reverse("process:overview"), mode=key)}
            for key, label in (("time", gettext("Waiting time")), ("volume", gettext("How many")))
        ],
        "periods": [
            ("year", gettext("This year")),
            ("quarter", gettext("This quarter")),
            ("month", gettext("This month")),
        ],
        "simplify": frames.link("simplify:overview"),
        "english": words.language() == "en",
    }


@login_required
@require_safe
def variants(request: HttpRequest) -> HttpResponse:
    """Show every way that dossiers went, the most common first; how long by channel and by unit."""
    look = Look(request)
    context = frame(look) | {
        "ways": tables.ways(look, look.ways[:200], reverse("process:dossiers")),
        "cards": [card for card in _cards(look) if len(card["rows"]) > 1 or look.is_history],
        "loops": _loops(look),
    }
    return render(request, "process/variants.html", context)


def _cards(look: Look) -> list[dict[str, Any]]:
    """Return the tables of times by channel and by unit; the units of a history lead to its own map."""
    units = tables.groups(look, "unit")
    for row in units:
        row["url"] = look.asked.url(reverse("process:overview"), place=row["key"], pick="")
    return [
        {
            "id": "channels-h",
            "title": gettext("By channel"),
            "head": gettext("Channel"),
            "rows": tables.groups(look, "channel"),
        },
        {"id": "units-h", "title": gettext("By unit"), "head": gettext("Unit"), "rows": units},
    ]


def _loops(look: Look) -> list[dict[str, Any]]:
    found = process_map.returns(look.log)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return [{"name": look.labels[at], "again": again, "cases": cases} for at, (again, cases) in ranked]


@login_required
@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    """Show how many dossiers kept to the declared route, and where the others left it."""
    look = Look(request)
    fit, listed = tables.look_fitting(look), reverse("process:dossiers")
    asking = next((at for at, one in enumerate(look.log.activities) if one.key == "ask_supplement"), None)
    context = frame(look) | {
        "fit": fit,
        "apart": fit.cases - fit.fitting,
        "apart_url": tables.with_more(look.asked.url(listed, pick=""), apart=""),
        "deviations": tables.deviations(look, fit, listed),
        "ways": tables.ways(look, list({one.way.way: one.way for one in fit.apart}.values())[:50], listed),
        "rounds": sorted(process_map.rounds(look.log, activity=asking).items()) if asking is not None else [],
    }
    return render(request, "process/conformance.html", context)


@login_required
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the dossiers behind a link, an act or a way, a page at a time."""
    look = Look(request)
    name, cases = _cases(look, request.GET)
    first = (
        int(text)
        if (text := request.GET.get("first", "")).isascii() and text.isdigit() and len(text) < 9
        else 0
    )
    given = request.GET.copy()
    given["first"] = str(first + process_list.PAGE)
    context = frame(look) | {
        "name": name,
        "count": len(cases),
        "rows": [
            {"row": row, "lasted": spans.said(row.lasted), "unit": look.names.get(row.unit, row.unit)}
            for row in process_list.page(look.log, by=request.actor, cases=cases, first=first)
        ],
        "following": f"{request.path}?{given.urlencode()}" if first + process_list.PAGE < len(cases) else "",
        "back": look.asked.url(reverse("process:overview")),
    }
    return render(request, "process/dossiers.html", context)


def _cases(look: Look, given: Mapping[str, str]) -> tuple[str, list[int]]:
    """Return what a list is of, and its cases. Raises: Http404 for what the map does not hold."""
    if "way" in given:
        found = next((way for way in look.ways if "-".join(map(str, way.way)) == given["way"]), None)
        if found is None:
            raise Http404
        return " → ".join(look.labels[at] for at in found.way), list(found.cases)
    if "apart" in given:
        return gettext("Dossiers that left the route"), tables.cases_apart(look, given["apart"])
    pick = chosen.read(look)
    if pick is None:
        return look.title(), []
    name = look.labels[pick.activity] + (f" → {look.labels[pick.after]}" if pick.after is not None else "")
    return name, process_waits.passing(look.stays, activity=pick.activity, after=pick.after)

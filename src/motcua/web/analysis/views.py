"""A published round looked at: rank intervals, units by areas, one unit's profile, the years, a map."""

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries.access import NoSuch
from motcua.rules import outline
from motcua.rules.people import Role
from motcua.web import drawings, words
from motcua.web.analysis import pictures

if TYPE_CHECKING:  # NumPy is loaded when a page asks for it, never at the start
    from motcua.queries.round_analysis import Analysis, Standing

FOR = frozenset({Role.LEADER, Role.REFORM})
LOST_STEPS = (0.05, 0.10, 0.20, 0.35)  # as the ranking of a round shades them
MAP_FILE = "units.geojson"
MAP_WIDE, MAP_TALL = 560.0, 460.0
MAP_MOST_BYTES = 10_000_000


def allowed(request: HttpRequest) -> None:
    """Let leaders and reform officers in.

    Raises: PermissionDenied.
    """
    if not any(duty.role in FOR for duty in request.actor.duties):
        raise PermissionDenied("analysis")


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show a published round looked at; without one, what will be here."""
    from motcua.queries import round_analysis

    allowed(request)
    listed = round_analysis.listed(request.actor)
    key = request.GET.get("round", "")
    chosen = next((one for one in listed if one.key == key), None if key else next(iter(listed), None))
    if key and chosen is None:
        raise NoSuch(key)
    context: dict[str, Any] = {"rounds": listed, "of": chosen, "tabs": tabs("overview")}
    if chosen is not None:
        found = round_analysis.look(chosen)
        context |= _looked_at(found, _mine(found, request))
    return render(request, "analysis/overview.html", context)


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the two pages of analysis as tabs."""
    from django.urls import reverse

    names = (("overview", gettext("Published rounds")), ("own", gettext("Any other index")))
    return [
        {"label": label, "url": reverse(f"analysis:{name}"), "current": name == here} for name, label in names
    ]


def _mine(found: "Analysis", request: HttpRequest) -> "Standing | None":
    """Return the unit asked for; else the actor's own, or the one her unit lies in; else the last."""
    asked = request.GET.get("unit", "")
    mine = {duty.unit_id for duty in request.actor.duties}
    return next(
        (one for one in found.standings if str(one.pk) == asked),
        next((one for one in found.standings if one.unit.pk in mine), next(reversed(found.standings), None)),
    )


def _looked_at(found: "Analysis", mine: "Standing | None") -> dict[str, Any]:
    means = found.means(mine.group) if mine else {}
    names = {area.code: _said(area.name) for area in found.criteria.areas}
    return {
        "is_illustrative": found.criteria.is_illustrative,
        "mine": mine,
        "units": [{"pk": one.pk, "name": one.unit.name} for one in found.standings],
        "areas": [{"code": code, "name": name} for code, name in names.items()],
        "runs": found.runs,
        "mean_change": words.number(found.mean_change, 1),
        "intervals": mark_safe(pictures.intervals(_spans(found, mine))),
        "rows": [_row(one, found, mine) for one in found.standings],
        "profile": mark_safe(pictures.profile(_bars(mine, means, names), mine.unit.name)) if mine else "",
        "profile_rows": _profile_rows(mine, means, names) if mine else [],
        "slope": mark_safe(pictures.slope(_lines(found, mine), found.years)),
        "years": found.years,
        "map": mark_safe(_map(found, mine)),
    }


def _said(text: Any) -> str:
    return str(getattr(text, words.language()))


def _spans(found: "Analysis", mine: "Standing | None") -> list[pictures.Span]:
    return [
        pictures.Span(
            one.unit.name, one.rank, one.interval.low, one.interval.median, one.interval.high, one is mine
        )
        for one in found.standings
        if one.rank and one.interval
    ]


def _row(one: "Standing", found: "Analysis", mine: "Standing | None") -> dict[str, Any]:
    interval = one.interval
    cells = []
    for area in found.criteria.areas:
        share = one.areas.get(area.code)
        heat = None if share is None else drawings.heat_step(1 - share / 100 + 1e-9, LOST_STEPS)
        cells.append({"text": "–" if share is None else words.number(share, 1), "heat": heat})
    return {
        "name": one.unit.name,
        "pk": one.pk,
        "is_mine": one is mine,
        "group": one.group,
        "rank": one.rank,
        "percent": words.number(one.percent, 2),
        "low": words.number(interval.low, 0) if interval else "–",
        "median": words.number(interval.median, 0) if interval else "–",
        "high": words.number(interval.high, 0) if interval else "–",
        "cells": cells,
        "ranks": [rank or "–" for rank in one.ranks],
    }


def _bars(mine: "Standing | None", means: dict[str, float], names: dict[str, str]) -> list[pictures.Bar]:
    if mine is None:
        return []
    return [
        pictures.Bar(
            f"{code}. {name}",
            mine.areas[code] / 100 if code in mine.areas else None,
            means[code] / 100 if code in means else None,
        )
        for code, name in names.items()
    ]


def _profile_rows(mine: "Standing", means: dict[str, float], names: dict[str, str]) -> list[dict[str, str]]:
    found = []
    for code, name in names.items():
        own, mean = mine.areas.get(code), means.get(code)
        away = None if own is None or mean is None else own - mean
        found.append(
            {
                "name": f"{code}. {name}",
                "own": "–" if own is None else words.number(own, 1),
                "mean": "–" if mean is None else words.number(mean, 1),
                "away": "–" if away is None else f"{'+' if away > 0 else ''}{words.number(away, 1)}",
                "tone": "" if away is None or abs(away) < 0.05 else "good" if away > 0 else "bad",
            }
        )
    return found


def _lines(found: "Analysis", mine: "Standing | None") -> list[pictures.Line]:
    return [pictures.Line(one.unit.name, one.ranks, one is mine) for one in found.standings]


def _map(found: "Analysis", mine: "Standing | None") -> str:
    """Draw the map where the installation keeps one; what cannot be read is no map, and breaks no page."""
    path = settings.HOME / MAP_FILE
    try:
        if path.stat().st_size > MAP_MOST_BYTES:
            return ""
        shapes = outline.read(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ""
    drawn, tall = outline.flat(shapes, wide=MAP_WIDE, tall=MAP_TALL)
    most = max((one.rank or 0 for one in found.standings), default=1)
    patches = []
    for one in found.standings:
        place = outline.of(drawn, one.unit.gso_code, one.unit.agency_code, one.unit.name)
        if place is not None:
            heat = None if not one.rank else min(4, (one.rank - 1) * 5 // max(1, most))
            said = str(one.rank or "")
            patches.append(pictures.Patch(place, one.unit.name, said, heat, one is mine))
    return pictures.outline(patches, wide=MAP_WIDE, tall=tall) if patches else ""

"""A published round: the ranking, one unit's report, and the check of its digest; open, without persons."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import round_published, round_results, rounds
from motcua.queries.access import NoSuch
from motcua.queries.round_published import Line
from motcua.rules.rounds import Phase
from motcua.web import words
from motcua.web.rounds import told


@login_required
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the ranking of a published round."""
    of = _published(request, key)
    return render(request, "rounds/results.html", ranked(of) | {"verdict": _verdict(of, request)})


def _published(request: HttpRequest, key: str) -> Any:
    of = rounds.round_(key, by=request.actor)
    if of.published_at is None:
        raise NoSuch(key)
    return of


def _verdict(of: Any, request: HttpRequest) -> Any:
    return round_results.verify(of) if "verify" in request.GET else None


@require_safe
def public(request: HttpRequest, key: str) -> HttpResponse:
    """Show the ranking of a published round to everybody."""
    return render(request, "rounds/public.html", ranked(rounds.published(key)))


def ranked(of: Any) -> dict[str, Any]:
    """Return what a ranking shows."""
    criteria, lines = rounds.set_of(of), round_published.ranking(of)
    return {
        "of": of,
        "criteria": criteria,
        "criteria_name": told.said(criteria.name),
        "phase": told.phase(Phase(of.status)),
        "areas": [
            {"code": area.code, "name": told.said(area.name), "most": told.most(area.points)}
            for area in criteria.areas
        ],
        "lines": [_line(one, criteria) for one in lines],
        "means": [
            {"group": group or gettext("no group"), "percent": _percent(mean)}
            for group, mean in round_published.means(lines).items()
        ],
        "policy": gettext(told.ABSENT[rounds.policy_of(of).not_submitted]),
    }


def _percent(value: Any) -> str:
    return words.number(Decimal(value), 2)


def _line(one: Line, criteria: Any) -> dict[str, Any]:
    body, result = one.result.body, one.result
    shares = round_published.area_percents(body)
    grades = {grade.key: told.said(grade.name) for grade in criteria.classes}
    return {
        "pk": result.participant_id,
        "unit": result.participant.unit,
        "group": result.participant.group,
        "rank": result.rank,
        "in_group": body["rank_in_group"],
        "percent": _percent(result.percent),
        "width": round(result.percent),
        "points": told.points(result.points),
        "possible": told.most(result.possible),
        "grade": grades.get(result.grade, result.grade),
        "absent": body["unit"]["absent"],
        "moved": moved(one.moved),
        "change": told.signed(None if one.change is None else round(one.change, 2)),
        "cells": [
            {"text": told.points(row["points"]), "heat": _heat(shares.get(row["code"]))}
            for row in body["areas"]
        ],
        "predecessors": [
            {"name": old.participant.unit.name, "rank": old.rank, "percent": _percent(old.percent)}
            for old in one.predecessors
        ],
    }


def _heat(percent: Decimal | None) -> int:
    if percent is None:
        return 0
    lost = 100 - percent
    return sum(lost >= limit for limit in (5, 10, 20, 35))


def moved(places: int | None) -> dict[str, str]:
    """Return in words and with a mark how a rank moved."""
    if places is None:
        return {"icon": "", "tone": "", "text": "–"}
    if places == 0:
        return {"icon": "minus", "tone": "", "text": gettext("same rank")}
    if places > 0:
        return {"icon": "trending-up", "tone": "good", "text": gettext("up %(n)s") % {"n": places}}
    return {"icon": "trending-down", "tone": "bad", "text": gettext("down %(n)s") % {"n": -places}}


@login_required
@require_safe
def unit(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show one unit's report of a published round: every area, every leaf."""
    of = _published(request, key)
    one = round_published.line(of, pk)
    criteria = rounds.set_of(of)
    context = {
        "of": of,
        "line": _line(one, criteria),
        "result": one.result,
        "body": one.result.body,
        "before": one.before,
        "groups": _against(report(criteria, one.result.body), round_published.compared(of, one)),
    }
    return render(request, "rounds/unit.html", context)


def _against(groups: list[dict[str, Any]], found: Any) -> list[dict[str, Any]]:
    """Lay the year before beside each area and leaf, in percent of the maximum."""
    if found:
        for group in groups:
            group["against"] = _change(found.get(group["code"]))
            for leaf in group["leaves"]:
                leaf["against"] = _change(found.get(leaf["code"]))
    return groups


def _change(one: Any) -> dict[str, str]:
    if one is None or one.before is None:
        return {"before": "–", "change": gettext("new"), "tone": "sub"}
    before = told.percent(one.before)
    if one.change is None:
        return {"before": before, "change": gettext("not comparable"), "tone": "sub"}
    moved = round(one.change, 1)
    sign = "+" if moved > 0 else "−" if moved < 0 else ""
    tone = "good" if moved > 0 else "bad" if moved < 0 else "sub"
    return {"before": before, "change": f"{sign}{told.percent(abs(moved))}", "tone": tone}


def report(criteria: Any, body: Any) -> list[dict[str, Any]]:
    """Return the areas and blocks of a result with their leaves, as they were published."""
    leaves = {one["code"]: one for one in body["leaves"]}
    sums = body["branches"]
    parts = [(area, list(area.leaves())) for area in criteria.areas]
    parts += [(block, list(block.leaves)) for block in criteria.blocks]
    found = []
    for part, rows in parts:
        total = sums.get(part.code)
        found.append(
            {
                "code": part.code,
                "name": told.said(part.name),
                "points": told.points(total["points"]) if total else "",
                "possible": told.most(total["possible"]) if total else told.most(part.cap),
                "percent": told.percent(_share(total)),
                "leaves": [_leaf(leaf, leaves[leaf.code]) for leaf in rows if leaf.code in leaves],
            }
        )
    return found


def _share(total: Any) -> Decimal | None:
    if total is None or not Decimal(total["possible"]):
        return None
    return Decimal(total["points"]) / Decimal(total["possible"]) * 100


def _leaf(leaf: Any, row: Any) -> dict[str, Any]:
    out = row["not_applicable"] and row["points"] is None
    lost = Decimal(row["most"]) - Decimal(row["points"] or 0)
    return {
        "code": leaf.code,
        "name": told.said(leaf.name),
        "most": told.most(row["most"]),
        "points": gettext("n/a") if out else told.points(row["points"] or "0"),
        "lost": "" if out or not lost else told.points(lost),
        "percent": "–" if out else told.percent(Decimal(row["points"] or 0) / Decimal(row["most"]) * 100),
    }

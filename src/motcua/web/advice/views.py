"""The overview of advice, the table of all leaves, and one leaf with its steps."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import advice as reads
from motcua.queries import advice_report, advice_tasks, rounds, workdays
from motcua.queries.advice import Basis
from motcua.queries.advice_rows import LeafAdvice
from motcua.web.advice import asked as asks
from motcua.web.advice import heads, lower, pictures, shown
from motcua.web.advice.asked import Asked

SHOWN = 8


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show where points are lost, what buys most of them back, and which rank that is likely to be."""
    if not request.GET.get("unit") and reads.waits(request.actor):
        return render(request, "advice/none.html")
    asked = asks.read(request)
    of = asked.report
    tasks = advice_tasks.open_of(asked.part.unit, asked.part.round_id)
    lines = shown.lines(of, asked, tasks)
    whole = bool(request.GET.get("all"))
    context = frame(asked) | {
        "presets": (5, 10, 20, 40, 80),
        "tiles": heads.tiles(of),
        "icicle": mark_safe(pictures.icicle(of, asked)),
        "chosen": shown.chosen(of, asked),
        "lines": lines if whole else lines[:SHOWN],
        "count": len(lines),
        "is_whole": whole,
        "first": heads.first(of),
        "slope": mark_safe(heads.slope(of)),
        "ranks": heads.ranks(of),
        "plan": lower.plan(of, asked),
        "what": lower.what(of, asked),
        "areas": mark_safe(pictures.areas(of, advice_report.bars(of))),
        "area_rows": lower.areas(of),
        "hopeless": shown.hopeless(of, asked, again=False),
        "again": shown.hopeless(of, asked, again=True),
        "lacking": lower.lacking(of, asked),
    }
    return render(request, "advice/overview.html", context)


def frame(asked: Asked) -> dict[str, Any]:
    """Return what every page of one unit shows around its content."""
    part = asked.part
    ranked = asked.report.ranked()[: heads.FIRST] if reads.may_plan(part, asked.request.actor) else []
    return {
        "asked": asked,
        "part": part,
        "unit": part.unit,
        "round": part.round,
        "phase": rounds.phase_of(part.round, asked.request.now),
        "until_on": asked.report.time.until_on,
        "units": [row.unit for row in asked.parts],
        "give_url": asked.url("new", leaf=[row.code for row in ranked]) if ranked else "",
        "give_count": len(ranked),
        "is_illustrative": asked.report.known.criteria.is_illustrative,
        "sees_marks": asked.report.known.sees_marks,
        "tabs": _tabs(asked),
    }


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    match = asked.request.resolver_match
    here = match.url_name if match else ""
    names = (
        ("overview", gettext("Tree of points")),
        ("leaves", gettext("Table")),
        ("tasks", gettext("Tasks")),
        ("effort", gettext("Effort")),
    )
    return [{"label": label, "url": asked.url(name), "current": name == here} for name, label in names]


@login_required
@require_safe
def leaves(request: HttpRequest) -> HttpResponse:
    """Show every leaf: its points, on what they rest, what is lost, what to do or why nothing can be done."""
    asked = asks.read(request)
    named = shown.branches(asked.report.known.criteria)
    rows = [
        {
            "code": row.code,
            "name": shown.said(row.leaf.name),
            "area": shown.said(named[row.area].name) if row.area in named else "",
            "points": shown.points(row.points),
            "most": shown.short(row.leaf.points),
            "lost": shown.points(row.lost) if row.lost else "",
            "basis": shown.basis(row.basis),
            "is_guess": row.basis in (Basis.LAST_YEAR, Basis.NOTHING),
            "text": shown.action(row, row.advice.best) if row.lost else "",
            "gain": f"+{shown.points(row.advice.best.gain)}" if row.advice.best else "",
            "url": asked.url("leaf", row.code, leaf=""),
        }
        for row in asked.report.rows
    ]
    return render(request, "advice/leaves.html", frame(asked) | {"rows": rows})


@login_required
@require_safe
def leaf(request: HttpRequest, code: str) -> HttpResponse:
    """Show one leaf with every step of its rule that can still be reached."""
    asked = asks.read(request)
    of = asked.report
    row = next((row for row in of.rows if row.code == code), None)
    if row is None:
        raise Http404
    mine = [
        one
        for one in advice_tasks.tasks(asked.part.unit, on=workdays.today(request.now))
        if one.task.leaf == code
    ]
    context = frame(asked) | {
        "row": row,
        "name": shown.said(row.leaf.name),
        "points": shown.points(row.points),
        "most": shown.short(row.leaf.points),
        "lost": shown.points(row.lost),
        "basis": shown.basis(row.basis),
        "declared": _declared(row),
        "steps": [shown.step(row, step, asked) for step in row.advice.steps],
        "why": shown.why(row.advice),
        "beyond": shown.points(row.advice.beyond),
        "evidence": shown.evidence(row),
        "act": shown.said(row.advice.act.who),
        "legal": [one.cites for one in row.leaf.legal],
        "tasks": mine,
        "may_plan": reads.may_plan(asked.part, request.actor),
    }
    return render(request, "advice/leaf.html", context)


def _declared(row: LeafAdvice) -> list[tuple[str, str]]:
    return [
        (shown.said(one.name), shown.value(one, row.declared.get(one.key))) for one in row.leaf.rule.variables
    ]

"""A unit's sheet: the tree of its leaves with every score side by side, and the page that locks it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import self_score
from motcua.queries import round_claims, rounds
from motcua.queries.access import NoSuch
from motcua.queries.round_claims import LeafRow
from motcua.rules import rounds as rules
from motcua.rules import scoring
from motcua.rules.rounds import Act, Stage, Stand
from motcua.rules.scorecard import Branch, Leaf
from motcua.web import uploads
from motcua.web.rounds import told
from motcua.web.rounds.forms import ExtendForm, LeaveForm, LockForm

SHOWN = ("all", "open", "bare", "asked", "differs")


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a unit's sheet to the unit, and to who holds the round once it is locked."""
    row = opened(request, pk)
    seen = round_claims.rows(row, now=request.now)
    which = request.GET.get("show", "all")
    which = which if which in SHOWN else "all"
    context = frame(request, row, seen) | {
        "tabs": _tabs(seen, which, request),
        "groups": groups(rounds.set_of(row.round), seen, which, row),
        "which": which,
        "extend": ExtendForm(),
        "leave": LeaveForm(),
    }
    return render(request, "rounds/sheet.html", context)


def opened(request: HttpRequest, pk: int) -> Any:
    """Return a unit's part whose marks the reader may see.

    Raises: access.NoSuch.
    """
    row = rounds.participant(pk, by=request.actor)
    if not rounds.sees_sheet(row, request.actor):
        raise NoSuch(str(pk))
    return row


def frame(request: HttpRequest, row: Any, seen: Mapping[str, LeafRow]) -> dict[str, Any]:
    """Return what every page of a sheet shows: where it stands, the sums, what may be done."""
    at, of = rounds.place_of(row), rounds.set_of(row.round)
    progress = round_claims.progress(of, row)
    return {
        "row": row,
        "of": row.round,
        "stand": told.stand(row.status),
        "tone": told.TONES[row.status],
        "progress": progress,
        "until_at": at.explain_until_at if row.status == Stand.ASKED else at.self_until_at,
        "tiles": _tiles(of, seen, row),
        "may": {str(act): _may(row, act, request) for act in Act if rules.ACTS[act].stands},
        "asked": sum(1 for one in seen.values() if _asked(one)),
        "explained": sum(1 for one in seen.values() if Stage.EXPLAINED in one.marks),
    }


def _may(row: Any, act: Act, request: HttpRequest) -> bool:
    if not rounds.may(row, act, by=request.actor) or row.round.status != "open":
        return False
    try:
        rules.check_place(act, rounds.place_of(row), request.now)
    except rules.RuleError:
        return False
    return True


def _asked(one: LeafRow) -> bool:
    mark = one.marks.get(Stage.APPRAISAL_1)
    return mark is not None and mark.asks


def _tiles(of: Any, seen: Mapping[str, LeafRow], row: Any) -> list[dict[str, Any]]:
    found = []
    names = {
        Stage.SELF: (gettext("Self-score"), "pen-line", "info"),
        Stage.APPRAISAL_1: (gettext("First appraisal"), "scale", "gold"),
        Stage.APPRAISAL_2: (gettext("Second appraisal"), "badge-check", "good"),
    }
    for stage, (label, icon, tone) in names.items():
        marks = {code: rounds.scored(one.marks[stage]) for code, one in seen.items() if stage in one.marks}
        sheet = scoring.sheet(of, marks)
        value = told.points(sheet.points) if marks else "–"
        note = gettext("of %(most)s") % {"most": told.most(sheet.possible)}
        found.append(
            {"label": label, "icon": icon, "tone": tone, "value": value, "note": note, "url": "#leaves"}
        )
    counted = [one for one in seen.values() if one.automatic is not None]
    above = sum((one.difference or Decimal(0) for one in counted if (one.difference or 0) > 0), Decimal(0))
    tile = {
        "label": gettext("Counted by the system"), "icon": "monitor-check",
        "tone": "bad" if above else "info",
        "value": str(len(counted)), "unit": gettext("leaves"), "url": "?show=differs#leaves",
        "note": gettext("claimed beyond it: %(points)s") % {"points": told.points(above)},
    }  # fmt: skip
    return [*found, tile]


def _tabs(seen: Mapping[str, LeafRow], which: str, request: HttpRequest) -> list[dict[str, Any]]:
    names = {
        "all": gettext("All leaves"),
        "open": gettext("Not marked"),
        "bare": gettext("Without evidence"),
        "asked": gettext("To be explained"),
        "differs": gettext("Other than counted"),
    }
    return [
        {
            "label": label,
            "url": f"{request.path}?show={key}#leaves",
            "current": key == which,
            "count": sum(1 for one in seen.values() if _fits(one, key)),
            "tone": "bad" if key in ("bare", "differs") else "",
        }
        for key, label in names.items()
    ]


def _fits(one: LeafRow, which: str) -> bool:
    if which == "open":
        return one.leaf.is_self_scored and not one.is_marked
    if which == "bare":
        return one.lacks_evidence
    if which == "asked":
        return _asked(one)
    if which == "differs":
        return bool(one.difference)
    return True


def groups(of: Any, seen: Mapping[str, LeafRow], which: str, row: Any) -> list[dict[str, Any]]:
    """Return the areas and blocks with the lines of their criteria and leaves."""
    found = []
    for area in of.areas:
        found.append(
            {
                "code": area.code,
                "name": told.said(area.name),
                "most": told.most(area.points),
                "lines": list(_lines(area, seen, which, row)),
            }
        )
    for block in of.blocks:
        rows = [line(seen[leaf.code], row) for leaf in block.leaves if _fits(seen[leaf.code], which)]
        found.append(
            {"code": block.code, "name": told.said(block.name), "most": told.most(block.cap), "lines": rows}
        )
    return [one for one in found if one["lines"]]


def _lines(of: Branch, seen: Mapping[str, LeafRow], which: str, row: Any) -> Iterator[dict[str, Any]]:
    for child in of.children:
        if isinstance(child, Leaf):
            if _fits(seen[child.code], which):
                yield line(seen[child.code], row)
            continue
        below = list(_lines(child, seen, which, row))
        if below:
            yield {"code": child.code, "name": told.said(child.name), "most": told.most(child.points)}
            yield from below


def line(one: LeafRow, row: Any) -> dict[str, Any]:
    """Return one leaf as a line of the sheet."""
    leaf, counted = one.leaf, one.automatic
    cells = [_cell(one, stage) for stage in (Stage.SELF, Stage.APPRAISAL_1, Stage.APPRAISAL_2)]
    return {
        "leaf": leaf,
        "code": leaf.code,
        "name": told.said(leaf.name),
        "most": told.most(leaf.points),
        "cells": cells,
        "automatic": "" if counted is None else told.points(counted.scored.points),
        "difference": told.signed(one.difference) if one.difference else "",
        "evidence": len(one.evidence),
        "lacks": one.lacks_evidence,
        "asked": _asked(one),
        "explained": Stage.EXPLAINED in one.marks,
        "is_survey": leaf.is_survey,
        "is_imported": not leaf.is_self_scored and not leaf.is_survey,
        "pk": row.pk,
    }


def _cell(one: LeafRow, stage: Stage) -> dict[str, Any]:
    mark = one.marks.get(stage)
    if mark is None:
        return {"text": "", "mark": None}
    text = gettext("n/a") if mark.is_not_applicable and mark.points is None else told.points(mark.points)
    lower = stage is not Stage.SELF and _is_lower(one, stage)
    return {"text": text, "mark": mark, "lower": lower}


def _is_lower(one: LeafRow, stage: Stage) -> bool:
    before, now = one.marks.get(Stage.SELF), one.marks[stage]
    return before is not None and (now.points or 0) < (before.points or 0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a self-score: the leader prints, signs, and lays the signed sheet down."""
    row = opened(request, pk)
    form = LockForm(request.POST or None, request.FILES or None, initial={"digest": round_claims.digest(row)})
    if request.method == "POST" and form.is_valid():
        owner = uploads.owner_of(request)
        kept = uploads.keep(form.cleaned_data["file"], owner=owner, now=request.now)
        self_score.lock(
            by=request.actor, pk=pk, file=kept.sha256, digest=form.cleaned_data["digest"], now=request.now
        )
        messages.success(request, gettext("The self-score is locked. Who holds the round can see it now."))
        return redirect("rounds:sheet", pk=pk)
    seen = round_claims.rows(row, now=request.now)
    context = frame(request, row, seen) | {
        "form": form,
        "digest": round_claims.digest(row),
        "open_leaves": [line(one, row) for one in seen.values() if _fits(one, "open")],
        "bare_leaves": [line(one, row) for one in seen.values() if one.lacks_evidence],
    }
    return render(request, "rounds/lock.html", context, status=422 if form.errors else 200)

"""Criteria sets to read: the list, one set as a tree with its picture, the bridge between two."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import criteria_sets
from motcua.rules import scoring_bridge, scoring_sets
from motcua.web.criteria import pictures, told


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every set the reader may see, the newest year first."""
    rows = [listed(row) for row in criteria_sets.listed(by=request.actor)]
    owners = criteria_sets.owners(by=request.actor)
    return render(request, "criteria/overview.html", {"rows": rows, "owners": owners})


def listed(row: Any) -> dict[str, Any]:
    """Return a set as a row of the list."""
    of = scoring_sets.as_draft(row.body)
    count = sum(1 for _ in of.leaves()) if of else 0
    return {
        "row": row,
        "name": told.text(of.name) if of else row.name,
        "level": gettext(told.LEVELS.get(row.level, row.level)),
        "status": gettext(told.STATUS[row.status]),
        "tone": told.TONES[row.status],
        "points": told.points(of.points) if of else "–",
        "leaves": count,
        "is_illustrative": bool(
            of and (of.is_illustrative or any(one.is_illustrative for one in of.leaves()))
        ),
        "problems": len(scoring_sets.problems(row.body)) if row.status == criteria_sets.DRAFT else 0,
    }


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a set as a picture and a tree; a draft with all its problems."""
    row = criteria_sets.row(pk, by=request.actor)
    of = scoring_sets.as_draft(row.body)
    wrong = scoring_sets.problems(row.body) if row.status == criteria_sets.DRAFT else []
    may_write = criteria_sets.may_write(request.actor, row.owner)
    context = {
        "row": row,
        "head": listed(row),
        "about": told.text(of.about) if of else "",
        "picture": mark_safe(pictures.icicle(of, "")) if of else "",
        "parts": [
            (look, name, told.points(value)) for look, name, value in (pictures.parts(of) if of else ())
        ],
        "tree": list(told.tree(of, wrong)) if of else [],
        "classes": [(told.text(one.name), told.points(one.from_percent)) for one in of.classes] if of else [],
        "problems": [(one.where, told.problem(one)) for one in wrong],
        "is_draft": row.status == criteria_sets.DRAFT,
        "may_edit": may_write and row.status == criteria_sets.DRAFT and not row.is_used,
        "may_write": may_write,
        "owners": criteria_sets.owners(by=request.actor),
        "others": _others(request, row),
        "next_year": row.year + 1,
    }
    return render(request, "criteria/set.html", context)


def _others(request: HttpRequest, row: Any) -> list[Any]:
    """Return the sets it can be compared with: those of its level, where it came from first."""
    rows = criteria_sets.listed(by=request.actor).filter(level=row.level).exclude(pk=row.pk)
    return sorted(rows, key=lambda one: (one.pk != row.copied_from_id, -one.year, one.key, -one.version))[:12]


@login_required
@require_safe
def bridge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of each part of an older set in this one."""
    row = criteria_sets.row(pk, by=request.actor)
    others = _others(request, row)
    asked = request.GET.get("from", "")
    chosen = next((one for one in others if str(one.pk) == asked), None)
    chosen = chosen or next((one for one in others if one.year < row.year), None) or (others or [None])[0]
    new, old = (scoring_sets.as_draft(one.body) if one else None for one in (row, chosen))
    found = scoring_bridge.bridge(old, new) if old and new else []
    rows = list(told.bridge(found))
    changed = [one for one in rows if not one["is_same"]]
    whole = request.GET.get("all") == "1"
    context = {
        "row": row,
        "others": others,
        "chosen": chosen,
        "rows": rows if whole else changed,
        "whole": whole,
        "count": len(rows),
        "changed": len(changed),
        "incomparable": sum(not one["is_comparable"] for one in rows),
    }
    return render(request, "criteria/bridge.html", context)

"""The watch at a glance: every unit against the newest decisions; slips from old versions; a unit's page."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import posting as acts
from motcua.queries import board as boards
from motcua.queries import lists, posting, posting_access, workdays
from motcua.queries.posting import Cell, Matrix, Row
from motcua.rules.posting import Standing
from motcua.web import words
from motcua.web.posting import labels
from motcua.web.posting.forms import PageForm

HEAT = ((0.0, 0), (0.05, 1), (0.15, 2), (0.30, 3), (1.1, 4))


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show leaders and reform officers which unit has what to post, what is late, what waits for a look."""
    unit = boards.place(request.actor, None)
    found = posting.matrix(unit, now=request.now)
    context = {
        "unit": unit,
        "tiles": _tiles(request, found),
        "decisions": [_head(one) for one in found.decisions],
        "rows": [_row(one, found, request) for one in found.rows],
        "urgent": _urgent(request),
        "may_register": True,
        "key": [
            labels.standing(name) for name in ("late", "near", "open", "waiting", "done_late", "on_time")
        ],
    }
    return render(request, "posting/overview.html", context)


def _tiles(request: HttpRequest, found: Matrix) -> list[dict[str, Any]]:
    counts = posting.counts(by=request.actor, now=request.now)
    to_judge = len(posting.to_judge(by=request.actor))
    done = sum(found.counts.get(each, 0) for each in (Standing.ON_TIME, Standing.DONE_LATE, Standing.LATE))
    share = found.counts.get(Standing.ON_TIME, 0) / done if done else None
    late = counts[Standing.LATE]
    return [
        _tile("late", gettext("Overdue"), late, "bad" if late else "good"),
        _tile("near", gettext("Due soon"), counts[Standing.NEAR], "warn"),
        _tile("open", gettext("Open, later"), counts[Standing.OPEN], "info"),
        {
            "label": gettext("To be confirmed by you"), "value": words.number(to_judge), "icon": "eye",
            "tone": "warn" if to_judge else "info", "url": reverse("posting:judging"),
            "note": gettext("proofs of other units"),
        },
        {
            "label": gettext("Posted in time"), "value": words.share(share), "icon": "circle-check",
            "tone": "good" if share is None or share >= 0.9 else "warn",
            "url": f"{reverse('posting:duties')}?standing=done_late",
            "note": gettext("of what fell due, decisions below"),
        },
    ]  # fmt: skip


def _tile(name: str, label: str, value: int, tone: str) -> dict[str, Any]:
    return {
        "label": label, "value": words.number(value), "icon": labels.STANDINGS[name][2], "tone": tone,
        "url": f"{reverse('posting:duties')}?standing={name}", "note": gettext("duties"),
    }  # fmt: skip


def _head(decision: Any) -> dict[str, Any]:
    return {"row": decision, "url": reverse("posting:decision", args=[decision.pk])}


def _row(row: Row, found: Matrix, request: HttpRequest) -> dict[str, Any]:
    cells = [
        _cell(cell, row, decision.pk, request) if cell else None
        for cell, decision in zip(row.cells, found.decisions, strict=True)
    ]
    heat = next(step for most, step in HEAT if row.share is None or 1 - row.share <= most)
    forbidden = row.page.forbidden if row.page else []
    return {
        "unit": row.unit,
        "cells": cells,
        "share": words.share(row.share, 0),
        "heat": heat,
        "failure": gettext(labels.FAILURES[row.page.failure]) if row.page and row.page.failure else "",
        "forbidden": [(code, gettext(labels.WHYS[why])) for code, why in forbidden],
    }


def _cell(cell: Cell, row: Row, decision_id: int, request: HttpRequest) -> dict[str, Any]:
    said = labels.standing(cell.worst)
    if cell.total == 1:
        url = reverse("posting:duty", args=[cell.duty_id])
    else:
        url = f"{reverse('posting:duties')}?unit={row.unit.pk}&decision={decision_id}"
    is_open = cell.worst in (Standing.LATE, Standing.NEAR, Standing.OPEN)
    count = f"{cell.counts[cell.worst]}/{cell.total}" if cell.total > 1 else ""
    due = labels.due(cell.worst, cell.due_at, request.now) if is_open else ""
    return said | {"url": url, "due": due, "count": count}


def _urgent(request: HttpRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in ("late", "near"):
        listed = posting.duties(posting.Wanted(standing=name), by=request.actor, now=request.now)
        found += [duty_line(row, standing, request.now) for row, standing in listed.rows[:6]]
    return found[:8]


def duty_line(row: Any, standing: Standing, now: Any) -> dict[str, Any]:
    """Return what a line of a list shows of a duty."""
    return {
        "row": row,
        "name": labels.named(row.published.version, row.procedure.code),
        "place": labels.place(row.place),
        "act": gettext(labels.ACTS[row.act]),
        "standing": labels.standing(standing),
        "due": labels.due(standing, row.due_at, now),
        "finding": gettext(labels.FINDINGS[row.finding]) if row.finding else "",
    }


@login_required
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Show dossiers received while a newer version was in force than the one their slip was printed from."""
    unit = boards.place(request.actor, None)
    today = workdays.today(request.now)
    # A quarter: the list reads every dossier received in it.
    days = (date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today + timedelta(days=1))
    rows = posting.old_slips(unit, days=days)
    found = lists.page(rows, reverse("posting:slips"), after=request.GET.get("after", ""), most=50)
    context = {"unit": unit, "rows": found.rows, "following": found.following, "count": found.count}
    return render(request, "posting/slips.html", context | {"since": days[0]})


@login_required
@require_http_methods(["GET", "POST"])
def set_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let whoever keeps a unit name the page on which it posts its procedures."""
    unit = posting_access.keeper(unit_id, by=request.actor)
    kept = posting.unit_page(unit.pk)
    form = PageForm(request.POST or None, initial={"address": kept.address if kept else ""})
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        acts.set_page(by=request.actor, unit_id=unit.pk, address=address, now=request.now)
        messages.success(request, gettext("The page is noted; it is looked at within a minute."))
        return redirect("posting:page", unit.pk)
    failure = gettext(labels.FAILURES.get(kept.failure, "")) if kept and kept.failure else ""
    context: dict[str, Any] = {"unit": unit, "kept": kept, "form": form, "failure": failure}
    forbidden = kept.forbidden if kept else []
    context["forbidden"] = [(code, gettext(labels.WHYS[why])) for code, why in forbidden]
    return render(request, "posting/unit_page.html", context)


def officials_only(request: HttpRequest) -> None:
    """Refuse whoever holds no post.

    Raises: PermissionDenied.
    """
    if not request.actor.duties:
        raise PermissionDenied("posting")

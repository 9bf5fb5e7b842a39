"""The days of work one act costs: the shipped estimate, and the unit's own in its place."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from motcua.actions import index_task
from motcua.queries import advice as reads
from motcua.queries import advice_tasks
from motcua.rules.advice_efforts import MOST_DAYS, Move
from motcua.web.advice import asked as asks
from motcua.web.advice import shown
from motcua.web.advice.asked import Asked
from motcua.web.advice.views import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show what each act costs; a post puts the unit's own days in place."""
    asked = asks.read(request)
    may = reads.may_plan(asked.part, request.actor)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if not may:
            raise PermissionDenied("efforts")
        days, wrong = _posted(request)
        if not wrong:
            changed = index_task.set_days(
                by=request.actor, unit_id=asked.part.unit_id, days=days, now=request.now
            )
            said = ngettext("%(n)s estimate is changed.", "%(n)s estimates are changed.", changed)
            messages.success(request, said % {"n": changed})
            return redirect(asked.url("effort"))
    context = frame(asked) | {
        "rows": _rows(request, asked, wrong),
        "about": shown.said(reads.shipped().about),
        "may": may,
        "wrong": wrong,
    }
    return render(request, "advice/effort.html", context, status=422 if wrong else 200)


def _posted(request: HttpRequest) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    """Return the days told, None where a field was emptied, and what cannot be read."""
    days: dict[str, Decimal | None] = {}
    wrong = {}
    for key in reads.shipped().acts:
        said = request.POST.get(f"days-{key}")
        if said is None:
            continue
        value = asks.decimal(said)
        days[key] = value
        if said.strip() and (value is None or not 0 < value <= MOST_DAYS):
            wrong[key] = gettext("Write days of work as a number above 0 and up to %(most)s.") % {
                "most": shown.short(MOST_DAYS)
            }
    return days, wrong


def _rows(request: HttpRequest, asked: Asked, wrong: dict[str, str]) -> list[dict[str, Any]]:
    own = advice_tasks.own_days(asked.part.unit)
    used: dict[str, int] = {}
    for row in asked.report.rows:
        used[row.advice.act.key] = used.get(row.advice.act.key, 0) + 1
    return [
        {
            "key": key,
            "name": shown.doing(act, 1),
            "who": shown.said(act.who),
            "shipped": shown.short(act.days),
            "value": request.POST.get(f"days-{key}", shown.short(own[key].days) if key in own else ""),
            "own": own.get(key),
            "per_day": shown.short(act.per_day),
            "wait": act.wait,
            "setup": shown.short(act.setup) if act.setup else "",
            "leaves": used.get(key, 0),
            "wrong": wrong.get(key, ""),
            "is_none": act.move is Move.NONE,
        }
        for key, act in sorted(reads.shipped().acts.items(), key=lambda one: (-used.get(one[0], 0), one[0]))
    ]

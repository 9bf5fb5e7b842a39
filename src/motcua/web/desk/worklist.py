"""The lists of the desk: my work by urgency, what nobody has taken, what waits and for whom."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from motcua.actions import desk
from motcua.queries import workdays, worklist
from motcua.rules.people import Actor, Role
from motcua.web import clocks, resting

NAMES = {
    "all": ("desk:worklist", _("My work")),
    "today": ("desk:today", _("Due today")),
    "late": ("desk:late", _("Late")),
    "waiting": ("desk:waiting", _("Waiting")),
    "unassigned": ("desk:unassigned", _("Taken by nobody")),
    "proposed": ("desk:proposed", _("Submitted")),
}
TONES = {"today": "warn", "late": "bad"}
EMPTY = {
    "all": _("Dossiers appear here the moment the counter gives them to you, or to nobody in your unit."),
    "today": _("No promise made for today is still open. Tomorrow's are in “My work”."),
    "late": _("No dossier of yours has passed its due moment."),
    "waiting": _("Dossiers appear here while their clock stands still: papers or a payment are waited for."),
    "unassigned": _("Every dossier of your unit has somebody who works on it."),
    "proposed": _("Drafts appear here from the moment you submit them until the result is issued."),
}


def address(which: str) -> str:
    """Return the address of a list."""
    return reverse(NAMES[which][0])


def name(which: str) -> str:
    """Return the name of a list."""
    return gettext(NAMES[which][1])


def back(actor: Actor, dossier: Any, which: str) -> dict[str, str]:
    """Return the list a dossier is left for: my own work, or the list of the role that opened it."""
    roles = {duty.role for duty in actor.duties}
    if roles & set(worklist.WORKERS):
        return {"url": address(which), "name": name(which)}
    if Role.LEADER in roles and dossier.state == "proposed":
        return {"url": reverse("lead:signing"), "name": gettext("Waiting for signature")}
    if roles & {Role.LEADER, Role.REFORM, Role.ADMIN}:
        return {"url": reverse("lead:board"), "name": gettext("Board")}
    return {"url": reverse("home"), "name": gettext("Today")}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, which: str) -> HttpResponse:
    """Show one list of the official's work; a post takes the chosen dossiers or moves them on."""
    if request.method == "POST":
        return _many(request, which)
    after = request.GET.get("after", "")
    work = worklist.page(by=request.actor, which=which, now=request.now, address=address(which), after=after)
    context = {
        "which": which,
        "title": name(which),
        "rows": [_row(row, request, work.steps.get(row.version_id, [])) for row in work.rows],
        "tabs": _tabs(which, work.counts),
        "following": work.following,
        "previous": address(which) if after else "",
        "empty_text": gettext(EMPTY[which]),
        "count": work.counts[which],
    }
    return render(request, "desk/worklist.html", context)


def _tabs(which: str, counts: Any) -> list[dict[str, Any]]:
    return [
        {"label": name(key), "url": address(key), "count": counts[key], "current": key == which}
        | {"tone": TONES.get(key, "") if counts[key] else ""}
        for key in worklist.FILTERS
    ]


def _row(dossier: Any, request: HttpRequest, steps: list[dict[str, Any]]) -> dict[str, Any]:
    calendar = workdays.calendar_of(dossier.unit)
    opened = reverse("desk:dossier", args=[dossier.code])
    return {
        "dossier": dossier,
        "clock": clocks.chip(dossier, request.now, calendar),
        "url": opened,
        "rests": resting.place(dossier, steps),
        "since": resting.since(dossier.step_at, request.now, calendar),
        "is_step_late": dossier.step_due_at is not None and dossier.step_due_at < request.now,
        "is_at_work": dossier.state in ("received", "in_process"),
    }


def _many(request: HttpRequest, which: str) -> HttpResponse:
    picked = dict(_picked(text) for text in request.POST.getlist("pick"))
    if not picked:
        messages.warning(request, gettext("Nothing was chosen, so nothing was done."))
    elif request.POST.get("do") == "advance":
        moved = len(desk.advance_many(by=request.actor, steps=picked, now=request.now))
        said = ngettext("%(n)s dossier moved on.", "%(n)s dossiers moved on.", moved)
        messages.success(request, said % {"n": moved})
    elif request.POST.get("do") == "take":
        taken = len(desk.take_many(by=request.actor, codes=list(picked), now=request.now))
        said = ngettext("%(n)s dossier is yours now.", "%(n)s dossiers are yours now.", taken)
        messages.success(request, said % {"n": taken})
    return redirect(address(which))


def _picked(text: str) -> tuple[str, int]:
    """Read one box: the code and the step that was seen."""
    code, _, step = text[:80].rpartition(":")
    return code, int(step) if step.isascii() and step.isdigit() else -1

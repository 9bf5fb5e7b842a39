"""The lists of the counter: today, results to hand over, supplements waited for, the register."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import dossier as dossiers
from motcua.actions import reception as receptions
from motcua.actions.reception import Owed
from motcua.queries import counter, reception, workdays
from motcua.web import clocks
from motcua.web.counter import followed
from motcua.web.frames import link


@login_required
@require_http_methods(["GET", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """Show the day at the counter; a post receives the chosen online filings."""
    if request.method == "POST":
        return _receive_many(request)
    by, unit, now = request.actor, reception.office(request.actor), request.now
    day, calendar = workdays.today(now), workdays.calendar(unit)
    lists: dict[str, Any] = {
        "filed": counter.filed(by=by, unit_id=unit.pk),
        "received": counter.received(by=by, unit_id=unit.pk, on=day),
        "due": counter.next_due(by=by, unit_id=unit.pk, now=now),
    }
    rows = {name: [_row(row, now, calendar) for row in found] for name, found in lists.items()}
    figures = counter.figures(unit=unit, now=now)
    return render(request, "counter/today.html", rows | {"figures": figures, "tiles": _tiles(figures)})


def _receive_many(request: HttpRequest) -> HttpResponse:
    codes = request.POST.getlist("pick")
    if codes:
        taken = dossiers.receive_many(by=request.actor, codes=codes, now=request.now)
        said = ngettext("%(n)s dossier received.", "%(n)s dossiers received.", len(taken))
        messages.success(request, said % {"n": len(taken)})
    else:
        messages.warning(request, gettext("Choose the dossiers to receive first."))
    return redirect("counter:today")


@login_required
@require_http_methods(["GET", "POST"])
def returns(request: HttpRequest) -> HttpResponse:
    """Show the results nobody has collected; a post searches them or hands one over."""
    if request.POST.get("code"):
        return _hand_over(request)
    by, unit = request.actor, reception.office(request.actor)
    text = request.POST.get("q", "")[:120]
    page = counter.returns(by=by, unit_id=unit.pk, text=text, after=request.GET.get("after", ""))
    calendar = workdays.calendar(unit)
    rows = [_row(row, request.now, calendar) | _owed(row) for row in page.rows]
    context = {"rows": rows, "text": text, "following": _following("counter:returns", page.after, text)}
    return render(request, _fragment(request, "counter/returns.html"), context)


def _hand_over(request: HttpRequest) -> HttpResponse:
    code, paid = request.POST["code"], request.POST.get("paid", "")
    amount = int(paid) if paid.isascii() and paid.isdigit() and len(paid) < 14 else 0
    owed = Owed(amount, request.POST.get("way") == "transfer")
    receptions.hand_over(by=request.actor, code=code, owed=owed, now=request.now)
    return redirect("counter:handed", code=code)


@login_required
@require_safe
def handed(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was just handed over, with the code by which its owner rates the service."""
    return render(request, "counter/handed.html", followed.handed(request, code))


@login_required
@require_safe
def supplements(request: HttpRequest) -> HttpResponse:
    """Show the dossiers that wait for papers, and which."""
    by, unit = request.actor, reception.office(request.actor)
    calendar = workdays.calendar(unit)
    found = counter.supplements(by=by, unit_id=unit.pk)
    rows = [_row(row, request.now, calendar) | {"missing": row.missing} for row in found]
    return render(request, "counter/supplements.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of a day; a post searches it, because names do not belong in an address."""
    by, unit, now = request.actor, reception.office(request.actor), request.now
    on = _day(request.GET.get("on", "")) or workdays.today(now)
    text = request.POST.get("q", "")[:120]
    page = counter.register(by=by, unit_id=unit.pk, on=on, text=text, after=request.GET.get("after", ""))
    calendar = workdays.calendar(unit)
    printed = link("register_slip")
    following = _following("counter:register", page.after, text, on=on)
    context = {
        "rows": [_row(row, now, calendar) for row in page.rows],
        "on": on,
        "text": text,
        "following": following,
        "printed": f"{printed}?unit={unit.pk}&from={on:%Y-%m-%d}" if printed else "",
    }
    return render(request, _fragment(request, "counter/register.html"), context)


def _row(dossier: Any, now: Any, calendar: Any) -> dict[str, Any]:
    """Return a dossier as a list shows it, with its chip. Costs no query."""
    return {"dossier": dossier, "clock": clocks.chip(dossier, now, calendar)}


def _owed(dossier: Any) -> dict[str, int]:
    granted = dossier.outcome != "rejected"
    return {"owed": max((dossier.fee_amount or 0) - dossier.fee_paid, 0) if granted else 0}


def _tiles(figures: counter.Figures) -> list[dict[str, Any]]:
    here = reverse("counter:today")
    return [
        {"label": gettext("Filed online, to receive"), "value": figures.filed, "icon": "inbox"}
        | {"tone": "warn" if figures.filed else "info", "url": f"{here}#filed"},
        {"label": gettext("Received today"), "value": figures.received, "icon": "monitor-check"}
        | {"tone": "info", "url": reverse("counter:register")},
        {"label": gettext("Waiting for papers"), "value": figures.supplements, "icon": "file-plus-2"}
        | {"tone": "info", "url": reverse("counter:supplements")},
        {"label": gettext("To hand over"), "value": figures.returns, "icon": "hand-helping"}
        | {"tone": "info", "url": reverse("counter:returns")},
        {"label": gettext("Due today or late"), "value": figures.due, "icon": "clock-alert"}
        | {"tone": "warn" if figures.due else "good", "url": f"{here}#due"},
    ]


def _following(name: str, after: str, text: str, on: date | None = None) -> str:
    """The address of the next page; a search is narrowed instead of turned over."""
    if not after or text:
        return ""
    day = f"on={on:%Y-%m-%d}&" if on else ""
    return f"{reverse(name)}?{day}after={after.replace('+', '%2B')}"


def _fragment(request: HttpRequest, template: str) -> str:
    return template.replace(".html", "_rows.html") if getattr(request, "htmx", False) else template


def _day(text: str) -> date | None:
    """Read a day of an address; anything else is no day, and the page shows today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

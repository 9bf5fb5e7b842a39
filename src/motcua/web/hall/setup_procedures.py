"""Which procedures a service of the hall covers: found by words, ticked, kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.actions import hall as acts
from motcua.queries import access, catalogue, hall_access, hall_setup, workdays
from motcua.rules.people import Role
from motcua.web import words

SHOWN = 15  # found procedures under the ticked ones


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the procedures of a service as ticked boxes, and under them what the search has found."""
    unit_id = access.posts(request.actor, Role.LEADER, Role.ADMIN)[0]
    service = hall_access.service(unit_id, key)
    asked = request.GET.get("q", "").strip()[:120]
    if request.method == "POST":
        _keep(request, service)
        messages.success(request, gettext("The procedures of the service are kept."))
        return redirect(reverse("hall:procedures", args=[key]))
    on, kept = workdays.today(request.now), hall_setup.procedures(service)
    found = catalogue.search(asked, on=on, size=SHOWN).rows if asked else ()
    named = {
        row.procedure.code: _name(row) for row in catalogue.in_force(on).filter(procedure__code__in=kept)
    }
    context = {
        "service": service,
        "asked": asked,
        "kept": [(code, named.get(code, "")) for code in kept],
        "found": [(row.procedure.code, _name(row)) for row in found if row.procedure.code not in kept],
    }
    return render(request, "hall/procedures.html", context)


def _name(row: object) -> str:
    name_en = getattr(row, "name_en", "")
    return str(name_en if words.language() == "en" and name_en else getattr(row, "name", ""))


def _keep(request: HttpRequest, service: Any) -> None:
    told = acts.Service(
        key=service.key,
        name=service.name,
        name_en=service.name_en,
        letter=service.letter,
        procedures=tuple(code[:40] for code in request.POST.getlist("procedure")),
        promise_minutes=service.promise_minutes,
        is_active=service.is_active,
        order=service.order,
    )
    acts.keep_service(by=request.actor, unit_id=service.unit_id, service=told, now=request.now)

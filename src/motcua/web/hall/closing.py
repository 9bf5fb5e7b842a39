"""What a leader does by hand: the day is closed, a counter whose official has gone is free again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.actions import hall as halls
from motcua.actions import hall_lead
from motcua.queries import access, hall, hall_access, hall_today
from motcua.rules.people import Role
from motcua.rules.tickets import AT_DESK
from motcua.web.screen import drawn as words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Say who is still in line and who still sits where; close the day when that is wanted."""
    unit_id = access.posts(request.actor, Role.LEADER)[0]
    if request.method == "POST":
        halls.close_day(by=request.actor, unit_id=unit_id, now=request.now)
        messages.success(request, gettext("The day is closed: no number is given or called any more."))
        return redirect("hall:close")
    day = hall_access.hall_day(unit_id, now=request.now)
    rows = hall_today.open_tickets(unit_id, by=request.actor, now=request.now)
    context = {
        "is_open": day is not None and day.closed_at is None,
        "day": day,
        "ends_at": halls.closes_at(hall_access.unit(unit_id), now=request.now),
        "waiting": [_said(row) for row in rows if row.state not in AT_DESK],
        "served": [_said(row) for row in rows if row.state in AT_DESK],
        "desks": [(desk, one) for desk, one in hall.desks(unit_id, by=request.actor) if one is not None],
    }
    return render(request, "hall/close.html", context)


def _said(row: Any) -> str:
    return f"{words.spaced(row.code)} {words.name(row.service)}"


@login_required
@require_POST
def free(request: HttpRequest, pk: int) -> HttpResponse:
    """End the session of an official who has gone; a number at her counter waits on, in its place."""
    access.posts(request.actor, Role.LEADER)
    reason = request.POST.get("reason", "")
    row = hall_lead.free_desk(by=request.actor, desk_id=pk, reason=reason, now=request.now)
    said = gettext("The counter %(desk)s is free: anybody of the unit may sit down there.")
    messages.success(request, said % {"desk": row.desk.number})
    return redirect("hall:close")

"""The reception's page of numbers: one is given, taken back with a word why, or sent to a counter."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.actions import calling, ticket, ticket_priority
from motcua.queries import access, hall, hall_rules, hall_today
from motcua.rules.people import Role
from motcua.rules.priority import Shown
from motcua.rules.tickets import AT_DESK, Source, State
from motcua.web.hall import priorities
from motcua.web.hall.desk import CLERKS
from motcua.web.screen import drawn as words

STATES = {
    State.WAITING: _("waits"),
    State.CALLED: _("called"),
    State.SERVING: _("being served"),
    State.HELD: _("put aside"),
    State.MISSED: _("was not there"),
}


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List every number that is not over, with what may be done, and a form for a new one."""
    unit_id = access.posts(request.actor, *CLERKS)[0]
    context = {
        "rows": [_row(row, request.now) for row in _open(request, unit_id)],
        "services": [(one.key, words.name(one)) for one in hall.services(unit_id)],
        "lanes": [(lane.key, priorities.name(lane), lane.proofs) for lane in hall_rules.lanes().values()],
        "desks": [desk.number for desk, session in hall.desks(unit_id, by=request.actor) if session],
        "may_give": request.actor.works_in(unit_id),
        "may_close": Role.LEADER in request.actor.roles_in(unit_id),
    }
    return render(request, "hall/line.html", context)


def _open(request: HttpRequest, unit_id: int) -> Any:
    return hall_today.open_tickets(unit_id, by=request.actor, now=request.now)


def _row(row: Any, now: Any) -> dict[str, Any]:
    lane = hall_rules.lanes().get(row.lane)
    return {
        "ticket": row,
        "number": words.spaced(row.code),
        "service": words.name(row.service),
        "state": STATES.get(State(row.state), ""),
        "waited": max(0, int((now - row.issued_at).total_seconds()) // 60),
        "may_cancel": row.state not in AT_DESK,
        **priorities.told(row, lane),
    }


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give a number to somebody who stands at the reception."""
    unit_id = access.posts(request.actor, *CLERKS)[0]
    lane = request.POST.get("lane", "")[:40]
    wanted = ticket.Wanted(
        unit_id=unit_id,
        service=request.POST.get("service", "")[:40],
        lane=lane,
        proof=str(Shown.SEEN if request.POST.get("seen") else Shown.DECLARED) if lane else "",
        source=Source.RECEPTION,
    )
    issued = ticket.issue(by=request.actor, wanted=wanted, now=request.now)
    return redirect("hall:given", token=issued.token)


@login_required
@require_safe
def given(request: HttpRequest, token: str) -> HttpResponse:
    """Show the number that was given, with its paper and the code to follow it."""
    unit_ids = access.posts(request.actor, *CLERKS)
    place = hall.place_of(token, now=request.now)
    row = place.ticket
    if row.unit_id not in unit_ids:
        raise Http404
    context = {
        "token": token,
        "number": words.spaced(row.code),
        "service": words.name(row.service),
        "before": place.people_before,
        "wait": words.wait(place.wait),
        **priorities.told(row, hall_rules.lanes().get(row.lane)),
    }
    return render(request, "hall/given.html", context)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do with a number what a button of its row says."""
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    do(request, pk)
    return redirect("hall:desk" if request.POST.get("back") == "desk" else "hall:line")


def _cancel(request: HttpRequest, pk: int) -> None:
    reason = request.POST.get("reason", "")
    row = ticket.cancel(by=request.actor, ticket_id=pk, reason=reason, now=request.now)
    messages.success(request, gettext("The number %(code)s is cancelled.") % {"code": row.code})


def _send(request: HttpRequest, pk: int) -> None:
    told = request.POST.get("desk", "")
    desk = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else None
    row = calling.transfer(
        by=request.actor,
        ticket_id=pk,
        service=request.POST.get("service", "")[:40],
        reason=request.POST.get("reason", ""),
        desk_number=desk,
        now=request.now,
    )
    messages.success(
        request, gettext("The number %(code)s is sent on; it keeps its place.") % {"code": row.code}
    )


def _confirm(request: HttpRequest, pk: int) -> None:
    row = ticket_priority.confirm(by=request.actor, ticket_id=pk, now=request.now)
    messages.success(request, gettext("The priority of %(code)s was seen.") % {"code": row.code})


def _withdraw(request: HttpRequest, pk: int) -> None:
    reason = request.POST.get("reason", "")
    row = ticket_priority.withdraw(by=request.actor, ticket_id=pk, reason=reason, now=request.now)
    said = gettext("%(code)s goes on as an ordinary number, by when it was drawn.")
    messages.success(request, said % {"code": row.code})


ACTS: dict[str, Callable[[HttpRequest, int], None]] = {
    "cancel": _cancel,
    "send": _send,
    "confirm": _confirm,
    "withdraw": _withdraw,
}

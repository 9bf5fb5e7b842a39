"""A counter calls: who is here, who comes next, who was put aside, and one key for each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST, require_safe

from motcua.actions import calling, hall_alarm, ticket
from motcua.actions import hall as halls
from motcua.queries import access, hall, hall_rules, service_models, workdays
from motcua.rules.people import Role
from motcua.rules.tickets import SERVED, Ending, State
from motcua.web.hall import priorities
from motcua.web.screen import drawn as words

ENDINGS = (Ending.RESULT_COLLECTED, Ending.ADVICE_ONLY, Ending.REFUSED_ORALLY)
CLERKS = (Role.RECEPTION, Role.SPECIALIST, Role.CLERK, Role.LEADER, Role.REFORM)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the desk where I sit, or the desks where I could sit down."""
    units = access.posts(request.actor, *CLERKS)
    view = hall.desk_view(by=request.actor, now=request.now)
    if view is None:
        desks = [
            {"desk": desk, "session": session}
            for unit_id in units
            for desk, session in hall.desks(unit_id, by=request.actor)
        ]
        return render(request, "hall/choose.html", {"desks": desks})
    return render(request, "hall/desk.html", told(view, request.now))


def told(view: Any, now: Any) -> dict[str, Any]:
    """Return a desk in the words of the page."""
    lanes = hall_rules.lanes()
    lane = lanes.get(view.ticket.lane) if view.ticket else None
    return {
        "view": view,
        "number": words.spaced(view.ticket.code) if view.ticket else "",
        "service": words.name(view.ticket.service) if view.ticket else "",
        "lane": lane,
        "priority": priorities.told(view.ticket, lane) if view.ticket else {},
        "is_called": view.ticket is not None and view.ticket.state == State.CALLED,
        "is_serving": view.ticket is not None and view.ticket.state == State.SERVING,
        "waited": _minutes(view.ticket.called_at - view.ticket.issued_at) if view.ticket else 0,
        "served": _minutes(now - view.ticket.state_at) if view.ticket else 0,
        "following": words.spaced(view.following.code) if view.following else "",
        "endings": [(str(ending), gettext(_ENDINGS[ending])) for ending in ENDINGS],
        "others": hall.services(view.desk.unit_id),
        "today": changed(view.desk.unit_id, now),
    }


def changed(unit_id: int, now: Any) -> list[str]:
    """Return what the service models let an official do differently today."""
    return words.said(service_models.today(unit_id, workdays.today(now)).steps)


_ENDINGS = {
    Ending.RESULT_COLLECTED: _("Result collected"),
    Ending.ADVICE_ONLY: _("Advice only"),
    Ending.REFUSED_ORALLY: _("Refused orally"),
}


def _minutes(span: Any) -> int:
    return max(0, int(span.total_seconds()) // 60)


@login_required
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do what a key or a button says, and come back to where it was pressed."""
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    do(request)
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("hall:desk")


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    if not told.isdecimal() or len(told) > 15:
        raise Http404
    return int(told)


def _open(request: HttpRequest) -> None:
    halls.open_desk(by=request.actor, desk_id=_number(request, "desk"), now=request.now)


def _next(request: HttpRequest) -> None:
    called = calling.call_next(by=request.actor, desk_id=_number(request, "desk"), now=request.now)
    if called is None:
        messages.info(request, gettext("Nobody waits for this counter."))


def _named(request: HttpRequest) -> None:
    calling.call_named(
        by=request.actor,
        desk_id=_number(request, "desk"),
        code=request.POST.get("code", "").replace(" ", "").upper()[:8],
        reason=request.POST.get("reason", ""),
        now=request.now,
    )


def _of_ticket(verb: Callable[..., Any]) -> Callable[[HttpRequest], None]:
    def do(request: HttpRequest) -> None:
        verb(by=request.actor, ticket_id=_number(request, "ticket"), now=request.now)

    return do


def _hold(request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    calling.hold(by=request.actor, ticket_id=_number(request, "ticket"), reason=reason, now=request.now)


def _resume(request: HttpRequest) -> None:
    calling.resume(
        by=request.actor,
        desk_id=_number(request, "desk"),
        ticket_id=_number(request, "ticket"),
        now=request.now,
    )


def _transfer(request: HttpRequest) -> None:
    calling.transfer(
        by=request.actor,
        ticket_id=_number(request, "ticket"),
        service=request.POST.get("service", "")[:40],
        reason=request.POST.get("reason", ""),
        now=request.now,
    )
    messages.success(request, gettext("Sent on: the place in the line is kept."))


def _finish(request: HttpRequest) -> None:
    ending = request.POST.get("ending", "")
    if ending not in SERVED:
        raise Http404
    ticket.finish(
        by=request.actor,
        ticket_id=_number(request, "ticket"),
        ending=Ending(ending),
        dossier_code=request.POST.get("dossier", "").strip().upper()[:40],
        now=request.now,
    )


def _pause(request: HttpRequest) -> None:
    why = request.POST.get("reason", "")
    halls.pause_desk(by=request.actor, desk_id=_number(request, "desk"), why=why, now=request.now)


def _wake(request: HttpRequest) -> None:
    halls.wake_desk(by=request.actor, desk_id=_number(request, "desk"), now=request.now)


def _leave(request: HttpRequest) -> None:
    halls.close_desk(by=request.actor, desk_id=_number(request, "desk"), now=request.now)


def _emergency(request: HttpRequest) -> None:
    view = hall.desk_view(by=request.actor, now=request.now)
    if view is None:
        raise Http404
    hall_alarm.raise_alarm(by=request.actor, unit_id=view.desk.unit_id, kind="emergency", now=request.now)
    messages.warning(request, gettext("Help is called: every other counter of the hall sees it at once."))


ACTS: dict[str, Callable[[HttpRequest], None]] = {
    "open": _open,
    "next": _next,
    "named": _named,
    "recall": _of_ticket(calling.recall),
    "begin": _of_ticket(calling.begin),
    "hold": _hold,
    "resume": _resume,
    "transfer": _transfer,
    "miss": _of_ticket(calling.miss),
    "come_back": _of_ticket(calling.come_back),
    "finish": _finish,
    "pause": _pause,
    "wake": _wake,
    "leave": _leave,
    "emergency": _emergency,
}

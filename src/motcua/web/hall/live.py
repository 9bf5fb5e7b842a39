"""The hall as its leader sees it: lines with their lights, desks with who sits there, calls for help."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.actions import hall_alarm
from motcua.queries import access, hall, hall_alarms, hall_rules
from motcua.rules.queueing import Lane
from motcua.web import words as dates
from motcua.web.hall.desk import CLERKS
from motcua.web.screen import drawn as words

NO_MORE = 286  # htmx asks no more


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the whole hall; it comes again by itself."""
    return render(request, "hall/live.html", _told(request))


@login_required
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Return the moving part alone."""
    return render(request, "hall/live_now.html", _told(request))


def _told(request: HttpRequest) -> dict[str, Any]:
    unit_id = access.posts(request.actor, *CLERKS)[0]
    board = hall.board(unit_id, now=request.now)
    desks = [
        {"desk": desk, "session": session, "number": _at(board, desk.number)}
        for desk, session in hall.desks(unit_id, by=request.actor)
    ]
    lanes = hall_rules.lanes()
    line = [
        {
            "number": words.spaced(one.ticket.code),
            "service": words.name(one.ticket.service),
            "lane": _lane(lanes.get(one.ticket.lane)),
            "waited": one.waited_minutes,
            "wait": words.wait(one.wait),
        }
        for one in hall.line(unit_id, by=request.actor, now=request.now)
    ]
    return {
        "board": words.told(board, request.now),
        "desks": desks,
        "line": line,
        "alarms": hall_alarms.open_ones(unit_id, by=request.actor),
        "open": sum(one["session"] is not None for one in desks),
    }


def _lane(lane: Lane | None) -> str:
    if lane is None:
        return ""
    return lane.name_en if dates.language() == "en" else lane.name


def _at(board: hall.Board, desk: int) -> str:
    return next((words.spaced(call.code) for call in board.calls if call.desk == desk), "")


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody has come to whoever called."""
    hall_alarm.answer(by=request.actor, pk=pk, now=request.now)
    if getattr(request, "htmx", False):
        return render(
            request, "hall/alarms.html", {"heard": hall_alarms.heard(by=request.actor, now=request.now)}
        )
    return redirect("hall:live")


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """Return what is heard at my desk; nothing while the page shows it, and no more to ask without a desk."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # a page of signing in has no place within another one
    heard = hall_alarms.heard(by=request.actor, now=request.now)
    if heard is None:
        return HttpResponse(status=NO_MORE)
    if heard.version == request.GET.get("seen", ""):
        return HttpResponse(status=204)
    return render(request, "hall/alarms.html", {"heard": heard})

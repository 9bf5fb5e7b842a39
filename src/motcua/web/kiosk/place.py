"""Where I stand: the page behind the code on a number, for whoever holds it and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import attempts, calling, ticket, ticket_message
from motcua.edge import ticket_paper
from motcua.queries import hall, hall_messages, hall_rules, service_models
from motcua.queries.hall_messages import CALLED
from motcua.rules.attempts import Limit
from motcua.rules.people import BadPhone
from motcua.rules.tickets import OVER, State
from motcua.web import words as dates
from motcua.web.errors import sentence
from motcua.web.screen import drawn as words

MOST_TELEPHONES = 5  # tried with one number in an hour


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the place in the line; the number may be given back, taken up again, followed by a message."""
    if request.method != "POST":
        return render(request, "kiosk/place.html", _context(request, token))
    try:
        ACTS.get(request.POST.get("do", ""), _cancel)(request, token)
    except BadPhone as no:
        context = _context(request, token) | {"mistake": sentence(no), "typed": request.POST["phone"][:20]}
        return render(request, "kiosk/place.html", context, status=422)
    return redirect("kiosk:place", token=token)


def _cancel(request: HttpRequest, token: str) -> None:
    ticket.cancel_by(token=token, now=request.now)


def _back(request: HttpRequest, token: str) -> None:
    calling.come_back_by(token=token, now=request.now)


def wish(request: HttpRequest, token: str) -> None:
    """Leave the telephone that was typed.

    Raises: people.BadPhone; attempts.TooManyAttempts: a number is not there to write to strangers.
    """
    attempts.count([Limit(f"number:{token}", MOST_TELEPHONES)], now=request.now)
    ticket_message.wish(token=token, phone=request.POST.get("phone", "")[:30], now=request.now)


def take_back(request: HttpRequest, token: str) -> None:
    """Forget the telephone."""
    ticket_message.take_back(token=token, now=request.now)


ACTS: dict[str, Callable[[HttpRequest, str], None]] = {
    "back": _back,
    "cancel": _cancel,
    "tell": wish,
    "untell": take_back,
}


def told(row: Any) -> dict[str, Any]:
    """Return what a page shows of the message that follows a number."""
    return {
        "phone": dates.masked(row.phone),
        "near": hall_rules.value("near_before", row.on),
        "may_tell": row.ended_at is None and row.state in (State.WAITING, State.MISSED, State.HELD),
        "sent": [(kind == CALLED, at) for kind, at in hall_messages.sent(row.pk)],
    }


@require_safe
def now(request: HttpRequest, token: str) -> HttpResponse:
    """Return the moving part of the page alone."""
    return render(request, "kiosk/place_now.html", _context(request, token))


def _context(request: HttpRequest, token: str) -> dict[str, Any]:
    place = hall.place_of(token, now=request.now)
    row = place.ticket
    return told(row) | {
        "token": token,
        "row": row,
        "number": words.spaced(row.code),
        "service": words.name(row.service),
        "state": str(row.state),
        "before": place.people_before,
        "wait": words.wait(place.wait),
        "desk": place.desk,
        "back_until": place.may_come_back_until,
        "tracking": place.tracking,
        "is_over": row.state in OVER,
        "may_cancel": row.state in (State.WAITING, State.MISSED, State.HELD),
        "bound": hall_rules.value("bound"),
        "course": [_stretch(period, row) for period in hall.course(row)],
        "promise": place.promise,
        "standing": str(place.promise.standing) if place.promise else "",
    }


STRETCHES = {
    State.WAITING: _("Waiting in line"),
    State.CALLED: _("Called to counter %(desk)s"),
    State.SERVING: _("Served at counter %(desk)s"),
    State.HELD: _("Put aside"),
    State.MISSED: _("Called and not there"),
}


def _stretch(period: Any, row: Any) -> dict[str, Any]:
    """Return one state of the number as a line of its course."""
    is_now = period.until_at is None and row.ended_at is None
    title = gettext(STRETCHES[State(period.state)]) % {"desk": period.desk.number if period.desk else ""}
    until = period.until_at or row.ended_at
    minutes = int((until - period.from_at).total_seconds()) // 60 if until else None
    return {"title": title, "from_at": period.from_at, "minutes": minutes, "is_now": is_now}


@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Return the number on paper as PDF."""
    made = ticket_paper.document(_told(request, token))
    return HttpResponse(made, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


@require_safe
def dots(request: HttpRequest, token: str) -> HttpResponse:
    """Return the number as commands for a thermal printer, for the program that feeds it."""
    made = ticket_paper.dots(_told(request, token))
    return HttpResponse(
        made, content_type="application/octet-stream", headers={"Cache-Control": "private, no-store"}
    )


def _told(request: HttpRequest, token: str) -> dict[str, str]:
    place = hall.place_of(token, now=request.now)
    row = place.ticket
    number = words.spaced(row.code)
    lane = hall_rules.lanes().get(row.lane)
    said = lane.name_en if lane and dates.language() == "en" else lane.name if lane else ""
    return {
        "hall": row.unit.name,
        "service": words.name(row.service),
        "number": number,
        "wait": words.wait(place.wait),
        "follow": gettext("Scan to see your place on your phone."),
        "lane": gettext("Priority: %(lane)s") % {"lane": said} if said else "",
        "promise": _promised(row),
        "says": "\n".join(words.said(service_models.on_ticket(row).says)),
        "moment": f"{dates.hour(row.issued_at)} {dates.day(row.issued_at)}",
        "link": request.build_absolute_uri(reverse("kiosk:place", args=[token])),
        "title": f"{gettext('Number')} {number}",
        "lang": dates.language(),
    }


def _promised(row: Any) -> str:
    """Return what was promised with the number, with its end: a paper is read later."""
    if row.promise_minutes is None:
        return ""
    at = dates.hour(row.issued_at + timedelta(minutes=row.promise_minutes))
    told = {"minutes": row.promise_minutes, "at": at}
    return gettext("Promised: your result within %(minutes)s minutes, by %(at)s.") % told

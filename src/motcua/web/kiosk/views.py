"""The kiosk: two taps to a number. Nothing is typed, nothing is kept of who draws it."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.actions import appointment, attempts, hall_alarm, ticket
from motcua.actions import hall as halls
from motcua.actions.appointment import How
from motcua.queries import hall, hall_access, hall_kiosk, hall_phones, hall_rules, workdays
from motcua.queries.access import NoSuch
from motcua.rules import RuleError, appointments, cards, queueing
from motcua.rules.appointment_times import TooEarlyToKeep
from motcua.rules.attempts import Limit, TooManyAttempts, network
from motcua.rules.people import SYSTEM, ActorKind
from motcua.rules.priority import Shown
from motcua.rules.queueing import Lane
from motcua.rules.tickets import Source
from motcua.web.errors import sentence
from motcua.web.kiosk import devices
from motcua.web.kiosk import place as follow
from motcua.web.screen import drawn as words

A_SCREEN = 3  # choices on one screen
MOST_CODES = 60  # an hour, from one network
NUMBER = re.compile(r"/kiosk/number/([\w-]{10,40})(?:/|$)")  # what the paper of a number holds
DOSSIER = re.compile(r"/track/[\w-]{10,}")  # and what a slip holds
ICONS = ("file-plus-2", "stamp", "file-check-2", "users-round", "house", "landmark")


def _context(unit: Any, request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {
        "unit": unit,
        "code": unit.agency_code,
        "is_big": request.GET.get("big") == "1",
        "is_kiosk": devices.is_kiosk(request, unit.pk),
        "home": reverse("kiosk:services", args=[unit.agency_code]),
        **more,
    }


@require_safe
def services(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what a person comes for, three choices a screen with the wait of each."""
    unit = words.unit_of(code)
    lane = hall_rules.lanes().get(request.GET.get("lane", ""))
    board = hall.board(unit.pk, now=request.now)
    lines = _lines(unit, board, lane, request.now)
    screen = _screen(request.GET.get("screen", ""))
    first = screen * A_SCREEN if screen * A_SCREEN < len(lines) else 0
    context = _context(
        unit,
        request,
        lines=lines[first : first + A_SCREEN],
        following=screen + 1 if first + A_SCREEN < len(lines) else None,
        before=screen - 1 if first else None,
        lane=lane,
        proof=_mark(request.GET.get("proof", ""), lane),
        is_open=board.is_open,
        told=gettext(TOLD[key]) if (key := request.GET.get("told", "")) in TOLD else "",
        is_bad=key in ("unknown", "unreadable"),
        desks_open=board.desks_open,
        says=words.said(board.week.today.says),
    )
    return render(request, "kiosk/services.html", context)


def _lines(unit: Any, board: hall.Board, lane: Lane | None, now: datetime) -> list[dict[str, Any]]:
    """Return each service with the wait of whoever stands here: a priority is called earlier."""
    waits = {line.service.pk: line.wait for line in board.services}
    if lane is not None:
        waits = hall_kiosk.waits(unit.pk, [line.service for line in board.services], lane=lane, now=now)
    left = hall_kiosk.left_of_day(unit, now=now)
    return [
        {
            "key": line.service.key,
            "name": words.name(line.service),
            "icon": ICONS[number % len(ICONS)],
            "wait": words.wait(wait := waits[line.service.pk]),
            "light": hall.light(wait),
            "is_learned": wait is None or wait.is_learned,
            "is_late": wait is not None and wait.outlasts(left),
            "waiting": line.waiting,
            "promise": line.service.promise_minutes,
        }
        for number, line in enumerate(board.services)
    ]


def _mark(told: str, lane: Lane | None) -> str:
    """Return the mark of a card read a moment ago; whatever else stands in the address is nothing."""
    return told if lane is not None and len(told) < 200 and devices.card_shows(told, lane.key) else ""


def _screen(told: str) -> int:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 0


@require_safe
def priority(request: HttpRequest, code: str) -> HttpResponse:
    """Show the priority classes; which paper shows one is said beside it and asked for at the counter."""
    unit = words.unit_of(code)
    return render(
        request, "kiosk/priority.html", _context(unit, request, lanes=list(hall_rules.lanes().values()))
    )


@require_POST
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """Give a number."""
    unit = words.unit_of(code)
    here = devices.is_kiosk(request, unit.pk)
    counted = [] if here else [_network(request, "draw", hall_rules.value("phones_network"))]
    lane = hall_rules.lanes().get(request.POST.get("lane", ""))
    mark = _mark(request.POST.get("proof", ""), lane)
    if late := _late(request, unit, lane, mark):
        return late
    try:
        if not here:
            hall_phones.check(unit.pk, held=devices.held(request), now=request.now)
            _count(counted, request)
        wanted = ticket.Wanted(
            unit_id=unit.pk,
            service=request.POST.get("service", "")[:40],
            lane=lane.key if lane else "",
            proof=str(Shown.CARD if mark and here else Shown.DECLARED) if lane else "",
            source=Source.KIOSK if here else Source.PHONE,
        )
        issued = ticket.issue(by=SYSTEM, wanted=wanted, now=request.now)
    except RuleError as no:
        return render(request, "kiosk/no.html", _context(unit, request, said=sentence(no)), status=409)
    if here:
        return redirect("kiosk:drawn", code=unit.agency_code, token=issued.token)
    response = redirect("kiosk:place", token=issued.token)
    devices.hold(request, response, issued.ticket.pk)
    return response


def _late(request: HttpRequest, unit: Any, lane: Lane | None, mark: str) -> HttpResponse | None:
    """Say it before a number is drawn that will hardly be called today, and offer an appointment."""
    if request.POST.get("anyway"):
        return None
    service = hall_access.service(unit.pk, request.POST.get("service", "")[:40])
    wait = hall_kiosk.waits(unit.pk, [service], lane=lane, now=request.now)[service.pk]
    left = hall_kiosk.left_of_day(unit, now=request.now)
    if not left or wait is None or not wait.outlasts(left):
        return None
    context = _context(
        unit,
        request,
        service=service,
        lane=lane,
        proof=mark,
        wait=words.wait(wait),
        ends_at=halls.closes_at(unit, now=request.now),
        link=request.build_absolute_uri(reverse("booking:place", args=[unit.agency_code])),
    )
    return render(request, "kiosk/late.html", context)


def _network(request: HttpRequest, what: str, most: int) -> Limit:
    return Limit(f"{what}:{network(str(request.META.get('REMOTE_ADDR', '')))}", most)


def _count(counted: list[Limit], request: HttpRequest) -> None:
    """Count a number drawn by telephone against its network.

    Raises: hall_phones.EnoughFromNetwork.
    """
    try:
        attempts.count(counted, now=request.now)
    except TooManyAttempts as no:
        raise hall_phones.EnoughFromNetwork(again_at=no.facts["again_at"]) from no


# What was read, and what the person is told: the key stands in the address, so that the page can come again.
TOLD = {
    "unknown": _(
        "This code is not known here. Look whether it is the code of the appointment, or call for help."
    ),
    "unreadable": _("The card could not be read. Hold it once more, its code down, or choose below."),
    "card": _("The card was read; nothing of it is kept. Choose what you come for."),
    "dossier": _(
        "This is the code of a dossier: it needs no number to be followed. Choose what you come for today."
    ),
}


def _home(unit: Any, **asked: str) -> HttpResponse:
    address = reverse("kiosk:services", args=[unit.agency_code])
    return redirect(f"{address}?{urlencode(asked)}" if asked else address)


@require_POST
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Read what a scanner typed: a card tells the age and nothing is kept of it; else an appointment."""
    unit = words.unit_of(code)
    scanned = request.POST.get("scan", "")[:500].strip()
    if cards.is_card(scanned):
        return _by_card(request, unit, scanned)
    number = NUMBER.search(scanned)
    if number:
        return _again(request, unit, number.group(1))
    if DOSSIER.search(scanned):
        return _home(unit, told="dossier")
    if appointments.read_code(scanned):
        return _kept(request, unit, scanned)
    return _home(unit, told="unknown")


def _by_card(request: HttpRequest, unit: Any, scanned: str) -> HttpResponse:
    """Give an elderly person her class; nothing of the card is kept."""
    try:
        born = cards.read(scanned).birth_on
    except RuleError:
        return _home(unit, told="unreadable")
    lane = queueing.lane_by_birth(
        born, on=workdays.today(request.now), elderly_years=hall_rules.value("elderly_years")
    )
    shown = {"lane": lane, "proof": devices.card_read(lane)} if lane else {}
    return _home(unit, told="card", **shown)


def _again(request: HttpRequest, unit: Any, token: str) -> HttpResponse:
    """Show a number that was drawn before: who scans her own paper asks where she stands."""
    try:
        hall.place_of(token, now=request.now)
    except NoSuch:
        return _home(unit, told="unknown")
    if devices.is_kiosk(request, unit.pk):
        return redirect("kiosk:drawn", code=unit.agency_code, token=token)
    return redirect("kiosk:place", token=token)


def _kept(request: HttpRequest, unit: Any, told: str) -> HttpResponse:
    """Turn an appointment into its number, in the hall only: at its kiosk, or by an official of the unit."""
    here = devices.is_kiosk(request, unit.pk)
    how = How(is_here=here or request.actor.works_in(unit.pk), as_walk_in="walk_in" in request.POST)
    counted = [_network(request, "booking", MOST_CODES)]
    try:
        attempts.count(counted, now=request.now)
        issued = appointment.keep(code=told, unit_id=unit.pk, now=request.now, how=how)
    except NoSuch:
        return _home(unit, told="unknown")
    except RuleError as no:
        early = told if isinstance(no, TooEarlyToKeep) else ""
        context = _context(unit, request, said=sentence(no), early=early)
        return render(request, "kiosk/no.html", context, status=409)
    attempts.take_back(counted)
    if here:
        return redirect("kiosk:drawn", code=unit.agency_code, token=issued.token)
    return redirect("kiosk:place", token=issued.token)


@require_safe
def drawn(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Show a fresh number with its code to follow and its paper, and go home by itself."""
    unit = words.unit_of(code)
    place = hall.place_of(token, now=request.now)
    context = _context(
        unit,
        request,
        number=words.spaced(place.ticket.code),
        service=words.name(place.ticket.service),
        before=place.people_before,
        wait=words.wait(place.wait),
        promise=place.promise,
        token=token,
        link=request.build_absolute_uri(reverse("kiosk:place", args=[token])),
        **follow.told(place.ticket),
    )
    return render(request, "kiosk/drawn.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Take a telephone for the message "you are next", or forget it."""
    unit = words.unit_of(code)
    mistake = ""
    if request.method == "POST":
        try:
            (follow.take_back if request.POST.get("do") == "untell" else follow.wish)(request, token)
            return redirect("kiosk:drawn", code=unit.agency_code, token=token)
        except RuleError as no:
            mistake = sentence(no)
    row = hall.place_of(token, now=request.now).ticket
    context = _context(
        unit,
        request,
        token=token,
        number=words.spaced(row.code),
        digits="1234567890",
        mistake=mistake,
        typed=request.POST.get("phone", "")[:20],
        **follow.told(row),
    )
    return render(request, "kiosk/phone.html", context, status=422 if mistake else 200)


@require_POST
def help_me(request: HttpRequest, code: str) -> HttpResponse:
    """Call an official to the kiosk."""
    unit = words.unit_of(code)
    hall_alarm.raise_alarm(by=SYSTEM, unit_id=unit.pk, kind="help", now=request.now)
    return render(request, "kiosk/helped.html", _context(unit, request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, code: str) -> HttpResponse:
    """Let an administrator or leader of the unit make this browser its kiosk, or an ordinary one again."""
    unit = words.unit_of(code)
    if request.actor.kind is not ActorKind.OFFICIAL:
        raise PermissionDenied("kiosk")
    hall_access.sets_up(request.actor, unit.pk)
    if request.method == "POST":
        response = redirect("kiosk:device", code=unit.agency_code)
        if request.POST.get("do") == "forget":
            devices.forget(response)
            messages.info(request, gettext("This browser is an ordinary one again."))
        else:
            devices.make_kiosk(request, response, unit.pk)
            messages.success(request, gettext("This browser is the kiosk of the hall now."))
        return response
    return render(request, "kiosk/device.html", _context(unit, request))

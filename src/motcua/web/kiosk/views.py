"""The kiosk: two taps to a number. Nothing is typed, nothing is kept of who draws it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.actions import appointment, attempts, hall_alarm, ticket
from motcua.queries import hall, hall_access, hall_phones, hall_rules, workdays
from motcua.queries.access import NoSuch
from motcua.rules import RuleError, appointments, cards, queueing
from motcua.rules.attempts import Limit, TooManyAttempts, network
from motcua.rules.people import SYSTEM, ActorKind
from motcua.rules.tickets import Source
from motcua.web.errors import sentence
from motcua.web.kiosk import devices
from motcua.web.screen import drawn as words

A_SCREEN = 3  # choices on one screen
MOST_CODES = 60  # an hour, from one network
CARD = "CCCD"
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
    lines = [
        {
            "key": line.service.key,
            "name": words.name(line.service),
            "icon": ICONS[number % len(ICONS)],
            "wait": words.wait(line.wait),
            "light": line.light,
            "waiting": line.waiting,
            "promise": line.service.promise_minutes,
        }
        for number, line in enumerate(board.services)
    ]
    screen = _screen(request.GET.get("screen", ""))
    first = screen * A_SCREEN if screen * A_SCREEN < len(lines) else 0
    context = _context(
        unit,
        request,
        lines=lines[first : first + A_SCREEN],
        following=screen + 1 if first + A_SCREEN < len(lines) else None,
        before=screen - 1 if first else None,
        lane=lane,
        proof=request.GET.get("proof", "")[:60],
        is_open=board.is_open,
        desks_open=board.desks_open,
        says=words.said(board.week.today.says),
    )
    return render(request, "kiosk/services.html", context)


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
    try:
        if not here:
            hall_phones.check(unit.pk, held=devices.held(request), now=request.now)
            _count(counted, request)
        lane = hall_rules.lanes().get(request.POST.get("lane", ""))
        wanted = ticket.Wanted(
            unit_id=unit.pk,
            service=request.POST.get("service", "")[:40],
            lane=lane.key if lane else "",
            proof=_proof(lane, request.POST.get("proof", "")),
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


def _proof(lane: Any, told: str) -> str:
    """Name what shows the priority: what was scanned, else the paper that the counter will ask for."""
    if lane is None:
        return ""
    return told[:60] or (lane.proofs[0] if lane.proofs else "")


@require_POST
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Read what a scanner typed: a card tells the age and nothing is kept of it; else an appointment."""
    unit = words.unit_of(code)
    told = request.POST.get("scan", "")[:500].strip()
    if cards.is_card(told):
        try:
            born = cards.read(told).birth_on
        except RuleError:
            born = None
        lane = queueing.lane_by_birth(
            born, on=workdays.today(request.now), elderly_years=hall_rules.value("elderly_years")
        )
        address = reverse("kiosk:services", args=[unit.agency_code])
        return redirect(f"{address}?lane={lane}&proof={CARD}" if lane else address)
    if appointments.read_code(told):
        return _kept(request, unit, told)
    return redirect(f"{reverse('kiosk:services', args=[unit.agency_code])}?unknown=1")


def _kept(request: HttpRequest, unit: Any, told: str) -> HttpResponse:
    """Turn an appointment into its number; wrong codes are counted away from the kiosk too."""
    counted = [_network(request, "booking", MOST_CODES)]
    try:
        attempts.count(counted, now=request.now)
        issued = appointment.keep(code=told, unit_id=unit.pk, now=request.now)
    except NoSuch:
        return redirect(f"{reverse('kiosk:services', args=[unit.agency_code])}?unknown=1")
    except RuleError as no:
        return render(request, "kiosk/no.html", _context(unit, request, said=sentence(no)), status=409)
    attempts.take_back(counted)
    if devices.is_kiosk(request, unit.pk):
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
        token=token,
        link=request.build_absolute_uri(reverse("kiosk:place", args=[token])),
    )
    return render(request, "kiosk/drawn.html", context)


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

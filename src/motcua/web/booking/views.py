"""Choose a hall, a matter, a day and a time; then a code stands for the appointment, and no account."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import appointment, attempts
from motcua.queries import access, appointments, hall, hall_rules, service_models, workdays
from motcua.rules import RuleError
from motcua.rules import appointments as rules
from motcua.rules.attempts import Limit, network
from motcua.rules.queueing import Lane
from motcua.web.citizen.herself import herself
from motcua.web.citizen.tracking import discreet
from motcua.web.errors import sentence
from motcua.web.screen import drawn
from motcua.web.words import language

MOST_CODES, MOST_BOOKINGS = 30, 20  # an hour, from one network


def _limit(request: HttpRequest, what: str, most: int) -> list[Limit]:
    return [Limit(f"{what}:{network(str(request.META.get('REMOTE_ADDR', '')))}", most)]


def _found(request: HttpRequest, token: str) -> Any:
    """Return the appointment of a code; wrong codes are counted.

    Raises: access.NoSuch; attempts.TooManyAttempts.
    """
    counted = _limit(request, "booking", MOST_CODES)
    attempts.count(counted, now=request.now)
    row = appointments.by_code(token)
    attempts.take_back(counted)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show the halls, and ask for the code of whoever has an appointment."""
    said = ""
    if request.method == "POST":
        told = rules.read_code(request.POST.get("code", "")[:200])
        try:
            _found(request, told)
            return redirect("booking:mine", token=told)
        except access.NoSuch:
            said = gettext("There is no appointment with this code. Look at its eight letters again.")
        except RuleError as no:
            said = sentence(no)
    context = {"halls": appointments.halls(), "said": said}
    return render(request, "booking/overview.html", context, status=422 if said else 200)


def _read_day(text: str, among: list[date]) -> date | None:
    return next((day for day in among if day.isoformat() == text), None)


def _read_moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is None else None


@require_http_methods(["GET", "HEAD", "POST"])
@herself
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what for, which day, which time; a telephone only for a reminder."""
    unit = drawn.unit_of(code)
    asked = request.POST if request.method == "POST" else request.GET
    services = hall.services(unit.pk)
    chosen = next((one for one in services if one.key == asked.get("service")), None)
    said = ""
    if request.method == "POST" and chosen is not None:
        try:
            return redirect("booking:mine", token=_booked(request, unit.pk, chosen.key))
        except RuleError as no:
            said = sentence(no)
    days = appointments.days(unit, now=request.now)
    on = _read_day(asked.get("on", ""), days)
    context = {
        "unit": unit,
        "services": [{"key": one.key, "name": drawn.name(one)} for one in services],
        "service": chosen.key if chosen else "",
        "name": drawn.name(chosen) if chosen else "",
        "days": days,
        "on": on,
        "slots": appointments.free(unit, service=chosen, on=on, now=request.now) if chosen and on else [],
        "said": said,
        "phone": request.POST.get("phone", "")[:20],
        "lanes": [(lane.key, _lane(lane)) for lane in hall_rules.lanes().values()],
        "lane": request.POST.get("lane", ""),
    }
    return render(request, "booking/place.html", context, status=409 if said else 200)


def _lane(lane: Lane) -> str:
    """Return a priority class in words, with the paper that shows it."""
    said = lane.name_en if language() == "en" else lane.name
    return f"{said} ({', '.join(lane.proofs)})" if lane.proofs else said


def _booked(request: HttpRequest, unit_id: int, service: str) -> str:
    """Book and return the code.

    Raises: rules' own errors.
    """
    at = _read_moment(request.POST.get("at", ""))
    if at is None:
        raise rules.SlotGone()
    attempts.count(_limit(request, "book", MOST_BOOKINGS), now=request.now)
    wanted = appointment.Place(unit_id, service, at, request.POST.get("lane", "")[:40])
    return appointment.book(place=wanted, phone=request.POST.get("phone", "")[:30], now=request.now).code


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@herself
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show an appointment with its code; it may be given back."""
    row = _found(request, token)
    if request.method == "POST":
        appointment.cancel(code=token, now=request.now)
        return redirect("booking:mine", token=token)
    told, lane = service_models.on_ticket(row), hall_rules.lanes().get(row.lane)
    from_at = row.slot_at - timedelta(minutes=appointments.keeping(row.on).early)
    code = rules.read_code(token)
    context = {
        "row": row,
        "token": code,
        "spoken": rules.spoken(code),
        "name": drawn.name(row.service),
        "is_live": row.state in rules.LIVE and row.on >= workdays.today(request.now),
        "is_past": appointments.is_past(row, now=request.now),
        "from_at": from_at,
        "lane": _lane(lane) if lane else "",
        "state": str(row.state),
        "link": request.build_absolute_uri(reverse("booking:mine", args=[code])),
        "says": [en if language() == "en" else vi for vi, en in told.says],
    }
    return render(request, "booking/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@herself
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Move an appointment to another time; the code stays."""
    row, said = _found(request, token), ""
    if request.method == "POST":
        try:
            at = _read_moment(request.POST.get("at", ""))
            if at is None:
                raise rules.SlotGone()
            appointment.change(code=token, at=at, now=request.now)
            return redirect("booking:mine", token=token)
        except RuleError as no:
            said = sentence(no)
    days = appointments.days(row.unit, now=request.now)
    on = _read_day(request.GET.get("on", ""), days)
    told = {"service": row.service, "now": request.now, "moving": row}
    slots = appointments.free(row.unit, on=on, **told) if on else []
    context = {"row": row, "token": token, "days": days, "on": on, "slots": slots, "said": said}
    return render(request, "booking/change.html", context, status=409 if said else 200)


@require_safe
@discreet
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return the appointment as a calendar file; it holds the place and the time, never the code."""
    row = _found(request, token)
    end_at = row.slot_at + timedelta(minutes=appointments.policy().slot_minutes)
    stamp = "%Y%m%dT%H%M%SZ"
    utc = [at.astimezone(workdays.UTC).strftime(stamp) for at in (row.booked_at, row.slot_at, end_at)]
    what = gettext("Appointment at the counter: %(service)s") % {"service": drawn.name(row.service)}
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//motcua//booking//VI", "BEGIN:VEVENT",
        f"UID:appointment-{row.pk}@motcua", f"SEQUENCE:{row.revision}", f"DTSTAMP:{utc[0]}",
        f"DTSTART:{utc[1]}", f"DTEND:{utc[2]}", f"SUMMARY:{_escaped(what)}",
        f"LOCATION:{_escaped(row.unit.name)}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    response = HttpResponse("\r\n".join(lines), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lich-hen.ics"'
    return response


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " ")

"""The roster by name: who stands where in each half hour of the week, and why a place stays empty."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.actions import staffing_sheet
from motcua.queries import capacity_plans, capacity_runs, capacity_staff, workdays
from motcua.queries.capacity_runs import StillRunning
from motcua.rules.capacity import clock, spans
from motcua.rules.capacity_plan import PlanWithoutHall
from motcua.rules.people import ActorKind
from motcua.web.capacity import asked as asks
from motcua.web.capacity import plays
from motcua.web.capacity.asked import Asked
from motcua.web.capacity.told_plans import WEEKDAYS
from motcua.web.capacity.views import frame, later

DAYS = ("0", "1", "2", "3", "4")
KEPT = {
    "absent": _("absent: %(who)s"), "elsewhere": _("at another counter: %(who)s"),
    "rests": _("rests or works the other half day: %(who)s"), "off": _("week used up: %(who)s"),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the roster made from the newest sheet, and the sheet to be changed."""
    from motcua.rules.staffing import OutOfReach

    asked = asks.read(request)
    if asked.unit_id is None:
        if request.method == "POST":
            raise PlanWithoutHall()
        return render(request, "capacity/names.html", frame(asked) | {"is_example": True})
    if request.method == "POST":
        monday = _monday(workdays.today(request.now))
        body = _body(request, asked)
        staffing_sheet.keep(
            by=request.actor, unit_id=asked.unit_id, week_on=monday, body=body, now=request.now
        )
        return redirect(asked.url(reverse("capacity:names")))
    row = capacity_staff.sheet(asked.unit_id, by=request.actor)
    context = frame(asked) | _form(request, asked, row.body if row else None) | {"sheet": row}
    if row is not None:
        try:
            context |= _rostered(asked, row.body)
        except StillRunning:
            return later(request, asked)
        except OutOfReach:
            context["is_out_of_reach"] = True
    return render(request, "capacity/names.html", context)


def _monday(on: date) -> date:
    return on + timedelta(days=7 - on.weekday())


def _body(request: HttpRequest, asked: Asked) -> Mapping[str, Any]:
    """Return a sheet as the form says it: who is on it, with which skills, absent when, how long."""
    told, services = request.POST, list(asked.basis.data["services"])
    known = capacity_staff.candidates(
        asked.unit_id or 0, by=request.actor, now=request.now, on=workdays.today(request.now)
    )
    officers = []
    for one in known:
        serves = [name for at, name in enumerate(services) if told.get(f"s{one.user_id}-{at}")]
        hours = told.get(f"h{one.user_id}", "")
        absent = [day for day in DAYS if told.get(f"a{one.user_id}-{day}")]
        if serves:
            most = int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 4 else 40
            officers.append({"name": one.name, "user": one.user_id, "serves": serves, "most_hours": most,
                             **({"absent": absent} if absent else {})})  # fmt: skip
    return {"days": list(DAYS), "shifts": _shifts(asked), "officers": officers}


def _shifts(asked: Asked) -> list[dict[str, Any]]:
    """The whole day with a rest in each session, and each session alone."""
    hours = spans(plays.scenario(asked, asked.then).sessions)
    whole = {"name": gettext("whole day"), "hours": hours, "rest": True}
    return [whole, *({"name": one, "hours": [one]} for one in hours if len(hours) > 1)]


def _form(request: HttpRequest, asked: Asked, body: Mapping[str, Any] | None) -> dict[str, Any]:
    services = list(asked.basis.data["services"])
    on = workdays.today(request.now)
    known = capacity_staff.candidates(asked.unit_id or 0, by=request.actor, now=request.now, on=on)
    kept = {row.get("user"): row for row in body["officers"]} if body else {}
    people = []
    for one in known:
        mine = kept.get(one.user_id, {})
        serves = mine.get("serves", ()) if body else one.serves
        people.append({
            "id": one.user_id, "name": one.name, "hours": mine.get("most_hours", 40),
            "skills": [(at, asked.name(name), name in serves) for at, name in enumerate(services)],
            "absent": [(day, WEEKDAYS[int(day)], day in mine.get("absent", ())) for day in DAYS],
        })  # fmt: skip
    by = request.actor
    decides = bool(by.roles_in(asked.unit_id or 0) & capacity_plans.DECIDING)
    return {
        "people": people, "weekdays": [WEEKDAYS[int(day)] for day in DAYS], "week_on": _monday(on),
        "may_set": by.kind is ActorKind.OFFICIAL and decides,
        "services": [asked.name(name) for name in services],
    }  # fmt: skip


def _rostered(asked: Asked, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the roster by day, and what could not be manned.

    Raises: capacity_runs.StillRunning; staffing.OutOfReach.
    """
    from motcua.rules import staffing_roster

    found = plays.fewest(asked)
    who = staffing_roster.read(body)
    question = {"what": "names", "plan": list(found.by_slot.items()), "slots": found.slots, "who": body}
    made = capacity_runs.answer(question, partial(staffing_roster.roster, who, found.slots, found.by_slot))
    return {
        "slots": [clock(a) for a, _ in found.slots],
        "roster": [_day(asked, who, made, found.slots, day) for day in who.days],
        "hours": f"{made.hours:g}",
        "lacks": _lacks(asked, who, made),
        "is_near_best": made.is_near_best,
    }


def _day(asked: Asked, who: Any, made: Any, slots: Sequence[Any], day: str) -> dict[str, Any]:
    at = {(duty.officer, duty.slot): duty for duty in made.duties if duty.day == day}
    works = {duty.officer for duty in made.duties if duty.day == day}
    rows = []
    for one in who.officers:
        cells = []
        for slot in slots:
            duty = at.get((one.name, slot))
            cells.append({"is_on": duty is not None, "what": asked.kind_name(duty.serves) if duty else ""})
        said = _stretches(asked, at, one.name, slots)
        rows.append({"name": one.name, "cells": cells, "is_absent": day in one.absent,
                     "is_off": one.name not in works, "stretches": said})  # fmt: skip
    return {"name": WEEKDAYS[int(day)], "rows": rows}


def _stretches(asked: Asked, at: Mapping[Any, Any], name: str, slots: Sequence[Any]) -> str:
    """Say in words where somebody stands, from when to when."""
    found: list[list[Any]] = []
    for slot in slots:
        duty = at.get((name, slot))
        if duty is None:
            continue
        what = asked.kind_name(duty.serves)
        if found and found[-1][1] == slot[0] and found[-1][2] == what:
            found[-1][1] = slot[1]
        else:
            found.append([slot[0], slot[1], what])
    return "; ".join(f"{clock(a)}–{clock(b)} {what}" for a, b, what in found)


def _lacks(asked: Asked, who: Any, made: Any) -> list[dict[str, Any]]:
    from motcua.rules.staffing_why import lacks

    return [
        {"day": WEEKDAYS[int(one.day)], "at": f"{clock(one.slot[0])}–{clock(one.slot[1])}",
         "what": asked.kind_name(one.serves), "n": one.officers, "able": one.able,
         "why": [KEPT[why] % {"who": ", ".join(names)} for why, names in one.kept]}
        for one in lacks(who, made)
    ]  # fmt: skip

"""The leader's screen of capacity, the roster, and what was before and after a change."""

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import capacity as reads
from motcua.queries import capacity_costs, capacity_runs, workdays
from motcua.queries.capacity_runs import StillRunning
from motcua.rules import capacity_whatif as whatif
from motcua.rules.capacity import Scenario, clock
from motcua.web.capacity import asked as asks
from motcua.web.capacity import compared, events, pictures, plays, told
from motcua.web.capacity.asked import Asked

WEEK = frozenset("0123456")  # 0 is Monday


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show a leader what more officers, other hours or shared counters would do to the waits."""
    asked = asks.read(request)
    try:
        found = plays.played(asked)
    except StillRunning:
        return later(request, asked)
    both = found[asked.now], found[asked.then]
    on = workdays.today(request.now)
    cost = capacity_costs.on_day(asked.unit_id, on)
    days = reads.daily_waits(of=asked.basis.source)
    context = frame(asked) | _pictured(asked, both) | {
        "sliders": told.sliders(asked),
        "booked": (round(100 * asked.now.booked_share), round(100 * asked.then.booked_share)),
        "big": told.big(asked, both),
        "priced": compared.priced(compared.price_of(*both, cost), cost),
        "cost": cost,
        "counts": told.counts(asked),
        "rows": told.rows(asked, both),
        "scenarios": compared.rows(asked, found, cost) if asked.others else [],
        "tabs": compared.tabs(asked, reverse("capacity:overview")),
        "aside_url": compared.aside_url(asked, reverse("capacity:overview")),
        "days": both[1].days,
        "people": both[1].outcome.people,
        "recent": told.recent(days, asked, on),
        "change": reads.changed_on(of=asked.basis.source, service=asked.service),
        "key": secrets.token_hex(16),
        "today": on,
    }  # fmt: skip
    return render(request, "capacity/overview.html", context)


def _pictured(asked: Asked, both: told.Both) -> dict[str, Any]:
    """Return the pictures: the line through the day, and the waits on a ruler with the promise."""
    from motcua.rules.capacity_plays import course_of

    courses = (course_of(both[0], asked.service), course_of(both[1], asked.service))
    sessions = both[1].outcome.scenario.sessions
    figures = [one.figures[asked.service].p90_wait_min for one in both]
    spans = [(figure.value or 0.0, *(figure.interval or (0.0, 0.0))) for figure in figures]
    word = gettext("promise %(n)s min") % {"n": asked.promise}
    said = (_ruler(spans, word), word, gettext("minutes"))
    drawn = pictures.course(courses, sessions, told.labels(asked, courses), changed=asked.is_changed)
    return {
        "course": mark_safe(drawn),
        "line_rows": told.line_rows(courses, sessions),
        "ruler": mark_safe(pictures.promise(spans if asked.is_changed else spans[1:], asked.promise, said)),
    }


def _ruler(spans: list[tuple[float, float, float]], word: str) -> str:
    return f"{word}; {' → '.join(told.plain(value) for value, _, _ in spans)} {gettext('minutes')}"


def frame(asked: Asked) -> dict[str, Any]:
    """Return what every capacity page shows around its content."""
    learned = asked.basis.learned
    return {
        "asked": asked,
        "heading": told.heading(asked),
        "service": asked.name(asked.service),
        "sources": asked.sources,
        "learned": learned,
        "is_illustrative": learned is None,
        "as_now": asked.url(reverse("capacity:overview"), n=asked.now.officers, early=None, pooled=None,
                            booked=round(100 * asked.now.booked_share)),
        "overview_url": asked.url(reverse("capacity:overview")),
        "roster_url": asked.url(reverse("capacity:roster")),
        "before_url": asked.url(reverse("capacity:before_after")),
        "plans_url": reverse("capacity:plans"),
        "names_url": asked.url(reverse("capacity:names")),
    }  # fmt: skip


def later(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Say that the days are still being played; the page asks again by itself, also without JavaScript."""
    answer = render(request, "capacity/later.html", frame(asked))
    answer.headers["Refresh"] = "2"
    return answer


@login_required
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Show the fewest officers by the half hour that keep the promise, to be printed."""
    from motcua.rules.staffing import OutOfReach, Promise, fewest

    asked = asks.read(request)
    scenario = whatif.changed(asked.basis.data, asked.then, asked.promise)
    wanted = Promise(0.9, float(asked.promise))
    try:
        found = capacity_runs.answer(asked.question("roster"), lambda: fewest(scenario, wanted))
    except StillRunning:
        return later(request, asked)
    except OutOfReach:
        return render(request, "capacity/roster.html", frame(asked) | {"kinds": [], "is_out_of_reach": True})
    kinds = [_kind(asked, found, serves, scenario) for serves in found.by_slot]
    context = frame(asked) | {
        "kinds": kinds,
        "hours": told.plain(found.hours(), 1),
        "all_day_hours": told.plain(found.hours("all_day"), 1),
        "is_confirmed": found.is_confirmed,
        "by_slot": True,
        "key": secrets.token_hex(16),
        "today": workdays.today(request.now),
        "booked": (0, round(100 * asked.then.booked_share)),
        "services": [
            {"name": asked.name(name), "share": told.plain(100 * (one.share_within.value or 0), 1),
             "span": " – ".join(told.plain(100 * end, 1) for end in one.share_within.interval or ()),
             "p90": told.plain(one.p90_wait_min.value)}
            for name, one in found.by_slot_figures.items() if name != told.ALL
        ],
    }  # fmt: skip
    return render(request, "capacity/roster.html", context)


def _kind(asked: Asked, found: Any, serves: tuple[str, ...], scenario: Scenario) -> dict[str, Any]:
    """Return one kind of counter by the half hour: its picture, and the same as a table."""
    row, today = found.by_slot[serves], dict(asked.kinds).get(serves, 0)
    name, people = asked.kind_name(serves), told.slots(found, serves, scenario)
    spoken = gettext("%(what)s: officers by the half hour, %(most)s at most") % {
        "what": name,
        "most": max(row),
    }
    return {
        "name": name,
        "all_day": found.all_day[serves],
        "missed": told.missed(found, serves),
        "today": today,
        "picture": mark_safe(pictures.officers(found.slots, row, today, people, spoken)),
        "rows": [
            {"at": f"{clock(since)}–{clock(until)}", "n": n, "people": some}
            for (since, until), n, some in zip(found.slots, row, people, strict=True)
        ],
    }


@login_required
@require_safe
def before_after(request: HttpRequest) -> HttpResponse:
    """Show the waits measured before and after a day, with the services that nothing was done for."""
    asked = asks.read(request)
    found = reads.changed_on(of=asked.basis.source, service=asked.service)
    on = _day(request.GET.get("on", "")) or (found[0] if found else None)
    days = reads.daily_waits(of=asked.basis.source)
    on = on or (days[len(days) // 2].on if days else None)
    weekday = request.GET.get("day", "")
    if weekday in WEEK:  # a model of one day of the week is held against that day alone
        days = tuple(day for day in days if str(day.on.weekday()) == weekday)
    context = frame(asked) | {
        "on": on,
        "weekday": WEEKDAYS[int(weekday)] if weekday in WEEK else "",
        "all_days_url": asked.url(reverse("capacity:before_after"), on=on),
        "models": events.models(asked, on, today=workdays.today(request.now)),
        "change": found if found and on == found[0] else None,
        "sides": told.sides(days, asked, on) if on else [],
        "services": [{"key": key, "name": asked.name(key)} for key in asked.basis.data["services"]],
        "first_on": days[0].on if days else None,
        "last_on": days[-1].on if days else None,
    }
    return render(request, "capacity/before_after.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

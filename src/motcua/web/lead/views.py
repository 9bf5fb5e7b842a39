"""The board and the lists behind its figures."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import board as boards
from motcua.queries import lists, workdays
from motcua.queries.board import PERIODS, Period
from motcua.web import clocks, labels
from motcua.web.lead import figures, measured, titles

PAGE = 50


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the units below the leader: figures first, then who is late and why."""
    unit = boards.place(request.actor, None)
    return render(request, "lead/board.html", _board(request, unit) | {"short": _late(request, unit)[:5]})


@login_required
@require_safe
def place(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit: its figures and its officials."""
    unit = boards.place(request.actor, unit_id)
    of = _period(request)
    context = _board(request, unit) | {
        "officers": boards.officers(unit, of=of, at=request.now),
        "short": _late(request, unit)[:8],
    }
    return render(request, "lead/place.html", context)


def _board(request: HttpRequest, unit: Any) -> dict[str, Any]:
    of, now = _period(request), request.now
    today = workdays.today(now)
    rows = boards.units(unit, of=of, at=now)
    begin = date(today.year, 1, 1)
    days = boards.days(unit, from_on=begin, until_on=of.until_on)
    sums = boards.sums(unit, of.days, names=boards.SHOWN)
    before = boards.sums(unit, (of.before_from_on, of.from_on), names=boards.SHOWN)
    present = boards.whole(unit, now)
    heat = figures.heat(days, workdays.calendar(unit), begin, today)
    return {
        "unit": unit,
        "period": of,
        "tabs": _tabs(request, of),
        "tiles": figures.tiles(unit, of, sums, before, figures.Now(present, days, today)),
        "measured": measured.lines(unit, of, sums, before, boards.stuck(unit)),
        "rows": rows,
        "multiples": figures.multiples(rows),
        "heat": heat,
        "heat_words": figures.heat_words(heat),
        "today": today,
        "present": present,
        "list_url": figures.behind("late", None, unit.pk),
    }


def _period(request: HttpRequest) -> Period:
    key = request.GET.get("period", "year")
    return boards.period(key if key in PERIODS else "year", workdays.today(request.now))


def _tabs(request: HttpRequest, of: Period) -> list[dict[str, Any]]:
    named = zip(
        PERIODS, (gettext("Today"), gettext("Month"), gettext("Quarter"), gettext("Year")), strict=True
    )
    return [
        {"label": name, "url": f"{request.path}?period={key}", "current": key == of.key}
        for key, name in named
    ]


def _late(request: HttpRequest, unit: Any) -> list[dict[str, Any]]:
    found = [*_shown(request, "late", unit, 30), *_shown(request, "near", unit, 30)]
    return found


def _shown(request: HttpRequest, measure: str, unit: Any, most: int) -> list[dict[str, Any]]:
    rows = lists.now(by=request.actor, measure=measure, at=request.now, unit=unit)
    return [_row(row, request) for row in rows.select_related("version", "unit", "assignee")[:most]]


def _row(dossier: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a dossier as figures only: no applicant, no papers."""
    return {
        "dossier": dossier,
        "clock": clocks.chip(dossier, request.now, workdays.calendar_of(dossier.unit)),
        "rests": figures.resting(dossier, request.now),
        "since": figures.since(dossier.step_at, request.now),
    }


@login_required
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the list behind a figure: as many rows as the figure says, a page at a time."""
    measure = request.GET.get("measure", "late")
    unit = boards.place(request.actor, _number(request.GET.get("unit")))
    of = _period(request) if "period" in request.GET else None
    officer_id = _number(request.GET.get("officer"))
    page = _list(request, measure, unit, of, officer_id)
    chosen = measure if measure in lists.NOW else ""
    context = {
        "title": titles.of(measure),
        "unit": unit,
        "period": of,
        "period_name": titles.period(of),
        "rows": [_row(row, request) for row in page.rows],
        "following": page.following,
        "count": page.count,
        "tabs": [
            {"label": titles.of(name), "url": figures.behind(name, None, unit.pk), "current": name == chosen}
            for name in lists.NOW
        ],
        "states": labels.STATES,
        "back": reverse("lead:board"),
    }
    return render(request, "lead/list.html", context)


def _list(
    request: HttpRequest, measure: str, unit: Any, of: Period | None, officer_id: int | None
) -> lists.Page:
    after, alone = request.GET.get("after", ""), "alone" in request.GET
    if measure in lists.NOW:
        rows = lists.now(by=request.actor, measure=measure, at=request.now, unit=unit, alone=alone)
        return lists.page(rows, _next_address(request), after=after, most=PAGE)
    if measure not in lists.COUNTED and measure not in lists.SUMMED:
        raise Http404
    days = of.days if of else None
    more: dict[str, Any] = {"officer_id": officer_id, "alone": alone}
    rows = lists.behind(by=request.actor, measure=measure, unit=unit, period=days, **more)
    return lists.page(rows, _next_address(request), after=after, most=PAGE)


def _next_address(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("after", None)
    return f"{request.path}?{asked.urlencode()}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show the units side by side, every figure a door."""
    unit = boards.place(request.actor, None)
    of = _period(request)
    rows = boards.units(unit, of=of, at=request.now)
    context = {"unit": unit, "period": of, "tabs": _tabs(request, of), "rows": rows}
    return render(request, "lead/units.html", context)

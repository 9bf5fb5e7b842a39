"""The public figures: everybody may read them, nobody can be made out in them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import published, workdays
from motcua.queries.published import Figures
from motcua.rules import disclosure, opendata
from motcua.web import words
from motcua.web.figures import shapes

KEPT = "private, max-age=300"  # a page carries the visitor's own form for the language


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody sees the figures of all units in a period of whole months."""
    today = workdays.today(request.now)
    found = _asked(request)
    if found is None:
        return _answer(request, "figures/none.html", {"today": today})
    course = published.course(until_on=found.until_on, today=today) or found
    lines = [
        shapes.line(place, found.rows[place.key], found.least, _place_url(place.code, found))
        for place in found.places
    ]
    total = shapes.line(published.Place(0, "", gettext("All units"), ""), found.together, found.least, "")
    total["name"] = gettext("All units")
    context = _context(request, found) | {
        "tiles": shapes.tiles(found, found.together, reverse("figures:about")),
        "columns": shapes.columns(gettext("Unit")),
        "lines": lines,
        "total": total,
        "multiples": [_multiple(place, found, course) for place in found.places],
    }
    return _answer(request, "figures/overview.html", context)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody sees the figures of one unit, month by month."""
    found = _asked(request)
    if found is None:
        raise published.NoSuch(code)
    unit = published.place(found, code=code)
    course = published.course(until_on=found.until_on, today=workdays.today(request.now)) or found
    months = [month for month in course.months if unit.key in month.rows]
    rows = [month.rows[unit.key] for month in months]
    lines = [
        shapes.line(unit, row, found.least, "") | {"name": shapes.period(month.key)}
        for month, row in reversed(list(zip(months, rows, strict=True)))
    ]
    widget = request.build_absolute_uri(f"{reverse('figures:widget')}?{urlencode({'unit': code})}")
    context = _context(request, found) | {
        "unit": unit,
        "tiles": shapes.tiles(found, found.rows[unit.key], reverse("figures:about")),
        "charts": _charts(rows, found.least),
        "first": shapes.period(months[0].key),
        "columns": shapes.columns(gettext("Month")),
        "lines": lines,
        "widget": widget,
    }
    return _answer(request, "figures/place.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Everybody reads what each number means, what is hidden and why, and how the data may be used."""
    found = _asked(request)
    told = published.words()
    lang = words.language()
    means = [(key, told[key][lang], told[key][f"about_{lang}"]) for key in disclosure.COLUMNS]
    least = published.least(workdays.today(request.now))
    context: dict[str, Any] = _context(request, found) if found else {"home": settings.PUBLIC_URL}
    widget = request.build_absolute_uri(reverse("figures:widget"))
    context |= {"means": means, "least": least, "widget": widget, "licence": opendata.LICENCE}
    return _answer(request, "figures/about.html", context)


def _asked(request: HttpRequest) -> Figures | None:
    today = workdays.today(request.now)
    wanted = request.GET.get("period", "")
    return published.figures(period=wanted, today=today) if wanted else published.latest(today=today)


def _context(request: HttpRequest, found: Figures) -> dict[str, Any]:
    names = published.offered(today=workdays.today(request.now))
    key = found.period.key
    files = [(form, reverse(f"figures:{form}", args=[key])) for form in ("csv", "json", "parquet")]
    return {
        "figures": found,
        "period": shapes.period(key),
        "offered": [(name, shapes.period(name)) for name in names],
        "chosen": key,
        "files": files,
        "licence": opendata.LICENCE,
    }


def _place_url(code: str, found: Figures) -> str:
    return f"{reverse('figures:place', args=[code])}?{urlencode({'period': found.period.key})}"


def _multiple(place: published.Place, found: Figures, course: Figures) -> dict[str, Any]:
    row = found.rows[place.key]
    values = [
        shapes.middle(month.rows[place.key]["received"]) for month in course.months if place.key in month.rows
    ]
    return {
        "name": place.name,
        "url": _place_url(place.code, found),
        "values": values,
        "left": shapes.cell(row["received"], found.least),
        "right": shapes.share(row, "on_time"),
    }


def _charts(rows: Sequence[disclosure.Row], least: int) -> list[dict[str, Any]]:
    last, received = rows[-1], [shapes.middle(row["received"]) for row in rows]
    count = shapes.cell(last["received"], least)
    told: list[dict[str, Any]] = [
        {"key": "received", "bars": received, "top": max([*received, 1]), "value": count}
    ]
    for part in ("on_time", "digitised", "online"):
        shares = [disclosure.share(row[part], row[shapes.SHARES[part]]) for row in rows]
        drawn = [sum(pair) / 2 if pair else 0 for pair in shares]
        told.append({"key": part, "bars": drawn, "top": 1, "value": shapes.share(last, part)})
    return [one | {"label": shapes.name(one["key"])} for one in told]


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, context)
    answer.headers["Cache-Control"] = KEPT
    return answer

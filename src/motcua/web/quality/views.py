"""The pages of quality: Decision 766 of one unit, the communes in order, Decree 61, the four measures."""

from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.queries import indicators as reads
from motcua.rules import criteria, four_measures, indicators, standing
from motcua.rules.indicator_sets import Book
from motcua.rules.indicators import Assessment
from motcua.web.quality import asked as asks
from motcua.web.quality import shown, sides
from motcua.web.quality.asked import Asked


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show Decision 766 of one unit: where points are won and lost, and what would win them."""
    asked = asks.read(request)
    book = reads.book(asked.span.last_on, asked.chosen)
    level = asked.place.level
    [sums] = reads.values([asked.place], span=asked.span)
    [past] = reads.values([asked.place], span=asked.before)
    found = indicators.evaluate(book, sums, level=level)
    before = indicators.evaluate(book, past, level=level)
    changes = standing.changes(found, before)
    best = standing.best(book, sums, level=level)
    context = _frame(request, asked) | {
        "book": {"name": shown.said(book.name), "about": shown.said(book.about)},
        "tiles": shown.tiles(found, standing.change(found.of_hundred, before.of_hundred)),
        "icicle": shown.icicle(found),
        "head": shown.head(found),
        "groups": shown.groups(found, sums, changes, asked),
        "best": shown.closings(best[:6], book, asked),
        "closing": _closing(request, book, sums, found, asked),
        "can_close": [one for one in found.results if one.rate is not None and one.indicator.points],
        "before_name": asks.period_name(asked.before.period),
        "readings": shown.readings(book),
        "downloads": sides.downloads(asked, "766"),
    }
    return render(request, "quality/overview.html", context)


def _frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "unit": asked.place.unit,
        "period_name": asked.name,
        "runs": asked.span.runs,
        "picker": asks.picker(request, asked),
        "tabs": sides.tabs(asked, request.path),
    }


def _closing(
    request: HttpRequest, book: Book, sums: reads.Sums, found: Assessment, asked: Asked
) -> dict[str, Any]:
    code, to = request.GET.get("close", ""), asks.number(request.GET.get("to"))
    codes = {one.indicator.code for one in found.results}
    rate = 100 if to is None else min(to, 100)
    asked_for: dict[str, Any] = {"code": code, "to": rate}
    if code not in codes:
        return asked_for
    closing = standing.closing(book, sums, level=asked.place.level, code=code, rate=Fraction(rate, 100))
    return asked_for | ({"effect": shown.closed(closing, found, book)} if closing else {})


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Show the communes in order: shared ranks, the six groups as heat."""
    asked = asks.read(request)
    places = reads.each(asked.place.unit)
    book = reads.book(asked.span.last_on, asked.chosen)
    now = _assessments(book, places, asked.span)
    before = _assessments(book, places, asked.before)
    context = _frame(request, asked) | {
        "rows": sides.ranked(places, now, before, asked),
        "group_names": [
            {"code": one.code, "name": shown.said(one.name), "points": shown.most(one.points)}
            for one in book.groups
        ],
        "before_name": asks.period_name(asked.before.period),
        "downloads": sides.downloads(asked, "units"),
    }
    return render(request, "quality/ranking.html", context)


def _assessments(book: Book, places: list[reads.Place], span: reads.Span) -> list[Assessment]:
    rows = reads.values(places, span=span)
    return [
        indicators.evaluate(book, sums, level=place.level) for place, sums in zip(places, rows, strict=True)
    ]


@login_required
@require_safe
def decree61(request: HttpRequest) -> HttpResponse:
    """Show the nine criteria of Decree 61 of one unit."""
    asked = asks.read(request)
    paper = reads.paper(asked.span.last_on)
    [sums] = reads.values([asked.place], span=asked.span)
    sheet = criteria.evaluate(paper, sums)
    before = criteria.evaluate(paper, reads.values([asked.place], span=asked.before)[0])
    context = _frame(request, asked) | {
        "about": shown.said(paper.about),
        "tiles": sides.sheet_tiles(sheet, before, sums, asked),
        "marks": sides.marks(sheet, asked),
        "bands": sides.bands(paper, sheet),
        "before_name": asks.period_name(asked.before.period),
        "downloads": sides.downloads(asked, "61"),
    }
    return render(request, "quality/decree61.html", context)


@login_required
@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """Show the four measures of the service, of the unit and of those below side by side."""
    asked = asks.read(request)
    four = reads.four(asked.span.last_on)
    places = reads.each(asked.place.unit)
    own, *rows = reads.values([asked.place, *places], span=asked.span)
    [past] = reads.values([asked.place], span=asked.before)
    context = _frame(request, asked) | {
        "about": shown.said(four.about),
        "cards": sides.service_cards(
            four_measures.evaluate(four, own), four_measures.evaluate(four, past), own, asked
        ),
        "rows": sides.service_rows(places, [four_measures.evaluate(four, sums) for sums in rows], asked),
        "before_name": asks.period_name(asked.before.period),
        "downloads": sides.downloads(asked, "service"),
    }
    return render(request, "quality/service.html", context)

"""A small window of the figures for other people's pages: the only page that may be framed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from motcua.queries import published, workdays
from motcua.web import middleware
from motcua.web.figures import shapes
from motcua.web.figures.downloads import KEPT

LANGUAGES = ("vi", "en")


@xframe_options_exempt
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everybody may show the last month of one unit, or of all, in a page of their own."""
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in LANGUAGES else LANGUAGES[0]):
        answer = render(request, "figures/widget.html", _context(request))
    answer.headers["Content-Security-Policy"] = middleware.framed_anywhere()
    answer.headers["Cache-Control"] = KEPT
    return answer


def _context(request: HttpRequest) -> dict[str, object]:
    found, code = published.latest(today=workdays.today(request.now)), request.GET.get("unit", "")
    if found is None:
        return {"figures": None, "url": reverse("figures:overview")}
    unit = published.place(found, code=code) if code else None
    row = found.rows[unit.key] if unit else found.together
    url = reverse("figures:place", args=[code]) if unit else reverse("figures:overview")
    tiles = shapes.tiles(found, row, "")
    return {
        "figures": found, "unit": unit, "period": shapes.period(found.period.key), "url": url,
        "tiles": [tile for tile in tiles if tile["label"] != shapes.name("satisfied")],
    }  # fmt: skip

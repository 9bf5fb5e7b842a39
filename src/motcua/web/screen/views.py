"""The board on the wall, and the same board for a program that asks again and again."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from motcua.edge import voice
from motcua.queries import hall_rules
from motcua.rules import spoken
from motcua.web.middleware import policy
from motcua.web.screen import drawn
from motcua.web.templatetags import parts

LAYOUTS = ("calls", "lines", "tall")
CLIPS = "voice"  # under the installation's home: one WAV file a word
VOICE_AGE = 86_400
CALLED = re.compile("[A-Za-z][0-9]{1,7}")  # digits of other scripts are no number that was given


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the board; without scripts it comes again by itself every ten seconds.

    Asked for it empty, the board shows no number and says that the line is gone: a browser keeps that page
    for the morning on which it wakes before the server does.
    """
    unit = drawn.unit_of(code)
    layout = request.GET.get("layout", "")
    is_empty = request.GET.get("empty") == "1"
    told = drawn.board(unit.pk, now=request.now, language=get_language() or "vi")
    if is_empty:
        told |= {"html": "", "calls": [], "version": ""}
    context = {
        "unit": unit,
        "code": code,
        "layout": layout if layout in LAYOUTS else LAYOUTS[0],
        "html": told["html"],
        "calls": json.dumps(told["calls"], ensure_ascii=False),
        "version": told["version"],
        "stream": settings.BOARDS_URL if get_language() == drawn.SPOKEN else "",
        "is_empty": is_empty,
        "clock": told["clock"],
        "is_silent": request.GET.get("voice") == "off",
        "bound": hall_rules.value("bound"),
    }
    response = render(request, "screen/page.html", context)
    response.headers["Content-Security-Policy"] = policy([], sounds=True, reaches=settings.BOARDS_URL)
    response.headers["Cache-Control"] = "no-store"  # numbers of this morning are no numbers
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the program that stands between a board's browser and us: it answers when we cannot.

    It comes from here and not from among the built files, so that it may answer for the boards.
    """
    made = parts.built("worker.js")
    return HttpResponse(made, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
def now(request: HttpRequest, code: str) -> HttpResponse:
    """Return the board for who polls: the same words as an event of the stream."""
    unit = drawn.unit_of(code)
    return JsonResponse(
        drawn.board(unit.pk, now=request.now, language=get_language() or "vi"),
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def voiced(request: HttpRequest, code: str, ticket: str, desk: int) -> HttpResponse:
    """Return the call of a number as sound; 404 where nobody here can speak, and the browser tries."""
    drawn.unit_of(code)
    language = get_language() or "vi"
    if not CALLED.fullmatch(ticket) or not 0 < desk < 1000:
        raise Http404
    try:
        made = voice.spoken(spoken.call(ticket, desk, language), Path(settings.HOME) / CLIPS, language)
    except voice.Silent:
        raise Http404 from None
    return HttpResponse(
        made, content_type="audio/wav", headers={"Cache-Control": f"public, max-age={VOICE_AGE}"}
    )

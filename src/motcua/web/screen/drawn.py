"""A board drawn once for everybody who looks at it: the same piece of page for the first view, the stream
and the polling."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from motcua.queries import access, hall, office
from motcua.queries.service_models import Week
from motcua.queries.workdays import wall
from motcua.rules.expected_wait import Range
from motcua.web import words as dates

SPOKEN = "vi"  # the language of the stream; a board in another one asks every two seconds
RECENT = 4  # calls under the newest
MOST_SAID = 3  # sentences of today and of days to come: a board has little room
MINUTE = 60
HOUR = 60 * MINUTE
SHORT = 3 * MINUTE  # below that a range is no news


def unit_of(code: str) -> Any:
    """Return the unit whose hall it is.

    Raises: access.NoSuch.
    """
    unit = office.by_agency_code(code)
    if not unit.serves:
        raise access.NoSuch(code)
    return unit


def board(unit_id: int, *, now: datetime, language: str = SPOKEN) -> dict[str, Any]:
    """Return the board as a piece of page, and the calls to be spoken, newest last."""
    with translation.override(language):
        context = told(hall.board(unit_id, now=now), now)
        html = render_to_string("screen/board.html", context)
    spoken = [
        {"mark": call["mark"], "code": call["code"], "desk": call["desk"]}
        for call in reversed(context["calls"])
    ]
    return {"html": html, "calls": spoken, "version": context["version"], "clock": clock(now, language)}


def clock(now: datetime, language: str) -> dict[str, Any]:
    """Return what the board's clock shows: the day in words, and the seconds since midnight."""
    here = wall(now)
    with translation.override(language):
        day = f"{dates.weekday(now)} {dates.short_day(now)}"
    return {"day": day, "seconds": here.hour * HOUR + here.minute * MINUTE + here.second}


def told(of: hall.Board, now: datetime) -> dict[str, Any]:
    """Return a board in the words of the page."""
    calls = [
        {"code": call.code, "shown": spaced(call.code), "desk": call.desk, "mark": call.mark,
         "service": name(call.service), "is_serving": call.is_serving}
        for call in of.calls
    ]  # fmt: skip
    by_letter: dict[str, list[str]] = {}
    for code in of.following:
        by_letter.setdefault(code[:1], []).append(spaced(code))
    lines = [
        {"name": name(line.service), "wait": wait(line.wait), "light": line.light, "waiting": line.waiting,
         "following": by_letter.get(line.service.letter, [])[:3],
         "promise": line.service.promise_minutes, "late": line.late}
        for line in of.services
    ]  # fmt: skip
    return {
        "is_open": of.is_open,
        "version": of.version,
        "newest": calls[0] if calls else None,
        "recent": calls[1 : 1 + RECENT],
        "calls": calls,
        "lines": lines,
        "desks_open": of.desks_open,
        "now": now,
        "says": said(of.week.today.says),
        "coming": coming(of.week),
    }


def said(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return sentences kept in both languages in that of the page."""
    return [en if dates.language() == "en" else vi for vi, en in pairs]


def coming(week: Week) -> list[str]:
    """Return what the next days to come change, each sentence with its day before it."""
    nearest = week.coming[: max(MOST_SAID - len(week.today.says), 0)]
    days = [f"{dates.weekday(on)} {dates.short_day(on)}" for on, _ in nearest]
    return [f"{day}: {text}" for day, text in zip(days, said(pair for _, pair in nearest), strict=True)]


def name(service: Any) -> str:
    """Return a service's name in the language of the page."""
    return service.name_en if translation.get_language() == "en" and service.name_en else service.name


def spaced(code: str) -> str:
    """Return a number as it is read: the letter apart.

    >>> spaced("C047")
    'C 047'
    """
    return f"{code[:1]} {code[1:]}"


def wait(of: Range | None) -> str:
    """Return a wait as people say it: a range of minutes, never a false exactness."""
    if of is None:
        return gettext("no counter open")
    if of.high <= SHORT:
        return gettext("under 3 minutes")
    low, high = of.low // MINUTE, -(-of.high // MINUTE)
    if low == high:
        return ngettext("%(high)s minute", "%(high)s minutes", high) % {"high": high}
    return gettext("%(low)s–%(high)s minutes") % {"low": low, "high": high}

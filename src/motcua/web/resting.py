"""Where a dossier rests and how long, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from motcua.queries.workdays import wall
from motcua.rules.workdays import Calendar
from motcua.web import words

DAY_MINUTES = 480  # the law's working day, in which a route is planned


def place(dossier: Any, steps: Sequence[Mapping[str, Any]]) -> str:
    """Say where a dossier rests: for what it waits, or in which step of its route."""
    said = {
        "waiting": gettext("waits for papers from the applicant"),
        "incomplete": gettext("waits for papers from the applicant"),
        "charged": gettext("waits for a payment"),
        "proposed": gettext("waits for a signature"),
        "approved": gettext("waits for a signature"),
        "signed": gettext("waits to be issued"),
    }
    return said.get(str(dossier.state), "") or step(steps, dossier.step)


def step(steps: Sequence[Mapping[str, Any]], place: int) -> str:
    """Name a step of a route."""
    if place >= len(steps):
        return ""
    found = steps[place]
    return str((found.get("name_en") if words.language() == "en" else "") or found.get("name_vi") or "")


def day_minutes(calendar: Calendar, at: datetime) -> int:
    """Return how long the office works on the day of a moment, or on the next day it is open."""
    for ahead in range(14):
        sessions = calendar.day(wall(at).date() + timedelta(days=ahead)).sessions
        if minutes := sum(session.end - session.start for session in sessions):
            return minutes
    return DAY_MINUTES


def length(minutes: int, day: int = DAY_MINUTES) -> str:
    """Write working time as lists do: "40 phút", "5 giờ 18 phút", from a day on "1,3 ngày"."""
    return words.days(round(minutes / day, 1)) if minutes >= day else words.length(minutes)


def against(real: int, planned: int, day: int) -> str:
    """Write real time over planned time, in one unit where both fit: "1,2 / 2 ngày", "0,5 / 4 giờ"."""
    if planned >= DAY_MINUTES:
        return f"{words.number(*_rounded(real / day))} / {words.days(round(planned / DAY_MINUTES, 1))}"
    hours = words.hours(round(planned / 60, 1))
    return (
        f"{length(real, day)} / {hours}" if real >= day else f"{words.number(*_rounded(real / 60))} / {hours}"
    )


def _rounded(value: float) -> tuple[float, int]:
    shown = round(value, 1)
    return shown, 0 if shown == int(shown) else 1


def since(at: datetime | None, now: datetime, calendar: Calendar) -> str:
    """Say how long a dossier has rested, in working time."""
    if at is None:
        return ""
    minutes = calendar.working_minutes(wall(at), wall(max(at, now)))
    return gettext("for %(length)s") % {"length": length(minutes, day_minutes(calendar, now))}

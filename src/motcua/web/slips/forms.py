"""What may be said about a slip in its address; whatever does not fit is left at its usual value."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest

from motcua.queries import workdays

SIZES, LANGUAGES = ("a4", "a5"), ("vi", "en")


@dataclass(frozen=True, slots=True)
class Wish:
    """How the reader wants the paper: its size, its languages, which of several."""

    size: str | None
    lang: str
    times: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """Which register: unit and days, the second not included."""

    unit_id: int
    from_on: date
    until_on: date
    today: date


def wish(request: HttpRequest) -> Wish:
    """Return what the address asks for: `?size=a4&lang=en&times=2`."""
    size, lang, times = (request.GET.get(name, "")[:3] for name in ("size", "lang", "times"))
    return Wish(
        size if size in SIZES else None,
        lang if lang in LANGUAGES else "vi",
        int(times) if times.isdecimal() and 0 < int(times) < 100 else None,
    )


def period(request: HttpRequest) -> Period:
    """Return the period of a register: `?unit=7&from=2024-09-01&until=2024-10-01`, today without."""
    today = workdays.today(request.now)
    from_on = _day(request.GET.get("from", "")) or today
    until_on = _day(request.GET.get("until", "")) or from_on + timedelta(days=1)
    unit = request.GET.get("unit", "")
    unit_id = int(unit) if unit.isdecimal() and len(unit) < 18 else (request.actor.unit_id or 0)
    return Period(unit_id, from_on, until_on, today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

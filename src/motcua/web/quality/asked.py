"""What a page of quality is asked for: whose figures, of which period, read in which way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from motcua.queries import board as boards
from motcua.queries import indicators as reads
from motcua.queries import workdays
from motcua.rules import periods
from motcua.rules.periods import Period

ROMAN = ("", "I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Asked:
    """A place and a span, and the readings chosen; `page` is the address they were asked of."""

    place: reads.Place
    span: reads.Span
    chosen: tuple[str, ...]
    page: str

    @property
    def period(self) -> Period:
        return self.span.period

    @property
    def before(self) -> reads.Span:
        return replace(self.span, period=periods.before(self.period))

    @property
    def name(self) -> str:
        return period_name(self.period)

    def url(self, page: str = "", **more: Any) -> str:
        """Return the address of a page (this one without a name) for the same, but for what is given."""
        own: list[tuple[str, Any]] = [("unit", self.place.unit.pk), ("period", self.period.key)]
        own += [] if self.place.is_whole else [("alone", 1)]
        kept = [(key, value) for key, value in own if key not in more]
        kept += [(key, value) for key, value in more.items() if value not in (None, "")]
        kept += [("r", key) for key in self.chosen]
        return f"{reverse(f'quality:{page}') if page else self.page}?{urlencode(kept)}"


def read(request: HttpRequest) -> Asked:
    """Return what was asked: the actor's highest unit and the month of today where nothing is said.

    Raises: PermissionDenied; access.NoSuch; rules.periods.BadPeriod.
    """
    today = workdays.today(request.now)
    unit = boards.place(request.actor, number(request.GET.get("unit")))
    period = periods.parse(request.GET.get("period") or periods.around(today)[0])
    place = reads.whole(unit)
    if request.GET.get("alone"):
        place = next((one for one in reads.each(unit) if one.unit == unit), place)
    return Asked(place, reads.Span(period, request.now), _readings(request), request.path)


def _readings(request: HttpRequest) -> tuple[str, ...]:
    """Return the readings chosen: carried along as `r`, or chosen anew question by question."""
    anew = [value for name, value in sorted(request.GET.items()) if name.startswith("r-")]
    return tuple(str(key) for key in (anew or request.GET.getlist("r"))[:5])


def number(text: str | None) -> int | None:
    """Return a small whole number, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def period_name(period: Period) -> str:
    """Write a period in words: "Quý III/2024"."""
    key = period.key
    year = str(period.from_on.year)
    if key.startswith("TT01-") or ".." in key:
        return f"{period.from_on:%d/%m/%Y} – {period.last_on:%d/%m/%Y}"
    if "Q" in key:
        return gettext("Quarter %(number)s %(year)s") % {"number": ROMAN[int(key[-1])], "year": year}
    if "H" in key:
        first, second = gettext("First half %(year)s"), gettext("Second half %(year)s")
        return (first if key.endswith("1") else second) % {"year": year}
    if "-" in key:
        return gettext("Month %(month)s") % {"month": f"{period.from_on.month}/{year}"}
    return gettext("Year %(year)s") % {"year": year}


def short_name(period: Period) -> str:
    """Write a period in words, its year left out where it is a part of one."""
    year = str(period.from_on.year)
    name = period_name(period)
    return name if period.key == year else name.replace(f"/{year}", "").replace(f" {year}", "")


def picker(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return what the period and unit pickers show."""
    names = periods.around(asked.span.last_on)
    kind = _kind(asked.period)
    step_back = periods.before(asked.period)
    ahead = periods.parse(periods.around(asked.period.until_on)[kind]) if kind is not None else None
    is_past = ahead is not None and ahead.from_on <= workdays.today(request.now)
    return {
        "tabs": [
            {
                "label": short_name(periods.parse(key)),
                "url": asked.url(period=key),
                "current": key == asked.period.key,
            }
            for key in names
        ],
        "back": {"label": period_name(step_back), "url": asked.url(period=step_back.key)},
        "ahead": {"label": period_name(ahead), "url": asked.url(period=ahead.key)}
        if ahead and is_past
        else None,
        "units": [row for row in boards.places(request.actor) if row.kind != "office"],
        "chosen": asked.chosen,
        "period": asked.period.key,
        "unit_id": asked.place.unit.pk,
    }


def _kind(period: Period) -> int | None:
    names: Sequence[str] = periods.around(period.from_on)
    return names.index(period.key) if period.key in names else None

"""What a period says about a unit, one line a figure: its value, the period before, the list behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries.board import Period, share
from motcua.web import words
from motcua.web.lead.figures import behind

MINUTES_OF_HOUR = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a count, a share of two sums or a mean, and whether more of it is better."""

    label: str
    door: str
    part: str
    whole: tuple[str, ...] = ()
    more_is: str = ""  # "good", "bad" or neither
    is_time: bool = False


LINES = (
    Figure(_("Received"), "received", "received"),
    Figure(_("Finished"), "closed", "closed"),
    Figure(_("On time by law"), "late_law", "on_time_law", ("on_time_law", "late_law"), "good"),
    Figure(
        _("On time by promise"),
        "late_promise",
        "on_time_promise",
        ("on_time_promise", "late_promise"),
        "good",
    ),
    Figure(_("Time from receipt to end, gross"), "closed", "gross_minutes", ("closed",), "bad", True),
    Figure(_("The same without waiting, net"), "closed", "net_minutes", ("closed",), "bad", True),
    Figure(_("Papers asked for once more"), "supplemented", "supplemented", ("received",), "bad"),
    Figure(_("Papers digitised"), "digitised", "digitised", ("received",), "good"),
    Figure(_("Results digitised"), "document_given", "document_given", ("document_due",), "good"),
    Figure(_("Filed online"), "received_online", "received_online", ("received",), "good"),
    Figure(_("… with help at the counter"), "assisted", "assisted", ("received_online",)),
    Figure(_("Rated, of the results handed over"), "rated", "rated", ("handed_over",), "good"),
    Figure(_("Rated good or very good"), "satisfied", "satisfied", ("rated",), "good"),
)


def lines(
    unit: Any, of: Period, sums: Mapping[str, int], before: Mapping[str, int], stuck: int
) -> list[dict[str, Any]]:
    """Return the lines of the table; what nobody measures yet says so instead of showing a zero."""
    shown = [_line(unit, of, figure, sums, before) for figure in LINES]
    wait = {"label": gettext("Waiting at the counter"), "value": gettext("not yet measured"), "none": True}
    rests = {
        "label": gettext("Resting unusually long, at this moment"),
        "value": words.number(stuck),
        "url": reverse("watch:overview"),
    }
    return [*shown, rests, wait]


def _line(
    unit: Any, of: Period, figure: Figure, sums: Mapping[str, int], before: Mapping[str, int]
) -> dict[str, Any]:
    now, then = _value(figure, sums), _value(figure, before)
    line = {
        "label": gettext(figure.label),
        "value": _words(figure, now),
        "before": _words(figure, then),
        "url": behind(figure.door, of, unit.pk),
        "none": now is None,
    }
    if now is None or not then or now == then:
        return line
    rises = now > then
    tone = "" if not figure.more_is else figure.more_is if rises else _other(figure.more_is)
    return line | {
        "icon": "trending-up" if rises else "trending-down",
        "tone": tone,
        "change": _change(figure, now, then),
        "said": gettext("up") if rises else gettext("down"),
    }


def _value(figure: Figure, sums: Mapping[str, int]) -> float | None:
    if not figure.whole:
        return sums[figure.part]
    return share(sums[figure.part], sum(sums[name] for name in figure.whole))


def _words(figure: Figure, value: float | None) -> str:
    if value is None:
        return gettext("not yet measured")
    if figure.is_time:
        return gettext("%(hours)s h") % {"hours": words.number(value / MINUTES_OF_HOUR, 1)}
    return words.share(value) if figure.whole else words.number(int(value))


def _change(figure: Figure, now: float, then: float) -> str:
    change = abs(now - then)
    if figure.is_time:
        return gettext("%(hours)s h") % {"hours": words.number(change / MINUTES_OF_HOUR, 1)}
    if figure.whole:
        return gettext("%(points)s points") % {"points": words.number(change * 100, 2)}
    return words.share(change / then)


def _other(tone: str) -> str:
    return "bad" if tone == "good" else "good"

"""Times, cuts and statuses in words, and the picture of a cut."""

from math import log
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from motcua.rules.clock import Term, TimeUnit
from motcua.rules.simplification import BANDS, Cut, Status
from motcua.web import words

BAND_NAMES = {
    "under_30": (_("under %(share)s"), (0.3,)),
    "30_50": (_("%(from)s to under %(until)s"), (0.3, 0.5)),
    "50_70": (_("%(from)s to %(until)s"), (0.5, 0.7)),
    "over_70": (_("over %(share)s"), (0.7,)),
}
STATUSES = {
    Status.DRAFT: _("Draft"),
    Status.PROPOSED: _("Waiting for approval"),
    Status.APPROVED: _("Approved, begins later"),
    Status.IN_EFFECT: _("In effect"),
    Status.REFUSED: _("Refused"),
}
TONES = {
    Status.DRAFT: "",
    Status.PROPOSED: "warn",
    Status.APPROVED: "info",
    Status.IN_EFFECT: "good",
    Status.REFUSED: "bad",
}
UNIT_NAMES = (
    (TimeUnit.HOUR, _("working hours")),
    (TimeUnit.WORKING_DAY, _("working days")),
    (TimeUnit.DAY, _("days")),
    (TimeUnit.MONTH, _("months")),
)
# For the picture only: where a time stands on a scale from an hour to three months.
PICTURED = {TimeUnit.HOUR: 60, TimeUnit.WORKING_DAY: 480, TimeUnit.DAY: 480 * 5 / 7, TimeUnit.MONTH: 480 * 21}
LOWEST, HIGHEST, WIDTH = 50, 480 * 45, 300
GRID = ((60, "1 h"), (480, "1"), (480 * 5, "5"), (480 * 20, "20"))


def term(given: Term | None) -> str:
    """Write a time as a person says it: "5 working days", "the same day"."""
    if given is None:
        return gettext("not said")
    value = given.value
    if value == 0 and given.unit is TimeUnit.WORKING_DAY:
        return gettext("the same day")
    patterns = {
        TimeUnit.HOUR: ngettext("%(count)d working hour", "%(count)d working hours", value),
        TimeUnit.WORKING_DAY: ngettext("%(count)d working day", "%(count)d working days", value),
        TimeUnit.DAY: ngettext("%(count)d day", "%(count)d days", value),
        TimeUnit.MONTH: ngettext("%(count)d month", "%(count)d months", value),
    }
    return patterns[given.unit] % {"count": value}


def of_version(version: Any) -> str:
    """Write the time the law gives a procedure's version."""
    known = version.time_value is not None and version.time_unit
    return term(Term(version.time_value, TimeUnit(version.time_unit)) if known else None)


def band(name: str) -> str:
    """Write a band of cuts."""
    pattern, ends = BAND_NAMES[name]
    shares = [words.share(end, 0) for end in ends]
    return gettext(pattern) % {"share": shares[0], "from": shares[0], "until": shares[-1]}


def bands() -> list[tuple[str, str]]:
    """Return the bands with their names, in order."""
    return [(name, band(name)) for name in BANDS]


def cut(found: Cut) -> str:
    """Write a cut: "−60 %", or a dash when there is none."""
    if found.share is None:
        return "–"
    return f"−{words.share(found.share, 0)}" if found.share else words.share(0)


def how(found: Cut) -> str:
    """Say how the two times were compared."""
    said = {
        "same_unit": gettext("same unit of time"),
        "working_time": gettext("through the office's working time"),
        "longer": gettext("the promise is longer; the law's time holds"),
    }
    return said.get(found.how, gettext("one of the two times is not known"))


def status(value: str) -> str:
    """Write where a proposal stands."""
    return gettext(STATUSES[Status(value)])


def tone(value: str) -> str:
    """Return the tone of a status."""
    return TONES[Status(value)]


def name(version: Any) -> str:
    """Return the name of a procedure in the language of the page."""
    return version.name_en if words.language() == "en" and version.name_en else version.name


def _x(minutes: float) -> float:
    bounded = min(max(minutes, LOWEST), HIGHEST)
    return 8 + (WIDTH - 16) * (log(bounded) - log(LOWEST)) / (log(HIGHEST) - log(LOWEST))


def _pictured(given: Term) -> float:
    same_day = given.unit is TimeUnit.WORKING_DAY and given.value == 0
    return 480.0 if same_day else given.value * PICTURED[given.unit]


def dumbbell(law: Term | None, promise: Term | None, band_name: str = "") -> SafeString:
    """Draw the law's time and the promised one on one scale, with the words beside it as the truth."""
    if law is None or promise is None:
        return format_html("")
    from_x, to_x = _x(_pictured(law)), _x(min(_pictured(promise), _pictured(law)))
    grid = format_html_join(
        "", '<path class="grid" d="M{} 0V28"/>', ((f"{_x(at):.1f}",) for at, _name in GRID)
    )
    return format_html(
        '<svg class="mc-bell mc-bell--{}" viewBox="0 0 {} 28" aria-hidden="true">{}'
        '<path class="way" d="M{} 14H{}"/><circle class="law" cx="{}" cy="14" r="5"/>'
        '<circle class="ours" cx="{}" cy="14" r="6"/></svg>',
        band_name or "none", WIDTH, grid, f"{to_x:.1f}", f"{from_x:.1f}", f"{from_x:.1f}", f"{to_x:.1f}",
    )  # fmt: skip


def scale() -> SafeString:
    """Draw the scale that all dumbbells of a table share."""
    named = ((f"{_x(at):.1f}", _tick(at)) for at, _name in GRID)
    ticks = format_html_join("", '<text x="{}" y="11" text-anchor="middle">{}</text>', named)
    return format_html('<svg class="mc-bell" viewBox="0 0 {} 14" aria-hidden="true">{}</svg>', WIDTH, ticks)


def _tick(minutes: int) -> str:
    return words.hours(minutes // 60) if minutes < 480 else words.days(minutes // 480)

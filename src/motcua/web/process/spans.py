"""How lengths of time are said on the process map: in the largest unit that fits, to one place."""

from collections.abc import Sequence

from django.utils.translation import gettext

from motcua.rules.process import DAY, SECOND
from motcua.web import words

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
# Where the colours change: a scale for maps of hours, of days, of months.
SCALES: Sequence[tuple[int, int, int]] = (
    (5 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    (15 * MINUTE, 30 * MINUTE, HOUR),
    (HOUR // 2, HOUR, 2 * HOUR),
    (HOUR, 2 * HOUR, 4 * HOUR),
    (2 * HOUR, 4 * HOUR, 8 * HOUR),
    (4 * HOUR, 12 * HOUR, DAY),
    (DAY // 2, DAY, 2 * DAY),
    (DAY, 2 * DAY, 5 * DAY),
    (2 * DAY, 5 * DAY, 10 * DAY),
    (5 * DAY, 10 * DAY, 20 * DAY),
    (10 * DAY, 30 * DAY, 60 * DAY),
)


def said(micros: float) -> str:
    """Write "2,7 ngày", "3,5 giờ", "12 phút", "40 giây"."""
    size = abs(micros)
    if size >= DAY:
        return words.days(round(micros / DAY, 1))
    if size >= HOUR:
        return words.hours(round(micros / HOUR, 1))
    if size >= MINUTE:
        return words.length(round(micros / MINUTE))
    return gettext("%(number)s s") % {"number": words.number(round(micros / SECOND))}


def short(micros: float, unit: int) -> str:
    """Write the number alone, in days or hours, for a table whose head names the unit."""
    return words.number(micros / unit, 1)


def signed(micros: float) -> str:
    """Write a difference with its sign: "+1,2 ngày", "−3 giờ"."""
    return f"{'+' if micros >= 0 else '−'}{said(abs(micros))}"


def office(seconds: float) -> str:
    """Write office time: in days of eight hours from one day on."""
    if abs(seconds) >= 8 * 3600:
        return gettext("%(days)s of work") % {"days": words.days(round(seconds / 8 / 3600, 1))}
    if abs(seconds) >= 3600:
        return words.hours(round(seconds / 3600, 1))
    return words.length(round(seconds / 60))


def scale(means: Sequence[float]) -> tuple[int, int, int]:
    """Return where the colours change: the widest scale whose darkest step the longest mean reaches."""
    longest = max(means, default=0)
    fitting = [steps for steps in SCALES if steps[-1] <= longest]
    return fitting[-1] if fitting else SCALES[0]


def step(mean: float, steps: Sequence[int]) -> int:
    """Return 0 to 3: how many steps of the scale a mean has passed."""
    return sum(mean > one for one in steps)


def scale_words(steps: Sequence[int]) -> list[str]:
    """Say the scale: "under 2 hours", "2 hours to 4 hours", ..., "over 1 day"."""
    low, middle, high = (said(one) for one in steps)
    return [
        gettext("under %(limit)s") % {"limit": low},
        gettext("%(from)s to %(to)s") % {"from": low, "to": middle},
        gettext("%(from)s to %(to)s") % {"from": middle, "to": high},
        gettext("over %(limit)s") % {"limit": high},
    ]

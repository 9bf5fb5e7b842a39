"""Small figures as SVG: spark lines, bars, the heat calendar; their numbers stand beside them in words."""

from collections.abc import Sequence
from datetime import date, timedelta

import segno

TONES = {"good": "jade", "warn": "amber", "bad": "crimson", "info": "stone-700", "": "stone-700"}
HEAT_STEPS = (0.02, 0.05, 0.10, 0.25)


def spark(values: Sequence[float], tone: str = "") -> str:
    """Draw a line of values, the last one dotted."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = 78 / (len(values) - 1)
    points = [(2 + step * at, 28 - (value - low) / spread * 23) for at, value in enumerate(values)]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    name = TONES.get(tone, "stone-700")
    x, y = points[-1]
    return (
        f'<svg class="mc-spark mc-ink-{name}" viewBox="0 0 84 32" aria-hidden="true">'
        f'<path class="area" d="M{line}L{x:.1f} 32L2 32Z"/><path class="line" d="M{line}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )


def bars(values: Sequence[float], *, late: Sequence[int] = (), top: float | None = None) -> str:
    """Draw a column for each value on a scale that the caller shares between several drawings.

    `late` holds the positions with something late; the last column is the current one.
    """
    if not values:
        return ""
    top = top or max(values) or 1
    pitch = 150 / len(values)
    drawn = []
    for at, value in enumerate(values):
        high = max(min(value / top, 1) * 35, 1)
        kind = "late" if at in late else "now" if at == len(values) - 1 else "past"
        drawn.append(
            f'<rect class="{kind}" x="{at * pitch + pitch * 0.1:.1f}" y="{36 - high:.1f}" '
            f'width="{pitch * 0.8:.1f}" height="{high:.1f}"/>'
        )
    head = '<svg class="mc-bars" viewBox="0 0 150 36" preserveAspectRatio="none" aria-hidden="true">'
    return f"{head}{''.join(drawn)}</svg>"


def heat_step(value: float | None, steps: Sequence[float] = HEAT_STEPS) -> int:
    """Return 0 to 4: how many steps the value has passed."""
    return 0 if value is None else sum(value > step for step in steps)


def heat(
    days: Sequence[tuple[date, float | None, bool]],
    *,
    names: Sequence[str],
    steps: Sequence[float] = HEAT_STEPS,
    today: date | None = None,
) -> str:
    """Draw a calendar: a column a week, a row a weekday, five heats; closed days are hatched.

    Each day is (date, value, open). `names` are the seven short weekdays, Monday first.
    """
    if not days:
        return ""
    first = min(on for on, _, _ in days)
    monday = first - timedelta(days=first.weekday())
    weeks = (max(on for on, _, _ in days) - monday).days // 7 + 1
    drawn = [_month_names(monday, weeks)]
    drawn += [f'<text x="0" y="{31 + row * 18}">{names[row]}</text>' for row in range(7)]
    for on, value, is_open in days:
        x, y = 30 + (on - monday).days // 7 * 18, 19 + on.weekday() * 18
        kind = "off" if not is_open else f"h{heat_step(value, steps)}"
        mark = " today" if on == today else ""
        drawn.append(f'<rect class="{kind}{mark}" x="{x}" y="{y}" width="16" height="16" rx="2"/>')
    hatch = (
        '<pattern id="off" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V5"/></pattern>'
    )
    head = f'<svg class="mc-cal" viewBox="0 0 {32 + weeks * 18} 146" aria-hidden="true"><defs>{hatch}</defs>'
    return f"{head}{''.join(drawn)}</svg>"


def _month_names(monday: date, weeks: int) -> str:
    names, shown = [], 0
    for week in range(weeks):
        on = monday + timedelta(days=7 * week + 6)
        if on.month != shown:
            names.append(f'<text x="{30 + week * 18}" y="11">{on.month:02d}/{on.year % 100:02d}</text>')
            shown = on.month
    return "".join(names)


def qr(text: str) -> str:
    """Draw a text as a QR code, one path, black on white; nothing for nothing."""
    if not text:
        return ""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None, dark="#1B1A17", light="#fff"
    )

"""The survival curve of a step as SVG; the table beside it is the truth."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from motcua.web import resting, words

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 300, 52, 14, 34
ROOM = 1.15  # how far the axis goes beyond the last thing to show


def curve(points: Sequence[Sequence[float]], usual: int | None, here: int | None, day: int) -> SafeString:
    """Draw which share still rests after how long, the usual time, and where one dossier stands."""
    if not points:
        return format_html("")
    last = max([points[-1][0], usual or 0, here or 0, 1]) * ROOM

    def x(minutes: float) -> float:
        return LEFT + (WIDTH - LEFT - 12) * min(minutes / last, 1)

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    marks = []
    if usual is not None:
        marks.append(_mark("usual", x(usual), gettext("usual limit"), TOP + 12))
    if here is not None:
        marks.append(_mark("here", x(here), gettext("this dossier"), TOP + 30))
    return format_html(
        '<svg class="mc-curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
        '<path class="band" d="{}"/><path class="line" d="{}"/>{}</svg>',
        WIDTH,
        HEIGHT,
        _words(points, usual, here, day),
        _shares(y),
        _times(x, last, day),
        _band(points, x, y, last),
        _line([(minutes, share) for minutes, share, *_ in points], x, y, last),
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


def _mark(name: str, at: float, label: str, height: int) -> SafeString:
    anchor, shift = ("end", -6) if at > WIDTH * 0.7 else ("start", 6)
    return format_html(
        '<path class="{0}" d="M{1} {2}V{3}"/>'
        '<text class="{0}-t" x="{4}" y="{5}" text-anchor="{6}">{7}</text>',
        name, f"{at:.1f}", TOP, HEIGHT - BOTTOM, f"{at + shift:.1f}", height, anchor, label,
    )  # fmt: skip


def _shares(y: Any) -> SafeString:
    rows = ((f"{y(share):.1f}", words.share(share, 0)) for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    return format_html_join(
        "",
        f'<path class="grid" d="M{LEFT} {{0}}H{WIDTH - 12}"/>'
        f'<text x="{LEFT - 8}" y="{{0}}" dy="4" text-anchor="end">{{1}}</text>',
        rows,
    )


def _times(x: Any, last: float, day: int) -> SafeString:
    step = next(
        (one for one in (30, 60, 120, 240, day, 2 * day, 5 * day, 10 * day, 20 * day) if last / one <= 7),
        40 * day,
    )
    rows = ((f"{x(at):.1f}", resting.length(round(at), day)) for at in range(step, round(last) + 1, step))
    return format_html_join("", f'<text x="{{}}" y="{HEIGHT - 12}" text-anchor="middle">{{}}</text>', rows)


def _steps(points: Sequence[tuple[float, float]], x: Any, y: Any, last: float) -> list[str]:
    found, height = [f"{LEFT} {y(1):.1f}"], 1.0
    for minutes, share in points:
        found += [f"{x(minutes):.1f} {y(height):.1f}", f"{x(minutes):.1f} {y(share):.1f}"]
        height = share
    return [*found, f"{x(last):.1f} {y(height):.1f}"]


def _line(points: Sequence[tuple[float, float]], x: Any, y: Any, last: float) -> str:
    return "M" + "L".join(_steps(points, x, y, last))


def _band(points: Sequence[Sequence[float]], x: Any, y: Any, last: float) -> str:
    upper = _steps([(minutes, high) for minutes, _share, _low, high in points], x, y, last)
    lower = _steps([(minutes, low) for minutes, _share, low, _high in points], x, y, last)
    return "M" + "L".join([*upper, *reversed(lower)]) + "Z"


def _words(points: Sequence[Sequence[float]], usual: int | None, here: int | None, day: int) -> str:
    half = next((minutes for minutes, share, *_ in points if share <= 0.5), None)
    said = []
    if half is not None:
        said.append(gettext("Half have gone on after %(time)s.") % {"time": resting.length(round(half), day)})
    if usual is not None:
        said.append(gettext("95 of 100 have gone on after %(time)s.") % {"time": resting.length(usual, day)})
    if here is not None:
        said.append(gettext("This dossier rests for %(time)s.") % {"time": resting.length(here, day)})
    return " ".join(said)


def table(points: Sequence[Sequence[float]], day: int) -> list[dict[str, Any]]:
    """Return the curve as rows: after how long which share still rests, with its interval."""
    wanted, rows = [0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01], []
    for share in wanted:
        found = next((point for point in points if point[1] <= share + 1e-9), None)
        if found is not None:
            rows.append(
                {
                    "gone": words.share(1 - share, 0),
                    "after": resting.length(round(found[0]), day),
                    "between": f"{words.share(found[2], 1)} – {words.share(found[3], 1)}",
                }
            )
    return rows

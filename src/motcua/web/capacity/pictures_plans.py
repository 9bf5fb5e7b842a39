"""A plan against reality in a picture: by the half hour bands for what was expected, dots for what was."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from motcua.rules.capacity import clock
from motcua.web.capacity.pictures import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, scale, top_of

HALF = 30.0
GAP = 12.0  # between two sessions


def against(
    meant: Sequence[Mapping[str, Any]], real: Sequence[Mapping[str, Any]], promise: float,
    said: tuple[str, str, str],
) -> str:  # fmt: skip
    """Draw by the half hour from the middle to the ninety percent wait: expected as bands, measured as dots.

    `said`: the whole in words, the word of the promise, the unit.
    """
    was = {row["at"]: row for row in real}
    at = sorted({row["at"] for row in meant} | set(was))
    gaps = sum(b - a > HALF for a, b in zip(at, at[1:], strict=False))
    wide = (RIGHT - LEFT - GAP * gaps) / max(len(at), 1)
    ends = [row["p90"][0] or 0.0 for row in (*meant, *real)]
    ends += [min(row["p90"][2] or 0.0, 2 * (row["p90"][0] or 0.0) + 5) for row in real]
    top = top_of(max([promise, *ends]))

    def y(minutes: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(minutes / top, 1.0)

    drawn, x = scale(top, y), LEFT
    drawn.append(f'<path class="mark" d="M{LEFT:g} {y(promise):.1f}H{RIGHT:g}"/>'
                 f'<text class="tick r" x="{RIGHT:g}" y="{y(promise) - 4:.1f}">'
                 f"{escape(said[1])} {promise:g} {escape(said[2])}</text>")  # fmt: skip
    planned = {row["at"]: row for row in meant}
    for place, one in enumerate(at):
        x += GAP if place and one - at[place - 1] > HALF else 0.0
        if one in planned:
            drawn.append(_band(planned[one], x, wide, y))
        if one in was:
            drawn.append(_dots(was[one], x + wide / 2, y))
        if one % 60 == 0:
            drawn.append(
                f'<text class="tick m" x="{x + wide / 2:.1f}" y="{BOTTOM + 17:g}">{clock(one)}</text>'
            )
        x += wide
    return (f'<svg class="mc-chart mc-cap-course mc-cap-against" viewBox="0 0 {WIDTH:g} {HEIGHT - 20:g}" '
            f'role="img" aria-label="{escape(said[0])}">{"".join(drawn)}</svg>')  # fmt: skip


def _band(row: Mapping[str, Any], x: float, wide: float, y: Any) -> str:
    middle, ninety = row["p50"][0] or 0.0, row["p90"][0] or 0.0
    height = max(y(middle) - y(ninety), 1.5)
    return (f'<rect class="band then" x="{x + 1.5:.1f}" y="{y(ninety):.1f}" width="{wide - 3:.1f}" '
            f'height="{height:.1f}"/><path class="line then" '
            f'd="M{x + 1.5:.1f} {y(ninety):.1f}H{x + wide - 1.5:.1f}"/>')  # fmt: skip


def _dots(row: Mapping[str, Any], x: float, y: Any) -> str:
    value, low, high = row["p90"]
    middle = row["p50"][0]
    drawn = "" if middle is None else f'<circle class="middle" cx="{x:.1f}" cy="{y(middle):.1f}" r="3.5"/>'
    if value is None:
        return drawn
    if low is not None:
        drawn += f'<path class="reach" d="M{x:.1f} {y(low):.1f}V{y(high):.1f}"/>'
    return drawn + f'<circle class="ninety" cx="{x:.1f}" cy="{y(value):.1f}" r="4.5"/>'

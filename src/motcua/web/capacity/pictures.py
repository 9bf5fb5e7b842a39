"""The pictures of the capacity pages, drawn by the server: the line of a day, the promise, a roster."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from motcua.rules.capacity import Interval, clock

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 34.0, 550.0, 14.0, 322.0, 560.0, 366.0


def course(
    courses: tuple[Any, Any], sessions: Sequence[Interval], said: tuple[str, str, str, str], *, changed: bool
) -> str:
    """Draw how many wait through the day: before dashed, after solid, nine days of ten as bands.

    `said`: the whole in words, the labels of before and after, the word for a break.
    """
    spoken, before, after, rest = said
    first, last = sessions[0][0], sessions[-1][1]
    lines = [courses[0].line, courses[1].line] if changed else [courses[1].line]
    top = top_of(max(band.high for line in lines for band in line))

    def x(minutes: float) -> float:
        return LEFT + (RIGHT - LEFT) * (minutes - first) / (last - first)

    def y(people: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * people / top

    drawn = [*scale(top, y), *_breaks(sessions, x, rest)]
    for line, kind in zip(lines, ("now", "then") if changed else ("now",), strict=True):
        drawn += _line(line, sessions, (x, y), kind)
    drawn += _hours(sessions, x)
    drawn.append(f'<text class="now" x="{LEFT + 8:g}" y="{TOP + 10:g}">{escape(before)}</text>')
    if changed:
        drawn.append(f'<text class="then" x="{LEFT + 8:g}" y="{TOP + 27:g}">{escape(after)}</text>')
    return (f'<svg class="mc-chart mc-cap-course" viewBox="0 0 {WIDTH:g} {HEIGHT - 20:g}" role="img" '
            f'aria-label="{escape(spoken)}">{"".join(drawn)}</svg>')  # fmt: skip


def top_of(value: float) -> float:
    """Return the end of a scale: five steps of a round number."""
    step = next(
        step for step in (1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 500, 1000, 10_000) if 5 * step >= value
    )
    return 5.0 * step


def scale(top: float, y: Callable[[float], float]) -> list[str]:
    """Draw the lines and numbers of a scale from nought."""
    found = []
    for at in range(6):
        value = top * at / 5
        found.append(f'<path class="{"axis" if not at else "grid"}" d="M{LEFT:g} {y(value):.1f}H{RIGHT:g}"/>')
        found.append(f'<text class="tick r" x="{LEFT - 7:g}" y="{y(value) + 4:.1f}">{value:g}</text>')
    return found


def _breaks(sessions: Sequence[Interval], x: Callable[[float], float], word: str) -> list[str]:
    found = []
    for (_, since), (until, _) in zip(sessions, sessions[1:], strict=False):
        width, middle = x(until) - x(since), (x(since) + x(until)) / 2
        box = f'x="{x(since):.1f}" y="{TOP:g}" width="{width:.1f}" height="{BOTTOM - TOP:g}"'
        found.append(f'<rect class="rest" {box}/>')
        found.append(
            f'<text class="tick m" x="{middle:.1f}" y="{(TOP + BOTTOM) / 2:g}">{escape(word)}</text>'
        )
    return found


def _line(line: Sequence[Any], sessions: Sequence[Interval], scales: Any, kind: str) -> list[str]:
    x, y = scales
    found = []
    for since, until in sessions:
        own = [band for band in line if since <= band.at_minutes <= until]
        if len(own) < 2:
            continue
        over = [f"{x(band.at_minutes):.1f} {y(band.high):.1f}" for band in own]
        under = [f"{x(band.at_minutes):.1f} {y(band.low):.1f}" for band in reversed(own)]
        mean = [f"{x(band.at_minutes):.1f} {y(band.mean):.1f}" for band in own]
        found.append(f'<path class="band {kind}" d="M{"L".join((*over, *under))}Z"/>')
        found.append(f'<path class="line {kind}" d="M{"L".join(mean)}"/>')
    return found


def _hours(sessions: Sequence[Interval], x: Callable[[float], float]) -> list[str]:
    marks = [since + 60 * n for since, until in sessions for n in range(int((until - since) // 60) + 1)]
    return [f'<text class="tick m" x="{x(at):.1f}" y="{BOTTOM + 17:g}">{clock(at)}</text>' for at in marks]


def promise(spans: Sequence[tuple[float, float, float]], minutes: float, said: tuple[str, str, str]) -> str:
    """Draw the waits of before and after (value, low, high) on one ruler, with the promise as a mark.

    `said`: the whole in words, the words of the promise, the unit.
    """
    spoken, word, unit = said
    top = top_of(max(minutes * 1.2, *(high for _, _, high in spans)))

    def x(value: float) -> float:
        return 6 + 238 * min(value / top, 1.0)

    drawn = ['<path class="ruler" d="M6 30H244"/>']
    for (value, low, high), kind in zip(spans, ("now", "then"), strict=False):
        drawn.append(f'<path class="span {kind}" d="M{x(low):.1f} 30H{x(high):.1f}"/>'
                     f'<circle class="{kind}" cx="{x(value):.1f}" cy="30" r="6"/>')  # fmt: skip
    side = "r" if minutes > top / 2 else "l"
    at = x(minutes) + (-6 if side == "r" else 6)
    drawn.append(f'<path class="mark" d="M{x(minutes):.1f} 14V42"/>'
                 f'<text class="word {side}" x="{at:.1f}" y="13">{escape(word)}</text>'
                 f'<text class="tick" x="4" y="54">0</text>'
                 f'<text class="tick r" x="246" y="54">{top:g} {escape(unit)}</text>')  # fmt: skip
    head = (
        f'<svg class="mc-chart mc-cap-promise" viewBox="0 0 250 58" role="img" aria-label="{escape(spoken)}">'
    )
    return f"{head}{''.join(drawn)}</svg>"


def officers(
    slots: Sequence[Interval], needed: Sequence[int], now: int, people: Sequence[str], spoken: str
) -> str:
    """Draw how many officers each half hour needs: those there today, those added, those not needed."""
    most = max(*needed, now)
    gaps = sum(a[1] != b[0] for a, b in zip(slots, slots[1:], strict=False))
    wide = (1128 - 34 * gaps) / len(slots)
    x, drawn, bottom = 0.0, [], 8 + 22 * most
    for at, (slot, n) in enumerate(zip(slots, needed, strict=True)):
        if at and slots[at - 1][1] != slot[0]:
            x += 34
        for level in range(most):
            kind = "own" if level < min(n, now) else "more" if level < n else "none"
            drawn.append(f'<rect class="{kind}" x="{x + 2:.1f}" y="{bottom - 22 * (level + 1):g}" '
                         f'width="{wide - 4:.1f}" height="19" rx="2"/>')  # fmt: skip
        middle = x + wide / 2
        drawn.append(f'<text class="hour m" x="{middle:.1f}" y="{bottom + 15:g}">{clock(slot[0])}</text>')
        drawn.append(f'<text class="tick m" x="{middle:.1f}" y="{bottom + 31:g}">{escape(people[at])}</text>')
        x += wide
    return (f'<svg class="mc-chart mc-cap-roster" viewBox="0 0 1128 {bottom + 38:g}" role="img" '
            f'aria-label="{escape(spoken)}">{"".join(drawn)}</svg>')  # fmt: skip

"""Indexes with their intervals as a picture: a dot where the index is, a line as wide as it is unsure."""

from collections.abc import Sequence
from html import escape

from motcua.rules.survey_scores import Score

LEFT, WIDTH, RIGHT, HIGH, TOP = 190.0, 470.0, 60.0, 26.0, 26.0
LETTERS = 26  # of a name beside its line


def svg(rows: Sequence[tuple[str, Score]], sentence: str) -> str:
    """Draw a line for each row on one scale; the sentence says what is seen."""
    if not rows:
        return ""
    low, high = _scale([score for _name, score in rows])
    height = TOP + HIGH * len(rows) + 8

    def x(value: float) -> float:
        return LEFT + (value - low) / (high - low) * WIDTH

    step = 10 if high - low > 30 else 5
    parts = []
    for mark in range(int(low), int(high) + 1, step):
        at = x(mark)
        parts.append(f'<path class="grid" d="M{at:.1f} {TOP - 6}V{height - 6}"/>')
        parts.append(f'<text class="mark" x="{at:.1f}" y="14" text-anchor="middle">{mark}</text>')
    for number, (name, score) in enumerate(rows):
        y = TOP + HIGH * number + HIGH / 2
        shown = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        parts.append(f'<text class="name" x="0" y="{y + 4.5:.1f}">{escape(shown)}</text>')
        left, right = x(float(score.low)), x(float(score.high))
        parts.append(f'<path class="line" d="M{left:.1f} {y:.1f}H{right:.1f}"/>')
        parts.append(f'<path class="line" d="M{left:.1f} {y - 5:.1f}v10M{right:.1f} {y - 5:.1f}v10"/>')
        parts.append(f'<circle class="dot" cx="{x(float(score.value)):.1f}" cy="{y:.1f}" r="5"/>')
    box = f"0 0 {LEFT + WIDTH + RIGHT:.0f} {height:.0f}"
    return (
        f'<svg class="mc-whisker" viewBox="{box}" role="img" aria-label="{escape(sentence)}">'
        f"{''.join(parts)}</svg>"
    )


def _scale(scores: Sequence[Score]) -> tuple[float, float]:
    low = int(min(score.low for score in scores)) // 10 * 10
    high = -(-int(max(score.high for score in scores) + 1) // 10) * 10
    return float(max(0, low)), float(min(100, max(high, low + 10)))

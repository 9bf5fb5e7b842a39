"""The pictures of an analysis as SVG made by the server: intervals, a profile, a slope, a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext

from motcua.rules.outline import Drawn
from motcua.web import words

LEFT, WIDE, ROW = 165.0, 540.0, 28.0
LETTERS, LONG = 22, 44


@dataclass(frozen=True, slots=True)
class Span:
    """One unit in the picture of intervals."""

    name: str
    rank: int
    low: float
    median: float
    high: float
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One area in a profile, from 0 to 1: the unit's share, and the mean it is held against."""

    name: str
    share: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in a slope: its ranks, the oldest first; nothing where it had none."""

    name: str
    ranks: Sequence[int | None]
    is_mine: bool = False


def intervals(rows: Sequence[Span]) -> str:
    """Draw a bar from the 5th to the 95th percentile of each unit's ranks, its own rank as a dot."""
    if not rows:
        return ""
    most = max(max(row.rank for row in rows), max(row.high for row in rows), 2)
    tall = 30 + ROW * len(rows)

    def at(rank: float) -> float:
        return LEFT + 14 + (rank - 1) / (most - 1) * (WIDE - LEFT - 34)

    step = max(1, round(most / 12))
    marks = [1, *range(1 + step, int(most) + 1, step)]
    drawn = [
        f'<path class="grid" d="M{at(mark):.1f} 24V{tall:g}"/>'
        f'<text class="n" x="{at(mark):.1f}" y="14" text-anchor="middle">{mark}</text>'
        for mark in marks
    ]
    for place, row in enumerate(rows):
        y = 30 + ROW * place + ROW / 2
        mine = " mine" if row.is_mine else ""
        drawn.append(
            f'<text class="{mine.strip()}" x="0" y="{y + 4:g}">{escape(_short(row.name))}</text>'
            f'<rect class="span{mine}" x="{at(row.low) - 5:.1f}" y="{y - 6:g}" rx="5" '
            f'width="{at(row.high) - at(row.low) + 10:.1f}" height="12"/>'
            f'<path class="median" d="M{at(row.median):.1f} {y - 6:g}v12"/>'
            f'<circle class="rank{mine}" cx="{at(row.rank):.1f}" cy="{y:g}" r="4.5"/>'
        )
    sentence = gettext("Ranks of %(count)s units with their intervals; the table beside tells the same") % {
        "count": len(rows)
    }
    return _svg("mc-ana-spans", WIDE, tall, sentence, drawn)


def profile(bars: Sequence[Bar], name: str) -> str:
    """Draw each area as a bar to 100 percent, with a mark where the mean of the group lies."""
    wide, high = 420.0, 46.0
    drawn = []
    for place, bar in enumerate(bars):
        top = place * high
        said = "–" if bar.share is None else words.share(bar.share, 1)
        drawn.append(f'<text x="0" y="{top + 14:g}">{escape(_short(bar.name, LONG))}</text>')
        drawn.append(f'<text class="b" x="{wide:g}" y="{top + 14:g}" text-anchor="end">{said}</text>')
        drawn.append(f'<rect class="back" x="0" y="{top + 20:g}" width="{wide:g}" height="13"/>')
        if bar.share is not None:
            width = wide * min(1.0, max(0.0, bar.share))
            behind = bar.mean is not None and bar.share < bar.mean
            kind = "behind" if behind else "ahead"
            drawn.append(f'<rect class="{kind}" x="0" y="{top + 20:g}" width="{width:.1f}" height="13"/>')
        if bar.mean is not None:
            x = wide * min(1.0, max(0.0, bar.mean))
            drawn.append(f'<path class="mean" d="M{x:.1f} {top + 17:g}v19"/>')
    sentence = gettext("Areas of %(name)s against the mean of its group") % {"name": name}
    return _svg("mc-ana-profile", wide, max(1, len(bars)) * high, sentence, drawn)


def slope(lines: Sequence[Line], years: Sequence[str]) -> str:
    """Draw the ranks over the years, the chosen unit last and strongest."""
    ranked = [rank for line in lines for rank in line.ranks if rank]
    if len(years) < 2 or not ranked:
        return ""
    pitch = max(22.0, min(34.0, 620 / max(ranked)))
    tall = 34 + pitch * (max(ranked) - 1) + 16
    gap = 210.0 / (len(years) - 1)
    xs = [34 + gap * at for at in range(len(years))]
    drawn = [
        f'<text class="y" x="{x:g}" y="12" text-anchor="middle">{escape(year)}</text>'
        for x, year in zip(xs, years, strict=True)
    ]
    for line in sorted(lines, key=lambda one: one.is_mine):
        drawn += _ranks(line, xs, pitch)
    mine = next((line for line in lines if line.is_mine), lines[0])
    told = ", ".join(f"{year}: {rank or '–'}" for year, rank in zip(years, mine.ranks, strict=True))
    sentence = gettext("Ranks over the years; %(name)s: %(told)s") % {"name": mine.name, "told": told}
    return _svg("mc-ana-slope", xs[-1] + 180, tall, sentence, drawn)


def _ranks(line: Line, xs: Sequence[float], pitch: float) -> list[str]:
    kind = "mine" if line.is_mine else "other"
    points = [(x, 34 + (rank - 1) * pitch, rank) for x, rank in zip(xs, line.ranks, strict=True) if rank]
    if not points:
        return []
    path = "L".join(f"{x:g} {y:g}" for x, y, _ in points)
    drawn = [f'<path class="{kind}" d="M{path}"/>'] if len(points) > 1 else []
    drawn += [f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="4"/>' for x, y, _ in points]
    if points[0][0] == xs[0]:
        drawn.append(
            f'<text class="{kind}" x="{xs[0] - 10:g}" y="{points[0][1] + 4:g}" text-anchor="end">'
            f"{points[0][2]}</text>"
        )
    x, y, rank = points[-1]
    label = escape(f"{rank}. {_short(line.name)}")
    drawn.append(f'<text class="{kind}" x="{x + 10:g}" y="{y + 4:g}">{label}</text>')
    return drawn


@dataclass(frozen=True, slots=True)
class Patch:
    """One place of a map: its outline, what is said of it, and how hot it is (none: not in the index)."""

    drawn: Drawn
    name: str
    said: str
    heat: int | None
    is_mine: bool = False


def outline(patches: Sequence[Patch], *, wide: float, tall: float) -> str:
    """Draw the places filled by heat, the number of each in its middle."""
    parts = []
    for one in sorted(patches, key=lambda patch: patch.is_mine):
        kind = "none" if one.heat is None else f"h{one.heat}"
        mine = " mine" if one.is_mine else ""
        title = escape(f"{one.name}: {one.said}" if one.said else one.name)
        parts.append(f'<path class="{kind}{mine}" d="{one.drawn.path}"><title>{title}</title></path>')
        if one.heat is not None:
            dark = " on" if one.heat == 4 else ""
            parts.append(
                f'<text class="n{dark}" x="{one.drawn.x:.1f}" y="{one.drawn.y + 4:.1f}" '
                f'text-anchor="middle">{escape(one.said)}</text>'
            )
    sentence = gettext("Map of %(count)s places by their rank; the table of ranks tells the same") % {
        "count": len(patches)
    }
    return _svg("mc-ana-map", wide, tall, sentence, parts)


def _short(name: str, most: int = LETTERS) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _svg(kind: str, wide: float, tall: float, sentence: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {wide:g} {tall:g}" role="img" aria-label="{escape(sentence)}">'
        f"{''.join(parts)}</svg>"
    )

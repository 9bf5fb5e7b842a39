"""The points of a set as one picture: width is points, colour where the numbers come from."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from django.utils.translation import gettext

from motcua.rules.scorecard import Branch, CriteriaSet, Leaf
from motcua.web.criteria import told

WIDTH, GAP = 1144.0, 1.5
TOPS = (0.0, 58.0, 96.0)
HEIGHTS = (56.0, 36.0, 26.0)
LETTER = 7.4


def icicle(of: CriteriaSet, url: str) -> str:
    """Draw areas, criteria and components below each other; each leads to its row of the table."""
    whole = of.points
    if not whole:
        return ""
    scale, x = WIDTH / float(whole), 0.0
    drawn: list[str] = []
    for area in of.areas:
        drawn += _branch(area, x, scale, 0, url)
        x += float(area.points) * scale
    sums = told.sums(of)
    sentence = gettext(
        "%(whole)s points in %(areas)s areas: %(auto)s counted by the system, %(declared)s declared, "
        "%(survey)s by survey. The table below has every part."
    ) % {
        "whole": told.points(whole),
        "areas": len(of.areas),
        **{key: told.points(value) for key, value in sums.items()},
    }
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mc-crit-pic" viewBox="0 0 {WIDTH:g} 124" role="img" '
        f'aria-label="{escape(sentence)}">{"".join(drawn)}</svg>'
    )


def _branch(of: Branch, x: float, scale: float, depth: int, url: str) -> Iterator[str]:
    yield _stretch(of, x, float(of.points) * scale, min(depth, 1), "area" if depth == 0 else "criterion")
    for child in of.children:
        wide = float(child.points) * scale
        if isinstance(child, Branch):
            yield from _branch(child, x, scale, depth + 1, url)
        else:
            yield _leaf(child, x, wide, depth + 1)
        x += wide


def _leaf(leaf: Leaf, x: float, wide: float, depth: int) -> str:
    """Draw a component; one that stands right under an area reaches up to it."""
    top = TOPS[1] if depth == 1 else TOPS[2]
    return _box(leaf, x, wide, (top, TOPS[2] + HEIGHTS[2] - top), told.origin(leaf))


def _stretch(of: Branch, x: float, wide: float, row: int, look: str) -> str:
    return _box(of, x, wide, (TOPS[row], HEIGHTS[row]), look)


def _box(of: Branch | Leaf, x: float, wide: float, tall: tuple[float, float], look: str) -> str:
    top, height = tall
    name = f"{of.code} {told.text(of.name)}: {told.points(of.points)}"
    box = f'<rect x="{x:.2f}" y="{top:g}" width="{max(0.5, wide - GAP):.2f}" height="{height:g}" rx="2"/>'
    room = int((wide - 12) / LETTER)
    label = _label(of, room, look)
    words = "".join(
        f'<text x="{x + 6:.1f}" y="{top + 20 + 18 * line:g}">{escape(said)}</text>'
        for line, said in enumerate(label)
    )
    return f'<g class="{look}"><title>{escape(name)}</title>{box}{words}</g>'


def _label(of: Branch | Leaf, room: int, look: str) -> list[str]:
    number = told.points(of.points)
    if look != "area":
        return [of.code] if room >= len(of.code) else []
    name = told.text(of.name)
    if room < 3:
        return [of.code] if room >= len(of.code) else []
    cut = name if len(name) <= room else f"{name[: max(1, room - 1)].rstrip()}…"
    return [cut, f"{of.code} · {number}"] if room >= len(f"{of.code} · {number}") else [of.code, number]


def parts(of: CriteriaSet) -> list[tuple[str, str, Decimal]]:
    """Return the legend: look, name, points."""
    return [(key, gettext(told.FROM[key]), value) for key, value in told.sums(of).items()]

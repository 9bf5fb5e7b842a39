"""The process map as SVG: made by the server, so that it works without JavaScript and prints as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from motcua.queries.process_map import Edge
from motcua.web.process.chart import LINE, PAD, WIDTH, Chart

MARGIN = 14.0
LETTER = 7.1  # mean width of a letter of a number beside a link
THIN, THICK = 1.6, 11.0
Point = tuple[float, float]
Frame = tuple[float, float, float, float]  # left, top, width, height

# The house's colours for a picture that leaves it: a page takes them from its style sheet instead.
INK, STONE_700, STONE_400, STONE_300, STONE_100 = "#1B1A17", "#4A463F", "#8C867B", "#D9D4CA", "#F6F3ED"
HEATS = (STONE_400, "#EDBB63", "#D2702F", "#96203F")
TONES = {"more": "#B00E45", "less": "#0B6B4F", "even": STONE_400}


@dataclass(frozen=True, slots=True)
class LinkLook:
    """How a link is drawn: its colour (0 to 3, or a tone), its number, its width from 0 to 1."""

    colour: int | str
    text: str
    volume: float
    title: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class BoxLook:
    """How a box is drawn: its second line, whether its time counts, its words for who cannot see it."""

    text: str
    title: str
    is_pause: bool = False
    is_hot: bool = False


@dataclass(frozen=True, slots=True)
class Dress:
    """All that a drawing needs besides its layout."""

    links: Mapping[Edge, LinkLook]
    boxes: Mapping[int, BoxLook]
    sentence: str
    url: Callable[[str], str] | None = None  # the address that opens the panel of a box or a link
    pick: str = ""
    heading: str = ""
    foot: Sequence[tuple[int | str, str]] = field(
        default_factory=tuple
    )  # the legend of a picture that leaves


def svg(chart: Chart, dress: Dress, *, leaves: bool = False) -> str:
    """Return the map: for a page with classes, or (`leaves`) with its colours, its heading and its legend."""
    drawing = chart.drawing
    head, foot = (48.0, 34.0) if leaves else (0.0, 0.0)
    width, height = drawing.width + 2 * MARGIN + 40, drawing.height + 2 * MARGIN + head + foot
    width = max(width, 560.0) if leaves else width
    pen = _Pen(leaves)
    taken: list[Frame] = [_frame(drawing.centres[key], lines) for key, lines in chart.lines.items()]
    order = sorted(
        chart.edges, key=lambda edge: (edge == _edge_of(dress.pick), chart.edges[edge].count, edge)
    )
    drawn = [_link(chart, edge, dress, pen) for edge in order]
    boxes = [_box(chart, key, dress, pen) for key in sorted(chart.lines)]
    texts = [_number(chart, edge, dress, (pen, taken)) for edge in reversed(order)]
    body = f'<g transform="translate({MARGIN} {MARGIN + head:g})">{"".join((*drawn, *boxes, *texts))}</g>'
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}"{pen.whole(width)} role="group" aria-label="{escape(dress.sentence)}">'
    )
    return f"{opening}{_hatch()}{_around(dress, pen, (width, height)) if leaves else ''}{body}</svg>"


def _edge_of(pick: str) -> Edge | None:
    first, joint, after = pick.partition("-")
    return (int(first), int(after)) if joint and first.isdigit() and after.isdigit() else None


def _hatch() -> str:
    return (
        '<defs><pattern id="map-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{STONE_100}"/>'
        '<path d="M0 0v7" stroke="#CFC8BA" stroke-width="2"/></pattern></defs>'
    )


class _Pen:
    """Says how things look: by class on a page, by attribute in a picture that leaves."""

    def __init__(self, leaves: bool) -> None:
        self.leaves = leaves

    def whole(self, width: float) -> str:
        """Return the font; on a page also how narrow the map may get before it scrolls."""
        if self.leaves:
            return " font-family=\"'Be Vietnam Pro', 'Noto Sans', sans-serif\""
        return f' class="mc-map mc-map-w{min(24, max(4, round(width * 0.85 / 100)))}"'

    def stroke(self, colour: int | str, *, dashed: bool) -> str:
        dash = ' stroke-dasharray="8 5"' if dashed else ""
        if not self.leaves:
            return f' class="l {_class(colour)}"{dash}'
        return f' fill="none" stroke="{_paint(colour)}"{dash}'

    def fill(self, colour: int | str) -> str:
        return f' fill="{_paint(colour)}"' if self.leaves else f' class="a {_class(colour)}"'

    def frame(self, look: BoxLook, *, is_chosen: bool) -> str:
        if not self.leaves:
            kinds = ("b", "pause" * look.is_pause, "hot" * look.is_hot, "is-chosen" * is_chosen)
            return f' class="{" ".join(kind for kind in kinds if kind)}"'
        filled = "url(#map-hatch)" if look.is_pause else "#FFFFFF"
        edge = (
            f'stroke="{HEATS[3]}" stroke-width="3"'
            if look.is_hot
            else f'stroke="{STONE_700}" stroke-width="1.3"'
        )
        return f' fill="{filled}" {edge}'

    def text(self, kind: str, colour: int | str = "") -> str:
        if not self.leaves:
            return f' class="{kind}{f" {_class(colour)}" if colour != "" else ""}"'
        size, weight, fill = {
            "t": (14, 600, INK), "s": (13, 400, STONE_700), "n": (13, 600, INK), "h": (18, 600, INK),
            "k": (12, 400, STONE_700),
        }[kind]  # fmt: skip
        dark = _paint(colour) if colour in (3, "more", "less") else fill
        halo = (
            ' paint-order="stroke" stroke="#FFFFFF" stroke-width="4" stroke-linejoin="round"'
            if kind in "ns"
            else ""
        )
        return f' font-size="{size}" font-weight="{weight}" fill="{dark}"{halo}'


def _class(colour: int | str) -> str:
    return f"h{colour}" if isinstance(colour, int) else str(colour)


def _paint(colour: int | str) -> str:
    return HEATS[colour] if isinstance(colour, int) else TONES.get(str(colour), STONE_400)


def _frame(centre: Point, lines: Sequence[str]) -> Frame:
    high = PAD * 2 + LINE * (len(lines) + 1)
    return centre[0] - WIDTH / 2, centre[1] - high / 2, WIDTH, high


def _opened(dress: Dress, pick: str, title: str, inside: str, *, walks: bool) -> str:
    """Wrap something in the link that opens its panel; only boxes are stops of the keyboard."""
    about = f"<title>{escape(title)}</title>"
    if dress.url is None:
        return f"<g>{about}{inside}</g>"
    stop = "" if walks else ' tabindex="-1"'
    chosen = ' aria-current="true"' if pick == dress.pick else ""
    return (
        f'<a href="{escape(dress.url(pick))}" data-pick="{pick}" aria-label="{escape(title)}"{stop}{chosen}>'
        f"{about}{inside}</a>"
    )


def _box(chart: Chart, key: int, dress: Dress, pen: _Pen) -> str:
    look, lines = dress.boxes[key], chart.lines[key]
    x, y, wide, high = _frame(chart.drawing.centres[key], lines)
    middle = x + wide / 2
    rows = [
        f'<text x="{middle:.1f}" y="{y + PAD + LINE * (at + 1) - 4:.1f}" text-anchor="middle"{pen.text("t")}>'
        f"{escape(line)}</text>"
        for at, line in enumerate(lines)
    ]
    rows.append(
        f'<text x="{middle:.1f}" y="{y + PAD + LINE * (len(lines) + 1) - 3:.1f}" text-anchor="middle"'
        f"{pen.text('s')}>{escape(look.text)}</text>"
    )
    shape = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:g}" height="{high:g}" rx="4"'
        f"{pen.frame(look, is_chosen=str(key) == dress.pick)}/>"
    )
    return _opened(dress, str(key), look.title, shape + "".join(rows), walks=True)


def _link(chart: Chart, edge: Edge, dress: Dress, pen: _Pen) -> str:
    look, points = dress.links[edge], chart.drawing.points[edge]
    is_back = edge in chart.drawing.backward
    wide = THIN + (THICK - THIN) * look.volume
    if not points:
        course, tip, up = _loop(chart, edge[0])
    else:
        course, tip, up = _course(points, wide, is_back), points[-1], is_back
    head = max(5.0, min(9.0, wide * 0.75 + 2))
    sign = 1 if up else -1
    base = tip[1] + sign * head * 1.3
    arrow = f"M{tip[0]:.1f} {tip[1]:.1f}L{tip[0] - head:.1f} {base:.1f}H{tip[0] + head:.1f}Z"
    pick = f"{edge[0]}-{edge[1]}"
    chosen = f'<path d="{course}" class="chosen"/>' if pick == dress.pick and not pen.leaves else ""
    wider = f'<path d="{course}" class="grip"/>' if dress.url else ""
    line = f'<path d="{course}" stroke-width="{wide:.1f}"{pen.stroke(look.colour, dashed=is_back)}/>'
    return _opened(
        dress,
        pick,
        look.title,
        f'{chosen}{line}<path d="{arrow}"{pen.fill(look.colour)}/>{wider}',
        walks=False,
    )


def _course(points: Sequence[Point], wide: float, is_back: bool) -> str:
    """Return a smooth way through the points, upright where it meets boxes and lanes; short of the tip."""
    tip = 8.0 if not is_back else -8.0
    told = [*points[:-1], (points[-1][0], points[-1][1] - tip)]
    course = f"M{told[0][0]:.1f} {told[0][1]:.1f}"
    for (x0, y0), (x1, y1) in zip(told, told[1:], strict=False):
        if abs(x0 - x1) < 0.5:
            course += f"L{x1:.1f} {y1:.1f}"
        else:
            half = (y0 + y1) / 2
            course += f"C{x0:.1f} {half:.1f} {x1:.1f} {half:.1f} {x1:.1f} {y1:.1f}"
    return course


def _loop(chart: Chart, key: int) -> tuple[str, Point, bool]:
    """Return the little way from a box to itself, at its right side."""
    x, y, wide, high = _frame(chart.drawing.centres[key], chart.lines[key])
    right, top, low = x + wide, y + high * 0.28, y + high * 0.78
    course = f"M{right:.1f} {top:.1f}C{right + 26:.1f} {top - 6:.1f} {right + 26:.1f} {low + 12:.1f} "
    course += f"{right - 12:.1f} {y + high + 12:.1f}"
    return course, (right - 14, y + high), True


def _number(chart: Chart, edge: Edge, dress: Dress, page: "tuple[_Pen, list[Frame]]") -> str:
    """Return the number of a link, at the first place on it where it covers nothing."""
    pen, taken = page
    look, points = dress.links[edge], chart.drawing.points[edge]
    if not look.text:
        return ""
    wide, off = len(look.text) * LETTER, THIN + THICK * look.volume / 2 + 5
    if points:
        spots = _spots(points)
    else:
        x, y, box, high = _frame(chart.drawing.centres[edge[0]], chart.lines[edge[0]])
        spots = [(x + box + 12, y + high / 2)]
    places = [(x + side, y, anchor) for x, y in spots for side, anchor in ((off, "start"), (-off, "end"))]
    for x, y, anchor in places:
        spot = _spot((x, y, anchor), wide)
        if spot[0] >= -MARGIN and not any(_meet(spot, other) for other in taken):
            break
    else:  # nowhere is free: where it covers least
        x, y, anchor = min(places, key=lambda one: _covered(_spot(one, wide), taken))
        spot = _spot((x, y, anchor), wide)
    taken.append(spot)
    kind = pen.text("n", look.colour if look.is_strong else "")
    return f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="{anchor}"{kind}>{escape(look.text)}</text>'


def _spot(place: tuple[float, float, str], wide: float) -> Frame:
    """Return the room that a number takes."""
    x, y, anchor = place
    return (x if anchor == "start" else x - wide) - 2, y - 9, wide + 4, 17.0


def _covered(spot: Frame, taken: Sequence[Frame]) -> float:
    """Return how much of what is there a number would cover."""
    met = [other for other in taken if _meet(spot, other)]
    return sum(
        (min(spot[0] + spot[2], other[0] + other[2]) - max(spot[0], other[0]))
        * (min(spot[1] + spot[3], other[1] + other[3]) - max(spot[1], other[1]))
        for other in met
    )


def _spots(points: Sequence[Point]) -> list[Point]:
    """Return places along a link for its number: the middle first, then nearer to its ends."""
    spots = []
    legs = list(zip(points, points[1:], strict=False))
    middle = sorted(range(len(legs)), key=lambda at: abs(at - (len(legs) - 1) / 2))
    for share in (0.5, 0.3, 0.7, 0.18, 0.82):
        for at in middle:
            (x0, y0), (x1, y1) = legs[at]
            bend = share * share * (3 - 2 * share)
            spots.append((x0 + (x1 - x0) * bend, y0 + (y1 - y0) * share))
    return spots


def _meet(one: Frame, other: Frame) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _around(dress: Dress, pen: _Pen, size: tuple[float, float]) -> str:
    """Return the ground, the heading and the legend of a picture that stands alone."""
    ground = f'<rect width="{size[0]:.0f}" height="{size[1]:.0f}" fill="#FFFFFF"/>'
    heading = f'<text x="{MARGIN}" y="34"{pen.text("h")}>{escape(dress.heading)}</text>'
    legend, x, y = [], MARGIN, size[1] - 14
    for colour, text in dress.foot:
        if colour != "":
            legend.append(
                f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="12" height="12" rx="2"{pen.fill(colour)}/>'
            )
            x += 18
        legend.append(f'<text x="{x:.0f}" y="{y:.0f}"{pen.text("k")}>{escape(text)}</text>')
        x += len(text) * 6.4 + 16
    return ground + heading + "".join(legend)

"""The pictures of advice as SVG made by the server: the icicle of points, the slope of ranks, the areas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.translation import gettext

from motcua.queries.advice_report import AreaBar, Report
from motcua.queries.advice_rows import LeafAdvice
from motcua.rules.scorecard import Branch, Leaf
from motcua.web import drawings, words
from motcua.web.advice import shown
from motcua.web.advice.asked import Asked

WIDTH, GAP = 1144.0, 1.5
AREA_TOP, AREA_HIGH, CRITERION_HIGH, LEAF_HIGH = 36.0, 76.0, 44.0, 24.0
CRITERION_TOP = AREA_TOP + AREA_HIGH + 2
LEAF_TOP = CRITERION_TOP + CRITERION_HIGH + 2
NOTE_TOP = LEAF_TOP + LEAF_HIGH
LOST_STEPS = (0.0005, 0.08, 0.16, 0.25)  # of the points a part could give
LETTER = 7.2  # mean width of a letter of a heading of 13 pixels
TARGET = 26  # narrower parts are no stops of the keyboard: the table has them all


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the icicle: where it lies, its points, what is lost of them."""

    code: str
    name: str
    x: float
    wide: float
    most: Decimal
    lost: Decimal

    @property
    def fill(self) -> str:
        share = float(self.lost / self.most) if self.most else 0.0
        return f"h{drawings.heat_step(share, LOST_STEPS)}"

    @property
    def told(self) -> str:
        facts = {"code": self.code, "name": self.name, "lost": shown.points(self.lost)}
        return gettext("%(code)s %(name)s: lost %(lost)s of %(most)s") % (
            facts | {"most": shown.short(self.most)}
        )


def icicle(of: Report, asked: Asked) -> str:
    """Draw the points: width is the maximum, colour the share lost; every part leads to what closes it."""
    rows = {row.code: row for row in of.rows}
    whole = sum((area.points for area in of.known.criteria.areas), Decimal(0))
    scale = WIDTH / float(whole) if whole else 0.0
    drawn: list[str] = []
    x = 0.0
    for area in of.known.criteria.areas:
        drawn += _area(area, x, scale, rows, asked)
        x += float(area.points) * scale
    high = NOTE_TOP + 26 if asked.leaf else NOTE_TOP + 2
    sentence = gettext("Where points are lost, in %(areas)s areas; the table below tells the same") % {
        "areas": len(of.known.criteria.areas)
    }
    return (
        f'<svg class="mc-adv-icicle" viewBox="0 0 {WIDTH:g} {high:g}" role="group" '
        f'aria-label="{escape(sentence)}">{_trunk(of)}{"".join(drawn)}{_marked(of, asked, scale)}</svg>'
    )


def _trunk(of: Report) -> str:
    facts = {"points": shown.points(of.sheet.points), "most": shown.short(of.sheet.possible)}
    left = gettext("As it stands: %(points)s of %(most)s") % facts
    lost = max(Decimal(0), of.sheet.possible - of.sheet.points)
    right = gettext("lost %(lost)s, of which %(win)s can still be won by %(day)s") % {
        "lost": shown.points(lost), "win": shown.points(of.winnable), "day": words.short_day(of.time.until_on)
    }  # fmt: skip
    return (
        f'<rect class="trunk" width="{WIDTH:g}" height="34"/><text class="on b" x="12" y="22">{escape(left)}'
        f'</text><text class="on" x="{WIDTH - 12:g}" y="22" text-anchor="end">{escape(right)}</text>'
    )


def _area(
    area: Branch, x: float, scale: float, rows: Mapping[str, LeafAdvice], asked: Asked
) -> Iterator[str]:
    part = _part(area, x, scale, rows)
    lines = _wrapped(part.name, int((part.wide - 16) / LETTER), 2)
    texts = "".join(
        f'<text class="b{_dark(part)}" x="{x + 9:.1f}" y="{56 + 17 * at}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    sum_ = f"−{shown.points(part.lost)} / {shown.short(part.most)}" if part.lost else shown.short(part.most)
    texts += f'<text class="{_dark(part)}" x="{x + 9:.1f}" y="103">{escape(sum_)}</text>'
    yield _cell(part, AREA_TOP, AREA_HIGH, texts, asked)
    inner = x
    for child in area.children:
        yield from _below(child, inner, scale, rows, asked)
        inner += float(child.points) * scale


def _below(
    child: Branch | Leaf, x: float, scale: float, rows: Mapping[str, LeafAdvice], asked: Asked
) -> Iterator[str]:
    part = _part(child, x, scale, rows)
    label = shown.short(part.lost)
    text = ""
    if part.lost and part.wide >= 8 + 6.8 * len(label):
        text = (
            f'<text class="s{_dark(part)}" x="{x + part.wide / 2:.1f}" y="{CRITERION_TOP + 26}" '
            f'text-anchor="middle">{label}</text>'
        )
    yield _cell(part, CRITERION_TOP, CRITERION_HIGH, text, asked)
    inner = x
    for leaf in child.leaves() if isinstance(child, Branch) else [child]:
        yield _cell(_part(leaf, inner, scale, rows), LEAF_TOP, LEAF_HIGH, "", asked)
        inner += float(leaf.points) * scale


def _part(of: Branch | Leaf, x: float, scale: float, rows: Mapping[str, LeafAdvice]) -> _Part:
    leaves = list(of.leaves()) if isinstance(of, Branch) else [of]
    here = [rows[leaf.code] for leaf in leaves if leaf.code in rows]
    most = sum((row.leaf.points for row in here), Decimal(0))
    lost = sum((row.lost for row in here), Decimal(0))
    return _Part(of.code, shown.said(of.name), x, float(of.points) * scale - GAP, most, lost)


def _dark(part: _Part) -> str:
    return " on" if part.fill == "h4" else ""


def _cell(part: _Part, y: float, high: float, inside: str, asked: Asked) -> str:
    stop = "" if part.wide >= TARGET and high >= TARGET else ' tabindex="-1"'
    current = ' aria-current="true"' if part.code == asked.leaf else ""
    address, told = escape(asked.url(leaf=part.code)), escape(part.told)
    return (
        f'<a href="{address}#chosen" aria-label="{told}"{stop}{current}>'
        f"<title>{escape(part.told)}</title>"
        f'<rect class="{part.fill}" x="{part.x + GAP / 2:.1f}" y="{y:g}" width="{max(1.0, part.wide):.1f}" '
        f'height="{high:g}"/>{inside}</a>'
    )


def _marked(of: Report, asked: Asked, scale: float) -> str:
    """Outline the chosen part and name it below."""
    found = _places(of, scale).get(asked.leaf)
    if found is None:
        return ""
    part, y, high = found
    middle = part.x + GAP / 2 + part.wide / 2
    anchor = "end" if middle > WIDTH * 0.6 else "start"
    shift = -7 if anchor == "end" else 7
    return (
        f'<rect class="chosen" x="{part.x:.1f}" y="{y - 0.5:g}" width="{part.wide + GAP:.1f}" '
        f'height="{high + 1:g}"/>'
        f'<path class="pin" d="M{middle:.1f} {y + high + 1:g}V{NOTE_TOP + 17:g}"/>'
        f'<text class="b s" x="{middle + shift:.1f}" y="{NOTE_TOP + 18:g}" text-anchor="{anchor}">'
        f"{escape(part.told)}</text>"
    )


def _places(of: Report, scale: float) -> dict[str, tuple[_Part, float, float]]:
    rows = {row.code: row for row in of.rows}
    found: dict[str, tuple[_Part, float, float]] = {}
    x = 0.0
    for area in of.known.criteria.areas:
        found[area.code] = (_part(area, x, scale, rows), AREA_TOP, AREA_HIGH)
        for child in area.children:
            inner = x
            for leaf in child.leaves() if isinstance(child, Branch) else [child]:
                found[leaf.code] = (_part(leaf, inner, scale, rows), LEAF_TOP, LEAF_HIGH)
                inner += float(leaf.points) * scale
            if isinstance(child, Branch):
                found[child.code] = (_part(child, x, scale, rows), CRITERION_TOP, CRITERION_HIGH)
            x += float(child.points) * scale
    return found


def _wrapped(text: str, letters: int, most: int) -> list[str]:
    """Return the text in lines of so many letters; what does not fit ends in dots."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1][: max(1, letters - 1)].rstrip(' ,-')}…"
            break
    return lines


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in the slope: its ranks, the last one forecast."""

    name: str
    ranks: Sequence[int | None]
    is_mine: bool


def slope(lines: Sequence[Line], years: Sequence[str], low: int, high: int) -> str:
    """Draw the ranks over the years; the last is forecast, its range a band behind it."""
    if not lines:
        return ""
    pitch = max(27.0, min(49.0, 560 / len(lines)))
    tall = 34 + pitch * (len(lines) - 1) + 22
    xs = [18.0 + 72 * at for at in range(len(years))]
    heads = "".join(
        f'<text class="y" x="{x:g}" y="12"{_anchor(at, len(years))}>{escape(year)}</text>'
        for at, (x, year) in enumerate(zip(xs, years, strict=True))
    )
    band = (
        f'<path class="band" d="M{xs[-1]:g} {_y(low, pitch):g}V{_y(high, pitch):g}"/>' if high > low else ""
    )
    others = "".join(_rank_line(one, xs, pitch) for one in lines if not one.is_mine)
    mine = "".join(_rank_line(one, xs, pitch) for one in lines if one.is_mine)
    said = "; ".join(_told(one, years) for one in lines if one.is_mine)
    return (
        f'<svg class="mc-adv-slope" viewBox="0 0 {xs[-1] + 128:g} {tall:g}" role="img" '
        f'aria-label="{escape(said)}">{heads}{others}{band}{mine}</svg>'
    )


def _anchor(at: int, count: int) -> str:
    return ' text-anchor="middle"' if at < count - 1 else ' text-anchor="start" dx="-14"'


def _told(one: Line, years: Sequence[str]) -> str:
    ranks = ", ".join(
        gettext("%(year)s: rank %(rank)s") % {"year": year, "rank": rank}
        for year, rank in zip(years, one.ranks, strict=True)
        if rank
    )
    return f"{one.name}: {ranks}"


def _y(rank: int, pitch: float) -> float:
    return 34 + (rank - 1) * pitch


def _rank_line(one: Line, xs: Sequence[float], pitch: float) -> str:
    points = [(x, _y(rank, pitch), rank) for x, rank in zip(xs, one.ranks, strict=True) if rank]
    if not points:
        return ""
    kind = "mine" if one.is_mine else "other"
    drawn = []
    for at, ((x0, y0, _), (x1, y1, _)) in enumerate(zip(points, points[1:], strict=False)):
        dashed = " next" if at == len(points) - 2 else ""
        drawn.append(f'<path class="{kind}{dashed}" d="M{x0:g} {y0:g}L{x1:g} {y1:g}"/>')
    for x, y, rank in points:
        drawn.append(f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{10.5 if one.is_mine else 3:g}"/>')
        if one.is_mine:
            drawn.append(f'<text class="n" x="{x:g}" y="{y + 4:g}" text-anchor="middle">{rank}</text>')
    x, y, rank = points[-1]
    label = one.name if one.is_mine else f"{rank}. {one.name}"
    drawn.append(
        f'<text class="{kind}" x="{x + (18 if one.is_mine else 14):g}" y="{y + 4:g}">{escape(label)}</text>'
    )
    return "".join(drawn)


def areas(of: Report, bars: Sequence[AreaBar]) -> str:
    """Draw each area as one bar: won, still to be won, lost for good; a mark where the group's middle was."""
    wide, high = 640.0, 44.0
    drawn = []
    names = {area.code: shown.said(area.name) for area in of.known.criteria.areas}
    for at, bar in enumerate(bars):
        top = at * high
        won, win = bar.share, _winnable(of, bar.code)
        drawn.append(
            f'<text class="s" x="0" y="{top + 13:g}">{escape(f"{bar.code}. {names[bar.code]}")}</text>'
        )
        drawn.append(
            f'<text class="s e" x="{wide:g}" y="{top + 13:g}" text-anchor="end">{words.share(won, 1)}</text>'
        )
        drawn.append(f'<rect class="gone" x="0" y="{top + 18:g}" width="{wide:g}" height="14"/>')
        drawn.append(
            f'<rect class="win" x="0" y="{top + 18:g}" width="{wide * min(1, won + win):.1f}" height="14"/>'
        )
        drawn.append(f'<rect class="won" x="0" y="{top + 18:g}" width="{wide * won:.1f}" height="14"/>')
        if bar.group is not None:
            x = wide * min(1.0, bar.group)
            drawn.append(f'<path class="mid" d="M{x:.1f} {top + 15:g}v20"/>')
    sentence = gettext("Areas in percent of their maximum, against the middle of the group last year")
    return (
        f'<svg class="mc-adv-areas" viewBox="0 0 {wide:g} {max(1, len(bars)) * high:g}" role="img" '
        f'aria-label="{escape(sentence)}">{"".join(drawn)}</svg>'
    )


def _winnable(of: Report, code: str) -> float:
    rows = [row for row in of.rows if row.area == code]
    most = sum((row.leaf.points for row in rows), Decimal(0))
    win = sum((max((s.gain for s in row.advice.steps), default=Decimal(0)) for row in rows), Decimal(0))
    return float(win / most) if most else 0.0

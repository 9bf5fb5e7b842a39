"""A layered drawing of a process map: which box stands where, and through which points each link runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

GAP = 46.0  # between two layers, at least
APART = 22.0  # between two boxes of a layer
LANE = 54.0  # how wide a link is that passes a layer: room for its number
SWEEPS = 12
NOTABLE = 0.1  # of the links of an activity: less is no reason to move it
STRAIGHT = 8.0  # how much more a long link wants to be straight than a short one


@dataclass(frozen=True, slots=True)
class Box:
    """Something to be placed: `place` is where it stands in the course of things, 0 the beginning."""

    key: int
    place: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A directed link between two boxes; the weightiest run straightest."""

    first: int
    after: int
    weight: float


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Centres of the boxes by key, and points of the links in the order of the arrow; size of the whole.

    A link that goes back runs from a later box up to an earlier one. One from a box to itself has
    no points: it is drawn at the box.
    """

    centres: Mapping[int, Point]
    points: Mapping[tuple[int, int], tuple[Point, ...]]
    backward: frozenset[tuple[int, int]]
    width: float
    height: float


@dataclass(slots=True)
class _Cell:
    """A box in its layer, or a link passing through (without a box)."""

    layer: int
    width: float
    key: int | None = None
    x: float = 0.0
    up: list[tuple[int, float]] = field(default_factory=list)
    down: list[tuple[int, float]] = field(default_factory=list)


def course(places: Mapping[int, float], weights: Mapping[tuple[int, int], float]) -> dict[int, float]:
    """Return the course of things as 0, 1, 2, ...: the order in which least leads back.

    It begins with the mean places and moves one at a time to where it saves most, until no move
    saves anything; a way that many procedures leave out is not taken for one that comes late.

    Source: PROC-06.

    >>> course({1: 0.0, 2: 1.2, 3: 1.1}, {(1, 2): 9, (2, 3): 5, (1, 3): 9})
    {1: 0.0, 2: 1.0, 3: 2.0}
    """
    order = sorted(places, key=lambda key: (places[key], key))
    for _ in range(len(order)):
        moved = False
        for key in sorted(places, key=lambda key: (places[key], key)):
            moved |= _improve(order, key, weights)
        if not moved:
            break
    return {key: float(at) for at, key in enumerate(order)}


def _improve(order: list[int], key: int, weights: Mapping[tuple[int, int], float]) -> bool:
    """Move one to the place that leads back least, if that is better than where it stands."""
    begin = order.index(key)
    worth = NOTABLE * sum(weight for link, weight in weights.items() if key in link)
    best, least, sum_ = begin, -worth, 0.0
    for at in range(begin - 1, -1, -1):  # before the one at `at`: its links to us turn back, ours forward
        sum_ += weights.get((order[at], key), 0.0) - weights.get((key, order[at]), 0.0)
        if sum_ < least:
            best, least = at, sum_
    sum_ = 0.0
    for at in range(begin + 1, len(order)):
        sum_ += weights.get((key, order[at]), 0.0) - weights.get((order[at], key), 0.0)
        if sum_ < least:
            best, least = at, sum_
    if best == begin:
        return False
    order.insert(best, order.pop(begin))
    return True


def goes_back(places: Mapping[int, float], first: int, after: int) -> bool:
    """Tell whether a link leads from a later activity to an earlier one, or stays where it is.

    Source: PROC-06.

    >>> goes_back({1: 0.0, 2: 1.5}, 2, 1), goes_back({1: 0.0, 2: 1.5}, 1, 2)
    (True, False)
    """
    return (places[after], after) <= (places[first], first)


def arrange(boxes: Sequence[Box], links: Sequence[Link]) -> Drawing:
    """Return where boxes and links stand, top to bottom in the course of things.

    Links that go back are turned round for the layering, so that each has a lane of its own. Layers
    are the longest ways from the top; within a layer the order that crosses least among those tried;
    then every cell moves as near to its neighbours as the order allows.

    Units: points of the drawing.
    Source: PROC-06.

    >>> drawing = arrange([Box(1, 0, 100, 40), Box(2, 1, 100, 40)], [Link(1, 2, 5.0)])
    >>> drawing.centres[1][1] < drawing.centres[2][1], drawing.points[1, 2][0]
    (True, (50.0, 40.0))
    """
    places = course(
        {box.key: box.place for box in boxes}, {(link.first, link.after): link.weight for link in links}
    )
    back = frozenset((link.first, link.after) for link in links if goes_back(places, link.first, link.after))
    turned = {(link.first, link.after): _down(link, back) for link in links if link.first != link.after}
    layer_of = layers(places, [(link.first, link.after) for link in turned.values()])
    cells, chains = _cells(boxes, turned, layer_of)
    rows = _rows(cells)
    _order(cells, rows)
    _spread(cells, rows)
    _straighten(cells, rows, chains.values())
    return _drawn(boxes, links, back, (cells, chains, rows))


def _down(link: Link, back: frozenset[tuple[int, int]]) -> Link:
    is_back = (link.first, link.after) in back
    return Link(link.after, link.first, link.weight) if is_back else link


def layers(places: Mapping[int, float], downward: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the layer of each box: one below the lowest of those that lead to it.

    A box that nothing leads to stands right above what it leads to.

    Source: PROC-06.

    >>> layers({1: 0, 2: 1, 3: 2}, [(1, 2), (2, 3), (1, 3)])
    {1: 0, 2: 1, 3: 2}
    """
    found = dict.fromkeys(sorted(places, key=lambda key: (places[key], key)), 0)
    for key in found:  # in the course of things: whoever leads to a box has its layer already
        found[key] = max((found[first] + 1 for first, after in downward if after == key), default=0)
    for key in found:
        below = [found[after] for first, after in downward if first == key]
        if below and not any(after == key for _, after in downward):
            found[key] = min(below) - 1
    lowest = min(found.values(), default=0)
    return {key: layer - lowest for key, layer in found.items()}


def _cells(
    boxes: Sequence[Box], links: Mapping[tuple[int, int], Link], layer_of: Mapping[int, int]
) -> tuple[list[_Cell], dict[tuple[int, int], list[int]]]:
    """Return boxes and lanes as cells, and for each link the cells it runs through, top to bottom."""
    cells = [_Cell(layer_of[box.key], box.width, box.key) for box in boxes]
    number = {box.key: at for at, box in enumerate(boxes)}
    chains: dict[tuple[int, int], list[int]] = {}
    for edge, link in links.items():
        chain = chains[edge] = [number[link.first]]
        for layer in range(layer_of[link.first] + 1, layer_of[link.after]):
            cells.append(_Cell(layer, LANE))
            chain.append(len(cells) - 1)
        chain.append(number[link.after])
        for one, after in zip(chain, chain[1:], strict=False):
            long = (cells[one].key is None) + (cells[after].key is None)
            weight = link.weight * STRAIGHT**long
            cells[one].down.append((after, weight))
            cells[after].up.append((one, weight))
    return cells, chains


def _rows(cells: Sequence[_Cell]) -> list[list[int]]:
    """Return the cells of each layer, those that weigh most in the middle."""
    depth = max((cell.layer for cell in cells), default=-1) + 1
    rows: list[list[int]] = [[] for _ in range(depth)]
    weights = [sum(weight for _, weight in (*cell.up, *cell.down)) for cell in cells]
    for at in sorted(range(len(cells)), key=lambda at: (-weights[at], at)):
        row = rows[cells[at].layer]
        row.append(at) if len(row) % 2 == 0 else row.insert(0, at)
    return rows


def _order(cells: Sequence[_Cell], rows: list[list[int]]) -> None:
    """Sort every layer by the middle of its neighbours, up and down in turn; keep the best order met."""
    best, fewest = [list(row) for row in rows], _crossings(cells, rows)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        for row in rows if downward else reversed(rows):
            places = {at: index for other in rows for index, at in enumerate(other)}
            middles = {
                at: _middle(cells[at].up if downward else cells[at].down, places, places[at]) for at in row
            }
            row.sort(key=lambda at, middles=middles: middles[at])  # type: ignore[misc]
        now = _crossings(cells, rows)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    rows[:] = best


def _middle(neighbours: Sequence[tuple[int, float]], places: Mapping[int, int], otherwise: float) -> float:
    whole = sum(weight for _, weight in neighbours)
    if not whole:
        return otherwise
    return sum(places[at] * weight for at, weight in neighbours) / whole


def _crossings(cells: Sequence[_Cell], rows: Sequence[Sequence[int]]) -> int:
    """Return how many pairs of links cross between neighbouring layers."""
    found = 0
    for row, below in zip(rows, rows[1:], strict=False):
        places = {at: index for index, at in enumerate(below)}
        ends = [index for at in row for index in sorted(places[after] for after, _ in cells[at].down)]
        found += sum(a > b for i, a in enumerate(ends) for b in ends[i + 1 :])
    return found


def _spread(cells: Sequence[_Cell], rows: Sequence[Sequence[int]]) -> None:
    """Give every cell a place across: near its neighbours, apart from those beside it."""
    for row in rows:
        _settle(cells, row, [0.0] * len(row), [1.0] * len(row))
    for sweep in range(SWEEPS * 2):
        downward = sweep % 2 == 0
        for row in rows if downward else reversed(rows):
            wanted, weights = [], []
            for at in row:
                near = cells[at].up if downward else cells[at].down
                near = near if sweep < SWEEPS else [*cells[at].up, *cells[at].down]
                whole = sum(weight for _, weight in near)
                wanted.append(
                    sum(cells[other].x * weight for other, weight in near) / whole if whole else cells[at].x
                )
                weights.append(whole or 0.001)
            _settle(cells, row, wanted, weights)


def _settle(
    cells: Sequence[_Cell], row: Sequence[int], wanted: Sequence[float], weights: Sequence[float]
) -> None:
    """Place a row as near to where its cells want to be as their order and widths allow.

    Least squares under an order: neighbours that would overlap are pooled and share a place.
    """
    offsets = [0.0]
    for one, after in zip(row, row[1:], strict=False):
        offsets.append(offsets[-1] + (cells[one].width + cells[after].width) / 2 + APART)
    blocks: list[list[float]] = []  # [weighted sum, weight, how many]
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        blocks.append([(want - offset) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    settled = [block[0] / block[1] for block in blocks for _ in range(round(block[2]))]
    for at, place, offset in zip(row, settled, offsets, strict=True):
        cells[at].x = place + offset


def _straighten(
    cells: Sequence[_Cell], rows: Sequence[Sequence[int]], chains: Iterable[Sequence[int]]
) -> None:
    """Let a long link run straight down where all its lanes find room at one place."""
    beside: dict[int, tuple[int | None, int | None]] = {}
    for row in rows:
        for before, at, after in zip([None, *row[:-1]], row, [*row[1:], None], strict=True):
            beside[at] = (before, after)
    for chain in chains:
        lanes = chain[1:-1]
        ends = [cells[chain[0]].x, cells[chain[-1]].x]
        places = sorted({cells[at].x for at in lanes})
        places.sort(key=lambda x, ends=ends: sum(abs(x - end) for end in ends))  # type: ignore[misc]
        for x in places:
            if all(_has_room(cells, at, x, beside[at]) for at in lanes):
                for at in lanes:
                    cells[at].x = x
                break


def _has_room(cells: Sequence[_Cell], at: int, x: float, beside: tuple[int | None, int | None]) -> bool:
    half = cells[at].width / 2 + APART / 2
    before, after = beside
    return (before is None or cells[before].x + cells[before].width / 2 <= x - half) and (
        after is None or x + half <= cells[after].x - cells[after].width / 2
    )


_Laid = tuple[list[_Cell], dict[tuple[int, int], list[int]], list[list[int]]]


def _drawn(
    boxes: Sequence[Box], links: Sequence[Link], back: frozenset[tuple[int, int]], laid: _Laid
) -> Drawing:
    cells, chains, rows = laid
    heights = [
        max((boxes[at].height for at in row if cells[at].key is not None), default=0.0) for row in rows
    ]
    gaps = [0.0, *(_gap(cells, row) for row in rows[:-1])]
    tops = [sum(heights[:layer]) + sum(gaps[: layer + 1]) for layer in range(len(rows))]
    left = min((cell.x - cell.width / 2 for cell in cells), default=0.0)
    right = max((cell.x + cell.width / 2 for cell in cells), default=0.0)
    for cell in cells:
        cell.x -= left
    centres = {
        box.key: (cell.x, tops[cell.layer] + heights[cell.layer] / 2)
        for box, cell in zip(boxes, cells, strict=False)
    }
    ports = _ports(cells, chains, links)
    points: dict[tuple[int, int], tuple[Point, ...]] = {}
    for link in links:
        edge = (link.first, link.after)
        if link.first == link.after:
            points[edge] = ()
            continue
        line = _line(chains[edge], cells, (tops, heights), ports[edge])
        points[edge] = tuple(reversed(line)) if edge in back else tuple(line)
    height = tops[-1] + heights[-1] if rows else 0.0
    return Drawing(centres, points, back, right - left, height)


def _gap(cells: Sequence[_Cell], row: Sequence[int]) -> float:
    """Return the room below a layer: more where many links go aside and their numbers need a place."""
    aside = sum(abs(cells[at].x - cells[after].x) > 40 for at in row for after, _ in cells[at].down)
    return GAP + 6.0 * min(aside, 9)


def _line(
    chain: Sequence[int],
    cells: Sequence[_Cell],
    across: tuple[Sequence[float], Sequence[float]],
    port: tuple[float, float],
) -> list[Point]:
    """Return the points of a downward link: out of a box, through its lanes, into a box."""
    tops, heights = across
    first, last = cells[chain[0]], cells[chain[-1]]
    line = [(port[0], tops[first.layer] + heights[first.layer])]
    for at in chain[1:-1]:
        cell = cells[at]
        line += [(cell.x, tops[cell.layer]), (cell.x, tops[cell.layer] + heights[cell.layer])]
    return [*line, (port[1], tops[last.layer])]


def _ports(
    cells: Sequence[_Cell],
    chains: Mapping[tuple[int, int], Sequence[int]],
    links: Sequence[Link],
) -> dict[tuple[int, int], tuple[float, float]]:
    """Return where each link leaves its upper box and enters its lower one, across.

    The weightiest stands in the middle, the others beside it in the order of where they lead.
    """
    at_bottom: dict[int, list[tuple[float, float, tuple[int, int]]]] = {}
    at_top: dict[int, list[tuple[float, float, tuple[int, int]]]] = {}
    for link in links:
        edge = (link.first, link.after)
        if link.first == link.after:
            continue
        chain = chains[edge]
        at_bottom.setdefault(chain[0], []).append((cells[chain[1]].x, link.weight, edge))
        at_top.setdefault(chain[-1], []).append((cells[chain[-2]].x, link.weight, edge))
    above, below = _beside(cells, at_bottom), _beside(cells, at_top)
    return {edge: (above[edge], below[edge]) for edge in above}


def _beside(
    cells: Sequence[_Cell], ends: Mapping[int, list[tuple[float, float, tuple[int, int]]]]
) -> dict[tuple[int, int], float]:
    found = {}
    for at, met in ends.items():
        met.sort()
        middle = max(range(len(met)), key=lambda index, met=met: met[index][1])  # type: ignore[misc]
        room = cells[at].width * 0.42
        step = min(28.0, room / max(middle, len(met) - 1 - middle, 1))
        for index, (_, _, edge) in enumerate(met):
            found[edge] = cells[at].x + (index - middle) * step
    return found

"""Which part of a map is drawn, and how it is laid out: enough links that the most common passages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.queries.process_map import Edge, ProcessMap
from motcua.rules import layers
from motcua.rules.layers import Box, Drawing, Link
from motcua.rules.process import Spread

WIDTH, LINE, PAD = 186.0, 17.0, 9.0
MOST = 34  # links that a reader can follow
LETTERS = 23  # that fit in a line of a box


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: the links shown, the lines of text in each box, and where everything stands."""

    edges: Mapping[Edge, Spread]
    lines: Mapping[int, Sequence[str]]
    drawing: Drawing
    covered: float  # the share of all passages that the links shown make up
    share: int


def chart(found: ProcessMap, labels: Sequence[str], share: int) -> Chart:
    """Return the part of a map that makes up a share of all passages, laid out.

    Units: `share` in percent.
    """
    share = share or fitting_share(found)
    edges = shown(found, share)
    keys = sorted({key for edge in edges for key in edge} or set(found.nodes))
    lines = {key: wrapped(labels[key]) for key in keys}
    boxes = [Box(key, found.places[key], WIDTH, PAD * 2 + LINE * (len(lines[key]) + 1)) for key in keys]
    links = [Link(first, after, float(one.count)) for (first, after), one in edges.items()]
    whole = sum(one.count for one in found.edges.values())
    covered = sum(one.count for one in edges.values()) / whole if whole else 1.0
    return Chart(edges, lines, layers.arrange(boxes, links), covered, share)


def fitting_share(found: ProcessMap) -> int:
    """Return the greatest share whose links still make a picture that can be read."""
    return next((share for share in (100, 98, 95, 90, 80) if len(shown(found, share)) <= MOST), 70)


def shown(found: ProcessMap, share: int) -> dict[Edge, Spread]:
    """Return the most common links that make up the share, and for each activity they touch its main ways."""
    ranked = sorted(found.edges.items(), key=lambda pair: (-pair[1].count, pair[0]))
    if share >= 100:
        return dict(ranked)
    wanted, sum_ = share / 100 * sum(one.count for one in found.edges.values()), 0
    kept: dict[Edge, Spread] = {}
    for edge, one in ranked:
        if sum_ >= wanted:
            break
        kept[edge] = one
        sum_ += one.count
    touched = {key for edge in kept for key in edge}
    for key in sorted(touched):  # nobody stands without a way in and a way out, where there is one
        for side in (0, 1):
            main = next((edge for edge, _ in ranked if edge[side] == key and edge[0] != edge[1]), None)
            if main and main[1 - side] in touched:
                kept.setdefault(main, found.edges[main])
    return kept


def wrapped(text: str) -> list[str]:
    """Return a name in at most two lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: LETTERS - 1]}…"]
    return [line if len(line) <= LETTERS + 2 else f"{line[: LETTERS - 1]}…" for line in lines]

"""The map in colours, numbers and words: time as heat, volume as width, in the language of the page."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from motcua.queries.process_map import Edge
from motcua.rules.process import Spread
from motcua.rules.process_route import PAUSE
from motcua.web import words
from motcua.web.process import spans
from motcua.web.process.asked import Look
from motcua.web.process.chart import Chart
from motcua.web.process.picture import BoxLook, Dress, LinkLook


def of(look: Look, chart: Chart, url: Callable[[str], str] | None) -> Dress:
    """Return how the map of a look is drawn."""
    steps = spans.scale([one.mean for one in chart.edges.values()])
    most = max((one.count for one in chart.edges.values()), default=1)
    links = {edge: _link(look, edge, one, (steps, most)) for edge, one in chart.edges.items()}
    boxes = {key: _box(look, key, steps) for key in chart.lines}
    return Dress(
        links=links,
        boxes=boxes,
        sentence=sentence(look, chart),
        url=url,
        pick=look.asked.pick,
        heading=_heading(look),
        foot=legend(look, steps),
    )


def _heading(look: Look) -> str:
    told = " · ".join(part for part in (look.title(), look.where(), look.when()) if part)
    return told[:1].upper() + told[1:]


def _link(look: Look, edge: Edge, one: Spread, scale: tuple[tuple[int, int, int], int]) -> LinkLook:
    steps, most = scale
    first, after = (look.labels[key] for key in edge)
    is_time = look.asked.mode == "time"
    colour = spans.step(one.mean, steps) if is_time else 0
    title = gettext("%(first)s, then %(after)s: %(count)s times, %(mean)s later on average") % {
        "first": first,
        "after": after,
        "count": words.number(one.count),
        "mean": spans.said(one.mean),
    }
    text = spans.said(one.mean) if is_time else words.number(one.count)
    return LinkLook(colour, text, one.count / most, title, is_strong=colour == 3)


def _box(look: Look, key: int, steps: tuple[int, int, int]) -> BoxLook:
    passage, wait = look.map.nodes[key], look.waits.get(key)
    label, activity = look.labels[key], look.log.activities[key]
    count, is_pause = words.number(passage.events), activity.kind == PAUSE
    if wait is None:
        return BoxLook(count, f"{label}: {count}", is_pause)
    mean = wait.citizen / wait.count
    tail = gettext("not counted") if is_pause else spans.said(mean)
    title = gettext("%(label)s: %(count)s times, %(mean)s until the next act on average") % {
        "label": label,
        "count": count,
        "mean": spans.said(mean),
    }
    is_hot = look.asked.mode == "time" and not is_pause and spans.step(mean, steps) == 3
    return BoxLook(f"{count} · {tail}", title, is_pause, is_hot)


def legend(look: Look, steps: tuple[int, int, int]) -> list[tuple[int | str, str]]:
    """Return the legend: a colour of the scale, or none, and its words."""
    told: list[tuple[int | str, str]] = [("", gettext("width: number of passages"))]
    if look.asked.mode == "time":
        told += [(at, text) for at, text in enumerate(spans.scale_words(steps))]
    return [*told, ("", gettext("dashed: going back"))]


def sentence(look: Look, chart: Chart) -> str:
    """Say the map in words, for whoever does not see it."""
    if not chart.edges:
        return gettext("No dossier has gone a way yet that could be drawn.")
    slow = sorted(chart.edges.items(), key=lambda pair: -pair[1].total)[:3]
    told = "; ".join(
        gettext("%(first)s to %(after)s %(mean)s, %(count)s times")
        % {
            "first": look.labels[edge[0]],
            "after": look.labels[edge[1]],
            "mean": spans.said(one.mean),
            "count": words.number(one.count),
        }
        for edge, one in slow
    )
    back = sum(chart.edges[edge].count for edge in chart.drawing.backward if edge in chart.edges)
    turned = ngettext("%(number)s step back", "%(number)s steps back", back) % {"number": words.number(back)}
    return gettext("Process map of %(count)s dossiers. Most time lies between %(told)s. %(turned)s.") % {
        "count": words.number(look.map.cases),
        "told": told,
        "turned": turned,
    }

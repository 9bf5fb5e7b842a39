"""Two maps side by side in one: what takes longer here than there, or now than before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import process_map
from motcua.queries.process_map import Difference
from motcua.rules.process import DAY
from motcua.web import words
from motcua.web.process import chart, picture, spans, views
from motcua.web.process.asked import Look
from motcua.web.process.picture import BoxLook, Dress, LinkLook

BEFORE = "before"
FEW = 5  # passages on either side: a mean of fewer says nothing
NOTABLE = 0.05  # of the time that lay between two acts: less is no difference worth a colour


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the map of one place or period against another, with what differs most first."""
    look = Look(request)
    other = _other(request, look)
    found = process_map.compared(look.map, other.map)
    ranked = sorted(found.items(), key=lambda pair: -abs(pair[1].cost))
    context = views.frame(look) | {
        "other": other,
        "against": other.asked.place if other.asked.period == look.asked.period else BEFORE,
        "here": _said(look),
        "there": _said(other),
        "tiles": _tiles(look, other),
        "rows": [_row(look, other, edge, one) for edge, one in ranked if one.cost],
    }
    if found:
        drawn = chart.chart(look.map, look.labels, look.asked.share)
        told = _dress(look, drawn, found)
        context |= {"drawn": drawn, "map": mark_safe(picture.svg(drawn, told)), "sentence": told.sentence}
    return render(request, "process/compare.html", context)


def _other(request: HttpRequest, look: Look) -> Look:
    """Return the look that is compared with: another unit, else the period of equal length before."""
    against = look.asked.against
    procedure = str(look.choice.pk) if look.choice else look.asked.procedure
    same = replace(look.asked, procedure=procedure)
    if look.is_history or (against and against != BEFORE):
        return Look(request, replace(same, place=against if against != BEFORE else ""))
    first, until = look.days
    before = Look(request, replace(same, period=f"{first - (until - first)}..{first - timedelta(days=1)}"))
    if against == BEFORE or before.map.cases or len(look.units) < 2:
        return before
    # Nothing lies before, and nobody has asked for it: another unit says more.
    largest = process_map.grouped(look.log, "unit")
    places = [row.name for row in largest if row.name != str(look.unit.pk) and row.name in look.names]
    return Look(request, replace(same, place=places[0])) if places else before


def _said(look: Look) -> str:
    return ", ".join(part for part in (look.where(), look.when()) if part)


def _tiles(look: Look, other: Look) -> list[dict[str, Any]]:
    """Return the figures of the whole, here and there."""
    pairs = (
        (gettext("Dossiers"), words.number(look.map.cases), words.number(other.map.cases)),
        (gettext("Mean"), spans.said(look.map.lasted.mean), spans.said(other.map.lasted.mean)),
        (gettext("Median"), spans.said(look.map.lasted.median), spans.said(other.map.lasted.median)),
        (gettext("Nine in ten within"), spans.said(look.map.lasted.p90), spans.said(other.map.lasted.p90)),
        (gettext("Ways"), words.number(len(look.ways)), words.number(len(other.ways))),
    )
    return [{"label": label, "here": here, "there": there} for label, here, there in pairs]


def _row(look: Look, other: Look, edge: tuple[str, str], one: Difference) -> dict[str, Any]:
    names = {
        activity.key: label
        for side in (other, look)
        for activity, label in zip(side.log.activities, side.labels, strict=True)
    }
    return {
        "first": names[edge[0]],
        "after": names[edge[1]],
        "here": spans.said(one.here.mean) if one.here.count else "–",
        "there": spans.said(one.there.mean) if one.there.count else "–",
        "count_here": one.here.count,
        "count_there": one.there.count,
        "change": spans.signed(one.change)
        if one.here.count and one.there.count
        else gettext("only on one side"),
        "days": words.number(one.cost / DAY, 1),
        "tone": "bad" if one.cost > 0 else "good",
    }


def _dress(look: Look, drawn: chart.Chart, found: dict[tuple[str, str], Difference]) -> Dress:
    keys = [activity.key for activity in look.log.activities]
    links, most = {}, max((one.count for one in drawn.edges.values()), default=1)
    for edge, one in drawn.edges.items():
        difference = found[keys[edge[0]], keys[edge[1]]]
        tone = _tone(difference)
        text = spans.signed(difference.change) if tone != "even" else "≈"
        text = text if difference.there.count else gettext("only here")
        first, after = look.labels[edge[0]], look.labels[edge[1]]
        links[edge] = LinkLook(tone, text, one.count / most, f"{first} → {after}: {text}", tone != "even")
    boxes = {
        key: BoxLook(
            words.number(look.map.nodes[key].events),
            look.labels[key],
            look.log.activities[key].kind == "pause",
        )
        for key in drawn.lines
    }
    slower = sum(link.colour == "more" for link in links.values())
    quicker = sum(link.colour == "less" for link in links.values())
    sentence = gettext(
        "Map of the differences: %(slower)s links take longer here, %(quicker)s are quicker."
    ) % {
        "slower": slower,
        "quicker": quicker,
    }
    return Dress(links, boxes, sentence)


def _tone(one: Difference) -> str:
    if min(one.here.count, one.there.count) < FEW or abs(one.change) <= NOTABLE * max(
        one.here.mean, one.there.mean
    ):
        return "even"
    return "more" if one.change > 0 else "less"

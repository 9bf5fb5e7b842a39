"""The tables beside the map: links, places where dossiers lie, ways, hand-overs."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from motcua.queries import process_map, process_waits
from motcua.queries.process_map import Edge, Variant
from motcua.rules.process import DAY, Deviation, Spread
from motcua.rules.process_route import PAUSE, PICK_UP, Hand, is_unlawful
from motcua.web import labels, words
from motcua.web.process import spans
from motcua.web.process.asked import Look


def links(look: Look, edges: dict[Edge, Spread], url: Any) -> list[dict[str, Any]]:
    """Return a row for each link, the most common first."""
    ranked = sorted(edges.items(), key=lambda pair: (-pair[1].count, pair[0]))
    return [
        {
            "first": look.labels[edge[0]],
            "after": look.labels[edge[1]],
            "count": one.count,
            "mean": spans.said(one.mean),
            "median": spans.said(one.median),
            "p90": spans.said(one.p90),
            "most": spans.said(one.most),
            "url": url(f"{edge[0]}-{edge[1]}"),
        }
        for edge, one in ranked
    ]


def places(look: Look, url: Any) -> list[dict[str, Any]]:
    """Return where dossiers lie, in days of the citizens and hours of the office, the longest first."""
    found = process_waits.bottlenecks(look.log, waits=look.waits)
    top = max((one.wait.citizen for one in found), default=1) or 1
    return [
        {
            "name": look.labels[one.activity],
            "count": one.wait.count,
            "days": one.wait.citizen / DAY,
            "percent": round(100 * one.wait.citizen / top),
            "hours": None if one.wait.office is None or not one.is_office else one.wait.office / 3600,
            "rest": one.wait.rest / 3600 if one.wait.planned and one.is_office else None,
            "mean": spans.said(one.wait.citizen / one.wait.count),
            "why": _why(look.log.activities[one.activity].kind),
            "is_office": one.is_office,
            "url": url(str(one.activity)),
        }
        for one in found
    ]


def _why(kind: str) -> str:
    if kind == PAUSE:
        return gettext("a pause, not counted")
    return gettext("until the result is fetched") if kind == PICK_UP else ""


def ways(look: Look, found: Sequence[Variant], base: str) -> list[dict[str, Any]]:
    """Return a row for each way: its steps as a small sequence, how many, how long, whether it fits."""
    apart = {one.way.way: one.how for one in look_fitting(look).apart}
    return [
        {
            "steps": [_chip(look, at, way.way, place) for place, at in enumerate(way.way)],
            "spoken": ", ".join(look.labels[at] for at in way.way),
            "count": way.lasted.count,
            "share": words.share(way.lasted.count / look.map.cases, 1),
            "median": spans.said(way.lasted.median),
            "mean": spans.said(way.lasted.mean),
            "fits": _verdict(look, way, apart.get(way.way)),
            "url": with_more(look.asked.url(base), way=_key(way)),
        }
        for way in found
    ]


def _key(way: Variant) -> str:
    return "-".join(map(str, way.way))


def _chip(look: Look, at: int, way: Sequence[int], place: int) -> dict[str, Any]:
    again = at in way[:place]
    kind = look.log.activities[at].kind
    return {"label": look.labels[at], "kind": "again" if again else kind, "short": _short(look.labels[at])}


def _short(label: str) -> str:
    """Return what fits in a small square: a number that the name begins with, or its words' first letters."""
    first = label.partition(" ")[0]
    if len(first) <= 5 and any(letter.isdigit() for letter in first):
        return first
    return "".join(word[0] for word in label.replace(",", "").split() if word[0].isalnum())[:3].upper()


def look_fitting(look: Look) -> process_map.Fitting:
    """Return how the ways of a look keep to their routes."""
    return process_map.fitting(look.log, look.ways)


def _verdict(look: Look, way: Variant, found: Deviation | None) -> dict[str, str] | None:
    if not way.versions:
        return None
    if found is None:
        return {"text": gettext("Keeps the route"), "tone": "good", "icon": "check"}
    if is_unlawful(found):
        return {"text": gettext("Against the rule"), "tone": "bad", "icon": "triangle-alert"}
    return {"text": gettext("Beside the route"), "tone": "warn", "icon": "git-branch"}


KINDS = ("skipped", "extra", "out_of_order")


def deviations(look: Look, fit: process_map.Fitting, base: str) -> list[dict[str, Any]]:
    """Return what is out of the route and in how many dossiers, the most common first."""
    keys = {activity.key: at for at, activity in enumerate(look.log.activities)}
    route_names = _route_names(look)
    counts: dict[tuple[str, str], int] = {}
    for one in fit.apart:
        for kind in KINDS:
            for key in getattr(one.how, kind):
                counts[kind, key] = counts.get((kind, key), 0) + len(one.cases)
    said = {
        "skipped": gettext("left out"),
        "extra": gettext("beside the route, or once too often"),
        "out_of_order": gettext("out of order"),
    }
    return [
        {
            "kind": said[kind],
            "name": look.labels[keys[key]] if key in keys else route_names.get(key, key),
            "count": count,
            "tone": "bad" if key == "ask_supplement" else "warn",
            "url": with_more(look.asked.url(base), apart=f"{kind}:{key}"),
        }
        for (kind, key), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def cases_apart(look: Look, asked: str) -> list[int]:
    """Return the cases that left their route in one way, such as `extra:send_back`; "" is in any way."""
    kind, _, key = asked.partition(":")
    return sorted(
        case
        for one in look_fitting(look).apart
        if not asked or (kind in KINDS and key in getattr(one.how, kind))
        for case in one.cases
    )


def with_more(url: str, **more: str) -> str:
    """Add to an address."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}"


def _route_names(look: Look) -> dict[str, str]:
    """Return words for steps of the route that no dossier has gone through."""
    wanted = words.language()
    return {activity.key: str(getattr(activity, wanted)) for activity in look.log.route_activities}


def hand_overs(look: Look) -> list[dict[str, Any]]:
    """Return the hand-overs between roles and units, those that took most time in all first."""
    found = process_map.hand_overs(look.log)
    ranked = sorted(found.items(), key=lambda pair: -pair[1].total)
    return [
        {
            "first": hand(look, look.log.hands[one]),
            "after": hand(look, look.log.hands[other]),
            "count": times.count,
            "mean": spans.said(times.mean),
            "days": times.total / DAY,
        }
        for (one, other), times in ranked
    ]


def hand(look: Look, one: Hand) -> str:
    """Name a hand: a role and its unit, or of a history the number of an unnamed person."""
    if one.who:
        return gettext("Person %(number)s") % {"number": one.who.lstrip("#")}
    role = gettext(labels.ROLES[one.role]) if one.role in labels.ROLES else gettext("Applicant")
    unit = look.names.get(str(one.unit_id), "")
    return f"{role}, {unit}" if unit else role


def groups(look: Look, column: str) -> list[dict[str, Any]]:
    """Return dossiers and times by a column of the cases."""
    return [
        {
            "key": one.name,
            "name": look.names.get(one.name, one.name) if column == "unit" else _channel(one.name),
            "cases": one.cases,
            "events": one.events,
            "mean": spans.said(one.lasted.mean),
            "median": spans.said(one.lasted.median),
            "p90": spans.said(one.lasted.p90),
        }
        for one in process_map.grouped(look.log, column)
    ]


def _channel(name: str) -> str:
    known = {"direct": gettext("at the counter"), "online": gettext("online"), "post": gettext("by post")}
    return known.get(name, name) or gettext("not stated")

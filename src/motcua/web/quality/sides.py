"""Units side by side, the nine criteria and the four measures as their pages show them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries import indicators as reads
from motcua.rules import criteria, four_measures
from motcua.rules.indicators import Assessment, GroupResult, Status, rounded
from motcua.rules.standing import change, ranks
from motcua.web import drawings, words
from motcua.web.quality import shown
from motcua.web.quality.asked import Asked


def tabs(asked: Asked, path: str) -> list[dict[str, Any]]:
    """Return the four pages of quality for the same unit and period."""
    found = (
        ("overview", gettext("Decision 766")),
        ("ranking", gettext("Communes in order")),
        ("decree61", gettext("Decree 61")),
        ("service", gettext("Four measures")),
    )
    return [
        {"label": label, "url": (url := asked.url(name)), "current": url.split("?")[0] == path, "count": None}
        for name, label in found
    ]


def downloads(asked: Asked, which: str) -> list[dict[str, str]]:
    """Return the addresses of the table as files."""
    query = asked.url("overview").partition("?")[2]
    base = asked.url("overview").partition("?")[0]
    return [{"label": form.upper(), "url": f"{base}{which}.{form}?{query}"} for form in ("csv", "json")]


def ranked(
    places: Sequence[reads.Place], now: Sequence[Assessment], before: Sequence[Assessment], asked: Asked
) -> list[dict[str, Any]]:
    """Return the units, communes first in the order of their rank; others stand outside the ranking."""
    held = [place.unit.kind == "commune" for place in places]
    order = ranks({at: now[at].of_hundred for at, is_in in enumerate(held) if is_in})
    old = ranks({at: before[at].of_hundred for at, is_in in enumerate(held) if is_in})
    shared = list(order.values())
    rows = [
        {
            "unit": place.unit,
            "rank": order.get(at),
            "is_shared": shared.count(order[at]) > 1 if at in order else False,
            "rank_light": _rank_light(order.get(at), old.get(at)),
            "light": shown.light(change(now[at].of_hundred, before[at].of_hundred)),
            "total": shown.points(now[at].of_hundred),
            "won": shown.points(now[at].won),
            "measured": shown.most(now[at].measured),
            "band": shown.band(now[at]),
            "tone": shown.tone_of(now[at]),
            "cells": [_heat(one) for one in now[at].groups],
            "url": asked.url("overview", unit=place.unit.pk, alone=_alone(place)),
        }
        for at, place in enumerate(places)
    ]
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit"].gso_code))


def _alone(place: reads.Place) -> int | None:
    return None if place.unit.kind == "commune" else 1


def _rank_light(now: int | None, before: int | None) -> dict[str, str]:
    if now is None or before is None:
        return {"icon": "", "tone": "", "text": "–"}
    if now == before:
        return {"icon": "minus", "tone": "", "text": gettext("same rank")}
    moved = abs(now - before)
    if now < before:
        text = ngettext("up %(n)s place", "up %(n)s places", moved)
        return {"icon": "trending-up", "tone": "good", "text": text % {"n": moved}}
    text = ngettext("down %(n)s place", "down %(n)s places", moved)
    return {"icon": "trending-down", "tone": "bad", "text": text % {"n": moved}}


def _heat(one: GroupResult) -> dict[str, str]:
    if one.share is None:
        return {"fill": "mc-q-un", "text": "–", "note": gettext("not measured")}
    step = drawings.heat_step(float(1 - one.share), shown.LOST_STEPS)
    dark = " mc-q-dark" if step == 4 else ""
    note = gettext("of %(most)s") % {"most": shown.most(one.measured)}
    return {"fill": f"mc-fill-heat-{step}{dark}", "text": shown.points(one.won), "note": note}


def sheet_tiles(
    sheet: criteria.Sheet, before: criteria.Sheet, sums: Mapping[str, int], asked: Asked
) -> list[dict[str, Any]]:
    """Return the figures at the head of the page of Decree 61."""
    tone, moved = shown.tone_of(sheet), shown.light(change(_of_18(sheet), _of_18(before)))
    won = shown.tile(gettext("Points won"), "gauge", str(sheet.won), tone)
    won["unit"] = gettext("of %(most)s measured") % {"most": sheet.measured}
    won |= {"change": moved["text"], "change_tone": moved["tone"]}
    band = shown.band(sheet)
    reached = shown.tile(gettext("Band"), "award", band, tone, "#bands")
    reached["note"] = "" if sheet.is_complete else gettext("provisional, from what is measured")
    liked = shown.tile(gettext("Satisfied"), "smile", words.number(sums.get("satisfied", 0)), "good")
    liked["note"] = gettext("of %(n)s ratings") % {"n": words.number(sums.get("rated", 0))}
    liked["url"] = asked.url("list", set="61", code="7.satisfied", side="numerator")
    disliked = sums.get("disliked", 0)
    bad = shown.tile(gettext("Dissatisfied"), "frown", words.number(disliked), "bad" if disliked else "good")
    bad["note"] = gettext("faces one and two of five")
    bad["url"] = asked.url("list", set="61", code="7.disliked", side="numerator")
    return [won, reached, liked, bad]


def _of_18(sheet: criteria.Sheet) -> Fraction | None:
    return Fraction(sheet.won * sheet.whole, sheet.measured) if sheet.measured else None


def marks(sheet: criteria.Sheet, asked: Asked) -> list[dict[str, Any]]:
    """Return the nine criteria with their rates, each number a door."""
    return [
        {
            "code": one.criterion.code,
            "name": shown.said(one.criterion.name),
            "rule": shown.said(one.criterion.rule),
            "source": shown.source(one.criterion.source, one.criterion.confidence),
            "estimate": one.criterion.estimate and one.points is not None,
            "points": one.points,
            "status": "" if one.status is Status.MEASURED else shown.status(one.status),
            "tone": {2: "good", 1: "warn", 0: "bad"}.get(one.points if one.points is not None else -1, ""),
            "rates": [_seen(seen, one, asked) for seen in one.seen] if one.points is not None else [],
        }
        for one in sheet.marks
    ]


def _seen(seen: criteria.Seen, mark: criteria.Mark, asked: Asked) -> dict[str, Any]:
    code = f"{mark.criterion.code}.{seen.rate.key}"
    named: dict[str, Any] = {"set": "61", "code": code}
    return {
        "name": shown.said(seen.rate.name),
        "share": words.share(float(seen.value)) if seen.value is not None else "–",
        "numerator": shown.door(seen.rate.numerator, seen.numerator, asked, side="numerator", **named),
        "denominator": shown.door(
            seen.rate.denominator, seen.denominator, asked, side="denominator", **named
        ),
    }


def bands(paper: criteria.Paper, sheet: criteria.Sheet) -> list[dict[str, Any]]:
    """Return the bands, highest first, the one reached marked."""
    return [
        {"name": shown.said(one.name), "from": shown.most(one.from_points), "reached": one == sheet.band}
        for one in paper.bands
    ]


def service_cards(
    found: Sequence[four_measures.Reading],
    before: Sequence[four_measures.Reading],
    sums: Mapping[str, int],
    asked: Asked,
) -> list[dict[str, Any]]:
    """Return a card for each of the four."""
    marks = {"cost": "wallet", "satisfaction": "smile", "completion": "circle-check", "take_up": "wifi"}
    return [
        {
            "key": one.measure.key,
            "icon": marks[one.measure.key],
            "name": shown.said(one.measure.name),
            "rule": shown.said(one.measure.rule),
            "status": "" if one.status is Status.MEASURED else shown.status(one.status),
            "value": _value(one),
            "light": _share_light(one, was),
            "numerator": _number(one, "numerator", asked),
            "denominator": _number(one, "denominator", asked),
            "note": _note(one, sums),
            "interval": interval(one),
            "percent": round(float(one.value) * 100)
            if one.value is not None and one.measure.unit == "share"
            else 0,
        }
        for one, was in zip(found, before, strict=True)
    ]


def _value(one: four_measures.Reading) -> str:
    if one.value is None:
        return "–"
    return words.money(round(one.value)) if one.measure.unit == "vnd" else words.share(float(one.value))


def _number(one: four_measures.Reading, side: str, asked: Asked) -> dict[str, Any]:
    value = getattr(one, side)
    if one.measure.unit == "vnd" and side == "numerator" and value is not None:
        return {"text": words.money(value), "url": ""}
    return shown.door(
        getattr(one.measure, side), value, asked, set="service", code=one.measure.key, side=side
    )


def _share_light(now: four_measures.Reading, before: four_measures.Reading) -> dict[str, str]:
    """Compare shares in percentage points; cost, where less is better, is left to the reader."""
    if now.measure.unit != "share" or now.value is None or before.value is None:
        return shown.light(None)
    moved = change(now.value * 100, before.value * 100)
    found = shown.light(moved)
    return found | (
        {"text": gettext("%(change)s points of a hundred") % {"change": found["text"]}}
        if rounded(moved.points)
        else {}
    )


def _note(one: four_measures.Reading, sums: Mapping[str, int]) -> str:
    if one.measure.key == "satisfaction" and sums.get("handed_over"):
        share = words.share(min(1.0, sums["rated"] / sums["handed_over"]))
        return gettext("%(share)s of the results handed over were rated") % {"share": share}
    if one.measure.key == "take_up":
        return gettext("of them %(n)s with help at the counter") % {"n": words.number(sums["assisted"])}
    return ""


def interval(one: four_measures.Reading) -> dict[str, Any] | None:
    """Return the interval in words, and as places on a scale from 0 to 100 percent."""
    if one.low is None or one.high is None or one.value is None:
        return None
    low, high = round(one.low * 200, 1), round(one.high * 200, 1)
    return {
        "text": f"{words.share(one.low)} – {words.share(one.high)}",
        "low": f"{low}",
        "width": f"{max(2.0, round(high - low, 1))}",
        "mid": f"{round(float(one.value) * 200, 1)}",
    }


def service_rows(
    places: Sequence[reads.Place], found: Sequence[Sequence[four_measures.Reading]], asked: Asked
) -> list[dict[str, Any]]:
    """Return the units side by side, each with its four figures."""
    return [
        {
            "unit": place.unit,
            "url": asked.url("service", unit=place.unit.pk, alone=_alone(place)),
            "values": [
                {"text": _value(one), "interval": interval(one), "n": one.denominator} for one in readings
            ],
        }
        for place, readings in zip(places, found, strict=True)
    ]  # fmt: skip

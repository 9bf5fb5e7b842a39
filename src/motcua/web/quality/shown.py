"""Assessments as a page shows them: points, doors to lists, lights, cells of the icicle."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries import indicator_lists
from motcua.queries import indicators as reads
from motcua.rules.criteria import Sheet
from motcua.rules.indicator_sets import Book, Formula, Sums, Text
from motcua.rules.indicators import Assessment, GroupResult, Result, Status, rounded
from motcua.rules.standing import Change, Closing, Light
from motcua.web import drawings, words
from motcua.web.quality.asked import Asked

LOST_STEPS = (0.0, 0.08, 0.16, 0.25)  # of the points an indicator or group could give
LIGHTS = {
    Light.BETTER: ("trending-up", "good"),
    Light.SAME: ("minus", ""),
    Light.WORSE: ("trending-down", "bad"),
    Light.UNKNOWN: ("circle-help", ""),
}


def said(text: Text) -> str:
    """Return a sentence in the language of the page."""
    return text.en if words.language() == "en" else text.vi


def points(value: Fraction | None) -> str:
    """Write points: rounded once, two places; a dash for none."""
    found = rounded(value)
    return "–" if found is None else words.number(found, 2)


def most(value: Fraction) -> str:
    """Write a maximum: whole where it is whole."""
    return words.number(int(value)) if value.denominator == 1 else points(value)


def status(of: Status) -> str:
    """Say what stands behind an indicator without points."""
    return {
        Status.NOT_YET_MEASURED: gettext("not yet measured"),
        Status.NO_DENOMINATOR: gettext("nothing to count"),
        Status.NOT_APPLICABLE: gettext("not applicable"),
        Status.AWARDED: gettext("maximum awarded"),
        Status.MEASURED: gettext("measured"),
    }[of]


def light(change: Change | None) -> dict[str, str]:
    """Return a change as icon, word and tone."""
    if change is None or change.light is Light.UNKNOWN or change.points is None:
        return {"icon": "", "tone": "", "text": "–"}
    mark, tone = LIGHTS[change.light]
    moved = points(abs(change.points))
    text = {
        Light.BETTER: gettext("up %(points)s"),
        Light.SAME: gettext("unchanged"),
        Light.WORSE: gettext("down %(points)s"),
    }[change.light]
    found = text % {"points": moved} if "%" in text else text
    return {"icon": mark, "tone": tone, "text": found}


def tiles(found: Assessment, total: Change) -> list[dict[str, Any]]:
    """Return the four figures at the head of the page."""
    left, moved = found.measured - found.won, light(total)
    unmeasured = [one for one in found.results if one.status is Status.NOT_YET_MEASURED]
    waiting = sum((one.indicator.points for one in unmeasured), Fraction(0))
    count = {"n": len(unmeasured)}
    won = tile(gettext("Points won"), "gauge", points(found.won), "info")
    won["unit"] = gettext("of %(most)s measured") % {"most": most(found.measured)}
    won["note"] = gettext("the set holds %(most)s points") % {"most": most(found.whole)}
    hundred = tile(gettext("Out of 100"), "award", points(found.of_hundred), tone_of(found))
    hundred["unit"] = band(found) if found.band else ""
    hundred |= {"change": moved["text"], "change_tone": moved["tone"]}
    hundred["note"] = "" if found.is_complete else gettext("provisional, from what is measured")
    wins = tile(gettext("Can be won"), "move-up", points(left), "warn" if left else "good", "#best")
    wins |= {"unit": gettext("points"), "note": gettext("lost among what is measured")}
    unknown = tile(gettext("Not yet measured"), "circle-help", most(waiting), "info")
    unknown["unit"] = gettext("points")
    unknown["note"] = (
        ngettext(
            "%(n)s indicator waits for its figures", "%(n)s indicators wait for their figures", count["n"]
        )
        % count
    )
    return [won, hundred, wins, unknown]


def source(key: str, confidence: str) -> str:
    """Write where a rule comes from and how sure it is."""
    sure = {
        "H": gettext("read in the description itself"),
        "M": gettext("from a good second source"),
        "L": gettext("not certain, to be checked against the text"),
    }.get(confidence, confidence)
    return f"{reads.citations().get(key, key)} ({key}; {sure})"


def tile(label: str, mark: str, value: str, tone: str, url: str = "#table") -> dict[str, Any]:
    """Return one figure of the head of a page."""
    return {"label": label, "icon": mark, "value": value, "tone": tone, "url": url}


def band(found: Assessment | Sheet) -> str:
    """Write the band of a total."""
    return said(found.band.name) if found.band else "–"


def tone_of(found: Assessment | Sheet) -> str:
    """Return the tone of a total by its band."""
    key = found.band.key if found.band else ""
    return {"excellent": "good", "good": "good", "fair": "warn", "average": "warn", "weak": "bad"}.get(
        key, "info"
    )


def icicle(found: Assessment) -> list[dict[str, Any]]:
    """Return the groups as blocks as wide as their points, coloured by the share lost, and their cells."""
    return [
        {
            "name": said(one.group.name),
            "width": ceil(one.group.points),
            "text": _block_text(one),
            "fill": _fill(one.won, one.measured),
            "cells": [_cell(result) for result in one.results if result.indicator.points],
        }
        for one in found.groups
    ]


def _block_text(one: GroupResult) -> str:
    if not one.measured:
        return gettext("not measured / %(most)s") % {"most": most(one.group.points)}
    lost = one.measured - one.won
    return f"{f'−{points(lost)}' if rounded(lost) else '0'} / {most(one.measured)}"


def _fill(won: Fraction, of: Fraction) -> str:
    if not of:
        return "mc-q-un"
    step = drawings.heat_step(float(1 - won / of), LOST_STEPS)
    return f"mc-fill-heat-{step}{' mc-q-dark' if step == 4 else ''}"


def _cell(one: Result) -> dict[str, Any]:
    fill = _fill(one.points, one.indicator.points) if one.points is not None else "mc-q-un"
    lost = rounded(one.lost)
    what = gettext("lost %(points)s of %(most)s") if one.points is not None else status(one.status)
    told = what % {"points": points(one.lost), "most": most(one.indicator.points)} if "%" in what else what
    return {
        "code": one.indicator.code,
        "width": ceil(one.indicator.points),
        "fill": fill,
        "text": points(one.lost) if lost else "",
        "title": f"{one.indicator.code} {said(one.indicator.name)}: {told}",
    }


def groups(
    found: Assessment, sums: Sums, changes: Mapping[str, Change], asked: Asked
) -> list[dict[str, Any]]:
    """Return the table: a head for each group, a row for each indicator."""
    return [
        {
            "name": said(one.group.name),
            "code": one.group.code,
            "won": points(one.won) if one.measured else "–",
            "measured": most(one.measured),
            "most": most(one.group.points),
            "percent": _percent(one.won, one.measured),
            "tone": _tone(one.won, one.measured),
            "light": light(changes.get(one.group.key)),
            "rows": [row(result, sums, changes.get(result.indicator.code), asked) for result in one.results],
        }
        for one in found.groups
    ]


def row(one: Result, sums: Sums, change: Change | None, asked: Asked) -> dict[str, Any]:
    """Return one indicator: each of its two numbers a door to its list."""
    own = one.indicator
    return {
        "code": own.code,
        "name": said(own.name),
        "rule": said(own.rule),
        "source": source(own.source, own.confidence),
        "estimate": own.estimate and one.is_counted,
        "formula": f"({own.numerator}) / ({own.denominator})",
        "numerator": _numerator(one, asked),
        "parts": parts(one, sums, asked),
        "denominator": door(own.denominator, one.denominator, asked, code=own.code, side="denominator"),
        "rate": _rate(one),
        "full_at": words.share(float(own.full_at)) if own.full_at != 1 else "",
        "factor": words.share(float(one.factor)) if one.factor is not None else "",
        "status": "" if one.status is Status.MEASURED else status(one.status),
        "points": points(one.points),
        "most": most(own.points),
        "is_info": not own.points,
        "is_counted": one.is_counted,
        "percent": _percent(one.points, own.points),
        "tone": _tone(one.points, own.points),
        "light": light(change),
    }


def _numerator(one: Result, asked: Asked) -> dict[str, Any]:
    own = one.indicator
    found = door(own.numerator, one.numerator, asked, code=own.code, side="numerator")
    if own.taken_off:  # no set of its own: its parts have the lists
        found["url"] = ""
    if own.of == "minutes" and one.numerator is not None:
        found["text"] = words.hours(round(one.numerator / 60))
    return found


def door(of: Formula, value: int | None, asked: Asked, **more: Any) -> dict[str, Any]:
    """Return a number with the address of its list; without one where it counts nothing that is listed."""
    kind = indicator_lists.kind(of)
    url = asked.url("list", **more) if value is not None and kind != indicator_lists.NONE else ""
    return {"text": "–" if value is None else words.number(value), "url": url}


def parts(one: Result, sums: Sums, asked: Asked) -> list[dict[str, Any]]:
    """Return what is taken off, each part with its own list, where the numerator is no set of its own."""
    return [
        {"name": said(part.name)}
        | door(part.sum, part.sum.of(sums), asked, code=one.indicator.code, side=f"part{place}")
        for place, part in enumerate(one.indicator.taken_off)
    ]


def _rate(one: Result) -> str:
    if one.rate is None:
        return "–"
    if one.indicator.of == "minutes":
        return words.length(round(one.rate))
    return words.share(float(one.rate))


def _percent(won: Fraction | None, of: Fraction) -> int:
    return 0 if won is None or not of else max(0, min(100, round(won / of * 100)))


def _tone(won: Fraction | None, of: Fraction) -> str:
    """Return the tone of a bar: whole, most of it, or less than half."""
    if won is None or not of:
        return "info"
    share = won / of
    return "" if share >= Fraction(9, 10) else "warn" if share >= Fraction(1, 2) else "bad"


def closings(found: Sequence[Closing], of: Book, asked: Asked) -> list[dict[str, Any]]:
    """Return what is worth doing first: points, how many more it takes, and the door to trying it."""
    top = max((one.gain for one in found), default=Fraction(1))
    names = {one.code: one for one in of.indicators}
    return [
        {
            "code": one.code,
            "name": said(names[one.code].name),
            "gain": f"+{points(one.gain)}",
            "more": needed(one.more, names[one.code].of),
            "rate": words.share(float(one.rate)),
            "percent": _percent(one.gain, top),
            "url": asked.url(close=one.code, to=round(one.rate * 100)) + "#close",
        }
        for one in found
    ]


def needed(more: int, of: str) -> str:
    """Say how many more it takes."""
    count = {"n": words.number(more)}
    if of == "procedures":
        return ngettext("%(n)s more procedure", "%(n)s more procedures", more) % count
    if of == "communes":
        return ngettext("%(n)s more commune", "%(n)s more communes", more) % count
    if of == "publications":
        return ngettext("%(n)s more publication", "%(n)s more publications", more) % count
    if of == "petitions":
        return ngettext("%(n)s more petition", "%(n)s more petitions", more) % count
    return ngettext("%(n)s more dossier", "%(n)s more dossiers", more) % count


def closed(one: Closing, before: Assessment, of: Book) -> dict[str, Any]:
    """Return the effect of closing one gap: the total and band before and after, what else moves."""
    name = next(item for item in of.indicators if item.code == one.code)
    others = [
        {"name": said(now.group.name), "from": points(was.won), "to": points(now.won)}
        for was, now in zip(before.groups, one.after.groups, strict=True)
        if rounded(now.won) != rounded(was.won)
    ]
    return {
        "code": one.code,
        "name": said(name.name),
        "rate": words.share(float(one.rate)),
        "gain": points(one.gain),
        "more": needed(one.more, name.of),
        "from": points(before.of_hundred),
        "to": points(one.after.of_hundred),
        "band": band(one.after),
        "others": others,
    }


def head(found: Assessment) -> dict[str, str]:
    """Return the line above the icicle: what was won of what is measured, what was lost."""
    return {
        "won": points(found.won),
        "measured": most(found.measured),
        "lost": points(found.measured - found.won),
        "whole": most(found.whole),
    }


def readings(of: Book) -> list[dict[str, Any]]:
    """Return the questions the text leaves open, with the option chosen."""
    return [
        {
            "name": said(one.name),
            "why": said(one.why),
            "source": reads.citations().get(one.source, one.source),
            "key": one.key,
            "options": [
                {"key": option.key, "name": said(option.name), "chosen": option.key in of.chosen}
                for option in one.options
            ],
        }
        for one in of.readings
    ]

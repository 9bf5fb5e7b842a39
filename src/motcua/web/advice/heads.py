"""The head of the overview: four figures, the sum of the first tasks, the ranks over the years."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries import advice_report
from motcua.queries.advice_report import Report
from motcua.rules.advice_forecast import UNKNOWN
from motcua.web import words
from motcua.web.advice import pictures, shown

FIRST = 3
PREFIXES = (
    ("Thành phố ", "TP "), ("Huyện ", ""), ("Thị xã ", ""), ("Thị trấn ", ""), ("Xã ", ""), ("Phường ", ""),
)  # fmt: skip


def tiles(of: Report) -> list[dict[str, Any]]:
    """Return the four figures at the head of the page."""
    units = words.number(of.outlook.of)
    return [_last_tile(of), _forecast_tile(of, units), _gap_tile(of), _evidence_tile(of)]


def _last_tile(of: Report) -> dict[str, Any]:
    past = of.past[0] if of.past else None
    mine = past.results.get(of.part.unit_id) if past else None
    tile = {"icon": "history", "tone": "", "url": "#ranks", "label": gettext("Last year"), "value": "–"}
    if past is None or mine is None:
        return tile | {"note": gettext("no round was published before this one")}
    tile |= {"label": gettext("Year %(year)s") % {"year": past.round.year}}
    tile |= {"value": _rank(mine.rank), "unit": f"/ {words.number(len(past.results))}"}
    note = f"{shown.points(mine.percent)} %"
    before = of.past[1].rank(of.part.unit_id) if len(of.past) > 1 else None
    return tile | {"note": f"{note}{_moved(mine.rank, before, of)}"}


def _rank(rank: int | None) -> str:
    return gettext("rank %(rank)s") % {"rank": rank} if rank else gettext("not ranked")


def _moved(rank: int | None, before: int | None, of: Report) -> str:
    if not rank or not before:
        return ""
    year = of.past[1].round.year
    if rank == before:
        return " · " + gettext("the same as in %(year)s") % {"year": year}
    places = abs(rank - before)
    down = ngettext("%(n)s place down against %(year)s", "%(n)s places down against %(year)s", places)
    up = ngettext("%(n)s place up against %(year)s", "%(n)s places up against %(year)s", places)
    return " · " + (down if rank > before else up) % {"n": places, "year": year}


def _forecast_tile(of: Report, units: str) -> dict[str, Any]:
    out = of.outlook
    tile = {
        "icon": "trending-up", "tone": "good", "url": "#ranks",
        "label": gettext("Forecast %(year)s") % {"year": of.part.round.year},
        "value": _rank(out.rank), "unit": f"/ {units}",
    }  # fmt: skip
    facts = {"points": shown.points(out.points.mean), "low": out.low, "high": out.high}
    if not of.others:
        tile |= {"value": shown.points(out.points.mean), "unit": "%"}
        return tile | {"note": gettext("no ranks of last year to compare with")}
    if out.low == out.high:
        return tile | {"note": gettext("%(points)s %% · hardly another rank") % facts}
    return tile | {
        "note": gettext("%(points)s %% · nine times in ten between ranks %(low)s and %(high)s") % facts
    }


def _gap_tile(of: Report) -> dict[str, Any]:
    tile = {"icon": "move-up", "tone": "warn", "url": "#next", "label": gettext("To the next place")}
    found = first(of)
    facts = {"gain": found["gain"], "days": found["days"], "n": found["count"]}
    note = ngettext(
        "the first task below brings %(gain)s points in %(days)s days of work",
        "the first %(n)s tasks below bring %(gain)s points in %(days)s days of work",
        found["count"],
    )
    if of.outlook.gap is None:
        return tile | {"value": "–", "note": gettext("nobody is likely ahead") if of.others else note % facts}
    return tile | {"value": shown.points(of.outlook.gap), "unit": gettext("points"), "note": note % facts}


def _evidence_tile(of: Report) -> dict[str, Any]:
    rows = [row for row in of.rows if row.lacks_evidence]
    claimed = sum((row.points for row in rows), Decimal(0))
    tile = {
        "icon": "file-x-2", "tone": "bad" if rows else "good", "url": "#lacking",
        "label": gettext("Evidence missing"), "value": words.number(len(rows)),
        "unit": gettext("/ %(all)s leaves") % {"all": len(of.rows)},
    }  # fmt: skip
    if not rows:
        return tile | {"note": gettext("every point claimed has its evidence")}
    facts = {"points": shown.points(claimed), "day": words.short_day(of.time.until_on)}
    return tile | {"note": gettext("%(points)s points are not counted unless it comes by %(day)s") % facts}


def first(of: Report) -> dict[str, Any]:
    """Return the sum of the first rows of the table."""
    rows = of.ranked()[:FIRST]
    steps = [row.advice.best for row in rows if row.advice.best is not None]
    gain = sum((step.gain for step in steps), Decimal(0))
    days = sum((step.days for step in steps), Decimal(0))
    put = {row.code: row.advice.best.points for row in rows if row.advice.best is not None}
    after = advice_report.what_if(of, put)
    return {
        "count": len(steps),
        "lost": shown.points(sum((row.lost for row in rows), Decimal(0))),
        "gain": shown.points(gain),
        "days": shown.short(days),
        "worth": shown.points(gain / days) if days else "–",
        "after": shown.points(after.outlook.points.mean),
        "rank": after.outlook.rank if of.others else None,
    }


def slope(of: Report) -> str:
    """Return the picture of the ranks over the years."""
    lines = _slope_lines(of)
    years = [str(one.round.year) for one in reversed(of.past[:2])]
    years.append(gettext("%(year)s, forecast") % {"year": of.part.round.year})
    return pictures.slope(lines, years, of.outlook.low, of.outlook.high)


def _slope_lines(of: Report) -> list[pictures.Line]:
    if not of.others:
        return []
    means = {int(key): spread.mean for key, spread in of.others.items()} | {
        of.part.unit_id: of.outlook.points.mean
    }
    order = sorted(means, key=lambda key: (-means[key], key != of.part.unit_id, key))
    past = list(reversed(of.past[:2]))
    return [
        pictures.Line(
            short_name(of.units[key].unit.name) if key in of.units else "",
            [*(one.rank(key) for one in past), place],
            key == of.part.unit_id,
        )
        for place, key in enumerate(order, start=1)
    ]


def short_name(name: str) -> str:
    """Write a unit's name without its kind: "Thanh Miện", "TP Hải Dương"."""
    for prefix, put in PREFIXES:
        if name.startswith(prefix):
            return put + name.removeprefix(prefix)
    return name


def ranks(of: Report) -> dict[str, Any]:
    """Return the ranks as a table tells them, and who is one place ahead."""
    past = list(reversed(of.past[:2]))
    ahead = int(of.outlook.ahead) if of.outlook.ahead else None
    return {
        "years": [one.round.year for one in past],
        "rows": [
            {"name": line.name, "ranks": [rank or "–" for rank in line.ranks], "mine": line.is_mine}
            for line in _slope_lines(of)
        ],
        "ahead": short_name(of.units[ahead].unit.name) if ahead is not None and ahead in of.units else "",
        "gap": shown.points(of.outlook.gap) if of.outlook.gap is not None else "",
        "is_guess": len(of.past) < 2,
        "unknown": shown.short(UNKNOWN),
    }

"""How published cells and shares are written: exact, hidden as a small count, or as a range."""

import math
from typing import Any

from django.utils.translation import gettext

from motcua.queries.published import Figures, Place
from motcua.rules import disclosure, periods
from motcua.rules.disclosure import Cell, Row
from motcua.web import words

SHARES = {"online": "received", "digitised": "received", "on_time": "closed", "late": "closed"}
SHARES |= {"satisfied": "rated"}


def name(measure: str) -> str:
    """Return the short name of a published number."""
    from motcua.queries import published

    return published.words()[measure][words.language()]


def cell(found: Cell, least: int) -> str:
    """Write a cell: "1.797", "< 5" for a small count, "1.796–1.800" for what is known only so far."""
    if found.is_exact:
        return words.number(found.low)
    if found == Cell(0, least - 1):
        return f"<{words.NB}{least}"
    return f"{words.number(found.low)}–{words.number(found.high)}"


def share(row: Row, part: str) -> str:
    """Write the share of a part in its whole, as a range where only that is known: widened, not narrowed."""
    found = disclosure.share(row[part], row[SHARES[part]])
    if found is None:
        return "–"
    low, high = found
    if low == high:
        return words.share(low)
    ends = math.floor(low * 1000) / 1000, math.ceil(high * 1000) / 1000
    sign = "%" if words.language() == "en" else f"{words.NB}%"
    written = [words.share(end, 1).removesuffix(sign) for end in ends]
    return f"{written[0]}–{written[1]}{sign}"


def period(key: str) -> str:
    """Write the name of a period: "Tháng 8/2024", "Quý II/2024"."""
    found = periods.parse(key)
    year = f"{found.from_on.year}"
    if "Q" in key:
        number = int(key[-1])
        roman = ("I", "II", "III", "IV")[number - 1]
        return gettext("Quarter %(number)s/%(year)s") % {"number": roman, "year": year}
    if "H" in key:
        return gettext("Half-year %(number)s/%(year)s") % {"number": key[-1], "year": year}
    if "-" in key:
        return gettext("Month %(month)s/%(year)s") % {"month": found.from_on.month, "year": year}
    return gettext("Year %(year)s") % {"year": year}


def middle(found: Cell) -> float:
    """Return what a chart draws of a cell: the middle of what is published, never the count behind it."""
    return (found.low + found.high) / 2


def tiles(figures: Figures, row: Row, about: str) -> list[dict[str, Any]]:
    """Return the numbers at the head of a page, each a door to what it means."""
    least = figures.least

    def tile(key: str, mark: str, value: str, note: str, tone: str = "info") -> dict[str, Any]:
        told = {"label": name(key), "icon": mark, "value": value, "note": note, "tone": tone}
        return told | {"url": f"{about}#{key}"}

    def counted(part: str) -> str:
        return gettext("%(part)s of %(whole)s") % {
            "part": cell(row[part], least),
            "whole": cell(row[SHARES[part]], least),
        }

    late = gettext("%(count)s late") % {"count": cell(row["late"], least)}
    closed = gettext("%(count)s closed") % {"count": cell(row["closed"], least)}
    return [
        tile("received", "inbox", cell(row["received"], least), closed),
        tile("on_time", "clock", share(row, "on_time"), late, "good"),
        tile("digitised", "scan-line", share(row, "digitised"), counted("digitised")),
        tile("online", "monitor-check", share(row, "online"), counted("online")),
        tile("satisfied", "smile", share(row, "satisfied"), counted("satisfied")),
    ]


def line(place: Place, row: Row, least: int, url: str) -> dict[str, Any]:
    """Return one line of the table of units."""
    told: dict[str, Any] = {key: {"text": cell(row[key], least)} for key in disclosure.COLUMNS}
    for part in ("online", "digitised", "on_time", "satisfied"):
        told[part]["note"] = share(row, part)
    return told | {"name": {"text": place.name, "url": url}}


def columns(first: str) -> list[dict[str, Any]]:
    """Return the columns of the tables."""
    shown = ("received", "online", "digitised", "closed", "on_time", "late", "rated", "satisfied")
    return [{"label": first, "key": "name"}] + [
        {"label": name(key), "key": key, "right": True} for key in shown
    ]

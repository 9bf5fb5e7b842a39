"""The leader's figures in words: tiles, multiples and the heat calendar, each a door to its list."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from motcua.queries import board, workdays
from motcua.queries.board import Period, Present, UnitRow
from motcua.web import words

SPARK_DAYS = 28


def behind(measure: str, period: Period | None = None, unit_id: int | None = None, **more: Any) -> str:
    """Return the address of the list behind a figure."""
    asked = (
        {"measure": measure}
        | ({"period": period.key} if period else {})
        | ({"unit": unit_id} if unit_id else {})
    )
    return f"{reverse('lead:list')}?{urlencode(asked | more)}"


def tiles(
    unit: Any, of: Period, sums: Mapping[str, int], before: Mapping[str, int], context: "Now"
) -> list[dict[str, Any]]:
    """Return the six figures at the head of the board."""
    late, judged = sums["late_law"], sums["on_time_law"] + sums["late_law"]
    return [
        _received(unit, of, sums, before, context),
        _on_time(unit, of, late, judged, context),
        _present("late", gettext("Overdue now"), "alarm-clock", unit, context.present.late, "bad"),
        _present("near", gettext("Nearly late"), "clock-alert", unit, context.present.near, "warn"),
        _online(unit, of, sums),
        _satisfied(unit, of, sums),
    ]


class Now:
    """What the tiles know of the present and of the last days."""

    def __init__(self, present: Present, days: Sequence[Mapping[str, Any]], today: date) -> None:
        self.present = present
        by_day = {row["on"]: row for row in days}
        recent = [today - timedelta(days=back) for back in range(SPARK_DAYS - 1, -1, -1)]
        self.recent = [by_day[on] for on in recent if on in by_day]
        self.today = by_day.get(today, {})


def _received(
    unit: Any, of: Period, sums: Mapping[str, int], before: Mapping[str, int], now: Now
) -> dict[str, Any]:
    figure = _tile(
        "received",
        gettext("Received"),
        "inbox",
        words.number(sums["received"]),
        behind("received", of, unit.pk),
    )
    figure["trend"] = [row["received"] for row in now.recent]
    today = now.today.get("received", 0)
    figure["note"] = gettext("%(number)s today") % {"number": words.number(today)}
    if before["received"]:
        change = sums["received"] / before["received"] - 1
        sign = "↑" if change >= 0 else "↓"
        figure["change"] = f"{sign} {words.share(abs(change))}"
        figure["note"] += " · " + gettext("against the period before")
    return figure


def _on_time(unit: Any, of: Period, late: int, judged: int, now: Now) -> dict[str, Any]:
    on_time = board.share(judged - late, judged)
    figure = _tile(
        "late_law",
        gettext("On time by law"),
        "circle-check",
        _share(on_time),
        behind("late_law", of, unit.pk),
    )
    figure["tone"] = "good" if on_time is not None and on_time >= 0.99 else "warn"
    figure["note"] = ngettext("%(number)s late dossier", "%(number)s late dossiers", late) % {
        "number": words.number(late)
    }
    figure["trend"] = [
        row["on_time_law"] / whole for row in now.recent if (whole := row["on_time_law"] + row["late_law"])
    ]
    return figure


def _present(measure: str, label: str, mark: str, unit: Any, number: int, tone: str) -> dict[str, Any]:
    figure = _tile(measure, label, mark, words.number(number), behind(measure, None, unit.pk))
    figure["tone"] = tone if number else "good"
    figure["note"] = gettext("among the open dossiers, at this moment")
    return figure


def _online(unit: Any, of: Period, sums: Mapping[str, int]) -> dict[str, Any]:
    share = board.share(sums["received_online"], sums["received"])
    figure = _tile(
        "received_online",
        gettext("Filed online"),
        "wifi",
        _share(share),
        behind("received_online", of, unit.pk),
    )
    helped = words.number(sums["assisted"])
    figure["note"] = gettext("of which %(number)s with help at the counter") % {"number": helped}
    return figure


def _satisfied(unit: Any, of: Period, sums: Mapping[str, int]) -> dict[str, Any]:
    mean = board.share(sums["rating_sum"], sums["rated"])
    shown = words.number(mean, 2) if mean is not None else "–"
    figure = _tile("rated", gettext("Rated by citizens"), "star", shown, behind("rated", of, unit.pk))
    figure["unit"] = gettext("of 5")
    figure["note"] = ngettext("%(number)s rating", "%(number)s ratings", sums["rated"]) % {
        "number": words.number(sums["rated"])
    }
    return figure


def _tile(key: str, label: str, mark: str, value: str, url: str) -> dict[str, Any]:
    return {"key": key, "label": label, "icon": mark, "value": value, "url": url, "tone": "info", "note": ""}


def _share(value: float | None) -> str:
    return words.share(value) if value is not None else gettext("not yet measured")


def multiples(rows: Sequence[UnitRow]) -> list[dict[str, Any]]:
    """Return one small drawing a unit, on one scale; only a unit with a late dossier is marked."""
    shown = []
    for row in rows:
        late = row.present.late
        right = ngettext("%(number)s late", "%(number)s late", late) if late else gettext("%(number)s open")
        shown.append(
            {
                "name": _short(row.unit.name),
                "url": reverse("lead:place", args=[row.unit.pk]),
                "values": row.weeks,
                "late": [len(row.weeks) - 1] if late else [],
                "left": _share(row.on_time_share) if row.on_time_share is not None else "–",
                "right": right % {"number": words.number(late or row.present.open)},
                "is_bad": bool(late),
            }
        )
    return shown


def _short(name: str) -> str:
    for kind, short in (("Thị trấn ", "TT. "), ("Xã ", ""), ("Phường ", "")):
        if name.startswith(kind):
            return short + name.removeprefix(kind)
    return name


def heat(
    days: Sequence[Mapping[str, Any]], calendar: Any, from_on: date, today: date
) -> list[tuple[date, float | None, bool]]:
    """Return each weekday with the share of results that missed the promise, and whether it was open."""
    by_day = {row["on"]: row for row in days}
    shown, on = [], from_on
    while on <= today:
        row, is_open = by_day.get(on), calendar.is_open(on)
        judged = row["on_time_promise"] + row["late_promise"] if row else 0
        if on.weekday() < 5 or is_open:
            shown.append((on, row["late_promise"] / judged if row and judged else None, is_open))
        on += timedelta(days=1)
    return shown


def heat_words(days: Sequence[tuple[date, float | None, bool]]) -> str:
    """Return the heat calendar as one sentence for those who do not see it."""
    measured = [(share, on) for on, share, _ in days if share is not None]
    if not measured:
        return gettext("No results yet in this stretch of time.")
    worst, on = max(measured)
    clean = sum(share == 0 for share, _ in measured)
    return gettext(
        "Of %(days)s days with results, %(clean)s had none that missed its promise; "
        "the worst was %(worst)s with %(share)s."
    ) % {"days": len(measured), "clean": clean, "worst": words.day(on), "share": words.share(worst)}


def resting(dossier: Any, at: datetime) -> str:
    """Say where a dossier rests: with whom or for what it waits."""
    if dossier.state in ("waiting", "incomplete"):
        return gettext("waits for papers from the applicant")
    if dossier.state == "charged":
        return gettext("waits for a payment")
    if dossier.state in ("proposed", "approved"):
        return gettext("waits for a signature")
    steps = dossier.version.body.get("steps", [])
    if dossier.step < len(steps):
        step = steps[dossier.step]
        wanted = "name_en" if words.language() == "en" else "name_vi"
        return str(step.get(wanted) or step.get("name_vi") or "")
    return ""


def since(at: datetime | None, now: datetime) -> str:
    """Say how long a step has lasted, in whole days."""
    if at is None:
        return ""
    days = (workdays.today(now) - workdays.today(at)).days
    return (
        ngettext("for %(number)s day", "for %(number)s days", days) % {"number": days}
        if days
        else gettext("since today")
    )

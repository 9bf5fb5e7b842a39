"""What the capacity pages say: rows, sentences and figures, ready for a template."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries.capacity import DayOfWaits
from motcua.rules.capacity import Scenario
from motcua.rules.capacity_whatif import before_after
from motcua.web import words
from motcua.web.capacity.asked import Asked, most

ALL = "all"
Both = tuple[Any, Any]  # the plays of today and of what is tried
LEAST_DAYS = 5
MONTH = timedelta(days=30)


def plain(value: float | None, places: int = 0) -> str:
    """Write a figure as the language of the page does."""
    if value is None:
        return "–"
    text = f"{value:,.{places}f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text if words.language() == "en" else text.translate(str.maketrans(",.", ".,"))


def ninety(figure: Any, places: int = 0) -> str:
    """Write a ninety percent wait; without an interval it is more than anybody served has waited."""
    if figure.value is None or figure.interval is not None:
        return plain(figure.value, places)
    return f"> {plain(figure.value, places)}"


def span(figure: Any, places: int = 0) -> str:
    """Write the interval of a figure."""
    if figure.interval is None:
        return ""
    low, high = (max(end, 0.0) for end in figure.interval)
    return f"{plain(low, places)}–{plain(high, places)}"


def heading(asked: Asked) -> str:
    """Say what is tried, by the first officer moved."""
    for (serves, n), then in zip(asked.kinds, asked.then.officers, strict=True):
        if then != n:
            return gettext("If the counter for %(what)s had %(then)s officers instead of %(now)s") % {
                "what": asked.kind_name(serves), "then": then, "now": n,
            }  # fmt: skip
    return (
        gettext("If the counters worked otherwise")
        if asked.is_changed
        else gettext("The counters as they are")
    )


def sliders(asked: Asked) -> list[dict[str, Any]]:
    """Return the sliders of officers: one a kind of counter."""
    return [
        {
            "id": f"n{at}",
            "label": asked.kind_name(serves),
            "now": n,
            "then": then,
            "most": most(n),
            "more_url": _two_more(asked, at) if then + 2 <= most(n) else "",
        }
        for at, ((serves, n), then) in enumerate(zip(asked.kinds, asked.then.officers, strict=True))
    ]


def _two_more(asked: Asked, at: int) -> str:
    """What is asked most often is one click: two more officers of a kind."""
    officers = [n + 2 * (place == at) for place, n in enumerate(asked.then.officers)]
    return asked.url("", n=officers)


def big(asked: Asked, both: Both) -> dict[str, Any]:
    """Return the one large answer: below how many minutes nine of ten wait, before and after."""
    before, after = (one.figures[asked.service] for one in both)
    kept = (after.share_within.value or 0.0) >= 0.9
    return {
        "is_changed": asked.is_changed,
        "was": ninety(before.p90_wait_min), "was_span": span(before.p90_wait_min),
        "is": ninety(after.p90_wait_min), "is_span": span(after.p90_wait_min),
        "is_kept": kept,
        "days": plain(100 * (after.days_kept.value or 0.0)),
        "days_before": plain(100 * (before.days_kept.value or 0.0)),
        "share": plain(100 * (after.share_within.value or 0.0)),
    }  # fmt: skip


def rows(asked: Asked, both: Both) -> list[dict[str, Any]]:
    """Return the table of services: before, after, and the interval of what is after."""
    lines = []
    for name in asked.basis.data["services"]:
        before, after = (one.figures[name] for one in both)
        lines.append({
            "name": asked.name(name), "url": asked.url("", of=name), "is_chosen": name == asked.service,
            "people": plain((after.served.value or 0.0) + (after.unserved.value or 0.0)),
            "cells": [_cell(before, after, key, factor, places) for key, factor, places in CELLS],
        })  # fmt: skip
    return lines


CELLS = (("mean_wait_min", 1, 1), ("p90_wait_min", 1, 0), ("unserved", 1, 1), ("overtime_min", 1, 0),
         ("utilisation", 100, 0))  # fmt: skip


def _cell(before: Any, after: Any, key: str, factor: float, places: int) -> dict[str, Any]:
    one, other = getattr(before, key), getattr(after, key)
    unit = " %" if key == "utilisation" else ""
    was = plain(None if one.value is None else one.value * factor, places)
    value = plain(None if other.value is None else other.value * factor, places)
    if key == "p90_wait_min":
        was, value = ninety(one, places), ninety(other, places)
    shown = key in ("mean_wait_min", "p90_wait_min")
    return {
        "was": was + unit if was != value else "",
        "is": value + unit,
        "span": span(other, places) if shown else "",
    }


def line_rows(courses: Sequence[Any], sessions: Sequence[tuple[float, float]]) -> list[dict[str, str]]:
    """Return the picture of the day as a table, every half hour of opening."""
    from motcua.rules.capacity import clock

    before = {band.at_minutes: band for band in courses[0].line}
    return [
        {"at": clock(then.at_minutes), "is": plain(then.mean, 1),
         "was": plain(before[then.at_minutes].mean if then.at_minutes in before else 0.0, 1),
         "band": f"{plain(then.low)}–{plain(then.high)}"}
        for then in courses[1].line
        if then.at_minutes % 30 == 0 and any(a <= then.at_minutes <= b for a, b in sessions)
    ]  # fmt: skip


def labels(asked: Asked, courses: Sequence[Any]) -> tuple[str, str, str, str]:
    """Return the words of the picture: the whole, before, after, the break."""
    tops = [max((band.mean for band in one.line), default=0.0) for one in courses]
    name, counts = asked.name(asked.service), _officers(asked)
    if not asked.is_changed:
        said = gettext("As it is: up to %(n)s waiting") % {"n": _people(tops[0])}
        return f"{name}. {said}", said, "", gettext("lunch break")
    before = gettext("%(officers)s: up to %(n)s waiting") % {"officers": counts[0], "n": _people(tops[0])}
    after = gettext("%(officers)s: up to %(n)s waiting") % {"officers": counts[1], "n": _people(tops[1])}
    return f"{name}. {before}. {after}.", before, after, gettext("lunch break")


def _people(mean: float) -> str:
    """A mean of people in whole persons, unless that would hide all of it."""
    return plain(mean, 1 if mean < 3 else 0)


def _officers(asked: Asked) -> tuple[str, str]:
    """How many serve the service looked at, before and after, in words."""
    found = []
    for change in (asked.now, asked.then):
        n = sum(n for (serves, _), n in zip(asked.kinds, change.officers, strict=True)
                if asked.service in serves)  # fmt: skip
        found.append(ngettext("%(n)s officer", "%(n)s officers", n) % {"n": n})
    if found[0] == found[1]:
        return gettext("As it is"), gettext("With the change")
    return found[0], found[1]


def counts(asked: Asked) -> tuple[str, str]:
    """Return how many officers serve the service looked at, before and after, in words."""
    return _officers(asked)


def recent(days: Sequence[DayOfWaits], asked: Asked, today: date) -> dict[str, Any] | None:
    """Return the waits measured in the last thirty days beside the thirty before; None with too few days."""
    own = [day for day in days if day.service == asked.service and day.on <= today]
    if not own:
        return None
    ends = own[-1].on
    chosen = [
        (day.on > ends - MONTH, day.wait_minutes, day.people) for day in own if day.on > ends - 2 * MONTH
    ]
    found = before_after(chosen)
    if min(found["days"]) < LEAST_DAYS:
        return None
    today_row = next((day for day in reversed(own) if day.on == today), None)
    return {
        **_said(found),
        "from": ends - MONTH + timedelta(days=1), "until": ends,
        "today": None if today_row is None else plain(today_row.wait_minutes, 1),
        "today_people": None if today_row is None else plain(today_row.people),
    }  # fmt: skip


def _said(found: Mapping[str, Any]) -> dict[str, Any]:
    change = found["difference"]
    low, high = change.interval or (None, None)
    return {
        "before": plain(found["before"], 1), "after": plain(found["after"], 1),
        "days": [plain(n) for n in found["days"]], "people": [plain(n) for n in found["people"]],
        "change": signed(change.value), "low": signed(low), "high": signed(high),
        "is_better": high is not None and high < 0, "is_worse": low is not None and low > 0,
    }  # fmt: skip


def signed(value: float | None) -> str:
    """Write a difference with its sign."""
    if value is None:
        return "–"
    return f"{'+' if value > 0.05 else '−' if value < -0.05 else ''}{plain(abs(value), 1)}"


def sides(days: Sequence[DayOfWaits], asked: Asked, on: date) -> list[dict[str, Any]]:
    """Return by service the waits before and after a day, the service looked at first."""
    names = sorted({day.service for day in days} & set(asked.basis.data["services"]),
                   key=lambda name: (name != asked.service, name))  # fmt: skip
    found = []
    for name in names:
        told = before_after(
            [(day.on >= on, day.wait_minutes, day.people) for day in days if day.service == name]
        )
        if min(told["days"]) >= LEAST_DAYS:
            found.append({"name": asked.name(name), "is_chosen": name == asked.service, **_said(told)})
    return found


def missed(staffed: Any, kind: tuple[str, ...]) -> str:
    """Return the half hours in which the same number all day misses the promise, with who is within it."""
    from motcua.rules.capacity import clock

    own = [one for one in staffed.missed["all_day"] if one.service in kind]
    return ", ".join(
        f"{clock(one.slot[0])}–{clock(one.slot[1])} ({plain(100 * one.share)} %)"
        for one in sorted(own, key=lambda one: one.slot)
    )


def slots(staffed: Any, kind: tuple[str, ...], scenario: Scenario) -> list[str]:
    """Return how many people come in each half hour for what a kind of counter prefers, in words."""
    from motcua.rules.capacity_hall import rate_steps

    steps = rate_steps(scenario, scenario.service(kind[0]))
    found = []
    for since, until in staffed.slots:
        people = sum(max(min(until, b) - max(since, a), 0.0) * rate / 60 for a, b, rate in steps)
        found.append(gettext("%(n)s people") % {"n": plain(people)})
    return found

"""What the pages of plans say: where a plan stands, what was tried, what was expected of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.queries.capacity_plans import PlanRow
from motcua.rules.capacity import clock
from motcua.rules.capacity_plan import Standing, Tried
from motcua.rules.capacity_whatif import kinds
from motcua.web.capacity.asked import service_name
from motcua.web.capacity.told import plain

STANDING = {
    Standing.SAVED: (_("saved"), "off", "save"),
    Standing.COMING: (_("adopted, begins later"), "info", "calendar-clock"),
    Standing.HOLDS: (_("in force"), "good", "badge-check"),
    Standing.FOLLOWED: (_("followed by the next"), "off", "history"),
    Standing.WITHDRAWN: (_("taken back"), "off", "undo-2"),
}
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
            _("Sunday"))  # fmt: skip


def line(one: PlanRow) -> dict[str, Any]:
    """Return a plan for the list."""
    word, tone, mark = STANDING[one.standing]
    return {"row": one.row, "word": word, "tone": tone, "tone_of": tone, "mark": mark}


def frame(one: PlanRow, tried: Tried, service: str) -> dict[str, Any]:
    """Return what the page of a plan shows in any case."""
    return {
        **line(one),
        "following_on": one.following_on,
        "is_open": one.standing in (Standing.SAVED, Standing.COMING, Standing.HOLDS),
        "is_saved": one.standing is Standing.SAVED,
        "tried": tried,
        "officers": officers(tried),
        "slots": by_slot(tried),
        "services": [{"key": name, "name": name_of(tried, name)} for name in tried.data["services"]],
        "service": service,
        "service_name": name_of(tried, service),
        "mix": mix(tried),
        "learned": tried.learned,
        "first_on": _day(tried.learned.get("first_on")),
        "last_on": _day(tried.learned.get("last_on")),
    }


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def name_of(tried: Tried, service: str) -> str:
    """Return what a service is called, in the language of the page where the plan knows it."""
    return service_name(tried.data, service)


def officers(tried: Tried) -> list[dict[str, Any]]:
    """Return who stands where, before and after."""
    return [
        {"what": ", ".join(name_of(tried, name) for name in serves), "now": now, "then": then}
        for (serves, _), now, then in zip(
            kinds(tried.data), tried.now.officers, tried.then.officers, strict=True
        )
    ]


def by_slot(tried: Tried) -> list[dict[str, Any]]:
    """Return the officers by the half hour, where the plan says so."""
    if not tried.then.slots:
        return []
    from motcua.rules.capacity_whatif import changed
    from motcua.rules.staffing import slots

    scenario = changed(tried.data, tried.then, tried.promise)
    names = [
        ", ".join(name_of(tried, name) for name in serves)
        for (serves, _), n in zip(kinds(tried.data), tried.then.officers, strict=True) if n
    ]  # fmt: skip
    head = {"at": "", "cells": names}
    rows = [
        {"at": f"{clock(since)}–{clock(until)}", "cells": [row[at] for row in tried.then.slots]}
        for at, (since, until) in enumerate(slots(scenario))
    ]
    return [head, *rows]


def mix(tried: Tried) -> list[dict[str, str]]:
    """Return how many people an hour the base says come for each service, and how long one takes."""
    found = []
    for name, one in tried.data["services"].items():
        rates = one["arrivals_per_hour"]
        told = rates["rates"] if isinstance(rates, Mapping) else rates if isinstance(rates, list) else [rates]
        found.append({
            "name": name_of(tried, name), "rate": plain(sum(told) / len(told), 1),
            "minutes": plain(one["minutes"]["mean"], 1),
        })  # fmt: skip
    return found


def three(told: Sequence[float | None], places: int = 1, factor: float = 1) -> dict[str, str]:
    """Return a kept figure in words: its value, its interval; shares, told in percent, end at a hundred."""
    value, low, high = (None if one is None else one * factor for one in told)
    high = min(high, 100.0) if high is not None and factor == 100 else high
    spans = "" if low is None or high is None else f"{plain(max(low, 0.0), places)}–{plain(high, places)}"
    return {"value": plain(value, places), "span": spans}


ROWS = (
    ("people", _("People a day"), 0, 1), ("p50", _("Half wait less than, minutes"), 1, 1),
    ("p90", _("Nine of ten wait less than, minutes"), 1, 1), ("mean", _("Mean wait, minutes"), 1, 1),
    ("within", _("Served within the promise, %"), 1, 100), ("longest", _("Longest line of the day"), 1, 1),
)  # fmt: skip


def figures(expected: Mapping[str, Any], real: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the rows of a service: what was expected, what was."""
    return [
        {"name": name, "meant": three(expected[key], places, factor),
         "was": three(real[key], places, factor) if real else None}
        for key, name, places, factor in ROWS
    ]  # fmt: skip


def expected(tried: Tried, told: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Return what was expected of a plan, where nothing has been measured yet."""
    one = told.get(service)
    if one is None:
        return {"figures": [], "said": gettext("This service was not part of the plan.")}
    return {"figures": figures(one, None), "promise": tried.promise}

"""Several scenarios side by side, told: waits, work, waiting saved, and the price of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from motcua.rules.capacity_cost import Price, Span, price
from motcua.rules.capacity_whatif import Change
from motcua.web.capacity.asked import SIDE_BY_SIDE, Asked, coded
from motcua.web.capacity.told import ninety, plain, signed, span

Plays = Mapping[Change, Any]


def tabs(asked: Asked, base: str) -> list[dict[str, Any]]:
    """Return the scenarios as tabs: each opens as what is tried, the others stay beside it."""
    found = []
    for at, change in enumerate(asked.scenarios):
        found.append({
            "name": letter(at), "says": says(asked, change), "is_chosen": change == asked.then,
            "url": asked.url_of(base, change, s=[coded(one) for one in asked.scenarios[1:]] or None),
        })  # fmt: skip
    return found


def aside_url(asked: Asked, base: str) -> str:
    """Return the address that puts what is tried aside and begins from today anew; "" when all is full."""
    if not asked.is_changed or len(asked.scenarios) >= SIDE_BY_SIDE:
        return ""
    codes = [coded(one) for one in asked.scenarios[1:]]
    return asked.url_of(base, asked.now, s=codes)


def letter(at: int) -> str:
    """Return what the n-th scenario is called."""
    return gettext("Today") if not at else gettext("Scenario %(letter)s") % {"letter": "ABCDEF"[at - 1]}


def says(asked: Asked, change: Change) -> str:
    """Return a change in words: who is more or fewer, and what is done otherwise."""
    found = []
    for (serves, n), then in zip(asked.kinds, change.officers, strict=True):
        if then != n:
            found.append(f"{asked.kind_name(serves)} {n} → {then}")
    if change.booked_share != asked.now.booked_share:
        found.append(
            gettext("%(share)s %% with an appointment") % {"share": round(100 * change.booked_share)}
        )
    if change.serves_all:
        found.append(gettext("counters help each other out"))
    if change.opens_early:
        found.append(gettext("opens half an hour earlier"))
    return "; ".join(found) or gettext("as it is")


def rows(asked: Asked, plays: Plays, cost: Any) -> list[dict[str, Any]]:
    """Return one line a scenario, the first of them today; differences are of the same people."""
    from motcua.rules.capacity_plays import differs

    today, found = plays[asked.now], []
    for at, change in enumerate(asked.scenarios):
        one = plays[change]
        figures = one.figures[asked.service]
        line = {
            "name": letter(at), "says": says(asked, change), "is_chosen": change == asked.then,
            "p90": ninety(figures.p90_wait_min), "p90_span": span(figures.p90_wait_min),
            "within": plain(100 * (figures.share_within.value or 0.0)),
            "hours": plain(_hours(one), 1), "is_today": not at,
        }  # fmt: skip
        if at:
            rest = [coded(other) for other in asked.scenarios[1:] if other != change]
            line["less_url"] = asked.url_of("", asked.now if change == asked.then else asked.then, s=rest)
            p90, within = differs(today, one, asked.service)
            line |= {"p90_less": _signed(p90), "within_more": _signed(within, 100)}
            line |= priced(price_of(today, one, cost), cost)
        found.append(line)
    return found


def _hours(play: Any) -> float:
    from motcua.rules.capacity_plays import officer_hours

    return officer_hours(play.outcome.scenario)


def price_of(today: Any, one: Any, cost: Any) -> Price:
    """Return what a scenario costs and saves against today."""
    from motcua.rules.capacity_plays import saved

    found = saved(today, one)
    spans: Span = (found.value or 0.0, *(found.interval or (0.0, 0.0)))
    return price(_hours(one) - _hours(today), spans, cost.dong if cost else None)


def priced(told: Price, cost: Any) -> dict[str, Any]:
    """Return a price in words: hours of work, hours of waiting saved, minutes for a minute, money."""
    value, low, high = told.saved_hours
    return {
        "extra": signed(told.extra_hours), "is_more": told.extra_hours > 0.01,
        "is_less": told.extra_hours < -0.01, "less": plain(-told.extra_hours, 1),
        "more": plain(told.extra_hours, 1),
        "saved": signed(value), "saved_span": f"{signed(low)} … {signed(high)}", "saves": told.is_sure,
        "saved_hours": plain(value, 1),
        "minutes": "" if told.minutes is None else plain(told.minutes[0], 2),
        "minutes_span": "" if told.minutes is None else _between(told.minutes, 2),
        "dong": "" if told.dong is None else plain(told.dong[0]),
        "dong_span": "" if told.dong is None else _between(told.dong, 0),
        "is_illustrative": bool(cost and cost.is_illustrative),
    }  # fmt: skip


def _between(told: Span, places: int) -> str:
    return f"{plain(told[1], places)}–{plain(told[2], places)}"


def _signed(figure: Any, factor: float = 1) -> str:
    if figure.interval is None:
        return signed(None if figure.value is None else figure.value * factor)
    low, high = (signed(end * factor) for end in figure.interval)
    return f"{signed(figure.value * factor)} ({low} … {high})"

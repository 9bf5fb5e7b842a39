"""A plan against reality in words: the verdict and its reason, by the half hour and by the weekday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.queries import capacity, capacity_duty, capacity_plans, capacity_runs
from motcua.queries.capacity_plans import PlanRow
from motcua.rules import capacity_plan as rules
from motcua.rules.capacity import Scenario, clock
from motcua.rules.capacity_duty import half_hours
from motcua.rules.capacity_plan import Tried
from motcua.rules.capacity_reality import Cause, Step, Verdict, Was, Word, moved, verdict
from motcua.rules.capacity_whatif import changed
from motcua.web.capacity import pictures_plans
from motcua.web.capacity.told import plain, signed
from motcua.web.capacity.told_plans import WEEKDAYS, figures, name_of, three

NAMES = {
    Cause.ARRIVALS: _("with those who really came"), Cause.MINUTES: _("and as long as they really took"),
    Cause.OFFICERS: _("and the officers who were really there"), Cause.REST: _("what was measured"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What the tickets of the days a plan held say: by service, by weekday, and the way there."""

    days: tuple[date, date]  # half-open
    real: Mapping[str, Any]
    by_weekday: Mapping[int, Mapping[str, Any]]
    steps: Mapping[str, Sequence[Step]]
    was: Was
    plan: Scenario


def found(placed: PlanRow, tried: Tried, expected: Mapping[str, Any], *, today: date) -> Found | None:
    """Return what the tickets say since a plan was adopted; None before its first day.

    Raises: capacity_runs.StillRunning.
    """
    row = placed.row
    if row.adopted_on is None or row.adopted_on > today:
        return None
    days = rules.held(row.adopted_on, row.withdrawn_on, placed.following_on, today)
    came = capacity_plans.came(row.unit_id, from_on=days[0], until_on=days[1])
    visits = capacity.seen(row.unit_id, from_on=days[0], until_on=days[1])
    scenario = changed(tried.data, tried.then, tried.promise)
    slots = half_hours(scenario.sessions)
    there = capacity_duty.officers(row.unit_id, slots=slots, days=sorted({one.on for one in came}))
    was = Was(visits, there)
    question = {
        "what": "reality",
        "plan": row.pk,
        "days": days,
        "visits": len(visits),
        "officers": list(there.items()),
    }
    work = partial(_work, scenario, tried, expected, came, was)
    real, by_weekday, steps = capacity_runs.answer(question, work)
    return Found(days, real, by_weekday, steps, was, scenario)


def _work(scenario: Any, tried: Tried, expected: Mapping[str, Any], came: Any, was: Was) -> Any:
    """Measure, and play what really was; the services without five days are not explained."""
    from motcua.rules.capacity_expected import real as measure
    from motcua.rules.capacity_reality import steps

    real = measure(came, tried.promise)
    by_weekday = {
        weekday: measure([one for one in came if one.on.weekday() == weekday], tried.promise)
        for weekday in sorted({one.on.weekday() for one in came})
    }
    told = {
        name: steps(scenario, was, expected[name], real[name], name)
        for name in expected
        if name == tried.service and name in real and real[name]["days"] >= rules.LEAST_DAYS
    }
    return real, by_weekday, told


def told(one: Found, tried: Tried, expected: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Return what the page shows of a plan that has held for some days."""
    meant, real = expected.get(service), one.real.get(service)
    if meant is None:
        return {}
    steps = one.steps.get(service, ())
    word = verdict(meant, real, tried.promise, steps)
    sentence = said(word, one, meant, real, service)
    context: dict[str, Any] = {
        "from_on": one.days[0], "until_on": date.fromordinal(one.days[1].toordinal() - 1),
        "verdict": word, "sentence": sentence, "is_few": word.word is Word.TOO_FEW,
        "tone": {Word.WORSE: "bad", Word.TOO_FEW: "info"}.get(word.word, "good"),
        "figures": figures(meant, real), "days": word.days,
        "steps": _steps(meant, steps), "weekdays": _weekdays(meant, one.by_weekday, service),
        "half_hours": _half_hours(meant, real) if real else [],
    }  # fmt: skip
    if real:
        drawn = pictures_plans.against(
            meant["by_half_hour"], real["by_half_hour"], tried.promise,
            (f"{name_of(tried, service)}. {sentence}", gettext("promise"), gettext("minutes")),
        )  # fmt: skip
        context["picture"] = mark_safe(drawn)
    return context


def said(word: Verdict, one: Found, meant: Mapping[str, Any], real: Any, service: str) -> str:
    """Return the verdict in one sentence."""
    if word.word is Word.TOO_FEW or word.difference is None:
        return gettext("Too early to say: %(n)s days with tickets, %(least)s are needed.") % {
            "n": word.days, "least": rules.LEAST_DAYS,
        }  # fmt: skip
    share = moved(word.reason, one.plan, one.was, (meant, real), service)
    facts = {
        "was": plain(real["p90"][0], 1), "meant": plain(meant["p90"][0], 1),
        "less": signed(word.difference[0]), "low": signed(word.difference[1]),
        "high": signed(word.difference[2]), "why": why(word.reason, share),
    }  # fmt: skip
    if word.word is Word.HELD:
        return (
            gettext(
                "It held: nine of ten waited less than %(was)s minutes, expected were %(meant)s "
                "(difference %(less)s, from %(low)s to %(high)s)."
            )
            % facts
        )
    if word.word is Word.BETTER:
        text = gettext(
            "Better than expected: nine of ten waited less than %(was)s minutes instead of %(meant)s "
            "(%(low)s to %(high)s minutes)%(why)s."
        )
    else:
        text = gettext(
            "Worse than expected: nine of ten waited less than %(was)s minutes instead of %(meant)s "
            "(%(low)s to %(high)s minutes)%(why)s."
        )
    return text % facts


def why(cause: Cause | None, share: float) -> str:
    """Return the reason in words, by how many percent it differs, beginning with a comma."""
    if cause is Cause.ARRIVALS:
        if abs(share) < 3:
            return gettext(", because people came more unevenly from day to day than planned")
        more = gettext(", because %(n)s %% more people came than planned")
        fewer = gettext(", because %(n)s %% fewer people came than planned")
        return (more if share > 0 else fewer) % {"n": plain(abs(share))}
    if cause is Cause.MINUTES:
        more = gettext(", because one person took %(n)s %% longer than planned")
        fewer = gettext(", because one person took %(n)s %% less time than planned")
        return (more if share > 0 else fewer) % {"n": plain(abs(share))}
    if cause is Cause.OFFICERS:
        more = gettext(", because %(n)s %% more officers were there than planned")
        fewer = gettext(", because %(n)s %% fewer officers were there than planned")
        return (more if share > 0 else fewer) % {"n": plain(abs(share))}
    return gettext(", for a reason that the tickets do not tell")


def _steps(meant: Mapping[str, Any], steps: Sequence[Step]) -> list[dict[str, str]]:
    if not steps:
        return []
    first = {"name": gettext("what the plan expected"), "p90": plain(meant["p90"][0], 1), "more": ""}
    return [first, *(
        {"name": str(NAMES[step.cause]), "p90": plain(step.p90_minutes, 1), "more": signed(step.more_minutes)}
        for step in steps
    )]  # fmt: skip


def _half_hours(meant: Mapping[str, Any], real: Mapping[str, Any]) -> list[dict[str, Any]]:
    was = {row["at"]: row for row in real["by_half_hour"]}
    empty = {"people": 0.0, "p50": [None] * 3, "p90": [None] * 3}
    return [
        {"at": clock(row["at"]), "meant_people": plain(row["people"], 1),
         "people": plain(was.get(row["at"], empty)["people"], 1),
         "meant": [three(row[key]) for key in ("p50", "p90")],
         "was": [three(was.get(row["at"], empty)[key]) for key in ("p50", "p90")]}
        for row in meant["by_half_hour"]
    ]  # fmt: skip


def _weekdays(meant: Mapping[str, Any], real: Mapping[int, Any], service: str) -> list[dict[str, Any]]:
    planned = {row["weekday"]: row for row in meant.get("by_weekday", ())}
    keys = (("p50", 1, 1), ("p90", 1, 1), ("within", 0, 100), ("longest", 1, 1))
    return [
        {"name": WEEKDAYS[weekday], "days": one[service]["days"],
         "cells": [{"meant": plain(planned[weekday][key][0] * factor, places) if weekday in planned else "–",
                    "was": three(one[service][key], places, factor)} for key, places, factor in keys]}
        for weekday, one in real.items() if service in one
    ]  # fmt: skip

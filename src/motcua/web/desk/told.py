"""A dossier's history and route in words: the timeline and the strip of stages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.web import labels, resting, words
from motcua.web.clocks import joined

PAUSES = {
    "supplement": _("Supplements"),
    "financial_duty": _("Financial duty"),
    "publication": _("Public notice"),
    "other": _("Clock stopped"),
}
DONE = {
    "file": _("Filed"),
    "receive": _("Received, the clock starts"),
    "refuse": _("Refused"),
    "ask_supplement": _("Supplements asked for, the clock stops"),
    "take_supplement": _("Supplements taken, the clock runs on"),
    "charge": _("Sent to meet a financial duty, the clock stops"),
    "settle": _("Financial duty met, the clock runs on"),
    "assign": _("Given to an official"),
    "transfer": _("Handed to another unit"),
    "advance": _("Moved on"),
    "propose": _("Draft submitted for approval"),
    "send_back": _("Draft sent back"),
    "approve": _("Draft approved"),
    "sign": _("Result signed"),
    "decide": _("Result issued"),
    "extend": _("New appointment, with an apology"),
    "withdraw": _("Withdrawn by the applicant"),
    "stop": _("Stopped"),
    "hand_over": _("Result handed over"),
    "correct": _("Taken up again for a correction"),
    "pay": _("Fee received"),
    "attach": _("Paper added"),
    "rate": _("Rated by the applicant"),
    "recount": _("Due date counted anew"),
    "propose_change": _("Proposed"),
    "decline_change": _("Proposal declined"),
    "send_code": _("Code sent to the applicant's telephone"),
    "confirm": _("Confirmed by the applicant with a code"),
}
OUTCOMES = {"granted": _("to grant"), "rejected": _("to reject")}
WEIGHTS = 12  # the widest stage


def timeline(opened: Any) -> list[dict[str, Any]]:
    """Return what happened, newest first, with how long the dossier then rested."""
    steps = opened.dossier.version.body.get("steps", [])
    day = resting.day_minutes(opened.calendar, opened.dossier.filed_at)
    shown = [_line(one, steps, day) for one in opened.happened]
    return shown[::-1]


def _line(one: Any, steps: Sequence[Mapping[str, Any]], day: int) -> dict[str, Any]:
    state = "now" if one.is_open else "pause" if one.stops else "done"
    return {
        "at": one.at,
        "title": _title(one, steps),
        "who": joined([one.who, one.unit if one.unit != one.who else ""]),
        "note": _note(one, steps),
        "rest": _rest(one, day),
        "state": state,
    }


def _title(one: Any, steps: Sequence[Mapping[str, Any]]) -> str:
    said = gettext(DONE.get(one.verb, "")) if one.verb in DONE else one.verb
    if one.verb == "advance" and (names := _passed(one.facts, steps)):
        return gettext("Done: %(step)s") % {"step": names[0]}
    if one.verb == "propose_change" and one.facts.get("verb"):
        return f"{said}: {gettext(labels.VERBS.get(one.facts['verb'], ''))}"
    if one.verb == "transfer" and one.facts.get("to_name"):
        return f"{said}: {one.facts['to_name']}"
    return said


def _passed(facts: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the step that ended and the one that began."""
    places = {str(step.get("key")): place for place, step in enumerate(steps)}
    pair = places.get(str(facts.get("from"))), places.get(str(facts.get("to")))
    if pair[0] is None or pair[1] is None:
        return ()
    return resting.step(steps, pair[0]), resting.step(steps, pair[1])


def _note(one: Any, steps: Sequence[Mapping[str, Any]]) -> str:
    """Write what the journal says besides: a reason, a note, the papers asked for, an amount, a new day."""
    facts = one.facts
    asked = [str(paper.get("name", "")) for paper in facts.get("asked") or []]
    amount = facts.get("amount")
    to_at = facts.get("to_at")
    names = _passed(facts, steps) if one.verb == "advance" and one.is_open else ()
    return joined(
        [
            gettext("Next: %(step)s") % {"step": names[1]} if names else "",
            str(facts.get("reason") or ""),
            str(facts.get("note") or ""),
            ", ".join(asked),
            words.money(amount) if isinstance(amount, int) and amount else "",
            words.moment(datetime.fromisoformat(to_at)) if to_at else "",
            str(facts.get("number") or ""),
        ]
    )


def _rest(one: Any, day: int) -> str:
    if one.rest_minutes is None or (one.rest_minutes == 0 and not one.is_open):
        return ""
    said = gettext("rested %(length)s")
    if one.stops:
        said = gettext("stopped for %(length)s")
    elif one.is_open:
        said = gettext("resting for %(length)s")
    return said % {"length": resting.length(one.rest_minutes, day)}


def strip(opened: Any) -> list[dict[str, Any]]:
    """Return the strip of stages: planned time as width, real time as fill, and at its end the result."""
    longest = max((stage.planned_minutes for stage in opened.stages), default=0) or 1
    day = resting.day_minutes(opened.calendar, opened.dossier.filed_at)
    shown = [_stage(stage, longest, day) for stage in opened.stages]
    return [*shown, _end(opened.dossier)] if shown else []


def _stage(stage: Any, longest: int, day: int) -> dict[str, Any]:
    if stage.state == "pause":
        lasted = gettext("stopped for %(length)s") % {"length": resting.length(stage.real_minutes, day)}
        return {"name": gettext(PAUSES.get(stage.pause, PAUSES["other"])), "figures": lasted, "weight": 3} | {
            "percent": 0,
            "state": "pause",
        }
    planned, real = stage.planned_minutes, stage.real_minutes
    is_over = planned > 0 and real > planned
    who = stage.who or (gettext(labels.ROLES[stage.role]) if stage.role in labels.ROLES else "")
    return {
        "name": stage.name_en if words.language() == "en" else stage.name_vi,
        "who": who,
        "figures": resting.against(real, planned, day) if planned else resting.length(real, day),
        "weight": 3 + round((WEIGHTS - 5) * planned / longest),
        "percent": min(100, round(100 * real / planned)) if planned else 100 * (stage.state == "done"),
        "state": "over" if is_over and stage.state == "done" else stage.state,
        "over": is_over,
    }


def _end(dossier: Any) -> dict[str, Any]:
    name = gettext("Hand the result over")
    if dossier.handed_over_at is not None:
        return {"name": name, "figures": words.short_moment(dossier.handed_over_at), "weight": 3} | {
            "percent": 100,
            "state": "done",
        }
    due = dossier.due_at
    said = (
        gettext("due %(moment)s") % {"moment": words.short_moment(due)} if due else gettext("no due date now")
    )
    is_now = dossier.state == "decided"
    return {"name": name, "figures": said, "weight": 3, "percent": 0, "state": "now" if is_now else "next"}

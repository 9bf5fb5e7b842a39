"""The route of a dossier: each step's planned time beside the time it really took, and the waits between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.queries.clock import pauses_of
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Entry
from motcua.rules import clock
from motcua.rules.people import Role
from motcua.rules.workdays import Calendar

Lines = Sequence[tuple[Entry, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: done, now or next; a pause stands between the steps, with the working minutes it lasted.

    Units: working minutes of the office; `planned_minutes` 0 where the route names none.
    """

    state: str
    name_vi: str = ""
    name_en: str = ""
    role: str = ""
    who: str = ""
    planned_minutes: int = 0
    real_minutes: int = 0
    pause: str = ""


@dataclass(frozen=True, slots=True)
class _Stay:
    step: int
    from_at: datetime
    until_at: datetime
    who: str


def stages(dossier: Dossier, *, entries: Lines, calendar: Calendar, now: datetime) -> list[Stage]:
    """Return the stages of a received dossier in their order. Costs no query.

    Time in a step counts without the waits in it, however often the dossier came back to the step.
    """
    steps = dossier.version.body.get("steps", [])
    stays = list(_stays(dossier, entries, now))
    found: list[Stage] = []
    for place, step in enumerate(steps):
        found.append(_stage(dossier, place, step, stays, calendar))
        found += _pauses(dossier, [stay for stay in stays if stay.step == place], calendar, now)
    return found


def _stays(dossier: Dossier, entries: Lines, now: datetime) -> list[_Stay]:
    """Return the stretches of time in each step, closed by whoever moved the dossier on."""
    moves = [(entry, payload["changes"]["step"]) for entry, payload in entries if "step" in _changes(payload)]
    end = dossier.ended_at or now
    stays = []
    for place, (entry, step) in enumerate(moves):
        after = moves[place + 1][0] if place + 1 < len(moves) else None
        stays.append(
            _Stay(
                step, entry.at, after.at if after else max(end, entry.at), after.actor_name if after else ""
            )
        )
    if stays and dossier.ended_at is not None and not stays[-1].who:
        stays[-1] = replace(stays[-1], who=_last_hand(entries))
    return stays


def _changes(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    changes: Mapping[str, Any] = payload.get("changes") or {}
    return changes


def _last_hand(entries: Lines) -> str:
    ends = [entry.actor_name for entry, payload in entries if "ended_at" in _changes(payload)]
    return ends[-1] if ends else ""


def _stage(
    dossier: Dossier, place: int, step: Mapping[str, Any], stays: Sequence[_Stay], calendar: Calendar
) -> Stage:
    here = [stay for stay in stays if stay.step == place]
    waits = pauses_of(dossier.pauses)
    real = sum(
        clock.elapsed(wall(stay.from_at), wall(stay.until_at), calendar, waits).net_minutes for stay in here
    )
    state = "done" if place < dossier.step or dossier.ended_at is not None else "next"
    if place == dossier.step and dossier.ended_at is None and dossier.received_at is not None:
        state = "now"
    is_mine = state == "now" and step.get("role") not in (Role.LEADER, Role.CLERK)
    assignee = dossier.assignee.full_name if dossier.assignee and is_mine else ""
    return Stage(
        state=state,
        name_vi=str(step.get("name_vi", "")),
        name_en=str(step.get("name_en") or step.get("name_vi", "")),
        role=str(step.get("role", "")),
        who=assignee or (here[-1].who if here and state != "now" else ""),
        planned_minutes=round(float(step.get("hours") or 0) * 60),
        real_minutes=real,
    )


def _pauses(dossier: Dossier, here: Sequence[_Stay], calendar: Calendar, now: datetime) -> list[Stage]:
    """Return the waits that began while the dossier was in a step."""
    found = []
    for pause in dossier.pauses:
        from_at = datetime.fromisoformat(pause["from_at"])
        if not any(
            stay.from_at <= from_at < stay.until_at or from_at == stay.until_at == now for stay in here
        ):
            continue
        until_at = datetime.fromisoformat(pause["until_at"]) if pause["until_at"] else dossier.ended_at or now
        lasted = calendar.working_minutes(wall(from_at), wall(max(until_at, from_at)))
        found.append(Stage("pause", real_minutes=lasted, pause=str(pause["kind"])))
    return found

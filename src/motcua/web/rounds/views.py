"""The rounds I know of, and one round: its windows, its units and how far each has come."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import round_claims, rounds
from motcua.rules import rounds as rules
from motcua.rules.people import Actor, Role
from motcua.rules.rounds import Act, Phase, Stand
from motcua.web.rounds import told


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the rounds that my units hold or take part in, and those that were published."""
    by = request.actor
    rows = [_row(of, request) for of in rounds.rounds(by)]
    context = {"rows": rows, "may_make": may_hold(by)}
    return render(request, "rounds/overview.html", context)


def may_hold(by: Actor) -> bool:
    """Tell whether somebody can hold a round: she reforms or leads a unit."""
    return any(duty.role in (Role.REFORM, Role.LEADER) for duty in by.duties)


def _row(of: Any, request: HttpRequest) -> dict[str, Any]:
    phase = rounds.phase_of(of, request.now)
    mine = [part for part in rounds.mine(of, request.actor) if phase is not Phase.DRAFT]
    return {
        "of": of,
        "phase": told.phase(phase),
        "tone": told.TONES[phase],
        "mine": [(part, told.stand(part.status), told.TONES[part.status]) for part in mine],
        "until_at": until(of, phase),
        "is_published": of.published_at is not None,
    }


def until(of: Any, phase: Phase) -> Any:
    """Return the end of the window that runs, if one does."""
    return {Phase.OPEN: of.self_until_at, Phase.EXPLAINING: of.explain_until_at}.get(phase)


@login_required
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show a round: who holds it sees every unit's progress, a unit its own part."""
    by = request.actor
    of = rounds.round_(key, by=by)
    phase = rounds.phase_of(of, request.now)
    holds = bool(by.roles_in(of.owner_id) & {Role.REFORM, Role.LEADER, Role.CLERK})
    parts = rounds.participants(of) if holds else rounds.mine(of, by)
    criteria = rounds.set_of(of)
    context = {
        "of": of,
        "criteria": criteria,
        "criteria_name": told.said(criteria.name),
        "phase": told.phase(phase),
        "tone": told.TONES[phase],
        "phase_key": str(phase),
        "steps": _steps(phase),
        "until_at": until(of, phase),
        "policy": gettext(told.ABSENT[rounds.policy_of(of).not_submitted]),
        "survey_optional": rounds.policy_of(of).survey_optional,
        "leaves": sum(1 for _ in criteria.leaves()),
        "units": _units(parts, criteria, request),
        "holds": holds,
        "unfinished": rules.unfinished([rounds.place_of(part) for part in parts], request.now)
        if holds
        else 0,
        "may": {
            str(act): _may(of, act, phase, by) for act in (Act.PREPARE, Act.BEGIN, Act.PUBLISH, Act.FREEZE)
        },
    }
    return render(request, "rounds/round.html", context)


def _may(of: Any, act: Act, phase: Phase, by: Actor) -> bool:
    return rules.may(by, act, owner_id=of.owner_id) and phase in (rules.ACTS[act].phases or rules.RUNNING)


def _steps(phase: Phase) -> list[dict[str, Any]]:
    order = [one for one in Phase if one is not Phase.DRAFT]
    at = order.index(phase) if phase in order else -1
    return [
        {"label": told.phase(one), "done": place < at, "current": place == at}
        for place, one in enumerate(order)
    ]


def _units(parts: Any, criteria: Any, request: HttpRequest) -> list[dict[str, Any]]:
    progress = round_claims.progress_of_all(criteria, parts)
    found = []
    for part in parts:
        at, state = rounds.place_of(part), progress[part.pk]
        absent = rules.is_absent(at, request.now) and part.round.status != Phase.DRAFT
        found.append(
            {
                "part": part,
                "stand": gettext("submitted nothing") if absent else told.stand(part.status),
                "tone": "bad" if absent else told.TONES[part.status],
                "progress": state,
                "until_at": at.explain_until_at if part.status == Stand.ASKED else at.self_until_at,
                "is_extended": part.extended_to_at is not None,
                "sees": rounds.sees_sheet(part, request.actor),
            }
        )
    return found

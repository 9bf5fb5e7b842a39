"""Files that rest unusually long: the list and why, the curve behind it, the closing with a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST, require_safe

from motcua.actions import stuck as acts
from motcua.queries import board, stuck, workdays
from motcua.queries.clock import pauses_of
from motcua.queries.workdays import wall
from motcua.rules.stuck import LEVELS, Level, Pool, rested
from motcua.web import resting, words
from motcua.web.watch import pictures

PAGE = 100
LEVEL_NAMES = {
    Level.OFFICER: _("the official is told"),
    Level.LEADER: _("the leader is told"),
    Level.CITIZEN: _("the applicant is told"),
}
TONES = {Level.OFFICER: "info", Level.LEADER: "warn", Level.CITIZEN: "bad"}
POOLS = {
    Pool.STEP: _("learned of this very step"),
    Pool.KIND: _("learned of like procedures"),
    Pool.ALL: _("learned of all procedures"),
}
KINDS = {
    "same_day": _("same-day procedures"),
    "short": _("procedures of up to a week"),
    "medium": _("procedures of up to four weeks"),
    "long": _("longer procedures"),
    "unknown": _("procedures without a known time"),
    "": _("all procedures"),
}
WAITS = {
    "wait:supplement": _("waiting for papers from the applicant"),
    "wait:financial_duty": _("waiting for a financial duty"),
    "wait:publication": _("public notice"),
    "wait:other": _("waiting for another matter"),
}
ROLES = {
    "reception": _("steps of the counter"),
    "specialist": _("steps of specialists"),
    "leader": _("steps of leaders"),
    "clerk": _("steps of clerks"),
}


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the files that rest unusually long, the longest told first, each with why."""
    if not board.places(request.actor).exists():
        raise PermissionDenied("watch")
    level = request.GET.get("level", "")
    level = level if level in list(Level) else ""
    rows = [_row(row, request) for row in stuck.alerts(by=request.actor, level=level)[:PAGE]]
    closed = stuck.alerts(by=request.actor, is_open=False)[:12]
    context = {
        "rows": rows,
        "tabs": _tabs(request, level),
        "faces": faces("stuck"),
        "closed": [_row(row, request) for row in closed],
        "learned": stuck.learned().order_by("-learned_at").first(),
        "limits": _limits(),
    }
    return render(request, "watch/overview.html", context)


def faces(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the watch: stuck files, usual times, and questions once there are any."""
    found = []
    named = (
        ("stuck", "watch:overview", gettext("Stuck files")),
        ("questions", "watch:questions", gettext("Questions")),
        ("usual", "watch:usual", gettext("Usual times")),
    )
    for key, name, label in named:
        try:
            found.append({"label": label, "url": reverse(name), "current": key == current})
        except NoReverseMatch:
            continue
    return found


def _tabs(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    address = reverse("watch:overview")
    tabs = [
        {
            "label": gettext("All"),
            "url": address,
            "count": stuck.alerts(by=request.actor).count(),
            "current": not chosen,
        }
    ]
    for level in reversed(LEVELS):
        count = stuck.alerts(by=request.actor, level=level).count()
        tone = TONES[level] if count and level is not Level.OFFICER else ""
        tab = {"label": gettext(LEVEL_NAMES[level]).capitalize(), "count": count, "tone": tone}
        tabs.append(tab | {"url": f"{address}?level={level}", "current": chosen == level})
    return tabs


def _limits() -> dict[str, Any]:
    limits = stuck.limits()
    return {
        "part": words.share(limits.part, 0),
        "least": resting.length(limits.least_minutes),
        "factors": [words.number(limits.factors[level], 1) for level in LEVELS],
    }


def _row(row: Any, request: HttpRequest) -> dict[str, Any]:
    dossier = row.dossier
    calendar = workdays.calendar_of(dossier.unit)
    day = resting.day_minutes(calendar, request.now)
    return {
        "row": row,
        "dossier": dossier,
        "name": _name(dossier.version),
        "step": step_name(row.step, dossier.version.body.get("steps", [])),
        "why": why(row, day, request),
        "level": gettext(LEVEL_NAMES[Level(row.level)]),
        "tone": TONES[Level(row.level)],
        "from": gettext(POOLS[Pool(row.step_time.pool)]) if row.step_time else "",
        "stays": row.step_time.stays if row.step_time else None,
    }


def _name(version: Any) -> str:
    return version.name_en if words.language() == "en" and version.name_en else version.name


def step_name(key: str, steps: Any) -> str:
    """Name a step, or what is waited for in its place."""
    if key in WAITS:
        return gettext(WAITS[key])
    found = next((place for place, step in enumerate(steps) if step["key"] == key), None)
    return resting.step(steps, found) if found is not None else gettext(ROLES.get(key, key))


def why(row: Any, day: int, request: HttpRequest) -> str:
    """Say in one sentence why the rest is unusual."""
    minutes = rested_now(row, request)
    told = {"time": resting.length(minutes, day), "usual": resting.length(row.usual_minutes, day)}
    part = round(100 * stuck.limits().part)
    return gettext("rests for %(time)s; %(part)s of 100 take under %(usual)s") % (told | {"part": part})


def rested_now(row: Any, request: HttpRequest) -> int:
    """Return for how long the file has rested up to now, or until the alert was closed."""
    if row.closed_at is not None:
        return row.rested_minutes
    calendar = workdays.calendar_of(row.dossier.unit)
    pauses = () if row.is_wait else pauses_of(row.dossier.pauses)
    return rested(wall(row.since), wall(max(request.now, row.since)), calendar, pauses)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show an official her own files that rest unusually long."""
    rows = [_row(row, request) for row in stuck.mine(by=request.actor)[:PAGE]]
    return render(request, "watch/mine.html", {"rows": rows, "limits": _limits()})


@login_required
@require_safe
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one alert: why, the curve behind it, who was told when, and the way to close it."""
    row = stuck.alert(pk, by=request.actor)
    day = resting.day_minutes(workdays.calendar_of(row.dossier.unit), request.now)
    points = row.step_time.curve if row.step_time else []
    context = {
        "one": _row(row, request),
        "row": row,
        "curve": pictures.curve(points, row.usual_minutes, rested_now(row, request), day),
        "table": pictures.table(points, day),
        "told": _told(row),
        "may_close": row.closed_at is None and request.actor.leads_above(row.dossier.unit.path),
        "leads": board.places(request.actor).exists(),
    }
    return render(request, "watch/alert.html", context)


def _told(row: Any) -> list[tuple[str, Any]]:
    moments = (row.raised_at, row.leader_at, row.citizen_at)
    return [(gettext(LEVEL_NAMES[level]).capitalize(), at) for level, at in zip(LEVELS, moments, strict=True)]


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an alert with a reason."""
    acts.close(by=request.actor, pk=pk, why=request.POST.get("why", ""), now=request.now)
    messages.success(request, gettext("Closed. It opens again if the dossier rests on to the next limit."))
    return redirect("watch:alert", pk=pk)


@login_required
@require_safe
def usual(request: HttpRequest) -> HttpResponse:
    """Show how long each step usually takes, as learned."""
    if not board.places(request.actor).exists():
        raise PermissionDenied("watch")
    pool = request.GET.get("pool", Pool.STEP)
    pool = pool if pool in list(Pool) else str(Pool.STEP)
    steps = list(stuck.learned().filter(pool=pool)[:200])
    names = stuck.procedure_names({one.procedure_id for one in steps}, on=workdays.today(request.now))
    tabs = [
        {"label": gettext(label).capitalize(), "url": f"?pool={key}", "current": key == pool}
        for key, label in POOLS.items()
    ]
    context = {"rows": [_learned(one, names) for one in steps], "tabs": tabs, "faces": faces("usual")}
    return render(request, "watch/usual.html", context)


def _learned(one: Any, names: Any) -> dict[str, Any]:
    version = names.get(one.procedure_id)
    steps = version.body.get("steps", []) if version else []
    return {
        "one": one,
        "where": _name(version) if version else gettext(KINDS.get(one.kind, one.kind)),
        "step": step_name(one.step, steps),
        "median": _length(one.median_minutes),
        "usual": _length(one.usual_minutes),
        "between": f"{_length(one.low_minutes)} – {_length(one.high_minutes)}",
    }


def _length(minutes: int | None) -> str:
    return "–" if minutes is None else resting.length(minutes)


@login_required
@require_safe
def curve(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the survival curve of one step."""
    if not board.places(request.actor).exists():
        raise PermissionDenied("watch")
    one = stuck.step_time(pk)
    names = stuck.procedure_names({one.procedure_id}, on=workdays.today(request.now))
    context = {
        "row": _learned(one, names),
        "one": one,
        "curve": pictures.curve(one.curve, one.usual_minutes, None, resting.DAY_MINUTES),
        "table": pictures.table(one.curve, resting.DAY_MINUTES),
        "pool": gettext(POOLS[Pool(one.pool)]),
    }
    return render(request, "watch/curve.html", context)

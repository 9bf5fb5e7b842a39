"""Plans: what was tried is saved, adopted from a day on, withdrawn, and held against the tickets."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.actions import capacity_plan
from motcua.actions.capacity_plan import Draft
from motcua.queries import capacity_plans as reads
from motcua.queries import capacity_real, capacity_runs, workdays
from motcua.queries.capacity_runs import StillRunning
from motcua.rules.capacity_plan import PlanBadDay, PlanWithoutHall, Tried
from motcua.rules.people import ActorKind
from motcua.web.capacity import asked as asks
from motcua.web.capacity import plays, reality, told_plans
from motcua.web.capacity.asked import Asked


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the plans of the places a leader sees: saved, adopted, followed, withdrawn."""
    found = reads.listed(by=request.actor, now=request.now)
    return render(request, "capacity/plans.html", {"rows": [told_plans.line(one) for one in found]})


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what is tried as a plan, with the waits expected of it."""
    asked = asks.read(request)
    if asked.unit_id is None:
        raise PlanWithoutHall()
    tried = _tried(asked, request)
    draft = Draft(
        unit_id=asked.unit_id,
        key=f"{request.user.pk}:{request.POST.get('key', '')[:40]}",
        title=request.POST.get("title", "")[:200],
        from_on=day(request.POST.get("from_on", "")),
        tried=tried,
        expected=plays.expected(tried),
    )
    row = capacity_plan.keep(by=request.actor, draft=draft, now=request.now)
    return redirect("capacity:plan", row.pk)


def _tried(asked: Asked, request: HttpRequest) -> Tried:
    """Return what is to be kept; from the roster page with the officers of each half hour."""
    learned = asked.basis.learned
    told = capacity_real.told(learned, asked.unit_id or 0) if learned else {}
    then = asked.then if request.POST.get("by_slot") != "1" else plays.by_slot(asked)
    return Tried(asked.basis.data, asked.now, then, asked.promise, asked.service, told)


def day(text: str) -> date:
    """Return the day of a form.

    Raises: capacity_plan.PlanBadDay.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PlanBadDay() from None


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one plan: what was tried, what was expected of it, and what the tickets have said since."""
    today = workdays.today(request.now)
    row = reads.one(pk, by=request.actor)
    placed = reads.placed(row, today=today)
    tried = reads.tried(row)
    service = request.GET.get("of", "")
    service = service if service in tried.data["services"] else tried.service
    context: dict[str, Any] = told_plans.frame(placed, tried, service) | {"today": today}
    context |= {"may_decide": _decides(request, row.unit_id), "is_mine": row.saved_by_id == request.user.pk}
    try:
        expected = row.expected or capacity_runs.answer(
            {"what": "expected", "body": row.body}, lambda: plays.expected(tried)
        )
        found = reality.found(placed, tried, expected, today=today)
    except StillRunning:
        answer = render(request, "capacity/plan_later.html", context)
        answer.headers["Refresh"] = "2"
        return answer
    context |= told_plans.expected(tried, expected, service)
    if found is not None:
        context |= reality.told(found, tried, expected, service)
    return render(request, "capacity/plan.html", context)


def _decides(request: HttpRequest, unit_id: int) -> bool:
    by = request.actor
    return by.kind is ActorKind.OFFICIAL and bool(by.roles_in(unit_id) & reads.DECIDING)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a plan from a day on, or withdraw it."""
    reads.one(pk, by=request.actor)
    told = request.POST
    if told.get("do") == "withdraw":
        capacity_plan.withdraw(
            by=request.actor, plan_id=pk, reason=told.get("reason", "")[:200], now=request.now
        )
    else:
        on, paper = day(told.get("on", "")), told.get("decision", "")[:200]
        capacity_plan.adopt(by=request.actor, plan_id=pk, on=on, decision=paper, now=request.now)
    return redirect("capacity:plan", pk)

"""What an hour of an officer costs: said by who leads the hall, with its source, from a day on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.actions import officer_cost
from motcua.actions.officer_cost import Cost
from motcua.queries import capacity_costs, capacity_plans, hall_access, workdays
from motcua.rules import capacity_cost as rules
from motcua.rules.people import ActorKind
from motcua.web.capacity.plans import day


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List the figures that were said, and take the next."""
    by = request.actor
    capacity_plans.may_look(by, unit_id)
    if request.method == "POST":
        told = request.POST
        cost = Cost(
            unit_id, rules.dong(told.get("dong", "")), told.get("source", "")[:300],
            day(told.get("from_on", "")), told.get("illustrative") == "1",
        )  # fmt: skip
        officer_cost.set_cost(by=by, cost=cost, now=request.now)
        return redirect("capacity:costs", unit_id)
    rows = capacity_costs.listed(unit_id, by=by)
    context = {
        "rows": rows,
        "unit": hall_access.unit(unit_id),
        "today": workdays.today(request.now),
        "may_set": by.kind is ActorKind.OFFICIAL and bool(by.roles_in(unit_id) & capacity_plans.DECIDING),
    }
    return render(request, "capacity/costs.html", context)

"""A citizen reports what went wrong at a counter, and sees the answer; no account, no name needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.actions import attempts, citizen_report
from motcua.actions.citizen_report import Told
from motcua.queries import access, office, workdays
from motcua.rules import RuleError
from motcua.rules.attempts import Limit, network
from motcua.web.citizen.forms import Report
from motcua.web.citizen.herself import herself
from motcua.web.citizen.tracking import discreet
from motcua.web.errors import sentence

MOST_AN_HOUR = 20  # from one network


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@herself
def report(request: HttpRequest) -> HttpResponse:
    """Ask where, when and what; the poster at each counter leads here with its unit chosen."""
    places = [(unit.pk, unit.name) for unit in office.counters()]
    first = {"unit": request.GET.get("unit", ""), "kind": request.GET.get("kind", "no_receipt")}
    form = Report(request.POST or None, places=places, initial=first)
    if request.method == "POST" and form.is_valid():
        token = _kept(request, form)
        if token:
            return redirect("citizen:reported", token=token)
    return render(request, "citizen/report.html", {"form": form}, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: Report) -> str:
    told: dict[str, Any] = form.cleaned_data
    wanted = Told(
        unit_id=told["unit"],
        kind=told["kind"],
        text=told["told"],
        happened_on=told["happened_on"] or workdays.today(request.now),
        phone=told["phone"],
    )
    try:
        from_where = network(str(request.META.get("REMOTE_ADDR", "")))
        attempts.count([Limit(f"report:{from_where}", MOST_AN_HOUR)], now=request.now)
        return citizen_report.tell(told=wanted, now=request.now)[1]
    except RuleError as no:
        form.add_error(None, sentence(no))
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@herself
def reported(request: HttpRequest, token: str) -> HttpResponse:
    """Show the author her report and the answer; she says whether it is settled."""
    if request.method == "POST":
        is_settled = request.POST.get("judge") == "settled"
        citizen_report.judge(token=token, is_settled=is_settled, now=request.now)
        return redirect("citizen:reported", token=token)
    row = access.citizen_report_by(token)
    return render(request, "citizen/reported.html", {"report": row, "token": token})

"""One dossier at the counter: where it stands, its papers, and what may be done with it here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.actions import confirmation, look, result, supplement
from motcua.actions import dossier as dossiers
from motcua.actions import reception as receptions
from motcua.actions.reception import Owed
from motcua.queries import access, clock, papers, workdays
from motcua.rules import lifecycle
from motcua.rules.lifecycle import State, Verb
from motcua.web import clocks, slip_links, supplements, words
from motcua.web.counter import followed
from motcua.web.counter.forms import HandOverForm, PayForm, RefuseForm, WithdrawForm
from motcua.web.counter.lines import KINDS

HERE = (
    Verb.RECEIVE,
    Verb.TAKE_SUPPLEMENT,
    Verb.HAND_OVER,
    Verb.PAY,
    Verb.ASK_SUPPLEMENT,
    Verb.REFUSE,
    Verb.WITHDRAW,
)
FORMS: dict[str, type[Any]] = {
    Verb.REFUSE: RefuseForm,
    Verb.WITHDRAW: WithdrawForm,
    Verb.PAY: PayForm,
    Verb.HAND_OVER: HandOverForm,
}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a dossier, or do with it what the form says."""
    form = _form(request)
    if request.method == "POST" and request.POST.get("do") in ACTS and (form is None or form.is_valid()):
        return ACTS[request.POST["do"]](request, code, form)
    context = _context(request, code, form)
    if request.method == "GET":
        look.note(context["dossier"], by=request.actor, now=request.now)
    return render(request, "counter/dossier.html", context)


def _form(request: HttpRequest) -> Any:
    kind = FORMS.get(request.POST.get("do", ""))
    return kind(request.POST, prefix=request.POST["do"]) if kind else None


def _context(request: HttpRequest, code: str, bound: Any) -> dict[str, Any]:
    """Return what the page shows. Costs 6 queries."""
    row = access.dossier(code, by=request.actor)
    if access.sight(row, request.actor) is not access.Sight.FULL:
        raise access.NoSuch()
    units = (row.unit_id, row.holder_id)
    allowed = lifecycle.verbs(State(row.state), request.actor, units=units)
    verbs = [verb for verb in HERE if verb in allowed]
    owed = max((row.fee_amount or 0) - row.fee_paid, 0)
    if not owed and Verb.PAY in verbs:
        verbs.remove(Verb.PAY)
    kept = list(papers.of(row))
    ledgers = clock.ledgers(row)
    return {
        "dossier": row,
        "clock": clocks.chip(row, request.now, workdays.calendar(row.unit)),
        "ledger": clocks.of(ledgers) if ledgers else None,
        "papers": [_line(row, paper) for paper in kept],
        "asked": [paper for paper in kept if paper.standing == "missing"],
        "had": [paper for paper in kept if paper.standing != "missing" and not paper.is_result],
        "verbs": verbs,
        "forms": {verb: _empty(verb, owed) for verb in verbs if verb in FORMS} | _bound(bound),
        "owed": owed,
        "slips": slip_links.of(row),
        "rating": followed.rating_of(row),
        "tracking": followed.tracking_of(row),
        "may_confirm": bool(row.applicant.phone) and row.ended_at is None and row.received_at is not None,
    }


def _empty(verb: str, owed: int) -> Any:
    given = {"amount": owed, "way": "cash"} if verb == Verb.PAY else None
    return FORMS[verb](prefix=verb, initial=given)


def _bound(form: Any) -> dict[str, Any]:
    return {form.prefix: form} if form is not None else {}


def _line(row: Any, paper: Any) -> dict[str, Any]:
    states = {"has": "has", "held": "held", "missing": "miss", "not_needed": "none"}
    facts = [gettext(KINDS.get(paper.kind, "")) if paper.kind in KINDS else "", paper.asked, paper.remark]
    return {
        "name": paper.name,
        "state": states[paper.standing],
        "note": clocks.joined([*facts, words.day(paper.added_at)]),
        "document": paper,
        "code": row.code,
    }


def _receive(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    dossiers.receive(by=request.actor, code=code, now=request.now)
    return redirect("counter:done", code=code)


def _refuse(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    told = form.cleaned_data
    dossiers.refuse(
        by=request.actor,
        code=code,
        reason_code=told["reason_code"],
        reason=told["reason"],
        ground=told["ground"],
        now=request.now,
    )
    return redirect("counter:done", code=code)


def _ask(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    asked, reason = supplements.asked(request.POST), request.POST.get("reason", "")
    supplement.ask_supplement(by=request.actor, code=code, asked=asked, reason=reason, now=request.now)
    return redirect("counter:done", code=code)


def _take(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    brought = supplements.brought(request)
    supplement.take_supplement(by=request.actor, code=code, papers=brought, now=request.now)
    messages.success(request, gettext("The papers are taken; the clock runs on."))
    return redirect("counter:dossier", code=code)


def _pay(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    told = form.cleaned_data
    result.pay(
        by=request.actor,
        code=code,
        amount=told["amount"],
        online=told["way"] == "transfer",
        now=request.now,
    )
    messages.success(request, gettext("%(amount)s taken.") % {"amount": words.money(told["amount"])})
    return redirect("counter:dossier", code=code)


def _hand_over(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    by, received_by = request.actor, form.cleaned_data["received_by"]
    receptions.hand_over(by=by, code=code, owed=Owed(), received_by=received_by, now=request.now)
    return redirect("counter:handed", code=code)


def _withdraw(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    told = form.cleaned_data
    result.withdraw(
        by=request.actor,
        code=code,
        reason=told["reason"],
        confirmed_by=told["confirmed_by"],
        proof=told["proof"],
        now=request.now,
    )
    messages.success(request, gettext("The dossier is withdrawn."))
    return redirect("counter:dossier", code=code)


def _send_code(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    if purpose not in ("withdraw", "presence"):
        raise access.NoSuch()
    confirmation.send(by=request.actor, code=code, purpose=purpose, now=request.now)
    messages.success(
        request, gettext("A code is on its way to the applicant's telephone; it holds 15 minutes.")
    )
    return redirect("counter:dossier", code=code)


def _confirm(request: HttpRequest, code: str, form: Any) -> HttpResponse:
    digits = request.POST.get("digits", "")[:20]
    confirmation.confirm_presence(by=request.actor, code=code, digits=digits, now=request.now)
    messages.success(request, gettext("Confirmed: the applicant told the code."))
    return redirect("counter:dossier", code=code)


ACTS: dict[str, Callable[[HttpRequest, str, Any], HttpResponse]] = {
    Verb.RECEIVE: _receive,
    Verb.REFUSE: _refuse,
    Verb.ASK_SUPPLEMENT: _ask,
    Verb.TAKE_SUPPLEMENT: _take,
    Verb.PAY: _pay,
    Verb.HAND_OVER: _hand_over,
    Verb.WITHDRAW: _withdraw,
    "send_code": _send_code,
    "confirm": _confirm,
}

"""The reception: one page, one form, from whoever stands at the counter to the printed slip."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from motcua.actions import idempotency
from motcua.actions import reception as receptions
from motcua.actions.idempotency import Answer, Key
from motcua.actions.reception import Counted, Reason
from motcua.queries import counter, hall, service_models, workdays
from motcua.web.counter import followed, ready
from motcua.web.counter.laid import Laid, Problem, point, read
from motcua.web.screen import drawn

FRAGMENTS = {"who-found": "counter/people.html", "what-found": "counter/procedures.html"}
FRAGMENTS |= {"aside": "counter/aside.html", "desk": "counter/desk.html"}
IGNORED = frozenset({"csrfmiddlewaretoken", "key", "do"})


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form as it stands, or do what its button says when nothing is missing."""
    laid = read(request)
    if laid.acting and request.method == "POST":
        laid.problems = _problems(laid)
        if not laid.problems:
            return _done(request, laid, ACTS[laid.do](request, laid))
        laid.focus = laid.problems[0].target
    return _shown(request, laid)


@login_required
@require_safe
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a reception came to: the code, the slip to print, the way to follow it, the next person."""
    return render(request, "counter/done.html", followed.context(request, code))


def _problems(laid: Laid) -> list[Problem]:
    if laid.do == "receive":
        return ready.problems(laid)
    found = ready.problems_to_answer(laid)
    if laid.refuse_form is not None and laid.refuse_form.is_bound and not laid.refuse_form.is_valid():
        found += [Problem(f"id_{name}", str(errors[0])) for name, errors in laid.refuse_form.errors.items()]
    return found


def _receive(request: HttpRequest, laid: Laid) -> Answer:
    paid = (laid.fee_amount or 0) if laid.paid != "later" else 0
    counted = Counted(laid.intake(), paid=paid, paid_online=laid.paid == "transfer")
    return receptions.receive(by=laid.by, counted=counted, key=key_of(request, laid.key), now=laid.now)


def _ask(request: HttpRequest, laid: Laid) -> Answer:
    return receptions.ask(
        by=laid.by,
        intake=laid.intake(),
        asked=[line.asked() for line in laid.missing],
        reason=Reason(laid.reason),
        key=key_of(request, laid.key),
        now=laid.now,
    )


def _refuse(request: HttpRequest, laid: Laid) -> Answer:
    assert laid.refuse_form is not None
    told = laid.refuse_form.cleaned_data
    reason = Reason(told["reason"], told["reason_code"], told["ground"])
    key = key_of(request, laid.key)
    return receptions.refuse(by=laid.by, intake=laid.intake(), reason=reason, key=key, now=laid.now)


ACTS: dict[str, Callable[[HttpRequest, Laid], Answer]] = {
    "receive": _receive,
    "ask": _ask,
    "refuse": _refuse,
}


def key_of(request: HttpRequest, key: str) -> Key:
    """Return the form's key with the hash of what was sent: the same form twice is one dossier."""
    sent = {
        name: values
        for name, values in sorted(request.POST.lists())
        if name not in IGNORED and not name.endswith("-file")
    }
    return Key(f"user:{request.user.pk}", key[:100], idempotency.hashed(sent))


def _done(request: HttpRequest, laid: Laid, answer: Answer) -> HttpResponse:
    if answer.repeated:
        messages.info(request, gettext("This form had been sent before; no second dossier was made."))
    return away(request, reverse("counter:done", args=[answer.body["code"]]))


def away(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page, in the way the asker understands."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _shown(request: HttpRequest, laid: Laid) -> HttpResponse:
    fragment = FRAGMENTS.get(laid.typing)
    context = {"laid": point(laid), "problem": laid.problems[0] if laid.problems else None}
    context |= _changed(laid)
    if fragment:
        return render(request, fragment, context | {"is_aside": laid.typing == "aside"})
    at_desk = hall.desk_view(by=laid.by, now=laid.now)
    if at_desk and at_desk.ticket and request.method == "GET":
        laid.drawn = at_desk.ticket.pk
    figures = None if at_desk else counter.figures(unit=laid.unit, now=laid.now)
    return render(request, "counter/reception.html", context | {"figures": figures, "at_desk": at_desk})


def _changed(laid: Laid) -> dict[str, Any]:
    """Return what the service models change today: for the official, and for the slip of what is laid out."""
    on = workdays.today(laid.now)
    steps = drawn.said(service_models.today(laid.unit.pk, on).steps)
    if laid.version is None:
        return {"today": steps, "prints_slip": True}
    told = service_models.on_slip(
        laid.unit.pk, on, procedure_id=laid.version.procedure_id, due_at=laid.due.get("due_at")
    )
    return {"today": steps, "prints_slip": told.is_printed}

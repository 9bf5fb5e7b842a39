"""A review: opened, its findings written, shown with its proposals, printed as a form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import simplification as acts
from motcua.queries import simplification, workdays
from motcua.rules.people import Role
from motcua.web import words
from motcua.web.simplify import told
from motcua.web.simplify.forms import Findings, Opening


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a review of a procedure."""
    unit, on = simplification.unit(by=request.actor, unit_id=None), workdays.today(request.now)
    if not any(duty.role in (Role.REFORM, Role.LEADER) for duty in request.actor.duties):
        raise PermissionDenied("review")
    rows = sorted(simplification.procedures(unit, on=on), key=lambda row: row.version.procedure.code)
    choices = [
        (row.version.procedure.code, f"{row.version.procedure.code} · {told.name(row.version)}")
        for row in rows
    ]
    first = {"procedure": request.GET.get("procedure", ""), "year": on.year}
    form = Opening(choices, request.POST or None, initial=first)
    findings = Findings(request.POST or None)
    if request.method == "POST" and form.is_valid() and findings.is_valid():
        said = form.cleaned_data
        what = acts.Opening(said["procedure"], unit.pk, said["covers_below"] == "below", said["year"])
        made = acts.open_review(by=request.actor, what=what, findings=findings.cleaned_data, now=request.now)
        messages.success(request, gettext("The review is open. Next: write what it proposes."))
        return redirect("simplify:review", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "simplify/new.html", {"form": form, "findings": findings, "unit": unit}, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review with its findings and proposals; a post writes the findings."""
    review = simplification.review(pk, by=request.actor)
    form = Findings(request.POST or None, initial=_found(review))
    if request.method == "POST" and form.is_valid():
        acts.write_findings(by=request.actor, pk=pk, findings=form.cleaned_data, now=request.now)
        messages.success(request, gettext("The findings are kept."))
        return redirect("simplify:review", pk=pk)
    context = _shown(request, review) | {"form": form}
    return render(request, "simplify/review.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review as the form that is printed, signed and filed."""
    review = simplification.review(pk, by=request.actor)
    on = workdays.today(request.now)
    version, found = simplification.version_of(review, on=on), _shown(request, review)
    last = next((one for one in found["proposals"] if one["row"].status != "refused"), None)
    change = simplification.change_of(last["row"]) if last else None
    context = found | {
        "version": version,
        "change": change,
        "last": last,
        "offers": _offers(review, change, on),
        "papers": _parts(version, change),
        "steps": [step | {"planned": words.hours(step["hours"])} for step in version.body.get("steps", [])],
        "at": request.now,
    }
    return render(request, "simplify/print.html", context)


def _found(review: Any) -> dict[str, str]:
    return {part: getattr(review, f"finding_{part}") for part in acts.PARTS}


def _shown(request: HttpRequest, review: Any) -> dict[str, Any]:
    on = workdays.today(request.now)
    version = simplification.version_of(review, on=on)
    rows = simplification.proposals(by=request.actor).filter(review=review)
    return {
        "review": review,
        "name": told.name(version),
        "findings": [
            (gettext(str(Findings.base_fields[part].label)), text) for part, text in _found(review).items()
        ],
        "proposals": [
            {
                "row": row,
                "status": told.status(row.status),
                "tone": told.tone(row.status),
                "time": time_of(row),
            }
            for row in rows
        ],
        "may_write": any(
            duty.role in acts.WRITERS and review.unit.path.startswith(duty.path)
            for duty in request.actor.duties
        ),
    }


def time_of(row: Any) -> str:
    """Write the promised time of a proposal; nothing when it leaves time alone."""
    if row.value is None:
        return ""
    return told.term(simplification.like(None, (row.value, row.time_unit)))


def _offers(review: Any, change: Any, on: Any) -> list[dict[str, str]]:
    if change is None:
        rows = [(row, row.promise, row.cut) for row in simplification.covered(review, on=on)]
    else:
        rows = simplification.proposed(review, change, on=on)
    return [
        {
            "unit": row.unit.name,
            "law": told.term(row.law),
            "promise": told.term(row.promise),
            "proposed": told.term(term),
            "cut": told.cut(cut),
        }
        for row, term, cut in rows
    ]


def _parts(version: Any, change: Any) -> list[dict[str, str]]:
    cut = set(change.papers_cut) if change else set()
    looked_up = set(change.papers_looked_up) if change else set()
    said = {True: gettext("leave out"), False: gettext("keep")}
    return [
        {
            "name": part["name"],
            "what": gettext("look it up") if part["key"] in looked_up else said[part["key"] in cut],
        }
        for part in version.body.get("components", [])
    ]

"""Appraising and explaining leaves, and handing a unit's sheet on from step to step."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from motcua.actions import appraisal, index_round
from motcua.queries import rounds
from motcua.rules import RuleError
from motcua.rules import rounds as rules
from motcua.rules.rounds import Stand
from motcua.web.errors import sentence
from motcua.web.rounds import leaves, sheets
from motcua.web.rounds.forms import ExtendForm, LeaveForm, VerdictForm, WhyForm

BESIDE_WHY = (
    rules.AboveAutomatic,
    rules.PointsWithoutEvidence,
    rules.OtherThanProposed,
    rules.WhyTooShort,
)


@login_required
@require_POST
def leaf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Keep an appraiser's word about a leaf: the first, or the second once the unit was heard."""
    row = sheets.opened(request, pk)
    again = row.status != Stand.LOCKED
    form = VerdictForm(leaves.leaf_of(row, code), request.POST, again=again)
    if not form.is_valid():
        return leaves.shown(request, row, code, forms={"verdict": form})
    act = appraisal.appraise_again if again else appraisal.appraise
    try:
        act(by=request.actor, pk=pk, leaf=code, verdict=form.verdict(), now=request.now)
    except BESIDE_WHY as no:
        form.add_error("why", sentence(no))
        return leaves.shown(request, row, code, forms={"verdict": form})
    messages.success(request, gettext("%(code)s is appraised.") % {"code": code})
    return _onward(request, row, code)


def _onward(request: HttpRequest, row: Any, code: str) -> HttpResponse:
    after = request.POST.get("then") == "next" and leaves.neighbours(row, code)[1]
    return redirect("rounds:leaf", pk=row.pk, code=after or code)


@login_required
@require_POST
def explain(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Keep the unit's explanation of a leaf: once."""
    row = sheets.opened(request, pk)
    leaves.leaf_of(row, code)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return leaves.shown(request, row, code, forms={"why": form})
    try:
        appraisal.explain(by=request.actor, pk=pk, leaf=code, why=form.cleaned_data["why"], now=request.now)
    except rules.WhyTooShort as no:
        form.add_error("why", sentence(no))
        return leaves.shown(request, row, code, forms={"why": form})
    messages.success(request, gettext("The explanation is kept."))
    return redirect("rounds:leaf", pk=pk, code=code)


ACTS = {
    "close_appraisal": appraisal.close,
    "close_explanation": appraisal.close_explanation,
    "finish": appraisal.finish,
}


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a sheet on, give its unit more time, or take the unit out."""
    what = request.POST.get("do", "")
    if what in ("extend", "leave"):
        return _held(request, pk, what)
    if what not in ACTS:
        raise Http404
    ACTS[what](by=request.actor, pk=pk, now=request.now)
    messages.success(request, gettext("The sheet has gone on to the next step."))
    return redirect("rounds:sheet", pk=pk)


def _held(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    row = rounds.participant(pk, by=request.actor)
    try:
        if what == "extend":
            _extend(request, pk)
        else:
            _leave(request, pk)
    except RuleError as no:
        messages.error(request, sentence(no))
    return redirect("rounds:round", key=row.round.key)


def _extend(request: HttpRequest, pk: int) -> None:
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Name the day and the reason."))
        return
    index_round.extend(
        by=request.actor, pk=pk, until_at=form.until_at, why=form.cleaned_data["why"], now=request.now
    )
    messages.success(request, gettext("The unit has more time."))


def _leave(request: HttpRequest, pk: int) -> None:
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Name the day and the reason."))
        return
    said = form.cleaned_data
    index_round.leave(by=request.actor, pk=pk, on=said["on"], why=said["why"], now=request.now)
    messages.success(request, gettext("The unit is taken out of the round."))

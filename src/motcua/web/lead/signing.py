"""What waits for the leader: drafts to sign, proposals to answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.actions import desk
from motcua.actions import proposal as proposals
from motcua.queries import signing, workdays
from motcua.web import clocks
from motcua.web.lead import figures


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the drafts and proposals waiting; a post signs the chosen drafts, all of them or none."""
    if request.method == "POST":
        return _sign(request)
    drafts = [
        {
            "dossier": row,
            "clock": clocks.chip(row, request.now, workdays.calendar_of(row.unit)),
            "since": figures.since(row.step_at, request.now),
        }
        for row in signing.drafts(by=request.actor)
    ]
    context = {"drafts": drafts, "proposals": signing.proposals(by=request.actor, now=request.now)}
    return render(request, "lead/signing.html", context)


def _sign(request: HttpRequest) -> HttpResponse:
    codes = request.POST.getlist("pick")
    if not codes:
        messages.warning(request, gettext("Nothing was chosen, so nothing was signed."))
        return redirect("lead:signing")
    signed = desk.approve_and_issue(by=request.actor, codes=codes, now=request.now)
    said = ngettext(
        "%(number)s result is signed and issued.", "%(number)s results are signed and issued.", len(signed)
    )
    messages.success(request, said % {"number": len(signed)})
    return redirect("lead:signing")


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposal or decline it."""
    if request.POST.get("answer") == "agree":
        proposals.agree(by=request.actor, pk=pk, now=request.now)
        messages.success(request, gettext("Agreed: the proposal has taken effect."))
    else:
        proposals.decline(by=request.actor, pk=pk, now=request.now)
        messages.info(request, gettext("Declined: nothing has changed."))
    return redirect("lead:signing")

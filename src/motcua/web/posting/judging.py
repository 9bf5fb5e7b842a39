"""Proofs of other units that wait for a second pair of eyes."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.actions import posting_evidence
from motcua.queries import posting, posting_access
from motcua.web.posting import labels


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show leaders and reform officers what other units sent in; a post confirms it or turns it down."""
    if not any(duty.role in posting_access.JUDGES for duty in request.actor.duties):
        raise PermissionDenied("judge")
    if request.method == "POST":
        return _answer(request)
    waiting = posting.to_judge(by=request.actor)
    groups = [list(found) for _, found in groupby(waiting, key=_together)]
    return render(request, "posting/judging.html", {"groups": [_group(one) for one in groups]})


def _together(row: Any) -> tuple[Any, ...]:
    return (row.file_id or -row.pk, row.duty.unit_id, row.duty.decision_id, row.duty.place)


def _group(rows: list[Any]) -> dict[str, Any]:
    first = rows[0]
    return {
        "first": first,
        "duty": first.duty,
        "ids": [row.pk for row in rows],
        "how": gettext(labels.HOWS[first.how]),
        "place": labels.place(first.duty.place),
        "act": gettext(labels.ACTS[first.duty.act]),
        "finding": gettext(labels.FINDINGS[first.finding]) if first.finding else "",
        "is_late": first.at > first.duty.due_at,
        "items": [
            {
                "name": labels.named(row.duty.published.version, row.duty.procedure.code),
                "mark": posting.mark_of(row.duty),
                "row": row.duty,
            }
            for row in rows
        ],
    }


def _answer(request: HttpRequest) -> HttpResponse:
    ids = [int(one) for one in request.POST.getlist("evidence") if one.isascii() and one.isdigit()]
    good = request.POST.get("answer") == "good"
    note = request.POST.get("note", "")
    posting_evidence.judge(by=request.actor, evidence_ids=ids, good=good, note=note, now=request.now)
    if good:
        messages.success(request, gettext("Confirmed: it counts from the moment it was sent in."))
    else:
        messages.info(request, gettext("Turned down: the duty is open again, and the unit reads why."))
    return redirect("posting:judging")

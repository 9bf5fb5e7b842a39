"""Publishing decisions: the list of them, one with its duties unit by unit, its file, its withdrawal."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import posting as acts
from motcua.queries import posting, posting_access, workdays
from motcua.rules.posting import Standing
from motcua.web import uploads
from motcua.web.posting import labels
from motcua.web.posting.overview import duty_line, officials_only


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show officials the decisions that concern their unit, newest first."""
    officials_only(request)
    rows = posting.decisions(by=request.actor)
    return render(request, "posting/decisions.html", {"rows": rows, "may_register": _may(request)})


def _may(request: HttpRequest) -> bool:
    return any(duty.role in posting_access.KEEPERS for duty in request.actor.duties)


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one decision: its procedures, who has posted what, who has not; a post withdraws it."""
    officials_only(request)
    decision = posting_access.decision(pk, by=request.actor)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        acts.withdraw(by=request.actor, decision_id=pk, reason=reason, now=request.now)
        messages.info(request, gettext("Withdrawn: its duties are closed, the journal keeps it."))
        return redirect("posting:decision", pk)
    wanted = posting.Wanted(decision_id=pk, page=_page(request))
    found = posting.duties(wanted, by=request.actor, now=request.now)
    counts = posting.counts_of(decision, by=request.actor, now=request.now)
    received_on = workdays.today(decision.received_at)
    context = {
        "decision": decision,
        "level": gettext(labels.LEVELS[decision.level]),
        "items": [_item(one, decision) for one in posting.published(decision)],
        "rows": [duty_line(row, standing, request.now) for row, standing in found.rows],
        "counts": [labels.standing(name) | {"n": counts.get(Standing(name), 0), "key": name} for name in
                   map(str, posting.WORST_FIRST) if counts.get(Standing(name))],
        "count": found.count,
        "days_to_us": workdays.national().working_days(decision.signed_on, received_on),
        "previous": f"?page={found.page - 1}" if found.page > 1 else "",
        "following": f"?page={found.page + 1}" if found.page < found.pages else "",
        "shown": f"{found.page}/{found.pages}" if found.pages > 1 else "",
        "may_withdraw": _may(request) and decision.withdrawn_at is None and posting.is_fresh(
            decision, now=request.now
        ),
    }  # fmt: skip
    return render(request, "posting/decision.html", context)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _item(row: Any, decision: Any) -> dict[str, Any]:
    version = row.version
    missing = posting.missing_parts(version) if version is not None else ()
    return {
        "row": row,
        "name": labels.named(version, row.procedure.code),
        "kind": gettext(labels.KINDS[row.kind]),
        "tone": labels.KIND_TONES[row.kind],
        "missing": [gettext(labels.PARTS[part]) for part in missing],
        "is_pending": row.kind != "abolished" and version and version.decision_no != decision.number,
    }


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send the decision's own file to those whom it concerns."""
    officials_only(request)
    decision = posting_access.decision(pk, by=request.actor)
    if decision.file is None:
        raise Http404
    return uploads.sent(SimpleNamespace(file=decision.file, file_name=decision.file_name, key="decision"))

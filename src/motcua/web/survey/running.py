"""Surveys as their owner sees them: how far each is, its slips, its tables, its close."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.actions import survey as acts
from motcua.actions import survey_answer
from motcua.edge import sheets_read, survey_pdf
from motcua.queries import access, surveys
from motcua.rules import survey_rows
from motcua.rules.people import Role
from motcua.web import words
from motcua.web.survey import told
from motcua.web.survey.forms import TableForm

MOST_BYTES = 20 * 1024 * 1024
SHOWN = 50  # refused rows


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the surveys of my unit."""
    access.posts(request.actor, Role.REFORM, Role.LEADER)
    rows = [
        {"row": row, "status": gettext(told.STATUSES[row.status]), "tone": told.TONES[row.status]}
        for row in surveys.listed(by=request.actor)
    ]
    may_write = any(duty.role is Role.REFORM for duty in request.actor.duties)
    return render(request, "survey/overview.html", {"rows": rows, "may_write": may_write})


@login_required
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a survey: its plan, its draw, how far each unit is."""
    row = surveys.survey(code, by=request.actor)
    progress = surveys.progress(row)
    context = {
        "survey": row,
        "asked": surveys.asked(row),
        "name": told.said(surveys.asked(row).name),
        "status": gettext(told.STATUSES[row.status]),
        "tone": told.TONES[row.status],
        "formula": gettext(told.FORMULAS[row.formula]),
        "combine": gettext(told.COMBINES[row.combine]),
        "may_write": Role.REFORM in request.actor.roles_in(row.owner_id),
        "is_over": row.status == "open" and row.closes_at <= request.now,
        "progress": [_line(one, row) for one in progress],
        "totals": _line(_together(progress), row) if progress else None,
        "answers": sum(one.answers for one in progress),
        "error": row.error * 100,
    }
    return render(request, "survey/survey.html", context)


def _together(progress: list[surveys.Progress]) -> surveys.Progress:
    sums = [
        sum(getattr(one, name) for one in progress)
        for name in ("population", "size", "issued", "spent", "answers")
    ]
    return surveys.Progress(progress[0].unit, *sums)


def _line(one: surveys.Progress, row: Any) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "one": one,
        "rate": words.share(one.rate, 1) if one.rate is not None else "–",
        "percent": min(100, round(100 * (one.rate or 0))),
        "can_print": row.status == "open" and one.size > 0 and not one.spent,
    }


@login_required
@require_POST
def open_(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft: the sample is drawn."""
    access.posts(request.actor, Role.REFORM)
    acts.open_(by=request.actor, key=code, now=request.now)
    messages.success(request, gettext("The sample is drawn. Next: print the slips of each unit."))
    return redirect("survey:survey", code=code)


@login_required
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a survey: the answers are sealed, the results can be seen."""
    access.posts(request.actor, Role.REFORM)
    survey_answer.close(by=request.actor, key=code, now=request.now)
    messages.success(request, gettext("The survey is closed, its answers are sealed."))
    return redirect("survey:results", code=code)


@login_required
@require_POST
def slips(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """Print the slips of a unit: fresh codes, seen this once."""
    access.posts(request.actor, Role.REFORM)
    row = surveys.survey(code, by=request.actor)
    unit = next((one.unit for one in surveys.progress(row) if one.unit.pk == unit_id), None)
    made = acts.issue_codes(by=request.actor, key=code, unit_id=unit_id, now=request.now)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("survey:ask", args=["token"])
    told_of = {
        "name": row.name,
        "owner": row.owner.name,
        "unit": unit.name if unit else "",
        "until": told.last_day(row.closes_at),
        "address": settings.PUBLIC_URL.rstrip("/") + reverse("survey:enter"),
        "slips": [
            {
                "code": slip.code,
                "dossier": slip.dossier,
                "link": address.replace("token", surveys.plain_code(slip.code)),
            }
            for slip in made
        ],
    }
    pdf = survey_pdf.render(told_of, on=f"{row.opens_at:%Y-%m-%d}")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="phieu-{code}-{unit_id}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a table of answers: refused rows are shown, the rest is kept."""
    access.posts(request.actor, Role.REFORM)
    row = surveys.survey(code, by=request.actor)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"survey": row, "form": form}
    keys = [question.key for question in surveys.asked(row).questions()]
    context |= {"keys": ", ".join(keys[:3]) + " …", "can": row.status == "open"}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            form.add_error("file", gettext("The file is larger than 20 MB."))
        else:
            context |= _taken(request, row, form, data)
    return render(request, "survey/import.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, row: Any, form: TableForm, data: bytes) -> dict[str, Any]:
    try:
        grid = sheets_read.grid(data)
    except sheets_read.NotATable:
        form.add_error("file", gettext("This is neither a workbook nor a CSV table."))
        return {}
    table = survey_rows.read(grid, surveys.asked(row), surveys.names(row))
    kept = survey_answer.take_in(
        by=request.actor,
        key=row.key,
        forms=table.filled,
        digest=hashlib.sha256(data).hexdigest(),
        now=request.now,
    )
    refused = [
        {"row": one.row, "reason": gettext(told.REASONS[one.reason]), "what": one.what}
        for one in table.refused[:SHOWN]
    ]
    return {"kept": kept, "refused": refused, "refused_count": len(table.refused), "taken": True}

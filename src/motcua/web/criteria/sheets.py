"""A set as a workbook, and a workbook as a draft: what is wrong is told by row and column."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import criteria_set
from motcua.edge import criteria_sheets, sheets_read
from motcua.queries import criteria_sets
from motcua.rules import scoring_grid, scoring_words
from motcua.web import words
from motcua.web.criteria.forms import SheetForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"code": 10, "vi": 46, "en": 34, "variables": 46, "params": 38, "evidence": 30, "points": 9}
STRONG = ("set", "area", "criterion", "bonus", "penalty")


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a set as a workbook; taken in again it is the same set."""
    row = criteria_sets.row(pk, by=request.actor)
    language = words.language()
    side = 0 if language == "vi" else 1
    data = criteria_sheets.workbook(
        row.key,
        scoring_grid.rows(row.body, language),
        widths=[WIDTHS.get(name, 14) for name in scoring_words.COLUMNS],
        bold=[scoring_words.ROWS[kind][side] for kind in STRONG],
    )
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{row.key}-{row.version}.xlsx"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook in as a draft of a unit; problems that leave it readable are kept with it."""
    owners = criteria_sets.owners(by=request.actor)
    if not owners:
        raise PermissionDenied("criteria")
    form = SheetForm(owners, request.POST or None, request.FILES or None)
    places: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        found = _read(form)
        if found is not None:
            places = [_told(one) for one in found.places]
            lost = any(one.is_lost for one in found.places) or not found.data.get("areas")
            if not lost and (not places or form.cleaned_data["with_problems"]):
                return _kept(request, form, found.data, len(places))
    shown = {"form": form, "places": places, "columns": [pair for pair in scoring_words.COLUMNS.values()]}
    status = 422 if request.method == "POST" else 200
    return render(request, "criteria/upload.html", shown, status=status)


def _read(form: SheetForm) -> scoring_grid.Read | None:
    try:
        return scoring_grid.read(sheets_read.grid(form.cleaned_data["sheet"].read()))
    except sheets_read.NotATable:
        form.add_error("sheet", gettext("This is neither a workbook nor a CSV file."))
        return None


def _kept(request: HttpRequest, form: SheetForm, data: dict[str, Any], problems: int) -> HttpResponse:
    row = criteria_set.begin(
        by=request.actor, owner_id=int(form.cleaned_data["owner"]), data=data, now=request.now
    )
    said = ngettext(
        "The draft is kept; %(count)s problem is left.",
        "The draft is kept; %(count)s problems are left.",
        problems,
    )
    messages.success(request, said % {"count": problems} if problems else gettext("The draft is kept."))
    return redirect("criteria:set", pk=row.pk)


def _told(one: scoring_grid.Place) -> dict[str, Any]:
    side = 0 if words.language() == "vi" else 1
    return {
        "row": one.row or "",
        "letter": one.letter,
        "column": scoring_words.COLUMNS[one.column][side] if one.column else "",
        "code": one.problem.where,
        "why": scoring_words.wrong(one.problem.why, one.problem.facts, words.language()),
    }

"""Anybody may ask whether a report is the issued one: by its hash, by its QR code, or by the file itself."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.edge import sheets_read, store
from motcua.queries import report_kept
from motcua.rules import reports_check, reports_print
from motcua.web import words
from motcua.web.reports import asking, printing, shown

MOST_BYTES = 12 * 1024 * 1024


class Question(forms.Form):
    """A hash, or a file."""

    hash = forms.CharField(
        label=_("Hash (SHA-256), at least its first 12 characters"), max_length=100, required=False
    )
    file = forms.FileField(label=_("The file: XLSX, PDF or CSV"), required=False)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Say whether a report is the issued one; a changed cell is named."""
    typed = request.GET.get("hash", "")[:100]
    context: dict[str, Any] = {"form": Question(initial={"hash": typed}), "typed": typed}
    if request.method == "POST":
        form = Question(request.POST, request.FILES)
        context["form"] = form
        if form.is_valid():
            upload, typed = form.cleaned_data["file"], form.cleaned_data["hash"]
            context |= _by_file(upload, now=request.now) if upload else _by_hash(typed)
    elif typed:
        context |= _by_hash(typed)
    return render(request, "reports/verify.html", context)


def _by_hash(typed: str) -> dict[str, Any]:
    found = report_kept.by_hash(typed)
    return {
        "answer": "issued" if found else "unknown",
        "typed": typed,
        "found": [_told(one) for one in found],
    }


def _by_file(upload: Any, *, now: Any) -> dict[str, Any]:
    """Answer for a file: the very bytes, the same cells, other cells, or not ours."""
    if upload.size > MOST_BYTES:
        return {"answer": "too_large"}
    data = upload.read()
    sha256 = hashlib.sha256(data).hexdigest()
    if exact := report_kept.by_hash(sha256):
        return {"answer": "exact", "found": [_told(one) for one in exact], "name": upload.name}
    try:
        grid = sheets_read.grid(data)
    except sheets_read.NotATable:
        return {"answer": "changed_or_unknown", "name": upload.name}
    claimed = [one for found in reports_check.hashes(grid)[:3] for one in report_kept.by_hash(found)]
    if not claimed:
        return {"answer": "unknown", "name": upload.name}
    return _compared(claimed[0], grid, upload.name, now=now)


def _compared(report: Any, grid: Any, name: str, *, now: Any) -> dict[str, Any]:
    _, sha256 = printing.kept_file(report, "xlsx", now=now)
    issued = sheets_read.grid(b"".join(store.read(sha256, root=settings.STORE)))
    different = reports_check.differences(issued, grid)
    # Lists of dossiers name what not everybody may read: only where they differ is told.
    hidden = report_kept.form_of(report).is_list
    return {
        "answer": "differs" if different else "same",
        "found": [_told(report)],
        "name": name,
        "different": [
            {"place": one.place, "issued": "" if hidden else _cell(one.issued), "found": _cell(one.found)}
            for one in different
        ],
        "hidden": hidden,
    }


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return words.number(int(value)) if value == int(value) else words.number(value, 4)
    return str(value)[:120]


def _told(report: Any) -> dict[str, Any]:
    """Return what anybody may know of an issued report: its figures, never the rows of a list."""
    sheet = report_kept.sheet_of(report)
    told: dict[str, Any] = {
        "report": report,
        "title": asking.title(sheet.form),
        "period": reports_print.period_words(sheet.period, words.language()),
    }
    if not sheet.form.is_list:
        asked = asking.Asked(sheet)
        told |= {
            "headings": shown.headings(sheet.form),
            "rows": shown.rows(asked, sheet.rows, doors=False),
        }
    return told

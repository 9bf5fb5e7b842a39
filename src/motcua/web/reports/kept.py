"""Issued reports: as they were issued, held against today, and the packs they came in."""

import io
import zipfile
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.actions import report as acts
from motcua.edge import store
from motcua.queries import report_kept, reports
from motcua.rules import reports_print
from motcua.rules.reports import RowKind
from motcua.web import labels, words
from motcua.web.reports import asking, printing, shown

SHOWN = 200
FIXED_ON = (2024, 1, 1, 0, 0, 0)  # in the archive, so that one pack gives the same bytes


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an issued report exactly as kept, and beside it what would read otherwise today."""
    found = report_kept.one(pk, by=request.actor)
    kept, lang = report_kept.sheet_of(found), words.language()
    asked = asking.Asked(kept)
    since = None if kept.form.is_list else report_kept.since(found, now=request.now)
    context = {
        "report": found,
        "sheet": kept,
        "title": asking.title(kept.form),
        "period": reports_print.period_words(kept.period, lang),
        "headings": shown.headings(kept.form),
        "rows": shown.rows(asked, kept.rows[:SHOWN]),
        "more": len(kept.rows) > SHOWN,
        "count": len(kept.rows),
        "checks": [] if kept.form.is_list else shown.checks(kept, ()),
        "definition": _definition(kept),
        "since": since,
        "changed": _changed(since, kept) if since else [],
        "acts": [(gettext(labels.VERBS.get(verb, verb)), times) for verb, times in since.acts.items()]
        if since
        else [],
        "now_url": asked.url("sheet"),
        "asked": asked,
        "may_issue": acts.may_issue(by=request.actor, sheet=kept),
        "verify": f"{reverse('reports:verify')}?hash={found.hash}",
    }
    return render(request, "reports/report.html", context)


def _definition(kept: reports.Sheet) -> list[str]:
    lang, found = words.language(), []
    if kept.form.has_definition:
        found.append(reports_print.said(reports_print.WAITING[kept.definition.waiting], lang))
    if kept.form.has_basis:
        found.append(reports_print.said(reports_print.BASIS[kept.definition.basis], lang))
    return found


def _changed(since: report_kept.Since, kept: reports.Sheet) -> list[dict[str, Any]]:
    lang, found = words.language(), []
    for cell in since.cells:
        if cell.about.startswith("level:"):  # the sums of levels repeat their rows
            continue
        column = kept.form.column(cell.column)
        change = None
        if isinstance(cell.kept, int) and isinstance(cell.now, int):
            change = f"{cell.now - cell.kept:+,}".replace("-", "−")
        path = [reports_print.said(kept.form.headings[key], lang) for key in column.under]
        found.append(
            {
                "name": cell.name,
                "column": f"({column.number}) " + " – ".join([*path, reports_print.said(column.label, lang)]),
                "kept": reports_print.text(cell.kept, column.kind, lang),
                "now": reports_print.text(cell.now, column.kind, lang),
                "change": change,
            }
        )
    return found


@login_required
@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Send an issued report as it was printed: the same bytes every time."""
    found = report_kept.one(pk, by=request.actor)
    if kind not in printing.MIMES:
        raise Http404
    return printing.issued(found, kind, now=request.now)


@login_required
@require_safe
def pack(request: HttpRequest, unit_id: int, code: str) -> HttpResponse:
    """Show the reports of one pack with their files."""
    unit = reports.unit(request.actor, unit_id)
    found = report_kept.of_pack(code[:60], by=request.actor, unit=unit)
    context = {
        "unit": unit,
        "code": code,
        "period": reports_print.period_words(report_kept.period_of(found[0]), words.language()),
        "rows": [_in_pack(one) for one in found],
        "made_at": found[-1].cut_off_at,
    }
    return render(request, "reports/pack.html", context)


def _in_pack(found: Any) -> dict[str, Any]:
    form = report_kept.form_of(found)
    total = next((row for row in report_kept.rows_of(found) if row.kind is RowKind.TOTAL), None)
    return {"report": found, "title": asking.short(form), "total": total}


@login_required
@require_safe
def pack_zip(request: HttpRequest, unit_id: int, code: str) -> HttpResponse:
    """Send the workbooks and papers of one pack as one archive."""
    unit = reports.unit(request.actor, unit_id)
    found = report_kept.of_pack(code[:60], by=request.actor, unit=unit)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found:
            for kind in ("xlsx", "pdf"):
                name, sha256 = printing.kept_file(one, kind, now=request.now)
                content = b"".join(store.read(sha256, root=settings.STORE))
                archive.writestr(zipfile.ZipInfo(name, FIXED_ON), content)
    response = HttpResponse(data.getvalue(), content_type="application/zip")
    name = f"{code}_{unit.agency_code or unit.pk}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response

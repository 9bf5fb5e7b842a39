"""What is due, what is issued, one report made now, and the list behind each of its numbers."""

from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import report as acts
from motcua.actions.report import Wanted
from motcua.queries import lists, report_doors, report_forms, report_kept, report_lists, reports, workdays
from motcua.queries.access import NoSuch
from motcua.queries.report_doors import NoList
from motcua.rules import reports_packs, reports_print
from motcua.web import words
from motcua.web.reports import asking, printing, shown

SHOWN = 100  # rows of a list on a page; a file holds them all
PAGE = 50
DAYS_BACK, DAYS_AHEAD = 110, 100


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show which reports are due when, which are issued, and a form to make one now."""
    by, today = request.actor, workdays.today(request.now)
    unit = reports.unit(by, asking.number(request.GET.get("unit")))
    context = {
        "unit": unit,
        "units": list(reports.units(by)),
        "due": _due(unit, today),
        "issued": [_issued(report) for report in report_kept.issued(by=by, unit=unit, most=60)],
        "forms": [(form.key, asking.short(form)) for form in asking.forms_for(by)],
        "periods": asking.period_choices(today),
        "chosen": f"{today:%Y-%m}",
    }
    return render(request, "reports/overview.html", context)


def _due(unit: Any, today: Any) -> list[dict[str, Any]]:
    """Return the packs due in the last months and the next, with what became of each."""
    packs = reports_packs.due(
        report_forms.packs(),
        from_on=today - timedelta(days=DAYS_BACK),
        until_on=today + timedelta(days=DAYS_AHEAD),
    )
    made = report_kept.made([unit.pk], [one.key for one in packs])
    found = []
    for one in reversed(packs):
        count = sum(pack == one.key for _, _, pack in made)
        state = "made" if count else "ahead" if one.due_on > today else "missing"
        found.append(
            {
                "key": one.key,
                "name": reports_print.said(one.pack.name, words.language()),
                "period": reports_print.period_name(one.period, words.language()),
                "from_on": one.period.from_on,
                "last_on": one.period.last_on,
                "due_on": one.due_on,
                "count": count,
                "state": state,
                "url": _sheet_url(one, unit) if one.period.from_on <= today else "",
            }
        )
    return found


def _sheet_url(one: Any, unit: Any) -> str:
    """Return the address of the first report of a pack, to look at it before it is due or made."""
    said = {"form": one.pack.forms[0], "unit": unit.pk, "period": one.period.key}
    return f"{reverse('reports:sheet')}?{urlencode(said)}"


def _issued(report: Any) -> dict[str, Any]:
    form, period = report_kept.form_of(report), report_kept.period_of(report)
    name = reports_print.period_name(period, words.language())
    return {"report": report, "title": asking.short(form), "period": name, "of": period}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Show one report worked out now, each number a door to its list; a post issues it."""
    asked = asking.asked(request)
    if request.method == "POST":
        return _issue(request, asked)
    found = tuple(islice(reports.rows(asked.sheet), SHOWN + 1))
    full = asking.Asked(_with(asked.sheet, found))
    of, is_list = full.sheet, full.sheet.form.is_list
    choices = asking.period_choices(workdays.today(request.now))
    context = {
        "asked": full,
        "sheet": of,
        "title": asking.title(of.form),
        "period": reports_print.period_words(of.period, words.language()),
        "headings": shown.headings(of.form),
        "rows": shown.rows(full, found[:SHOWN]),
        "more": is_list and len(found) > SHOWN,
        "count": report_lists.count(of) if is_list and len(found) > SHOWN else len(found),
        "checks": [] if is_list else shown.checks(of, reports.continuity(of)),
        "both": shown.both(full) if of.form.has_definition else [],
        "notes": [reports_print.said(reports_print.WAITING[of.definition.waiting], words.language())]
        if of.form.has_definition
        else [],
        "downloads": [(kind, full.url("draft", kind)) for kind in printing.MIMES],
        "before": report_kept.last_of(of),
        "may_issue": acts.may_issue(by=request.actor, sheet=of),
        "forms": [(form.key, asking.short(form)) for form in asking.forms_for(request.actor)],
        "units": list(reports.units(request.actor, of.form)),
        "periods": choices,
        "chosen": of.period.key,
        "known": any(key == of.period.key for _, keys in choices for key, _ in keys),
        "issue_url": reverse("reports:sheet"),
        "waiting": [(key, gettext(label)) for key, label in asking.WAITING.items()],
        "basis": [(key, gettext(label)) for key, label in asking.BASIS.items()],
    }
    return render(request, "reports/sheet.html", context)


def _with(of: reports.Sheet, rows: tuple[Any, ...]) -> reports.Sheet:
    return reports.Sheet(of.form, of.unit, of.scope, of.period, of.definition, of.cut_off, rows)


@login_required
@require_safe
def draft(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send a report worked out now as a file; a list as it is read."""
    asked = asking.asked(request)
    if kind not in printing.MIMES:
        raise Http404
    return printing.draft(asked.sheet, kind)


def _issue(request: HttpRequest, asked: asking.Asked) -> HttpResponse:
    made = acts.issue(by=request.actor, wanted=Wanted(asked.sheet), now=request.now)
    messages.success(request, gettext("The report is issued and kept as it is."))
    return redirect("reports:report", pk=made.pk)


@login_required
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the dossiers behind one number of a report: as many as it says."""
    asked = asking.asked(request)
    column, about = request.GET.get("column", "")[:40], request.GET.get("row", "total")[:250]
    try:
        rows = report_doors.behind(asked.sheet, about=about, column=column, by=request.actor)
    except NoList:
        raise NoSuch() from None
    page = lists.page(rows, _next_address(request), after=request.GET.get("after", ""), most=PAGE)
    named = asked.sheet.form.column(column)
    path = [reports_print.said(asked.sheet.form.headings[key], words.language()) for key in named.under]
    context = {
        "title": " – ".join([*path, reports_print.said(named.label, words.language())]),
        "asked": asked,
        "back": asked.url("sheet"),
        "form": asking.title(asked.sheet.form),
        "row": _row_name(asked.sheet, about),
        "period": reports_print.period_words(asked.sheet.period, words.language()),
        "rows": page.rows,
        "following": page.following,
        "count": page.count,
    }
    return render(request, "reports/list.html", context)


def _row_name(of: reports.Sheet, about: str) -> str:
    """Return what a row is about, in words."""
    kind, _, rest = about.partition(":")
    if kind == "field":
        return rest.partition(":")[2]
    if kind == "unit":
        return next((unit.name for unit in reports.within(of) if str(unit.pk) == rest), "")
    return ""


def _next_address(request: HttpRequest) -> str:
    said = request.GET.copy()
    said.pop("after", None)
    return f"{request.path}?{said.urlencode()}"

"""Which report is meant: form, unit, period and definition, as an address says it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries import report_forms, reports, workdays
from motcua.queries.reports import Sheet
from motcua.rules import periods, reports_print
from motcua.rules.periods import Period
from motcua.rules.reports import Form
from motcua.rules.reports_ii06 import DEFAULT, Basis, Definition, Waiting
from motcua.web import words

WAITING = {
    Waiting.IN_PROCESS: _("Waiting dossiers: in process"),
    Waiting.APART: _("Waiting dossiers: shown apart"),
    Waiting.SETTLED_ON_TIME: _("Waiting dossiers: settled on time (as seen elsewhere)"),
}
BASIS = {Basis.PROMISE: _("Deadline: as promised"), Basis.LAW: _("Deadline: by law")}
MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """One report as asked for: what a page, a download and an issue need to make the same one."""

    sheet: Sheet

    @property
    def query(self) -> str:
        """The address's part that says all of it again."""
        sheet = self.sheet
        assert sheet.unit is not None
        said = {"form": sheet.form.key, "unit": sheet.unit.pk, "period": sheet.period.key}
        if sheet.form.has_definition:
            said["waiting"] = str(sheet.definition.waiting)
        if sheet.form.has_basis:
            said["basis"] = str(sheet.definition.basis)
        return urlencode(said)

    def url(self, name: str, *args: object, **more: object) -> str:
        """Return the address of a page about this report."""
        extra = f"&{urlencode(more)}" if more else ""
        return f"{reverse(f'reports:{name}', args=args)}?{self.query}{extra}"


def asked(request: HttpRequest) -> Asked:
    """Return the report an address or a form asks for, without its rows.

    Raises: rules.reports.NoSuchReport, reports_ii06.NoSuchDefinition, periods.BadPeriod;
    queries.reports.PeriodToCome; PermissionDenied; access.NoSuch.
    """
    said = request.POST if request.method == "POST" else request.GET
    key = said.get("form", "ii06a")[:20]
    form = report_forms.form(key)
    unit = reports.unit(request.actor, number(said.get("unit")), form=form)
    definition = _definition(form, said)
    period = _period(said, workdays.today(request.now))
    return Asked(reports.blank(key, unit=unit, period=period, now=request.now, definition=definition))


def _definition(form: Form, said: Any) -> Definition:
    from motcua.rules import reports_ii06

    found = reports_ii06.definition(said.get("waiting", "")[:40], said.get("basis", "")[:10])
    if not form.has_definition:
        found = Definition(DEFAULT.waiting, found.basis if form.has_basis else DEFAULT.basis)
    return found


def _period(said: Any, today: date) -> Period:
    """Return the period named, or the one between two days, or the month that runs."""
    first, last = said.get("from", "")[:10], said.get("to", "")[:10]
    if first and last:
        return periods.parse(f"{first}..{last}")
    return periods.parse(said.get("period", "")[:40] or f"{today:%Y-%m}")


def number(text: str | None) -> int | None:
    """Return a key out of an address, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def forms_for(actor: Any) -> list[Form]:
    """Return the forms the actor may make for at least one unit. Costs up to 2 queries."""
    return [form for form in report_forms.forms() if not form.names_persons or _works(actor)]


def _works(actor: Any) -> bool:
    return any(actor.works_in(duty.unit_id) for duty in actor.duties)


def title(form: Form) -> str:
    """Return what a form is called on a page: its number, and its name."""
    name = reports_print.said(form.title, words.language())
    short = form.number.split("/")[0]
    return f"{short} · {name}" if short else name


def short(form: Form) -> str:
    """Return what a form is called in a list: its number, and its short name."""
    number = form.number.split("/")[0]
    name = reports_print.said(form.short, words.language())
    return f"{number} · {name}" if number else name


def period_choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods offered, in groups: the circular's, and the calendar's, newest first."""
    named = {
        gettext("Periods of Circular 01/2020"): _circular(today),
        gettext("Months"): _months(today),
        gettext("Quarters, halves, years"): _calendar(today),
    }
    lang = words.language()
    return [
        (group, [(key, reports_print.period_words(periods.parse(key), lang)) for key in keys])
        for group, keys in named.items()
    ]


def _months(today: date) -> list[str]:
    first, found = today.replace(day=1), []
    for _back in range(MONTHS_BACK):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _calendar(today: date) -> list[str]:
    found = []
    for year in (today.year, today.year - 1):
        found += [f"{year}Q{number}" for number in (4, 3, 2, 1)]
        found += [f"{year}H{number}" for number in (2, 1)] + [f"{year}"]
    return [key for key in found if periods.parse(key).from_on <= today]


def _circular(today: date) -> list[str]:
    found = []
    for year in (today.year + 1, today.year, today.year - 1):
        found += [f"TT01-{year}Q{number}" for number in (4, 3, 2, 1)]
        found += [f"TT01-{year}H{number}" for number in (2, 1)] + [f"TT01-{year}"]
    return [key for key in found if periods.parse(key).from_on <= today]

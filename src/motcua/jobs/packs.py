"""Packs of reports, made on the day they are due and printed soon after; made once, however often asked."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from motcua.actions import report as acts
from motcua.actions.report import Printed, Wanted
from motcua.edge import report_pdf, sheets, store
from motcua.queries import report_forms, report_kept, report_prints, reports, workdays
from motcua.records.models import Report, Unit
from motcua.rules import RuleError, reports_packs
from motcua.rules.people import SYSTEM
from motcua.rules.reports_packs import Due

CATCH_UP_DAYS = 45  # a machine that stood still that long still makes what was due
A_ROUND = 12  # reports made, or files printed, in one round: others wait for the journal
MOST_ON_PAPER = 2000
MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}

log = logging.getLogger(__name__)


def make(now: datetime) -> int:
    """Issue some of the reports that are due and not yet made; return how many."""
    done = 0
    for due, unit, form in _missing(now):
        if done >= A_ROUND:
            break
        sheet = reports.blank(form, unit=unit, period=due.period, now=now)
        try:
            acts.issue(by=SYSTEM, wanted=Wanted(sheet, due.key), now=now)
        except RuleError:  # the others of the pack do not wait for one that does not add up
            log.exception("report %s of unit %s for %s was not issued", form, unit.pk, due.key)
            continue
        done += 1
    return done


def _missing(now: datetime) -> Iterator[tuple[Due, Unit, str]]:
    """Yield what is due and not made: the newest pack first, unit by unit from the top."""
    today = workdays.today(now)
    found = reports_packs.due(
        report_forms.packs(),
        from_on=today - timedelta(days=CATCH_UP_DAYS),
        until_on=today + timedelta(days=1),
    )
    units = list(Unit.objects.filter(serves=True, until_on=None).order_by("path"))
    made = report_kept.made([unit.pk for unit in units], [one.key for one in found])
    for due in reversed(found):
        for unit in units:
            for form in due.pack.forms:
                if (unit.pk, form, due.key) not in made and _fits(form, unit, units):
                    yield due, unit, form


def _fits(form: str, unit: Unit, units: list[Unit]) -> bool:
    """Tell whether a unit makes this form: II.06c needs units below."""
    below = (one for one in units if one.pk != unit.pk and one.path.startswith(unit.path))
    return form != "ii06c" or any(below)


def print_some(now: datetime) -> int:
    """Print some issued reports of packs that lie in no file yet; return how many files."""
    done = 0
    for kind in MIMES:
        for report in report_kept.unprinted(kind, most=A_ROUND - done, longest=MOST_ON_PAPER):
            done += _print(report, kind, now)
    return done


def _print(report: Report, kind: str, now: datetime) -> int:
    address = f"{settings.PUBLIC_URL}{reverse('reports:verify')}?hash={{}}"
    made, rows = report_prints.of_report(report, verify=address)
    if kind == "xlsx":
        data = sheets.workbook(report_prints.page(made, rows))
    else:
        page = report_prints.page(made, rows, in_words=True)
        data = report_pdf.render(page, on=f"{made.cut_off:%Y-%m-%d}", is_list=made.form.is_list)
    kept = store.put([data], root=settings.STORE, limit=len(data))
    printed = Printed(kind, kept.sha256, kept.size, MIMES[kind])
    acts.keep_print(report=report, printed=printed, now=now)
    return 1

"""What a report is printed from: its letterhead, its state, its hash and the address that checks it."""

import hashlib
from datetime import date
from typing import Any

from motcua.queries import report_kept
from motcua.queries.reports import Sheet
from motcua.queries.workdays import wall
from motcua.records.models import Report
from motcua.rules import chain, forms
from motcua.rules.forms import letterhead
from motcua.rules.reports import Row, Words
from motcua.rules.reports_print import Print, canonical, printed

WHOLE_HOUSE = "Toàn bộ đơn vị"


def of_sheet(sheet: Sheet, *, verify: str = "", notes: tuple[Words, ...] = ()) -> Print:
    """Return what a report worked out now is printed from. Costs no query."""
    unit = sheet.unit
    head = letterhead(unit.kind, unit.name, wall(sheet.cut_off).date()) if unit else None
    digest = hashlib.sha256(chain.canonical(canonical({}, sheet.form, sheet.rows)).encode()).hexdigest()
    return Print(
        form=sheet.form,
        unit=(head.authority or head.bureau) if head else WHOLE_HOUSE,
        authority=(head.authority or head.bureau) if head else WHOLE_HOUSE,
        place=head.place if head else "",
        period=sheet.period,
        definition=sheet.definition,
        cut_off=wall(sheet.cut_off),
        is_running=sheet.is_running,
        hash=digest,
        verify=verify.format(digest) if verify else "",
        notes=notes,
    )


def of_report(report: Report, *, verify: str = "") -> tuple[Print, tuple[Row, ...]]:
    """Return what an issued report is printed from, and its rows as they were kept. Costs no query."""
    sheet = report_kept.sheet_of(report)
    drawn = of_sheet(sheet)
    made = Print(
        form=sheet.form,
        unit=drawn.unit,
        authority=drawn.authority,
        place=drawn.place,
        period=sheet.period,
        definition=sheet.definition,
        cut_off=drawn.cut_off,
        is_running=drawn.is_running,
        hash=report.hash,
        verify=verify.format(report.hash) if verify else "",
        edition=report.edition,
        position=f"{report.chain}.{report.seq}",
        issued_at=wall(report.cut_off_at),
        issued_by=report.issued_name,
    )
    return made, sheet.rows


def page(made: Print, rows: tuple[Row, ...], *, lang: str = "vi", in_words: bool = False) -> dict[str, Any]:
    """Return a report as plain values, the legal name of a register's form with the days it stands for."""
    found = printed(made, rows, lang=lang, in_words=in_words)
    if not found["law"]:
        found["law"] = _register_law(made.period.last_on)
    return found


def _register_law(on: date) -> str:
    """Return the legal basis of the register's form on a day, "" before the law knew one."""
    try:
        return forms.form(forms.Kind.REGISTER, on).reference(on)
    except forms.NoSuchForm:
        return ""

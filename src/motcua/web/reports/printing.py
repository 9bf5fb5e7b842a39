"""Reports leave the house as files: drafts made on the spot, issued ones the same bytes for ever."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from motcua.actions import report as acts
from motcua.actions.report import Printed
from motcua.edge import report_pdf, sheets, store
from motcua.queries import report_kept, report_prints, reports
from motcua.queries.reports import Sheet
from motcua.rules import RuleError
from motcua.rules.reports import Form, Row
from motcua.rules.reports_print import Print, csv_cells
from motcua.web import words

MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv",
}
MOST_ON_PAPER = 2000


class TooLongForPaper(RuleError):
    """A list is too long to be set as PDF at once."""


def verify_address() -> str:
    """Return the public address that checks a report, with {} for its hash."""
    return f"{settings.PUBLIC_URL}{reverse('reports:verify')}?hash={{}}"


def name_of(made: Print, kind: str) -> str:
    """Return the name of a file: form, unit, period, the first letters of its hash."""
    unit = made.place.replace(" ", "-") or "tat-ca"
    return f"{made.form.key}_{unit}_{made.period.key}_{made.hash[:12]}.{kind}"


def draft(sheet: Sheet, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send a report worked out now; the rows of a CSV as they come from the database.

    Raises: TooLongForPaper.
    """
    if kind == "csv":
        name = f"{sheet.form.key}_{sheet.period.key}.csv"
        return _sent(StreamingHttpResponse(_lines(sheet.form, reports.rows(sheet))), kind, name)
    rows = tuple(reports.rows(sheet))
    full = Sheet(sheet.form, sheet.unit, sheet.scope, sheet.period, sheet.definition, sheet.cut_off, rows)
    made = report_prints.of_sheet(full)
    return _sent(HttpResponse(_bytes(made, rows, kind, words.language())), kind, name_of(made, kind))


def issued(report: Any, kind: str, *, now: Any) -> StreamingHttpResponse:
    """Send the file an issued report was printed on.

    Raises: TooLongForPaper.
    """
    name, sha256 = kept_file(report, kind, now=now)
    return _sent(StreamingHttpResponse(store.read(sha256, root=settings.STORE)), kind, name)


def kept_file(report: Any, kind: str, *, now: Any) -> tuple[str, str]:
    """Return name and hash of the file an issued report was printed on; printed and kept the first time.

    Raises: TooLongForPaper.
    """
    made, rows = report_prints.of_report(report, verify=verify_address())
    file = report_kept.file_of(report, kind)
    if file is None:
        data = _bytes(made, rows, kind, "vi")
        kept = store.put([data], root=settings.STORE, limit=len(data))
        printed = Printed(kind, kept.sha256, kept.size, MIMES[kind])
        file = acts.keep_print(report=report, printed=printed, now=now)
    return name_of(made, kind), file.sha256


def _bytes(made: Print, rows: tuple[Row, ...], kind: str, lang: str) -> bytes:
    if kind == "csv":
        return "".join(_lines(made.form, rows)).encode()
    if kind == "xlsx":
        return sheets.workbook(report_prints.page(made, rows, lang=lang))
    if len(rows) > MOST_ON_PAPER:
        raise TooLongForPaper(most=MOST_ON_PAPER, rows=len(rows))
    page = report_prints.page(made, rows, lang=lang, in_words=True)
    return report_pdf.render(page, on=f"{made.cut_off:%Y-%m-%d}", is_list=made.form.is_list)


class _Echo:
    """What a csv writer writes into: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(form: Form, rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(form.keys)
    for row in rows:
        yield writer.writerow(csv_cells(form, row))


def _sent(response: Any, kind: str, name: str) -> Any:
    response["Content-Type"] = f"{MIMES[kind]}; charset=utf-8" if kind == "csv" else MIMES[kind]
    response["Content-Disposition"] = content_disposition_header(kind != "pdf", name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response

"""Issued reports: found, read back exactly, checked by hash or by file, and held against today."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.queries import access, report_forms, reports
from motcua.queries.reports import Sheet
from motcua.records.models import Entry, Report, ReportFile, StoredFile, Unit
from motcua.rules import reports_ii06, reports_print
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor, ActorKind
from motcua.rules.periods import Period
from motcua.rules.reports import Check, Form, Row, Value
from motcua.rules.reports_ii06 import Definition

# What may move the figures of a period that is over: verbs that change what happened or when it was due.
MOVERS = (
    Verb.CORRECT, Verb.TAKE_SUPPLEMENT, Verb.SETTLE, Verb.EXTEND, Verb.RECOUNT, Verb.PAY, Verb.ATTACH,
)  # fmt: skip


def definition_of(sheet: Sheet) -> str:
    """Return how a report counts as it is kept: "" where its form leaves nothing to choose."""
    if sheet.form.has_definition:
        return sheet.definition.name
    return str(sheet.definition.basis) if sheet.form.has_basis else ""


def definition(kept: str) -> Definition:
    """Return a kept definition.

    Raises: rules.reports_ii06.NoSuchDefinition.
    """
    return reports_ii06.definition(*(("", kept) if "/" not in kept else (kept,)))


def body_of(report: Report) -> Mapping[str, Any]:
    """Return what a report keeps. Costs no query."""
    kept: Mapping[str, Any] = json.loads(zlib.decompress(bytes(report.body)))
    return kept


def rows_of(report: Report) -> tuple[Row, ...]:
    """Return the rows of a report as they were issued. Costs no query."""
    return reports_print.rows_of(body_of(report))


def form_of(report: Report) -> Form:
    """Return the form a report was made on. Costs no query."""
    return report_forms.form(report.form, definition(report.definition))


def period_of(report: Report) -> Period:
    """Return the period of a report. Costs no query."""
    return Period(report.period, report.from_on, report.until_on)


def sheet_of(report: Report) -> Sheet:
    """Return a report as it was issued. Costs no query when its unit is there."""
    counted = definition(report.definition)
    form, period = report_forms.form(report.form, counted), period_of(report)
    return Sheet(form, report.unit, report.scope, period, counted, report.cut_off_at, rows_of(report))


def _all() -> QuerySet[Report]:
    return Report.objects.select_related("unit").defer("body")


def visible(by: Actor) -> QuerySet[Report]:
    """Return the issued reports the actor may see; those that name persons only to who works there."""
    if by.kind is ActorKind.SYSTEM:
        return _all()
    naming = [form.key for form in report_forms.forms() if form.names_persons]
    working = [duty.unit_id for duty in by.duties if by.works_in(duty.unit_id)]
    mine = Q(unit__in=reports.units(by).order_by().values("pk")) & ~Q(form__in=naming)
    return _all().filter(mine | Q(form__in=naming, unit__in=working))


def one(pk: int, *, by: Actor) -> Report:
    """Return an issued report. Costs 1 query.

    Raises: access.NoSuch.
    """
    found = visible(by).defer(None).filter(pk=pk).first()
    if found is None:
        raise access.NoSuch()
    return found


def issued(*, by: Actor, unit: Unit, most: int = 200) -> list[Report]:
    """Return the issued reports of a unit, newest first. Costs 1 query."""
    return list(visible(by).filter(unit=unit).order_by("-id")[:most])


def last_of(sheet: Sheet) -> Report | None:
    """Return the last edition of the same report, None when it was never issued. Costs 1 query."""
    same = Report.objects.filter(
        unit=sheet.unit,
        form=sheet.form.key,
        from_on=sheet.period.from_on,
        until_on=sheet.period.until_on,
        scope=sheet.scope,
        definition=definition_of(sheet),
    )
    return same.select_related("unit").order_by("-edition").first()


def made(unit_ids: Sequence[int], packs: Sequence[str]) -> set[tuple[int, str, str]]:
    """Return which reports of packs are made: by unit, form and pack. Costs 1 query."""
    rows = Report.objects.filter(unit_id__in=unit_ids, pack__in=packs)
    return set(rows.values_list("unit_id", "form", "pack"))


def unprinted(kind: str, *, most: int, longest: int) -> list[Report]:
    """Return reports of packs that lie in no file of that kind yet, oldest first. Costs 1 query.

    One with more rows than `longest` is left to whoever asks for it.
    """
    printed = Report.objects.filter(files__kind=kind).values("pk")
    rows = Report.objects.exclude(pk__in=printed).exclude(pack="").filter(row_count__lte=longest)
    return list(rows.select_related("unit").order_by("id")[: max(most, 0)])


def file_of(report: Report, kind: str) -> StoredFile | None:
    """Return the file of that kind an issued report was printed on, None before. Costs 1 query."""
    kept = ReportFile.objects.filter(report=report, kind=kind).select_related("file").first()
    return kept.file if kept else None


def of_pack(pack: str, *, by: Actor, unit: Unit) -> list[Report]:
    """Return the reports of a unit's pack in the order they were made. Costs 1 query.

    Raises: access.NoSuch when there is none.
    """
    found = list(visible(by).defer(None).filter(pack=pack, unit=unit).order_by("id")) if pack else []
    if not found:
        raise access.NoSuch()
    return found


def by_hash(typed: str) -> list[Report]:
    """Return the reports of which a hash, or that of a file, begins so; twelve digits at least. 1 query."""
    wanted = "".join(typed.split()).lower()
    if not 12 <= len(wanted) <= 64 or not set(wanted) <= set("0123456789abcdef"):
        return []
    named = Q(hash__startswith=wanted) | Q(files__file__sha256__startswith=wanted)
    return list(Report.objects.filter(named).distinct().select_related("unit").order_by("-id")[:20])


def where(sheet: Sheet, check: Check) -> str:
    """Say where a report does not add up: the row, the columns, both numbers."""
    numbers = {column.key: str(column.number) for column in sheet.form.columns}
    parts = " + ".join(numbers.get(part, part) for part in check.parts) or "0"
    row = f"{check.row}. {check.name}".strip()
    return f"{row}: ({numbers.get(check.whole, check.whole)}) = {check.is_} ≠ ({parts}) = {check.should_be}"


@dataclass(frozen=True, slots=True)
class Restated:
    """One cell that would read otherwise today."""

    about: str
    name: str
    column: str
    kept: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Since:
    """A kept report held against the same report of today, and what was done since that may explain it."""

    cells: list[Restated]
    acts: Mapping[str, int]
    now: Sheet


def since(report: Report, *, now: datetime) -> Since:
    """Return what would read otherwise today. Costs a report and 1 query."""
    kept = sheet_of(report)
    today = reports.make(
        report.form,
        unit=report.unit,
        period=kept.period,
        now=now,
        definition=kept.definition,
        scope=report.scope,
    )
    found = [Restated(*cell) for cell in reports_print.differences(kept.form.columns, kept.rows, today.rows)]
    return Since(found, _acts(report) if found else {}, today)


def _acts(report: Report) -> dict[str, int]:
    """Return how often what was done since to dossiers of the period, by verb: what can explain a change."""
    path = {"dossier__unit": report.unit_id}
    if report.scope != "own":
        path = {"dossier__unit__path__startswith": report.unit.path}  # type: ignore[dict-item]
    later = Q(chain=report.chain, seq__gt=report.seq) | Q(chain__gt=report.chain)
    rows = Entry.objects.filter(later, dossier__received_on__lt=report.until_on, **path)
    if report.cut_off_at.date() >= report.until_on:  # the period was over: only these reach back into it
        rows = rows.filter(verb__in=MOVERS)
    counts = rows.values("verb").annotate(times=Count("id")).order_by("-times", "verb")
    return {row["verb"]: row["times"] for row in counts}

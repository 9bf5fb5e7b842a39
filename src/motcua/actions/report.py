"""Reports are issued once: kept with their definition, cut-off, place in the journal and hash."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.actions.document import Upload, keep_file
from motcua.queries import report_kept, reports, workdays
from motcua.queries.reports import Sheet
from motcua.records.models import ChainHead, Report, ReportFile, StoredFile, Unit
from motcua.rules import RuleError, chain
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.reports import Unbalanced
from motcua.rules.reports_print import canonical

ISSUERS = frozenset({Role.LEADER, Role.REFORM})


class IssuedAlready(RuleError):
    """The report was issued before and nothing in it has changed since."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is to be issued, as `queries.reports.blank` gives it, and in which pack."""

    sheet: Sheet
    pack: str = ""


def issue(*, by: Actor, wanted: Wanted, now: datetime) -> Report:
    """Issue a report: its rows are kept as they are now, with the place in the journal they know of.

    The rows are worked out before the transaction; only when somebody wrote meanwhile are they
    worked out again while the journal's end is held, so that nobody waits for a long list.

    Raises: PermissionDenied; reports.Unbalanced; IssuedAlready; chain.ClockBehind.
    """
    if not may_issue(by=by, sheet=wanted.sheet):
        raise PermissionDenied("reports")
    place = _end()
    sheet = replace(wanted.sheet, rows=tuple(reports.rows(wanted.sheet)))
    with transaction.atomic():
        head = journal.head(workdays.today(now).year, now)
        if _end() != place:
            sheet = replace(sheet, rows=tuple(reports.rows(sheet)))
        return _keep(by, wanted, sheet, (head.chain, head.size), now)


def _end() -> tuple[int, int] | None:
    return ChainHead.objects.order_by("-chain").values_list("chain", "size").first()


def _keep(by: Actor, wanted: Wanted, sheet: Sheet, place: tuple[int, int], now: datetime) -> Report:
    """Decide, write and log, in the transaction of `issue`."""
    if broken := [*sheet.failed, *(check for check in reports.continuity(sheet) if not check.holds)]:
        raise Unbalanced(count=len(broken), where=report_kept.where(sheet, broken[0]))
    assert sheet.unit is not None
    before = report_kept.last_of(sheet)
    if before is not None and not wanted.pack and report_kept.rows_of(before) == sheet.rows:
        raise IssuedAlready(edition=before.edition)

    body = chain.canonical(canonical(_head(sheet, place, now), sheet.form, sheet.rows))
    report = Report(
        form=sheet.form.key,
        unit=sheet.unit,
        scope=sheet.scope,
        period=sheet.period.key,
        from_on=sheet.period.from_on,
        until_on=sheet.period.until_on,
        definition=report_kept.definition_of(sheet),
        edition=before.edition + 1 if before else 1,
        pack=wanted.pack,
        cut_off_at=now,
        chain=place[0],
        seq=place[1],
        issued_by_id=by.user_id,
        issued_name=by.name[:150],
        row_count=len(sheet.rows),
        body=zlib.compress(body.encode(), 9),
        hash=hashlib.sha256(body.encode()).hexdigest(),
    )
    report.save(force_insert=True)

    facts = {
        "form": report.form, "unit": report.unit_id, "period": report.period, "edition": report.edition,
        "definition": report.definition, "rows": report.row_count, "hash": report.hash, "pack": report.pack,
    }  # fmt: skip
    journal.write("issue_report", by=by, at=now, payload={"facts": facts}, subject=f"report:{report.pk}")
    return report


def _head(sheet: Sheet, place: tuple[int, int], now: datetime) -> Mapping[str, Any]:
    """Return what the hash of a report says besides its cells."""
    assert sheet.unit is not None
    return {
        "form": sheet.form.key,
        "unit": sheet.unit.agency_code or sheet.unit.gso_code,
        "unit_name": sheet.unit.name,
        "scope": sheet.scope,
        "period": sheet.period.key,
        "from": sheet.period.from_on.isoformat(),
        "until": sheet.period.until_on.isoformat(),
        "definition": report_kept.definition_of(sheet),
        "cut_off": now.isoformat(),
        "journal": f"{place[0]}.{place[1]}",
    }


def may_issue(*, by: Actor, sheet: Sheet) -> bool:
    """Tell whether the actor may issue a report: who leads or reforms; one with names, who works there."""
    return sheet.unit is not None and _may(by, sheet.unit, names=sheet.form.names_persons)


def _may(by: Actor, unit: Unit, *, names: bool) -> bool:
    if by.kind is ActorKind.SYSTEM:
        return True
    if names:
        return by.works_in(unit.pk)
    return any(duty.role in ISSUERS and unit.path.startswith(duty.path) for duty in by.duties)


@dataclass(frozen=True, slots=True)
class Printed:
    """A file that lies in the store already: of which kind, under which hash, how large."""

    kind: str
    sha256: str
    size: int
    mime: str


@transaction.atomic
def keep_print(*, report: Report, printed: Printed, now: datetime) -> StoredFile:
    """Keep a file that an issued report was printed on; the first of its kind stays for good.

    The caller has put the bytes into the store.
    """
    kept = ReportFile.objects.filter(report=report, kind=printed.kind).select_related("file").first()
    if kept is not None:
        return kept.file
    file = keep_file(Upload(printed.sha256, printed.size, printed.mime), now=now)
    ReportFile.objects.create(report=report, kind=printed.kind, file=file, kept_at=now)
    return file

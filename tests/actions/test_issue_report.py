"""Issuing a report: kept as it is, once, only when it adds up."""

import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from motcua.actions.report import IssuedAlready, Printed, Wanted, issue, keep_print, may_issue
from motcua.actions.result import withdraw
from motcua.queries import access, report_kept, reports
from motcua.records.models import Entry, Report, ReportFile, UnitTally
from motcua.rules import periods
from motcua.rules.people import SYSTEM
from motcua.rules.reports import Unbalanced
from motcua.rules.reports_ii06 import definition

JANUARY = periods.parse("2024-01")


def wanted(unit, now, form="ii06a", way="", pack=""):
    sheet = reports.blank(form, unit=unit, period=JANUARY, now=now, definition=definition(way))
    return Wanted(sheet, pack)


def test_it_keeps_rows_definition_cut_off_and_place(hoa, received, commune, now):
    report = issue(by=hoa, wanted=wanted(commune, now, way="waiting_apart/law"), now=now)

    kept = report_kept.sheet_of(report)
    assert kept.rows[-1].cells["TongSo"] == 1
    assert (report.definition, report.edition, report.cut_off_at) == ("waiting_apart/law", 1, now)
    assert (report.chain, report.seq) == (2024, 1)
    assert report.row_count == len(kept.rows) == 2
    assert len(report.hash) == 64


def test_it_leaves_one_journal_entry_without_names(hoa, received, commune, now):
    report = issue(by=hoa, wanted=wanted(commune, now, form="register"), now=now)

    entry = Entry.objects.get(verb="issue_report")
    assert entry.subject == f"report:{report.pk}"
    assert report.hash in entry.payload
    assert "Vũ Thị An" not in entry.payload
    assert b"V\xc5\xa9 Th\xe1\xbb\x8b An" in zlib.decompress(bytes(report.body))


def test_it_refuses_a_report_that_does_not_add_up(hoa, received, commune, now):
    UnitTally.objects.filter(unit_id=commune.pk, received=1).update(received_direct=2)
    sheet = wanted(commune, now, form="ii06c")

    with pytest.raises(Unbalanced) as refused:
        issue(by=hoa, wanted=sheet, now=now)

    assert "(3) = 2 ≠ (7 + 11) = 1" in str(refused.value.facts["where"])
    assert "Xã Lam Sơn" in str(refused.value.facts["where"])
    assert Report.objects.count() == 0


def test_it_is_issued_once_while_nothing_changes(hoa, received, commune, now):
    issue(by=hoa, wanted=wanted(commune, now), now=now)

    with pytest.raises(IssuedAlready):
        issue(by=hoa, wanted=wanted(commune, now), now=now)

    assert Report.objects.count() == 1


def test_a_change_makes_a_second_edition_and_the_first_stays(hoa, lan, received, commune, now):
    first = issue(by=hoa, wanted=wanted(commune, now), now=now)
    later = now + timedelta(hours=1)
    _withdraw(lan, received, later)

    second = issue(by=hoa, wanted=wanted(commune, later), now=later)

    assert second.edition == 2
    assert report_kept.rows_of(first)[-1].cells["DaXuLy"] == 0
    assert report_kept.rows_of(second)[-1].cells["DaXuLy"] == 1


def test_today_beside_it_names_the_cells_and_what_was_done_since(hoa, lan, received, commune, now):
    first = issue(by=hoa, wanted=wanted(commune, now), now=now)
    later = now + timedelta(hours=1)
    _withdraw(lan, received, later)

    since = report_kept.since(first, now=later)

    changed = {(cell.about, cell.column): (cell.kept, cell.now) for cell in since.cells}
    assert changed["total", "DaXuLy"] == (0, 1)
    assert changed["total", "DangXuLy"] == (1, 0)
    assert since.acts == {"withdraw": 1}


def test_it_is_made_once_in_a_pack(received, commune, now):
    issue(by=SYSTEM, wanted=wanted(commune, now, pack="month.2024-01"), now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        issue(by=SYSTEM, wanted=wanted(commune, now, pack="month.2024-01"), now=now)


@pytest.mark.parametrize("who", ["lan", "binh"])
def test_only_who_leads_or_reforms_issues(request, who, received, commune, now):
    with pytest.raises(PermissionDenied):
        issue(by=request.getfixturevalue(who), wanted=wanted(commune, now), now=now)

    assert Report.objects.count() == 0


def test_a_leader_above_issues_figures_and_no_names(chief, received, commune, now):
    figures, names = wanted(commune, now), wanted(commune, now, form="register")

    assert may_issue(by=chief, sheet=figures.sheet)
    assert not may_issue(by=chief, sheet=names.sheet)


def test_it_hides_from_the_outsider(hoa, binh, chief, received, commune, now):
    figures = issue(by=hoa, wanted=wanted(commune, now), now=now)
    names = issue(by=hoa, wanted=wanted(commune, now, form="register"), now=now)

    assert report_kept.one(figures.pk, by=chief) == figures
    assert report_kept.one(names.pk, by=hoa) == names
    for pk, by in ((figures.pk, binh), (names.pk, binh), (names.pk, chief)):
        with pytest.raises(access.NoSuch):
            report_kept.one(pk, by=by)


def test_a_file_of_a_kind_stays_the_first(hoa, received, commune, now):
    report = issue(by=hoa, wanted=wanted(commune, now), now=now)

    first = keep_print(report=report, printed=Printed("xlsx", "a" * 64, 3, "x"), now=now)
    again = keep_print(report=report, printed=Printed("xlsx", "b" * 64, 3, "x"), now=now)

    assert first == again
    assert ReportFile.objects.count() == 1
    assert report_kept.by_hash("a" * 12) == [report]
    assert report_kept.by_hash(report.hash) == [report]
    assert report_kept.by_hash("zz") == report_kept.by_hash("f" * 20) == []


def test_a_period_to_come_has_no_report(commune, now):
    with pytest.raises(reports.PeriodToCome):
        reports.blank("ii06a", unit=commune, period=periods.parse("2024-02"), now=now)


def _withdraw(lan, dossier, at):
    reason = "Người nộp xin rút để làm lại."
    return withdraw(by=lan, code=dossier.code, reason=reason, confirmed_by="word", now=at)

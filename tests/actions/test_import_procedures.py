"""Importing procedures from the national portal."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import catalogue
from motcua.records.models import Entry, Procedure, ProcedureVersion
from motcua.rules.people import SYSTEM
from motcua.rules.portal_text import read_row

BIRTH = {
    "ma_thu_tuc": "1.001193", "ten_thu_tuc": "Thủ tục đăng ký khai sinh", "linh_vuc": "Hộ tịch",
    "cap_thuc_hien": "Cấp xã",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1Miễn phíTrực tiếp1Miễn phí",
}  # fmt: skip


OTHER = {**BIRTH, "ma_thu_tuc": "1.999001"}  # no seed procedure


def rows(*changes):
    return [read_row({**OTHER, **change}) for change in changes]


def run(found, now, **options):
    return catalogue.import_procedures(by=SYSTEM, rows=found, now=now, **options)


def test_it_adds_a_procedure_with_its_first_version(db, now, today):
    report = run(rows({}), now)

    version = ProcedureVersion.objects.get()
    assert (report.read, report.new, report.by_level["commune"]) == (1, 1, 1)
    assert (version.procedure.code, version.from_on, version.until_on) == ("1.999001", today, None)
    assert (version.time_value, version.online_level, version.channels) == (None, "partial", "direct,online")
    assert version.search.startswith("|thu tuc dang ky khai sinh|1.999001|ho tich|")


def test_it_changes_nothing_the_second_time(db, now):
    run(rows({}), now)

    report = run(rows({}), now)

    assert (report.read, report.unchanged) == (1, 1)
    assert ProcedureVersion.objects.count() == Entry.objects.count() == 1


def test_it_follows_a_changed_procedure_with_a_new_version(db, now, today):
    run(rows({}), now, from_on=date(2023, 1, 1))

    report = run(rows({"ten_thu_tuc": "Đăng ký khai sinh"}), now)

    old, new = ProcedureVersion.objects.order_by("from_on")
    assert (report.changed, old.until_on, new.from_on, new.name) == (1, today, today, "Đăng ký khai sinh")
    assert old.name == "Thủ tục đăng ký khai sinh"


def test_it_lets_a_second_change_of_one_day_wait_for_the_next(db, now, today):
    run(rows({}), now)

    run(rows({"ten_thu_tuc": "Đăng ký khai sinh"}), now)

    old, new = ProcedureVersion.objects.order_by("from_on")
    assert old.until_on == new.from_on > today


def test_it_refuses_a_code_that_stands_twice(db, now):
    report = run(rows({}, {"ten_thu_tuc": "Khác"}), now)

    assert (report.read, report.new, report.refused) == (2, 1, 1)
    assert report.left_out == [("duplicate_code", "1.999001")]


def test_it_writes_nothing_in_a_dry_run(db, now):
    report = run(rows({}), now, dry_run=True)

    assert report.new == 1
    assert not Procedure.objects.exists()
    assert not Entry.objects.exists()


def test_it_leaves_one_journal_entry(db, now):
    run(rows({}), now)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("import", "procedures")


def test_it_is_not_for_officers_of_the_counter(lan, now):
    with pytest.raises(PermissionDenied):
        catalogue.import_procedures(by=lan, rows=rows({}), now=now)


def test_a_route_outlives_the_import(db, now):
    catalogue.load_seed(by=SYSTEM, now=now)

    report = run(rows(BIRTH), now)

    version = ProcedureVersion.objects.get(procedure__code="1.001193", until_on=None)
    assert report.changed == 1
    assert [step["key"] for step in version.body["steps"]] == ["receive", "appraise", "sign", "issue"]
    assert (version.time_value, version.time_unit, str(version.cutoff_at)) == (0, "working_day", "15:00:00")
    assert run(rows(BIRTH), now).unchanged == 1


def test_a_seed_procedure_keeps_its_route_even_when_the_seed_was_never_laid_down(db, now):
    run(rows(BIRTH), now)

    assert len(ProcedureVersion.objects.get().body["steps"]) == 4


def test_a_price_that_was_known_keeps_what_it_is_for(db, now):
    printed = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếpKhông có thông tin8,000 VNĐ"
    run(rows({"ma_thu_tuc": "2.000635", "cach_thuc_thuc_hien": printed}), now)

    assert ProcedureVersion.objects.get().body["fees"][0]["per"] == "copy"

"""Packs of reports make themselves on the day they are due, once."""

from datetime import timedelta

import pytest
from django.conf import settings

from motcua.edge import store
from motcua.jobs import packs
from motcua.queries import report_kept
from motcua.records.models import Report, UnitTally
from tests import make

DUE = make.at("2024-02-01 08:00")


def worked(handler, now, rounds=30):
    return sum(handler(now) for _ in range(rounds))


def test_nothing_is_made_before_it_is_due(received, commune):
    worked(packs.make, DUE - timedelta(minutes=481))

    assert not Report.objects.filter(pack="month.2024-01").exists()


def test_it_makes_each_report_of_each_unit_once(received, commune, elsewhere, district):
    worked(packs.make, DUE)
    first = set(Report.objects.values_list("unit_id", "form", "pack"))

    assert worked(packs.make, DUE) == 0
    assert worked(packs.make, DUE + timedelta(days=1)) == 0
    assert Report.objects.count() == len(first)
    january = {(unit, form) for unit, form, pack in first if pack == "month.2024-01"}
    assert {form for unit, form in january if unit == commune.pk} == {"ii06a", "late", "supplement"}
    assert (district.pk, "ii06c") in january


def test_it_goes_on_past_a_report_that_does_not_add_up(received, commune, elsewhere):
    UnitTally.objects.filter(unit_id=commune.pk).update(received_direct=5)

    worked(packs.make, DUE)

    kept = set(Report.objects.filter(pack="month.2024-01").values_list("unit_id", "form"))
    assert (elsewhere.pk, "ii06a") in kept
    assert (commune.pk, "late") in kept


def test_it_prints_what_it_made_and_keeps_the_bytes(received, commune):
    worked(packs.make, DUE)

    printed = worked(packs.print_some, DUE)

    assert printed == 2 * Report.objects.count()
    assert packs.print_some(DUE) == 0
    report = Report.objects.get(unit=commune, form="ii06a", pack="month.2024-01")
    file = report_kept.file_of(report, "pdf")
    assert b"".join(store.read(file.sha256, root=settings.STORE))[:5] == b"%PDF-"


@pytest.mark.parametrize("days", [10, 44])
def test_a_machine_that_stood_still_makes_what_was_due(received, commune, days):
    worked(packs.make, DUE + timedelta(days=days))

    assert Report.objects.filter(unit=commune, pack="month.2024-01").count() == 3

"""Laying down the seed procedures and offering them."""

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import catalogue
from motcua.actions.catalogue import OfferUnknown
from motcua.records.models import Offer, Procedure, ProcedureVersion
from motcua.rules.catalogue import BadTime
from motcua.rules.people import SYSTEM
from motcua.rules.portal_text import read_row


def test_it_lays_down_forty_seven_and_nothing_the_second_time(db, now):
    first = catalogue.load_seed(by=SYSTEM, now=now)
    second = catalogue.load_seed(by=SYSTEM, now=now)

    assert (first.new, second.unchanged, Procedure.objects.filter(seed=True).count()) == (47, 47, 47)
    assert ProcedureVersion.objects.count() == 47


def test_it_goes_under_an_import_that_came_first(db, now):
    row = read_row({"ma_thu_tuc": "1.012784", "ten_thu_tuc": "Tách thửa hoặc hợp thửa đất."})
    catalogue.import_procedures(by=SYSTEM, rows=[row], now=now)

    report = catalogue.load_seed(by=SYSTEM, now=now)

    seeded, imported = ProcedureVersion.objects.filter(procedure__code="1.012784").order_by("from_on")
    assert (report.new, report.changed) == (46, 1)
    assert (seeded.name, seeded.until_on) == ("Tách thửa hoặc hợp thửa đất", imported.from_on)
    assert (imported.until_on, imported.time_value, len(imported.body["steps"])) == (None, 12, 8)


def test_units_offer_the_procedures_of_their_level(commune, district, now):
    catalogue.load_seed(by=SYSTEM, now=now)

    made = catalogue.offer_seed(by=SYSTEM, unit_ids=[district.pk], level="district", now=now)
    again = catalogue.offer_seed(by=SYSTEM, unit_ids=[district.pk], level="district", now=now)
    below = catalogue.offer_seed(by=SYSTEM, unit_ids=[commune.pk], level="commune", now=now)

    security = Offer.objects.get(unit=district, procedure__code="1.011441")
    assert (made > 20, again, below > 25) == (True, 0, True)
    assert (security.committed_value, security.committed_unit) == (4, "hour")
    assert not Offer.objects.filter(unit=commune, procedure__code="1.011441").exists()


def test_a_new_promise_ends_the_one_before(procedure, commune, now, today):
    offer = catalogue.offer(
        by=SYSTEM,
        unit_id=commune.pk,
        code="9.000001",
        now=now,
        committed=(2, "working_day"),
        decision="15/QĐ-UBND",
    )
    same = catalogue.offer(
        by=SYSTEM,
        unit_id=commune.pk,
        code="9.000001",
        now=now,
        committed=(2, "working_day"),
        decision="15/QĐ-UBND",
    )

    old = Offer.objects.exclude(until_on=None).get(unit=commune)
    assert (offer.pk, old.until_on) == (same.pk, today)


def test_a_promise_of_this_morning_is_replaced(procedure, commune, now):
    for value in (3, 2):
        catalogue.offer(
            by=SYSTEM, unit_id=commune.pk, code="9.000001", now=now, committed=(value, "working_day")
        )

    assert Offer.objects.get(unit=commune, until_on=None).committed_value == 2


@pytest.mark.parametrize(("code", "committed", "error"), [
    ("9.999999", None, OfferUnknown), ("9.000001", (2, "week"), BadTime), ("9.000001", (-1, "day"), BadTime),
])  # fmt: skip
def test_an_impossible_offer_is_refused(procedure, commune, now, code, committed, error):
    before = Offer.objects.count()

    with pytest.raises(error):
        catalogue.offer(by=SYSTEM, unit_id=commune.pk, code=code, now=now, committed=committed)

    assert Offer.objects.count() == before


def test_officers_of_the_counter_offer_nothing(lan, commune, procedure, now):
    with pytest.raises(PermissionDenied):
        catalogue.offer(by=lan, unit_id=commune.pk, code="9.000001", now=now)

"""Importing units: two trees side by side, and who succeeded whom."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import units
from motcua.records.models import AgencyCode, Placement, Succession, Unit
from motcua.rules.people import SYSTEM
from motcua.rules.territory import Layout, UnknownLayout, UnreadablePlace, layout, move, place

BEFORE = {
    "province": "Tỉnh Hải Dương", "district": "Huyện Thanh Miện", "ward": "Thị trấn Thanh Miện",
    "provinceCode": "30", "districtCode": "300", "wardCode": "11239",
}  # fmt: skip
AFTER = {
    "province": "Thành phố Hải Phòng",
    "ward": "Xã Thanh Miện",
    "provinceCode": "31",
    "wardCode": "11239",
}
MOVE = {
    "old_code": "11239", "old_name": "Thị trấn Thanh Miện", "new_code": "11239", "new_name": "Xã Thanh Miện",
    "kind": "divided", "is_default": "1",
}  # fmt: skip
ISLAND = {**BEFORE, "province": "Thành phố Hải Phòng", "provinceCode": "31", "district": "Huyện Bạch Long Vĩ",
          "districtCode": "318", "ward": "", "wardCode": ""}  # fmt: skip
ISLAND_MOVE = {**MOVE, "old_code": "", "old_name": "thanhphohaiphong_huyenbachlongvi_", "new_code": "11948",
               "new_name": "Đặc khu Bạch Long Vĩ", "kind": "whole"}  # fmt: skip


def before(now, *rows):
    return units.import_places(by=SYSTEM, era=Layout.BEFORE, places=[place(r) for r in rows], now=now)


def after(now, *rows):
    return units.import_places(by=SYSTEM, era=Layout.FROM, places=[place(r) for r in rows], now=now)


def moves(now, *rows):
    return units.import_moves(by=SYSTEM, moves=[move(r) for r in rows], now=now)


def test_both_trees_stand_side_by_side(db, now):
    before(now, BEFORE)
    after(now, AFTER)

    old = Unit.objects.get(kind="commune", until_on=date(2025, 7, 1))
    new = Unit.objects.get(kind="commune", from_on=date(2025, 7, 1))
    assert (old.parent.name, old.parent.parent.name) == ("Huyện Thanh Miện", "Tỉnh Hải Dương")
    assert (new.parent.name, new.until_on) == ("Thành phố Hải Phòng", None)
    assert old.path == f"{old.parent.path}{old.pk}/"
    assert Placement.objects.count() == 3


def test_both_schemes_of_codes_are_kept_and_invented_ones_say_so(db, now):
    before(now, BEFORE)

    codes = {
        (c.unit.kind, c.scheme): (c.code, c.confidence) for c in AgencyCode.objects.select_related("unit")
    }
    assert codes["province", "qd20"] == ("H23", "M")
    assert codes["province", "qcvn102"] == ("000.00.00.H23", "M")
    assert codes["district", "qd20"] == ("H23.37", "illustrative")
    assert codes["commune", "qcvn102"] == ("000.01.37.H23", "illustrative")
    assert Unit.objects.get(kind="district").agency_code == "H23.37"


@pytest.mark.parametrize("order", [(before, after, moves), (moves, after, before), (after, moves, before)])
def test_the_order_of_the_lists_does_not_matter(db, now, order):
    row = {before: BEFORE, after: AFTER, moves: MOVE}
    for run in order:
        run(now, row[run])
    moves(now, MOVE)

    old = Unit.objects.get(kind="commune", until_on=date(2025, 7, 1))
    heir = old.successors.get()
    assert (heir.new.name, heir.kind, heir.is_default) == ("Xã Thanh Miện", "divided", True)
    assert Unit.objects.filter(kind="commune", parent=None).count() == 0
    assert Succession.objects.get(old__kind="province").new.name == "Thành phố Hải Phòng"


def test_a_second_run_changes_nothing(db, now):
    first = [before(now, BEFORE), after(now, AFTER), moves(now, MOVE)]
    second = [before(now, BEFORE), after(now, AFTER), moves(now, MOVE)]

    assert [(r.new, r.unchanged) for r in first] == [(1, 0)] * 3
    assert [(r.new, r.changed, r.unchanged) for r in second] == [(0, 0, 1)] * 3
    assert (Unit.objects.count(), Placement.objects.count()) == (5, 3)


def test_an_island_district_becomes_a_special_zone(db, now):
    before(now, ISLAND)

    moves(now, ISLAND_MOVE)

    heir = Succession.objects.get()
    assert (heir.old.kind, heir.old.name, heir.new.name) == (
        "district",
        "Huyện Bạch Long Vĩ",
        "Đặc khu Bạch Long Vĩ",
    )


def test_an_island_that_is_not_listed_is_refused(db, now):
    report = moves(now, ISLAND_MOVE)

    assert (report.refused, report.left_out[0][0]) == (1, "unit_unknown")
    assert not Succession.objects.exists()


def test_a_code_with_another_name_is_refused(db, now):
    before(now, BEFORE)

    report = before(now, {**BEFORE, "ward": "Xã Khác"})
    other = moves(now, {**MOVE, "old_name": "Xã Khác"})

    assert dict(report.reasons) == dict(other.reasons) == {"code_has_another_name": 1}


def test_a_dry_run_writes_nothing(db, now):
    for era, row in ((Layout.BEFORE, BEFORE), (Layout.FROM, AFTER)):
        report = units.import_places(by=SYSTEM, era=era, places=[place(row)], now=now, dry_run=True)
        assert report.new == 1
    report = units.import_moves(by=SYSTEM, moves=[move(MOVE)], now=now, dry_run=True)

    assert report.new == 1
    assert not Unit.objects.exists()


def test_it_is_not_for_officers_of_the_counter(lan, now):
    with pytest.raises(PermissionDenied):
        units.import_places(by=lan, era=Layout.BEFORE, places=[], now=now)


@pytest.mark.parametrize(
    ("reader", "row", "reason"),
    [(place, {**BEFORE, "wardCode": "1"}, "bad_code"), (place, {**BEFORE, "wardCode": ""}, "no_code"),
     (place, {**BEFORE, "province": " "}, "no_name"), (place, {**BEFORE, "ward": "A\u202eB"}, "bad_name"),
     (move, {**MOVE, "kind": "half"}, "bad_kind"), (move, {**MOVE, "is_default": "yes"}, "bad_kind"),
     (move, {**MOVE, "new_code": ""}, "no_code")],
)  # fmt: skip
def test_a_row_that_names_no_unit_is_refused(reader, row, reason):
    with pytest.raises(UnreadablePlace) as refused:
        reader(row)

    assert refused.value.facts["reason"] == reason


def test_a_list_is_known_by_its_columns():
    assert [layout(list(row)) for row in (BEFORE, AFTER, MOVE)] == [Layout.BEFORE, Layout.FROM, Layout.MOVES]
    with pytest.raises(UnknownLayout):
        layout(["a", "b"])

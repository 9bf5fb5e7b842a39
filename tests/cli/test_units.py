"""The commands that say who serves the public, and with what."""

from datetime import date

import pytest

from motcua.__main__ import main
from motcua.actions import founding
from motcua.records.models import AgencyCode, Entry, Offer, Unit, User
from motcua.rules.people import SYSTEM


@pytest.fixture
def imported(db):
    return Unit.objects.create(
        kind="commune", name="Xã Lam Sơn", gso_code="11257", from_on=date(2020, 1, 1), path="/1/"
    )


def test_they_found_a_district_and_a_commune_below_it(db, capsys):
    above = main(["unit", "found", "Huyện Thanh Miện", "--kind", "district", "--code", "H23.37"])
    below = main(
        ["unit", "found", "Xã Lam Sơn", "--kind", "commune", "--code", "H23.37.15", "--parent", "H23.37"]
    )
    main(["unit", "list"])

    assert (above, below) == (0, 0)
    assert Unit.objects.get(agency_code="H23.37.15").parent.agency_code == "H23.37"
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["H23.37", "H23.37.15"]


def test_they_open_the_counter_of_an_imported_unit(imported):
    code = main(["unit", "open", "--kind", "commune", "--gso", "11257", "--code", "H23.37.15"])

    imported.refresh_from_db()
    assert (code, imported.serves, imported.agency_code) == (0, True, "H23.37.15")
    assert AgencyCode.objects.get().code == "H23.37.15"
    assert Entry.objects.get().verb == "open_counter"


def test_they_offer_the_packaged_procedures_once(imported, capsys):
    main(["unit", "open", "--kind", "commune", "--gso", "11257", "--code", "H23.37.15"])
    main(["offer", "--unit", "H23.37.15", "--seed"])
    offered = Offer.objects.count()

    main(["offer", "--unit", "H23.37.15", "--seed"])
    main(["offer", "--unit", "H23.37.15", "1.001193", "--within", "2", "--in", "hour"])

    assert offered > 20
    assert Offer.objects.filter(until_on=None).count() == offered
    assert Offer.objects.get(procedure__code="1.001193", until_on=None).committed_value == 2


@pytest.mark.parametrize(
    "words",
    [
        ["unit", "open", "--kind", "commune", "--gso", "99999", "--code", "H23.37.16"],
        ["unit", "found", "Xã Khác", "--kind", "commune", "--code", "H23.37.16", "--parent", "H99"],
        ["unit", "found", "Xã Khác", "--kind", "commune", "--code", "H23.37.15"],
        ["offer", "--unit", "H99", "--seed"],
        ["offer", "--unit", "H23.37.15"],
        ["offer", "--unit", "H23.37.15", "9.999999"],
        ["token", "nobody", "--name", "a program"],
    ],
    ids=" ".join,
)
def test_they_refuse_in_one_line(imported, now, capsys, words):
    founding.open_counter(by=SYSTEM, unit_id=imported.pk, agency_code="H23.37.15", now=now)

    code = main(words)

    assert code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert (Unit.objects.count(), Offer.objects.count(), User.objects.count()) == (1, 0, 0)


def test_they_refuse_what_is_no_agency_code(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["unit", "found", "Xã Khác", "--kind", "commune", "--code", "Lam Sơn"])

    assert ended.value.code == 2
    assert "H23.37.15" in capsys.readouterr().err

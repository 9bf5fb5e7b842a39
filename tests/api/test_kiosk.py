"""A kiosk says which versions it shows, and is believed about its own unit only."""

from datetime import date

import pytest

from motcua.actions import posting
from motcua.queries import moment
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import PostingDuty
from motcua.rules import posting as rules
from motcua.rules.people import SYSTEM
from motcua.rules.posting import Kind, Level, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(district, commune, procedure):
    wish = Wish(
        number="12/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh", level=Level.PROVINCE, signed_on=date(2024, 1, 10),
        effective_on=date(2024, 1, 20), unit_id=district.pk, items=(Item("9.000001", Kind.AMENDED),),
        places=frozenset({Place.KIOSK}),
    )  # fmt: skip
    posting.publish(by=SYSTEM, wish=wish, now=moment.now())
    return PostingDuty.objects.get(unit=commune)


def test_it_fulfils_the_duty_with_the_right_mark(lan_account, program, duty, procedure):
    kiosk = program("lan", "kiosk")
    wrong = kiosk.post("/kiosk-reports", {"unit": "H23.34.15", "shown": ["9.000001#000000000000"]})
    right = kiosk.post(
        "/kiosk-reports",
        {"unit": "H23.34.15", "shown": [rules.mark("9.000001", procedure.fingerprint)]},
        key="k-1",
    )

    assert wrong.json() == {"found": {"9.000001": "old_version"}}
    assert right.json() == {"found": {"9.000001": "right"}}
    assert PostingDuty.objects.get(pk=duty.pk).progress == "done"


def test_it_needs_the_scope_and_the_unit(lan_account, binh_account, program, duty):
    told = {"unit": "H23.34.15", "shown": ["9.000001"]}

    assert program("lan", "read", "write").post("/kiosk-reports", told).status_code == 403
    assert program("binh", "kiosk").post("/kiosk-reports", told).status_code == 404
    assert program("lan", "kiosk").get("/dossiers").status_code == 403
    assert PostingDuty.objects.filter(progress="open").count() == 2


@pytest.mark.parametrize(
    "told", [{}, {"unit": 1}, {"unit": "H23.34.15", "shown": "9.000001"}, {"unit": "x" * 99}]
)
def test_it_refuses_what_it_cannot_read(lan_account, program, told):
    assert program("lan", "kiosk").post("/kiosk-reports", told).status_code in (404, 422)

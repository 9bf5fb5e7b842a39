"""The worker looks at communes' pages over a real connection, and a bad page never stops it."""

from datetime import date, timedelta

import pytest

from motcua.actions import posting
from motcua.edge.commune_twin import Twin
from motcua.jobs import page_checks
from motcua.queries import posting_pages
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import PostingDuty, PostingEvidence, ProcedureVersion, UnitPage
from motcua.rules import posting as rules
from motcua.rules.people import SYSTEM
from motcua.rules.posting import Kind, Level, Place
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(settings):
    made = Twin()
    settings.PAGE_HOSTS, settings.PAGE_PRIVATE_HOSTS, settings.IS_DEMO = [made.host], [made.host], False
    yield made
    made.close()


@pytest.fixture
def units(district, commune, elsewhere, procedure, now):
    posting.publish(
        by=SYSTEM,
        wish=Wish(
            number="12/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh", level=Level.PROVINCE,
            signed_on=date(2024, 1, 10), effective_on=date(2024, 1, 20), unit_id=district.pk,
            items=(Item("9.000001", Kind.AMENDED),), places=frozenset({Place.COMMUNE_PAGE}),
        ),
        now=now,
    )  # fmt: skip
    return commune, elsewhere


def name_page(unit, twin, path, now):
    posting.set_page(by=SYSTEM, unit_id=unit.pk, address=f"http://{twin.host}{path}", now=now)


def mark():
    return rules.mark("9.000001", ProcedureVersion.objects.get().fingerprint)


def test_it_fulfils_the_duty_of_a_good_page_and_sets_a_bad_one_aside(twin, units, now):
    good, bad = units
    twin.pages["/tthc"] = f"<p>Xác nhận cư trú <b>{mark()}</b></p>"
    name_page(good, twin, "/tthc", now)
    name_page(bad, twin, "/broken", now)

    assert page_checks.look(now) == 1

    assert PostingDuty.objects.get(unit=good).progress == "done"
    left = PostingDuty.objects.get(unit=bad)
    assert (left.progress, left.finding) == ("open", "unreachable")
    assert UnitPage.objects.get(unit=bad).failure == "status"
    assert PostingEvidence.objects.get().how == "page_check"


def test_it_sees_the_page_change(twin, units, now):
    twin.pages["/tthc"] = "<p>9.000001#000000000000</p>"
    name_page(units[0], twin, "/tthc", now)
    page_checks.look(now)
    old = PostingDuty.objects.get(unit=units[0])

    twin.pages["/tthc"] = f"<p>{mark()}</p>"
    page_checks.look(now + timedelta(hours=2))

    duty = PostingDuty.objects.get(unit=units[0])
    assert (old.finding, old.progress) == ("old_version", "open")
    assert (duty.progress, duty.done_at) == ("done", now + timedelta(hours=2))


def test_it_does_nothing_twice(twin, units, now):
    twin.pages["/tthc"] = "<p>2.000815</p>"
    name_page(units[0], twin, "/tthc", now)

    assert [page_checks.look(now), page_checks.look(now)] == [1, 0]

    assert twin.asked == ["/tthc"]


def test_it_takes_few_pages_a_round(twin, district, units, now):
    for number in range(6):
        unit = make.unit(f"Xã {number}", parent=district, agency_code=f"H23.34.9{number}")
        PostingDuty.objects.create(
            published_id=PostingDuty.objects.first().published_id, unit=unit, place="commune_page",
            decision_id=PostingDuty.objects.first().decision_id, act="post", due_at=now + timedelta(days=5),
            procedure_id=PostingDuty.objects.first().procedure_id, opened_at=now,
        )  # fmt: skip
        name_page(unit, twin, f"/p{number}", now)

    page_checks.look(now)

    assert len(twin.asked) == page_checks.AT_ONCE
    assert len(posting_pages.due(now, most=50)) == 3


def test_it_finds_a_lie_about_letters_and_asks_a_person(twin, units, now):
    name_page(units[0], twin, "/latin", now)

    page_checks.look(now)

    proof = PostingEvidence.objects.get()
    assert (proof.finding, proof.verdict) == ("unsure", "waiting")

"""The watch as it is read, and the sums it gives to the indicators of publishing."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from motcua.actions import dossier as dossiers
from motcua.actions import posting as acts
from motcua.actions import posting_evidence
from motcua.actions.catalogue import import_procedures
from motcua.actions.document import Upload, keep_file
from motcua.demo import district as model
from motcua.demo import year
from motcua.queries import access, catalogue, indicators, posting, publication
from motcua.queries.posting_plan import Item, Wish
from motcua.queries.publication import publication_sums
from motcua.records.models import PostingDuty, ProcedureVersion, User
from motcua.rules import indicators as rules
from motcua.rules.catalogue import Time
from motcua.rules.people import SYSTEM, Role
from motcua.rules.portal_text import PortalRow
from motcua.rules.posting import Kind, Level, Place, Progress, Standing
from tests import make

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
RECEIVED = make.at("2024-01-12 09:00")
DUE = make.at("2024-01-19 17:00")
END = make.at("2024-02-01 00:00")


def wish(unit, *codes, number="12/QĐ-UBND", signed_on=date(2024, 1, 10), **more):
    told = {
        "number": number, "issuer": "Ủy ban nhân dân tỉnh", "level": Level.PROVINCE, "signed_on": signed_on,
        "effective_on": date(2024, 1, 20), "unit_id": unit.pk, "places": frozenset({Place.BOARD}),
        "items": tuple(Item(code, Kind.AMENDED) for code in codes), "is_invented": True,
    }  # fmt: skip
    return Wish(**(told | more))


def done(duty, at):
    """Fulfil a duty as a confirmed proof does."""
    PostingDuty.objects.filter(pk=duty.pk).update(
        progress=Progress.DONE, done_at=at, is_on_time=at <= duty.due_at
    )


@pytest.fixture
def decision(district, procedure):
    return acts.publish(by=SYSTEM, wish=wish(district, "9.000001"), now=RECEIVED)


def sums(*units, at=END, days=(JANUARY, FEBRUARY), **more):
    return publication_sums([unit.pk for unit in units], days, at=at, **more)


@pytest.mark.django_db
def test_it_counts_a_duty_when_it_is_done_or_has_fallen_due(decision, commune, elsewhere):
    first, _ = PostingDuty.objects.order_by("pk")
    early = sums(commune, elsewhere, at=make.at("2024-01-18 09:00"))
    done(first, make.at("2024-01-15 09:00"))

    before = sums(commune, elsewhere, at=make.at("2024-01-18 09:00"))
    after = sums(commune, elsewhere)

    assert [row["made_public"] for row in early.values()] == [0, 0]
    assert [row["made_public"] for row in before.values()] == [1, 0]
    assert [row["made_public"] for row in after.values()] == [1, 1]
    assert [row["made_public_on_time"] for row in after.values()] == [1, 0]


@pytest.mark.django_db
def test_it_makes_the_whole_period_late_when_one_time_was(decision, district, commune):
    acts.publish(by=SYSTEM, wish=wish(district, "9.000001", number="13/QĐ-UBND"), now=RECEIVED)
    for duty, at in zip(
        PostingDuty.objects.filter(unit=commune).order_by("pk"),
        (DUE, DUE + timedelta(minutes=1)),
        strict=True,
    ):
        done(duty, at)

    row = sums(commune)[commune.pk]

    assert (row["made_public"], row["made_public_on_time"]) == (1, 0)
    assert (row["duties"], row["duties_on_time"]) == (2, 1)


@pytest.mark.django_db
def test_it_counts_no_proof_that_nobody_confirmed(decision, commune):
    PostingDuty.objects.filter(unit=commune).update(progress=Progress.CLAIMED)

    row = sums(commune)[commune.pk]

    assert (row["made_public"], row["made_public_on_time"]) == (1, 0)


@pytest.mark.django_db
def test_it_counts_decisions_by_the_day_they_were_signed(decision, district, commune):
    late = wish(district, "9.000001", number="14/QĐ-UBND", effective_on=date(2024, 1, 15))
    early = sums(commune)[commune.pk]

    acts.publish(by=SYSTEM, wish=late, now=RECEIVED)

    row, next_month = sums(commune)[commune.pk], sums(commune, days=(FEBRUARY, date(2024, 3, 1)))
    assert (early["published"], early["published_on_time"]) == (1, 1)
    assert (row["published"], row["published_on_time"]) == (1, 0)
    assert next_month[commune.pk]["published"] == 0


@pytest.mark.django_db
def test_it_leaves_out_what_was_withdrawn(decision, commune):
    acts.withdraw(
        by=SYSTEM, decision_id=decision.pk, reason="Nhập nhầm quyết định của huyện khác.", now=RECEIVED
    )

    row = sums(commune)[commune.pk]

    assert (row["published"], row["made_public"]) == (0, 0)


@pytest.mark.django_db
def test_it_counts_what_has_all_seven_parts(district, commune):
    whole = replace(make.BODY, subjects=("Công dân",), online_level="full")
    whole = replace(whole, texts=(("executing", "Ủy ban nhân dân cấp xã"),))
    make.procedure("9.000011", units=[commune], body=whole)
    make.procedure("9.000012", units=[commune])

    row = sums(commune)[commune.pk]

    assert (row["public"], row["public_full"]) == (2, 1)


@pytest.mark.django_db
def test_it_costs_few_queries_however_many_units(decision, commune, elsewhere, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        sums(commune, elsewhere)


@pytest.mark.django_db
def test_it_shows_each_unit_against_each_decision(decision, district, commune, elsewhere):
    done(PostingDuty.objects.get(unit=commune), DUE)

    found = posting.matrix(district, now=END)

    cells = {row.unit.name: row.cells[0] for row in found.rows}
    assert cells["Xã Lam Sơn"].worst is Standing.ON_TIME
    assert cells["Xã Hồng Quang"].worst is Standing.LATE
    assert cells["Huyện Thanh Miện"] is None
    assert found.counts == {Standing.ON_TIME: 1, Standing.LATE: 1}


@pytest.mark.django_db
def test_it_lists_as_many_duties_as_the_matrix_counts(decision, district, commune, chief, binh):
    done(PostingDuty.objects.get(unit=commune), DUE + timedelta(days=1))

    found = posting.matrix(district, now=END)
    listed = {
        each: posting.duties(posting.Wanted(standing=str(each)), by=chief, now=END).count
        for each in posting.WORST_FIRST
    }

    assert {each: n for each, n in listed.items() if n} == found.counts
    assert posting.duties(posting.Wanted(unit_id=commune.pk), by=binh, now=END).count == 0


@pytest.mark.django_db
def test_it_finds_slips_printed_from_an_old_version(lan, district, intake, procedure, commune):
    row = dossiers.take_in(by=lan, intake=intake, now=RECEIVED).dossier
    days = (JANUARY, FEBRUARY)
    before = list(posting.old_slips(district, days=days))

    body = replace(make.BODY, times=(Time(3, "working_day"),))
    import_procedures(
        by=SYSTEM, rows=[PortalRow("9.000001", body, (), ())], now=END, from_on=date(2024, 1, 11)
    )

    assert before == []
    assert [found.pk for found in posting.old_slips(district, days=days)] == [row.pk]
    assert list(posting.old_slips(district, days=(FEBRUARY, date(2024, 3, 1)))) == []


@pytest.mark.django_db
def test_it_posts_what_is_offered_and_in_force(procedure, commune):
    make.procedure("9.000002", units=[])

    sheet = posting.sheet(commune.pk, on=JANUARY)

    assert [line.version.procedure.code for line in sheet.lines] == ["9.000001"]
    assert sheet.lines[0].mark == f"9.000001#{procedure.fingerprint[:12]}"
    assert len(posting.sheet(commune.pk, on=JANUARY, text="xac nhan CU TRU").lines) == 1
    assert posting.sheet(commune.pk, on=JANUARY, text="khai sinh").lines == []


# Acceptance 5: one change of the catalogue in the demo district opens 17 duties; three of them posted
# late move indicator 1.2 by exactly what its rule says.


@pytest.fixture
def offices(db):
    return model.build(random.Random(1), year.OPENING)


def change(unit):
    """Register a decision that shortens the registration of marriage, with its new text."""
    body = catalogue.body(catalogue.version("1.000894", on=JANUARY))
    fresh = replace(body, times=(Time(2, "working_day"),), decision="12/QĐ-UBND")
    item = Item("1.000894", Kind.AMENDED, row=PortalRow("1.000894", fresh, (), ()))
    return acts.publish(by=SYSTEM, wish=wish(unit, items=(item,)), now=RECEIVED)


def send(duty, at, number):
    """Send a photograph from the unit; it waits for another unit's eyes."""
    sender = User.objects.filter(posts__unit=duty.unit_id, posts__role=Role.RECEPTION).first()
    by = access.actor_of(sender, at.date())
    keep_file(Upload(f"{number:064x}", 1, "image/png"), now=at)
    photo = posting_evidence.Photo(f"{number:064x}", "bang.png")
    (proof,) = posting_evidence.send_photo(by=by, duty_ids=[duty.pk], photo=photo, now=at)
    return proof.pk


def test_it_opens_17_duties_and_three_late_ones_move_indicator_1_2(offices):
    units = [office.unit for office in offices]
    judge = access.actor_of(User.objects.get(username="dung"), JANUARY)

    decision = change(units[0])
    duties = list(PostingDuty.objects.filter(decision=decision).select_related("unit").order_by("pk"))
    for late_by, some in ((-1, duties[3:]), (3, duties[:3])):
        proofs = [send(duty, DUE + timedelta(days=late_by), duty.pk) for duty in some]
        posting_evidence.judge(by=judge, evidence_ids=proofs, good=True, now=DUE + timedelta(days=late_by))

    found = publication.publication_sums([unit.pk for unit in units], (JANUARY, FEBRUARY), at=END)
    made, on_time = (
        sum(row[name] for row in found.values()) for name in ("made_public", "made_public_on_time")
    )
    assert len(duties) == 17
    assert {duty.unit.kind for duty in duties} == {"commune"}
    assert ProcedureVersion.objects.get(procedure__code="1.000894", until_on=None).time_value == 2
    assert (made, on_time) == (17, 14)
    assert score(made, on_time) == Fraction(4 * 14, 17)
    late = [row for row in found.values() if row["made_public"] > row["made_public_on_time"]]
    assert [score(row["made_public"], row["made_public_on_time"]) for row in late] == [0, 0, 0]


def score(made, on_time):
    """Return the points of 1.2 as the book of Decision 766 computes them."""
    values = {"made_public": made, "made_public_on_time": on_time}
    return rules.evaluate(indicators.book(FEBRUARY), values, level="commune").result("1.2").points

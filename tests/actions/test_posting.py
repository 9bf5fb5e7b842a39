"""A publishing decision: registered, it opens duties; proof of another kind of eye fulfils them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import posting, posting_evidence
from motcua.actions.catalogue import import_procedures
from motcua.actions.desk import NoteMissing
from motcua.actions.document import Upload, keep_file
from motcua.actions.posting_evidence import Photo, Reading
from motcua.queries import access, posting_access, posting_plan
from motcua.queries.access import NoSuch
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import Entry, Offer, PostingDuty, PostingEvidence, ProcedureVersion, UnitPage
from motcua.rules import posting as rules
from motcua.rules.catalogue import Time
from motcua.rules.people import SYSTEM, Role
from motcua.rules.portal_text import PortalRow
from motcua.rules.posting import Finding, How, Kind, Level, Place, read_page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dung(district, today):
    """The reform officer of the district."""
    return access.actor_of(
        make.official("Bùi Dũng", unit=district, role=Role.REFORM, user_name="dung"), today
    )


@pytest.fixture
def wish(district, procedure):
    return Wish(
        number="12/QĐ-UBND",
        issuer="Ủy ban nhân dân tỉnh",
        level=Level.PROVINCE,
        signed_on=date(2024, 1, 10),
        effective_on=date(2024, 1, 20),
        unit_id=district.pk,
        items=(Item("9.000001", Kind.AMENDED),),
        places=frozenset({Place.BOARD}),
        is_invented=True,
    )


@pytest.fixture
def duty(dung, wish, commune, now):
    posting.publish(by=dung, wish=wish, now=now)
    return PostingDuty.objects.get(unit=commune)


def photo(name="a" * 64, mime="image/jpeg", at=None):
    keep_file(Upload(name, 10, mime), now=at)
    return Photo(file=name, name="bang.jpg")


def shown(duty):
    version = ProcedureVersion.objects.get(procedure=duty.procedure_id, until_on=None)
    return rules.mark("9.000001", version.fingerprint)


def test_it_opens_a_duty_for_each_unit_that_offers(dung, wish, commune, elsewhere, now):
    decision = posting.publish(by=dung, wish=wish, now=now)

    duties = PostingDuty.objects.filter(decision=decision).order_by("pk")
    assert {row.unit_id for row in duties} == {commune.pk, elsewhere.pk}
    assert {row.due_at for row in duties} == {make.at("2024-01-19 17:00")}  # the fifth working day
    assert decision.received_at == now
    assert decision.is_on_time
    entry = Entry.objects.get(verb="publish")
    assert '"duties":2' in entry.payload


def test_it_says_beforehand_what_it_will_open(wish, district, now):
    plan = posting_plan.plan(wish, unit=district, received_at=now)

    assert (len(plan.duties), plan.unit_count) == (2, 2)
    assert PostingDuty.objects.count() == 0


def test_it_opens_one_at_every_place_and_the_database_once(dung, wish, district, now):
    places = frozenset({Place.BOARD, Place.COMMUNE_PAGE, Place.NATIONAL_DATABASE})

    posting.publish(by=dung, wish=replace(wish, places=places), now=now)

    assert PostingDuty.objects.count() == 5
    assert PostingDuty.objects.get(place=Place.NATIONAL_DATABASE).unit_id == district.pk


def test_it_brings_the_new_text_into_force(wish, district, procedure, now):
    body = replace(make.BODY, times=(Time(3, "working_day"),), decision="12/QĐ-UBND")
    item = Item("9.000001", Kind.AMENDED, row=PortalRow("9.000001", body, (), ()))

    posting.publish(by=SYSTEM, wish=replace(wish, items=(item,)), now=now)

    fresh = ProcedureVersion.objects.get(procedure__code="9.000001", until_on=None)
    assert (fresh.from_on, fresh.time_value) == (date(2024, 1, 20), 3)
    assert PostingDuty.objects.filter(published__version=fresh).count() == 2


def test_it_leaves_the_catalogue_to_the_administrator(dung, wish, procedure, now):
    item = Item("9.000001", Kind.AMENDED, row=PortalRow("9.000001", make.BODY, (), ()))

    with pytest.raises(PermissionDenied):
        posting.publish(by=dung, wish=replace(wish, items=(item,)), now=now)

    assert PostingDuty.objects.count() == 0


def test_it_takes_an_abolished_procedure_down_and_out(wish, procedure, now):
    item = Item("9.000001", Kind.ABOLISHED)

    posting.publish(by=SYSTEM, wish=replace(wish, items=(item,)), now=now)

    assert {row.act for row in PostingDuty.objects.all()} == {"remove"}
    assert ProcedureVersion.objects.get(procedure__code="9.000001").until_on == date(2024, 1, 20)
    assert set(Offer.objects.values_list("until_on", flat=True)) == {date(2024, 1, 20)}


def test_it_may_publish_again_what_was_abolished(wish, procedure, now):
    posting.publish(by=SYSTEM, wish=replace(wish, items=(Item("9.000001", Kind.ABOLISHED),)), now=now)

    rows = [PortalRow("9.000001", make.BODY, (), ())]
    report = import_procedures(by=SYSTEM, rows=rows, now=now, from_on=date(2024, 3, 1))

    assert report.changed == 1
    assert ProcedureVersion.objects.filter(until_on=None).get().from_on == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"signed_on": date(2024, 1, 13)}, rules.SignedInFuture),
        ({"items": ()}, rules.NothingPublished),
        ({"items": (Item("9.000001", Kind.NEW), Item("9.000001", Kind.AMENDED))}, rules.NothingPublished),
        ({"places": frozenset()}, rules.NoPlace),
        ({"items": (Item("9.999999", Kind.NEW),)}, posting_plan.ProcedureUnpublished),
    ],
)
def test_it_refuses_what_cannot_be(dung, wish, now, change, refusal):
    with pytest.raises(refusal):
        posting.publish(by=dung, wish=replace(wish, **change), now=now)


def test_it_refuses_a_procedure_that_nobody_offers(dung, wish, now):
    make.procedure("9.000002", units=[])

    with pytest.raises(posting_plan.NobodyOffers):
        posting.publish(by=dung, wish=replace(wish, items=(Item("9.000002", Kind.NEW),)), now=now)


def test_it_takes_a_decision_once(dung, wish, now):
    posting.publish(by=dung, wish=wish, now=now)

    with pytest.raises(posting.AlreadyPublished):
        posting.publish(by=dung, wish=wish, now=now)


def test_it_is_for_those_who_keep_the_unit(lan, hoa, wish, now):
    for who, refusal in ((lan, PermissionDenied), (hoa, NoSuch)):  # hoa leads a commune below
        with pytest.raises(refusal):
            posting.publish(by=who, wish=wish, now=now)


def test_it_gives_no_new_time_to_who_withdraws_and_registers_again(dung, wish, now):
    first = posting.publish(by=dung, wish=wish, now=now)
    later = now + timedelta(days=3)
    posting.withdraw(by=dung, decision_id=first.pk, reason="Nhập nhầm ngày có hiệu lực.", now=later)

    again = posting.publish(by=dung, wish=wish, now=later)

    assert again.received_at == now
    assert {row.due_at for row in again.duties.all()} == {make.at("2024-01-19 17:00")}


def test_it_withdraws_nothing_that_fell_due_or_was_done(dung, duty, lan, now):
    late = now + timedelta(days=30)

    with pytest.raises(posting.TooLateToWithdraw):
        posting.withdraw(by=dung, decision_id=duty.decision_id, reason="Nhập nhầm quyết định này.", now=late)

    posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)
    with pytest.raises(posting.TooLateToWithdraw):
        posting.withdraw(by=dung, decision_id=duty.decision_id, reason="Nhập nhầm quyết định này.", now=now)


def test_it_counts_a_photograph_when_another_unit_confirms_it(lan, dung, duty, now):
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)
    duty.refresh_from_db()
    assert (duty.progress, duty.is_on_time) == ("claimed", None)

    later = now + timedelta(days=20)
    posting_evidence.judge(by=dung, evidence_ids=[proof.pk], good=True, now=later)

    duty.refresh_from_db()
    assert (duty.progress, duty.done_at, duty.is_on_time) == ("done", now, True)
    assert Entry.objects.filter(verb="judge_posting", subject=f"posting:{duty.decision_id}").count() == 1


def test_it_counts_a_photograph_at_the_servers_time(lan, dung, duty, now):
    late = make.at("2024-01-22 08:00")
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=late)

    posting_evidence.judge(by=dung, evidence_ids=[proof.pk], good=True, now=late)

    duty.refresh_from_db()
    assert (duty.done_at, duty.is_on_time) == (late, False)


def test_it_lets_nobody_judge_her_own_unit(lan, hoa, minh, duty, now):
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)

    for who in (lan, hoa, minh):
        with pytest.raises(PermissionDenied):
            posting_evidence.judge(by=who, evidence_ids=[proof.pk], good=True, now=now)

    assert PostingEvidence.objects.get().verdict == "waiting"


def test_it_lets_a_leader_of_a_sister_unit_judge(lan, elsewhere, duty, now, today):
    account = make.official("Lê Sáu", unit=elsewhere, role=Role.LEADER, user_name="sau")
    sister = access.actor_of(account, today)
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)

    assert list(posting_access.waiting(sister)) == [proof]
    posting_evidence.judge(by=sister, evidence_ids=[proof.pk], good=True, now=now)

    assert PostingDuty.objects.get(pk=duty.pk).progress == "done"


def test_it_lets_a_unit_below_judge_where_nobody_stands_above(dung, wish, hoa, district, now):
    database = frozenset({Place.NATIONAL_DATABASE})
    posting.publish(by=dung, wish=replace(wish, places=database), now=now)
    duty = PostingDuty.objects.get()
    (proof,) = posting_evidence.send_photo(by=dung, duty_ids=[duty.pk], photo=photo(at=now), now=now)

    assert duty.unit_id == district.pk
    assert list(posting_access.waiting(dung)) == []
    assert list(posting_access.waiting(hoa)) == [proof]
    posting_evidence.judge(by=hoa, evidence_ids=[proof.pk], good=True, now=now)

    assert PostingDuty.objects.get().progress == "done"


def test_it_hides_duties_and_proof_from_other_units(binh, lan, duty, now):
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)

    with pytest.raises(NoSuch):
        posting_evidence.send_photo(by=binh, duty_ids=[duty.pk], photo=photo("b" * 64, at=now), now=now)
    with pytest.raises(NoSuch):
        posting_evidence.judge(by=binh, evidence_ids=[proof.pk], good=True, now=now)


def test_it_opens_a_duty_again_when_the_photograph_shows_nothing(lan, dung, duty, now):
    (proof,) = posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)
    with pytest.raises(NoteMissing):
        posting_evidence.judge(by=dung, evidence_ids=[proof.pk], good=False, now=now)

    posting_evidence.judge(
        by=dung, evidence_ids=[proof.pk], good=False, note="Ảnh mờ, không đọc được tên thủ tục.", now=now
    )

    duty.refresh_from_db()
    assert duty.progress == "open"
    with pytest.raises(posting_evidence.PhotoUsedBefore):
        posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)


def test_it_takes_a_picture_for_one_board_only(lan, dung, wish, duty, now, commune):
    posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=photo(at=now), now=now)
    other = posting.publish(by=dung, wish=replace(wish, number="13/QĐ-UBND"), now=now)
    second = PostingDuty.objects.get(decision=other, unit=commune)

    with pytest.raises(posting_evidence.PhotoUsedBefore):
        posting_evidence.send_photo(by=lan, duty_ids=[second.pk], photo=photo(at=now), now=now)
    with pytest.raises(posting_evidence.MixedDuties):
        posting_evidence.send_photo(
            by=lan, duty_ids=[duty.pk, second.pk], photo=photo("c" * 64, at=now), now=now
        )
    with pytest.raises(posting_evidence.NotAPhoto):
        posting_evidence.send_photo(
            by=lan, duty_ids=[second.pk], photo=photo("d" * 64, "application/pdf", at=now), now=now
        )


@pytest.fixture
def page_duty(dung, wish, commune, now):
    UnitPage.objects.create(unit=commune, address="https://lamson.example/", set_at=now)
    posting.publish(by=dung, wish=replace(wish, places=frozenset({Place.COMMUNE_PAGE})), now=now)
    return PostingDuty.objects.get(unit=commune)


def look(duty, text, at, garbled=False):
    reading = Reading(
        How.PAGE_CHECK, read_page(text), "https://lamson.example/", str(len(text)) * 10, garbled
    )
    found = posting_evidence.take_page(unit_id=duty.unit_id, reading=reading, now=at)
    duty.refresh_from_db()
    return found["9.000001"] if found else None


def test_it_is_done_when_the_page_shows_the_version_in_force(page_duty, now):
    assert page_duty.next_check_at == now

    assert look(page_duty, shown(page_duty), now) is Finding.RIGHT

    assert (page_duty.progress, page_duty.is_on_time, page_duty.next_check_at) == ("done", True, None)


def test_it_looks_again_ever_more_seldom_and_just_before_the_end(page_duty, now):
    assert look(page_duty, "2.000815", now) is Finding.MISSING
    assert page_duty.next_check_at == now + timedelta(hours=1)

    PostingDuty.objects.filter(pk=page_duty.pk).update(checks=5)
    page_duty.refresh_from_db()
    look(page_duty, "2.000815", make.at("2024-01-19 09:00"))

    assert page_duty.next_check_at == make.at("2024-01-19 16:55")
    assert PostingEvidence.objects.count() == 1  # nothing new was seen the second time


def test_it_knows_an_old_version_and_asks_a_person_where_no_mark_stands(page_duty, dung, now):
    assert look(page_duty, "9.000001#000000000000", now) is Finding.OLD_VERSION
    assert look(page_duty, "9.000001", now) is Finding.UNSURE
    assert page_duty.progress == "claimed"
    proof = PostingEvidence.objects.get(verdict="waiting")

    posting_evidence.judge(by=dung, evidence_ids=[proof.pk], good=True, now=now)

    page_duty.refresh_from_db()
    assert page_duty.progress == "done"


def test_it_asks_a_person_when_the_letters_are_garbled(page_duty, now):
    assert look(page_duty, shown(page_duty), now, garbled=True) is Finding.UNSURE


def test_it_names_what_a_page_may_not_show(page_duty, procedure, commune, now):
    make.procedure("9.000002", units=[])

    look(page_duty, f"{shown(page_duty)} 9.000002", now)

    assert UnitPage.objects.get().forbidden == [["9.000002", "not_in_competence"]]


def test_it_tries_an_unreachable_page_again(page_duty, now):
    posting_evidence.miss_page(unit_id=page_duty.unit_id, failure="time", now=now)

    page_duty.refresh_from_db()
    assert (page_duty.finding, page_duty.progress) == ("unreachable", "open")
    assert page_duty.next_check_at == now + timedelta(hours=1)
    assert UnitPage.objects.get().failure == "time"


def test_it_takes_the_word_of_the_units_own_kiosk_only(dung, wish, lan, binh, commune, now):
    posting.publish(by=dung, wish=replace(wish, places=frozenset({Place.KIOSK})), now=now)
    duty = PostingDuty.objects.get(unit=commune)
    with pytest.raises(PermissionDenied):
        posting_evidence.take_kiosk_report(by=binh, unit_id=commune.pk, shown=read_page("9.000001"), now=now)

    found = posting_evidence.take_kiosk_report(
        by=lan, unit_id=commune.pk, shown=read_page(shown(duty)), now=now
    )

    duty.refresh_from_db()
    assert (found["9.000001"], duty.progress) == (Finding.RIGHT, "done")


def test_it_lets_a_unit_name_a_listed_page_only(hoa, commune, now, settings):
    settings.PAGE_HOSTS = ["*.example"]

    page = posting.set_page(by=hoa, unit_id=commune.pk, address="https://lamson.example/tthc", now=now)

    assert page.unit_id == commune.pk
    for address in ("https://evil.test/", "https://lamson.example@evil.test/", "ftp://lamson.example/"):
        with pytest.raises(posting.PageNotAllowed):
            posting.set_page(by=hoa, unit_id=commune.pk, address=address, now=now)

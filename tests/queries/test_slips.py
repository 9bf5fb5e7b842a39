"""The content of a slip comes from the rows and the journal of its dossier."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import desk, proposal, result, service_model, supplement
from motcua.actions import dossier as dossiers
from motcua.actions.service_model import Adoption
from motcua.queries import register, slips, tokens, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import Entry
from motcua.rules.forms import NoSuchForm
from motcua.rules.people import SYSTEM
from motcua.rules.service_models import Adopted, Kind
from motcua.rules.slips import Copy, Outcome, printed, witness

REASON = "Tờ khai chưa có chữ ký của người khai."


@pytest.fixture
def asked(lan, received, now):
    """A dossier whose applicant was asked for a paper."""
    wanted = [
        supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký"),
        supplement.Asked("khac", "Giấy uỷ quyền", "Chưa nộp", kind="copy", quantity=2),
    ]
    return supplement.ask_supplement(
        by=lan, code=received.code, asked=wanted, reason=REASON, now=now + timedelta(hours=1)
    )


@pytest.fixture
def decided(minh, hoa, received, now):
    """A dossier that went its whole route in the office."""
    desk.advance(by=minh, code=received.code, now=now + timedelta(minutes=30))
    desk.propose(by=minh, code=received.code, note="Đủ điều kiện", now=now + timedelta(days=4))
    return desk.approve_and_issue(by=hoa, codes=[received.code], now=now + timedelta(days=4, hours=1))[0]


def test_a_receipt_tells_what_was_received(lan, received):
    slip = slips.slip(received.code, "receipt", by=lan, address="https://motcua.example/t/{}/")

    assert (slip.code, slip.party.name, slip.officer) == (received.code, "Vũ Thị An", "Nguyễn Thị Lan")
    assert [paper.name for paper in slip.papers] == ["Tờ khai", "Giấy tờ chứng minh chỗ ở"]
    assert slip.allowance == "5 ngày làm việc"
    assert slip.received_at.isoformat() == "2024-01-12T09:00:00"
    assert slip.due_at.isoformat() == "2024-01-19T17:00:00"
    assert slip.fees[0].amount == 20_000
    assert slip.ledger[0].text.startswith("T6 12/01")
    assert slip.copies == (Copy.OFFICE, Copy.APPLICANT)
    assert slip.head.bureau == "Bộ phận tiếp nhận và trả kết quả"
    assert slip.link == f"https://motcua.example/t/{tokens.tracking(received)}/"


def test_a_receipt_carries_the_witness_of_its_reception(lan, received):
    entry = Entry.objects.get(dossier=received, verb="receive")

    assert slips.slip(received.code, "receipt", by=lan).witness == witness(entry.hash)


def test_a_receipt_keeps_its_first_appointment_and_its_first_papers(lan, asked, now):
    before = slips.slip(asked.code, "receipt", by=lan)

    assert before.due_at.isoformat() == "2024-01-19T17:00:00"
    assert "Giấy uỷ quyền" not in [paper.name for paper in before.papers]


def test_a_receipt_is_not_there_before_reception(lan, filed):
    with pytest.raises(NoSuch):
        slips.slip(filed.code, "receipt", by=lan)


@pytest.mark.parametrize("kind", ["supplement", "refusal", "apology", "stop", "register", "letter"])
def test_a_paper_that_was_never_made_is_not_there(lan, received, kind):
    with pytest.raises(NoSuch):
        slips.slip(received.code, kind, by=lan)


def test_a_receipt_is_hidden_from_another_unit(binh, received):
    with pytest.raises(NoSuch):
        slips.slip(received.code, "receipt", by=binh)


def test_a_receipt_is_refused_to_who_may_see_figures_only(chief, received):
    with pytest.raises(PermissionDenied):
        slips.slip(received.code, "receipt", by=chief)


def test_the_applicant_fetches_her_copy_by_its_token(received):
    slip = slips.receipt_by_tracking(tokens.tracking(received))

    assert slip.copies == (Copy.APPLICANT,)
    with pytest.raises(NoSuch):
        slips.receipt_by_tracking("0" * 32)


def test_a_supplement_request_names_each_paper_and_the_counter(minh, asked):
    slip = slips.slip(asked.code, "supplement", by=minh)

    assert [(item.name, item.originals, item.photos, item.note) for item in slip.items] == [
        ("Tờ khai", 1, 0, "Thiếu chữ ký"),
        ("Giấy uỷ quyền", 0, 2, "Chưa nộp"),
    ]
    assert (slip.reason, slip.times, slip.contact) == (REASON, 1, "Nguyễn Thị Lan")
    with pytest.raises(NoSuch):
        slips.slip(asked.code, "supplement", by=minh, times=2)


def test_a_refusal_gives_its_reason(lan, filed, now):
    dossiers.refuse(by=lan, code=filed.code, reason_code="not_qualified", reason=REASON, now=now)

    slip = slips.slip(filed.code, "refusal", by=lan)

    assert (slip.reason, slip.head.on) == (REASON, date(2024, 1, 12))


def test_an_apology_gives_both_appointments(lan, minh, hoa, received, now):
    later = received.due_at + timedelta(days=3)
    proposed = proposal.propose_extension(by=minh, code=received.code, to_at=later, reason=REASON, now=now)
    proposal.agree(by=hoa, pk=proposed.pk, now=now + timedelta(hours=1))

    slip = slips.slip(received.code, "apology", by=lan)

    assert slip.due_at.isoformat() == "2024-01-19T17:00:00"
    assert slip.new_due_at.isoformat() == "2024-01-22T17:00:00"
    assert (slip.signer, slip.reason) == ("Lê Thị Hoa", REASON)
    assert printed(slip)["ahead"] is True


def test_a_stop_notice_of_2024_has_no_form(lan, received, now):
    result.stop(by=lan, code=received.code, reason=REASON, now=now + timedelta(hours=2))

    with pytest.raises(NoSuchForm):
        printed(slips.slip(received.code, "stop", by=lan))


def test_a_control_slip_tells_each_passing_from_hand_to_hand(lan, decided):
    slip = slips.slip(decided.code, "control_slip", by=lan)

    assert [(step.giver_person, step.taker_person, step.outcome) for step in slip.steps] == [
        ("Vũ Thị An", "Nguyễn Thị Lan", None),
        ("Nguyễn Thị Lan", "Trần Văn Minh", Outcome.ON_TIME),
        ("Trần Văn Minh", "Lê Thị Hoa", Outcome.EARLY),
        ("Lê Thị Hoa", "", Outcome.EARLY),
    ]
    assert slip.steps[1].taker == "Xã Lam Sơn – Thẩm định"
    assert slip.steps[-1].taker == "Bộ phận tiếp nhận và trả kết quả"
    assert slip.steps[2].note == "Trình ký; Đủ điều kiện"


def test_a_register_lists_the_period_in_order(lan, commune, received, intake, now, today):
    second = dossiers.take_in(by=lan, intake=intake, now=now + timedelta(hours=1)).dossier

    book = register.register(
        by=lan, unit_id=commune.pk, from_on=today, until_on=today + timedelta(days=1), today=today
    )

    assert [(row.number, row.code) for row in book.rows] == [(1, received.code), (2, second.code)]
    assert book.rows[0].contact == "0912345678"


def test_a_register_is_hidden_from_another_unit(binh, commune, today):
    with pytest.raises(NoSuch):
        register.register(
            by=binh, unit_id=commune.pk, from_on=today, until_on=today + timedelta(days=1), today=today
        )


def test_a_register_needs_a_period(lan, commune, today):
    with pytest.raises(register.PeriodEmpty):
        register.register(by=lan, unit_id=commune.pk, from_on=today, until_on=today, today=today)


def test_a_register_refuses_to_print_without_end(lan, commune, received, today):
    with pytest.raises(register.RegisterTooLong):
        register.register(
            by=lan,
            unit_id=commune.pk,
            from_on=today,
            until_on=today + timedelta(days=1),
            today=today,
            most=0,
        )


@pytest.mark.parametrize(("kind", "most"), [("receipt", 8), ("supplement", 4), ("control_slip", 3)])
def test_it_costs_a_fixed_number_of_queries(lan, asked, kind, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        slips.slip(asked.code, kind, by=lan)


def test_a_receipt_tells_what_the_models_of_its_day_changed(lan, received, commune, now):
    adopted = Adopted(Kind.OFFICER_FILLS_IN, workdays.today(now), weekday=workdays.today(now).weekday())
    service_model.adopt(by=SYSTEM, adoption=Adoption(commune.pk, adopted, "1/QĐ-UBND"), now=now)

    slip = slips.slip(received.code, "receipt", by=lan)

    assert [line.text for line in slip.says] == ["Ngày không viết: cán bộ viết tờ khai giúp người dân."]

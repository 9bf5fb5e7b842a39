"""The page of one dossier: what it shows to whom, and each of its buttons."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.actions import desk, supplement
from motcua.actions import proposal as proposals
from motcua.queries import moment, workdays
from motcua.records.models import Dossier, Entry, Look, Post, Proposal
from motcua.rules.people import Role
from tests.make import BEGINNING

pytestmark = pytest.mark.django_db

REASON = "Tờ khai chưa có chữ ký của người khai."
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def now():
    """Pages read the clock themselves."""
    return moment.now()


@pytest.fixture
def at(received):
    return f"/desk/dossiers/{received.code}/"


@pytest.fixture
def open_as(client):
    def sign_in(account):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def minhs(open_as, minh_account):
    return open_as(minh_account)


def html(answer):
    return answer.content.decode()


def state():
    return Dossier.objects.get().state


def verbs():
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_it_shows_where_the_dossier_stands(minhs, received, at):
    page = html(minhs.get(at))

    for said in (received.code, received.applicant.name, "Diễn biến", "Tờ khai", "Thẩm định", "Luật cho"):
        assert said in page
    assert 'data-key="Ctrl+Enter"' in page


def test_it_masks_numbers_until_asked(minhs, at):
    page = html(minhs.get(at))

    assert "•••\u00a0678" in page
    assert "<title>Hồ sơ · motcua</title>" in page  # nothing personal in a title


def test_it_speaks_english(minhs, at, settings):
    minhs.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = html(minhs.get(at))

    assert "What happened" in page
    assert "Confirmation of residence" in page
    assert "Diễn biến" not in page


def test_it_hides_other_units_dossiers(open_as, binh_account, at):
    client = open_as(binh_account)

    assert client.get(at).status_code == 404
    assert client.post(at, {"do": "advance"}).status_code == 404


def test_it_shows_figures_only_from_above(open_as, chief_account, received, at):
    page = html(open_as(chief_account).get(at))

    assert received.code in page
    assert "Nguyễn Thị Lan" in page  # the officer
    assert received.applicant.name not in page
    assert "Tờ khai" not in page
    assert 'name="do"' not in page


def test_it_notes_who_looked_once_a_day(minhs, minh_account, open_as, chief_account, at):
    for _ in range(2):
        minhs.get(at)
    open_as(chief_account).get(at)

    assert list(Look.objects.values_list("user_id", "role", "times")) == [(minh_account.pk, "specialist", 2)]


def test_it_costs_the_same_whatever_the_history(
    minhs, minh, received, at, now, django_assert_max_num_queries
):
    for _ in range(6):
        desk.assign(by=minh, code=received.code, user_id=minh.user_id, now=now)
    minhs.get(at)

    with django_assert_max_num_queries(20):
        minhs.get(at)


def test_moving_on_twice_moves_once(minhs, at):
    answers = [minhs.post(at, {"do": "advance", "step": "0"}).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert Dossier.objects.get().step == 1


def test_the_draft_is_submitted(minhs, at):
    told = {"do": "propose", "propose-outcome": "granted", "propose-note": "Kính trình"}

    answers = [minhs.post(at, told).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert verbs() == ["receive", "propose"]


def test_supplements_are_asked_for_at_once(minhs, received, at):
    told = {"do": "ask_supplement", "ask": ["to_khai", "giay_to"], "ask_supplement-reason": REASON}
    told |= {
        "name-to_khai": "Tờ khai",
        "why-to_khai": "Thiếu chữ ký",
        "name-giay_to": "Giấy tờ",
        "why-giay_to": "Mờ",
    }

    answer = minhs.post(at, told)

    assert answer.status_code == 302
    assert state() == "waiting"
    assert received.documents.filter(standing="missing").count() == 2


def test_a_short_reason_stands_beside_its_field(minhs, at):
    answer = minhs.post(at, {"do": "ask_supplement", "ask": "to_khai", "ask_supplement-reason": "Sai"})

    assert answer.status_code == 200
    assert "Viết lý do" in html(answer) or "lý do" in html(answer)
    assert 'aria-invalid="true"' in html(answer)
    assert state() == "received"


def test_supplements_are_taken_with_their_files(minhs, minh, received, at, now):
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(by=minh, code=received.code, asked=asked, reason=REASON, now=now)
    told = {"do": "take_supplement", "take": "to_khai", "name-to_khai": "Tờ khai", "kind-to_khai": "original"}

    minhs.post(at, told | {"file-to_khai": SimpleUploadedFile("to-khai.pdf", PDF)})

    assert state() == "in_process"
    paper = received.documents.get(key="to_khai")
    assert (paper.standing, paper.file_name) == ("has", "to-khai.pdf")
    assert f"/files/{received.code}/{paper.pk}/" in html(minhs.get(at))


def test_a_financial_duty_stops_the_clock_until_it_is_met(minhs, at):
    minhs.post(
        at, {"do": "charge", "charge-amount": "", "charge-reason": "Nộp lệ phí trước bạ tại cơ quan thuế."}
    )
    stopped = state()
    minhs.post(at, {"do": "settle"})

    assert (stopped, state()) == ("charged", "in_process")


def test_it_is_assigned_and_transferred(minhs, minh_account, elsewhere, at):
    minhs.post(at, {"do": "assign", "assign-user_id": minh_account.pk})
    taken = Dossier.objects.get().assignee
    minhs.post(at, {"do": "transfer", "transfer-unit_id": elsewhere.pk, "transfer-note": "Thuộc xã bạn"})

    assert taken == minh_account
    assert Dossier.objects.get().holder == elsewhere


def test_a_choice_that_was_not_offered_is_refused(minhs, binh_account, at):
    answer = minhs.post(at, {"do": "assign", "assign-user_id": binh_account.pk})

    assert answer.status_code == 200
    assert verbs() == ["receive"]


def test_a_new_appointment_takes_two_people(minhs, open_as, hoa_account, received, at):
    on = workdays.today(received.due_at) + timedelta(days=7)
    minhs.post(at, {"do": "extend", "extend-on": f"{on:%d/%m/%Y}", "extend-reason": REASON})
    asked = Proposal.objects.get()
    own = minhs.post(at, {"proposal": asked.pk, "answer": "agree"}).status_code
    hoas = open_as(hoa_account)
    shown = html(hoas.get(at))
    answers = [hoas.post(at, {"proposal": asked.pk, "answer": "agree"}).status_code for _ in range(2)]

    assert own == 409
    assert 'value="agree"' in shown
    assert answers == [302, 409]
    assert Dossier.objects.get().extensions == 1
    assert f"/slips/{received.code}/apology/" in html(hoas.get(at))


def test_a_proposal_is_declined(open_as, hoa_account, minh, received, at, now):
    later = received.due_at + timedelta(days=3)
    asked = proposals.propose_extension(by=minh, code=received.code, to_at=later, reason=REASON, now=now)

    open_as(hoa_account).post(at, {"proposal": asked.pk, "answer": "decline"})

    assert Proposal.objects.get().outcome == "declined"


def test_the_leader_signs_or_sends_back(open_as, hoa_account, minh, received, at, now):
    desk.propose(by=minh, code=received.code, now=now)
    hoas = open_as(hoa_account)

    hoas.post(at, {"do": "send_back", "send_back-note": "Ghi rõ căn cứ pháp lý"})
    sent_back = state()
    desk.propose(by=minh, code=received.code, now=now)
    hoas.post(at, {"do": "approve"})

    assert (sent_back, state()) == ("in_process", "decided")


def test_reception_withdraws_here_too(open_as, lan_account, at):
    told = {
        "do": "withdraw",
        "withdraw-reason": "Người nộp không còn nhu cầu.",
        "withdraw-confirmed_by": "signature",
    }

    open_as(lan_account).post(at, told)

    assert state() == "withdrawn"


def test_a_leader_stops_with_a_reason(open_as, hoa_account, at):
    open_as(hoa_account).post(at, {"do": "stop", "stop-reason": "Người nộp đề nghị dừng giải quyết."})

    assert state() == "stopped"


def test_a_correction_is_proposed(minhs, minh, hoa, received, at, now):
    desk.propose(by=minh, code=received.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[received.code], now=now)

    minhs.post(at, {"do": "correct", "correct-reason": "Kết quả ghi sai ngày sinh của người nộp."})

    assert Proposal.objects.get().verb == "correct"
    assert state() == "decided"


def test_nobody_presses_anothers_button(minhs, at):
    assert minhs.post(at, {"do": "approve"}).status_code == 409  # not proposed yet
    assert minhs.post(at, {"do": "hand_over"}).status_code == 200  # no such button here: the page again
    assert verbs() == ["receive"]


def test_it_knows_the_place_in_the_list_it_was_opened_from(minhs, at):
    page = html(minhs.get(f"{at}?of=unassigned"))

    assert "1 trên 1" in page
    assert "/desk/unassigned/" in page
    assert minhs.get(f"{at}?of=nonsense").status_code == 200


def test_a_leader_is_led_back_to_her_own_lists(open_as, hoa_account, commune, at):
    page = html(open_as(hoa_account).get(at))
    Post.objects.create(user=hoa_account, unit=commune, role=Role.SPECIALIST, from_on=BEGINNING)

    assert 'href="/lead/" data-key="Escape"' in page
    assert 'href="/desk/" data-key="Escape"' in html(open_as(hoa_account).get(at))


def test_the_result_is_kept_as_a_file(client, minh_account, minh, hoa, received, now):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from motcua.actions import desk as acts
    from motcua.records.models import Dossier

    acts.propose(by=minh, code=received.code, now=now)
    acts.approve_and_issue(by=hoa, codes=[received.code], now=now)
    client.force_login(minh_account, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/desk/dossiers/{received.code}/"
    asked = client.get(address).content.decode()

    scan = SimpleUploadedFile("ket-qua.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "application/pdf")
    client.post(address, {"do": "attach_result", "result": scan, "electronic": "on"})

    row = Dossier.objects.get(pk=received.pk)
    assert 'name="result"' in asked
    assert (row.result_digitised, row.result_electronic) == (True, True)
    assert client.post(address, {"do": "attach_result"}).status_code == 409

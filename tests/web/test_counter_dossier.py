"""One dossier at the counter: its state, its papers, and what may be done with it there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from motcua.actions import dossier as dossiers
from motcua.actions import supplement
from motcua.actions.supplement import Asked
from motcua.records.models import Document, Dossier

BACKEND = "django.contrib.auth.backends.ModelBackend"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
REASON = "Không thuộc thẩm quyền giải quyết của xã."


@pytest.fixture
def counter(client, lan_account):
    client.force_login(lan_account, backend=BACKEND)
    return client


@pytest.fixture
def fresh(lan, intake):
    """A dossier received a moment ago, so that nothing about it is late."""
    return dossiers.take_in(by=lan, intake=intake, now=timezone.now()).dossier


def address(dossier):
    return f"/counter/dossiers/{dossier.code}/"


def test_it_offers_what_the_state_allows_here(counter, filed, received):
    new = counter.get(address(filed)).context["verbs"]
    running = counter.get(address(received)).context["verbs"]

    assert new == ["receive", "pay", "ask_supplement", "refuse", "withdraw"]
    assert running == ["pay", "ask_supplement", "withdraw"]


def test_it_shows_papers_and_the_ledger(counter, received):
    page = counter.get(address(received)).content.decode()

    assert "Tờ khai" in page
    assert "Ngày nhận không tính" in page


def test_it_receives_what_was_filed(counter, filed):
    answer = counter.post(address(filed), {"do": "receive"})

    assert answer.url == f"/counter/reception/{filed.code}/"
    assert Dossier.objects.get().state == "received"


def test_it_asks_for_what_is_wrong(counter, fresh):
    asked = {"ask": "to_khai", "name-to_khai": "Tờ khai", "why-to_khai": "Thiếu chữ ký"}

    counter.post(address(fresh), asked | {"do": "ask_supplement", "reason": "Tờ khai chưa có chữ ký."})

    assert Dossier.objects.get().state == "waiting"
    assert Document.objects.get(key="to_khai").asked == "Thiếu chữ ký"


def test_it_takes_what_is_brought_with_its_scan(counter, lan, fresh, settings, tmp_path):
    settings.STORE = tmp_path
    asked = [Asked("to_khai", "Tờ khai", "Mờ")]
    supplement.ask_supplement(
        by=lan, code=fresh.code, asked=asked, reason="Tờ khai mờ, không đọc được.", now=timezone.now()
    )
    brought = {"take": "to_khai", "name-to_khai": "Tờ khai", "kind-to_khai": "original"}

    counter.post(
        address(fresh),
        brought | {"do": "take_supplement", "file-to_khai": SimpleUploadedFile("moi.png", PNG)},
    )

    paper = Document.objects.get(key="to_khai")
    assert Dossier.objects.get().state == "in_process"
    assert (paper.standing, paper.file_name) == ("has", "moi.png")


def test_it_says_beside_the_form_what_a_refusal_lacks(counter, filed):
    page = counter.post(address(filed), {"do": "refuse", "refuse-reason_code": "other", "refuse-reason": ""})

    assert page.status_code == 200
    assert page.context["forms"]["refuse"].errors["reason"]
    assert Dossier.objects.get().state == "filed"


def test_it_refuses_with_a_ground_and_a_reason(counter, filed):
    told = {"refuse-reason_code": "not_competent", "refuse-reason": REASON}

    counter.post(address(filed), told | {"do": "refuse"})

    assert Dossier.objects.get().state == "refused"


def test_it_takes_the_fee(counter, received):
    counter.post(address(received), {"do": "pay", "pay-amount": "20000", "pay-way": "transfer"})

    made = Dossier.objects.get()
    assert (made.fee_paid, made.paid_online) == (20_000, True)
    assert "pay" not in counter.get(address(received)).context["verbs"]


def test_it_ends_what_its_owner_withdraws(counter, received):
    told = {"withdraw-reason": "Người nộp không còn nhu cầu.", "withdraw-confirmed_by": "signature"}

    counter.post(address(received), told | {"do": "withdraw"})

    assert Dossier.objects.get().state == "withdrawn"


def test_it_says_in_a_sentence_that_a_verb_came_too_late(counter, received):
    answer = counter.post(address(received), {"do": "receive"})

    assert answer.status_code == 409
    assert "Đã tiếp nhận" in answer.content.decode()


def test_it_hides_a_dossier_from_another_unit_and_from_figures_alone(
    client, binh_account, chief_account, received
):
    for account in (binh_account, chief_account):
        client.force_login(account, backend=BACKEND)

        assert client.get(address(received)).status_code == 404
        assert client.post(
            address(received), {"do": "pay", "pay-amount": "1", "pay-way": "cash"}
        ).status_code in (
            403,
            404,
        )


def test_it_asks_a_stated_number_of_questions(counter, received, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        counter.get(address(received))

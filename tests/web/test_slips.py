"""The pages of the slips: whom they show what, and under which name."""

import io

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from motcua.queries import tokens


@pytest.fixture
def page(client, lan_account):
    client.force_login(lan_account)
    return client.get


def text_of(response) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)


def test_they_show_a_receipt_to_the_counter(page, received):
    response = page(f"/slips/{received.code}/receipt/")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == f'inline; filename="{received.code}-receipt.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert "Vũ Thị An" in text_of(response)
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 2


def test_the_code_on_a_receipt_opens_its_dossier(page, client, received, settings):
    settings.PUBLIC_URL = "http://testserver/"
    document = pypdfium2.PdfDocument(page(f"/slips/{received.code}/receipt/").content)

    found = [code.text for code in zxingcpp.read_barcodes(document[1].render(scale=3).to_pil())]

    link = next(text for text in found if text.startswith("http"))
    assert received.code in found
    client.logout()
    assert client.get(link).status_code == 200


def test_they_follow_a_wish_for_size_and_language(page, received):
    response = page(f"/slips/{received.code}/receipt/?size=a4&lang=en&times=x")

    first = PdfReader(io.BytesIO(response.content)).pages[0]
    assert round(first.mediabox.width / 72 * 25.4) == 210
    assert "Receipt of dossier" in text_of(response)


@pytest.mark.parametrize("address", ["{code}/refusal/", "{code}/letter/", "H23.34.15-240112-9999/receipt/"])
def test_they_do_not_show_what_is_not_there(page, received, address):
    assert page(f"/slips/{address.format(code=received.code)}").status_code == 404


def test_they_hide_the_dossier_of_another_unit(client, binh_account, received):
    client.force_login(binh_account)

    assert client.get(f"/slips/{received.code}/receipt/").status_code == 404


def test_they_refuse_who_may_see_figures_only(client, chief_account, received):
    client.force_login(chief_account)

    assert client.get(f"/slips/{received.code}/receipt/").status_code == 403


def test_they_ask_a_stranger_to_sign_in(client, received):
    assert client.get(f"/slips/{received.code}/receipt/").status_code == 302


def test_the_applicant_opens_her_receipt_by_its_link(client, received):
    response = client.get(f"/slips/mine/{tokens.tracking(received)}/")

    assert response.status_code == 200
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 1
    assert client.get(f"/slips/mine/{'0' * 32}/").status_code == 404


def test_the_register_of_a_day_is_for_its_unit(page, client, binh_account, received):
    address = f"/slips/register/?unit={received.unit_id}&from=2024-01-12"

    assert received.code in text_of(page(address))
    client.force_login(binh_account)
    assert client.get(address).status_code == 404


def test_the_register_refuses_a_period_that_ends_before_it_begins(page, received):
    response = page(f"/slips/register/?unit={received.unit_id}&from=2024-01-12&until=2024-01-11")

    assert response.status_code == 409


@pytest.mark.parametrize(
    "question", ["from=2024-13-40", "unit=%C2%B2", "unit=99999999999999999999", "until=x"]
)
def test_the_register_survives_nonsense(page, received, question):
    assert page(f"/slips/register/?{question}").status_code in (200, 404, 409)

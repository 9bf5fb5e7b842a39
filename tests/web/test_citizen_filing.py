"""Filing over the network without an account."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.queries import tokens
from motcua.records.models import Applicant, Document, Dossier
from motcua.rules.catalogue import Fee
from tests import make

CODE = "9.000001"
WHO = {"name": "Hoàng Văn Đức", "id_number": "030 090 001 234", "phone": "0987 654 321", "email": ""}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def page(step=""):
    return f"/procedures/{CODE}/file/{step}/" if step else f"/procedures/{CODE}/file/"


def photo(name="to-khai.png", content=PNG):
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.fixture
def told(client, procedure, commune):
    """A visitor who has answered everything but the last page."""
    client.post(page("where"), {"unit": commune.pk})
    client.post(page("who"), WHO)
    client.post(page("papers"), {"paper_to_khai": photo()})
    return client


def send(client):
    shown = client.get(page("check"))
    return client.post(page("check"), {"draft": shown.context["draft"].key})


def test_it_asks_one_thing_a_page(client, procedure, commune):
    first = client.get(page())
    second = client.post(page("where"), {"unit": commune.pk})
    third = client.post(page("who"), WHO)
    fourth = client.post(page("papers"), {"paper_to_khai": photo()})

    assert [answer.url for answer in (first, second, third, fourth)] == [
        page("where"), page("who"), page("papers"), page("check"),
    ]  # fmt: skip


def test_it_skips_the_choice_where_only_one_office_offers(client, commune):
    make.procedure("9.000002", units=[commune])

    answer = client.get("/procedures/9.000002/file/")

    assert answer.url == "/procedures/9.000002/file/who/"


def test_it_files_with_the_papers(told, commune):
    answer = send(told)

    row = Dossier.objects.get()
    assert answer.url == page("done")
    assert (row.state, row.channel, row.unit_id, row.assisted) == ("filed", "online", commune.pk, False)
    assert row.applicant.id_number == "030090001234"
    assert list(Document.objects.order_by("id").values_list("key", "standing", "kind")) == [
        ("to_khai", "has", "electronic"),
        ("giay_to", "missing", "copy"),
    ]


def test_it_shows_the_code_the_link_and_the_answer_due(told):
    send(told)

    shown = told.get(page("done"))

    row = Dossier.objects.get()
    text = shown.content.decode()
    assert row.code in text
    assert reverse("citizen:dossier", args=[tokens.tracking(row)]) in text
    assert "<svg" in text
    assert shown.context["followed"].dossier.answer_due_at > row.filed_at
    assert WHO["name"] not in text


def test_it_files_once_when_pressed_twice(told):
    key = told.get(page("check")).context["draft"].key

    first = told.post(page("check"), {"draft": key})
    second = told.post(page("check"), {"draft": key})

    assert first.url == second.url == page("done")
    assert Dossier.objects.count() == 1


def test_it_forgets_the_number_once_it_is_filed(told):
    send(told)

    assert "030090001234" not in str(dict(told.session))


def test_it_keeps_the_draft_through_a_reload(told):
    shown = told.get(page("who"))

    assert "030090001234" in shown.content.decode()
    assert told.get(page()).url == page("check")


def test_it_lets_a_paper_be_taken_out_again(told):
    told.post(page("papers"), {"drop": "to_khai"})

    shown = told.get(page("papers"))

    assert all(line["kept"] is None for line in shown.context["lines"])


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.exe", b"MZ" + b"\x00" * 64), ("anh.png", b"%PDF-1.7 not a picture"), ("rong.png", b"")],
)
def test_it_refuses_a_file_with_a_sentence_and_keeps_the_rest(told, name, content):
    files = {"paper_giay_to": photo(name, content), "paper_to_khai": photo()}

    answer = told.post(page("papers"), files)

    assert list(answer.context["errors"]) == ["giay_to"]
    assert told.get(page("papers")).context["lines"][0]["kept"]["name"] == "to-khai.png"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "123"),
        ("name", "Nguyễn\u202e Văn A"),
        ("id_number", "12345"),
        ("id_number", "999090001234"),
        ("phone", "12"),
        ("phone", ""),
        ("email", "an@"),
    ],
)
def test_it_says_at_the_field_what_is_wrong(client, procedure, commune, field, value):
    client.post(page("where"), {"unit": commune.pk})

    answer = client.post(page("who"), WHO | {field: value})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_it_takes_no_other_office_than_those_that_offer(client, procedure, district):
    answer = client.post(page("where"), {"unit": district.pk})

    assert "unit" in answer.context["form"].errors


def test_it_takes_no_file_named_by_the_form(told):
    told.post(page("papers"), {"paper_giay_to": "a" * 64, "sha256": "b" * 64})

    send(told)

    assert Document.objects.exclude(file=None).count() == 1


def test_it_neither_shows_nor_changes_what_is_known_of_a_person(client, procedure, commune, an_row):
    client.post(page("where"), {"unit": commune.pk})
    client.post(page("who"), WHO | {"name": "vu thi an", "id_number": an_row.id_number})
    client.post(page("papers"), {})

    send(client)

    row = Dossier.objects.get()
    assert Applicant.objects.get(pk=an_row.pk).phone == an_row.phone
    assert row.applicant_id == an_row.pk
    assert row.filer.phone == "0987654321"
    assert sorted(row.notices.values_list("to_id", flat=True)) == sorted([an_row.pk, row.filer_id])


def test_it_refuses_a_number_known_under_another_name(client, procedure, commune, an_row):
    client.post(page("where"), {"unit": commune.pk})
    client.post(page("who"), WHO | {"id_number": an_row.id_number})
    client.post(page("papers"), {})

    answer = send(client)

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert Dossier.objects.count() == 0
    assert an_row.name not in answer.content.decode()


def test_it_is_not_there_for_a_procedure_that_is_not_online(client, commune):
    version = make.procedure("9.000003", units=[commune])
    type(version).objects.filter(pk=version.pk).update(online_level="none")

    assert client.get("/procedures/9.000003/file/").status_code == 404


def test_its_pages_are_not_kept_by_a_shared_computer(told):
    assert "no-store" in told.get(page("check")).headers["Cache-Control"]


def test_it_leaves_a_fee_by_the_page_to_the_counter(client, commune):
    body = replace(make.BODY, fees=(Fee(2_000, per="page"),))
    make.procedure("9.000004", units=[commune], body=body)
    client.get("/procedures/9.000004/file/")
    client.post("/procedures/9.000004/file/who/", WHO)
    client.post("/procedures/9.000004/file/papers/", {})

    client.post("/procedures/9.000004/file/check/", {"draft": "x"})

    assert Dossier.objects.get().fee_amount is None

"""The reception page: from whoever stands at the counter to the printed slip."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.records.models import Applicant, Document, Dossier, StoredFile
from tests import make

PAGE = "/counter/reception/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
CARD = "030188004299||Lê Văn Tám|14031990|Nam|Thôn 1, Lam Sơn|01012022"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def counter(client, lan_account, procedure):
    client.force_login(lan_account, backend=BACKEND)
    return client


@pytest.fixture
def known(an_row):
    """An has a telephone and a number, and has been here before."""
    return an_row


def filled(page, **differences):
    """Return the form a page shows, its papers marked, ready to be sent."""
    laid = page.context["laid"]
    form = {"key": laid.key, "mode": laid.mode, "person": laid.person_token}
    if laid.version is not None:
        form["procedure"] = laid.version.procedure.code
    for line in laid.lines:
        form |= {f"{line.id}-key": line.key, f"{line.id}-state": "has"}
    return form | differences


def laid_out(counter, who="030188004217"):
    """Return the page with a person and a procedure chosen."""
    return counter.post(PAGE, {"who": who, "choose": "9.000001", "do": "show"})


def test_it_begins_with_the_person(counter):
    page = counter.get(PAGE)

    assert page.status_code == 200
    assert 'id="who"' in page.content.decode()
    assert page.context["laid"].focus == ""


def test_it_takes_a_person_by_a_whole_number(counter, known):
    page = counter.post(PAGE, {"who": "030188004217", "do": "show"})

    assert page.context["laid"].person == known
    assert page.context["laid"].focus == "what"


def test_it_takes_a_scanned_card_of_somebody_known(counter, known):
    page = counter.post(PAGE, {"who": "030188004217||Vũ Thị An|14031988|Nữ|Lam Sơn|01012022", "do": "show"})

    assert page.context["laid"].person == known


def test_it_fills_the_form_from_the_card_of_somebody_new(counter):
    page = counter.post(PAGE, {"who": CARD, "do": "show"})

    assert page.context["laid"].person_form["name"].value() == "Lê Văn Tám"
    assert page.context["laid"].focus == "id_a-phone"


def test_it_finds_by_a_part_of_a_name_only_who_has_been_here(counter, known, received):
    make.applicant("Vũ Thị Anh", id_number="030188004999")

    page = counter.post(
        PAGE, {"who": "vu thi an", "do": ""}, headers={"HX-Request": "true", "HX-Target": "who-found"}
    )

    assert page.context["laid"].people == [known]


def test_it_lets_nobody_ask_for_a_person_by_counting(counter, known):
    page = counter.post(PAGE, {"pick": str(known.pk), "do": "show"})

    assert page.context["laid"].person is None


def test_it_finds_a_procedure_without_accents(counter):
    page = counter.post(PAGE, {"what": "xac nhan tinh trang", "do": "show"})

    assert page.context["laid"].version.procedure.code == "9.000001"


def test_it_shows_the_due_moment_and_the_fee_before_anything_is_received(counter, known):
    page = laid_out(counter)

    assert page.context["laid"].due["due_at"] is not None
    assert page.context["laid"].fee_amount == 20_000
    assert not Dossier.objects.exists()


def test_it_receives_with_the_papers_and_the_fee(counter, known):
    form = filled(laid_out(counter), do="receive", paid="cash")

    answer = counter.post(PAGE, form)

    made = Dossier.objects.get()
    assert answer.url == reverse("counter:done", args=[made.code])
    assert (made.state, made.applicant, made.components, made.fee_paid) == ("received", known, 2, 20_000)


def test_it_makes_one_dossier_of_a_double_click(counter, known):
    form = filled(laid_out(counter), do="receive")

    first = counter.post(PAGE, form)
    second = counter.post(PAGE, form)

    assert first.url == second.url
    assert Dossier.objects.count() == 1


def test_it_refuses_a_form_that_was_changed_after_it_was_sent(counter, known):
    form = filled(laid_out(counter), do="receive")
    counter.post(PAGE, form)

    answer = counter.post(PAGE, form | {"return_mode": "post"})

    assert answer.status_code == 409
    assert Dossier.objects.count() == 1


def test_it_goes_to_the_paper_that_is_missing(counter, known):
    page = counter.post(PAGE, filled(laid_out(counter), do="receive", **{"p1-state": "miss"}))

    laid = page.context["laid"]
    assert [problem.target for problem in laid.problems] == ["p1-has"]
    assert "Giấy tờ chứng minh chỗ ở" in laid.problems[0].text
    assert not Dossier.objects.exists()


def test_it_goes_to_the_person_when_nothing_is_there(counter):
    page = counter.post(PAGE, {"do": "receive"})

    assert [problem.target for problem in page.context["laid"].problems] == ["who", "what"]


def test_it_makes_the_person_with_the_dossier(counter):
    person = {
        "a-name": "Lê Văn Tám",
        "a-id_kind": "cccd",
        "a-id_number": "030190004299",
        "a-phone": "0987654321",
    }
    page = counter.post(PAGE, person | {"choose": "9.000001", "do": "show"})

    counter.post(PAGE, filled(page, do="receive") | person | {"a-birth_on": "14/03/1990", "person": ""})

    made = Dossier.objects.get().applicant
    assert (made.name, made.birth_on.year, made.name_fold) == ("Lê Văn Tám", 1990, "le van tam")


def test_it_says_beside_the_field_what_is_wrong_with_a_number(counter):
    wrong = {"a-name": "Lê Văn Tám", "a-id_kind": "cccd", "a-id_number": "12345", "a-phone": "12"}
    page = counter.post(PAGE, wrong | {"choose": "9.000001", "do": "show"})

    page = counter.post(PAGE, filled(page, do="receive") | wrong)

    assert [problem.target for problem in page.context["laid"].problems] == ["id_a-id_number", "id_a-phone"]
    assert not Applicant.objects.filter(name="Lê Văn Tám").exists()


def test_it_asks_for_the_authority_of_whoever_files_for_another(counter, known):
    filer = {"on_behalf": "1", "f-name": "Lê Văn Tám", "f-id_kind": "none", "f-phone": "0987654321"}
    page = counter.post(PAGE, {"who": "030188004217", "choose": "9.000001", "do": "show"} | filer)

    missing = counter.post(PAGE, filled(page, do="receive") | filer | {"p2-state": ""})
    counter.post(PAGE, filled(page, do="receive") | filer)

    assert [problem.target for problem in missing.context["laid"].problems] == ["p2-has"]
    made = Dossier.objects.get()
    assert (made.applicant, made.filer.name) == (known, "Lê Văn Tám")
    assert made.documents.filter(name="Văn bản ủy quyền của Vũ Thị An").exists()


def test_it_keeps_a_file_from_the_step_it_was_chosen_in(counter, known, settings, tmp_path):
    settings.STORE = tmp_path
    chosen = filled(laid_out(counter), **{"p0-upload": SimpleUploadedFile("to khai.png", PNG)})

    page = counter.post(PAGE, chosen | {"do": "show"})
    token = page.context["laid"].lines[0].file.token
    counter.post(PAGE, filled(page, do="receive", **{"p0-file": token}))

    paper = Document.objects.get(key="to_khai")
    assert (paper.file.mime, paper.file_name) == ("image/png", "to khai.png")
    assert Dossier.objects.get().digitised == 1


def test_it_takes_no_file_of_another_officers_form(counter, known, hoa_account, settings, tmp_path):
    from motcua.web import uploads

    settings.STORE = tmp_path
    stolen = uploads.keep(
        SimpleUploadedFile("a.png", PNG), owner=f"user:{hoa_account.pk}", now=make.at("2024-01-12 09:00")
    )

    page = counter.post(PAGE, filled(laid_out(counter), **{"p0-file": stolen.token}))

    assert page.context["laid"].lines[0].file is None


def test_it_offers_a_paper_held_already_and_notes_the_consent(
    counter, lan, known, procedure, commune, now, settings, tmp_path
):
    from motcua.actions import dossier as dossiers
    from motcua.rules.intake import Paper, Person

    kept = StoredFile.objects.create(sha256="a" * 64, size=9, mime="image/png", stored_at=now)
    papers = [Paper("giay_to", "Giấy tờ chứng minh chỗ ở", file=kept.sha256, file_name="nha.png")]
    before = dossiers.take_in(
        by=lan, intake=make.intake(procedure, commune, Person(pk=known.pk), papers=papers), now=now
    ).dossier
    page = laid_out(counter)

    counter.post(PAGE, filled(page, do="receive", **{"p1-state": "held"}))

    made = Dossier.objects.exclude(pk=before.pk).get()
    reused = made.documents.get(key="giay_to")
    assert (made.reused, reused.file, reused.standing) == (1, kept, "held")
    assert before.code in reused.remark


def test_it_hands_papers_back_with_a_supplement_slip(counter, known):
    page = counter.post(PAGE, filled(laid_out(counter), do="supplement", **{"p1-state": "miss"}))
    asked = filled(page, do="ask", reason=page.context["laid"].reason)

    answer = counter.post(PAGE, asked | {"p1-state": "miss", "p1-remark": "Bản photo mờ"})

    made = Dossier.objects.get()
    assert answer.status_code == 302
    assert (made.state, made.documents.get(standing="missing").asked) == ("incomplete", "Bản photo mờ")


def test_it_asks_for_nothing_when_nothing_is_missing(counter, known):
    page = counter.post(
        PAGE, filled(laid_out(counter), do="ask", mode="supplement", reason="Đủ cả rồi, không thiếu gì.")
    )

    assert page.context["laid"].problems[0].target == "p0-miss"


def test_it_refuses_in_writing(counter, known):
    page = counter.post(PAGE, filled(laid_out(counter), do="refusal"))
    reason = {"reason_code": "not_competent", "reason": "Không thuộc thẩm quyền giải quyết của xã."}

    counter.post(PAGE, filled(page, do="refuse") | reason)

    assert Dossier.objects.get().state == "refused"


def test_it_answers_htmx_with_the_piece_it_asked_for(counter, known):
    page = counter.post(
        PAGE, {"who": "030188004217"}, headers={"HX-Request": "true", "HX-Target": "who-found"}
    )

    assert "<html" not in page.content.decode()
    assert "Vũ Thị An" in page.content.decode()


def test_it_leads_htmx_to_the_page_of_the_dossier(counter, known):
    form = filled(laid_out(counter), do="receive")

    answer = counter.post(PAGE, form, headers={"HX-Request": "true", "HX-Target": "desk"})

    assert answer.headers["HX-Redirect"] == reverse("counter:done", args=[Dossier.objects.get().code])


def test_it_shows_the_code_the_slip_and_the_link(counter, received):
    page = counter.get(reverse("counter:done", args=[received.code]))

    text = page.content.decode()
    assert received.code in text
    assert reverse("slip", args=[received.code, "receipt"]) in text
    assert "<svg" in page.context["qr"]


def test_it_hides_a_reception_from_another_unit(client, binh_account, received):
    client.force_login(binh_account, backend=BACKEND)

    assert client.get(reverse("counter:done", args=[received.code])).status_code == 404


def test_it_is_not_for_a_specialist(client, minh_account):
    client.force_login(minh_account, backend=BACKEND)

    assert client.get(PAGE).status_code == 403


def test_it_asks_a_stated_number_of_questions(counter, known, django_assert_max_num_queries):
    form = filled(laid_out(counter))

    with django_assert_max_num_queries(21):
        counter.post(PAGE, form | {"do": "show"})

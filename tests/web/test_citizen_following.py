"""Following a dossier without an account."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.actions import desk, result, supplement
from motcua.actions import dossier as dossiers
from motcua.queries import moment, tokens
from motcua.records.models import Attempt, Dossier, Look
from motcua.rules.intake import Person
from tests import make

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def now():
    """The pages read the clock of the house, so these dossiers live today."""
    return moment.now()


@pytest.fixture
def page(received):
    return reverse("citizen:dossier", args=[tokens.tracking(received)])


def guess(client, code, digits="0000", **more):
    return client.post("/track/", {"code": code, "digits": digits}, **more)


def shown_text(answer):
    """The page without what differs from one answer to the next: the form's token and what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'name="(code|digits)" value="[^"]*"', "", text)


def test_it_opens_with_code_and_last_digits(client, received, page):
    answer = guess(client, received.code.lower(), "5678")

    assert answer.url == page
    assert client.get(page).status_code == 200


def test_it_opens_with_the_digits_of_who_filed_it_for_somebody(client, lan, intake, stranger, now):
    row = dossiers.take_in(by=lan, intake=replace(intake, filer=stranger), now=now).dossier

    assert guess(client, row.code, "4321").status_code == 302


def test_it_answers_alike_for_a_wrong_code_and_for_wrong_digits(client, received):
    wrong_code = guess(client, "H23.34.15-240112-9999", "5678")
    wrong_digits = guess(client, received.code, "0000")

    assert (wrong_code.status_code, wrong_digits.status_code) == (404, 404)
    assert shown_text(wrong_code) == shown_text(wrong_digits)


def test_it_bears_five_wrong_tries_at_one_code(client, received):
    answers = [guess(client, received.code).status_code for _ in range(6)]
    right_too_late = guess(client, received.code, "5678")

    assert answers == [404] * 5 + [429]
    assert right_too_late.status_code == 429


def test_it_bears_twenty_wrong_tries_of_one_network(client, received):
    codes = [f"H23.34.15-240112-{n:04d}" for n in range(21)]
    answers = [guess(client, code, REMOTE_ADDR=f"203.0.113.{n}").status_code for n, code in enumerate(codes)]
    elsewhere = guess(client, received.code, "5678", REMOTE_ADDR="198.51.100.7")

    assert answers == [404] * 20 + [429]
    assert elsewhere.status_code == 302


def test_it_does_not_count_right_tries(client, received):
    answers = {guess(client, received.code, "5678").status_code for _ in range(30)}

    assert answers == {302}


def test_it_keeps_neither_codes_nor_addresses_of_guessers(client, received):
    guess(client, received.code, REMOTE_ADDR="203.0.113.9")

    kept = " ".join(Attempt.objects.values_list("key", flat=True))
    assert received.code not in kept
    assert "203.0" not in kept


def test_it_names_nobody(client, received, page, an_row, lan_account):
    Look.objects.create(
        dossier=received, user=lan_account, unit_id=received.unit_id, role="reception",
        on=received.received_on, first_at=received.received_at,
    )  # fmt: skip

    text = client.get(page).content.decode()

    assert received.code in text
    for secret in (an_row.name, an_row.id_number, an_row.phone, lan_account.full_name):
        assert secret not in text


def test_it_says_who_looked_by_role_and_unit(client, received, page, lan_account):
    Look.objects.create(
        dossier=received, user=lan_account, unit_id=received.unit_id, role="reception",
        on=received.received_on, first_at=received.received_at,
    )  # fmt: skip

    looked = client.get(page).context["looked"]

    assert [(one.role, one.unit) for one, _ in looked] == [("reception", "Xã Lam Sơn")]


def test_it_stays_out_of_search_engines_and_caches(client, page):
    answer = client.get(page)

    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.content.decode()


def test_it_counts_the_days_in_the_words_of_the_slip(client, page):
    answer = client.get(page)

    assert len(answer.context["ledger"]) >= 2
    assert answer.context["term"][0] == "5 ngày làm việc"


@pytest.mark.parametrize("token", ["0" * 32, "x", "đ" * 32, "0" * 400])
def test_it_knows_no_other_link(client, received, token):
    assert client.get(f"/track/{token}/").status_code == 404


@pytest.fixture
def waiting(lan, received, now):
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký của người khai")]
    reason = "Tờ khai chưa có chữ ký của người khai."
    return supplement.ask_supplement(by=lan, code=received.code, asked=asked, reason=reason, now=now)


def test_it_says_what_is_missing_and_why(client, waiting, page):
    text = client.get(page).content.decode()

    assert "Thiếu chữ ký của người khai" in text
    assert waiting.due_at is None


def test_it_takes_the_papers_asked_for(client, waiting, page):
    upload = SimpleUploadedFile("to-khai.png", PNG, content_type="image/png")

    answer = client.post(page + "papers/", {"paper_to_khai": upload})

    row = Dossier.objects.get()
    assert answer.url == page
    assert row.state == "in_process"
    assert row.due_at is not None


def test_it_asks_for_a_file_when_none_was_chosen(client, waiting, page):
    answer = client.post(page + "papers/", {})

    assert answer.status_code == 422
    assert Dossier.objects.get().state == "waiting"


def test_it_takes_no_papers_that_nobody_asked_for(client, received, page):
    upload = SimpleUploadedFile("to-khai.png", PNG, content_type="image/png")

    answer = client.post(page + "papers/", {"paper_to_khai": upload})

    assert answer.status_code == 422
    assert Dossier.objects.get().state == "received"


@pytest.fixture
def handed(lan, minh, hoa, received, now):
    desk.propose(by=minh, code=received.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[received.code], now=now)
    result.pay(by=lan, code=received.code, amount=20_000, now=now)
    return result.hand_over(by=lan, code=received.code, now=now)


@pytest.fixture
def rating(handed):
    return reverse("citizen:rate", args=[tokens.rating(handed)])


def test_it_offers_the_rating_once_the_result_is_handed_over(client, handed, page, rating):
    assert rating in client.get(page).content.decode()


def test_it_rates_once(client, handed, page, rating):
    thanks = client.post(rating, {"face": "4", "reasons": ["fast", "clear"], "comment": "Nhanh, rõ"})
    again = client.post(rating, {"face": "1"})
    look = client.get(rating)

    given = Dossier.objects.get().given_rating
    assert (given.face, given.reasons) == (4, ["fast", "clear"])
    assert (thanks.status_code, again.status_code, look.status_code) == (200, 410, 410)
    assert client.get(page).context["followed"].is_rated


def test_it_takes_nothing_from_an_official_in_the_citizens_place(client, lan_account, handed, page, rating):
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    answers = [client.post(rating, {"face": "5"}), client.post(page + "papers/", {})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert client.get(page).status_code == 200
    assert Dossier.objects.get().rating is None


@pytest.mark.parametrize("face", ["", "0", "6", "x", "5.5"])
def test_it_keeps_no_rating_without_a_face(client, handed, rating, face):
    answer = client.post(rating, {"face": face})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not hasattr(Dossier.objects.get(), "given_rating")


def test_it_keeps_a_face_chosen_on_the_page_of_the_dossier(client, rating):
    answer = client.get(rating, {"face": "2"})

    assert answer.context["form"].initial["face"] == "2"


def test_it_says_kindly_that_a_link_is_unknown(client, db):
    answer = client.get("/rate/" + "0" * 32 + "/")

    assert answer.status_code == 410
    assert "citizen/rate_closed.html" in [template.name for template in answer.templates]


def test_it_takes_forms_of_its_own_site_only(waiting, page):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(page + "papers/", {}).status_code == 403


@pytest.fixture(params=["refused", "withdrawn", "stopped", "rejected"])
def ended(request, lan, minh, hoa, received, now):
    """The received dossier brought to each of its other ends; a refused one is filed first."""
    code, said = received.code, "Người nộp đã đề nghị rút hồ sơ."
    if request.param == "refused":
        code = request.getfixturevalue("filed").code
        dossiers.refuse(by=lan, code=code, reason_code="not_competent", reason=said, now=now)
    elif request.param == "withdrawn":
        result.withdraw(by=lan, code=code, reason=said, confirmed_by="signature", now=now)
    elif request.param == "stopped":
        result.stop(by=lan, code=code, reason=said, now=now)
    else:
        desk.propose(by=minh, code=code, outcome="rejected", now=now)
        desk.approve_and_issue(by=hoa, codes=[code], now=now)
    return Dossier.objects.get(code=code)


def test_it_says_every_end_in_a_sentence(client, ended):
    answer = client.get(reverse("citizen:dossier", args=[tokens.tracking(ended)]))

    assert answer.status_code == 200
    assert answer.context["heading"]
    assert answer.context["due"]["at"]


def test_it_answers_a_person_without_a_telephone_like_a_stranger(client, lan, procedure, commune, now):
    who = Person(name="Trần Thị Bốn", phone="")
    row = dossiers.take_in(by=lan, intake=make.intake(procedure, commune, who), now=now).dossier

    assert guess(client, row.code, "0000").status_code == 404


def test_it_says_first_that_the_office_is_late(client, lan, intake, now):
    long_ago = now - timedelta(days=60)
    row = dossiers.take_in(by=lan, intake=intake, now=long_ago).dossier

    answer = client.get(reverse("citizen:dossier", args=[tokens.tracking(row)]))

    assert answer.context["heading"] == "Cơ quan đang chậm trả hồ sơ này"
    assert answer.context["due"]["tone"] == "bad"


def test_it_says_first_that_the_answer_is_late(client, an, intake, now):
    row = dossiers.file(by=an, intake=intake, now=now - timedelta(days=60)).dossier

    answer = client.get(reverse("citizen:dossier", args=[tokens.tracking(row)]))

    assert answer.context["heading"] == "Cơ quan chậm trả lời hồ sơ này"


def test_it_reads_the_names_of_the_units_it_met_and_no_others(client, received, page, elsewhere):
    with CaptureQueriesContext(connection) as asked:
        client.get(page)

    units = [query["sql"] for query in asked.captured_queries if 'FROM "records_unit"' in query["sql"]]
    assert not [sql for sql in units if "WHERE" not in sql]

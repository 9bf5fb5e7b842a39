"""The search of the top bar."""

import pytest

from motcua.rules.people import Role
from tests import make

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def counter(client, lan_account):
    client.force_login(lan_account, backend=BACKEND)
    return client


def codes(page):
    return [row["dossier"].code for row in page.context["rows"]]


def test_it_opens_the_dossier_of_a_whole_code(counter, received):
    answer = counter.post("/search/", {"q": f" {received.code.lower()} "})

    assert answer.url == f"/counter/dossiers/{received.code}/"


@pytest.mark.parametrize(
    "text",
    ["vu thi an", "VŨ THỊ AN", "An Vũ", "030188004217", "5678", "240112-0001"],
    ids=["no accents", "capitals", "any order", "number", "last digits", "part of a code"],
)
def test_it_finds_by_what_people_say(counter, received, text):
    assert codes(counter.post("/search/", {"q": text})) == [received.code]


@pytest.mark.parametrize("text", ["", "a", "12", "hoang van duc", "%", "_"])
def test_it_finds_nothing_by_nothing(counter, received, text):
    assert codes(counter.post("/search/", {"q": text})) == []


def test_it_takes_no_text_out_of_an_address(counter, received):
    assert codes(counter.get("/search/?q=vu+thi+an")) == []


def test_it_hides_other_units_dossiers(client, binh_account, received):
    client.force_login(binh_account, backend=BACKEND)

    answers = [client.post("/search/", {"q": text}) for text in (received.code, "vu thi an", "5678")]

    assert [codes(answer) for answer in answers] == [[], [], []]


def test_it_shows_a_leader_above_figures_and_no_persons(client, chief_account, received):
    client.force_login(chief_account, backend=BACKEND)

    by_name = client.post("/search/", {"q": "vu thi an"})
    by_code = client.post("/search/", {"q": "240112-0001"})

    assert codes(by_name) == []
    assert codes(by_code) == [received.code]
    assert "Vũ Thị An" not in by_code.content.decode()


@pytest.mark.parametrize("role", [Role.REFORM, Role.ADMIN])
def test_it_shows_who_does_not_work_on_dossiers_no_persons(client, commune, received, role):
    client.force_login(make.official("Ai Đó", unit=commune, role=role, user_name="ai"), backend=BACKEND)

    by_name = client.post("/search/", {"q": "vu thi an"})
    by_code = client.post("/search/", {"q": "240112-0001"})
    page = client.get(f"/desk/dossiers/{received.code}/")
    papers = [f"/slips/{received.code}/receipt/", f"/slips/register/?unit={commune.pk}&from=2024-01-12"]

    assert (codes(by_name), codes(by_code)) == ([], [received.code])
    assert page.status_code == 200
    assert not any("Vũ Thị An" in shown.content.decode() for shown in (by_code, page))
    assert [client.get(address).status_code for address in papers] == [403, 404]


def test_it_sends_a_stranger_to_sign_in(client):
    assert client.post("/search/", {"q": "an"}).status_code == 302


def test_it_asks_a_stated_number_of_questions(counter, received, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        counter.post("/search/", {"q": "vu thi an"})

"""Finding a procedure and reading its guide."""

from dataclasses import replace

import pytest

from motcua.records.models import ProcedureVersion
from motcua.rules import catalogue
from motcua.rules.text import fold
from tests import make

BIRTH = replace(
    make.BODY, name="Đăng ký khai sinh", name_en="Birth registration", field="Hộ tịch",
    words=("làm giấy khai sinh", "đẻ con"), life_events=("birth",),
)  # fmt: skip
SHOP = replace(
    make.BODY, name="Đăng ký thành lập hộ kinh doanh", name_en="Household business", field="Hộ kinh doanh",
    words=("mở quán", "mở cửa hàng"), life_events=("business",),
)  # fmt: skip


def offered(code, body, units):
    version = make.procedure(code, units=units, body=body)
    search = "|".join(("", body.name, code, body.field, *body.words, body.name_en, ""))
    ProcedureVersion.objects.filter(pk=version.pk).update(search=fold(search), life_event=body.life_events[0])
    return version


@pytest.fixture
def shelf(commune, district):
    offered("1.001193", BIRTH, [commune])
    offered("1.001612", SHOP, [district])
    make.procedure("9.000009", units=[])  # in the catalogue, offered nowhere


def codes(answer):
    return [row["code"] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "khai sinh"}, ["1.001193"]),
        ({"q": "ĐĂNG KÝ KHAI SINH"}, ["1.001193"]),
        ({"q": "mo quan"}, ["1.001612"]),
        ({"q": "birth"}, ["1.001193"]),
        ({"q": "1.001612"}, ["1.001612"]),
        ({"q": ""}, ["1.001193", "1.001612"]),
        ({"event": "birth"}, ["1.001193"]),
        ({"field": "Hộ kinh doanh"}, ["1.001612"]),
        ({"q": "cư trú"}, []),
        ({"q": "%_'\";--"}, []),
        ({"q": "\x00khai sinh"}, ["1.001193"]),
        ({"page": "99999999999999999999"}, ["1.001193", "1.001612"]),
        ({"unit": "x"}, ["1.001193", "1.001612"]),
    ],
)
def test_it_finds_what_is_offered_here(client, shelf, query, found):
    answer = client.get("/procedures/", query)

    assert codes(answer) == found


def test_it_narrows_to_an_office(client, shelf, district):
    answer = client.get("/procedures/", {"unit": district.pk})

    assert codes(answer) == ["1.001612"]


def test_it_shows_the_nearest_when_no_procedure_holds_every_word(client, shelf):
    answer = client.get("/procedures/", {"q": "mở quán phở"})

    assert codes(answer) == ["1.001612"]
    assert answer.context["found"].is_near


def test_it_asks_few_questions_of_the_database(client, shelf, django_assert_max_num_queries):
    client.get("/")

    with django_assert_max_num_queries(12):
        client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/procedures/", {"q": "khai sinh"})
    with django_assert_max_num_queries(14):
        client.get("/procedures/1.001193/")


def test_it_shows_life_events_that_lead_somewhere(client, shelf):
    answer = client.get("/")

    assert [event["key"] for event in answer.context["events"]] == ["birth", "business"]


def test_it_stands_before_anything_is_offered(client, db):
    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.context["hours"] is None
    assert client.get("/procedures/").status_code == 200
    assert client.get("/help/").status_code == 200


def test_it_tells_time_fee_place_and_result(client, shelf, commune):
    answer = client.get("/procedures/1.001193/")

    text = answer.content.decode()
    assert answer.context["times"] == ["5 ngày làm việc"]
    assert "20.000" in text
    assert commune.name in text
    assert "Giấy xác nhận" in text


def test_it_speaks_english(client, shelf):
    client.cookies["django_language"] = "en"

    answer = client.get("/procedures/1.001193/")

    text = answer.content.decode()
    assert "<h1" in text
    assert "Birth registration" in text
    assert answer.context["times"] == ["5 working days"]


@pytest.mark.parametrize("code", ["9.999999", "..", "a" * 300, "1.001193'"])
def test_it_knows_no_other_procedure(client, shelf, code):
    assert client.get(f"/procedures/{code}/").status_code == 404


def test_it_reads_a_procedure_that_is_offered_nowhere_here(client, shelf):
    answer = client.get("/procedures/9.000009/")

    assert answer.status_code == 200
    assert not answer.context["guide"].is_online


def test_it_never_takes_an_unknown_fee_for_none(client, commune):
    body = replace(make.BODY, fees=(catalogue.Fee(None, text="Theo quy định"),))
    make.procedure("9.000005", units=[commune], body=body)

    text = client.get("/procedures/9.000005/").content.decode()

    assert "Hỏi tại quầy" in text
    assert "Không mất tiền" not in text


def test_it_keeps_search_engines_from_dossiers(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /track/" in text
    assert "Disallow: /rate/" in text

"""A program does what a page does: the same verbs, the same refusals."""

import json
from pathlib import Path

import pytest

from motcua.api import problems
from motcua.records.models import Dossier, Entry


@pytest.fixture
def told(procedure, commune):
    """What a program sends to receive papers."""
    return {
        "procedure": procedure.procedure.code,
        "unit": commune.pk,
        "applicant": {
            "name": "Vũ Thị An",
            "id_kind": "cccd",
            "id_number": "030188004217",
            "phone": "0912345678",
        },
        "papers": [
            {"key": "to_khai", "name": "Tờ khai"},
            {"key": "giay_to", "name": "Giấy tờ", "kind": "copy"},
        ],
        "fee_amount": 20000,
    }


@pytest.fixture
def counter(lan_account, program):
    return program("lan")


def test_it_goes_the_whole_way(counter, minh_account, hoa_account, program, told):
    desk, leader = program("minh"), program("hoa")

    taken = counter.post("/dossiers", told).json()
    code = taken["code"]
    steps = [
        desk.post(f"/dossiers/{code}/advance", {"note": "đủ điều kiện"}),
        desk.post(f"/dossiers/{code}/propose"),
        leader.post(f"/dossiers/{code}/approve"),
        leader.post(f"/dossiers/{code}/sign"),
        leader.post(f"/dossiers/{code}/decide", {"number": "12/GXN"}),
        counter.post(f"/dossiers/{code}/pay", {"amount": 20000}),
        counter.post(f"/dossiers/{code}/hand-over"),
    ]

    assert [answer.status_code for answer in steps] == [200] * 7
    assert steps[-1].json()["state"] == "handed_over"
    assert len(taken["witness"].replace(" ", "")) == 16
    assert counter.get(f"/dossiers/{code}/entries").json()[0]["verb"] == "receive"
    assert counter.get(f"/dossiers/{code}/clock").json()["law"]["due_at"]


def test_a_key_repeated_gives_the_same_answer_and_one_dossier(counter, told):
    first, second = (counter.post("/dossiers", told, key="k-1") for _ in range(2))
    other = counter.post("/dossiers", told | {"subject": "khác"}, key="k-1")

    assert first.json() == second.json()
    assert Dossier.objects.count() == 1
    assert (other.status_code, other.json()["type"]) == (409, "urn:motcua:KeyReused")


def test_a_wrong_state_is_a_problem_and_changes_nothing(counter, told):
    code = counter.post("/dossiers", told).json()["code"]
    before = Entry.objects.count()

    answer = counter.post(f"/dossiers/{code}/receive")

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["type"] == "urn:motcua:Illegal"
    assert Entry.objects.count() == before


def test_an_outsider_finds_nothing(counter, binh_account, program, told):
    code = counter.post("/dossiers", told).json()["code"]
    outsider = program("binh")

    there, nowhere = outsider.get(f"/dossiers/{code}"), outsider.get("/dossiers/H23.34.15-240101-0009")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.json() == nowhere.json()
    assert outsider.get("/dossiers").json()["items"] == []


def test_a_key_that_may_only_read_may_not_write(lan_account, program, told):
    answer = program("lan", "read").post("/dossiers", told)

    assert (answer.status_code, Dossier.objects.count()) == (403, 0)


def test_no_key_is_no_entry(client, db):
    assert client.get("/api/v1/dossiers").status_code == 401


BAD = {
    "unknown field": {"received_at": "2020-01-01T00:00:00Z"},
    "letters in the number": {"applicant": {"name": "An", "id_kind": "cccd", "id_number": "03018800421x"}},
    "thirteen digits": {"applicant": {"name": "An", "id_kind": "cccd", "id_number": "0301880042171"}},
    "no such province": {"applicant": {"name": "An", "id_kind": "cccd", "id_number": "999188004217"}},
    "full-width digits": {
        "applicant": {"name": "An", "id_kind": "cccd", "id_number": "０３０１８８００４２１７"}
    },
    "name of spaces": {"applicant": {"name": "   "}},
    "control character": {"applicant": {"name": "An\u0007"}},
    "bidi override": {"applicant": {"name": "An\u202e"}},
    "line feed in the name": {"applicant": {"name": "An\u0000"}},
    "impossible day": {"applicant": {"name": "An", "birth_on": "2023-02-30"}},
    "born in the future": {"applicant": {"name": "An", "birth_on": "2999-01-01"}},
    "short telephone": {"applicant": {"name": "An", "phone": "0912"}},
    "unknown procedure": {"procedure": "9.999999"},
    "unknown unit": {"unit": 999_999},
    "negative fee": {"fee_amount": -1},
    "fee with decimals": {"fee_amount": 1.5},
    "huge fee": {"fee_amount": 2**63},
    "file never kept": {"papers": [{"key": "a", "name": "A", "file": "0" * 64}]},
    "ten thousand letters": {"applicant": {"name": "A" * 10_000}},
}


@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_and_nothing_is_kept(counter, told, wrong):
    answer = counter.post("/dossiers", told | wrong)

    assert 400 <= answer.status_code < 500, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert (Dossier.objects.count(), Entry.objects.filter(verb="receive").count()) == (0, 0)


@pytest.mark.parametrize("body", ["", "{", "[]", '{"a":1', "null", "NaN", "[" * 2000], ids=range(7))
def test_a_body_that_is_no_request_is_refused(counter, body):
    answer = counter.post("/dossiers", body or " ")

    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"


def test_a_name_typed_in_pieces_is_kept_whole(counter, told):
    told["applicant"] = {"name": "Nguye\u0302\u0303n Va\u0306n \u0110a\u0323t"}

    code = counter.post("/dossiers", told).json()["code"]

    assert Dossier.objects.get(code=code).applicant.name == "Nguyễn Văn Đạt"


def test_the_description_is_current(client):
    from motcua.api.v1 import api

    written = json.loads(Path("docs/api/openapi.json").read_text(encoding="utf-8"))
    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))

    assert written == found, "run python tools/openapi.py"


def test_a_mistake_of_ours_is_a_problem_without_a_trace(rf):
    answer = problems.HANDLERS[Exception](rf.get("/api/v1/dossiers"), RuntimeError("secret inside"))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()

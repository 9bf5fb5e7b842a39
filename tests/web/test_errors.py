"""Where a "no" becomes a page."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError
from django.test import RequestFactory
from django.utils import translation

from motcua.queries.access import NoSuch
from motcua.rules.lifecycle import Illegal, State, Verb
from motcua.rules.people import BadPhone
from motcua.web import errors

pytestmark = pytest.mark.django_db


def refused(problem, **headers):
    request = RequestFactory().get("/x/", headers=headers)
    request.htmx = "hx-request" in headers
    request.user = None
    return errors.Refusals(lambda _: None).process_exception(request, problem)


def test_it_says_the_reason_in_the_language_of_the_page():
    refusal = Illegal(state=State.DECIDED, verb=Verb.RECEIVE)

    with translation.override("vi"):
        vietnamese = errors.sentence(refusal)
    with translation.override("en"):
        english = errors.sentence(refusal)

    assert vietnamese == "Chưa thể “Tiếp nhận”: hồ sơ đang ở trạng thái “Có kết quả, chờ trả”."
    assert english == "“Receive” is not possible now: the dossier is in the state “Result ready”."


def test_it_answers_a_rule_with_409():
    answer = refused(BadPhone(number="12"))

    assert answer.status_code == 409
    assert "không phải số điện thoại" in answer.content.decode()


def test_it_answers_htmx_with_a_fragment_that_knows_its_place():
    answer = refused(BadPhone(number="12"), **{"hx-request": "true"})

    assert answer.headers["HX-Retarget"] == "#said"
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(("problem", "status"), [(NoSuch("x"), 404), (PermissionDenied("x"), 403)])
def test_it_answers_doors(problem, status):
    assert refused(problem).status_code == status


def test_it_leaves_mistakes_of_ours_to_the_log():
    assert refused(ValueError("x")) is None


def test_it_falls_back_to_a_plain_sentence_when_facts_are_missing():
    assert errors.sentence(BadPhone()) == errors.gettext(errors.PLAIN)


def test_it_speaks_for_a_refusal_through_its_parent():
    class Stricter(BadPhone):
        pass

    assert "12" in errors.sentence(Stricter(number="12"))


def test_it_escapes_facts():
    answer = refused(BadPhone(number="<script>"))

    assert "<script>" not in answer.content.decode().split("<main")[1]


def test_it_tells_large_files_from_bad_requests():
    request = RequestFactory().get("/x/")
    request.user = None

    assert errors.bad_request(request, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request).status_code == 400


def test_it_shows_a_missing_page_in_the_frame(client):
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_it_shows_a_failure_without_asking_the_database():
    answer = errors.broken(RequestFactory().get("/x/"))

    assert answer.status_code == 500
    assert "Hệ thống gặp trục trặc" in answer.content.decode()


@pytest.mark.parametrize("problem", [DataError("NUL"), OverflowError("date value out of range")])
def test_it_answers_what_no_table_can_hold_with_400(problem):
    assert refused(problem).status_code == 400


@pytest.mark.parametrize(
    "address", ["/procedures/%00/", "/slips/%00/receipt/", "/desk/dossiers/%00/", "/files/%00/1/"]
)
def test_it_refuses_what_no_text_may_hold(client, lan_account, address):
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(address).status_code in (400, 404)

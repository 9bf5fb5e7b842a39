"""The lists of the counter: today, results to hand over, supplements, the register."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.actions import desk, result, supplement
from motcua.actions import dossier as dossiers
from motcua.actions.supplement import Asked
from motcua.records.models import Dossier
from motcua.rules.intake import Person
from tests import make

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def counter(client, lan_account):
    client.force_login(lan_account, backend=BACKEND)
    return client


@pytest.fixture
def at_once():
    """The moment the pages read from the clock: their lists speak of today."""
    return timezone.now() - timedelta(minutes=30)


def decided(dossier, minh, hoa, now):
    desk.propose(by=minh, code=dossier.code, now=now)
    desk.approve(by=hoa, code=dossier.code, now=now)
    desk.sign(by=hoa, code=dossier.code, now=now)
    return desk.decide(by=hoa, code=dossier.code, now=now)


def test_it_shows_what_was_filed_with_the_answer_that_is_owed(counter, an, intake, at_once):
    filed = dossiers.file(by=an, intake=intake, now=at_once).dossier

    page = counter.get("/counter/")

    assert [row["dossier"] for row in page.context["filed"]] == [filed]
    assert page.context["filed"][0]["clock"]["due_text"]
    assert page.context["figures"].filed == 1


def test_it_receives_the_chosen_filings_at_once(counter, an, intake, at_once):
    codes = [dossiers.file(by=an, intake=intake, now=at_once).dossier.code for _ in range(3)]

    answer = counter.post("/counter/", {"pick": codes[:2]}, follow=True)

    assert sorted(Dossier.objects.values_list("state", flat=True)) == ["filed", "received", "received"]
    assert [str(message) for message in answer.context["messages"]] == ["Đã tiếp nhận 2 hồ sơ."]


def test_it_receives_all_of_the_chosen_or_none(counter, an, intake, received, at_once):
    filed = dossiers.file(by=an, intake=intake, now=at_once).dossier

    answer = counter.post("/counter/", {"pick": [filed.code, received.code]})

    assert answer.status_code == 409
    assert Dossier.objects.get(pk=filed.pk).state == "filed"


def test_it_counts_the_day(counter, lan, intake, at_once):
    dossiers.take_in(by=lan, intake=intake, now=at_once)

    figures = counter.get("/counter/").context["figures"]

    assert (figures.received, figures.handed_over, figures.filed, figures.due) == (1, 0, 0, 0)


def test_it_shows_nothing_of_another_unit(client, binh_account, filed, received):
    client.force_login(binh_account, backend=BACKEND)

    page = client.get("/counter/")

    assert (page.context["filed"], page.context["due"], page.context["figures"].due) == ([], [], 0)


def test_it_hands_a_paid_result_over_in_one_click(counter, lan, minh, hoa, received, now):
    decided(received, minh, hoa, now)
    result.pay(by=lan, code=received.code, amount=20_000, now=now)

    answer = counter.post("/counter/returns/", {"code": received.code}, follow=True)

    assert Dossier.objects.get().state == "handed_over"
    assert "/rate/" in answer.context["rating"]
    assert "<svg" in answer.context["qr"]


def test_it_takes_what_is_owed_and_hands_over(counter, minh, hoa, received, now):
    decided(received, minh, hoa, now)
    page = counter.get("/counter/returns/")

    counter.post("/counter/returns/", {"code": received.code, "paid": "20000", "way": "cash"})

    made = Dossier.objects.get()
    assert page.context["rows"][0]["owed"] == 20_000
    assert (made.state, made.fee_paid, made.paid_online) == ("handed_over", 20_000, False)


def test_it_keeps_a_result_that_is_not_paid(counter, minh, hoa, received, now):
    decided(received, minh, hoa, now)

    answer = counter.post("/counter/returns/", {"code": received.code})

    assert answer.status_code == 409
    assert Dossier.objects.get().state == "decided"


@pytest.mark.parametrize(
    "text", ["vu thi an", "5678", "4217", "0001"], ids=["name", "phone", "number", "code"]
)
def test_it_finds_a_result_by_what_people_say(counter, minh, hoa, received, now, text):
    decided(received, minh, hoa, now)

    found = counter.post("/counter/returns/", {"q": text}).context["rows"]
    other = counter.post("/counter/returns/", {"q": "hoang van duc"}).context["rows"]

    assert [row["dossier"].pk for row in found] == [received.pk]
    assert other == []


def test_it_names_the_papers_that_are_waited_for(counter, lan, received, now):
    asked = [Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(
        by=lan, code=received.code, asked=asked, reason="Tờ khai chưa có chữ ký.", now=now
    )

    page = counter.get("/counter/supplements/")

    assert [paper.asked for paper in page.context["rows"][0]["missing"]] == ["Thiếu chữ ký"]
    assert "Thiếu chữ ký" in page.content.decode()


def test_it_keeps_the_register_by_day(counter, received):
    on = counter.get("/counter/register/?on=2024-01-12").context["rows"]
    other = counter.get("/counter/register/?on=2024-01-11").context["rows"]

    assert [row["dossier"] for row in on] == [received]
    assert other == []


@pytest.mark.parametrize("on", ["2024-02-31", "gestern", "", "0000-00-00"])
def test_it_shows_today_for_a_day_that_is_none(counter, on):
    page = counter.get(f"/counter/register/?on={on}")

    assert page.context["on"] == timezone.localdate()


def test_it_turns_the_pages_of_the_register_without_skipping(counter, lan, procedure, commune, an_row, now):
    intake = make.intake(procedure, commune, Person(pk=an_row.pk))
    codes = [dossiers.take_in(by=lan, intake=intake, now=now).dossier.code for _ in range(53)]

    first = counter.get("/counter/register/?on=2024-01-12")
    second = counter.get(first.context["following"])

    shown = [row["dossier"].code for page in (first, second) for row in page.context["rows"]]
    assert shown == codes
    assert second.context["following"] == ""


@pytest.mark.parametrize("name", ["today", "returns", "supplements", "register"])
def test_it_asks_the_same_number_of_questions_however_long_the_list(
    counter, lan, an, minh, hoa, intake, at_once, name, django_assert_max_num_queries
):
    for _ in range(4):
        dossiers.file(by=an, intake=intake, now=at_once)
        taken = dossiers.take_in(by=lan, intake=intake, now=at_once).dossier
        decided(dossiers.take_in(by=lan, intake=intake, now=at_once).dossier, minh, hoa, at_once)
        supplement.ask_supplement(
            by=lan,
            code=taken.code,
            asked=[Asked("to_khai", "Tờ khai", "Mờ")],
            reason="Tờ khai mờ, không đọc được.",
            now=at_once,
        )

    with django_assert_max_num_queries(15):
        assert counter.get(reverse(f"counter:{name}")).status_code == 200


@pytest.mark.parametrize("mark", ["2024-01-12T09:00:00+07:00_²", "0001-01-01T00:00:00+14:00_1", "x_1", "_"])
def test_a_mark_that_is_none_does_not_break_the_list(counter, mark):
    assert counter.get("/counter/returns/", {"after": mark}).status_code in (200, 400)


def test_a_sum_that_cannot_be_is_no_sum(counter, lan, minh, hoa, intake, at_once):
    code = decided(dossiers.take_in(by=lan, intake=intake, now=at_once).dossier, minh, hoa, at_once).code

    answer = counter.post("/counter/returns/", {"code": code, "paid": "9" * 5000})

    assert answer.status_code == 409
    assert Dossier.objects.get().state == "decided"

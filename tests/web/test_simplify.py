"""The pages of simplification: what is shortened, a review, a proposal with its effect, the answer."""

import re

import pytest

from motcua.actions import desk
from motcua.actions import dossier as dossiers
from motcua.queries import moment, workdays
from motcua.records.models import Offer, Review, SimplificationProposal
from motcua.rules.people import Role
from tests import make

BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = {"value": "2", "unit": "working_day", "reason": "Phần lớn hồ sơ xong sớm.", "fee": ""}


@pytest.fixture
def now():
    """The pages read the clock of the house, so these reviews live today."""
    return moment.now()


@pytest.fixture
def dung_account(district):
    return make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def reform(client, dung_account):
    client.force_login(dung_account, backend=BACKEND)
    return client


@pytest.fixture
def leader(chief_account):
    from django.test import Client

    signed_in = Client()
    signed_in.force_login(chief_account, backend=BACKEND)
    return signed_in


@pytest.fixture
def review(reform, procedure):
    told = {
        "procedure": "9.000001",
        "covers_below": "below",
        "year": "2026",
        "time": "Chờ lâu.",
        "papers": "",
    }
    reform.post("/simplify/reviews/new/", told)
    return Review.objects.get()


def written(reform, review, **more):
    reform.post(f"/simplify/reviews/{review.pk}/proposal/", FORM | more)
    return SimplificationProposal.objects.get()


def decided(lan, minh, hoa, intake, now):
    dossier = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    desk.propose(by=minh, code=dossier.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[dossier.code], now=now)


def test_it_counts_what_is_shortened_out_of_the_offers(reform, procedure, elsewhere):
    page = reform.get("/simplify/")
    assert [tile["value"] for tile in page.context["tiles"]] == ["0", "0", "0", "0", "0"]

    Offer.objects.update(committed_value=2, committed_unit="working_day")
    page = reform.get("/simplify/")
    assert [tile["value"] for tile in page.context["tiles"]][:4] == ["1", "1", "0", "2"]

    Offer.objects.filter(unit=elsewhere).update(committed_value=4)
    page = reform.get("/simplify/")  # the smallest cut of all units counts
    assert [tile["value"] for tile in page.context["tiles"]][:4] == ["1", "0", "0", "2"]


def test_it_narrows_by_band_field_and_unit(reform, procedure, commune):
    Offer.objects.filter(unit=commune).update(committed_value=2, committed_unit="working_day")

    in_band = reform.get(f"/simplify/?unit={commune.pk}&field=Cư trú&band=50_70")
    elsewhere = reform.get(f"/simplify/?unit={commune.pk}&field=Đất đai")

    assert [row["code"] for row in in_band.context["rows"]] == ["9.000001"]
    assert elsewhere.context["rows"] == []


def test_it_leads_from_a_review_to_a_promise(reform, leader, review, now):
    row = written(reform, review)
    assert review.finding_time == "Chờ lâu."
    reform.post(f"/simplify/proposals/{row.pk}/answer/", {"do": "propose"})
    assert leader.get("/simplify/waiting/").content.decode().count(f"/simplify/proposals/{row.pk}/") == 1

    answered = {
        "do": "approve",
        "decision": "45/QĐ-UBND",
        "effective_on": workdays.today(now).isoformat(),
        "words": "Đồng ý.",
    }
    page = leader.post(f"/simplify/proposals/{row.pk}/answer/", answered, follow=True)

    assert "45/QĐ-UBND" in page.content.decode()
    assert Offer.objects.filter(committed_value=2, until_on=None).count() == 2


def test_it_shows_the_effect_without_keeping_anything(reform, review, lan, minh, hoa, intake, now):
    for _ in range(2):
        decided(lan, minh, hoa, intake, now)

    page = reform.get(f"/simplify/reviews/{review.pk}/proposal/?unit=working_day&value=2")
    fragment = reform.get(f"/simplify/reviews/{review.pk}/what-if/?unit=working_day&value=2")

    for answer in (page, fragment):
        assert answer.context["effect"]["total"] == 2
        assert answer.context["effect"]["is_whole"]
    assert "<html" not in fragment.content.decode()
    assert not SimplificationProposal.objects.exists()


def test_it_counts_on_where_it_stopped(reform, review, lan, minh, hoa, intake, now, monkeypatch):
    from motcua.queries import replay

    for _ in range(3):
        decided(lan, minh, hoa, intake, now)
    whole = replay.part
    monkeypatch.setattr(replay, "part", lambda *given, **named: whole(*given, **named, most=2))

    first = reform.get(f"/simplify/reviews/{review.pk}/what-if/?unit=working_day&value=2")
    second = reform.get(first.context["effect"]["more"])

    assert (first.context["effect"]["done"], second.context["effect"]["done"]) == (2, 3)
    assert second.context["effect"]["is_whole"]
    broken = re.sub("so_far=[^&]+", "so_far=x", first.context["effect"]["more"])
    assert reform.get(broken).context["effect"]["done"] == 2


def test_it_counts_any_period_again(reform, review, lan, minh, hoa, intake, now):
    decided(lan, minh, hoa, intake, now)
    asked = f"/simplify/reviews/{review.pk}/what-if/?unit=working_day&value=2&period="

    totals = {
        key: reform.get(asked + key).context["effect"]["total"] for key in (f"{now:%Y}", "2019", "nonsense")
    }

    assert totals == {f"{now:%Y}": 1, "2019": 0, "nonsense": 1}


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "is_empty"), ("unit=working_day&value=9", "no"), ("unit=week&value=1", "is_empty")],
)
def test_it_says_why_there_is_no_effect(reform, review, asked, said):
    effect = reform.get(f"/simplify/reviews/{review.pk}/what-if/?{asked}").context["effect"]

    assert effect[said]


def test_it_answers_a_refusal_with_its_sentence(reform, review):
    answer = reform.post(f"/simplify/reviews/{review.pk}/proposal/", FORM | {"value": "9"})

    assert answer.status_code == 409
    assert not SimplificationProposal.objects.exists()


def test_it_writes_findings_and_prints_the_form(reform, review):
    reform.post(f"/simplify/reviews/{review.pk}/", {"time": "Giảm được.", "papers": "Thừa một bản sao."})
    written(reform, review, paper_giay_to="cut", step_tham_dinh="on")

    page = reform.get(f"/simplify/reviews/{review.pk}/print/")

    assert "Giảm được." in page.content.decode()
    assert [one["proposed"] for one in page.context["offers"]] == ["2 ngày làm việc"] * 2
    assert [paper["what"] for paper in page.context["papers"]] == ["giữ nguyên", "bỏ"]


def test_it_takes_a_draft_up_again(reform, review, commune):
    row = written(reform, review, **{f"own_{commune.pk}": "1"})
    page = reform.get(f"/simplify/proposals/{row.pk}/edit/").context["form"]
    assert (page["value"].value(), page[f"own_{commune.pk}"].value()) == (2, 1)

    reform.post(f"/simplify/proposals/{row.pk}/edit/", FORM | {"value": "3"})

    row.refresh_from_db()
    assert (row.value, row.own_values) == (3, {})


def test_it_is_refused_with_words(reform, leader, review):
    row = written(reform, review)
    reform.post(f"/simplify/proposals/{row.pk}/answer/", {"do": "propose"})

    page = leader.post(
        f"/simplify/proposals/{row.pk}/answer/", {"do": "refuse", "words": "Chưa đủ người."}, follow=True
    )

    assert "Chưa đủ người." in page.content.decode()


def test_it_is_hidden_from_whoever_leads_nothing(client, review, minh_account):
    client.force_login(minh_account, backend=BACKEND)

    codes = [
        client.get(path).status_code
        for path in ("/simplify/", "/simplify/waiting/", f"/simplify/reviews/{review.pk}/")
    ]

    assert codes == [403, 403, 404]


def test_it_costs_as_many_queries_for_many_units(reform, procedure, district, django_assert_max_num_queries):
    for number in range(12):
        unit = make.unit(f"Xã {number}", parent=district, agency_code=f"H23.34.{30 + number}")
        Offer.objects.create(unit=unit, procedure=procedure.procedure, from_on=make.BEGINNING)

    reform.get("/simplify/")  # reads the calendars, which are kept
    with django_assert_max_num_queries(16):
        reform.get("/simplify/")


def test_it_opens_one_procedure_with_all_its_promises(reform, procedure, review):
    page = reform.get("/simplify/procedures/9.000001/")

    assert len(page.context["offers"]) == 2
    assert list(page.context["reviews"]) == [review]
    assert reform.get("/simplify/procedures/9.999999/").status_code == 404

"""Questions about figures, citizens' reports and both shares, as leaders see them."""

from datetime import date

import pytest

from motcua.actions import citizen_report, question
from motcua.actions.citizen_report import Told
from motcua.queries import honest, moment
from motcua.records.models import CitizenReport, Dossier, Question
from motcua.rules.honest import Detector, Finding
from motcua.web.watch import asks
from tests.cheats import stage

BACKEND = "django.contrib.auth.backends.ModelBackend"
ANSWER = "Đã gọi điện cho sáu người nộp, tất cả xác nhận."


@pytest.fixture
def leader(client, chief_account):
    client.force_login(chief_account, backend=BACKEND)
    return client


@pytest.fixture
def asked(commune, minh, received, now):
    """A question about Minh's waits in January."""
    finding = Finding(
        detector=Detector.LATE_PAUSES, unit_id=commune.pk, officer_id=minh.user_id,
        facts={"count": 8, "of": 9, "usual_share": 0.15}, dossiers=(received.pk,),
    )  # fmt: skip
    question.raise_all(findings=[finding], month_on=date(2024, 1, 1), now=now)
    return Question.objects.get()


def test_it_lists_what_is_asked_with_its_figures(leader, asked):
    page = leader.get("/watch/questions/").content.decode()

    assert "Vì sao đến cuối mới yêu cầu bổ sung?" in page
    assert "8 trong 9" in page


def test_it_explains_before_it_asks_and_never_accuses(leader, asked):
    page = leader.get(f"/watch/questions/{asked.pk}/").content.decode()

    assert page.index("Những lý do bình thường") < page.index("Cần xem gì")
    assert "gian lận" not in page
    assert asked.dossier.code in page


def test_every_detector_has_words_with_an_innocent_explanation():
    assert set(asks.ASKS) == set(Detector)
    assert all(ask.innocent and ask.look for ask in asks.ASKS.values())
    assert set(asks.WHYS) == set(asks.Why)


def test_an_answer_closes_it(leader, asked):
    leader.post(f"/watch/questions/{asked.pk}/", {"answer": ANSWER, "outcome": "explained"})

    asked.refresh_from_db()
    assert (asked.outcome, asked.answer) == ("explained", ANSWER)
    assert ANSWER in leader.get(f"/watch/questions/{asked.pk}/").content.decode()


def test_too_short_an_answer_does_not(leader, asked):
    answer = leader.post(f"/watch/questions/{asked.pk}/", {"answer": "ok", "outcome": "explained"})

    assert answer.status_code == 409
    assert Question.objects.get().outcome == "open"


def test_whoever_does_not_lead_sees_none(client, asked, lan_account, binh_account):
    for account in (lan_account, binh_account):
        client.force_login(account, backend=BACKEND)
        assert client.get("/watch/questions/").status_code == 403
        assert client.get(f"/watch/questions/{asked.pk}/").status_code in (403, 404)


def test_a_report_is_answered_there_and_read_on_its_own_page(client, leader, commune):
    told = Told(commune.pk, "no_receipt", "Tôi nộp giấy tờ mà không được giấy hẹn.", date(2024, 1, 8))
    row, token = citizen_report.tell(told=told, now=moment.now())

    leader.post(f"/watch/reports/{row.pk}/", {"answer": ANSWER})
    client.logout()
    page = client.get(f"/report/{token}/").content.decode()
    client.post(f"/report/{token}/", {"judge": "settled"})

    assert ANSWER in page
    assert CitizenReport.objects.get().closed_how == "citizen"


def test_both_shares_stand_side_by_side_and_each_count_is_its_list(
    leader, commune, procedure, lan, minh, hoa
):
    office = stage.Office(commune, procedure, lan, minh, hoa)
    office.ordinary()
    office.finish(office.laid(), stage.IN_TIME)
    Dossier.objects.update(ended_on=date(2024, 1, 12))

    page = leader.get("/watch/screened/?month=2024-01")
    row = next(one for one in page.context["rows"] if one["unit"].pk == commune.pk)

    assert (row["raw"], row["judged"], row["cases"]) == ("100\xa0%", 4, 3)
    assert [why["count"] for why in row["whys"]] == [1]
    assert leader.get(row["whys"][0]["url"]).context["count"] == 1


def test_the_raw_share_is_that_of_the_tallies(commune, procedure, lan, minh, hoa):
    office = stage.Office(commune, procedure, lan, minh, hoa)
    office.ordinary()
    office.finish(office.begun(), stage.LATE)

    found = honest.standings([commune], stage.DAYS, now=stage.AFTER)[0].screened
    sums = stage.UnitTally.objects.filter(unit_id=commune.pk)

    assert found.raw_on_time == sum(one.on_time_law for one in sums) == 3
    assert found.raw_late == sum(one.late_law for one in sums) == 1


def test_a_question_explained_lets_its_dossiers_count_again(commune, procedure, lan, minh, hoa, chief):
    office = stage.Office(commune, procedure, lan, minh, hoa)
    row = office.finish(office.begun(), stage.IN_TIME, with_result=False)
    finding = Finding(detector=Detector.NO_RESULT, unit_id=commune.pk, dossiers=(row.pk,))
    question.raise_all(findings=[finding], month_on=stage.MONTH, now=stage.AFTER)

    before = office.figures().screened
    asked = Question.objects.get()
    question.answer(by=chief, pk=asked.pk, outcome="explained", text=ANSWER, now=stage.AFTER)

    assert (before, office.figures().screened) == (0.0, 1.0)


def test_the_poster_leads_to_the_report_of_its_unit(leader, commune):
    page = leader.get("/watch/posters/").content.decode()

    assert f"/report/?unit={commune.pk}" in page

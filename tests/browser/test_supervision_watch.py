"""Pages of simplification and of the watch that need something to show: no barrier, nothing sideways."""

import pytest

from motcua.actions import desk, simplification
from motcua.actions.simplification import Opening
from motcua.queries import access, moment, workdays
from motcua.records.models import StepTime, StuckAlert
from motcua.rules.people import Role
from motcua.rules.simplification import Change
from motcua.rules.stuck import Level, Pool
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def now():
    return moment.now()


@pytest.fixture
def dung_account(district):
    return make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def proposal(dung_account, district, procedure, now):
    dung = access.actor_of(dung_account, workdays.today(now))
    what = Opening("9.000001", district.pk, True, now.year)
    review = simplification.open_review(by=dung, what=what, findings={"time": "Chờ lâu."}, now=now)
    change = Change(2, "working_day", papers_cut=("giay_to",), steps_cut=("tham_dinh",))
    return simplification.write_proposal(
        by=dung, review_id=review.pk, change=change, reason="Rút ngắn.", now=now
    )


@pytest.fixture
def alert(received, minh, procedure, now):
    dossier = desk.advance(by=minh, code=received.code, now=now)
    known = StepTime.objects.create(
        pool=Pool.STEP, procedure_id=procedure.procedure_id, step="tham_dinh", stays=100, ended=95,
        median_minutes=120, usual_minutes=480, low_minutes=400, high_minutes=560, learned_at=now,
        curve=[[60, 0.9, 0.8, 0.95], [120, 0.5, 0.4, 0.6], [480, 0.04, 0.01, 0.1]],
    )  # fmt: skip
    return StuckAlert.objects.create(
        dossier=dossier, step="tham_dinh", since=now, level=Level.LEADER, rested_minutes=1000,
        usual_minutes=480, step_time=known, raised_at=now, leader_at=now,
    )  # fmt: skip


def clean(visit, user, *paths):
    for path in paths:
        page = visit(path, user=user)
        assert page.answer.status == 200, path
        assert checks.barriers(page) == []


def test_it_reviews_and_proposes_without_a_barrier(visit, dung_account, proposal):
    review = proposal.review_id
    clean(
        visit,
        dung_account,
        "/simplify/",
        "/simplify/procedures/9.000001/",
        f"/simplify/reviews/{review}/",
        f"/simplify/reviews/{review}/print/",
        f"/simplify/reviews/{review}/proposal/?unit=working_day&value=2",
        f"/simplify/proposals/{proposal.pk}/",
    )


def test_it_counts_while_a_proposal_is_written(visit, dung_account, proposal):
    page = visit(f"/simplify/reviews/{proposal.review_id}/proposal/", user=dung_account)

    page.fill("#id_value", "2")
    page.locator("#id_value").blur()

    page.locator("#effect table.mc-bells").wait_for()
    assert "−60" in page.locator("#effect").inner_text()


def test_it_counts_without_scripts_by_a_button(visit, dung_account, proposal):
    page = visit(f"/simplify/reviews/{proposal.review_id}/proposal/", user=dung_account, scripts=False)

    page.fill("#id_value", "2")
    page.locator("button[formmethod=get]").click()

    assert "−60" in page.locator("#effect").inner_text()


def test_it_watches_without_a_barrier(visit, chief_account, minh_account, alert):
    clean(
        visit,
        chief_account,
        "/watch/",
        "/watch/usual/",
        f"/watch/usual/{alert.step_time_id}/",
        f"/watch/alerts/{alert.pk}/",
    )
    clean(visit, minh_account, "/watch/mine/")

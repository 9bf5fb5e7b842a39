"""A survey in a real browser: drawn and printed by its owner, answered on a phone, read at the close."""

from datetime import timedelta

import pytest

from motcua.actions import survey as surveys
from motcua.actions import survey_answer
from motcua.queries import access, moment, workdays
from motcua.queries import surveys as read
from motcua.records.models import SurveyAnswer, SurveyCode
from motcua.rules.people import Role
from motcua.rules.survey_rows import Filled
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dung_account(district):
    return make.official("Bùi Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def dung(dung_account):
    return access.actor_of(dung_account, workdays.today(moment.now()))


@pytest.fixture
def slips(dung, lan, commune):
    """An open survey of officials with one slip printed."""
    now = moment.now()
    plan = surveys.Plan(
        name="Khảo sát cán bộ", opens_at=now, closes_at=now + timedelta(days=9),
        from_on=now.date(), until_on=now.date(),
    )  # fmt: skip
    asked = read.shipped()["officials"]
    surveys.make(by=dung, key="q1", unit_id=dung.unit_id, questionnaire=asked, plan=plan, now=now)
    surveys.open_(by=dung, key="q1", now=now)
    return surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)


@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_answered_on_a_phone_left_and_taken_up_again(visit, slips, scripts):
    phone = visit("/survey/a/", width=360, scripts=scripts)
    phone.fill("#code", slips[0].code.lower())
    phone.get_by_role("button", name="Tiếp tục").click()
    phone.get_by_role("link", name="Bắt đầu").click()
    phone.get_by_role("button", name="Khá").click()
    phone.get_by_role("button", name="Không biết hoặc không trả lời").click()
    address = phone.url.split("?")[0]

    phone.goto("about:blank")
    phone.goto(address)
    phone.get_by_role("link", name="Tiếp tục").click()
    assert "Câu 3 trên 8" in phone.inner_text("main")
    for _ in range(6):
        phone.get_by_role("button", name="Tốt").click()
    assert "Đã trả lời 8 trên 8 câu" in phone.inner_text("main")
    phone.get_by_role("button", name="Gửi câu trả lời").click()
    phone.wait_for_url("**/survey/thanks/")

    assert SurveyAnswer.objects.get().answers == {"P1": "B", "P2": "x"} | {f"P{n}": "A" for n in range(3, 9)}
    phone.goto(address)
    assert "Mã này đã dùng" in phone.inner_text("h1")
    assert "Khá" not in phone.inner_text("main")
    assert phone.context.cookies(address) == [
        one for one in phone.context.cookies(address) if one["name"] != "mc_survey"
    ]


def test_it_shows_the_holder_of_a_code_no_barrier(visit, slips):
    address = f"/survey/a/{slips[0].code}/"
    page = visit(address)
    found = checks.barriers(page)
    for which in ("?q=1", "?q=review"):
        page.goto(page.url.split("?")[0] + which)
        found += checks.barriers(page)

    assert found == []
    english = visit(f"{address}?q=1", language="en")
    assert english.get_by_role("button", name="Good").count() == 1


def test_it_takes_nothing_from_a_browser_where_an_official_is_signed_in(visit, slips, lan_account):
    page = visit(f"/survey/a/{slips[0].code}/", user=lan_account)

    assert page.answer.status == 403
    assert "đang có công chức đăng nhập" in page.inner_text("h1")
    assert checks.barriers(page) == []


def test_its_owner_makes_draws_prints_and_closes_it(visit, dung_account, lan, received):
    type(received).objects.update(ended_on=workdays.today(moment.now()), ended_at=moment.now())
    page = visit("/survey/new/", user=dung_account)
    found = checks.barriers(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.on("dialog", lambda ask: ask.accept())
    page.get_by_role("button", name="Tạo bản nháp").click()
    page.wait_for_url("**/survey/s/**")
    found += checks.barriers(page)
    address = page.url
    for sub in ("questions/", "plan/", "results/"):
        page.goto(address + sub)
        found += checks.barriers(page)
    page.goto(address)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Chọn mẫu và mở khảo sát").click()
    page.wait_for_selector("form[action*=slips]")
    found += checks.barriers(page)
    with page.expect_download() as printed:
        page.locator("form[action*=slips] button").first.click()
    assert printed.value.path().read_bytes().startswith(b"%PDF")
    assert SurveyCode.objects.count() == 1
    page.goto(f"{address}import/")
    found += checks.barriers(page)

    assert found == []


def test_it_shows_results_with_what_cannot_be_told_apart(
    visit, slips, dung, dung_account, commune, elsewhere
):
    forms = [{"P1": "A"}] * 7 + [{"P1": "C"}] * 4
    rows = [Filled(unit.pk, "official", form) for unit in (commune, elsewhere) for form in forms]
    survey_answer.take_in(by=dung, key="q1", forms=rows, digest="0" * 64, now=moment.now())
    survey_answer.close(by=dung, key="q1", now=moment.now())

    page = visit("/survey/s/q1/results/", user=dung_account)

    assert page.locator("svg.mc-whisker circle").count() == 2
    assert "có thể chỉ là ngẫu nhiên" in page.inner_text("main")
    assert checks.barriers(page) == []

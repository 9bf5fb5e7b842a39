"""The specialist at his desk: by mouse, by key, without JavaScript, at every width."""

import pytest

from motcua.actions import desk, supplement
from motcua.queries import moment
from motcua.records.models import Dossier
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "Tờ khai chưa có chữ ký của người khai."


@pytest.fixture
def now():
    return moment.now()


@pytest.fixture
def at(received):
    return f"/desk/dossiers/{received.code}/"


def press(page, name):
    """Press a button and wait until the next page stands."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_dossier_goes_from_the_list_to_the_leader(visit, minh_account, received, scripts):
    page = visit("/desk/", user=minh_account, scripts=scripts)
    with page.expect_navigation():
        page.get_by_role("link", name="Xác nhận tình trạng cư trú").click()

    press(page, "Chuyển bước tiếp")
    press(page, "Trình ký")

    assert page.get_by_text("Đã trình ký.").is_visible()
    assert Dossier.objects.get().state == "proposed"


@pytest.mark.parametrize("scripts", [True, False])
def test_everything_missing_is_asked_for_at_once(visit, minh_account, received, at, scripts):
    page = visit(at, user=minh_account, scripts=scripts)
    page.locator("summary", has_text="Yêu cầu bổ sung").click()

    page.get_by_role("checkbox", name="Tờ khai").check()
    page.get_by_label("Chưa đạt ở điểm nào: Tờ khai").fill("Thiếu chữ ký")
    page.get_by_label("Lý do người nộp sẽ đọc").fill(REASON)
    press(page, "Yêu cầu bổ sung")

    assert Dossier.objects.get().state == "waiting"


def test_the_keyboard_is_enough(visit, minh_account, received):
    page = visit("/desk/", user=minh_account)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    with page.expect_navigation():
        page.keyboard.press("Escape")

    assert page.url.endswith("/desk/")
    assert Dossier.objects.get().state == "proposed"


def test_a_closed_menu_answers_to_no_key(visit, minh_account, at):
    page = visit(at, user=minh_account)

    page.keyboard.press("g")
    closed = page.get_by_label("Ngày hẹn mới").is_visible()
    page.keyboard.press("m")
    page.keyboard.press("g")

    assert (closed, page.get_by_label("Ngày hẹn mới").is_visible()) == (False, True)


def test_many_are_moved_on_from_the_list(visit, minh_account, received):
    page = visit("/desk/", user=minh_account)

    page.locator("[data-pick]").check()
    with page.expect_navigation():
        page.keyboard.press("c")

    assert Dossier.objects.get().step == 1


def test_a_number_is_shown_when_asked_for(visit, minh_account, at):
    page = visit(at, user=minh_account)
    number = page.get_by_text("0912\u00a0345\u00a0678")
    before = number.is_visible()

    page.locator(".mc-reveal summary").first.click()

    assert (before, number.is_visible()) == (False, True)


def open_all(page, width):
    """Open everything on the page that can be opened at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    for summary in page.locator("main details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    return page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_of_a_dossier_can_be_used_by_all(
    visit, minh_account, chief_account, minh, received, at, now, language
):
    found = []
    for who in (minh_account, chief_account):
        page = visit(at, user=who, language=language)
        for width in checks.WIDTHS:
            found += checks.barriers(open_all(page, width), width)
    desk.advance(by=minh, code=received.code, now=now)
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(by=minh, code=received.code, asked=asked, reason=REASON, now=now)

    page = visit(at, user=minh_account, language=language)
    found += checks.barriers(page)

    assert found == []


def test_nothing_is_refused_by_the_policy(visit, minh_account, at):
    page = visit("/desk/", user=minh_account)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)

    page.goto(page.url.replace("/desk/", at))

    assert said == []
    assert "style=" not in page.content()

"""The public figures in a real browser: readable by everybody, and framed only where they may be."""

import pytest

from motcua.queries import moment
from tests import simulated
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/figures/?period=2024-02",
    "/figures/units/H23.37.01/?period=2024",
    "/figures/about/",
    "/figures/widget/",
]
ELSEWHERE = "http://elsewhere.test/"


@pytest.fixture
def spring(db, settings):
    simulated.spring(200)
    settings.CLOCK_OFFSET_SECONDS += int((simulated.PRESENT - moment.now()).total_seconds())


def test_they_show_no_barrier_at_any_width(spring, visit):
    for path in PAGES:
        page = visit(path)
        assert page.answer.status == 200, path
        assert checks.barriers(page) == []


def test_the_picker_works_without_javascript(spring, visit):
    page = visit("/figures/", scripts=False)

    page.get_by_label("Kỳ").select_option("2024-01")
    page.get_by_role("button", name="Xem").click()

    assert page.locator("h1").inner_text() == "Kết quả giải quyết hồ sơ: Tháng 1/2024"


@pytest.fixture
def plain_browser(chromium, browser_program):
    """A browser that lets a page of another address reach this machine, as pages on the network may."""
    flags = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
    browser = chromium.browser_type.launch(executable_path=browser_program, args=flags)
    yield browser
    browser.close()


def test_another_page_shows_the_widget_and_reads_the_data_but_nothing_else(
    spring, plain_browser, live_server
):
    page = plain_browser.new_page()  # its own policy holds: nothing is bypassed
    frames = "".join(
        f'<iframe name="{name}" src="{live_server.url}/figures/{path}"></iframe>'
        for name, path in (("open", "widget/?unit=H23.37.01"), ("shut", "about/"))
    )
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body=frames, content_type="text/html"))
    page.goto(ELSEWHERE)

    read = "async (url) => { try { return (await fetch(url)).status } catch { return 'refused' } }"
    forms = ("json", "csv")
    answers = [page.evaluate(read, f"{live_server.url}/figures/data/2024-02.{form}") for form in forms]

    page.frame_locator("[name=open]").get_by_text("Thị trấn Thanh Miện").wait_for()
    assert answers == [200, "refused"]
    assert any("frame-ancestors 'none'" in text for text in said)

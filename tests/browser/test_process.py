"""The process map in a real browser: pointed at, walked by keyboard, and without JavaScript."""

from datetime import timedelta

import pytest

from motcua.queries import moment
from tests.browser import checks
from tests.web.test_process import go

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ended(lan, minh, hoa, intake):
    """Three dossiers that ended; the drafts of two came back."""
    start = moment.now() - timedelta(minutes=60)
    for back in (0, 1, 2):
        go((lan, minh, hoa), intake, start + timedelta(minutes=15 * back), back=back)


@pytest.mark.parametrize(
    "path", ["/process/", "/process/variants/", "/process/conformance/", "/process/dossiers/"]
)
def test_it_shows_no_barrier_when_it_is_full(visit, hoa_account, ended, path):
    page = visit(path, user=hoa_account)

    assert checks.barriers(page) == []


def test_it_opens_what_is_pointed_at_beside_the_map(visit, hoa_account, ended):
    page = visit("/process/", user=hoa_account)

    page.locator("svg a:not([tabindex])", has_text="Trả lại dự thảo").click()
    page.wait_for_selector("#chosen h2:has-text('Trả lại dự thảo')")

    assert "pick=" in page.url
    assert page.evaluate("document.activeElement.id") == "chosen-h"
    page.go_back()
    page.wait_for_selector("#chosen h2:not(:has-text('Trả lại dự thảo'))")


def test_it_is_walked_by_keyboard(visit, hoa_account, ended):
    page = visit("/process/", user=hoa_account)

    page.locator("svg a:not([tabindex])", has_text="Tiếp nhận").focus()
    page.keyboard.press("Enter")

    page.wait_for_selector("#chosen h2:has-text('Tiếp nhận')")


def test_it_works_without_javascript(visit, hoa_account, ended):
    page = visit("/process/?share=50", user=hoa_account, scripts=False)

    page.locator("svg a:not([tabindex])", has_text="Tiếp nhận").first.click()

    assert page.locator("#chosen h2").inner_text() == "Tiếp nhận"
    page.get_by_role("link", name="Mở 3 hồ sơ").click()
    assert page.locator("tr[data-row]").count() == 3

"""Advice in a real browser: from the picture to the task, at every width, with and without scripts."""

import pytest

from motcua.queries import moment
from motcua.records.models import IndexTask
from tests import advised
from tests import rounds as stages
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "",
    "?leaf=3.4&days=40&what=6.1.1&points=2",
    "leaves/",
    "leaves/6.1.1/",
    "tasks/new/?leaf=6.1.1",
    "effort/",
)


@pytest.fixture
def of():
    found = stages.stage()
    advised.running(found, now=moment.now())
    return found


@pytest.mark.parametrize("path", PAGES)
def test_it_shows_no_barrier_at_any_width(visit, of, path):
    page = visit(f"/advice/{path}", user=of.accounts["dung"])

    assert page.answer.status == 200
    assert checks.barriers(page) == []


def test_it_goes_from_the_picture_to_a_task_done(visit, of):
    page = visit("/advice/", user=of.accounts["dung"])
    page.locator('a[href*="leaf=6#chosen"]').click()
    page.wait_for_url("**leaf=6#chosen")
    page.locator("#chosen").get_by_role("link", name="6.1.1").click()
    page.get_by_role("link", name="Giao việc").first.click()
    page.get_by_label("Người").select_option(label=of.accounts["hoa"].full_name)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/advice/tasks/?*")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_label("Kết quả").fill("Đã thu đủ")
    page.get_by_role("button", name="Đã xong").click()
    page.get_by_text("Đã ghi kết quả.").wait_for()

    row = IndexTask.objects.get()
    assert (row.leaf, row.status, row.owner) == ("6.1.1", "done", of.accounts["hoa"])


def test_it_gives_the_first_three_by_a_key(visit, of):
    page = visit("/advice/", user=of.accounts["dung"])

    page.keyboard.press("g")
    page.wait_for_url("**/tasks/new/**")

    assert page.locator("form section").count() == 3


def test_its_slider_works_without_scripts(visit, of):
    page = visit("/advice/", user=of.accounts["dung"], scripts=False)

    page.locator("#days").fill("60")
    page.locator("#plan form button").click()

    assert "days=60" in page.url
    assert page.locator("#plan tbody tr").count() > 3

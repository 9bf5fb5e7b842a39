"""The pages of reports with data in them: readable by everybody, at every width, by keyboard."""

import pytest

from motcua.actions.report import Wanted, issue
from motcua.jobs import packs
from motcua.queries import reports
from motcua.rules import periods
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def issued(hoa, received, commune, now):
    for _ in range(8):
        packs.make(make.at("2024-02-01 08:00"))
    sheet = reports.blank("ii06a", unit=commune, period=periods.parse("2024-01"), now=now)
    return issue(by=hoa, wanted=Wanted(sheet), now=make.at("2024-02-01 08:01"))


def pages(report, commune):
    month = f"unit={commune.pk}&period=2024-01"
    return [
        "/reports/",
        f"/reports/sheet/?form=ii06c&{month}&waiting=waiting_apart",
        f"/reports/sheet/?form=register&{month}",
        f"/reports/sheet/?form=late&{month}",
        f"/reports/sheet/list/?form=ii06a&{month}&row=total&column=TongSo",
        f"/reports/{report.pk}/",
        f"/reports/packs/{commune.pk}/month.2024-01/",
        f"/reports/verify/?hash={report.hash}",
    ]


def test_they_show_no_barrier(visit, issued, commune, hoa_account):
    for path in pages(issued, commune):
        page = visit(path, user=hoa_account)

        assert page.answer.status == 200, path
        assert checks.barriers(page) == []


def test_a_report_is_made_and_issued_with_the_keyboard_alone(visit, received, commune, hoa_account):
    page = visit("/reports/", user=hoa_account)

    page.keyboard.press("F9")
    page.wait_for_url("**/reports/sheet/**")
    page.keyboard.press("F9")
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())

    assert "Đã phát hành báo cáo" in page.inner_text("#said")

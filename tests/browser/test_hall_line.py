"""In a browser: the reception's numbers, the leader's close of the day, set-up, an emergency."""

from datetime import UTC, datetime

import pytest

from motcua.actions import calling, hall, ticket
from motcua.queries import moment
from motcua.records.models import DeskSession, HallAlarm, HallService, Ticket
from motcua.rules.people import SYSTEM, Role
from tests import halls, make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORNING = make.at("2024-01-12 09:00")
EVENING = make.at("2024-01-12 16:57")
CODE = "H23.34.15"


def stands_at(settings, at):
    settings.CLOCK_OFFSET_SECONDS = int(at.timestamp() - datetime.now(UTC).timestamp())
    return moment.now()


@pytest.fixture
def now(settings):
    """A Friday morning, for the server as for the test."""
    return stands_at(settings, MORNING)


@pytest.fixture
def desks(commune, lan, now):
    """Two counters, Lan at the first with a number that declared a priority; one more waits."""
    found = halls.furnish(commune, now=now)
    hall.open_desk(by=lan, desk_id=found[0].pk, now=now)
    for lane in ("merit", ""):
        wanted = ticket.Wanted(commune.pk, "dat-dai", lane, "declared" if lane else "")
        ticket.issue(by=SYSTEM, wanted=wanted, now=now)
    calling.call_next(by=lan, desk_id=found[0].pk, now=now)
    return found


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_have_no_barrier(visit, desks, lan_account, hoa_account, now, width):
    issued = ticket.issue(by=SYSTEM, wanted=ticket.Wanted(desks[0].unit_id, "ho-tich"), now=now)
    pages = [("/hall/", lan_account), ("/hall/line/", lan_account), ("/hall/close/", hoa_account)]
    pages += [(f"/hall/line/given/{issued.token}/", lan_account)]
    pages += [("/hall/setup/dat-dai/procedures/?q=khai+sinh", hoa_account)]
    for path, user in pages:
        page = visit(path, user=user, width=width)
        for row in page.locator("main details summary").all():
            row.click()
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)


@pytest.mark.parametrize("width", [1080, 360])
def test_the_kiosk_warns_near_closing_without_a_barrier(visit, desks, settings, commune, width):
    stands_at(settings, EVENING)
    for _ in range(4):
        ticket.issue(by=SYSTEM, wanted=ticket.Wanted(commune.pk, "dat-dai"), now=moment.now())
    for path in (f"/kiosk/{CODE}/", f"/kiosk/{CODE}/?lane=merit"):
        page = visit(path, width=width)
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)

    with page.expect_navigation():
        page.get_by_role("button", name="Đất đai").click()

    assert page.get_by_role("heading", name="Bạn có thể không được phục vụ hôm nay").count() == 1
    assert (checks.violations(page), checks.overflow(page)) == ([], 0)


def test_a_number_is_given_with_the_keyboard_alone(visit, desks, lan_account):
    page = visit("/hall/line/", user=lan_account)
    page.locator("#service").focus()
    page.keyboard.press("ArrowDown")
    for key in ("Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    row = Ticket.objects.latest("pk")
    assert page.get_by_role("heading", name=f"Số {row.code[0]} {row.code[1:]}").count() == 1
    assert (row.source, row.service.key) == ("reception", "dat-dai")


def test_procedures_are_found_and_kept_with_the_keyboard_alone(visit, desks, procedure, hoa_account):
    page = visit("/hall/setup/dat-dai/procedures/", user=hoa_account)
    page.keyboard.type(procedure.procedure.code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#f-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator("#k-1").is_checked()
    assert HallService.objects.get(key="dat-dai").procedures.count() == 1


def test_a_leader_frees_a_counter(visit, desks, hoa_account):
    page = visit("/hall/close/", user=hoa_account)
    page.locator("input[name=reason]").fill("đi họp đột xuất")
    with page.expect_navigation():
        page.get_by_role("button", name="Giải phóng quầy").click()

    assert not DeskSession.objects.filter(until_at=None).exists()


def test_an_emergency_comes_by_itself_and_is_answered_without_leaving_the_page(
    visit, commune, desks, lan_account
):
    other = make.official("Vũ Thị Hạnh", unit=commune, role=Role.RECEPTION, user_name="hanh")
    DeskSession.objects.create(desk=desks[1], officer=other, from_at=moment.now())
    hears = visit("/counter/reception/", user=other)
    calls = visit("/hall/", user=lan_account)
    calls.on("dialog", lambda dialog: dialog.accept())
    with calls.expect_navigation():
        calls.get_by_role("button", name="Gọi khẩn cấp", exact=True).click()

    hears.get_by_text("Khẩn cấp tại quầy 1").wait_for(timeout=8000)
    assert checks.violations(hears) == []
    hears.get_by_role("button", name="Tôi ra ngay").click()

    calls.get_by_text("Vũ Thị Hạnh đang đến chỗ bạn").wait_for(timeout=8000)
    assert hears.url.endswith("/counter/reception/")
    assert HallAlarm.objects.get().answered_by == other

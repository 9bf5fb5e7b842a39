"""What people do besides: they go back, press twice, open two tabs, send the wrong file; nothing breaks."""

import re

import pytest

from motcua.actions import desk, result
from motcua.actions import dossier as dossiers
from motcua.queries import moment, tokens
from motcua.records.models import Dossier, ProcedureVersion
from motcua.rules.text import fold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "9.000001"
RECEPTION = "/counter/reception/"
BYTES_OF_21_MEGABYTES = 21 * 1024 * 1024


@pytest.fixture
def now():
    return moment.now()


@pytest.fixture
def shelf(procedure, settings, tmp_path):
    settings.STORE = tmp_path / "store"
    words = f"|{fold(procedure.name)}|{CODE}|cu tru|ho khau|"
    ProcedureVersion.objects.filter(pk=procedure.pk).update(search=words)
    return procedure


@pytest.fixture
def handed(lan, minh, hoa, intake, now):
    row = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    desk.propose(by=minh, code=row.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[row.code], now=now)
    result.pay(by=lan, code=row.code, amount=20_000, now=now)
    return result.hand_over(by=lan, code=row.code, now=now)


def press(page, name, kind="button"):
    with page.expect_navigation():
        page.get_by_role(kind, name=name).first.click()


def lay_down(page, an_row):
    """Fill the page of reception for An, everything handed in."""
    page.fill("#who", an_row.id_number)
    page.press("#who", "Enter")
    page.wait_for_selector(".mc-name")
    page.fill("#what", "ho khau")
    page.press("#what", "Enter")
    page.wait_for_selector("#p0-has", state="attached")
    for at in (0, 1):
        page.check(f"#p{at}-has", force=True)


def plain(page):
    """Return the words of the page, which must not be those of a failure on our side."""
    words = page.inner_text("body")
    assert "Hệ thống gặp trục trặc" not in words
    assert "Traceback" not in words
    return words


def test_going_back_after_receiving_and_pressing_again_makes_no_second_dossier(
    visit, lan_account, an_row, shelf
):
    page = visit(RECEPTION, user=lan_account)
    lay_down(page, an_row)
    page.click("#receive")
    page.wait_for_selector("#next")

    page.go_back()
    page.wait_for_load_state()
    if page.locator("#p0-has").count():
        page.click("#receive")
        page.wait_for_selector("#next, .mc-note, #problem")

    assert plain(page)
    assert Dossier.objects.count() == 1


def test_pressing_twice_makes_one_dossier(visit, lan_account, an_row, shelf):
    page = visit(RECEPTION, user=lan_account)
    lay_down(page, an_row)

    page.dblclick("#receive")
    page.wait_for_selector("#next")

    assert Dossier.objects.count() == 1


def test_reloading_after_receiving_makes_one_dossier(visit, lan_account, an_row, shelf):
    page = visit(RECEPTION, user=lan_account, scripts=False)
    lay_down(page, an_row)
    page.click("#receive")
    page.wait_for_selector("#next")

    page.reload()

    assert page.locator("#next").count() == 1
    assert Dossier.objects.count() == 1


def test_two_tabs_of_one_dossier_tell_the_second_that_it_came_late(visit, minh_account, received):
    address = f"/desk/dossiers/{received.code}/"
    page = visit(address, user=minh_account)
    tab = page.context.new_page()
    tab.goto(page.url)

    press(page, re.compile("Chuyển bước"))
    press(tab, re.compile("Chuyển bước"))

    assert "Có người vừa thay đổi hồ sơ này" in plain(tab)
    assert Dossier.objects.get().entries.filter(verb="advance").count() == 1


def test_two_counters_hand_one_result_over_once(visit, lan, lan_account, minh, hoa, intake, now):
    row = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    desk.propose(by=minh, code=row.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[row.code], now=now)
    page = visit("/counter/returns/", user=lan_account, scripts=False)
    tab = page.context.new_page()
    tab.goto(page.url)

    press(page, re.compile("Thu 20.000"))
    press(tab, re.compile("Thu 20.000"))

    assert plain(tab)
    assert Dossier.objects.get().fee_paid == 20_000


def test_wrong_digits_end_in_a_sentence_that_tells_nothing(visit, received):
    page = visit("/track/", width=360)

    page.get_by_label("Mã trên giấy hẹn").fill(received.code)
    page.get_by_label("4 số cuối điện thoại").fill("0000")
    press(page, "Tra cứu")

    assert "Chưa mở được hồ sơ" in plain(page)
    assert "Xác nhận tình trạng cư trú" not in page.inner_text("main")


def test_a_used_link_of_the_rating_says_that_it_is_closed(visit, handed, now):
    token = tokens.rating(handed)
    result.rate(token=token, face=4, reasons=[], comment="", now=now)

    page = visit(f"/rate/{token}/", width=360)

    assert "Đường dẫn này không còn dùng được" in plain(page)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("to-khai.pdf", b"<!doctype html><html><body>hello</body></html>", "Không nhận được"),
        ("to-khai.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * BYTES_OF_21_MEGABYTES, "quá lớn"),
        ("to-khai.exe", b"MZ" + b"\x00" * 64, "Không nhận được"),
        ("to-khai.pdf", b"", "là tệp rỗng"),
    ],
    ids=["a_page_called_pdf", "21_megabytes", "a_program", "an_empty_file"],
)
def test_a_wrong_file_ends_in_a_sentence_and_keeps_nothing(
    visit, shelf, tmp_path, scripts, name, content, said
):
    path = tmp_path / name
    path.write_bytes(content)
    page = visit(f"/procedures/{CODE}/file/", width=360, scripts=scripts)
    page.get_by_label("Xã Lam Sơn").check()
    press(page, "Tiếp tục")
    page.get_by_label("Họ và tên").fill("Hoàng Văn Đức")
    page.get_by_label("Số căn cước").fill("030090001234")
    page.get_by_label("Số điện thoại").fill("0987654321")
    press(page, "Tiếp tục")

    page.get_by_label("Tờ khai").set_input_files(path)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.locator(".govuk-error-message").first.wait_for()

    assert said in plain(page)
    assert page.locator(".mc-kept").count() == 0


def test_a_file_refused_at_the_counter_is_not_sent_again(visit, lan_account, an_row, shelf, tmp_path):
    path = tmp_path / "to-khai.pdf"
    path.write_bytes(b"<!doctype html><html><body>hello</body></html>")
    page = visit(RECEPTION, user=lan_account)
    lay_down(page, an_row)

    page.set_input_files("#p0-upload", path)
    page.get_by_text("Không nhận được").first.wait_for()
    page.click("#receive")
    page.wait_for_selector("#next")

    assert Dossier.objects.get().documents.filter(file=None).count() == 2


def test_a_wrong_password_ends_in_a_sentence_that_names_neither(visit, lan_account):
    page = visit("/accounts/login/")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill("not the password")

    press(page, "Đăng nhập")

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in plain(page)

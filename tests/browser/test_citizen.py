"""A citizen with a cheap telephone: finds, files, follows, brings what is missing, rates."""

from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from motcua.actions import desk, result, supplement
from motcua.actions import dossier as dossiers
from motcua.queries import moment, tokens
from motcua.records.models import Dossier, ProcedureVersion
from motcua.rules.text import fold
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360
CODE = "9.000001"
FIRST_PAGE_BYTES = 100_000


@pytest.fixture
def now():
    return moment.now()


@pytest.fixture
def shelf(procedure):
    ProcedureVersion.objects.filter(pk=procedure.pk).update(
        life_event="home", search=f"|{fold(procedure.name)}|{CODE}|cu tru|ho khau|"
    )
    return procedure


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "to-khai.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    return path


def press(page, name, kind="button"):
    """Press and wait until the next page stands."""
    with page.expect_navigation():
        page.get_by_role(kind, name=name).first.click()


def tell_who(page):
    page.get_by_label("Họ và tên").fill("Hoàng Văn Đức")
    page.get_by_label("Số căn cước").fill("030090001234")
    page.get_by_label("Số điện thoại").fill("0987654321")
    press(page, "Tiếp tục")


def file_with(page, photo):
    """Walk from the first page to the code, pressing what a person presses."""
    page.get_by_label("Tìm thủ tục").fill("ho khau")
    press(page, "Tìm")
    press(page, "Xác nhận tình trạng cư trú", "link")
    press(page, "Nộp trên mạng", "link")
    page.get_by_label("Xã Lam Sơn").check()
    press(page, "Tiếp tục")
    tell_who(page)
    page.get_by_label("Tờ khai").set_input_files(photo)
    press(page, "Lưu và tiếp tục")
    press(page, "Gửi hồ sơ")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_dossier_is_filed_and_followed(visit, shelf, photo, scripts):
    page = visit("/", width=PHONE, scripts=scripts)

    file_with(page, photo)

    row = Dossier.objects.get()
    assert page.get_by_text(row.code).first.is_visible()
    press(page, "Xem hồ sơ", "link")
    assert page.get_by_role("heading", level=1).inner_text() == "Đã gửi, đang chờ cơ quan tiếp nhận"
    assert row.applicant.name not in page.content()
    assert not page.locator("[title*='Hoàng']").count()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_dossier_is_found_by_code_and_digits_and_completed(visit, lan, received, photo, now, scripts):
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký của người khai")]
    supplement.ask_supplement(
        by=lan, code=received.code, asked=asked, reason="Tờ khai chưa có chữ ký của người khai.", now=now
    )
    page = visit("/track/", width=PHONE, scripts=scripts)

    page.get_by_label("Mã trên giấy hẹn").fill(received.code)
    page.get_by_label("4 số cuối điện thoại").fill("5678")
    press(page, "Tra cứu")
    page.get_by_label("Tờ khai").set_input_files(photo)
    press(page, "Gửi giấy tờ")

    page.get_by_role("heading", name="Hồ sơ đang được giải quyết").wait_for()
    assert Dossier.objects.get().state == "in_process"


@pytest.fixture
def handed(lan, minh, hoa, intake, now):
    row = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    desk.propose(by=minh, code=row.code, now=now)
    desk.approve_and_issue(by=hoa, codes=[row.code], now=now)
    result.pay(by=lan, code=row.code, amount=20_000, now=now)
    return result.hand_over(by=lan, code=row.code, now=now)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_result_is_rated_once(visit, handed, scripts):
    page = visit(f"/track/{tokens.tracking(handed)}/", width=PHONE, scripts=scripts)

    press(page, "Rất tốt")
    page.get_by_label("Nhanh").check()
    press(page, "Gửi đánh giá")

    page.get_by_role("heading", name="Xin cảm ơn").wait_for()
    assert Dossier.objects.get().rating == 5
    page.goto(page.url.split("?")[0])
    assert page.get_by_role("heading", level=1).inner_text() == "Đường dẫn này không còn dùng được"


def test_every_page_of_a_filing_can_be_used_by_all(visit, shelf, photo):
    page, found = visit("/"), []

    for step in ("", f"procedures/{CODE}/", "procedures/?q=ho+khau", "procedures/?q=xyz", "track/"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/" + step)
        found += checks.barriers(page)
    home = "/".join(page.url.split("/")[:3])
    page.goto(f"{home}/procedures/{CODE}/file/")
    found += checks.barriers(page)
    press(page, "Tiếp tục")  # nothing chosen: the error is part of the page
    found += checks.barriers(page)
    page.get_by_label("Xã Lam Sơn").check()
    press(page, "Tiếp tục")
    press(page, "Tiếp tục")
    found += checks.barriers(page)
    tell_who(page)
    found += checks.barriers(page)
    page.get_by_label("Tờ khai").set_input_files(photo)
    press(page, "Lưu và tiếp tục")
    found += checks.barriers(page)
    press(page, "Gửi hồ sơ")
    found += checks.barriers(page)
    press(page, "Xem hồ sơ", "link")
    found += checks.barriers(page)

    assert found == []


def test_every_state_of_a_dossier_can_be_used_by_all(visit, lan, handed, received, now):
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký của người khai")]
    supplement.ask_supplement(
        by=lan, code=received.code, asked=asked, reason="Tờ khai chưa có chữ ký của người khai.", now=now
    )
    addresses = [
        f"/track/{tokens.tracking(received)}/",
        f"/track/{tokens.tracking(handed)}/",
        f"/rate/{tokens.rating(handed)}/?face=4",
        f"/rate/{'0' * 32}/",
    ]

    found = [problem for address in addresses for problem in checks.barriers(visit(address))]

    assert found == []


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        return None


@pytest.fixture
def served():
    """The product as it is served, its own middleware sending the packed files; the address of it."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_first_page_is_light(chromium, shelf, served):
    context = chromium.new_context(viewport={"width": PHONE, "height": 740})
    page, received = context.new_page(), []
    meter = context.new_cdp_session(page)
    meter.send("Network.enable")
    meter.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto(served)
    page.wait_for_load_state("networkidle")
    context.close()

    assert len(received) >= 9  # the page, its style, script, icons, and the fonts
    assert sum(received) < FIRST_PAGE_BYTES, f"{sum(received)} bytes in {len(received)} answers"


def test_it_speaks_english_to_the_end(visit, shelf):
    page = visit("/", width=PHONE)

    press(page, "English")

    assert page.get_by_role("heading", level=1).inner_text() == "What papers do you need?"
    assert page.locator("html").get_attribute("lang") == "en"
    assert not checks.violations(page)


def test_a_filing_survives_a_reload_and_a_second_tab(visit, shelf, photo):
    page = visit(f"/procedures/{CODE}/file/", width=PHONE)
    page.get_by_label("Xã Lam Sơn").check()
    press(page, "Tiếp tục")
    tell_who(page)

    tab = page.context.new_page()
    tab.goto("/".join(page.url.split("/")[:3]) + f"/procedures/{CODE}/file/who/")

    assert tab.get_by_label("Họ và tên").input_value() == "Hoàng Văn Đức"

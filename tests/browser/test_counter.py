"""Lan at her counter: the keyboard alone, forty people waiting, with and without JavaScript."""

import re
import time

import pytest

from motcua.actions import desk, supplement
from motcua.actions import dossier as dossiers
from motcua.actions.supplement import Asked
from motcua.queries import moment
from motcua.records.models import Dossier, ProcedureVersion
from motcua.rules import catalogue
from motcua.rules.text import fold
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/counter/reception/"
CARD = "030190004299||Lê Văn Tám|14031990|Nam|Thôn 1, Lam Sơn|01012022"
BODY = catalogue.ProcedureBody(
    name="Đăng ký tạm trú",
    name_en="Temporary residence",
    field="Cư trú",
    times=(catalogue.Time(3, "working_day"),),
    components=(
        catalogue.Component("a", "Tờ khai", originals=1, name_en="Declaration"),
        catalogue.Component("b", "Giấy tờ nhà ở", copies=1, name_en="Proof of dwelling"),
        catalogue.Component("c", "Căn cước", copies=1, name_en="Citizen card"),
    ),
    fees=(catalogue.Fee(15_000),),
    steps=make.BODY.steps,
)


@pytest.fixture
def now():
    return moment.now()


@pytest.fixture
def shelf(procedure, commune):
    version = make.procedure("1.004222", units=[commune], days=3, body=BODY)
    ProcedureVersion.objects.filter(pk=version.pk).update(search=f"|{fold(BODY.name)}|1.004222|cu tru|")
    return version


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "to-khai.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    return path


@pytest.fixture
def busy(lan, an, minh, hoa, intake, now):
    """A counter with something in every list; returns a dossier of each kind by name."""
    made = {"filed": dossiers.file(by=an, intake=intake, now=now).dossier}
    for name in ("running", "waiting", "ready"):
        made[name] = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    code = made["waiting"].code
    asked = [Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    supplement.ask_supplement(by=lan, code=code, asked=asked, reason="Tờ khai chưa có chữ ký.", now=now)
    code = made["ready"].code
    desk.propose(by=minh, code=code, now=now)
    desk.approve_and_issue(by=hoa, codes=[code], now=now)
    return made


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_it_receives_three_papers_by_key_in_less_than_a_minute(visit, lan_account, shelf, scan):
    page = visit(PAGE, user=lan_account)
    keys, begun = page.keyboard, time.monotonic()

    keys.type(CARD)
    keys.press("Enter")
    page.wait_for_selector("#id_a-phone:focus")
    keys.type("0987654321")
    keys.press("F5")
    keys.type("tam tru")
    keys.press("Enter")
    page.wait_for_selector("#p0-has:focus")
    for _ in range(3):
        keys.press("Space")
        keys.press("ArrowDown")
    keys.press("F9")
    page.wait_for_selector("#next:focus")

    made = Dossier.objects.get()
    assert time.monotonic() - begun < 60
    assert (made.applicant.name, made.state, made.components) == ("Lê Văn Tám", "received", 3)
    assert made.code in page.inner_text("main")


def test_it_leads_f9_to_what_is_missing_and_says_so(visit, lan_account, an_row, shelf):
    page = visit(PAGE, user=lan_account)
    keys = page.keyboard

    keys.press("F9")
    page.wait_for_selector("#problem")
    keys.type("030188004217")
    keys.press("Enter")
    page.wait_for_selector("#what:focus")
    keys.type("tam tru")
    keys.press("Enter")
    page.wait_for_selector("#p0-has:focus")
    keys.press("Space")
    keys.press("F9")
    page.wait_for_selector("#p1-has:focus")

    assert "Giấy tờ nhà ở" in page.inner_text("#problem")
    assert checks.barriers(page) == []
    assert not Dossier.objects.exists()


def test_it_finds_people_while_they_are_typed(visit, lan_account, an_row, busy):
    page = visit(PAGE, user=lan_account)

    page.keyboard.type("vu thi")
    page.wait_for_selector("#who-found button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mc-name")

    assert "Vũ Thị An" in page.inner_text(".mc-name")
    assert focused(page) == "what"


def test_it_keeps_a_scan_and_shows_it(visit, lan_account, an_row, shelf, scan, settings, tmp_path):
    settings.STORE = tmp_path / "store"
    page = visit(PAGE, user=lan_account)
    page.keyboard.type("030188004217")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mc-name")
    page.keyboard.type("tam tru")
    page.keyboard.press("Enter")
    page.wait_for_selector("#p0-upload", state="attached")

    page.set_input_files("#p0-upload", scan)
    page.wait_for_selector("#p0 .mc-state")
    page.keyboard.press("F6")
    page.wait_for_selector("#receive:focus")
    page.keyboard.press("F9")
    page.wait_for_selector("#next")

    paper = Dossier.objects.get().documents.get(key="a")
    assert (paper.file_name, paper.file.mime) == ("to-khai.png", "image/png")


def test_it_hands_papers_back_by_key(visit, lan_account, an_row, shelf):
    page = visit(PAGE, user=lan_account)
    page.keyboard.type("030188004217")
    page.keyboard.press("Enter")
    page.wait_for_selector("#what:focus")
    page.keyboard.type("tam tru")
    page.keyboard.press("Enter")
    page.wait_for_selector("#p0-has:focus")

    page.keyboard.press("F8")
    page.wait_for_selector("#reason:focus")
    found = checks.barriers(page)
    page.keyboard.press("F8")
    page.wait_for_selector("#next")

    assert found == []
    assert Dossier.objects.get().state == "incomplete"


def test_it_receives_without_javascript(visit, lan_account, an_row, shelf, scan, settings, tmp_path):
    settings.STORE = tmp_path / "store"
    page = visit(PAGE, user=lan_account, scripts=False)

    page.fill("#who", "030188004217")
    page.press("#who", "Enter")
    page.fill("#what", "tam tru")
    page.press("#what", "Enter")
    page.set_input_files("#p0-upload", scan)
    page.click("#receive")
    said = page.inner_text("#problem")
    for at in (1, 2):
        page.check(f"#p{at}-has", force=True)
    page.click("#receive")

    made = Dossier.objects.get()
    assert "Giấy tờ nhà ở" in said
    assert made.code in page.inner_text("main")
    assert made.documents.get(key="a").file_name == "to-khai.png"


def test_it_hands_a_result_over_without_javascript(visit, lan_account, busy):
    page = visit("/counter/returns/", user=lan_account, scripts=False)

    page.get_by_role("button", name=re.compile("Thu 20.000")).click()

    assert Dossier.objects.get(pk=busy["ready"].pk).state == "handed_over"
    assert page.locator(".mc-qr svg").count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_pages_with_data_show_no_barrier(visit, lan_account, busy, shelf, language):
    names = ("", "reception/", "returns/", "supplements/", "register/", "batch/")
    one = [f"dossiers/{made.code}/" for made in busy.values()] + [f"reception/{busy['running'].code}/"]
    found = []

    for path in (*names, *one):
        page = visit(f"/counter/{path}", user=lan_account, language=language)
        assert page.answer.status == 200, path
        found += checks.barriers(page)

    assert found == []


def test_its_form_shows_no_barrier_on_a_narrow_screen(visit, lan_account, an_row, shelf):
    page = visit(PAGE, user=lan_account, width=360)
    page.fill("#who", "030188004217")
    page.press("#who", "Enter")
    page.wait_for_selector(".mc-name")
    page.get_by_role("button", name=re.compile("Có người nộp thay")).click()
    page.wait_for_selector("#id_f-name")
    page.fill("#what", "tam tru")
    page.press("#what", "Enter")
    page.wait_for_selector("#p0-has", state="attached")

    assert checks.barriers(page) == []

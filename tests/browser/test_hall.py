"""A morning in the hall: a number, a voice, a counter, a dossier, and a phone that follows both."""

import io
import re
import shutil
import struct
import wave
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import pytest
import zxingcpp
from PIL import Image

from motcua.actions import hall, service_model, ticket
from motcua.actions.service_model import Adoption
from motcua.queries import moment, workdays
from motcua.records.models import Dossier, HallAlarm, ProcedureVersion, Ticket
from motcua.rules.people import SYSTEM
from motcua.rules.service_models import Adopted, Kind
from motcua.rules.text import fold
from motcua.rules.tickets import Ending
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORNING = make.at("2024-01-12 09:00")
CODE = "H23.34.15"


@pytest.fixture
def now(settings):
    """A Friday morning, for the server as for the test."""
    settings.CLOCK_OFFSET_SECONDS = int(MORNING.timestamp() - datetime.now(UTC).timestamp())
    return moment.now()


@pytest.fixture
def desk(commune, lan, now):
    """A hall of two services and one counter, at which Lan sits."""
    for letter, key, name in (("A", "land", "Đất đai"), ("B", "copies", "Chứng thực")):
        service = hall.Service(key=key, name=name, name_en=key.title(), letter=letter)
        hall.keep_service(by=SYSTEM, unit_id=commune.pk, service=service, now=now)
    row = hall.keep_desk(
        by=SYSTEM, unit_id=commune.pk, desk=hall.Desk(number=3, serves={"land": 0, "copies": 1}), now=now
    )
    hall.open_desk(by=lan, desk_id=row.pk, now=now)
    return row


@pytest.fixture
def drawn(commune, desk, now):
    """A number drawn just now, and the token of its link."""
    wanted = ticket.Wanted(unit_id=commune.pk, service="land")
    return ticket.issue(by=SYSTEM, wanted=wanted, now=now)


@pytest.fixture
def shelf(procedure):
    """A procedure that the counter finds by its words."""
    words = f"|{fold(procedure.name)}|9.000001|cu tru|ho khau|"
    ProcedureVersion.objects.filter(pk=procedure.pk).update(search=words)
    return procedure


@pytest.fixture
def kiosk(visit, commune, desk, hoa_account):
    """A browser with a touch screen that Hoa made the kiosk of the hall, and signed out of."""
    page = visit(f"/kiosk/{CODE}/device/", user=hoa_account, width=1080, touch=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Đặt trình duyệt này làm máy lấy số").tap()
    page.context.clear_cookies(name="sessionid")
    page.goto(page.url.replace("/device/", "/"))
    return page


@pytest.fixture
def board(visit, desk):
    """The board on the wall, with all that it plays kept as samples."""
    shutil.which("espeak-ng") or pytest.skip("espeak-ng is not installed: the browser speaks by itself")
    page = visit("/parts/")
    page.add_init_script(RECORDER)
    page.goto(urljoin(page.url, f"/screen/{CODE}/"))
    return page


# Whatever the page plays goes through here on its way to the loudspeaker, as sixteen-bit samples.
RECORDER = """
window.heard = []; window.ended = 0;
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const context = new AudioContext({ sampleRate: 22050 });
  const tap = context.createScriptProcessor(4096, 1, 1);
  tap.onaudioprocess = (event) =>
    window.heard.push(...event.inputBuffer.getChannelData(0).map((value) => value * 32767));
  context.createMediaElementSource(this).connect(tap).connect(context.destination);
  this.addEventListener("ended", () => { window.ended += 1; });
  return play.call(this);
};
"""


def record(page, path):
    """Wait until the page has spoken, keep what it played as a file; return its loudest sample, 0 to 1."""
    page.wait_for_function("window.ended")
    samples = [round(value) for value in page.evaluate("window.heard")]
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22050)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    assert len(samples) > 22050  # more than a second of it
    return max(map(abs, samples)) / 32768


def takes_a_number(kiosk):
    """An old woman touches three times; returns what the camera of a phone reads from the screen."""
    for name in ("Ưu tiên", "Người cao tuổi"):
        with kiosk.expect_navigation():
            kiosk.get_by_role("link", name=re.compile(name)).tap()
    with kiosk.expect_navigation():
        kiosk.get_by_role("button", name=re.compile("Đất đai")).tap()
    assert kiosk.locator(".mc-kiosk-number b").inner_text() == "A 002"
    picture = Image.open(io.BytesIO(kiosk.screenshot()))
    return next(code.text for code in zxingcpp.read_barcodes(picture))


def later(phone):
    """Let the five seconds pass after which the page asks again."""
    with phone.expect_response("**/now/"):
        phone.clock.fast_forward(5000)


def follows(phone, link):
    """She opens the link of the code, on a phone whose clock the test turns."""
    phone.clock.install()
    phone.goto(link)
    phone.get_by_role("heading", name="Sắp đến lượt bạn").wait_for()


def receives(counter):
    """Lan takes the papers in with the keyboard alone; F9 makes the number a dossier."""
    with counter.expect_navigation():
        counter.keyboard.press("F2")
    counter.keyboard.type("030190004299||Lê Thị Tám|14031950|Nữ|Thôn 1, Lam Sơn|01012022")
    counter.keyboard.press("Enter")
    counter.wait_for_selector("#id_a-phone:focus")
    counter.keyboard.type("0987654321")
    counter.keyboard.press("F5")
    counter.keyboard.type("ho khau")
    counter.keyboard.press("Enter")
    counter.wait_for_selector("#p0-has:focus")
    with counter.expect_response("**/reception/"):
        counter.keyboard.press("F6")
    counter.keyboard.press("F9")
    counter.wait_for_selector("#next:focus")


def test_a_number_becomes_a_dossier_that_the_same_phone_follows(
    visit, drawn, kiosk, board, lan_account, shelf, tmp_path
):
    link, phone = takes_a_number(kiosk), visit("/parts/", width=360, touch=True)
    follows(phone, link)

    counter = visit("/hall/", user=lan_account)
    with counter.expect_navigation():
        counter.keyboard.press("F4")  # call: she is old and comes before A 001
    board.locator(".mc-wall-big b", has_text="A 002").wait_for()
    assert record(board, tmp_path / "call.wav") > 0.1
    later(phone)
    phone.get_by_role("heading", name="Mời bạn đến quầy 3").wait_for()

    with counter.expect_navigation():
        counter.keyboard.press("F4")  # she is here: begin
    later(phone)
    phone.get_by_role("heading", name="Bạn đang được phục vụ tại quầy 3").wait_for()
    receives(counter)
    later(phone)
    with phone.expect_navigation():
        phone.get_by_role("link", name="Xem hồ sơ").tap()

    dossier, row = Dossier.objects.get(), Ticket.objects.get(code="A002")
    assert (row.source, row.lane, row.ending, row.dossier) == ("kiosk", "elderly", Ending.DOSSIER, dossier)
    assert dossier.code in phone.inner_text("main")
    assert checks.overflow(phone) == 0


def test_help_called_at_the_kiosk_is_seen_and_answered(visit, commune, desk, lan_account):
    kiosk = visit(f"/kiosk/{CODE}/", width=1080)
    with kiosk.expect_navigation():
        kiosk.get_by_role("button", name="Gọi người giúp").click()

    page = visit("/hall/live/", user=lan_account)
    with page.expect_navigation():
        page.get_by_role("button", name="Tôi ra ngay").click()

    assert HallAlarm.objects.get().answered_at is not None


@pytest.fixture
def promised(commune, desk, now):
    """A number whose promise is broken, on a day that two service models change."""
    first = workdays.today(now)
    track = Adopted(Kind.FAST_TRACK, first, services=("copies",), minutes=20)
    for adopted in (track, Adopted(Kind.RESULT_AT_ONCE, first, weekday=first.weekday())):
        service_model.adopt(by=SYSTEM, adoption=Adoption(commune.pk, adopted, "1/QĐ-UBND"), now=now)
    wanted = ticket.Wanted(unit_id=commune.pk, service="copies")
    return ticket.issue(by=SYSTEM, wanted=wanted, now=now - timedelta(minutes=30))


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_the_hall_have_no_barrier(visit, desk, drawn, promised, lan_account, hoa_account, width):
    pages = [
        f"/screen/{CODE}/", f"/screen/{CODE}/?layout=lines", f"/screen/{CODE}/?layout=tall",
        f"/kiosk/{CODE}/", f"/kiosk/{CODE}/?told=unknown", f"/kiosk/{CODE}/priority/",
        f"/kiosk/{CODE}/drawn/{drawn.token}/", f"/kiosk/{CODE}/drawn/{drawn.token}/phone/",
        f"/kiosk/number/{drawn.token}/", f"/kiosk/number/{promised.token}/",
    ]  # fmt: skip
    for path in pages:
        page = visit(path, width=width)
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)
    for path in ("/hall/", "/hall/live/", "/counter/reception/"):
        page = visit(path, user=lan_account, width=width)
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)
    page = visit("/hall/setup/", user=hoa_account, width=width)
    assert (checks.violations(page), checks.overflow(page)) == ([], 0)


def test_a_board_fits_its_screen_with_all_that_it_says(visit, desk, promised):
    for layout, width, height in (("calls", 1920, 1080), ("lines", 1920, 1080), ("tall", 1080, 1920)):
        board = visit(f"/screen/{CODE}/?voice=off&layout={layout}", width=width)
        board.set_viewport_size({"width": width, "height": height})

        assert board.locator(".mc-wall-says").is_visible()
        assert board.evaluate("document.documentElement.scrollHeight") == height


def test_a_telephone_is_left_by_touch_and_taken_back_without_scripts(visit, desk, drawn):
    kiosk = visit(f"/kiosk/{CODE}/drawn/{drawn.token}/phone/", width=1080)
    for digit in "09123456789":
        kiosk.get_by_role("button", name=digit, exact=True).click()
    kiosk.get_by_role("button", name="Xóa chữ số cuối").click()
    with kiosk.expect_navigation():
        kiosk.get_by_role("button", name="Nhắn tin cho tôi").click()
    left = Ticket.objects.get(pk=drawn.ticket.pk).phone

    phone = visit(f"/kiosk/number/{drawn.token}/", width=360, scripts=False)
    phone.get_by_role("button", name="Không nhắn nữa, xóa số điện thoại").click()

    assert (left, Ticket.objects.get(pk=drawn.ticket.pk).phone) == ("0912345678", "")


def test_a_kiosk_works_without_scripts(visit, commune, desk):
    kiosk = visit(f"/kiosk/{CODE}/", width=1080, scripts=False)

    kiosk.get_by_role("button", name=re.compile("Chứng thực")).click()

    assert kiosk.get_by_text("B 001").count() == 1

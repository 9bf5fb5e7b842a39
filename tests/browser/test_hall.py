"""A morning in the hall: a number, a voice, a counter, a dossier, and a phone that follows both."""

import io
import re
import struct
import wave
from datetime import UTC, datetime

import pytest

from motcua.actions import hall, ticket
from motcua.queries import moment
from motcua.records.models import Dossier, HallAlarm, Ticket
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Ending, State
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


def loudest(content):
    """Return the highest sample of a WAV file, from 0 to 1."""
    with wave.open(io.BytesIO(content)) as sound:
        frames = sound.readframes(sound.getnframes())
        assert sound.getsampwidth() == 2
    return max(abs(value) for (value,) in struct.iter_unpack("<h", frames)) / 32768


def test_a_number_becomes_a_dossier_that_the_same_phone_follows(visit, commune, desk, lan_account, procedure):
    kiosk = visit(f"/kiosk/{CODE}/", width=1080)
    with kiosk.expect_navigation():
        kiosk.get_by_role("button", name=re.compile("Đất đai")).click()
    link = kiosk.url.replace("/drawn/", "/number/").replace(f"/kiosk/{CODE}/number/", "/kiosk/number/")
    drawn = Ticket.objects.get()
    assert drawn.source == "phone"  # no administrator has made this browser a kiosk

    phone = visit("/kiosk/number/" + link.rstrip("/").rsplit("/", 1)[1] + "/", width=360)
    board = visit(f"/screen/{CODE}/?voice=off", width=1440)
    counter = visit("/hall/", user=lan_account)
    with counter.expect_navigation():
        counter.keyboard.press("F4")
    board.locator(".mc-wall-big b", has_text="A 001").wait_for()
    phone.get_by_role("heading", name="Mời bạn đến quầy 3").wait_for(timeout=15_000)

    with counter.expect_navigation():
        counter.keyboard.press("F4")  # she is here: begin
    counter.goto(counter.url.replace("/hall/", "/counter/reception/"))
    assert counter.locator("input[name=drawn]").input_value() == str(drawn.pk)
    drawn.refresh_from_db()
    assert drawn.state == State.SERVING


def test_a_received_dossier_ends_the_number_and_is_followed_from_its_link(
    visit, commune, desk, lan, drawn, intake, now
):
    from dataclasses import replace

    from motcua.actions import calling, reception
    from motcua.actions.idempotency import Key
    from motcua.actions.reception import Counted

    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.begin(by=lan, ticket_id=drawn.ticket.pk, now=now)
    counted = Counted(replace(intake, ticket_id=drawn.ticket.pk))
    reception.receive(by=lan, counted=counted, key=Key("user:1", "k", "h"), now=now)

    phone = visit(f"/kiosk/number/{drawn.token}/", width=360)

    phone.locator(".mc-place a").click()
    phone.wait_for_url("**/track/**")
    assert Ticket.objects.get().ending == Ending.DOSSIER
    assert Dossier.objects.get().tickets.get().pk == drawn.ticket.pk


def test_the_voice_is_heard(visit, desk):
    page = visit(f"/screen/{CODE}/")

    answer = page.request.get(page.url.rstrip("/") + "/voice/C047/3/")

    if answer.status == 404:
        pytest.skip("espeak-ng is not installed: the browser speaks by itself")
    assert loudest(answer.body()) > 0.1
    assert page.request.get(page.url.rstrip("/") + "/voice/C0x7/3/").status == 404


def test_a_board_comes_back_to_the_truth_after_the_line_was_gone(visit, commune, desk, lan, drawn, now):
    from motcua.actions import calling

    board = visit(f"/screen/{CODE}/?voice=off")
    board.context.set_offline(True)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    board.locator("[data-lost]:not([hidden])").wait_for(timeout=20_000)

    board.context.set_offline(False)

    board.locator(".mc-wall-big b", has_text="A 001").wait_for(timeout=15_000)
    board.locator("[data-lost]").wait_for(state="hidden")


def test_help_called_at_the_kiosk_is_seen_and_answered(visit, commune, desk, lan_account):
    kiosk = visit(f"/kiosk/{CODE}/", width=1080)
    with kiosk.expect_navigation():
        kiosk.get_by_role("button", name="Gọi người giúp").click()

    page = visit("/hall/live/", user=lan_account)
    with page.expect_navigation():
        page.get_by_role("button", name="Tôi ra ngay").click()

    assert HallAlarm.objects.get().answered_at is not None


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_the_hall_have_no_barrier(visit, desk, drawn, lan_account, width):
    pages = [
        f"/screen/{CODE}/", f"/screen/{CODE}/?layout=lines", f"/kiosk/{CODE}/", f"/kiosk/{CODE}/priority/",
        f"/kiosk/{CODE}/drawn/{drawn.token}/", f"/kiosk/number/{drawn.token}/",
    ]  # fmt: skip
    for path in pages:
        page = visit(path, width=width)
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)
    for path in ("/hall/", "/hall/live/", "/counter/reception/"):
        page = visit(path, user=lan_account, width=width)
        assert (path, checks.violations(page), checks.overflow(page)) == (path, [], 0)


def test_a_kiosk_works_without_scripts(visit, commune, desk):
    kiosk = visit(f"/kiosk/{CODE}/", width=1080, scripts=False)

    kiosk.get_by_role("button", name=re.compile("Chứng thực")).click()

    assert kiosk.get_by_text("B 001").count() == 1

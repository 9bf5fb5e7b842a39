"""Input that no form sends breaks none of the pages that are open to everybody in the hall and at home."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from motcua.actions import hall, ticket
from motcua.rules.people import SYSTEM
from tests import halls

pytestmark = pytest.mark.django_db

# What each is there for: no number though it is said to be one, a number no machine holds, text that
# looks for the end of a query or a page, what no database takes, an emptied or endless value.
NASTY = (
    "²", "A²", "A००१", "9" * 4400, "-1", "1e9", "%", "%00", "\x00", "' OR 1=1 --", "<script>", "{{ 7 }}",
    "../../etc/passwd", "%s%n", "\ud7ff\uffff", "\u202e\u200b", "x" * 9000, "0", "",
)  # fmt: skip
ASKED = ("screen", "lane", "proof", "big", "unknown", "layout", "voice", "day", "slot", "service", "q")
SENT = ("service", "lane", "proof", "scan", "do", "phone", "code", "digits", "anyway", "unit", "at", "slot")


@pytest.fixture
def drawn(commune, lan, now, settings):
    """An open hall whose kiosk is any browser, and the link of a number."""
    settings.IS_DEMO = True
    settings.CLOCK_OFFSET_SECONDS = int((now - datetime.now(UTC)).total_seconds())
    desk, *_ = halls.furnish(commune, now=now)
    hall.open_desk(by=lan, desk_id=desk.pk, now=now)
    return ticket.issue(by=SYSTEM, wanted=ticket.Wanted(unit_id=commune.pk, service="ho-tich"), now=now)


def test_a_call_of_no_number_is_no_sound(client, commune):
    for code in ("A²", "A१", "²12", "A" + "9" * 4400):
        assert client.get(f"/screen/{commune.agency_code}/voice/{code}/1/").status_code == 404


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_what_is_asked_for_in_the_address_breaks_no_page(client, commune, drawn, nasty):
    code, token = commune.agency_code, drawn.token
    pages = [
        f"/kiosk/{code}/", f"/kiosk/{code}/priority/", f"/kiosk/{code}/drawn/{token}/", f"/screen/{code}/",
        f"/screen/{code}/now/", f"/kiosk/number/{token}/", f"/kiosk/number/{token}/now/",
        f"/booking/{code}/", "/booking/", "/track/", "/tickets/", "/procedures/",
    ]  # fmt: skip

    answers = {(page, name): client.get(page, {name: nasty}).status_code for page in pages for name in ASKED}

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_what_is_sent_breaks_no_page(client, commune, drawn, nasty):
    code, token = commune.agency_code, drawn.token
    pages = [
        f"/kiosk/{code}/draw/", f"/kiosk/{code}/scan/", f"/kiosk/{code}/help/", f"/kiosk/number/{token}/",
        f"/booking/{code}/", "/booking/", "/track/",
    ]  # fmt: skip

    answers = {(page, name): client.post(page, {name: nasty}).status_code for page in pages for name in SENT}
    answers |= {(page, "all"): client.post(page, dict.fromkeys(SENT, nasty)).status_code for page in pages}

    assert {sent: status for sent, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_an_address_made_up_breaks_no_page(client, commune, drawn, nasty):
    code, token = commune.agency_code, drawn.token
    pages = [
        ("kiosk", nasty), ("kiosk", nasty, "priority"), ("kiosk", code, "drawn", nasty),
        ("kiosk", nasty, "drawn", token), ("kiosk", "number", nasty), ("kiosk", "number", nasty, "now"),
        ("kiosk", "number", nasty, "paper.pdf"), ("kiosk", "number", nasty, "paper.bin"), ("screen", nasty),
        ("screen", nasty, "now"), ("screen", code, "voice", nasty, "1"), ("booking", nasty),
        ("screen", nasty, "voice", "A001", "1"), ("screen", code, "voice", "A001", nasty),
        ("booking", "a", nasty), ("track", nasty), ("track", nasty, "papers"),
        ("rate", nasty), ("report", nasty), ("procedures", nasty),
    ]  # fmt: skip

    answers = {page: client.get(f"/{'/'.join(map(quote, page))}/").status_code for page in pages}

    assert {page: status for page, status in answers.items() if status >= 500} == {}

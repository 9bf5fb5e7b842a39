"""What the kiosk tells who has a priority, what is kept of it, and the warning near the end of the day."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.actions import hall, ticket
from motcua.records.models import Ticket
from motcua.rules.people import SYSTEM
from tests import halls, make

pytestmark = pytest.mark.django_db

KIOSK = "/kiosk/H23.34.15/"
CARD = "030150004299||Lê Thị Tám|14031950|Nữ|Thôn 1, Lam Sơn|01012022"


@pytest.fixture
def clock(settings):
    def stands_at(moment):
        settings.CLOCK_OFFSET_SECONDS = int((moment - datetime.now(UTC)).total_seconds())

    return stands_at


@pytest.fixture
def desk(commune, lan, now, clock, settings):
    """A kiosk before a hall whose first desk calls, with four people waiting there."""
    settings.IS_DEMO = True
    clock(now)
    found, *_ = halls.furnish(commune, now=now)
    hall.open_desk(by=lan, desk_id=found.pk, now=now)
    for back in range(4):
        wanted = ticket.Wanted(commune.pk, "ho-tich")
        ticket.issue(by=SYSTEM, wanted=wanted, now=now - timedelta(minutes=8 - back))
    return found


def text(client, path):
    return " ".join(client.get(path).content.decode().split())


def test_who_has_a_priority_reads_her_own_wait(client, desk):
    ordinary = client.get(KIOSK).context["lines"]
    early = client.get(f"{KIOSK}?lane=disabled").context["lines"]

    assert [one["light"] for one in ordinary] == ["red", "red"]
    assert [(one["light"], one["wait"]) for one in early] == [("green", "dưới 3 phút")] * 2


def test_a_wait_that_rests_on_no_past_visits_says_so(client, desk):
    assert "ước chừng: còn ít lượt" in text(client, KIOSK)


def test_what_is_declared_is_kept_as_a_word_and_never_as_it_was_sent(client, desk):
    shown = text(client, f"{KIOSK}?lane=merit&proof=001190012345%20Nguyen")
    client.post(f"{KIOSK}draw/", {"service": "ho-tich", "lane": "merit", "proof": "001190012345"})

    assert "bạn tự khai" in shown
    assert "001190012345" not in shown
    assert Ticket.objects.latest("pk").proof == "declared"


def test_a_card_shows_an_age_and_a_mark_made_up_does_not(client, desk):
    scanned = client.post(f"{KIOSK}scan/", {"scan": CARD}, follow=True)
    mark = scanned.context["proof"]
    client.post(f"{KIOSK}draw/", {"service": "ho-tich", "lane": "elderly", "proof": mark})
    by_card = Ticket.objects.latest("pk").proof
    client.post(f"{KIOSK}draw/", {"service": "ho-tich", "lane": "merit", "proof": mark})

    assert (by_card, Ticket.objects.latest("pk").proof) == ("card", "declared")
    assert "thẻ của bạn cho thấy" in " ".join(scanned.content.decode().split())


def test_near_closing_it_is_said_before_the_number_is_drawn(client, desk, clock):
    clock(make.at("2024-01-12 16:59"))

    shown = text(client, KIOSK)
    warned = client.post(f"{KIOSK}draw/", {"service": "ho-tich"})
    count = Ticket.objects.count()
    drawn = client.post(f"{KIOSK}draw/", {"service": "ho-tich", "anyway": "1"})

    assert "có thể không kịp hôm nay" in shown
    assert (warned.status_code, count, drawn.status_code) == (200, 4, 302)
    assert "có thể không được phục vụ hôm nay" in warned.content.decode()
    assert "/booking/H23.34.15/" in warned.context["link"]


def test_in_the_morning_nothing_is_warned_of(client, desk):
    assert "không kịp hôm nay" not in text(client, KIOSK)

"""An emergency at a counter: every other counter of the hall hears it, and who called reads who is coming."""

from datetime import UTC, datetime

import pytest

from motcua.actions import hall_alarm
from motcua.records.models import HallAlarm
from motcua.rules.people import Role
from tests import halls, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks(commune, lan, now, settings):
    """A hall of three counters; Lan sits at the first."""
    settings.CLOCK_OFFSET_SECONDS = int((now - datetime.now(UTC)).total_seconds())
    return halls.manned(commune, by=lan, now=now, desks=3)


@pytest.fixture
def other(commune, desks):
    """A colleague at the second counter."""
    client = halls.signed_in(
        make.official("Vũ Thị Hạnh", unit=commune, role=Role.RECEPTION, user_name="hanh")
    )
    client.post("/hall/do/", {"do": "open", "desk": desks[1].pk})
    return client


def test_every_other_counter_hears_it_and_who_helps_says_so(lan_account, other):
    caller = halls.signed_in(lan_account)
    quiet = other.get("/hall/alarms/?seen=none").status_code
    caller.post("/hall/do/", {"do": "emergency"})

    heard = other.get("/hall/alarms/?seen=none").content.decode()
    waits = caller.get("/hall/alarms/?seen=none").content.decode()
    pk = HallAlarm.objects.get().pk
    other.post(f"/hall/live/answer/{pk}/", headers={"HX-Request": "true"})

    assert quiet == 204
    assert "Khẩn cấp tại quầy 1" in heard
    assert "chưa ai trả lời" in waits
    assert "Vũ Thị Hạnh đang đến chỗ bạn" in caller.get("/hall/alarms/").content.decode()
    assert "data-siren" not in other.get("/hall/alarms/").content.decode()


def test_what_a_page_shows_already_is_not_sent_again(lan_account, other):
    halls.signed_in(lan_account).post("/hall/do/", {"do": "emergency"})
    pk = HallAlarm.objects.get().pk

    assert other.get(f"/hall/alarms/?seen={pk}").status_code == 204


def test_who_sits_at_no_counter_or_is_nobody_asks_no_more(client, hoa_account, desks):
    assert halls.signed_in(hoa_account).get("/hall/alarms/").status_code == 286
    assert client.get("/hall/alarms/").status_code == 401


def test_another_hall_hears_nothing(lan, elsewhere, desks, now):
    user = make.official("Cao Văn Xa", unit=elsewhere, role=Role.RECEPTION, user_name="xa")
    away = halls.furnish(elsewhere, now=now)
    far = halls.signed_in(user)
    far.post("/hall/do/", {"do": "open", "desk": away[0].pk})
    hall_alarm.raise_alarm(by=lan, unit_id=desks[0].unit_id, kind="emergency", now=now)

    assert far.get("/hall/alarms/?seen=none").status_code == 204

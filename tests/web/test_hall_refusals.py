"""What an official reads at the counter when the rules of the line say no, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as house
from django.test import Client

from motcua.actions import calling, hall, ticket
from motcua.rules.people import SYSTEM
from tests import halls

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(commune, lan, now, settings):
    """A number that Lan has just called to her counter; nobody sits at the other one."""
    settings.CLOCK_OFFSET_SECONDS = int((now - datetime.now(UTC)).total_seconds())
    desks = halls.furnish(commune, now=now - timedelta(days=1))
    hall.keep_service(
        by=SYSTEM, unit_id=commune.pk, service=hall.Service("thue", "Thuế", "Tax", "T"), now=now
    )
    hall.open_desk(by=lan, desk_id=desks[0].pk, now=now)
    row = ticket.issue(by=SYSTEM, wanted=ticket.Wanted(commune.pk, "ho-tich"), now=now).ticket
    return calling.call_next(by=lan, desk_id=desks[0].pk, now=now) or row


@pytest.mark.parametrize(
    ("language", "told", "said"),
    [
        ("vi", {"do": "miss"}, "Chưa thể coi là vắng mặt: hãy gọi lại số A001 và chờ đủ 60 giây"),
        ("en", {"do": "miss"}, "Nobody counts as not there at once: call A001 again"),
        ("vi", {"do": "finish", "ending": "advice_only"}, "Số đã được gọi nhưng chưa bắt đầu phục vụ"),
        ("en", {"do": "finish", "ending": "advice_only"}, "its service has not begun"),
        ("vi", {"do": "hold", "reason": "."}, "Hãy ghi ngắn gọn lý do"),
        ("en", {"do": "hold", "reason": "."}, "Say in a few words why."),
        ("vi", {"do": "transfer", "service": "thue", "reason": "Hỏi thuế"}, "Hiện không quầy nào đang mở"),
        ("en", {"do": "transfer", "service": "thue", "reason": "Hỏi thuế"}, "No counter that is open serves"),
    ],
)
def test_it_is_refused_in_a_sentence(called, lan_account, language, told, said):
    client = Client()
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies[house.LANGUAGE_COOKIE_NAME] = language

    answer = client.post("/hall/do/", {"ticket": called.pk, **told})

    assert answer.status_code == 409
    assert said in answer.content.decode()

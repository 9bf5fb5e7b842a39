"""Numbers drawn by telephone: a hall is not filled by one of them."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from motcua.actions import hall, ticket
from motcua.queries import hall_rules
from motcua.records.models import Ticket
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Source
from tests import halls

pytestmark = pytest.mark.django_db


@pytest.fixture
def draw(commune, lan, now, settings):
    """Let a telephone draw a number from an address; returns whether it got one, and what it read."""
    settings.IS_DEMO = False
    settings.CLOCK_OFFSET_SECONDS = int((now - datetime.now(UTC)).total_seconds())
    desk, *_ = halls.furnish(commune, now=now)
    hall.open_desk(by=lan, desk_id=desk.pk, now=now)

    def drawn(phone, address="203.0.113.7"):
        told = {"service": "ho-tich"}
        answer = phone.post(f"/kiosk/{commune.agency_code}/draw/", told, REMOTE_ADDR=address)
        return answer.status_code == 302, answer.content.decode()

    return drawn


def test_one_telephone_holds_two_and_a_third_after_one_is_given_back(draw, now):
    phone = Client()
    first, second = draw(phone)[0], draw(phone)[0]
    third, said = draw(phone)

    ticket.cancel(by=SYSTEM, ticket_id=Ticket.objects.order_by("pk")[0].pk, reason="đã về nhà", now=now)

    assert (first, second, third) == (True, True, False)
    assert "đã giữ 2 số" in said
    assert draw(phone)[0]
    assert set(Ticket.objects.values_list("source", flat=True)) == {Source.PHONE}


def test_a_program_that_forgets_who_it_is_is_held_up_by_its_network(draw):
    most = hall_rules.value("phones_network")

    got = [draw(Client(), f"203.0.113.{number}")[0] for number in range(most)]
    one_more, said = draw(Client(), "203.0.113.200")

    assert (all(got), one_more) == (True, False)
    assert "mạng này" in said
    assert draw(Client(), "198.51.100.1")[0]


def test_a_cookie_made_up_is_no_telephone_that_has_drawn(draw):
    phone = Client()
    phone.cookies["numbers"] = "1.2.3:x:y"

    assert draw(phone)[0]

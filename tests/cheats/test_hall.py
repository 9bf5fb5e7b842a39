"""The line of the hall: a wait that a call alone would stop, and numbers that vanish from it."""

from datetime import timedelta

import pytest

from motcua.actions import calling, hall, ticket
from motcua.queries import hall_visits
from motcua.records.models import UnitTally
from motcua.rules import tickets
from motcua.rules.honest import Detector
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Ending, State
from tests import halls, make

pytestmark = pytest.mark.django_db
MORNING = make.at("2024-01-09 07:40")


def minutes(count):
    return timedelta(minutes=count)


def drawn(office, at):
    return ticket.issue(by=SYSTEM, wanted=ticket.Wanted(office.unit.pk, "ho-tich"), now=at).ticket


def rushed(office, *, aside):
    """Of thirty people Lan calls the first `aside` at once and lets them sit for half an hour."""

    def story():
        office.ordinary()
        desk = halls.furnish(office.unit, now=make.at("2024-01-08 09:00"))[0]
        hall.open_desk(by=office.lan, desk_id=desk.pk, now=MORNING)
        for number in range(30):
            at = MORNING + minutes(8 * number)
            told = {"by": office.lan, "ticket_id": drawn(office, at).pk}
            calling.call_next(by=office.lan, desk_id=desk.pk, now=at)
            if number < aside:
                calling.hold(**told, reason="Chờ một chút", now=at + minutes(0.2))
                held.append(told)
                continue
            calling.begin(**told, now=at)
            ticket.finish(**told, ending=Ending.ADVICE_ONLY, now=at + minutes(3))
            if held:
                back = held.pop(0)
                calling.resume(**back, desk_id=desk.pk, now=at + minutes(4))
                ticket.finish(**back, ending=Ending.ADVICE_ONLY, now=at + minutes(7))
        hall.close_day(by=SYSTEM, unit_id=office.unit.pk, now=make.at("2024-01-09 17:00"))

    held = []
    return story


def test_g10_called_only_to_be_put_aside_goes_on_waiting(office):
    rushed(office, aside=8)()

    sums = UnitTally.objects.get(on=MORNING.date(), tickets__gt=0)
    assert sums.wait_minutes >= 8 * 60
    assert sums.served_at_once == 22


def test_g10_called_only_to_be_put_aside_is_asked_about(office):
    told = office.told(rushed(office, aside=8))

    assert Detector.PUT_ASIDE in told.asked


def test_g10_two_who_fetch_a_copy_are_no_question(office):
    told = office.told(rushed(office, aside=2))

    assert Detector.PUT_ASIDE not in told.asked


def test_g10_unprotected_the_wait_stops_with_the_call(office, monkeypatch):
    def plain(stays):
        found = dict.fromkeys(State, 0)
        for state, seconds in stays:
            found[state] += seconds
        return found

    monkeypatch.setattr(tickets, "spent", plain)

    rushed(office, aside=8)()

    assert UnitTally.objects.get(on=MORNING.date(), tickets__gt=0).served_at_once == 30


def test_g10_unprotected_without_the_periods_nobody_asks(office, monkeypatch):
    monkeypatch.setattr(hall_visits, "put_aside", lambda unit_id, days: [])

    told = office.told(rushed(office, aside=8))

    assert Detector.PUT_ASIDE not in told.asked

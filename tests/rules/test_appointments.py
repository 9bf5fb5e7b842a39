"""Appointments and service models, on paper."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from motcua.rules import appointments, service_models
from motcua.rules.appointments import Policy, Slot
from motcua.rules.service_models import Adopted, Kind
from motcua.rules.workdays import Session, sessions

DAY = date(2024, 9, 26)
WHOLE = sessions("07:30-11:30 13:30-17:00")
POLICY = Policy(15, Decimal("0.3"), 14)


@given(
    desks=some.integers(0, 30),
    minutes=some.decimals("0.5", "120", places=1),
    share=some.decimals("0", "1", places=2),
)
def test_they_take_the_share_of_the_counters_time_and_no_more(desks, minutes, share):
    policy = Policy(15, share, 14)

    found = appointments.slots(DAY, WHOLE, policy, desks=desks, service_minutes=minutes)

    assert sum(slot.seats for slot in found) == floor(share * desks * 15 / minutes * 30)
    assert all(slot.seats > 0 for slot in found)


def test_they_lie_within_the_office_hours():
    found = appointments.slots(DAY, WHOLE, POLICY, desks=8, service_minutes=Decimal(5))

    assert (found[0].at, found[-1].at) == (
        datetime.fromisoformat("2024-09-26T07:30"),
        datetime.fromisoformat("2024-09-26T16:45"),
    )
    assert not [slot for slot in found if 11 * 60 + 30 <= slot.at.hour * 60 + slot.at.minute < 13 * 60 + 30]


def test_they_are_none_without_a_counter_or_a_session():
    assert appointments.slots(DAY, WHOLE, POLICY, desks=0, service_minutes=Decimal(10)) == []
    assert appointments.slots(DAY, (), POLICY, desks=3, service_minutes=Decimal(10)) == []


def test_they_offer_nothing_that_has_begun_or_is_full():
    nine, ten = datetime.fromisoformat("2024-09-26T09:00"), datetime.fromisoformat("2024-09-26T10:00")
    of_day = [Slot(nine, 2, 0), Slot(ten, 2, 2), Slot(datetime.fromisoformat("2024-09-26T11:00"), 2, 1)]

    assert [slot.at.hour for slot in appointments.bookable(of_day, nine)] == [11]


def test_they_refuse_a_service_that_takes_no_time():
    with pytest.raises(ValueError, match="take time"):
        appointments.slots(DAY, (Session(450, 510),), POLICY, desks=1, service_minutes=Decimal(0))


@given(missed=some.integers(0, 200), more=some.integers(0, 200))
def test_they_are_missed_between_the_prior_and_what_was_seen(missed, more):
    prior, due = Decimal("0.1"), missed + more

    found = appointments.no_show_share(missed, due, prior=prior, weight=20)

    seen = Decimal(missed) / due if due else prior
    assert min(prior, seen) - Decimal("1e-9") <= found <= max(prior, seen) + Decimal("1e-9")


@pytest.mark.parametrize("text", ["", "ABC", "ABCD234O", "ABCD2341", "ABCDEFGHJ", "IIIIIIII"])
def test_they_read_no_code_from_other_words(text):
    assert appointments.read_code(text) == ""


def test_a_fast_track_promises_from_its_day_until_its_end():
    track = Adopted(Kind.FAST_TRACK, date(2024, 3, 1), date(2024, 9, 1), services=("a", "b"), minutes=30)
    shorter = Adopted(Kind.FAST_TRACK, date(2024, 5, 1), services=("b",), minutes=20)

    promises = [
        dict(service_models.of_day([track, shorter], on).promises)
        for on in (date(2024, 2, 29), date(2024, 3, 1), date(2024, 5, 1), date(2024, 9, 1))
    ]

    assert promises == [{}, {"a": 30, "b": 30}, {"a": 30, "b": 20}, {"b": 20}]


def test_a_model_speaks_on_its_weekday_only():
    friday = Adopted(Kind.RESULT_AT_ONCE, date(2024, 1, 1), weekday=4)

    assert service_models.of_day([friday], date(2024, 9, 26)).says == ()
    assert len(service_models.of_day([friday], date(2024, 9, 27)).steps) == 1


FRIDAY, THURSDAY = date(2024, 9, 27), date(2024, 9, 26)
AT_ONCE = Adopted(Kind.RESULT_AT_ONCE, date(2024, 1, 1), weekday=4)
TRACK = Adopted(Kind.FAST_TRACK, date(2024, 1, 1), services=("b",), minutes=30)
MOBILE = Adopted(Kind.MOBILE_DESK, date(2024, 1, 1), place="Nhà văn hóa")


def slip(on, services, is_same_day):
    return service_models.on_slip([AT_ONCE, TRACK, MOBILE], on, services=services, is_same_day=is_same_day)


def test_a_slip_is_not_printed_for_a_result_at_once_on_its_day_only():
    printed = [slip(FRIDAY, [], True), slip(FRIDAY, [], False), slip(THURSDAY, [], True)]

    assert [one.is_printed for one in printed] == [False, True, True]
    assert [len(one.says) for one in printed] == [1, 0, 0]


def test_a_slip_tells_a_fast_track_of_its_own_services_only():
    told = [slip(THURSDAY, services, True).says for services in (["a"], ["a", "b"])]

    assert [len(says) for says in told] == [0, 1]
    assert "30 phút" in told[1][0][0]


def test_the_days_to_come_are_told_once_and_in_order():
    sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 10, 6), weekday=6, hours="07:30-11:00")
    starting = Adopted(Kind.FAST_TRACK, date(2024, 9, 30), services=("a",), minutes=20)

    found = service_models.coming([sunday, AT_ONCE, TRACK, starting], THURSDAY, 7)

    assert [day for day, _ in found] == [FRIDAY, date(2024, 9, 30)]


def test_a_fast_track_names_its_services():
    named = replace(TRACK, names=(("Chứng thực", "Certification"), ("Hộ tịch", "Civil status")))

    assert service_models.sentence(named) == (
        "Giải quyết nhanh (Chứng thực, Hộ tịch): cam kết 30 phút kể từ khi lấy số.",
        "Fast track (Certification, Civil status): 30 minutes from your number to the result.",
    )

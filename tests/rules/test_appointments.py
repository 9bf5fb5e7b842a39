"""Appointments and service models, on paper."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from motcua.rules import appointment_seats, appointment_times, appointments, service_models
from motcua.rules.appointment_seats import Pool
from motcua.rules.appointment_times import Keeping
from motcua.rules.appointments import Policy, Slot
from motcua.rules.service_models import Adopted, Kind
from motcua.rules.workdays import Session, sessions

DAY = date(2024, 9, 26)
WHOLE = sessions("07:30-11:30 13:30-17:00")
POLICY = Policy(15, Decimal("0.3"), 14)


def slots(of_day, pools, minutes, taken=None, share="0.3"):
    day = list(appointment_seats.starts(DAY, of_day, 15))
    known = {key: Decimal(value) for key, value in minutes.items()}
    policy = replace(POLICY, share=Decimal(share))
    return appointment_seats.seats(day, pools, policy, minutes=known, taken=taken or {})


@given(
    desks=some.integers(0, 30),
    minutes=some.integers(20, 1200).map(lambda tenths: Decimal(tenths) / 10),
    share=some.integers(0, 100).map(lambda percent: Decimal(percent) / 100),
)
def test_they_take_the_share_of_the_counters_time_and_no_more(desks, minutes, share):
    found = slots(WHOLE, [Pool(desks, (1,))], {1: minutes}, share=share)[1]

    assert sum(slot.seats for slot in found) == share * desks * 450 // minutes
    assert all(slot.seats > 0 for slot in found)


POOLS = some.lists(
    some.builds(Pool, some.integers(1, 4), some.sets(some.integers(1, 5), min_size=1).map(sorted).map(tuple)),
    min_size=1,
    max_size=4,
)


@given(pools=POOLS, minutes=some.lists(some.integers(3, 90), min_size=5, max_size=5))
def test_a_desk_shares_its_part_among_its_own_services_at_every_hour(pools, minutes):
    lengths = dict(enumerate(minutes, 1))

    found = slots(WHOLE, pools, lengths)

    day = list(appointment_seats.starts(DAY, WHOLE, 15))
    every = [(slot.at, slot.seats * lengths[key]) for key, of in found.items() for slot in of]
    given_out = {at: sum(cost for begins, cost in every if begins <= at) for at in day}
    desks = sum(pool.desks for pool in pools)
    assert all(given_out[at] <= Decimal("0.3") * desks * 15 * n for n, at in enumerate(day, 1))


SOLD = some.tuples(some.integers(1, 5), some.integers(0, 29))


@given(desks=some.integers(1, 4), sold=some.dictionaries(SOLD, some.integers(1, 2), max_size=30))
def test_seats_taken_under_another_setting_up_are_not_sold_again(desks, sold):
    day = list(appointment_seats.starts(DAY, WHOLE, 15))
    taken = {(key, day[n]): seats for (key, n), seats in sold.items()}

    found = slots(WHOLE, [Pool(desks, (1, 2, 3, 4, 5))], dict.fromkeys(range(1, 6), 10), taken)

    free = sum(slot.free for of in found.values() for slot in of)
    assert free == 0 or 10 * (free + sum(taken.values())) <= Decimal("0.3") * desks * 450
    assert sum(slot.taken for of in found.values() for slot in of) == sum(taken.values())


def test_one_desk_with_nine_services_is_booked_three_tenths_and_one_at_a_time():
    found = slots(WHOLE, [Pool(1, tuple(range(9)))], dict.fromkeys(range(9), 10))

    at = [slot.at for of in found.values() for slot in of]
    assert (len(at), len(set(at))) == (13, 13)
    assert {len(of) for of in found.values()} == {1, 2}


def test_a_seat_taken_leaves_the_others_where_they_were():
    pools, minutes = [Pool(2, (1, 2))], {1: 10, 2: 20}
    before = slots(WHOLE, pools, minutes)

    after = slots(WHOLE, pools, minutes, {(1, before[1][3].at): 1})

    assert [(slot.at, slot.seats) for slot in after[1]] == [(slot.at, slot.seats) for slot in before[1]]
    assert after[2] == before[2]


def test_they_lie_within_the_office_hours():
    found = slots(WHOLE, [Pool(8, (1,))], {1: 5})[1]

    assert (found[0].at, found[-1].at) == (
        datetime.fromisoformat("2024-09-26T07:30"),
        datetime.fromisoformat("2024-09-26T16:45"),
    )
    assert not [slot for slot in found if 11 * 60 + 30 <= slot.at.hour * 60 + slot.at.minute < 13 * 60 + 30]


def test_they_are_none_without_a_counter_or_a_session():
    assert slots(WHOLE, [], {}) == {}
    assert slots((), [Pool(3, (1,))], {1: 10}) == {1: []}


def test_they_offer_nothing_that_has_begun_or_is_full():
    nine, ten = datetime.fromisoformat("2024-09-26T09:00"), datetime.fromisoformat("2024-09-26T10:00")
    of_day = [Slot(nine, 2, 0), Slot(ten, 2, 2), Slot(datetime.fromisoformat("2024-09-26T11:00"), 2, 1)]

    assert [slot.at.hour for slot in appointments.bookable(of_day, nine)] == [11]


def test_they_refuse_a_service_that_takes_no_time():
    with pytest.raises(ValueError, match="take time"):
        slots((Session(450, 510),), [Pool(1, (1,))], {1: 0})


KEEPING = Keeping(early=30, near=60, grace=10, ahead=15)


@given(
    slot=some.datetimes(
        datetime.fromisoformat("2024-09-20T07:30"), datetime.fromisoformat("2024-09-27T16:45")
    ),
    before=some.timedeltas(timedelta(0), timedelta(days=5)),
)
def test_a_reminder_is_sent_in_decent_hours_and_before_its_slot_or_never(slot, before):
    at = appointment_times.remind_at(slot, slot - before, KEEPING)

    assert at is None or (7 <= at.hour < 20 and slot - before <= at <= slot - timedelta(hours=1))
    assert at is not None or before < timedelta(hours=13)


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


def test_a_day_to_come_is_not_told_of_what_holds_today_already():
    assert service_models.coming([AT_ONCE, TRACK], FRIDAY, 7) == []

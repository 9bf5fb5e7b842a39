"""The order of the line."""

import random
from datetime import timedelta

import pytest

from motcua.rules import queueing
from motcua.rules.queueing import Fairness, Lane, Waiting
from tests import make

NINE = make.at("2024-09-26 09:00")
FAIR = Fairness(bound=3, appointment_minutes=15, late_minutes=10, grace_minutes=15, behind=2)
ELDERLY = Lane("elderly", "Người cao tuổi", "Elderly person", 20)


def ticket(place, *, service=1, minutes=None, passed=0, desk=None):
    at = NINE + timedelta(minutes=place if minutes is None else minutes)
    return Waiting(place, place, service, at, passed, desk)


def test_it_calls_the_earliest_drawn_first():
    line = [ticket(3), ticket(1), ticket(2)]

    assert queueing.next_for(1, {1: 0}, line, bound=3).place == 1


def test_it_calls_nobody_where_nobody_waits_for_the_desk():
    assert queueing.next_for(1, {1: 0}, [ticket(1, service=2), ticket(2, desk=7)], bound=3) is None


def test_it_prefers_the_desks_own_service():
    line = [ticket(1, service=2), ticket(2, service=1)]

    assert queueing.next_for(1, {1: 0, 2: 1}, line, bound=3).place == 2


def test_it_calls_whoever_was_passed_often_enough_whatever_the_order_says():
    line = [ticket(1, minutes=50, passed=3), ticket(9, minutes=-20), ticket(4, minutes=60, passed=3)]

    assert queueing.next_for(1, {1: 0}, line, bound=3).place == 1


def test_it_moves_priority_ahead_by_its_minutes():
    assert queueing.effective_at(NINE, ELDERLY, FAIR) == NINE - timedelta(minutes=20)


@pytest.mark.parametrize(
    ("came", "stands"),
    [
        pytest.param(-20, -15, id="early: a quarter of an hour ahead of the slot"),
        pytest.param(10, -15, id="on the edge of late"),
        pytest.param(11, 11, id="too late: a walk-in"),
    ],
)
def test_it_places_an_appointment_by_its_slot(came, stands):
    issued_at = NINE + timedelta(minutes=came)

    assert queueing.effective_at(issued_at, None, FAIR, slot_at=NINE) == NINE + timedelta(minutes=stands)


def test_it_takes_the_better_of_priority_and_appointment():
    assert queueing.effective_at(NINE, ELDERLY, FAIR, slot_at=NINE) == NINE - timedelta(minutes=20)


def test_it_refuses_a_call_by_name_that_passes_too_many():
    line = [ticket(1, passed=3), ticket(2), ticket(5)]

    with pytest.raises(queueing.TooManyPassed):
        queueing.check_named(line[2], 1, {1: 0}, line, bound=3)
    assert queueing.check_named(line[2], 1, {1: 0}, line[1:], bound=3) == [line[1]]


def test_it_does_not_count_those_the_desk_could_not_call():
    line = [ticket(1, service=2, passed=3), ticket(2)]

    assert queueing.check_named(line[1], 1, {1: 0}, line, bound=3) == []


def test_it_counts_whom_a_call_by_name_passes_in_the_order_too():
    """Somebody with priority who came last is passed by everybody named before her."""
    line = [ticket(1), ticket(2), ticket(3, minutes=-20)]

    passed = queueing.check_named(line[1], 1, {1: 0}, line, bound=3)

    assert passed == [line[0], line[2]]
    assert queueing.is_next(line[2], 1, {1: 0}, line, bound=3)
    assert not queueing.is_next(line[0], 1, {1: 0}, line, bound=3)


def test_it_shields_priority_from_being_passed_too_often():
    line = [ticket(1), ticket(2, minutes=-20, passed=3)]

    with pytest.raises(queueing.TooManyPassed):
        queueing.check_named(line[0], 1, {1: 0}, line, bound=3)


def test_it_puts_one_who_comes_back_behind_the_next_two():
    line = [NINE + timedelta(minutes=m) for m in (0, 5, 10)]

    back = queueing.back_at(NINE - timedelta(minutes=9), line, FAIR, now=NINE + timedelta(minutes=30))

    assert line[1] < back < line[2]


def test_it_leaves_the_place_where_nobody_waits():
    assert queueing.back_at(NINE, [], FAIR, now=NINE + timedelta(minutes=30)) == NINE


def test_it_knows_the_classes_and_which_need_a_paper():
    known = queueing.lanes(
        [{"key": "poor", "vi": "Hộ nghèo", "en": "Poor", "weight_minutes": 15, "proofs": ["Giấy"],
          "source": "HALL-04", "confidence": "H"}]
    )  # fmt: skip

    assert queueing.lane_of("", known) is None
    assert queueing.lane_of("poor", known, proof="Giấy").weight_minutes == 15
    with pytest.raises(queueing.ProofMissing):
        queueing.lane_of("poor", known)
    with pytest.raises(queueing.LaneUnknown):
        queueing.lane_of("friend", known)


def test_it_knows_no_class_that_moves_people_back():
    with pytest.raises(ValueError, match="moves nobody back"):
        queueing.lanes([{"key": "x", "vi": "", "en": "", "weight_minutes": -1}])


@pytest.mark.parametrize("seed", range(60))
def test_it_never_lets_more_pass_than_the_bound(seed):
    """A hall of chance: services, helping desks, priority, appointments, named calls; k is never broken."""
    rng = random.Random(seed)
    bound = rng.randint(1, 4)
    desks = {
        desk: {service: rng.randint(0, 1) for service in rng.sample(range(4), rng.randint(1, 3))}
        for desk in range(1, 5)
    }
    line: dict[int, Waiting] = {}
    called, drawn = 0, 0
    for _ in range(600):
        if rng.random() < 0.5:
            drawn += 1
            ahead = rng.choice([0, 0, 0, 20, 400])
            line[drawn] = Waiting(
                drawn, drawn, rng.randrange(4), NINE + timedelta(minutes=drawn - ahead), 0,
                rng.choice([None] * 9 + [rng.randint(1, 4)]),
            )  # fmt: skip
            continue
        desk = rng.choice(list(desks))
        found = queueing.next_for(desk, desks[desk], line.values(), bound=bound)
        if found is None:
            continue
        passed = queueing.passed_by(found, desk, desks[desk], list(line.values()))
        if rng.random() < 0.3:
            served = [one for one in line.values() if queueing.serves(desks[desk], desk, one)]
            named = rng.choice(served)
            try:
                passed = queueing.check_named(named, desk, desks[desk], served, bound=bound)
                found = named
            except queueing.TooManyPassed:
                pass
        for other in passed:
            kept = line[other.pk]
            line[other.pk] = Waiting(
                kept.pk, kept.place, kept.service, kept.order_at, kept.passed + 1, kept.desk
            )
        del line[found.pk]
        called += 1
        assert max((one.passed for one in line.values()), default=0) <= bound
    assert called > 100

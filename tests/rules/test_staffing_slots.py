"""A promise is held against each half hour."""

import pytest

from motcua.rules.capacity_read import read
from motcua.rules.staffing import Promise, fewest, manned
from motcua.rules.staffing_slots import judged

LAND = ("land",)


def hall(**more):
    """A morning with one crowded hour."""
    return read({
        "hours": ["08:00-12:00"],
        "services": {"land": {"minutes": {"mean": 8, "cv": 0.7}, "arrivals_per_hour": {
            "every_minutes": 30, "rates": [5, 5, 40, 40, 5, 5, 5, 5]}}},
        "counters": [{"serves": ["land"]}],
        "closing": {"overtime_minutes": 60},
        **more,
    })  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """The fewest officers of that morning."""
    return fewest(hall(), Promise(0.9, 15))


def test_officers_by_the_half_hour_keep_it_in_each(found):
    told = judged(manned(hall(), found.by_slot), 15, seed=31, days=1500)

    assert found.is_confirmed
    assert found.missed["by_slot"] == ()
    assert min(share for _, _, share in told.shares()) >= 0.895


def test_half_hours_that_miss_it_are_named_the_worst_first():
    told = judged(manned(hall(), {LAND: (1, 1, 4, 4, 2, 2, 1, 1)}), 15, seed=31, days=1500)

    missed = told.missed(0.9)

    assert {(540.0, 570.0), (570.0, 600.0)} <= {one.slot for one in missed}
    assert missed == sorted(missed, key=lambda one: one.share)
    assert told.keeps(0.9) is False


def test_officers_all_day_are_told_where_they_miss_it(found):
    late = judged(manned(hall(), {LAND: (found.all_day[LAND],) * 8}), 15, found.seed, 2000)

    assert found.missed["all_day"] == tuple(late.missed(0.9))


def test_whoever_waits_at_the_door_is_promised_from_opening_on():
    early = hall(
        doors=["07:30-12:00"],
        services={"land": {"minutes": {"mean": 4, "cv": 0.5},
                           "arrivals_per_hour": {"every_minutes": 30, "rates": [4, 5, 5]}}},
    )  # fmt: skip

    told = judged(manned(early, {LAND: (2,) * 8}), 10, seed=3, days=300)

    assert told.came[:, 0, 0].mean() == pytest.approx(4.5, rel=0.1)  # at the door, and in the first half hour
    assert dict((slot, share) for _, slot, share in told.shares())[0] > 0.95

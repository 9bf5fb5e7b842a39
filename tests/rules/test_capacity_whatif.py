"""What if: a scenario with something moved."""

import pytest

from motcua.rules.capacity_whatif import Change, changed, kinds

DATA = {
    "hours": ["07:30-11:30", "13:30-17:00"],
    "services": {"land": {"arrivals_per_hour": 10, "minutes": {"mean": 12}},
                 "civil": {"arrivals_per_hour": 10, "minutes": {"mean": 5}}},
    "counters": [
        {"serves": ["land"]},
        {"serves": ["land"], "hours": ["07:30-11:30"], "breaks": ["09:30-09:45"]},
        {"serves": ["civil"], "count": 2, "breaks": ["10:00-10:30"]},
    ],
}  # fmt: skip
WHOLE, CIVIL = ((450.0, 690.0), (810.0, 1020.0)), ((450.0, 600.0), (630.0, 690.0), (810.0, 1020.0))
MORNING = ((450.0, 570.0), (585.0, 690.0))


def on_duty(officers, **more):
    """Who is there when, after a change."""
    found = changed(DATA, Change(officers, **more), 15)
    return [(counter.serves[0], counter.on) for counter in found.counters]


def test_it_keeps_everybody_s_hours_and_breaks():
    assert kinds(DATA) == [(("land",), 2), (("civil",), 2)]
    assert on_duty((2, 2)) == [("land", WHOLE), ("land", MORNING), ("civil", CIVIL), ("civil", CIVIL)]


def test_it_gives_a_further_officer_the_longest_hours_of_the_kind():
    assert on_duty((3, 2))[:3] == [("land", WHOLE), ("land", WHOLE), ("land", MORNING)]


@pytest.mark.parametrize("more", [{}, {"booked_share": 0.2}, {"serves_all": True}])
def test_it_takes_away_whoever_is_there_the_shortest(more):
    assert on_duty((1, 1), **more) == [("land", WHOLE), ("civil", CIVIL)]

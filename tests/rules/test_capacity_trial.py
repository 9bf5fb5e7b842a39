"""What was learned of a hall, on weeks it has not seen."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.rules import capacity_trial
from motcua.rules.capacity_fit import Seen
from motcua.rules.capacity_laws import TooLittle, laws
from tests import past_halls
from tests.past_halls import HALLS, Hall, Need


def visits(hall, days, seed):
    return [
        Seen(
            on, one.arrived / 60, one.service, one.counter,
            None if one.started is None else (one.started - one.arrived) / 60,
            None if one.started is None else one.seconds / 60,
        )
        for on, of_day in past_halls.days(hall, days, seed)
        for one in of_day
    ]  # fmt: skip


@pytest.mark.parametrize("name", HALLS)
def test_it_tells_arrivals_and_services_better_than_naive_means(name):
    found = capacity_trial.trial(visits(HALLS[name], 60, seed=3), weeks=4)

    assert found.days == 20
    assert found.arrivals.fitted < found.arrivals.flat, "a rate that knows no hour"
    assert found.arrivals.fitted < found.arrivals.raw, "each quarter of each weekday by itself"
    assert found.services.fitted < found.services.flat, "one law for all"
    assert found.services.fitted < found.services.raw + 0.01, "where all are frequent little is to be won"


def test_it_tells_rare_procedures_better_than_their_own_few_visits_do():
    rng = random.Random(5)
    needs = {f"Thủ tục {n}": Need(0.25, rng.uniform(6, 16), 0.7) for n in range(60)}
    hall = Hall(needs, {str(n): list(needs) for n in range(4)})

    found = capacity_trial.trial(visits(hall, 70, seed=4), weeks=4)

    assert found.rare_services.n > 200
    assert found.rare_services.fitted < found.rare_services.raw
    assert found.rare_services.fitted < found.rare_services.flat


@pytest.mark.parametrize("name", ["plain", "one counter", "change"])
def test_its_simulated_waits_are_like_those_that_came(name):
    waits = capacity_trial.trial(visits(HALLS[name], 110, seed=9), weeks=6).waits

    assert waits.days == 30
    assert waits.days_within >= 0.65
    assert 0.8 <= waits.below_p90 <= 0.98


def test_it_needs_days_before_those_held_out():
    few = visits(HALLS["plain"], 5, seed=1)

    for given_ in ([], few):
        with pytest.raises(TooLittle):
            capacity_trial.trial(given_, weeks=4)


def test_it_leaves_weekdays_out_that_were_never_seen():
    plain = visits(HALLS["plain"], 30, seed=1)
    sunday = max(visit.on for visit in plain) + timedelta(days=2)
    assert sunday > date(2024, 1, 1)

    found = capacity_trial.trial([*plain, Seen(sunday, 500, plain[0].service, "1", 1.0, 5.0)], weeks=1)

    assert found.waits.days == found.days


MINUTES = st.lists(st.floats(1, 120), min_size=2, max_size=12)
OTHERS = st.lists(st.lists(st.floats(1, 120), min_size=25, max_size=40), min_size=3, max_size=5)


@settings(max_examples=60, deadline=None)
@given(rare=MINUTES, others=OTHERS, times=st.integers(2, 20))
def test_a_rare_procedure_leans_on_the_others_the_more_the_rarer_it_is(rare, others, times):
    frequent = {str(n): values for n, values in enumerate(others)}

    few, many = (laws({"rare": rare * n, **frequent})["rare"] for n in (1, times))

    assert 0 <= few.weight <= 1
    assert few.weight <= many.weight + 1e-9
    means = [sum(values) / len(values) for values in (rare, *others)]
    assert min(means) - 1e-6 <= few.mean_minutes <= max(means) + 1e-6

"""What had become of a past dossier."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.rules.history import COUNTS_IN, MEASURES, Asked, Past, Standing, counted_in, rows, standing, sums

START = datetime(2024, 3, 1, 8, tzinfo=UTC)
DAYS = [START + timedelta(days=number) for number in range(10)]
moments = st.integers(0, 9).map(lambda day: DAYS[day])
pasts = st.builds(Past, st.sampled_from("AB"), moments, st.none() | moments, st.none() | moments)


@pytest.mark.parametrize(
    ("due", "finished", "as_of", "expected"),
    [
        pytest.param(5, 5, 9, Standing.ON_TIME, id="ended at the very due moment"),
        pytest.param(5, 6, 9, Standing.LATE, id="ended after it"),
        pytest.param(None, 6, 9, Standing.CLOSED, id="ended without a due moment"),
        pytest.param(5, None, 5, Standing.OPEN_IN_TIME, id="open at the very due moment"),
        pytest.param(5, None, 6, Standing.OPEN_OVERDUE, id="open after it"),
        pytest.param(None, None, 9, Standing.OPEN, id="open without a due moment"),
        pytest.param(5, 8, 6, Standing.OPEN_OVERDUE, id="ends later than we look"),
        pytest.param(5, 3, 0, None, id="not received yet"),
    ],
)
def test_it_counts_only_what_had_happened_by_then(due, finished, as_of, expected):
    due_at = None if due is None else DAYS[due]
    finished_at = None if finished is None else DAYS[finished]

    found = standing(DAYS[1], due_at, finished_at, DAYS[as_of])

    assert found is expected


def test_it_knows_what_every_standing_counts_in():
    assert set(COUNTS_IN) == set(Standing)
    assert {measure for one in COUNTS_IN.values() for measure in one} == set(MEASURES)
    assert counted_in("open_overdue") == {Standing.OPEN_OVERDUE}


@given(st.lists(pasts), moments)
def test_it_adds_up_whatever_the_dossiers(dossiers, as_of):
    lines = rows(sums(dossiers, as_of), grouped=True)

    for line in lines:
        n = line.counts
        assert n["received"] == n["closed"] + n["open"]
        assert n["closed_with_due"] == n["on_time"] + n["late"]
        assert n["open_in_time"] + n["open_overdue"] <= n["open"]
    for measure in MEASURES:
        assert lines[-1].counts[measure] == sum(line.counts[measure] for line in lines[:-1])


@given(st.lists(pasts), moments)
def test_it_is_the_same_in_any_order(dossiers, as_of):
    forward = rows(sums(dossiers, as_of), grouped=True)

    assert rows(sums(reversed(dossiers), as_of), grouped=True) == forward


def test_it_gives_no_share_and_no_average_of_nothing():
    [total] = rows(sums([], START), grouped=True)

    assert (total.share_on_time, total.mean_hours, total.median_hours) == (None, None, None)


def test_it_measures_elapsed_hours():
    dossiers = [Past("A", DAYS[0], None, DAYS[0] + timedelta(hours=hours)) for hours in (1, 2, 9)]

    line = rows(sums(dossiers, DAYS[9]), grouped=False)[-1]

    assert (line.mean_hours, line.median_hours) == (4.0, 2.0)


def test_it_holds_the_days_of_a_period():
    asked = Asked(START, from_on=DAYS[1].date(), until_on=DAYS[3].date())

    assert [asked.holds(day.date()) for day in DAYS[:4]] == [False, True, True, False]

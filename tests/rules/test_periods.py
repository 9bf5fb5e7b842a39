"""Periods: parsed, and the one before."""

import pytest

from motcua.rules import periods


@pytest.mark.parametrize(
    ("key", "first", "until", "before"),
    [
        ("2024-01", "2024-01-01", "2024-02-01", "2023-12"),
        ("2024-12", "2024-12-01", "2025-01-01", "2024-11"),
        ("2024Q1", "2024-01-01", "2024-04-01", "2023Q4"),
        ("2024H2", "2024-07-01", "2025-01-01", "2024H1"),
        ("2024", "2024-01-01", "2025-01-01", "2023"),
        ("TT01-2024Q1", "2023-12-15", "2024-03-15", "TT01-2023Q4"),
        ("TT01-2024", "2023-12-15", "2024-12-15", "TT01-2023"),
        ("2024-09-05..2024-09-09", "2024-09-05", "2024-09-10", "2024-08-31..2024-09-04"),
    ],
)
def test_a_name_says_its_days_and_what_came_before(key, first, until, before):
    period = periods.parse(key)

    assert (period.from_on.isoformat(), period.until_on.isoformat()) == (first, until)
    earlier = periods.before(period)
    assert earlier.key == before
    assert earlier.until_on == period.from_on
    assert periods.parse(earlier.key) == earlier


@pytest.mark.parametrize(
    "bad",
    ["", "2024-13", "2024Q5", "2024H3", "0000", "2024-09-09..2024-09-01", "..", "2024-09-01..", "x" * 99],
)
def test_what_is_no_period_is_refused(bad):
    with pytest.raises(periods.BadPeriod):
        periods.parse(bad)

"""Packs of reports: due once, on the right day, for the right period."""

from datetime import date, timedelta

import pytest

from motcua.rules import reports_packs
from tests.rules import kept_forms


def due(from_on, until_on):
    return reports_packs.due(kept_forms.packs(), from_on=from_on, until_on=until_on)


def test_the_quarter_of_the_circular_is_due_on_the_fifteenth():
    found = due(date(2024, 9, 15), date(2024, 9, 16))

    assert [(one.key, one.period.from_on, one.period.last_on) for one in found] == [
        ("quarter.TT01-2024Q3", date(2024, 6, 15), date(2024, 9, 14))
    ]


def test_quarter_half_and_year_are_due_together_in_december():
    found = due(date(2024, 12, 15), date(2024, 12, 16))

    assert [one.pack.key for one in found] == ["quarter", "half", "year"]
    assert found[-1].period.from_on == date(2023, 12, 15)


def test_a_month_is_due_on_the_first_of_the_next():
    found = due(date(2025, 1, 1), date(2025, 1, 2))

    assert [one.key for one in found] == ["month.2024-12"]


def test_every_pack_of_a_year_is_due_once():
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]

    found = [one.key for day in days for one in due(day, day + timedelta(days=1))]

    assert len(found) == len(set(found)) == 12 + 4 + 2 + 1


def test_none_is_due_before_its_rule_was_in_force():
    assert [one.pack.key for one in due(date(2019, 9, 15), date(2019, 9, 16))] == []
    assert due(date(2018, 1, 1), date(2018, 2, 2)) == []


def test_it_refuses_a_kind_of_period_it_does_not_know():
    with pytest.raises(ValueError, match="weekly"):
        reports_packs.packs([{"key": "week", "periods": "weekly"}])

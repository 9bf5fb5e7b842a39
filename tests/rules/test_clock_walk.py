"""The clock agrees with a second one that walks minute by minute."""

import random
from datetime import date, timedelta

import pytest

from motcua.rules.clock import due, explain
from tests.rules import histories, minutes


def disagreements(seed: int, calendars: int, histories_each: int) -> list[object]:
    chance, found = random.Random(seed), []
    for _ in range(calendars):
        first = date(2018, 1, 1) + timedelta(days=chance.randrange(3000))
        calendar = histories.calendar(chance, first)
        walk = minutes.Walk(first, calendar.plans, calendar.special_days)
        for _ in range(histories_each):
            term, received_at = (
                histories.term(chance),
                histories.moment(chance, first + timedelta(days=3), 40),
            )
            pauses = histories.pauses(chance, received_at)
            expected = minutes.due(walk, term, received_at, pauses)
            got = due(term, received_at, calendar, pauses)
            if got != expected:
                found.append((term, received_at, pauses, calendar, got, expected))
    return found


def test_it_agrees_on_500_random_histories():
    assert disagreements(seed=20241124, calendars=50, histories_each=10) == []


@pytest.mark.proof
@pytest.mark.full
def test_it_agrees_on_5000_random_calendars_and_histories():
    assert disagreements(seed=20180621, calendars=5000, histories_each=1) == []


def test_the_ledger_agrees_and_adds_up_on_500_random_histories():
    chance = random.Random(766)

    for number in range(500):
        if number % 10 == 0:
            first = date(2018, 1, 1) + timedelta(days=chance.randrange(3000))
            calendar = histories.calendar(chance, first)
        term = histories.term(chance)
        received_at = histories.moment(chance, first + timedelta(days=3), 40)
        pauses = histories.pauses(chance, received_at)

        ledger = explain(term, received_at, calendar, pauses)

        assert ledger.due_at == due(term, received_at, calendar, pauses)
        if ledger.due_at is not None:
            whole = term.value * 60 if term.unit == "hour" else term.value
            assert sum(line.counted for line in ledger.lines) == whole
        assert all(
            line.text_vi and line.text_en and line.label("vi") and line.citation("en")
            for line in ledger.lines
        )

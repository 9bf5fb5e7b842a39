"""Both due moments of a dossier, by promise and by law."""

import pytest

from motcua.actions import catalogue
from motcua.queries import clock
from motcua.queries.workdays import calendar, instant
from motcua.records.models import Offer, ProcedureVersion
from motcua.rules.people import SYSTEM
from tests import make


@pytest.fixture
def same_day(procedure, commune):
    """A same-day procedure for which the commune promises four working hours."""
    ProcedureVersion.objects.filter(pk=procedure.pk).update(time_value=0)
    Offer.objects.filter(unit=commune).update(committed_value=4, committed_unit="hour")
    return ProcedureVersion.objects.get(pk=procedure.pk)


def moments(version, unit, text):
    at = make.at(text)
    terms = clock.terms(version, unit_id=unit.pk, on=at.date())
    return clock.due_moments(terms, received_at=at, calendar=calendar(unit))


def test_a_promise_in_the_morning_is_the_promise(same_day, commune):
    due = moments(same_day, commune, "2024-01-12 08:00")

    assert (due.promise, due.law) == (make.at("2024-01-12 14:00"), make.at("2024-01-12 17:00"))


def test_a_promise_never_lies_after_the_law(same_day, commune):
    due = moments(same_day, commune, "2024-01-12 14:30")

    assert due.promise == due.law == make.at("2024-01-12 17:00")


def test_after_the_cut_off_the_law_gives_the_next_working_day(same_day, commune):
    due = moments(same_day, commune, "2024-01-12 15:00:01")

    assert due.law == make.at("2024-01-15 17:00")


def test_the_ledger_says_the_same_moment(same_day, commune):
    at = make.at("2024-01-12 14:30")

    told = clock.preview(same_day, unit=commune, at=at)

    assert instant(told["promise"].due_at) == moments(same_day, commune, "2024-01-12 14:30").promise


def test_a_later_promise_moves_no_dossier_that_is_there(procedure, commune, received):
    catalogue.offer(
        by=SYSTEM, unit_id=commune.pk, code=procedure.procedure.code, committed=(1, "working_day"),
        now=make.at("2024-01-15 09:00"),
    )  # fmt: skip

    assert clock.of_dossier(received).promise == received.due_at

"""The list behind a number holds exactly the dossiers that the number counts."""

from datetime import date
from functools import partial

import pytest
from django.db.models import Sum

from motcua.queries import access, board, lists, sums
from motcua.queries.journal import rebuild, verify
from motcua.records.models import HalfTally, Tally, Unit, UnitTally, User
from motcua.rules import periods
from motcua.rules.measures import MEASURES
from tests import simulated
from tests.simulated import PRESENT

YEAR = (date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, partial(simulated.spring, 300, people=60)):
        yield


@pytest.fixture
def small_district(standing, db):
    """Some three hundred dossiers of a simulated spring, open ones among them."""


def test_it_holds_for_every_measure_and_unit(small_district):
    hoa = access.actor_of(User.objects.get(username="hoa"), PRESENT.date())

    differing = []
    for unit in board.places(hoa):
        sums = board.sums(unit, YEAR)
        for measure in lists.COUNTED:
            found = lists.behind(by=hoa, measure=measure, unit=unit, period=YEAR).count()
            if found != sums[measure]:
                differing.append((unit.name, measure, sums[measure], found))

    assert differing == []
    assert set(lists.COUNTED) | set(lists.SUMMED) | lists.RUNS | lists.TICKETS == set(MEASURES)


def test_it_holds_for_every_official(small_district):
    hoa = access.actor_of(User.objects.get(username="hoa"), PRESENT.date())
    unit = Unit.objects.get(kind="district")

    rows = board.officers(unit, of=board.period("year", PRESENT.date()), at=PRESENT)
    for row in rows:
        for measure, number in (("received", row.received), ("closed", row.closed)):
            found = lists.behind(by=hoa, measure=measure, officer_id=row.officer.pk).filter(unit=unit)
            assert found.count() == number

    assert sum(row.closed for row in rows) == board.sums_of(unit.pk, YEAR)["closed"]


def test_the_present_is_counted_among_the_open_dossiers(small_district):
    hoa = access.actor_of(User.objects.get(username="hoa"), PRESENT.date())

    for unit in board.places(hoa):
        now = board.present(unit, PRESENT)
        for measure in lists.NOW:
            counted = sum(getattr(row, measure) for row in now.values())
            assert lists.now(by=hoa, measure=measure, at=PRESENT, unit=unit).count() == counted


@pytest.mark.parametrize("on", [date(2024, 1, 31), date(2024, 2, 14), date(2024, 3, 1), PRESENT.date()])
def test_what_was_so_at_the_end_of_a_day_is_a_running_sum(small_district, on):
    hoa = access.actor_of(User.objects.get(username="hoa"), PRESENT.date())
    units = list(board.places(hoa))

    standing = sums.at_end([unit.pk for unit in units], on)
    by_procedure = sums.at_end_of_procedures([unit.pk for unit in units], on)

    assert any(row["open"] for row in standing.values())
    for what in lists.AT_END:
        for unit in units:
            listed = [row for row in lists.at_end(by=hoa, what=what, on=on) if row.unit_id == unit.pk]
            assert len(listed) == standing[unit.pk][what], (what, unit.name)
        assert sum(row[what] for row in by_procedure.values()) == sum(row[what] for row in standing.values())


def test_every_tally_agrees(small_district):
    fine = Tally.objects.aggregate(**{m: Sum(m) for m in MEASURES})
    coarse = UnitTally.objects.aggregate(**{m: Sum(m) for m in MEASURES})
    halves = HalfTally.objects.aggregate(**{m: Sum(m) for m in MEASURES})

    assert fine == coarse == halves
    assert fine["waits_begun"] > 0 < fine["charges_begun"]


@pytest.mark.parametrize("key", ["2024-02", "TT01-2024Q1", "2024-01-10..2024-03-02"])
def test_sums_by_procedure_are_those_of_its_unit(small_district, key):
    period = periods.parse(key)
    unit_ids = list(Unit.objects.filter(serves=True).values_list("pk", flat=True))

    by_unit = sums.of_units(unit_ids, period.days)
    by_procedure = sums.of_procedures(unit_ids, period)

    assert sums.total(by_unit.values()) == sums.total(by_procedure.values())
    assert sums.total(by_unit.values())["received"] > 0


def test_the_bulk_path_is_proven_equal(small_district):
    chain, (state, _) = verify(), rebuild()

    assert (chain.problems, state.problems) == ([], [])
    assert state.dossiers > 250

"""What everybody may see: whole months, small counts hidden, the same as the tallies where exact."""

from datetime import date

import pytest

from motcua.queries import published, sums
from motcua.queries.access import NoSuch
from motcua.records.models import Unit
from motcua.rules import disclosure
from motcua.rules.disclosure import Cell
from tests import make, simulated

TODAY = date(2024, 3, 15)


def test_there_are_none_before_the_first_month_has_ended(db):
    assert published.latest(today=TODAY) is None
    assert published.offered(today=TODAY) == []


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, 900):
        yield


@pytest.fixture
def spring(district, db):
    """A spring of nine hundred dossiers."""


def test_they_are_of_whole_months_only(spring):
    assert published.offered(today=TODAY) == ["2024", "2024H1", "2024Q1", "2024-02", "2024-01"]
    assert published.latest(today=TODAY).period.key == "2024-02"
    assert published.figures(period="2024Q1", today=TODAY).until_on == date(2024, 3, 1)
    assert not published.figures(period="2024", today=TODAY).is_whole


@pytest.mark.parametrize("period", ["2024-03", "1999-01", "2024-01-05..2024-01-09", "TT01-2024Q1", "x", ""])
def test_they_are_not_of_other_periods(spring, period):
    with pytest.raises(NoSuch):
        published.figures(period=period, today=TODAY)


def test_every_cell_holds_its_true_count(spring):
    for key, days in (("2024-01", (1, 2)), ("2024-02", (2, 3)), ("2024Q1", (1, 3))):
        found = published.figures(period=key, today=TODAY)
        first, until = (date(2024, month, 1) for month in days)
        true = sums.of_units([place.key for place in found.places], (first, until))
        counts = {unit_id: disclosure.counts(row) for unit_id, row in true.items()}

        for unit_id, row in found.rows.items():
            for name, count in counts[unit_id].items():
                assert row[name].low <= count <= row[name].high
                assert key == "2024Q1" or not (row[name].is_exact and 0 < count < found.least)
        for name, cell in found.together.items():
            if name in disclosure.COUNTED:
                assert cell.low <= sum(row[name] for row in counts.values()) <= cell.high


def test_they_say_the_same_each_time(spring):
    one, two = (published.figures(period="2024-02", today=TODAY) for _ in range(2))

    assert one == two
    assert any(not cell.is_exact for row in one.rows.values() for cell in row.values())


def test_a_longer_period_says_no_more_than_its_months(spring):
    months = [published.figures(period=key, today=TODAY) for key in ("2024-01", "2024-02")]
    longer = published.figures(period="2024", today=TODAY)

    for place in longer.places:
        added = [month.rows[place.key]["received"] for month in months]
        assert longer.rows[place.key]["received"] == sum(added, Cell(0, 0))


def test_they_read_tallies_only_and_few(spring, django_assert_num_queries):
    with django_assert_num_queries(4):
        published.figures(period="2024", today=TODAY)


def test_every_number_has_its_words():
    assert set(published.words()) == set(disclosure.COLUMNS)


def test_a_unit_that_is_gone_keeps_apart_from_the_one_that_took_its_code(spring):
    old = Unit.objects.get(agency_code="H23.37.02")
    old.until_on = date(2024, 3, 1)
    old.save()
    heir = make.unit("Xã Thanh Tùng mới", parent=old.parent, agency_code="H23.37.02")

    found = published.figures(period="2024-02", today=TODAY)

    codes = {place.key: place.code for place in found.places}
    assert codes[old.pk] == "H23.37.02-until-2024-03-01"
    assert codes[heir.pk] == "H23.37.02"
    assert len(set(codes.values())) == len(codes)

"""The service's own figures of time."""

from datetime import timedelta

import pytest

from motcua.actions import dossier as dossiers
from motcua.actions import result
from motcua.queries import timeliness
from motcua.queries.access import NoSuch
from motcua.queries.timeliness import Scope
from motcua.rules.history import MEASURES, Asked
from motcua.rules.people import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
ALL = Scope(SYSTEM)


@pytest.fixture
def intakes(procedure, commune, elsewhere, stranger):
    """What a stranger lays on the counter here and elsewhere."""
    return make.intake(procedure, commune, stranger), make.intake(procedure, elsewhere, stranger)


@pytest.fixture
def many(lan, binh, intakes, now):
    """One dossier elsewhere and three here, of which one is withdrawn in time."""
    here, there = intakes
    found = [dossiers.take_in(by=binh, intake=there, now=now).dossier]
    for hours in range(3):
        found.append(dossiers.take_in(by=lan, intake=here, now=now + timedelta(hours=hours)).dossier)
    leave = now + timedelta(hours=5)
    result.withdraw(
        by=lan, code=found[1].code, reason="Công dân tự nguyện rút hồ sơ", confirmed_by="signature", now=leave
    )
    return found


def test_it_sums_the_tallies_and_counts_what_is_open(many, now):
    [total] = timeliness.figures(ALL, asked=Asked(now + timedelta(hours=6)))

    assert total.counts == {
        "received": 4, "closed": 1, "closed_with_due": 1, "on_time": 1, "late": 0,
        "open": 3, "open_in_time": 3, "open_overdue": 0,
    }  # fmt: skip
    assert (total.share_on_time, total.median_hours) == (1.0, 5.0)


def test_it_turns_open_dossiers_overdue_with_time(many, now):
    [total] = timeliness.figures(ALL, asked=Asked(now + timedelta(days=30)))

    assert (total.counts["open_in_time"], total.counts["open_overdue"]) == (0, 3)


@pytest.mark.parametrize("by", ["", "unit", "procedure", "field"])
def test_it_is_the_same_from_tallies_and_from_dossiers(many, now, by):
    asked = Asked(now + timedelta(days=10), by)

    assert timeliness.says_tally(asked)
    assert timeliness.figures(ALL, asked=asked) == timeliness.counted(ALL, asked=asked)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("unit", ["Xã Hồng Quang", "Xã Lam Sơn", "TOTAL"]),
        ("procedure", ["9.000001", "TOTAL"]),
        ("field", ["Cư trú", "TOTAL"]),
        ("channel", ["direct", "TOTAL"]),
        ("month", ["2024-01", "TOTAL"]),
    ],
)
def test_it_has_a_row_for_each_group_and_the_total_last(many, now, by, groups):
    rows = timeliness.counted(ALL, asked=Asked(now + timedelta(days=1), by))

    assert [row.group for row in rows] == groups


def test_it_looks_back(many, now):
    [total] = timeliness.counted(ALL, asked=Asked(now + timedelta(hours=1)))

    assert (total.counts["received"], total.counts["closed"], total.counts["open"]) == (3, 0, 3)


def test_it_chooses_the_days_of_receipt(many, now):
    today = now.date()
    before = Asked(now + timedelta(days=1), until_on=today)

    assert timeliness.counted(ALL, asked=before)[-1].counts["received"] == 0
    assert not timeliness.says_tally(before)


def test_it_opens_the_list_behind_every_figure(many, now):
    asked = Asked(now + timedelta(days=10), "unit")
    rows = timeliness.figures(ALL, asked=asked)

    for row in rows:
        for measure in MEASURES:
            found = timeliness.behind(ALL, asked=asked, measure=measure, group=row.group)
            assert len(found) == row.counts[measure]


def test_it_keeps_to_one_unit_when_asked(many, elsewhere, now):
    [total] = timeliness.figures(Scope(SYSTEM, "H23.34.16"), asked=Asked(now + timedelta(days=1)))

    assert total.counts["received"] == 1
    with pytest.raises(NoSuch):
        timeliness.figures(Scope(SYSTEM, "H99"), asked=Asked(now))


def test_it_shows_an_official_her_own_unit_and_a_chief_all_below(many, binh, chief, now):
    asked = Asked(now + timedelta(days=1))

    assert timeliness.figures(Scope(binh), asked=asked)[-1].counts["received"] == 1
    assert timeliness.figures(Scope(chief), asked=asked)[-1].counts["received"] == 4
    assert timeliness.figures(Scope(binh), asked=asked) == timeliness.counted(Scope(binh), asked=asked)


@pytest.mark.parametrize("by", ["", "unit", "procedure", "field"])
def test_it_costs_few_queries(many, now, by, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        timeliness.figures(ALL, asked=Asked(now, by))

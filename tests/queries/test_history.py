"""The figures of an imported history."""

from datetime import date, timedelta

import pytest

from motcua.actions.history import Destination, take_in
from motcua.queries import history
from motcua.queries.access import NoSuch
from motcua.rules.history import MEASURES, Asked
from motcua.rules.history_map import read_map
from motcua.rules.history_rows import Case
from motcua.rules.people import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
PLAN = read_map(
    {"rows": "dossiers", "timezone": "America/New_York", "columns": {"code": "a", "received_at": "b"}}
)
START = make.at("2024-01-31 10:00")
AS_OF = START + timedelta(days=10)


def case(number, unit, due, finished):
    days = [None if day is None else START + timedelta(days=day) for day in (due, finished)]
    return Case(f"{number}", {"unit": unit}, START + timedelta(days=number), *days, "{}")


@pytest.fixture
def old(now):
    days = [(0, "A", 5, 3), (1, "A", 5, 6), (2, "A", None, 4), (3, "B", 20, None), (4, "B", 8, 12),
            (5, "", None, None), (11, "B", 30, None)]  # fmt: skip
    cases = [case(*each) for each in days]
    take_in(by=SYSTEM, into=Destination("cũ", PLAN, "a"), cases=cases, now=now)
    take_in(by=SYSTEM, into=Destination("khác", PLAN, "b"), cases=[case(0, "A", 5, 3)], now=now)
    return history.collection("cũ")


def test_they_count_as_of_a_moment(old):
    a, b, total = history.timeliness(old, asked=Asked(AS_OF, "unit"))[1:]

    assert list(a.counts.values()) == [3, 3, 2, 1, 1, 0, 0, 0]
    assert list(b.counts.values()) == [2, 0, 0, 0, 0, 2, 1, 1]
    assert list(total.counts.values()) == [6, 3, 2, 1, 1, 3, 1, 1]
    assert total.share_on_time == 0.5


def test_they_open_the_list_behind_every_figure(old):
    asked = Asked(AS_OF, "unit")

    for row in history.timeliness(old, asked=asked):
        for measure in MEASURES:
            assert (
                len(history.behind(old, asked=asked, measure=measure, group=row.group)) == row.counts[measure]
            )


def test_they_take_months_and_days_in_the_collections_own_zone(old):
    rows = history.timeliness(old, asked=Asked(AS_OF, "month", from_on=date(2024, 1, 31)))

    assert [(row.group, row.counts["received"]) for row in rows] == [
        ("2024-01", 1),
        ("2024-02", 4),
        ("TOTAL", 5),
    ]


def test_they_look_back_from_the_last_moment_known(old, now):
    assert history.last_moment(old, now=now + timedelta(days=99)) == START + timedelta(days=12)
    assert history.last_moment(old, now=START) == START


def test_they_never_mix(old):
    assert history.names() == ["cũ", "khác"]
    assert history.timeliness(history.collection("khác"), asked=Asked(AS_OF))[-1].counts["received"] == 1
    with pytest.raises(NoSuch):
        history.collection("mới")


def test_they_cost_one_query(old, django_assert_num_queries):
    with django_assert_num_queries(1):
        history.timeliness(old, asked=Asked(AS_OF, "month"))

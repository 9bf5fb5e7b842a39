"""What a unit could fix next: the story's four causes with points, the plan, the doors."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from motcua.queries import advice, advice_report
from motcua.queries.access import NoSuch
from motcua.queries.advice import Basis
from motcua.rules.advice import Why
from tests import advised, make
from tests import rounds as stages

pytestmark = pytest.mark.django_db
NOW = make.at("2024-09-26 09:42")


@pytest.fixture
def of():
    return stages.stage()


@pytest.fixture
def report(of):
    part = advised.running(of, now=NOW)
    return advice_report.report(part, of["dung"], now=NOW)


def row(report, code):
    return next(row for row in report.rows if row.code == code)


@pytest.mark.parametrize("code", ["3.2.3", "3.4.1", "3.4.2", "6.1.1"])
def test_it_advises_posting_review_and_revenue_with_points(report, code):
    found = row(report, code)

    assert found.basis is Basis.LAST_YEAR
    assert found.advice.best.gain > 0
    assert code in [one.code for one in report.ranked()]


def test_it_names_discipline_with_points_as_what_must_not_happen_again(report):
    found = row(report, "5.4.2").advice

    assert (found.why, found.facts["events"]) == (Why.KEEP, 2)
    assert found.beyond > 0


def test_it_puts_what_buys_most_points_a_day_first(report):
    worths = [one.advice.best.worth for one in report.ranked()]

    assert worths == sorted(worths, reverse=True)
    assert len(worths) > 3


def test_its_plan_keeps_the_budget_and_brings_what_it_says(report):
    plan = advice_report.plan(report, Decimal(20))

    after = advice_report.with_plan(report, plan.chosen)
    assert 0 < plan.cost <= 2000
    assert after.points - report.sheet.points == pytest.approx(
        Decimal(plan.gain) / 10**6, abs=Decimal("1e-4")
    )


def test_its_what_if_moves_the_total_by_the_points(report):
    lost = row(report, "6.1.1")

    found = advice_report.what_if(report, {"6.1.1": lost.leaf.points})

    assert found.points == report.sheet.points + lost.lost


def test_it_forecasts_from_what_was_published_only(report):
    assert report.outlook.of == 2
    assert [one.round.year for one in report.past] == [2023, 2022]
    assert set(report.others) == {str(next(key for key in report.units if key != report.part.unit_id))}


def test_it_asks_as_much_of_ten_leaves_as_of_a_hundred(of, django_assert_max_num_queries):
    part = advised.running(of, now=NOW)

    with django_assert_max_num_queries(32):
        advice_report.report(part, of["dung"], now=NOW)


def test_the_unit_above_sees_no_marks_before_they_are_locked(of):
    part = advised.running(of, now=NOW)

    found = advice_report.report(part, of["thu"], now=NOW)

    assert not found.known.sees_marks
    assert {one.basis for one in found.rows} <= {Basis.COUNTED, Basis.LAST_YEAR, Basis.NOTHING}


def test_it_shows_a_unit_to_its_own_and_to_those_above(of):
    advised.running(of, now=NOW)

    assert [one.unit.name for one in advice.parts(of["dung"])] == ["Huyện Thanh Miện"]
    assert len(advice.parts(of["thu"])) == 2
    with pytest.raises(NoSuch):
        advice.part(of["tam"], of.first.pk)
    with pytest.raises(PermissionDenied):
        advice.part(of["lan"], None)


def test_it_is_over_when_the_window_is(of):
    part = advised.running(of, now=NOW)
    later = NOW + timedelta(days=120)

    found = advice_report.report(part, of["dung"], now=later)

    assert found.time.left == 0
    assert not found.ranked()

"""The calendar changes by decision, and every running dossier is counted anew."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.actions import calendar
from motcua.actions.calendar import DayDecision, WeekDecision
from motcua.queries.journal import rebuild
from motcua.records.models import CalendarEdition, Dossier, Entry, Notice, SpecialDay
from tests import make

STORM = {
    "kind": "closed",
    "name_vi": "Nghỉ do bão",
    "name_en": "Closed by a storm",
    "decision": "Công văn 12/UBND",
}


def storm(unit_id, **other):
    return DayDecision(unit_id=unit_id, on=date(2024, 1, 17), **STORM | other)


def test_a_closed_day_moves_the_due_moment_and_says_so(hoa, received, commune, now):
    moved = calendar.decide_day(by=hoa, day=storm(commune.pk), now=now)

    after = Dossier.objects.get(pk=received.pk)
    assert moved == 1
    assert after.due_at == make.at("2024-01-22 17:00")
    assert Entry.objects.filter(verb="recount", dossier=received).count() == 1
    assert Notice.objects.filter(kind="due_moved").count() == 1
    assert rebuild()[0].problems == []


def test_another_units_day_moves_nothing_here(chief, received, elsewhere, now):
    assert calendar.decide_day(by=chief, day=storm(elsewhere.pk), now=now) == 0


def test_a_parents_day_holds_below(chief, received, district, now):
    assert calendar.decide_day(by=chief, day=storm(district.pk), now=now) == 1


def test_a_day_replaced_keeps_the_one_before(hoa, commune, now):
    calendar.decide_day(by=hoa, day=storm(commune.pk), now=now)
    calendar.decide_day(by=hoa, day=storm(commune.pk, decision="Công văn 13/UBND"), now=now)

    assert SpecialDay.objects.filter(unit=commune, dropped_at=None).count() == 1
    assert SpecialDay.objects.filter(unit=commune).count() == 2
    assert CalendarEdition.objects.get().number == 2


def test_a_session_more_in_the_week_counts_from_its_day(hoa, received, commune, now):
    week = WeekDecision(commune.pk, 5, "07:30-11:30", date(2024, 1, 13), "Thông báo 3/TB-UBND")

    moved = calendar.decide_week(by=hoa, week=week, now=now)

    assert moved == 1
    assert Dossier.objects.get(pk=received.pk).due_at < received.due_at


def test_it_needs_a_document(hoa, commune, now):
    with pytest.raises(calendar.DecisionMissing):
        calendar.decide_day(by=hoa, day=storm(commune.pk, decision=" "), now=now)


@pytest.mark.parametrize("hours", ["25:00-26:00", "11:30-07:30", "sáng"], ids=["hour", "order", "word"])
def test_it_refuses_hours_that_cannot_be(hoa, commune, hours, now):
    with pytest.raises(calendar.BadSessions):
        calendar.decide_day(by=hoa, day=storm(commune.pk, kind="extra_session", sessions=hours), now=now)


def test_it_is_a_leaders_to_decide(lan, hoa, commune, district, now):
    with pytest.raises(PermissionDenied):
        calendar.decide_day(by=lan, day=storm(commune.pk), now=now)
    with pytest.raises(PermissionDenied):
        calendar.decide_day(by=hoa, day=storm(district.pk), now=now)
    with pytest.raises(PermissionDenied):
        calendar.decide_day(by=hoa, day=storm(None), now=now)


def test_it_locks_the_dossiers_before_the_end_of_the_journal(hoa, received, commune, now):
    with CaptureQueriesContext(connection) as asked:
        calendar.decide_day(by=hoa, day=storm(commune.pk), now=now)

    told = [query["sql"] for query in asked.captured_queries]
    dossiers = next(at for at, sql in enumerate(told) if 'FROM "records_dossier"' in sql)
    journal = next(at for at, sql in enumerate(told) if 'FROM "records_chainhead"' in sql)
    assert dossiers < journal


def test_hours_that_fill_more_than_their_column_are_refused(hoa, commune, now):
    hours = " ".join(f"{hour:02d}:00-{hour:02d}:05" for hour in range(12))

    with pytest.raises(calendar.BadSessions):
        calendar.decide_day(by=hoa, day=storm(commune.pk, kind="extra_session", sessions=hours), now=now)

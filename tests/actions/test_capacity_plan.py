"""A plan for the counters is kept as it was tried, adopted once, withdrawn once, and never edited."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

from motcua.actions import capacity_plan
from motcua.actions.calendar import DecisionMissing
from motcua.actions.capacity_plan import Draft
from motcua.queries import access, capacity_plans
from motcua.records import append_only
from motcua.records.models import CapacityPlan, Entry
from motcua.rules.capacity_plan import (
    PlanBadDay,
    PlanDecided,
    PlanNameless,
    PlanSameDay,
    Standing,
    Tried,
)
from motcua.rules.capacity_whatif import Change

MARCH = date(2024, 3, 1)
DATA = {
    "title": "Sảnh", "hours": ["07:30-11:30"], "counters": [{"serves": ["land"], "count": 2}],
    "services": {"land": {"arrivals_per_hour": 8, "minutes": {"mean": 10, "cv": 0.5}}},
}  # fmt: skip
TRIED = Tried(DATA, Change((2,)), Change((4,)), 15, "land", {"visits": 300, "days": 10})


@pytest.fixture
def hall(commune):
    commune.serves = True
    commune.save(update_fields=["serves"])
    return commune


def save(by, unit, now, key="a", title="Bốn người"):
    return capacity_plan.keep(by=by, draft=Draft(unit.pk, key, title, MARCH, TRIED, {"land": {}}), now=now)


def test_it_keeps_what_was_tried_and_tells_the_journal(hoa, hall, now):
    row = save(hoa, hall, now)

    entry = Entry.objects.get(verb="save_capacity_plan")
    assert capacity_plans.tried(CapacityPlan.objects.get()) == TRIED
    assert entry.subject == f"capacity_plan:{row.pk}"
    assert json.loads(entry.payload)["facts"]["officers"] == [[2], [4]]


def test_it_keeps_a_form_sent_twice_once(hoa, hall, now):
    first, second = save(hoa, hall, now), save(hoa, hall, now)

    assert first.pk == second.pk
    assert Entry.objects.filter(verb="save_capacity_plan").count() == 1


def test_it_wants_a_name(hoa, hall, now):
    with pytest.raises(PlanNameless):
        save(hoa, hall, now, title="  ")


def test_it_is_hidden_from_who_leads_elsewhere(hoa, binh, hall, now):
    row = save(hoa, hall, now)

    with pytest.raises(access.NoSuch):
        save(binh, hall, now, key="b")
    with pytest.raises(access.NoSuch):
        adopt(binh, row, now)


def adopt(by, row, now, on=MARCH, decision="12/QĐ-UBND"):
    return capacity_plan.adopt(by=by, plan_id=row.pk, on=on, decision=decision, now=now)


def test_it_is_adopted_from_a_day_on_by_a_paper(hoa, hall, now):
    row = adopt(hoa, save(hoa, hall, now), now)

    entry = Entry.objects.get(verb="adopt_capacity_plan")
    assert (row.adopted_on, row.decision, row.adopted_by_id) == (MARCH, "12/QĐ-UBND", hoa.user_id)
    assert json.loads(entry.payload)["facts"]["on"] == "2024-03-01"
    assert capacity_plans.placed(row, today=MARCH).standing is Standing.HOLDS


def test_it_is_not_adopted_twice_nor_after_it_was_withdrawn(hoa, hall, now):
    row, other = save(hoa, hall, now), save(hoa, hall, now, key="b")
    adopt(hoa, row, now)
    capacity_plan.withdraw(by=hoa, plan_id=other.pk, reason="", now=now)

    with pytest.raises(PlanDecided):
        adopt(hoa, row, now, on=MARCH + timedelta(days=1))
    with pytest.raises(PlanDecided):
        adopt(hoa, other, now)
    with pytest.raises(PlanDecided):
        capacity_plan.withdraw(by=hoa, plan_id=other.pk, reason="", now=now)


def test_it_foretells_and_is_decided_on_paper(hoa, hall, now):
    row = save(hoa, hall, now)

    with pytest.raises(PlanBadDay):
        adopt(hoa, row, now, on=date(2024, 1, 11))
    with pytest.raises(DecisionMissing):
        adopt(hoa, row, now, decision=" ")


def test_it_leaves_a_day_to_one_plan_until_that_is_withdrawn(hoa, hall, now):
    first, second = save(hoa, hall, now), save(hoa, hall, now, key="b")
    adopt(hoa, first, now)

    with pytest.raises(PlanSameDay):
        adopt(hoa, second, now)

    capacity_plan.withdraw(by=hoa, plan_id=first.pk, reason="đổi ý", now=now)
    assert adopt(hoa, second, now).adopted_on == MARCH


def test_it_is_decided_only_by_who_leads_the_hall(chief, hoa, hall, now):
    row = save(chief, hall, now)

    with pytest.raises(PermissionDenied):
        adopt(chief, row, now)

    assert adopt(hoa, row, now).adopted_by_id == hoa.user_id


@pytest.mark.parametrize(
    "moved", [{"title": "Khác"}, {"body": {}}, {"expected": {}}, {"adopted_on": date(2024, 4, 1)}]
)
def test_it_is_never_edited_not_even_by_the_database(hoa, hall, now, moved):
    row = adopt(hoa, save(hoa, hall, now), now)
    with connection.cursor() as cursor:
        for statement in append_only.fixing(connection.vendor, ("records_capacityplan",)):
            cursor.execute(statement)

    with pytest.raises(Error, match="never changed"), transaction.atomic():
        CapacityPlan.objects.filter(pk=row.pk).update(**moved)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False], ids=["one plan", "two plans of a day"])
def test_it_is_adopted_by_one_of_many_leaders_at_once(hoa, hall, now, same):
    rows = [save(hoa, hall, now, key=f"{n}") for n in range(1 if same else 6)]
    barrier = Barrier(6)

    def person(number):
        barrier.wait()
        try:
            adopt(hoa, rows[number % len(rows)], now)
            return "won"
        except Exception as no:  # every ending is counted, and judged below
            return type(no).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        endings = Counter(pool.map(person, range(6)))

    assert endings == {"won": 1, "PlanDecided" if same else "PlanSameDay": 5}
    assert Entry.objects.filter(verb="adopt_capacity_plan").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_once_by_a_form_sent_many_times_at_once(hoa, hall, now):
    barrier = Barrier(6)

    def person(_):
        barrier.wait()
        try:
            return save(hoa, hall, now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        kept = set(pool.map(person, range(6)))

    assert len(kept) == CapacityPlan.objects.count() == 1

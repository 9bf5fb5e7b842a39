"""Tasks that follow from advice: made for the unit's own people, closed with what became of them."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import index_task
from motcua.actions.index_task import Wish
from motcua.queries import advice, advice_tasks
from motcua.queries.access import NoSuch
from motcua.queries.advice_tasks import Due
from motcua.records.models import ActEffort, Entry, IndexTask
from motcua.rules.advice_efforts import BadEffort
from tests import rounds as stages

pytestmark = pytest.mark.django_db
NOW = stages.SCORING


@pytest.fixture
def of():
    found = stages.stage()
    stages.opened(found)
    return found


def wish(of, **more):
    plain = {
        "leaf": "1.2", "text": "Niêm yết lại 3 danh mục", "owner_id": of.accounts["dung"].pk,
        "due_on": date(2024, 11, 15), "points": Decimal("0.5"), "acts": 3,
    }  # fmt: skip
    return Wish(**plain | more)


def make(of, *wishes, by="dung", unit=None):
    unit = unit or of.first
    return index_task.make(by=of[by], unit_id=unit.pk, wishes=wishes or [wish(of)], now=NOW)


def test_it_gives_a_task_with_owner_and_day(of):
    [row] = make(of)

    assert (row.leaf, row.acts, row.status) == ("1.2", 3, "open")
    assert (row.owner, row.round.key) == (of.accounts["dung"], "hd-2024")
    assert advice_tasks.open_of(of.first, row.round_id) == {"1.2": row}


def test_it_leaves_one_entry_a_task(of):
    make(of, wish(of), wish(of, leaf="1.1", kind="commitment"))

    payloads = list(
        Entry.objects.filter(verb="make_index_task").order_by("id").values_list("payload", flat=True)
    )
    assert [json.loads(one)["facts"]["kind"] for one in payloads] == ["task", "commitment"]
    assert "Niêm yết" not in payloads[0]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"leaf": "9.9"}, index_task.NoSuchLeaf),
        ({"due_on": date(2024, 11, 9)}, index_task.DayPast),
        ({"text": " "}, index_task.NothingSaid),
    ],
)
def test_it_refuses_a_task_that_says_too_little(of, change, refusal):
    with pytest.raises(refusal):
        make(of, wish(of), wish(of, **change))

    assert not IndexTask.objects.exists()


def test_it_refuses_an_owner_from_another_unit(of):
    with pytest.raises(NoSuch):
        make(of, wish(of, owner_id=of.accounts["tam"].pk))


def test_it_refuses_to_make_nothing(of):
    with pytest.raises(index_task.NothingSaid):
        index_task.make(by=of["dung"], unit_id=of.first.pk, wishes=[], now=NOW)


@pytest.mark.parametrize("name", ["tam", "lan"])
def test_it_hides_the_unit_from_others(of, name):
    with pytest.raises((NoSuch, PermissionDenied)):
        make(of, by=name)


def test_the_unit_above_may_give_one(of):
    [row] = make(of, by="thu")

    assert row.made_by == of.accounts["thu"]


def close(of, row, *, by="dung", done=True, outcome="Đã niêm yết đủ"):
    return index_task.close(by=of[by], pk=row.pk, done=done, outcome=outcome, now=NOW)


def test_it_closes_a_task_with_what_became_of_it(of):
    [row] = make(of)

    closed = close(of, row)

    assert (closed.status, closed.outcome, closed.closed_at) == ("done", "Đã niêm yết đủ", NOW)
    assert Entry.objects.filter(verb="close_index_task").count() == 1


def test_the_owner_may_say_it_is_done_but_not_drop_it(of):
    [row] = make(of, wish(of, owner_id=of.accounts["lan"].pk))

    with pytest.raises(PermissionDenied):
        close(of, row, by="lan", done=False)
    close(of, row, by="lan")

    assert IndexTask.objects.get().status == "done"


def test_it_refuses_to_close_twice_or_in_silence(of):
    [row] = make(of)

    with pytest.raises(index_task.NothingSaid):
        close(of, row, outcome="")
    close(of, row, done=False)
    with pytest.raises(index_task.TaskClosed):
        close(of, row)


def test_it_hides_a_task_from_others(of):
    [row] = make(of)

    with pytest.raises(NoSuch):
        close(of, row, by="tam")


def test_its_list_says_what_is_late_and_what_is_near(of):
    make(of, wish(of, due_on=date(2024, 12, 10)), wish(of, leaf="1.1", due_on=date(2024, 11, 12)))

    near = advice_tasks.tasks(of.first, on=date(2024, 11, 10))
    late = advice_tasks.tasks(of.first, on=date(2024, 11, 20))

    assert [row.due for row in near] == [Due.SOON, Due.OPEN]
    assert advice_tasks.summed(late) == {"late": 1, "soon": 0, "open": 1, "done": 0, "dropped": 0}


def test_it_puts_the_units_own_days_in_place(of):
    changed = index_task.set_days(
        by=of["dung"], unit_id=of.first.pk, days={"post_list": Decimal("0.5"), "discipline": None}, now=NOW
    )

    assert changed == 1
    assert advice.efforts(of.first.pk).acts["post_list"].days == Decimal("0.5")
    assert advice.efforts(of.second.pk).acts["post_list"].days == Decimal("0.35")


def test_it_takes_the_shipped_days_back(of):
    index_task.set_days(by=of["dung"], unit_id=of.first.pk, days={"post_list": Decimal(2)}, now=NOW)

    index_task.set_days(by=of["hoa"], unit_id=of.first.pk, days={"post_list": None}, now=NOW)

    assert not ActEffort.objects.exists()
    assert Entry.objects.filter(verb="set_act_efforts").count() == 2


@pytest.mark.parametrize("days", [Decimal(0), Decimal(-1), Decimal(251), Decimal("0.0001")])
def test_it_refuses_days_nobody_can_mean(of, days):
    with pytest.raises(BadEffort):
        index_task.set_days(by=of["dung"], unit_id=of.first.pk, days={"post_list": days}, now=NOW)


def test_it_refuses_an_act_it_does_not_know(of):
    with pytest.raises(index_task.NoSuchAct):
        index_task.set_days(by=of["dung"], unit_id=of.first.pk, days={"dance": Decimal(1)}, now=NOW)


def test_it_says_nothing_where_nothing_changed(of):
    shipped = advice.shipped().acts["post_list"].days

    changed = index_task.set_days(by=of["dung"], unit_id=of.first.pk, days={"post_list": shipped}, now=NOW)

    assert (changed, Entry.objects.filter(verb="set_act_efforts").count()) == (0, 0)

"""The pages of advice: the overview, a leaf, tasks given and closed, the days of work."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from motcua.queries import advice, moment
from motcua.records.models import ActEffort, IndexTask
from tests import advised
from tests import rounds as stages

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def of():
    found = stages.stage()
    advised.running(found, now=moment.now())
    return found


def signed_in(of, name):
    client = Client()
    client.force_login(of.accounts[name], backend=BACKEND)
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_it_shows_where_points_are_lost_and_what_buys_them_back(of):
    page = text(signed_in(of, "dung").get("/advice/?all=1"))

    assert "Nên làm gì tiếp để lên hạng" in page
    assert 'class="mc-adv-icicle"' in page
    assert "Thu thêm" in page
    assert "năm trước mất vì 2 lần" in page
    assert "tiêu chí và điểm là minh hoạ" in page


def test_it_names_the_part_that_was_picked(of):
    page = text(signed_in(of, "dung").get("/advice/?leaf=3.4"))

    assert 'id="chosen"' in page
    assert 'class="chosen"' in page


@pytest.mark.parametrize("days", ["0", "40", "x", "-3", "1e9"])
def test_it_reckons_the_best_plan_for_any_budget(of, days):
    answer = signed_in(of, "dung").get("/advice/", {"days": days})

    assert answer.status_code == 200
    assert "Kế hoạch tốt nhất" in text(answer)


def test_it_reckons_what_would_be_with_other_points(of):
    page = text(signed_in(of, "dung").get("/advice/", {"what": "6.1.1", "points": "2", "set": "5.4.2:2"}))

    assert "5.4.2:2" in page
    assert "6.1.1:2" in page
    assert "trong khoảng" in page


def test_it_shows_every_leaf_in_a_table(of):
    page = text(signed_in(of, "dung").get("/advice/leaves/"))

    assert "theo số năm trước" in page
    assert page.count("<tr data-row") > 80


def test_it_shows_the_steps_of_a_leaf(of):
    client = signed_in(of, "dung")

    page = text(client.get("/advice/leaves/6.1.1/"))

    assert "163 → 189" in page
    assert client.get("/advice/leaves/99.9/").status_code == 404


def test_it_gives_tasks_and_lists_them(of):
    client, owner = signed_in(of, "dung"), of.accounts["hoa"]
    form = text(client.get("/advice/tasks/new/?leaf=6.1.1&leaf=3.2.3"))
    due = re.findall(r'name="6-1-1-due_on" value="([\d-]+)"', form)[0]
    said = {
        f"{code}-{name}": value
        for code in ("6-1-1", "3-2-3")
        for name, value in {
            "text": "Thu đủ dự toán",
            "owner": owner.pk,
            "due_on": due,
            "kind": "task",
        }.items()
    }

    answer = client.post("/advice/tasks/new/?leaf=6.1.1&leaf=3.2.3", said)

    assert answer.status_code == 302
    assert [row.leaf for row in IndexTask.objects.order_by("leaf")] == ["3.2.3", "6.1.1"]
    assert IndexTask.objects.get(leaf="6.1.1").points > 0
    assert "Thu đủ dự toán" in text(client.get("/advice/tasks/"))
    assert owner.full_name in text(client.get("/advice/?all=1"))


def test_it_asks_again_for_what_a_task_lacks(of):
    answer = signed_in(of, "dung").post("/advice/tasks/new/?leaf=6.1.1", {"6-1-1-text": ""})

    assert answer.status_code == 422
    assert not IndexTask.objects.exists()


def test_it_closes_a_task(of):
    dung = signed_in(of, "dung")
    task = IndexTask.objects.create(
        unit=of.first, leaf="6.1.1", text="Thu", points=Decimal(1), owner=of.accounts["lan"],
        due_on=moment.now().date(), made_by=of.accounts["dung"], made_at=moment.now(),
    )  # fmt: skip

    assert dung.post(f"/advice/tasks/{task.pk}/", {"outcome": "", "as": "done"}).status_code == 422
    assert signed_in(of, "lan").get(f"/advice/tasks/{task.pk}/").status_code == 200
    dung.post(f"/advice/tasks/{task.pk}/", {"outcome": "Đã đủ", "as": "dropped"})

    task.refresh_from_db()
    assert (task.status, task.outcome) == ("dropped", "Đã đủ")
    assert "Đã đủ" in text(dung.get(f"/advice/tasks/{task.pk}/"))


def test_it_takes_the_units_own_days(of):
    client = signed_in(of, "dung")

    client.post("/advice/effort/", {"days-post_list": "0,5", "days-issue_plan": ""})
    wrong = client.post("/advice/effort/", {"days-post_list": "nhiều"})

    assert ActEffort.objects.get().days == Decimal("0.5")
    assert wrong.status_code == 422
    assert "0,5" in text(client.get("/advice/effort/"))
    assert advice.efforts(of.first.pk).acts["post_list"].days == Decimal("0.5")


@pytest.mark.parametrize("path", ["", "leaves/", "leaves/6.1.1/", "tasks/", "tasks/new/", "effort/"])
def test_it_hides_the_unit_from_others(of, path):
    assert signed_in(of, "lan").get(f"/advice/{path}").status_code == 403
    assert signed_in(of, "tam").get(f"/advice/{path}?unit={of.first.pk}").status_code == 404


def test_the_unit_above_reads_it_without_the_marks(of):
    page = text(signed_in(of, "thu").get(f"/advice/?unit={of.first.pk}"))

    assert "Đơn vị chưa khoá bảng tự chấm" in page


def test_it_speaks_english(of):
    client = signed_in(of, "dung")
    client.cookies["django_language"] = "en"

    page = text(client.get("/advice/?all=1", headers={"accept-language": "en"}))

    assert "What to fix next to move up" in page
    assert "Collect" in page


def test_it_waits_for_a_round():
    of = stages.stage()

    page = text(signed_in(of, "dung").get("/advice/"))

    assert "chưa tham gia kỳ đánh giá nào" in page

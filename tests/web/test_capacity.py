"""The capacity pages: a leader tries officers before anybody is moved."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from motcua.actions import past_ticket
from motcua.actions.past_ticket import Destination
from motcua.queries import capacity_runs, moment
from motcua.rules.past_tickets import PastVisit
from motcua.rules.people import SYSTEM

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGES = ("/capacity/", "/capacity/roster/", "/capacity/before-after/")
FOUR = "/capacity/?source=example&n=4&n=1&n=1"


@pytest.fixture
def lead(client, chief_account, monkeypatch):
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 120)  # the test waits as long as it takes
    client.force_login(chief_account, backend=BACKEND)
    return client


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_it_says_that_the_example_is_invented(lead):
    assert "giả định" in words(lead.get("/capacity/"))


def test_it_answers_what_two_more_officers_would_do(lead):
    said = words(lead.get(FOUR))

    assert "Nếu quầy Đất đai có 4 người thay vì 2" in said
    assert "Giữ được cam kết" in said
    assert re.search(r" &gt; \d+ 2 người .* 4 4 người", said)


def test_it_draws_both_days_with_a_table_beside(lead):
    page = lead.get(FOUR).content.decode()

    assert page.count('class="band then"') == page.count('class="band now"') == 2
    assert "tới 12 người chờ" in page
    assert '<th scope="row">08:00</th>' in page


def test_it_names_the_fewest_officers_by_the_half_hour(lead):
    said = words(lead.get("/capacity/roster/?source=example"))

    assert "cả ngày: 4; hiện có 2" in said
    assert "Đã xác nhận" in said


@pytest.mark.parametrize("asked", ["n=0&n=0&n=0", "n=99&n=-1&n=x", "promise=0&booked=999", "of=nobody"])
def test_it_makes_sense_of_whatever_is_asked(lead, asked):
    assert lead.get(f"/capacity/?source=example&{asked}").status_code == 200


def test_it_knows_no_source_that_is_not_hers(lead):
    assert lead.get("/capacity/?source=hall:999999").status_code == 404
    assert lead.get("/capacity/?source=past:none").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_it_is_not_for_counters(client, lan_account, page):
    client.force_login(lan_account, backend=BACKEND)

    assert client.get(page).status_code == 403


def test_it_says_that_days_are_still_being_played(lead, monkeypatch):
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(capacity_runs, "_runs", capacity_runs.OrderedDict())

    answer = lead.get("/capacity/?source=example&n=3&promise=17")

    assert answer.headers["Refresh"] == "2"
    assert "Đang chạy các ngày" in words(answer)


def visits(since, days, waits):
    for day in range(days):
        for person in range(8):
            at = since + timedelta(days=day, minutes=20 * person)
            start = at + timedelta(minutes=waits + day % 3)
            yield PastVisit(
                f"{waits}-{day}-{person}", "", "Đất đai", "1", at, start, start + timedelta(minutes=9)
            )


@pytest.fixture
def measured():
    """Imported tickets: thirty days of long waits, then thirty of short ones."""
    begins = datetime(2024, 6, 1, 1, 0, tzinfo=UTC)
    into = Destination("san", "Asia/Ho_Chi_Minh", {}, "san.csv")
    found = [*visits(begins, 30, 30), *visits(begins + timedelta(days=30), 30, 6)]
    past_ticket.take_in(by=SYSTEM, into=into, visits=found, now=moment.now())


def test_it_learns_from_imported_tickets(lead, measured):
    said = words(lead.get("/capacity/?source=past:san"))

    assert "Học từ 480 lượt" in said
    assert "giả định" not in said
    assert "Mỗi ngày chờ trung bình 7,0 phút; tháng trước là 31,0 phút" in said


def test_it_tells_before_and_after_with_an_interval(lead, measured):
    said = words(lead.get("/capacity/before-after/?source=past:san&on=2024-07-01"))

    assert "31,0 30 ngày, 240 lượt 7,0 30 ngày, 240 lượt −24,0" in said
    assert "ngắn hơn" in said


def test_it_says_so_where_a_side_has_too_few_days(lead, measured):
    said = words(lead.get("/capacity/before-after/?source=past:san&on=2024-06-03"))

    assert "có quá ít ngày" in said


def test_it_does_the_same_work_once(monkeypatch):
    done = []
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 60)

    found = [capacity_runs.answer({"same": 1}, lambda: done.append(1) or len(done)) for _ in range(3)]

    assert (found, done) == ([1, 1, 1], [1])


def test_it_forgets_what_failed(monkeypatch):
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 60)

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        capacity_runs.answer({"fails": 1}, fail)

    assert capacity_runs.answer({"fails": 1}, lambda: "done") == "done"

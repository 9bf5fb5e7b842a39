"""The pages of the watch: the list and why, the curve, the closing; and what the citizen reads."""

from datetime import timedelta

import pytest

from motcua.actions import desk, stuck
from motcua.queries import moment, tokens, workdays
from motcua.records.models import StepTime, StuckAlert
from motcua.rules.stuck import Level, Pool

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "Đã gọi điện cho chuyên viên, hồ sơ chờ kết quả đo đạc."
CURVE = [[60, 0.9, 0.8, 0.95], [120, 0.5, 0.4, 0.6], [480, 0.04, 0.01, 0.1]]


@pytest.fixture
def now():
    """The pages read the clock of the house, so these dossiers live today."""
    return moment.now()


@pytest.fixture
def alert(received, minh, procedure, now):
    """Examination usually takes a day; this dossier rests there, and the official has been told."""
    dossier = desk.advance(by=minh, code=received.code, now=now)
    known = StepTime.objects.create(
        pool=Pool.STEP, procedure_id=procedure.procedure_id, step="tham_dinh", stays=100, ended=95,
        median_minutes=120, usual_minutes=480, low_minutes=400, high_minutes=560, curve=CURVE, learned_at=now,
    )  # fmt: skip
    return StuckAlert.objects.create(
        dossier=dossier, step="tham_dinh", since=now, level=Level.OFFICER, rested_minutes=800,
        usual_minutes=480, step_time=known, raised_at=now,
    )  # fmt: skip


@pytest.fixture
def leader(client, hoa_account):
    client.force_login(hoa_account, backend=BACKEND)
    return client


def test_it_says_why_a_file_is_in_the_list(leader, alert):
    page = leader.get("/watch/")

    row = page.context["rows"][0]
    assert (row["step"], row["stays"]) == ("Thẩm định", 100)
    assert "95 trên 100" in row["why"]
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 0, 0, 1]
    assert leader.get("/watch/?level=citizen").context["rows"] == []


def test_it_teaches_before_anything_is_learned(leader, commune):
    assert "học" in leader.get("/watch/").content.decode()
    assert leader.get("/watch/usual/").status_code == 200


def test_it_draws_the_curve_with_the_same_numbers_in_a_table(leader, alert):
    page = leader.get(f"/watch/alerts/{alert.pk}/")

    assert 'class="mc-curve"' in page.content.decode()
    rows = [(line["gone"], line["after"]) for line in page.context["table"]]
    assert rows[:2] == [("10\u00a0%", "1\u00a0giờ"), ("25\u00a0%", "2\u00a0giờ")]
    assert rows[-1][0] == "95\u00a0%"
    assert leader.get(f"/watch/usual/{alert.step_time_id}/").status_code == 200
    assert leader.get("/watch/usual/999999/").status_code == 404
    assert leader.get("/watch/usual/?pool=all").status_code == 200


def test_it_is_closed_with_a_reason(leader, alert):
    assert leader.post(f"/watch/alerts/{alert.pk}/close/", {"why": "ok"}).status_code == 409

    page = leader.post(f"/watch/alerts/{alert.pk}/close/", {"why": WHY}, follow=True)

    assert WHY in page.content.decode()
    assert leader.get("/watch/").context["rows"] == []
    assert leader.get("/watch/").context["closed"]


def test_it_shows_the_official_her_own_files_first(client, minh_account, alert):
    client.force_login(minh_account, backend=BACKEND)

    assert len(client.get("/watch/mine/").context["rows"]) == 1
    assert client.get(f"/watch/alerts/{alert.pk}/").status_code == 200
    assert client.get("/watch/").status_code == 403


def test_it_is_hidden_from_other_units(client, binh_account, alert):
    client.force_login(binh_account, backend=BACKEND)

    assert client.get(f"/watch/alerts/{alert.pk}/").status_code == 404
    assert client.get("/watch/mine/").context["rows"] == []


def test_it_names_no_applicant(leader, alert, an_row):
    pages = [leader.get(path).content.decode() for path in ("/watch/", f"/watch/alerts/{alert.pk}/")]

    assert not any(told in page for page in pages for told in (an_row.name, an_row.id_number, an_row.phone))


def test_it_tells_the_citizen_honestly_once_she_was_told(client, alert, now):
    address = f"/track/{tokens.tracking(alert.dossier)}/"
    assert "nằm lâu bất thường" not in client.get(address).content.decode()

    StuckAlert.objects.update(level=Level.CITIZEN, leader_at=now, citizen_at=now)

    page = client.get(address).content.decode()
    assert "nằm lâu bất thường" in page
    assert f"{workdays.wall(now):%d/%m/%Y}" in page


def test_it_takes_the_words_back_when_the_dossier_goes_on(client, alert, minh, now):
    StuckAlert.objects.update(level=Level.CITIZEN, leader_at=now, citizen_at=now)
    desk.propose(by=minh, code=alert.dossier.code, now=now + timedelta(minutes=1))

    stuck.sweep(now=now + timedelta(minutes=2))

    page = client.get(f"/track/{tokens.tracking(alert.dossier)}/").content.decode()
    assert "nằm lâu bất thường" not in page

"""What `motcua report waiting` says of the wait that was told."""

import json
from datetime import timedelta

import pytest

from motcua.__main__ import main
from motcua.actions import calling, hall, ticket
from motcua.queries import access
from motcua.rules.people import SYSTEM, Role
from motcua.rules.tickets import Ending
from tests import halls, make, past_halls

pytestmark = pytest.mark.django_db
NOW = make.at("2024-01-12 09:00")
MAP = """timezone: Asia/Ho_Chi_Minh
columns:
  {date: Ngày, arrived_at: Đến, called_at: Gọi, finished_at: Xong, service: Dịch vụ, counter: Quầy}
formats: {date: "%d/%m/%Y"}
"""


@pytest.fixture
def motcua(capsys):
    """Run a command that must succeed; answer with what it printed."""

    def run(*words):
        assert main([str(word) for word in words]) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("name", ["rush", "absences"])
def test_it_holds_on_held_out_days_of_a_file(motcua, tmp_path, name):
    plan, path = tmp_path / "map.yaml", tmp_path / "hall.csv"
    plan.write_text(MAP, encoding="utf-8")
    path.write_text(past_halls.written(past_halls.HALLS[name], 70, seed=5), encoding="utf-8")
    motcua("import", "tickets", path, "--map", plan, "--collection", name)

    told = json.loads(motcua("report", "waiting", "--collection", name, "--json"))["told"]

    assert told["told"] > 1000
    assert 0.75 <= told["share"] <= 0.85
    assert 0.75 <= told["long_share"] <= 0.85


def test_it_holds_out_the_days_it_is_asked_for(motcua, tmp_path):
    plan, path = tmp_path / "map.yaml", tmp_path / "hall.csv"
    plan.write_text(MAP, encoding="utf-8")
    path.write_text(past_halls.written(past_halls.HALLS["one counter"], 30, seed=5), encoding="utf-8")
    motcua("import", "tickets", path, "--map", plan)

    words = ("report", "waiting", "--collection", "hall", "--from", "2024-02-05", "--to", "2024-02-09")
    told = json.loads(motcua(*words, "--json"))["told"]

    assert (told["first_on"], told["last_on"], told["days"]) == ("2024-02-05", "2024-02-09", 5)
    assert "of 100 times (aim 80)" in motcua(*words)


def test_it_tells_a_unit_how_often_its_own_told_wait_held(motcua, commune):
    [desk] = halls.furnish(commune, now=NOW - timedelta(days=1), desks=1)
    user = make.official("Cán bộ", unit=commune, role=Role.RECEPTION, user_name="q1")
    by = access.actor_of(user, NOW.date())
    hall.open_desk(by=by, desk_id=desk.pk, now=NOW)
    for _ in range(2):
        ticket.issue(by=SYSTEM, wanted=ticket.Wanted(commune.pk, "ho-tich"), now=NOW)
    for minutes in (0, 240):
        at = NOW + timedelta(minutes=minutes)
        called = calling.call_next(by=by, desk_id=desk.pk, now=at)
        calling.begin(by=by, ticket_id=called.pk, now=at)
        ticket.finish(by=by, ticket_id=called.pk, ending=Ending.ADVICE_ONLY, now=at)

    out = motcua("report", "waiting", "--unit", commune.agency_code)

    assert "the wait told held 50 of 100 times (aim 80): 2 visits on 1 day," in out
    assert "0 were called sooner, 50 later" in out


def test_it_says_so_when_nobody_was_told_anything(motcua):
    assert "nobody was told one" in motcua("report", "waiting")

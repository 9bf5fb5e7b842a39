"""Setting up a hall: what it serves, at which counters, by whom."""

import pytest
from django.test import Client

from motcua.records.models import CounterDesk, HallService
from motcua.web.screen.views import LAYOUTS


@pytest.fixture
def leader(hoa_account):
    client = Client()
    client.force_login(hoa_account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_leader_sets_up_a_service_and_a_counter(leader):
    told = {"about": "service", "name": "Đất đai", "letter": "A", "promise": "60", "is_active": "on"}
    made = leader.post("/hall/setup/", told)
    service = HallService.objects.get()
    leader.post("/hall/setup/", {"about": "desk", "number": "3", "own": [service.key], "is_active": "on"})

    assert (made.status_code, service.key, service.promise_minutes) == (302, "dat-dai", 60)
    desk = CounterDesk.objects.get()
    assert [(one.service, one.preference) for one in desk.serves.all()] == [(service, 0)]


def test_a_service_is_changed_under_its_key_and_keeps_its_procedures(leader, procedure):
    leader.post("/hall/setup/", {"about": "service", "name": "Đất đai", "letter": "A", "is_active": "on"})
    service = HallService.objects.get()
    service.procedures.add(procedure.procedure)

    shown = leader.get("/hall/setup/?service=dat-dai")
    changed = {"about": "service", "key": "dat-dai", "name": "Đất đai, môi trường", "letter": "B"}
    leader.post("/hall/setup/", changed | {"is_active": "on"})

    service.refresh_from_db()
    assert 'value="Đất đai"' in shown.content.decode()
    assert (service.name, service.letter, service.procedures.count()) == ("Đất đai, môi trường", "B", 1)


def test_a_form_with_mistakes_says_so_and_keeps_nothing(leader):
    answer = leader.post("/hall/setup/", {"about": "service", "name": "", "letter": "A"})

    assert answer.status_code == 422
    assert not HallService.objects.exists()


def test_a_receptionist_sets_nothing_up(lan_account):
    client = Client()
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/hall/setup/").status_code == 403


def test_it_leads_to_every_layout_of_the_board_and_to_the_kiosk(leader, commune):
    page = leader.get("/hall/setup/").content.decode()

    layouts = [layout for layout in LAYOUTS if layout == LAYOUTS[0] or f"?layout={layout}" in page]
    assert layouts == list(LAYOUTS)
    assert f'href="/screen/{commune.agency_code}/"' in page
    assert f'href="/kiosk/{commune.agency_code}/"' in page

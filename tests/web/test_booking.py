"""Booking a time, from the choice of a hall to a cancelled appointment, without an account."""

import re
from datetime import date, timedelta

import pytest

from motcua.queries import appointments, moment, workdays
from motcua.records.models import Appointment, HallService, ServiceModel
from tests import halls


@pytest.fixture
def now():
    """The pages read the clock of the house."""
    return moment.now()


@pytest.fixture(autouse=True)
def hall(commune, now):
    return halls.furnish(commune, now=now - timedelta(days=1), desks=5)


@pytest.fixture
def place(commune):
    return f"/booking/{commune.agency_code}/"


def book(client, place, commune, now):
    """Book the first time of the last day; returns the answer, which leads to the code's page."""
    on = appointments.days(commune, now=now)[-1]
    page = client.get(place, {"service": "dat-dai", "on": on.isoformat()}).content.decode()
    at = re.search(r'name="at"[^>]*value="([^"]+)"', page).group(1)
    return client.post(place, {"service": "dat-dai", "on": on.isoformat(), "at": at, "phone": ""})


def test_it_leads_from_the_list_of_halls_to_a_time(client, commune, place):
    listed = client.get("/tickets/").content.decode()
    chosen = client.get(place).content.decode()

    assert place in listed
    assert "?service=dat-dai" in chosen


def test_it_books_shows_the_code_and_cancels(client, commune, place, now):
    answer = book(client, place, commune, now)
    page = client.get(answer.url)
    file = client.get(f"{answer.url}calendar.ics").content.decode()
    client.post(answer.url)

    code = answer.url.rstrip("/").rsplit("/", 1)[-1]
    assert f"{code[:4]}-{code[4:]}" in page.content.decode()
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert ("BEGIN:VEVENT" in file, code in file) == (True, False)
    assert Appointment.objects.get().state == "cancelled"


def test_it_changes_the_time_under_the_same_code(client, commune, place, now):
    url = book(client, place, commune, now).url
    row = Appointment.objects.get()
    page = client.get(f"{url}change/", {"on": row.on.isoformat()}).content.decode()
    times = re.findall(r'name="at"[^>]*value="([^"]+)"', page)

    answer = client.post(f"{url}change/", {"at": times[-1]})

    row.refresh_from_db()
    assert (answer.status_code, row.state) == (302, "changed")
    assert f"{workdays.wall(row.slot_at):%Y-%m-%dT%H:%M}" == times[-1]


def test_it_finds_an_appointment_by_its_code_and_nothing_by_another(client, commune, place, now):
    url = book(client, place, commune, now).url

    found = client.post("/booking/", {"code": url.rstrip("/")[-8:].lower()})
    wrong = client.post("/booking/", {"code": "ABCD2345"})

    assert (found.url, wrong.status_code) == (url, 422)
    assert client.get("/booking/a/ABCD2345/").status_code == 404


def test_the_kiosk_reads_a_code_and_says_when_it_is_for(client, commune, place, now):
    url = book(client, place, commune, now).url

    answer = client.post(f"/kiosk/{commune.agency_code}/scan/", {"scan": f"https://motcua.example{url}"})

    assert answer.status_code == 409
    assert Appointment.objects.get().state == "booked"


def test_a_leader_adopts_and_ends_a_model_and_a_clerk_may_not(client, hoa_account, lan_account, now):
    client.force_login(lan_account)
    refused = client.get("/booking/models/").status_code
    client.force_login(hoa_account)
    today = workdays.today(now)
    told = {"kind": "fast_track", "from_on": today.isoformat(), "decision": "12/QĐ-UBND", "minutes": "30"}

    lacking = client.post("/booking/models/", told)
    client.post("/booking/models/", told | {"services": ["ho-tich"]})
    row = ServiceModel.objects.get()
    tomorrow: date = today + timedelta(days=1)
    client.post("/booking/models/", {"model": str(row.pk), "until_on": tomorrow.isoformat()})

    row.refresh_from_db()
    assert (refused, lacking.status_code, row.until_on) == (403, 409, tomorrow)
    assert client.get("/booking/models/").status_code == 200


def an_appointment(commune, minutes):
    """Write an appointment so many minutes from now, whatever the hour; returns its code."""
    code, at = "ABCD2345", moment.now() + timedelta(minutes=minutes)
    service = appointments.service(commune, "dat-dai")
    told = {"unit": commune, "service": service, "on": workdays.today(at), "slot_at": at, "seat": 1}
    Appointment.objects.create(code_hash=appointments.hashed(code), booked_at=at - timedelta(days=2), **told)
    return code


def test_no_appointment_is_kept_from_home(client, commune, lan_account):
    code, scan = an_appointment(commune, 5), f"/kiosk/{commune.agency_code}/scan/"

    answer = client.post(scan, {"scan": code})

    assert answer.status_code == 409
    assert Appointment.objects.get().state == "booked"


def test_after_its_time_it_is_told_and_no_longer_moved(client, commune, now):
    if workdays.wall(now).hour == 0:
        pytest.skip("the slot would lie in the day before")
    code = an_appointment(commune, -30)

    page = client.get(f"/booking/a/{code}/").content.decode()

    assert "/change/" not in page
    assert "giving it back now counts as not come" in page or "vẫn tính là không đến" in page


def test_it_asks_for_the_priority_class_and_keeps_it(client, commune, place, now):
    on = appointments.days(commune, now=now)[-1]
    page = client.get(place, {"service": "dat-dai", "on": on.isoformat()}).content.decode()
    at = re.search(r'name="at"[^>]*value="([^"]+)"', page).group(1)
    told = {"service": "dat-dai", "on": on.isoformat(), "at": at, "lane": "elderly"}

    answer = client.post(place, told)

    assert '<option value="elderly"' in page
    assert Appointment.objects.get().lane == "elderly"
    assert client.get(answer.url).status_code == 200


def test_a_leader_adopts_mobile_places_by_weekday_and_sees_what_was_entered_afterwards(
    client, hoa_account, now
):
    client.force_login(hoa_account)
    today = workdays.today(now)
    told = {"kind": "mobile_desk", "decision": "12/QĐ-UBND", "place": "Chợ Neo"}

    client.post("/booking/models/", told | {"from_on": today.isoformat(), "weekday": "1"})
    client.post("/booking/models/", told | {"from_on": "2020-01-06", "weekday": "3"})

    page = client.get("/booking/models/").content.decode()
    assert list(ServiceModel.objects.order_by("weekday").values_list("weekday", flat=True)) == [1, 3]
    assert page.count("ghi là áp dụng từ") == 1


def test_the_set_up_keeps_the_promise_of_a_service_beside_that_of_a_model(client, hoa_account, now):
    client.force_login(hoa_account)
    told = {"kind": "fast_track", "decision": "12/QĐ-UBND", "minutes": "20", "services": ["dat-dai"]}
    client.post("/booking/models/", told | {"from_on": workdays.today(now).isoformat()})

    page = client.get("/hall/setup/", {"service": "dat-dai"}).content.decode()

    row = HallService.objects.get(key="dat-dai")
    assert (row.promise_minutes, row.own_promise_minutes) == (20, 30)
    assert "theo mô hình phục vụ" in page
    assert re.search(r'name="promise"[^>]*value="30"', page)

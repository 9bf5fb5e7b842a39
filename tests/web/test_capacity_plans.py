"""Plans on the capacity pages: saved, adopted, held against tickets; scenarios, costs, rosters by name."""

import re
from datetime import timedelta

import pytest

from motcua.queries import capacity_runs
from motcua.records.models import CapacityPlan, Entry, OfficerCost
from tests import halls, make

BACKEND = "django.contrib.auth.backends.ModelBackend"
MORNING = make.at("2024-01-08 07:00")


@pytest.fixture
def hall(district, chief, settings, monkeypatch):
    """A hall with two weeks of tickets, looked at on the Saturday after."""
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 120)
    district.serves = True
    district.save(update_fields=["serves"])
    desks = halls.furnish(district, now=MORNING)
    mornings = [MORNING + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    halls.past(district, desks, chief, mornings=mornings)
    look_on(settings, "2024-01-20 09:00")
    return district


def look_on(settings, text):
    from django.utils import timezone

    settings.CLOCK_OFFSET_SECONDS = int((make.at(text) - timezone.now()).total_seconds())


@pytest.fixture
def lead(client, hall, chief_account):
    client.force_login(chief_account, backend=BACKEND)
    return client


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def form(hall, **more):
    kinds = {"n": ["3", "3"], "booked": "0", "promise": "15", "of": "Đất đai"}
    return {"source": f"hall:{hall.pk}", "key": "k1", "title": "Thêm một người", "from_on": "2024-01-22",
            **kinds, **more}  # fmt: skip


def saved(lead, hall, **more):
    answer = lead.post("/capacity/save/", form(hall, **more))
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_it_offers_to_save_what_was_learned_from_a_hall_and_not_an_example(lead, hall):
    assert "Lưu thành phương án" in words(lead.get(f"/capacity/?source=hall:{hall.pk}"))
    assert "Lưu thành phương án" not in words(lead.get("/capacity/?source=example"))
    assert lead.post("/capacity/save/", form(hall, source="example")).status_code == 409


def test_it_saves_with_what_is_expected_and_shows_it(lead, hall):
    url = saved(lead, hall)

    row, said = CapacityPlan.objects.get(), words(lead.get(url))
    assert row.expected["Đất đai"]["p90"][0] is not None
    assert row.body["learned"]["visits"] == 400
    assert {one["weekday"] for one in row.expected["Đất đai"]["by_weekday"]} == {0, 1, 2, 3, 4}
    assert "Thêm một người" in said
    assert "Dựa trên 400 lượt của 10 ngày" in said
    assert "đã lưu" in words(lead.get("/capacity/plans/"))


def test_it_saves_a_form_sent_twice_once(lead, hall):
    assert saved(lead, hall) == saved(lead, hall)

    assert CapacityPlan.objects.count() == 1


def test_it_is_adopted_and_withdrawn_on_its_page(lead, hall):
    url = saved(lead, hall)

    lead.post(f"{url}decide/", {"do": "adopt", "on": "2024-01-22", "decision": "12/QĐ"})
    assert "đã quyết, chưa đến ngày" in words(lead.get(url))
    assert lead.post(f"{url}decide/", {"do": "adopt", "on": "2024-01-23", "decision": "x"}).status_code == 409

    lead.post(f"{url}decide/", {"do": "withdraw", "reason": "đổi ý"})
    assert "đã rút" in words(lead.get(url))
    verbs = ("save_capacity_plan", "adopt_capacity_plan", "end_capacity_plan")
    assert Entry.objects.filter(verb__in=verbs).count() == 3


def test_it_is_held_against_the_tickets_of_the_days_after(lead, hall, chief, settings):
    url = saved(lead, hall)
    lead.post(f"{url}decide/", {"do": "adopt", "on": "2024-01-22", "decision": "12/QĐ"})
    mornings = [MORNING + timedelta(days=day) for day in range(14, 19)]
    desks = list(hall.counter_desks.order_by("number"))
    look_on(settings, "2024-01-24 18:00")
    halls.past(hall, desks, chief, mornings=mornings[:3], waits=30)
    assert "Còn quá sớm: mới có 3 ngày" in words(lead.get(url))

    look_on(settings, "2024-01-27 09:00")
    halls.past(hall, desks, chief, mornings=mornings[3:], waits=30)
    page = lead.get(url)

    assert "Kém hơn dự tính: 9 phần 10 số người chờ dưới 32,0 phút" in words(page)
    assert page.content.decode().count('class="ninety"') >= 8
    assert "Lượt lấy số của 5 ngày, 22/01/2024 đến 27/01/2024" in words(page)


def test_it_is_for_who_leads_the_place_alone(client, lead, hall, hoa_account, lan_account):
    url = saved(lead, hall)

    client.force_login(hoa_account, backend=BACKEND)
    assert client.get(url).status_code == 404
    assert "Chưa lưu phương án nào" in words(client.get("/capacity/plans/"))
    client.force_login(lan_account, backend=BACKEND)
    assert client.get("/capacity/plans/").status_code == 403
    assert client.post("/capacity/save/", form(hall)).status_code == 403
    assert client.get(f"/capacity/costs/{hall.pk}/").status_code == 404


def test_it_sets_four_scenarios_side_by_side_by_its_address(lead):
    page = lead.get("/capacity/?source=example&n=4&n=1&n=1&s=3.1.1-10-&s=2.1.1-40-p&s=5.1.1-10-&s=9.9.9-0-")
    said = words(page)

    assert page.content.decode().count('<tr class="is-sel"><th scope="row">Kịch bản') == 1
    assert [f"Kịch bản {letter}" in said for letter in "ABCD"] == [True, True, True, False]
    assert "Đất đai 2 → 4" in said
    assert "40 % có hẹn trước; các quầy nhận giúp nhau" in said


def test_it_answers_two_more_officers_with_one_click(lead):
    page = lead.get("/capacity/?source=example").content.decode()
    url = re.search(r'href="([^"]+)">thêm hai người<span class="mc-vh">: Đất đai', page)[1]

    assert "thay vì 2" in words(lead.get("/capacity/" + url.replace("&amp;", "&")))


def test_it_prices_a_saved_minute_in_work_and_in_money_once_that_is_said(lead, hall):
    url = f"/capacity/costs/{hall.pk}/"
    said = {"dong": "62.000", "source": "Bảng lương 2024", "from_on": "2024-01-01", "illustrative": "1"}
    assert lead.post(url, {**said, "dong": "0"}).status_code == 409
    assert lead.post(url, {**said, "source": " "}).status_code == 409

    assert lead.post(url, said).status_code == 302

    assert OfficerCost.objects.get().dong == 62_000
    assert "62.000 ₫ Bảng lương 2024 minh họa" in words(lead.get(url)).replace("\xa0", " ")


@pytest.mark.parametrize("text", ["", "x", "1.1-0-", "-1.1.1-0-", "4.1.1-999-zz", "4.1.1", "٣.1.1-0-"])
def test_it_makes_sense_of_whatever_stands_aside(lead, text):
    assert lead.get("/capacity/", {"source": "example", "s": text}).status_code == 200


def test_it_saves_the_officers_of_each_half_hour(lead, hall):
    assert 'name="by_slot"' in lead.get(f"/capacity/roster/?source=hall:{hall.pk}").content.decode()

    url = saved(lead, hall, by_slot="1")

    assert len(CapacityPlan.objects.get().body["then"]["slots"][0]) == 15
    assert "Số cán bộ theo nửa giờ" in words(lead.get(url))


def test_it_makes_a_roster_by_name_and_says_who_lacks(lead, hall, commune):
    people = [
        make.official(f"Cán bộ {n}", unit=hall, role="reception", user_name=f"p{n}") for n in "ABCDEFGH"
    ]
    url = f"/capacity/roster/names/?source=hall:{hall.pk}"
    assert "Cán bộ A" in words(lead.get(url))
    told = {"source": f"hall:{hall.pk}", "promise": "15"}
    for one in people:
        told |= {f"s{one.pk}-0": "1", f"h{one.pk}": "40"}

    answer = lead.post("/capacity/roster/names/", told | {f"a{people[0].pk}-0": "1"})
    said = words(lead.get(answer.headers["Location"]))

    assert "Nửa giờ nào cũng đủ người" in said
    assert "Cán bộ A vắng" in said

    few = {"source": f"hall:{hall.pk}", "promise": "15", f"s{people[1].pk}-0": "1", f"h{people[1].pk}": "4"}
    said = words(lead.get(lead.post("/capacity/roster/names/", few).headers["Location"]))
    assert "Những nửa giờ không đủ người" in said
    assert "đã hết giờ trong tuần hoặc không có ca phù hợp: Cán bộ B" in said
    assert Entry.objects.filter(verb="set_staffing_sheet").count() == 2


def test_it_makes_no_roster_of_nobody(lead, hall):
    told = {"source": f"hall:{hall.pk}", "promise": "15"}

    assert lead.post("/capacity/roster/names/", told).status_code == 409


def test_it_keeps_the_english_names_of_what_was_learned(lead, hall, settings):
    url = saved(lead, hall)

    lead.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert "Land" in words(lead.get(url))

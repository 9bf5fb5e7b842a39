"""Booking a time on a telephone: chosen, changed and given back by its code; the last seat goes to one."""

import re
from datetime import timedelta

import pytest

from motcua.actions import appointment
from motcua.queries import appointments, moment, workdays
from motcua.records.models import Appointment, HallService
from tests import halls
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360
PAGE = "/booking/H23.34.15/"


@pytest.fixture
def now():
    """The pages read the clock of the house."""
    return moment.now()


@pytest.fixture
def service(commune, now):
    halls.furnish(commune, now=now - timedelta(days=1), desks=5)
    return HallService.objects.get(unit=commune, key="dat-dai")


@pytest.fixture
def far(commune, now):
    """The last day that can be booked: nothing of it is over."""
    return appointments.days(commune, now=now)[-1]


def press(page, name, kind="button"):
    with page.expect_navigation():
        page.get_by_role(kind, name=name).first.click()


@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.full)])
def test_a_time_is_booked_changed_and_given_back_by_its_code(visit, commune, service, far, language):
    words = WORDS[language]
    phone, met = visit("/booking/", width=PHONE, language=language), []
    met += checks.barriers(phone)
    press(phone, commune.name, "link")
    met += checks.barriers(phone)
    press(phone, service.name if language == "vi" else service.name_en, "link")
    met += checks.barriers(phone)
    press(phone, f"{far:%d/%m/%Y}", "link")
    met += checks.barriers(phone)
    press(phone, words["book"])
    met += checks.barriers(phone)
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", phone.inner_text("main")).group()
    before = Appointment.objects.get().slot_at

    phone.goto(phone.url.split("/booking/")[0] + "/booking/")
    phone.locator("#code").fill(code.lower())
    press(phone, words["find"])
    press(phone, words["change"], "link")
    met += checks.barriers(phone)
    press(phone, f"{far:%d/%m/%Y}", "link")
    met += checks.barriers(phone)
    phone.locator("input[name=at]").last.check(force=True)
    press(phone, words["take"])
    changed = Appointment.objects.get()
    phone.on("dialog", lambda dialog: dialog.accept())
    press(phone, words["cancel"])
    met += checks.barriers(phone)

    assert met == []
    assert (changed.slot_at > before, changed.state) == (True, "changed")
    assert words["cancelled"] in phone.inner_text("main")
    assert Appointment.objects.get().state == "cancelled"


WORDS = {
    "vi": {
        "book": "Đặt giờ này", "find": "Xem lịch hẹn", "change": "Đổi giờ hẹn", "take": "Chọn giờ này",
        "cancel": "Hủy lịch hẹn", "cancelled": "Lịch hẹn này đã hủy.",
    },
    "en": {
        "book": "Book this time", "find": "Find my appointment", "change": "Change the time",
        "take": "Take this time", "cancel": "Cancel the appointment",
        "cancelled": "This appointment is cancelled.",
    },
}  # fmt: skip


def test_two_who_look_at_the_last_seat_do_not_both_get_it(visit, commune, service, far, now):
    first = appointments.free(commune, service=service, on=far, now=now)[0]
    place = appointment.Place(commune.pk, service.key, first.at)
    for _ in range(first.free - 1):
        appointment.book(place=place, now=now)
    address = f"{PAGE}?service={service.key}&on={far.isoformat()}"
    an, binh = visit(address, width=PHONE), visit(address, width=PHONE)

    press(an, "Đặt giờ này")
    press(binh, "Đặt giờ này")

    assert "/booking/a/" in an.url
    assert "Chỗ cuối cùng" in binh.locator(".mc-note, .mc-notice, [role=alert], main").first.inner_text()
    assert binh.locator("input[name=at]").first.get_attribute("value") != f"{first.at:%Y-%m-%dT%H:%M}"
    booked = Appointment.objects.filter(slot_at=workdays.instant(first.at))
    assert booked.count() == first.free


@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.full)])
def test_the_models_of_service_are_adopted_without_a_barrier(visit, commune, service, hoa_account, language):
    page = visit("/booking/models/", user=hoa_account, language=language)
    page.locator("#from_on").fill("2024-01-01")
    page.locator("#decision").fill("12/QĐ-UBND")
    page.locator("#hours").fill("07:30-11:00")
    with page.expect_navigation():
        page.locator("main form .mc-btn--main").last.click()

    assert "12/QĐ-UBND" in page.inner_text("main")
    assert checks.barriers(page) == []

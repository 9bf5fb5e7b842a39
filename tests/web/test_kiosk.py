"""The citizen's ends of the hall: kiosk, board, paper and the page of a number."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from motcua.actions import appointment, calling, hall, service_model, ticket
from motcua.actions.service_model import Adoption
from motcua.queries import appointments, moment
from motcua.records.models import Dossier, Ticket
from motcua.rules.people import SYSTEM
from motcua.rules.service_models import Adopted, Kind
from motcua.rules.tickets import Ending
from tests import halls, make

FRIDAY = make.at("2024-01-12 09:00")
FIRST = date(2024, 1, 12)
KIOSK, BOARD = "/kiosk/H23.34.15/", "/screen/H23.34.15/"


@pytest.fixture
def now(settings):
    """A Friday morning, for the pages as for the test."""
    settings.CLOCK_OFFSET_SECONDS = int(FRIDAY.timestamp() - datetime.now(UTC).timestamp())
    return moment.now()


@pytest.fixture
def desk(commune, lan, now):
    found = halls.furnish(commune, now=now - timedelta(days=1))
    hall.open_desk(by=lan, desk_id=found[0].pk, now=now - timedelta(minutes=60))
    return found[0]


def adopt(unit, kind, now, **more):
    adopted = Adopted(kind, FIRST, **more)
    service_model.adopt(by=SYSTEM, adoption=Adoption(unit.pk, adopted, "1/QĐ-UBND"), now=now)


def draw(unit, at, service="dat-dai"):
    return ticket.issue(by=SYSTEM, wanted=ticket.Wanted(unit.pk, service), now=at)


def text(client, path):
    return " ".join(client.get(path).content.decode().split())


def paper(client, issued):
    pdf = client.get(f"/kiosk/number/{issued.token}/paper.pdf").content
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_they_say_what_the_models_change_today_and_nothing_on_other_days(client, commune, desk, now):
    adopt(commune, Kind.RESULT_AT_ONCE, now, weekday=4)
    adopt(commune, Kind.OFFICER_FILLS_IN, now, weekday=1)
    issued = draw(commune, now)

    kiosk, board, printed = text(client, KIOSK), text(client, BOARD), paper(client, issued)

    assert all("Ngày không hẹn" in shown for shown in (kiosk, board, printed))
    assert "Ngày không viết" not in kiosk + printed
    assert "Thứ Ba 16/01: Ngày không viết" in board


def test_they_say_it_in_english(client, commune, desk, now):
    adopt(commune, Kind.RESULT_AT_ONCE, now, weekday=4)
    client.cookies["django_language"] = "en"

    assert all("A day without appointment slips" in text(client, path) for path in (KIOSK, BOARD))


def test_they_name_a_promise_with_its_end(client, commune, desk, now):
    adopt(commune, Kind.FAST_TRACK, now, services=("ho-tich",), minutes=72)
    issued = draw(commune, now, "ho-tich")

    assert "cam kết 72 phút từ khi lấy số" in text(client, KIOSK)
    assert "cam kết 72 phút từ khi lấy số" in text(client, BOARD)
    assert "trước 10:12" in text(client, f"/kiosk/number/{issued.token}/")
    assert "72 phút, trước 10:12" in paper(client, issued)


def test_they_tell_the_truth_about_a_broken_promise(client, commune, desk, now):
    issued = draw(commune, now - timedelta(minutes=45))

    shown, board = text(client, f"/kiosk/number/{issued.token}/"), text(client, BOARD)

    assert "Cam kết đã không được giữ." in shown
    assert "trước 08:45. Đến giờ vẫn chưa có." in shown
    assert "1 số đã quá cam kết" in board


def test_a_promise_of_a_dossier_is_kept_by_its_result_and_not_by_its_reception(
    client, commune, desk, lan, received, now
):
    issued = draw(commune, now - timedelta(minutes=20))
    calling.call_next(by=lan, desk_id=desk.pk, now=now - timedelta(minutes=9))
    calling.begin(by=lan, ticket_id=issued.ticket.pk, now=now - timedelta(minutes=8))
    Ticket.objects.update(ending=Ending.DOSSIER, ended_at=now, state="done", dossier=received)
    waits = text(client, f"/kiosk/number/{issued.token}/")

    Ticket.objects.update(result_seconds=23 * 60)
    done = text(client, f"/kiosk/number/{issued.token}/")

    assert "Cam kết: trả kết quả trong 30 phút" in waits
    assert "sau 23 phút" in done


def test_a_counter_is_reminded_and_prints_no_slip_for_a_result_at_once(
    client, commune, desk, lan_account, received, now
):
    adopt(commune, Kind.RESULT_AT_ONCE, now, weekday=4)
    client.force_login(lan_account)
    later = text(client, f"/counter/reception/{received.code}/")
    Dossier.objects.update(first_due_at=now + timedelta(hours=7))

    at_once = text(client, f"/counter/reception/{received.code}/")

    assert "Không hẹn: trả kết quả ngay" in text(client, "/hall/")
    assert "Không hẹn: trả kết quả ngay" in text(client, "/counter/reception/")
    assert ("In giấy tiếp nhận" in later, "Vẫn in giấy hẹn" in later) == (True, False)
    assert "Vẫn in giấy hẹn" in at_once


def book(unit, now, days=0):
    on = appointments.days(unit, now=now)[days]
    slot = appointments.free(unit, service=appointments.service(unit, "dat-dai"), on=on, now=now)[0]
    return appointment.book(place=appointment.Place(unit.pk, "dat-dai", slot.at), now=now).code


def scan(client, scanned, at=KIOSK):
    return client.post(f"{at}scan/", {"scan": scanned}, follow=True)


@pytest.mark.parametrize(
    ("scanned", "said"),
    [
        ("ABCD2345", "Không có mã này ở đây"),
        ("hello", "Không có mã này ở đây"),
        ("https://motcua.example/kiosk/number/aaaaaaaaaaaaaaaa/", "Không có mã này ở đây"),
        ("https://motcua.example/track/aaaaaaaaaaaaaaaa/", "Đây là mã theo dõi hồ sơ"),
        ("030188004217||Nguyễn Văn An|31021988|Nam|Xã A|01012022", "Chưa đọc được thẻ"),
        ("030188004217||Nguyễn Văn An|03021988|Nam|Xã A|01012022", "Đã đọc thẻ"),
    ],
)
def test_a_kiosk_says_what_it_read(client, commune, desk, scanned, said):
    answer = scan(client, scanned)

    assert said in answer.content.decode()


def test_a_kiosk_says_that_an_appointment_is_used_elsewhere_given_back_or_for_another_day(
    client, commune, elsewhere, desk, now
):
    used, given_back, later = book(commune, now), book(commune, now), book(commune, now, days=1)
    appointment.keep(code=used, unit_id=commune.pk, now=now)
    appointment.cancel(code=given_back, now=now)

    said = [scan(client, code).content.decode() for code in (used, given_back, later)]
    other = scan(client, later, f"/kiosk/{elsewhere.agency_code}/").content.decode()

    assert "Mã này đã dùng để lấy số lúc 09:00 12/01/2024" in said[0]
    assert "đã hủy lúc 09:00 12/01/2024" in said[1]
    assert "15/01/2024" in said[2]
    assert f"Lịch hẹn này ở nơi khác: {commune.name}" in other


def test_a_kiosk_shows_the_place_of_a_number_that_is_scanned_again(client, commune, desk, now):
    issued = draw(commune, now)

    answer = scan(client, f"http://testserver/kiosk/number/{issued.token}/")

    assert answer.redirect_chain[-1][0] == f"/kiosk/number/{issued.token}/"


@pytest.mark.parametrize("where", ["/kiosk/number/{}/", "/kiosk/H23.34.15/drawn/{}/phone/"])
def test_a_telephone_is_left_and_taken_back_without_scripts(client, commune, desk, now, where):
    issued = draw(commune, now)
    path = where.format(issued.token)

    wrong = client.post(path, {"do": "tell", "phone": "12"})
    client.post(path, {"do": "tell", "phone": "0912 345 678"})
    left, shown = Ticket.objects.get().phone, text(client, f"/kiosk/number/{issued.token}/")
    client.post(path, {"do": "untell"})

    assert (wrong.status_code, left, Ticket.objects.get().phone) == (422, "0912345678", "")
    assert "678" in shown
    assert "0912" not in shown


def test_a_number_is_not_there_to_write_to_strangers(client, commune, desk, now):
    path = f"/kiosk/number/{draw(commune, now).token}/"

    answers = [client.post(path, {"do": "tell", "phone": f"091234567{n}"}).status_code for n in range(6)]

    assert answers == [302] * 5 + [409]


def test_a_number_shows_what_it_has_gone_through(client, commune, desk, lan, now):
    issued = draw(commune, now - timedelta(minutes=20))
    calling.call_next(by=lan, desk_id=desk.pk, now=now - timedelta(minutes=8))
    calling.begin(by=lan, ticket_id=issued.ticket.pk, now=now - timedelta(minutes=6))

    shown = text(client, f"/kiosk/number/{issued.token}/")

    assert "Đã lấy số</b><span>08:40" in shown
    assert "Chờ trong hàng</b><span>08:40 · 12 phút" in shown
    assert "Đang làm việc tại quầy 1</b><span>từ 08:54" in shown

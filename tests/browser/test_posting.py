"""The posting watch in a real browser: from the decision to the phone to the judge, at every width."""

import struct
import zlib
from datetime import timedelta

import pytest

from motcua.actions import posting, posting_evidence
from motcua.actions.document import Upload, keep_file
from motcua.edge import store
from motcua.queries import moment, workdays
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import PostingDuty, PostingEvidence, UnitPage
from motcua.rules.people import SYSTEM, Role
from motcua.rules.posting import Kind, Level, Place
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\x00" + b"\xc9\xa5\x77" * 300 for _ in range(200)))
    head = struct.pack(">IIBBBBB", 300, 200, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def dung(district):
    return make.official("Bùi Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def decision(district, procedure, commune):
    now = moment.now()
    UnitPage.objects.create(
        unit=commune, address="https://lamson.example/tthc", set_at=now, checked_at=now, failure="time",
        forbidden=[["9.000002", "expired"]],
    )  # fmt: skip
    today = workdays.today(now)
    wish = Wish(
        number="12/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh", level=Level.PROVINCE, signed_on=today,
        effective_on=today + timedelta(days=20), unit_id=district.pk, is_invented=True,
        items=(Item("9.000001", Kind.AMENDED),), places=frozenset({Place.BOARD, Place.COMMUNE_PAGE}),
    )  # fmt: skip
    return posting.publish(by=SYSTEM, wish=wish, now=now)


def test_it_goes_from_the_phone_to_the_judge(visit, decision, commune, lan_account, dung):
    duty = PostingDuty.objects.get(unit=commune, place="board")
    phone = visit(f"/posting/duties/{duty.pk}/", user=lan_account, width=360)
    photo = {"name": "bang.png", "mimeType": "image/png", "buffer": png()}
    phone.locator("input[type=file]").set_input_files(photo)
    phone.get_by_role("button", name="Gửi").click()
    phone.wait_for_url("**/duties/**")

    desk = visit("/posting/judging/", user=dung)
    picture = desk.locator("img.mc-proof")
    picture.wait_for()
    drawn = picture.evaluate("one => one.complete && one.naturalWidth")
    desk.get_by_role("button", name="Xác nhận").click()
    desk.get_by_text("Không có gì chờ xác nhận").wait_for()

    assert drawn == 300
    duty.refresh_from_db()
    assert (duty.progress, duty.is_on_time) == ("done", True)


def test_it_says_what_a_decision_opens_without_javascript(visit, procedure, dung):
    page = visit("/posting/decisions/new/", user=dung, scripts=False)
    today = workdays.today(moment.now())
    page.fill("#id_number", "15/QĐ-UBND")
    page.fill("#id_issuer", "Ủy ban nhân dân tỉnh")
    page.fill("#id_signed_on", today.isoformat())
    page.fill("#id_effective_on", (today + timedelta(days=30)).isoformat())
    page.fill("#code_0", "9.000001")

    page.get_by_role("button", name="Xem trước").click()

    assert page.locator("#plan-h").inner_text() == "Sẽ giao 2 việc niêm yết cho 2 đơn vị"
    assert PostingDuty.objects.count() == 0


def test_it_shows_no_barrier_at_any_width(visit, decision, commune, lan, dung, hoa_account, settings):
    duty = PostingDuty.objects.get(unit=commune, place="board")
    now = moment.now()
    kept = store.put([png()], root=settings.STORE, limit=10**6)
    keep_file(Upload(kept.sha256, kept.size, "image/png"), now=now)
    shown = posting_evidence.Photo(kept.sha256, "bang.png", "Bảng ở sảnh")
    posting_evidence.send_photo(by=lan, duty_ids=[duty.pk], photo=shown, now=now)
    on_page = PostingDuty.objects.get(unit=commune, place="commune_page")
    places = [
        ("/posting/", dung),
        ("/posting/judging/", dung),
        (f"/posting/decisions/{decision.pk}/", dung),
        (f"/posting/duties/{duty.pk}/", hoa_account),
        (f"/posting/duties/{on_page.pk}/", hoa_account),
        (f"/posting/pages/{commune.pk}/", hoa_account),
        (f"/posting/boards/{commune.pk}/", None),
    ]

    for path, user in places:
        page = visit(path, user=user)
        assert page.answer.status == 200, path
        assert checks.barriers(page) == []
    assert PostingEvidence.objects.count() == 1

"""The pages of the posting watch: what each role sees, and what its buttons do."""

import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.actions import posting as acts
from motcua.queries import moment, workdays
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import Entry, PostingDuty, PostingEvidence, PublishingDecision, UnitPage
from motcua.rules.people import SYSTEM, Role
from motcua.rules.posting import Kind, Level, Place
from tests import make

BACKEND = "django.contrib.auth.backends.ModelBackend"
pytestmark = pytest.mark.django_db


def png(shade=200):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade]) * 3 for _ in range(1))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(shade=200, name="bang.png"):
    return SimpleUploadedFile(name, png(shade), "image/png")


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def dung(district):
    return make.official("Bùi Dũng", unit=district, role=Role.REFORM, user_name="dung")


def wish(unit, **more):
    today = workdays.today(moment.now())
    told = {
        "number": "12/QĐ-UBND", "issuer": "Ủy ban nhân dân tỉnh", "level": Level.PROVINCE,
        "signed_on": today, "effective_on": today + timedelta(days=20), "unit_id": unit.pk,
        "items": (Item("9.000001", Kind.AMENDED),), "places": frozenset({Place.BOARD}), "is_invented": True,
    }  # fmt: skip
    return Wish(**(told | more))


@pytest.fixture
def duty(district, commune, procedure):
    acts.publish(by=SYSTEM, wish=wish(district), now=moment.now())
    return PostingDuty.objects.get(unit=commune)


def form(**more):
    today = workdays.today(moment.now())
    told = {
        "number": "15/QĐ-UBND", "issuer": "Ủy ban nhân dân tỉnh", "level": "province",
        "signed_on": today.isoformat(), "effective_on": (today + timedelta(days=20)).isoformat(),
        "places": ["board"], "code_0": "9.000001 Xác nhận", "kind_0": "amended",
    }  # fmt: skip
    return told | more


def test_it_says_how_many_duties_a_decision_opens_before_it_opens_them(as_, dung, procedure):
    client = as_(dung)

    seen = client.post("/posting/decisions/new/", form(act="preview"))

    assert seen.context["plan"]["count"] == 2
    assert PublishingDecision.objects.count() == 0
    answer = client.post("/posting/decisions/new/", form(act="register"))
    decision = PublishingDecision.objects.get()
    assert answer.url == f"/posting/decisions/{decision.pk}/"
    assert decision.duties.count() == 2


def test_it_keeps_the_decisions_file_from_preview_to_register(as_, dung, procedure):
    client = as_(dung)
    paper = SimpleUploadedFile("qd.pdf", b"%PDF-1.4\n" + b"x" * 50, "application/pdf")

    seen = client.post("/posting/decisions/new/", form(act="preview", paper=paper))
    client.post("/posting/decisions/new/", form(act="register", kept=seen.context["kept"].token))

    decision = PublishingDecision.objects.get()
    assert decision.file_name == "qd.pdf"
    shown = client.get(f"/posting/decisions/{decision.pk}/file/")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")


def test_it_keeps_what_was_filled_in_when_a_rule_says_no(as_, dung, procedure):
    seen = as_(dung).post("/posting/decisions/new/", form(act="register", code_0="9.999999", code_1="x"))

    assert seen.status_code == 200
    assert "9.999999" in seen.context["refusal"]
    assert 'value="9.999999"' in seen.content.decode()
    assert PublishingDecision.objects.count() == 0


def test_the_administrator_may_shorten_a_time_with_the_decision(as_, district, procedure):
    mai = make.official("Phạm Mai", unit=district, role=Role.ADMIN, user_name="mai")

    as_(mai).post("/posting/decisions/new/", form(act="register", value_0="2", unit_0="working_day"))

    versions = list(procedure.procedure.versions.order_by("from_on"))
    assert [version.time_value for version in versions] == [5, 2]
    assert versions[1].decision_no == "15/QĐ-UBND"


def test_it_goes_from_the_phone_to_the_judge(as_, lan_account, dung, duty):
    client = as_(lan_account)
    page = client.get(f"/posting/duties/{duty.pk}/").content.decode()
    client.post(f"/posting/duties/{duty.pk}/", {"photo": picture(), "note": "Bảng ở sảnh"})
    proof = PostingEvidence.objects.get()
    client = as_(dung)

    queue = client.get("/posting/judging/")
    client.post("/posting/judging/", {"evidence": [proof.pk], "answer": "good"})

    assert 'capture="environment"' in page
    assert len(queue.context["groups"]) == 1
    duty.refresh_from_db()
    assert (duty.progress, duty.is_on_time) == ("done", True)
    picture_of = client.get(f"/posting/evidence/{proof.pk}/")
    assert picture_of["Content-Type"] == "image/png"
    assert Entry.objects.filter(verb="judge_posting").count() == 1


def test_it_never_looks_at_the_pictures_own_time(as_, lan_account, duty):
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x32\x01\x02\x00\x14\x00\x00\x00\x1a\x00\x00\x00"
    exif += b"\x00\x00\x00\x002020:01:01 00:00:00\x00"
    body = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xd9"
    before = moment.now()

    as_(lan_account).post(
        f"/posting/duties/{duty.pk}/",
        {
            "photo": SimpleUploadedFile("cu.jpg", body, "image/jpeg"),
            "at": "2020-01-01",
            "done_at": "2020-01-01",
        },
    )

    assert before <= PostingEvidence.objects.get().at <= moment.now()


def test_it_takes_one_photograph_for_several_duties_of_a_board(as_, lan_account, district, commune):
    for code in ("9.000001", "9.000002"):
        make.procedure(code, units=[commune])
    items = (Item("9.000001", Kind.AMENDED), Item("9.000002", Kind.NEW))
    acts.publish(by=SYSTEM, wish=wish(district, items=items), now=moment.now())
    first, second = PostingDuty.objects.order_by("pk")

    as_(lan_account).post(f"/posting/duties/{first.pk}/", {"photo": picture(), "duty": [second.pk]})

    assert set(PostingDuty.objects.values_list("progress", flat=True)) == {"claimed"}


def test_it_says_why_a_file_is_not_a_photograph(as_, lan_account, duty):
    paper = SimpleUploadedFile("anh.pdf", b"%PDF-1.4\n" + b"x" * 50, "application/pdf")

    answer = as_(lan_account).post(f"/posting/duties/{duty.pk}/", {"photo": paper})

    assert answer.status_code == 409
    assert "JPEG" in answer.content.decode()


def test_it_hides_a_unit_from_another(as_, lan_account, binh_account, duty):
    client = as_(lan_account)
    client.post(f"/posting/duties/{duty.pk}/", {"photo": picture()})
    proof = PostingEvidence.objects.get()
    client = as_(binh_account)

    answers = [
        client.get(f"/posting/duties/{duty.pk}/"),
        client.post(f"/posting/duties/{duty.pk}/", {"photo": picture(9)}),
        client.get(f"/posting/evidence/{proof.pk}/"),
        client.post("/posting/judging/", {"evidence": [proof.pk], "answer": "good"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 403]
    assert PostingEvidence.objects.count() == 1


def test_it_asks_the_worker_to_look_at_the_page(as_, hoa_account, district, commune, procedure, settings):
    settings.PAGE_HOSTS = ["*.example"]
    client = as_(hoa_account)
    client.post(f"/posting/pages/{commune.pk}/", {"address": "https://lamson.example/tthc"})
    acts.publish(by=SYSTEM, wish=wish(district, places=frozenset({Place.COMMUNE_PAGE})), now=moment.now())
    duty = PostingDuty.objects.get(unit=commune)
    PostingDuty.objects.update(next_check_at=moment.now() + timedelta(days=1))

    client.post(f"/posting/duties/{duty.pk}/", {"act": "check"})

    duty.refresh_from_db()
    assert duty.next_check_at <= moment.now()
    assert client.post(f"/posting/pages/{commune.pk}/", {"address": "https://evil.test/"}).status_code == 409
    assert UnitPage.objects.get().address == "https://lamson.example/tthc"


def test_every_count_of_the_overview_is_the_length_of_its_list(as_, dung, duty):
    PostingDuty.objects.filter(pk=duty.pk).update(due_at=moment.now() - timedelta(days=3))
    client = as_(dung)

    tiles = client.get("/posting/").context["tiles"]

    shown = {tile["url"]: tile["value"] for tile in tiles if "standing=" in tile["url"]}
    for address, value in shown.items():
        if "%" not in value and "–" not in value:
            assert client.get(address).context["count"] == int(value), address
    assert "1" in shown.values()


def test_it_withdraws_a_decision_with_a_reason(as_, dung, duty):
    client = as_(dung)

    client.post(
        f"/posting/decisions/{duty.decision_id}/", {"reason": "Nhập nhầm quyết định của đơn vị khác."}
    )

    duty.refresh_from_db()
    assert duty.progress == "withdrawn"
    page = client.get(f"/posting/decisions/{duty.decision_id}/").content.decode()
    assert "Nhập nhầm quyết định" in page
    assert "dựng ra để minh họa" in page


def test_everybody_reads_what_a_commune_has_posted(client, commune, procedure):
    page = client.get(f"/posting/boards/{commune.pk}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert f"9.000001#{procedure.fingerprint[:12]}" in text
    assert "mc-qr" in text
    assert "5 ngày làm việc" in text
    found = client.get(f"/posting/boards/{commune.pk}/?q=XAC+nhan").context
    assert found["count"] == 1
    assert client.get(f"/posting/boards/{commune.pk}/?q=khai+sinh").context["count"] == 0
    assert client.get("/posting/boards/999/").status_code == 404
    assert commune.name in client.get("/posting/boards/").content.decode()


def test_its_own_board_passes_its_own_check(client, commune, procedure, district):
    from motcua.edge.pages import visible
    from motcua.rules.posting import Act, Finding, finding, read_page

    text = visible(client.get(f"/posting/boards/{commune.pk}/").content.decode())

    shown = read_page(text)
    assert finding(Act.POST, "9.000001", versions={procedure.fingerprint[:12]}, shown=shown) is Finding.RIGHT


def test_it_shows_an_overview_to_leaders_and_duties_to_all(as_, lan_account, hoa_account, duty):
    client = as_(lan_account)
    assert client.get("/posting/").status_code == 403
    assert client.get("/posting/duties/").context["count"] == 1

    client = as_(hoa_account)
    assert client.get("/posting/").status_code == 200


def test_it_pages_through_a_long_list(as_, dung, district, commune, duty):
    codes = [f"9.0001{number:02d}" for number in range(60)]
    for code in codes:
        make.procedure(code, units=[commune])
    items = tuple(Item(code, Kind.NEW) for code in codes)
    acts.publish(by=SYSTEM, wish=wish(district, number="16", items=items), now=moment.now())
    client = as_(dung)

    first = client.get(f"/posting/duties/?unit={commune.pk}")
    second = client.get(first.context["following"])

    assert (first.context["count"], len(first.context["rows"]), len(second.context["rows"])) == (61, 50, 11)
    assert client.get("/posting/duties/?page=x&standing=y&place=z&unit=q").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "\x00"},
        {"number": "x" * 500},
        {"number": "12\u202e/QĐ"},
        {"level": "king"},
        {"places": ["moon"]},
        {"places": []},
        {"signed_on": "9999-12-31"},
        {"signed_on": "0001-01-01"},
        {"effective_on": "9999-12-31"},
        {"effective_on": "31/31/2024"},
        {"code_0": "\x00"},
        {"code_0": "9.000001", "value_0": "²", "unit_0": "hour"},
        {"code_0": "9.000001", "value_0": "99999999999", "unit_0": "month"},
        {"kind_0": "\u0000"},
        {"kept": "x.y.z"},
    ],
    ids=str,
)
def test_it_answers_nonsense_with_the_form_or_a_refusal(as_, district, procedure, wrong):
    mai = make.official("Phạm Mai", unit=district, role=Role.ADMIN, user_name="mai")

    answers = [
        as_(mai).post("/posting/decisions/new/", form(act=act, **wrong)) for act in ("preview", "register")
    ]

    assert all(answer.status_code < 500 for answer in answers)


@pytest.mark.parametrize("asked", ["\x00", "x" * 5000, "%", "_", "'", "<script>", "đ" * 300, " "])
def test_everybody_may_search_a_board_for_anything(client, commune, procedure, asked):
    answer = client.get(f"/posting/boards/{commune.pk}/", {"q": asked})

    assert answer.status_code == 200
    assert b"<script>" not in answer.content

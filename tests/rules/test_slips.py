"""The papers of the counter: legal version, numbers in words, moments, and what is printed."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from motcua.rules import wording
from motcua.rules.forms import Kind, NoSuchForm, form, forms
from motcua.rules.slips import Apology, Copy, Fee, Head, Line, Paper, Party, Receipt, Stop, printed, witness

at = datetime.fromisoformat  # the wall time of the office

NUMBERS = [
    (0, "không"),
    (4, "bốn"),
    (5, "năm"),
    (10, "mười"),
    (11, "mười một"),
    (14, "mười bốn"),
    (15, "mười lăm"),
    (20, "hai mươi"),
    (21, "hai mươi mốt"),
    (24, "hai mươi bốn"),
    (25, "hai mươi lăm"),
    (31, "ba mươi mốt"),
    (55, "năm mươi lăm"),
    (100, "một trăm"),
    (101, "một trăm linh một"),
    (105, "một trăm linh năm"),
    (110, "một trăm mười"),
    (111, "một trăm mười một"),
    (115, "một trăm mười lăm"),
    (121, "một trăm hai mươi mốt"),
    (155, "một trăm năm mươi lăm"),
    (205, "hai trăm linh năm"),
    (1_000, "một nghìn"),
    (1_001, "một nghìn không trăm linh một"),
    (1_010, "một nghìn không trăm mười"),
    (1_015, "một nghìn không trăm mười lăm"),
    (1_021, "một nghìn không trăm hai mươi mốt"),
    (1_100, "một nghìn một trăm"),
    (1_235, "một nghìn hai trăm ba mươi lăm"),
    (2_000, "hai nghìn"),
    (8_000, "tám nghìn"),
    (15_000, "mười lăm nghìn"),
    (21_000, "hai mươi mốt nghìn"),
    (100_000, "một trăm nghìn"),
    (105_000, "một trăm linh năm nghìn"),
    (200_005, "hai trăm nghìn không trăm linh năm"),
    (1_000_000, "một triệu"),
    (1_000_005, "một triệu không trăm linh năm"),
    (1_005_000, "một triệu không trăm linh năm nghìn"),
    (1_234_567, "một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy"),
    (10_005_000, "mười triệu không trăm linh năm nghìn"),
    (21_000_021, "hai mươi mốt triệu không trăm hai mươi mốt"),
    (100_000_000, "một trăm triệu"),
    (1_000_000_000, "một tỷ"),
    (1_000_000_005, "một tỷ không trăm linh năm"),
    (1_001_000_000, "một tỷ không trăm linh một triệu"),
    (15_000_000_000, "mười lăm tỷ"),
    (1_000_000_000_000, "một nghìn tỷ"),
    (1_000_000_000_001, "một nghìn tỷ không trăm linh một"),
    (2_005_000_000_000, "hai nghìn không trăm linh năm tỷ"),
    (10**15, "một triệu tỷ"),
]


@pytest.mark.parametrize(("number", "words"), NUMBERS, ids=[str(number) for number, _ in NUMBERS])
def test_they_read_a_number_as_a_cashier_does(number, words):
    assert wording.number_words(number) == words


def test_they_say_le_in_the_south():
    assert wording.number_words(10_005_000, gap="lẻ") == "mười triệu không trăm lẻ năm nghìn"


@pytest.mark.parametrize("number", [-1, 10**18])
def test_they_refuse_a_number_nobody_speaks(number):
    with pytest.raises(wording.Unspoken):
        wording.number_words(number)


def test_they_write_money_in_figures_and_words():
    assert wording.money(30_000) == "30.000\u00a0₫"
    assert wording.money_words(1_000_000_005) == "Một tỷ không trăm linh năm đồng"


def test_they_write_a_moment_in_full():
    moment = at("2024-09-12T15:20")

    assert wording.moment_words(moment) == "15 giờ 20 phút, ngày 12 tháng 9 năm 2024"
    assert wording.moment_words(moment, weekday=True) == "15 giờ 20 phút, Thứ Năm, ngày 12 tháng 9 năm 2024"
    assert wording.moment_english(moment) == "15:20, Thursday 12 September 2024"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2024, 1, 1), "ngày 01 tháng 01 năm 2024"),
        (date(2024, 2, 29), "ngày 29 tháng 02 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2024, 12, 10), "ngày 10 tháng 12 năm 2024"),
    ],
)
def test_they_put_a_zero_before_small_days_and_the_first_two_months(on, words):
    assert wording.day_words(on) == words


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Kind.RECEIPT, "01", "01"),
        (Kind.SUPPLEMENT, "02", "02"),
        (Kind.REFUSAL, "03", "03"),
        (Kind.APOLOGY, "04", "04"),
        (Kind.CONTROL_SLIP, "05", "06"),
        (Kind.REGISTER, "06", "07"),
    ],
)
def test_their_numbers_moved_on_the_first_of_july_2025(kind, before, after):
    assert form(kind, date(2025, 6, 30)).number == before
    assert form(kind, date(2025, 7, 1)).number == after


def test_they_know_the_stop_notice_only_since_2025():
    assert form(Kind.STOP, date(2025, 7, 1)).number == "05"
    with pytest.raises(NoSuchForm) as refusal:
        form(Kind.STOP, date(2025, 6, 30))
    assert refusal.value.facts == {"kind": Kind.STOP, "on": date(2025, 6, 30)}


def test_they_did_not_exist_before_the_circular_of_2018():
    with pytest.raises(NoSuchForm):
        form(Kind.RECEIPT, date(2018, 11, 22))


def test_their_legal_versions_never_overlap():
    for one in forms():
        for other in forms():
            if one is not other and one.kind == other.kind:
                assert not (one.covers(other.from_on) and other.covers(one.from_on))


def test_they_never_cite_a_circular_that_was_not_yet_issued():
    known = form(Kind.CONTROL_SLIP, date(2025, 8, 1))

    assert known.reference(date(2025, 8, 1)) == (
        "Mẫu số 06, theo Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025"
    )
    assert known.reference(date(2025, 9, 15)) == (
        "Mẫu số 06, ban hành kèm theo Thông tư số 03/2025/TT-VPCP ngày 15 tháng 9 năm 2025"
    )


def test_a_witness_is_four_groups_of_four():
    assert witness("3F2A9C01B7DE4450" + "0" * 48) == "3f2a 9c01 b7de 4450"


@pytest.mark.parametrize("entry_hash", ["", "3f2a", "x" * 64])
def test_a_witness_is_cut_from_nothing_but_a_hash(entry_hash):
    with pytest.raises(ValueError, match="hash|hex"):
        witness(entry_hash)


HEAD = Head("UBND huyện Thanh Miện", "Bộ phận tiếp nhận và trả kết quả", "Thanh Miện", date(2024, 9, 12))
AN = Party("Nguyễn Thị Ngọc Ẩn", "030187001234")


def receipt(**changes) -> Receipt:
    plain = Receipt(
        head=HEAD,
        code="H23.34.15-240912-0001",
        party=AN,
        procedure="Đăng ký thành lập hộ kinh doanh",
        papers=(Paper("Giấy đề nghị", "Bản chính", 1),),
        sets=1,
        allowance="3 ngày làm việc",
        received_at=at("2024-09-12T15:20"),
        due_at=None,
        pick_up="Quầy 3",
        officer="Trần Thị Lan",
    )
    return replace(plain, **changes)


def test_a_receipt_is_printed_as_plain_values():
    words = printed(receipt(fees=(Fee("Lệ phí", 100_000, True), Fee("Phí", 5_000)), ledger=(Line("a", "b"),)))

    assert words["kind"] == "receipt"
    assert words["form"]["number"] == "01"
    assert words["received_at"]["vi"] == "15 giờ 20 phút, Thứ Năm, ngày 12 tháng 9 năm 2024"
    assert words["due_at"] is None
    assert words["fees"][0] == {"name": "Lệ phí", "amount": "100.000\u00a0₫", "paid": True}
    assert words["total"] == {"figures": "105.000\u00a0₫", "words": "Một trăm linh năm nghìn đồng"}
    assert words["copies"] == [Copy.OFFICE, Copy.APPLICANT]
    assert words["ledger"] == [{"text": "a", "text_en": "b"}]


def test_an_apology_says_whether_the_day_has_come():
    apology = Apology(
        head=HEAD,
        code="H23.34.15-240912-0001",
        party=AN,
        agency="Phòng Tư pháp",
        procedure="Chứng thực",
        received_at=at("2024-09-02T08:00"),
        due_at=at("2024-09-13T17:00"),
        reason="Mất điện",
        new_due_at=at("2024-09-16T17:00"),
        signer="Lê Thị Hoa",
        signer_post="Trưởng phòng",
    )

    assert printed(apology)["ahead"] is True
    assert printed(replace(apology, due_at=at("2024-09-11T17:00")))["ahead"] is False


def test_a_stop_notice_of_2024_is_refused():
    stop = Stop(
        head=HEAD,
        code="",
        party=AN,
        agency="",
        procedure="",
        received_at=at("2024-09-02T08:00"),
        asked_on=None,
        request="",
        stage="",
        decision="",
        fees="",
        signer="",
        signer_post="",
    )

    with pytest.raises(NoSuchForm):
        printed(stop)

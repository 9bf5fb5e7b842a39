"""Slips as PDF: what can be read back, and what untrusted text cannot do."""

import io
import json
import threading
import unicodedata
from datetime import date, datetime

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from motcua.edge import pdf
from motcua.rules import slips
from motcua.rules.slips import Copy, Head, Line, Missing, Outcome, Paper, Party, printed

at = datetime.fromisoformat  # the wall time of the office
CODE = "H23.34.15-240912-0001"
LINK = "https://motcua.thanhmien.example/t/q7Jx2kVb9LmN4pRs8TuW0Q"
HEAD = Head("UBND huyện Thanh Miện", "Bộ phận tiếp nhận và trả kết quả", "Thanh Miện", date(2024, 9, 12))
AN = Party(
    "Nguyễn Thị Ngọc Ẩn",
    "030187001234",
    "Thôn An Nghiệp, xã Tứ Cường",
    "0912 345 678",
    "an@thanhmien.example",
)
RECEIVED, DUE = at("2024-09-12T15:20"), at("2024-09-16T17:00")
WITNESS = slips.witness("3f2a9c01b7de4450" + "0" * 48)
CASE = {"head": HEAD, "code": CODE, "party": AN, "procedure": "Đăng ký thành lập hộ kinh doanh", "link": LINK}


def receipt(**changes):
    plain = {
        "papers": (Paper("Giấy đề nghị đăng ký hộ kinh doanh", "Bản chính", 1),),
        "sets": 1,
        "allowance": "3 ngày làm việc",
        "received_at": RECEIVED,
        "due_at": DUE,
        "pick_up": "Quầy 3",
        "officer": "Trần Thị Lan",
        "fees": (slips.Fee("Lệ phí", 100_000, True),),
        "book": "02",
        "book_number": "1207",
        "ledger": (Line("Thứ Sáu 13/9: ngày làm việc thứ 1.", "Friday 13/9: working day 1."),),
        "witness": WITNESS,
        "copies": (Copy.APPLICANT,),
    }
    return slips.Receipt(**CASE | plain | changes)


def supplement():
    return slips.Supplement(
        **CASE,
        items=(Missing("Hợp đồng thuê địa điểm", originals=1, photos=2, note="Bản đã nộp bị mờ"),),
        reason="Thiếu giấy tờ về địa điểm kinh doanh",
        contact="Trần Thị Lan",
        contact_phone="0220 3736 123",
        website="motcua.thanhmien.example",
        officer="Trần Thị Lan",
    )


def refusal():
    return slips.Refusal(**CASE, reason="Ngành, nghề cấm kinh doanh", officer="Trần Thị Lan")


def apology():
    return slips.Apology(
        **CASE,
        agency="Phòng Tài chính - Kế hoạch",
        received_at=RECEIVED,
        due_at=at("2024-09-11T17:00"),
        reason="Hệ thống quốc gia bị gián đoạn",
        new_due_at=at("2024-09-18T17:00"),
        signer="Lê Thị Hoa",
        signer_post="Trưởng phòng",
        copies_to=("Như trên", "TTPVHCC", "Lưu: VT"),
    )


def stop():
    return slips.Stop(
        **CASE | {"head": Head("UBND xã Thanh Miện", "Trung tâm", "Thanh Miện", date(2026, 3, 4))},
        agency="Phòng Kinh tế",
        received_at=RECEIVED,
        asked_on=date(2026, 3, 4),
        request="Đề nghị rút hồ sơ",
        stage="Đang thẩm định",
        decision="Dừng giải quyết",
        fees="Hoàn trả 100.000 ₫",
        signer="Lê Thị Hoa",
        signer_post="Phó Giám đốc",
    )


def control_slip():
    step = slips.HandOver(
        "Một cửa", "Phòng Tư pháp", RECEIVED, "Trần Thị Lan", "Phạm Văn Minh", Outcome.LATE, "Mất điện"
    )
    return slips.ControlSlip(**CASE, received_at=RECEIVED, due_at=DUE, agency="Phòng Tư pháp", steps=(step,))


def register(count=1):
    rows = tuple(
        slips.RegisterRow(
            number=number,
            code=f"H23.34.15-240912-{number:04d}",
            procedure="Chứng thực bản sao từ bản chính",
            sets=1,
            name="Nguyễn Thị Ngọc Ẩn",
            contact="Xã Tứ Cường, 0912 345 678",
            agency="Phòng Tư pháp",
            received_at=RECEIVED,
            due_at=DUE,
            way="Trực tiếp",
        )
        for number in range(1, count + 1)
    )
    return slips.Register(HEAD, date(2024, 9, 1), date(2024, 10, 1), rows, "02")


SLIPS = (receipt, supplement, refusal, apology, stop, control_slip, register)
COMMON = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu số")
LABELS = {
    receipt: """Mã hồ sơ|Liên 2: Giao khách hàng|Bộ phận TN&TKQ|Tiếp nhận hồ sơ của|CCCD/MST|Địa chỉ
        Số điện thoại|Email|Nội dung yêu cầu giải quyết|1. Thành phần hồ sơ nộp|STT|Tên giấy tờ
        Loại giấy tờ|Số lượng|2. Số lượng hồ sơ: 1 (bộ)
        3. Thời gian giải quyết hồ sơ theo quy định là: 3 ngày làm việc
        4. Thời gian nhận hồ sơ: 15 giờ 20 phút, Thứ Năm, ngày 12 tháng 9 năm 2024
        5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, Thứ Hai, ngày 16 tháng 9 năm 2024
        6. Đăng ký nhận kết quả tại|7. Phí, lệ phí|bằng chữ: Một trăm nghìn đồng
        Vào Sổ theo dõi hồ sơ, Quyển số: 02 Số thứ tự: 1207|NGƯỜI NỘP HỒ SƠ|NGƯỜI TIẾP NHẬN HỒ SƠ
        Ghi chú: Giấy này lập thành hai liên|bưu chính|ngày làm việc thứ 1
        Mã đối chứng: 3f2a 9c01 b7de 4450|GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ|/TNHS""",
    supplement: """PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ|/HDHS|Tiếp nhận hồ sơ/yêu cầu của Ông/Bà
        Nội dung yêu cầu giải quyết|Địa chỉ|Số điện thoại|Email
        Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau|TT|Thành phần hồ sơ|Số lượng
        Bản chính|Bản chứng thực|Bản photo|Lý do|0220 3736 123|motcua.thanhmien.example
        NGƯỜI HƯỚNG DẪN""",
    refusal: """PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ|Bộ phận TN&TKQ|Tiếp nhận hồ sơ của|Địa chỉ
        Số điện thoại|Email|Nội dung yêu cầu giải quyết
        thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau|NGƯỜI NỘP HỒ SƠ
        NGƯỜI TIẾP NHẬN""",
    apology: """PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ|/PXL-|Kính gửi|Mã hồ sơ|Ngày hẹn trả kết quả
        tiếp nhận hồ sơ|chưa trả kết quả đúng thời hạn ghi trên Giấy tiếp nhận|Lý do|xin lỗi Ông/Bà
        Thời gian hẹn trả kết quả lại|Nơi nhận|Như trên|TTPVHCC|Lưu: VT|TRƯỞNG PHÒNG|Địa chỉ
        Số điện thoại""",
    stop: """THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ|Đề nghị dừng giải quyết|Giai đoạn giải quyết|Quyết định
        Xử lý phí, lệ phí đã nộp|Mẫu số 05""",
    control_slip: """PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ|Mã hồ sơ|Chủ hồ sơ|kèm theo hồ sơ của
        Số điện thoại|Địa chỉ|Loại thủ tục|Thời gian nhận hồ sơ|Thời gian trả kết quả
        Cơ quan (bộ phận) giải quyết|TÊN CƠ QUAN|1. Giao:|2. Nhận:|THỜI GIAN GIAO, NHẬN HỒ SƠ
        Người giao|Người nhận|KẾT QUẢ GIẢI QUYẾT HỒ SƠ|Trước hạn|Đúng hạn|Quá hạn|GHI CHÚ""",
    register: """SỔ THEO DÕI HỒ SƠ|TT|Mã hồ sơ|Tên TTHC|Số lượng hồ sơ (bộ)|Tên cá nhân, tổ chức
        Địa chỉ, số điện thoại|Cơ quan chủ trì giải quyết|Ngày, tháng, năm|Nhận hồ sơ|Hẹn trả
        Trả kết quả|Phương thức nhận kết quả|Ký nhận|Ghi chú""",
}  # fmt: skip


def read(made: bytes) -> str:
    """Return the text of a PDF on one line, without the break marks inside long words."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def pictures(made: bytes, *, dpi: int = 200):
    document = pypdfium2.PdfDocument(made)
    return [page.render(scale=dpi / 72).to_pil() for page in document]


def pages(made: bytes) -> int:
    return len(PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_it_carries_every_field_of_its_form(slip):
    text = squeezed(read(pdf.render(printed(slip()))))

    labels = [label.strip() for line in LABELS[slip].splitlines() for label in line.split("|")]
    assert [label for label in (*labels, *COMMON) if squeezed(label) not in text] == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_it_adds_english_where_wished(slip):
    both = read(pdf.render(printed(slip()), lang="en"))

    assert printed(slip())["form"]["title_en"] in both
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in both


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_it_is_tagged_archivable_and_named_without_a_person(slip):
    words = printed(slip())

    reader = PdfReader(io.BytesIO(pdf.render(words)))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert reader.metadata.title == f"{words['form']['title']} {words.get('code', '')}".strip()
    assert AN.name not in str(reader.metadata)


def test_its_codes_are_read_back_from_the_page():
    picture = pictures(pdf.render(printed(receipt())))[0]

    found = {str(code.format).lower().replace(" ", ""): code.text for code in zxingcpp.read_barcodes(picture)}
    assert sorted(found.values()) == sorted([CODE, LINK])
    assert any("qr" in kind for kind in found)
    assert any("128" in kind for kind in found)


def test_its_codes_are_read_back_for_many_links():
    for number in range(40):
        link = f"https://motcua.example/t/{number * 7919:022d}"

        made = pdf.render(printed(receipt(link=link)))

        assert link in [code.text for code in zxingcpp.read_barcodes(pictures(made, dpi=150)[0])]


def test_a_receipt_has_two_copies_on_a5():
    made = pdf.render(printed(receipt(copies=(Copy.OFFICE, Copy.APPLICANT))))

    first = PdfReader(io.BytesIO(made)).pages[0]
    assert pages(made) == 2
    assert (round(first.mediabox.width / 72 * 25.4), round(first.mediabox.height / 72 * 25.4)) == (148, 210)
    assert "Liên 1: Lưu" in read(made)
    assert "Liên 2: Giao khách hàng" in read(made)


def test_it_takes_another_size():
    first = PdfReader(io.BytesIO(pdf.render(printed(receipt()), size="a4"))).pages[0]

    assert round(first.mediabox.width / 72 * 25.4) == 210


@pytest.mark.parametrize(("size", "lang"), [("a3", "vi"), (None, "fr")])
def test_it_refuses_a_size_or_language_it_does_not_have(size, lang):
    with pytest.raises(ValueError, match="no slip"):
        pdf.render(printed(receipt()), size=size, lang=lang)


EVIL = [
    '#panic("x")', '#import "/etc/passwd"', '#read("main.typ")', "*đậm* _nghiêng_ `mã`", "= Tiêu đề",
    "$x^2$ $", "[ngoặc", "ngoặc]", "\\ \\u{41} \\#", "<nhãn> @tham-chiếu", "// chú thích /* mở",
    "- gạch\n+ số", "~ -- --- ... '\"", '{"json": "}', "</svg><script>", "https://example.org/#[a](b)",
]  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_it_sets_markup_as_plain_text(text):
    party = Party(text, text, text, text, text)

    made = pdf.render(
        printed(receipt(party=party, procedure=text, papers=(Paper(text, text, 1),), pick_up=text))
    )

    assert squeezed(read(made)).count(squeezed(text)) >= 5


def test_it_composes_names_typed_with_loose_marks():
    loose = unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ẩn")

    made = read(pdf.render(printed(receipt(party=Party(loose)))))

    assert "Nguyễn Thị Ngọc Ẩn" in made


def test_it_drops_characters_that_nobody_sees():
    name = "Trần\u202e Thị\u200b \u0007Lan\x00"

    assert "Trần Thị Lan" in read(pdf.render(printed(receipt(party=Party(name)))))


def test_it_goes_to_a_second_page_instead_of_cutting():
    papers = tuple(
        Paper(f"Giấy tờ thứ {number} chứng minh quyền sử dụng đất", "Bản chính", 1) for number in range(1, 31)
    )

    made = pdf.render(printed(receipt(papers=papers)))

    assert pages(made) > 1
    assert all(f"Giấy tờ thứ {number} " in read(made) for number in range(1, 31))
    assert "Trang 1/" in read(made)
    assert WITNESS in read(made)


def test_it_breaks_a_word_longer_than_its_line():
    made = pdf.render(printed(receipt(party=Party("W" * 300), procedure="M" * 900)))

    picture = pictures(made, dpi=72)[0].convert("L")
    width, height = picture.size
    assert picture.crop((width - 28, 0, width, height)).getextrema()[0] > 200  # the right margin is empty
    assert "W" * 300 in squeezed(read(made))


def test_its_code_pushes_down_what_follows():
    made = pdf.render(printed(receipt(party=Party("An"))), lang="en")

    assert "Quét để theo dõi hồ sơ Scan to follow" in read(made)
    picture = pictures(made, dpi=150)[0]
    assert LINK in [code.text for code in zxingcpp.read_barcodes(picture)]


def test_it_sets_a_script_our_fonts_lack():
    made = pdf.render(printed(receipt(party=Party("王小明 👪"))))

    assert pages(made) == 1


def test_a_register_runs_over_several_wide_pages():
    made = pdf.render(printed(register(60)))
    words = read(made)

    first = PdfReader(io.BytesIO(made)).pages[0]
    assert first.mediabox.width > first.mediabox.height
    assert pages(made) > 1
    assert all(f"H23.34.15-240912-{number:04d}" in words for number in range(1, 61))
    assert words.count("Tên TTHC") == pages(made)


def test_the_same_slip_gives_the_same_bytes():
    assert pdf.render(printed(receipt())) == pdf.render(printed(receipt()))


def test_threads_do_not_mix_their_slips():
    made: dict[int, str] = {}

    def work(number: int) -> None:
        for _ in range(5):
            made[number] = read(pdf.render(printed(receipt(party=Party(f"Người thứ {number}.")))))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(f"Người thứ {number}." in made[number] for number in range(6))


def test_what_is_printed_is_nothing_but_plain_values():
    for slip in SLIPS:
        assert json.loads(json.dumps(printed(slip()))) == printed(slip())

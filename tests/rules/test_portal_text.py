"""Reading the run-together texts of the national portal."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from motcua.rules import portal_papers, portal_ways
from motcua.rules.portal_text import UnreadableRow, procedure_code, read_row

DATA = Path(__file__).parents[3] / "shared/data/procedures"
HEAD = portal_ways.HEADER
PAPERS = portal_papers.PAPERS_HEADER


def way(text):
    return [
        (w.channel, w.time.value, w.time.unit, [fee.amount for fee in w.fees], w.unread)
        for w in portal_ways.ways(HEAD + text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trực tiếp60 Ngày làm việcKhông có thông tin",
         [("direct", 60, "working_day", [None], ("fee_absent",))]),
        ("Trực tuyến30 NgàyMiễn phí", [("online", 30, "day", [0], ())]),
        ("Dịch vụ bưu chính8 GiờMiễn phí(Không có)", [("post", 8, "hour", [0], ())]),
        ("Trực tiếp4 Tháng2,500,000 VNĐ(đồng/lần)", [("direct", 4, "month", [2_500_000], ())]),
        ("Trực tuyếnKhông có thông tin8,000 VNĐ", [("online", None, "", [8000], ("time_absent",))]),
        ("Trực tiếp1Miễn phí", [("direct", 1, "", [0], ("time_without_unit",))]),
        ("Trực tiếp6 Tháng100 USD(100 USD/thẻ.)", [("direct", 6, "month", [100], ())]),
        ("Trực tiếp1100 VNĐ", [("direct", None, "", [None], ("time_and_fee_glued",))]),
        ("Trực tiếp3 Ngày100 VNĐ(Theo biểu)", [("direct", 3, "day", [None], ("fee_too_small",))]),
        ("Trực tiếpKhông quy địnhMiễn phíQua CổngTrực tuyếnKhông quy địnhMiễn phí",
         [("direct", None, "", [0], ("time_in_words",)), ("online", None, "", [0], ("time_in_words",))]),
        ("Trực tiếp4000 NgàyMiễn phí", [("direct", None, "", [0], ("time_absurd",))]),
        ("", []),
        ("Theo quy định", []),
    ],
)  # fmt: skip
def test_a_way_is_channel_time_and_fee(text, expected):
    assert way(text) == expected


def test_the_description_ends_where_the_next_channel_begins():
    one, two = portal_ways.ways(HEAD + "Trực tiếp5 NgàyMiễn phíTrực tiếp tại xãTrực tuyến3 NgàyMiễn phí")

    assert (one.time.text, two.time.value) == ("Trực tiếp tại xã", 3)


@pytest.mark.parametrize(
    ("note", "amount"),
    [("Không", 0), ("- Không thu lệ phí", 0), ("Miễn lệ phí.", 0), ("Chưa quy định.", 0),
     ("Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định", None), ("20.000.000 đồng/lần", None),
     ("Theo quy định của Hội đồng nhân dân cấp tỉnh", None), ("Miễn lệ phí; phí công bố 100.000 đồng", None)],
)  # fmt: skip
def test_free_beside_a_note_that_names_a_price_is_unknown(note, amount):
    (found,) = portal_ways.ways(HEAD + f"Trực tiếp3 NgàyMiễn phí({note})")

    assert [fee.amount for fee in found.fees] == [amount]
    assert found.fees[0].text == note


def test_the_price_of_certified_copies_has_two_tiers():
    words = "từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá 200.000 đồng/bản."
    (found,) = portal_ways.ways(HEAD + "Trực tiếpKhông có thông tin2,000 Việt Nam Đồng(/trang)" + words)

    assert [(f.amount, f.per, f.from_page, f.cap) for f in found.fees] == [
        (2000, "page", 1, 200_000), (1000, "page", 3, 200_000),
    ]  # fmt: skip


def test_a_note_that_never_closes_is_kept_whole():
    (found,) = portal_ways.ways(HEAD + "Trực tiếp3 Ngày50,000 Việt Nam Đồng(- 50.000đ/tem (một)")

    assert (found.fees[0].amount, found.fees[0].text) == (50_000, "- 50.000đ/tem (một")


def test_papers_are_split_by_their_numbers_and_cases():
    text = (
        f"(1) Cấp mới:{PAPERS}- Đơn đề nghị;Mẫu số 01.docx1 bản chính"
        f"- Bản sao có chứng thực giấy phép0 bản chính,1 bản sao(2) Cấp lại:{PAPERS}+ Đơn (nếu có)2 bản chính"
    )
    read = portal_papers.components(text)

    assert [(c.name, c.case, c.originals, c.copies, c.form) for c in read.parts] == [
        ("Đơn đề nghị;", "(1) Cấp mới", 1, 0, "Mẫu số 01.docx"),
        ("Bản sao có chứng thực giấy phép", "(1) Cấp mới", 0, 1, ""),
        ("Đơn (nếu có)", "(2) Cấp lại", 2, 0, ""),
    ]
    assert [(c.certified, c.required) for c in read.parts] == [(False, True), (True, True), (False, False)]


@pytest.mark.parametrize(
    ("text", "name", "originals"),
    [("Đơn theo Mẫu số 181 bản chính", "Đơn theo Mẫu số 18", 1),
     ("Thông tư ngày 31/12/20252 bản chính", "Thông tư ngày 31/12/2025", 2),
     ("01 bản chính đơn đề nghị1 bản chính", "01 bản chính đơn đề nghị", 1),
     ("Ảnh màu12 bản chính", "Ảnh màu", 12)],
)  # fmt: skip
def test_a_number_glued_to_a_name_is_told_apart(text, name, originals):
    (paper,) = portal_papers.components("--" + PAPERS + text).parts

    assert (paper.name, paper.originals) == (name, originals)


@pytest.mark.parametrize(
    ("text", "unread"),
    [("", ("papers_absent",)), ("--", ("papers_absent",)), ("Bước 2. Nộp hồ sơ", ("papers_without_columns",)),
     (f"--{PAPERS}Đơn1 bản chínhGhi chú", ("papers_tail",)),
     (f"--{PAPERS}- 1 bản chính", ("paper_without_name",))],
)  # fmt: skip
def test_what_is_not_a_list_of_papers_is_kept_and_counted(text, unread):
    assert portal_papers.components(text).unread == unread


def test_results_are_split_by_their_codes():
    read = portal_papers.results("Giấy AMã: KQ.G10.001358Giấy BMã: KQ.G10.001359Từ khóaKhông có thông tin")

    assert [(r.name, r.code) for r in read.parts] == [
        ("Giấy A", "KQ.G10.001358"),
        ("Giấy B", "KQ.G10.001359"),
    ]
    assert portal_papers.results("").unread == ("results_absent",)
    assert portal_papers.results("Quyết định").unread == ("results_without_code",)


def test_legal_bases_are_split_by_their_numbers():
    text = "Luật Cư trú 202068/2020/QH14Thông tư 23/2019/TT-BTC23/2019/TT-BTC"
    text += "Quy định về phíThông tư 218/2016/TT-BTC"
    read = portal_papers.bases(portal_papers.BASES_HEADER + text)

    assert [part.number for part in read.parts] == ["68/2020/QH14", "23/2019/TT-BTC", "218/2016/TT-BTC"]
    assert read.parts[2].title == "Quy định về phí"
    assert portal_papers.bases("Không có thông tin").unread == ("bases_absent",)
    assert portal_papers.bases(portal_papers.BASES_HEADER + "Luật").unread == ("bases_tail",)


def test_a_row_becomes_a_body():
    row = read_row(
        {"ma_thu_tuc": "1.013978.H41", "ten_thu_tuc": "Ðăng ký\n đất đai\u200b",
         "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
         "linh_vuc": "Đất đai",
         "doi_tuong_thuc_hien": "Cán bộ, công chức, viên chức, Công dân Việt Nam, Khác",
         "trinh_tu_thuc_hien": "Bước 1", "so_quyet_dinh": None}
    )  # fmt: skip

    assert (row.code, row.body.levels) == ("1.013978", ("province", "commune"))
    assert row.body.name == "Đăng ký đất đai"
    assert set(row.body.subjects) == {"Cán bộ, công chức, viên chức", "Công dân Việt Nam", "Khác"}
    assert dict(row.body.texts) == {"sequence": "Bước 1"}
    assert dict(row.understood)["times"] == "absent"


@pytest.mark.parametrize(
    ("row", "reason"),
    [({}, "no_code"), ({"ma_thu_tuc": "12"}, "bad_code"), ({"ma_thu_tuc": "1.000001"}, "no_name"),
     ({"ma_thu_tuc": "1.000001", "ten_thu_tuc": "x" * 2001}, "name_too_long"),
     ({"ma_thu_tuc": 1.000001, "ten_thu_tuc": "A"}, "not_text"),
     ({"ma_thu_tuc": "1.000001", "ten_thu_tuc": ["A"]}, "not_text"),
     ({"ma_thu_tuc": "1.000001", "ten_thu_tuc": "A\x00"}, "unreadable_text")],
)  # fmt: skip
def test_a_row_that_is_no_procedure_is_refused(row, reason):
    with pytest.raises(UnreadableRow) as refused:
        read_row(row)

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("text", ["1.001193", "1.001193.H41", "1.001193.000.00.00.H41", " 1.001193 "])
def test_a_code_is_known_in_every_spelling(text):
    assert procedure_code(text) == "1.001193"


@pytest.fixture(scope="module")
def portal():
    path = DATA / "tthc_2642.jsonl.gz"
    if not path.exists():
        pytest.skip("needs ../shared/data/procedures/tthc_2642.jsonl.gz beside the checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [read_row(json.loads(line)) for line in lines]


def test_the_whole_portal_is_read(portal):
    understood = {
        field: Counter(dict(row.understood)[field] for row in portal) for field, _ in portal[0].understood
    }

    assert len(portal) == len({row.code for row in portal}) == 2642
    assert sum("commune" in row.body.levels for row in portal) == 588
    assert understood["channels"] == {"full": 2642}
    assert understood["times"]["full"] >= 2140
    assert understood["papers"]["full"] >= 2572
    assert understood["results"]["full"] >= 2614


def test_no_paper_of_the_portal_swallows_a_number_column(portal):
    column = re.compile(r"[^\d\s(]\d bản chính(?:,\d bản sao)?(?=[A-ZĐ\-])")

    swallowed = [c.name for row in portal for c in row.body.components if column.search(c.name)]

    assert len(swallowed) <= 5

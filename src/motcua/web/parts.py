"""A page of every part in every state: the regression page of the style sheets."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

COLOURS = (
    ("lacquer", "#9B1C1C", "nút chính, vạch đầu · 8,2:1"),
    ("then", "#241614", "dải hàng chờ, bảng gọi"),
    ("gold", "#C98A1B", "nhấn, viền tiêu điểm"),
    ("gold-light", "#EBBE5B", "chữ trên nền sẫm · 9,9:1"),
    ("jade", "#0B6B4F", "đúng hạn · 6,5:1"),
    ("amber", "#8A5200", "sắp hạn · 6,4:1"),
    ("crimson", "#B00E45", "quá hạn, lỗi · 7,0:1"),
    ("river", "#1D5B8F", "liên kết · 7,1:1"),
    ("ink", "#1B1A17", "chữ"),
    ("stone-700", "#4A463F", "chữ phụ · 9,4:1"),
    ("stone-600", "#5F5A52", "chữ phụ · 6,8:1"),
    ("stone-400", "#8C867B", "viền nút · 3,6:1"),
    ("stone-300", "#D9D4CA", "đường kẻ"),
    ("stone-100", "#F6F3ED", "nền phụ"),
    ("paper", "#FBF9F5", "nền trang cán bộ"),
    ("gold-tint", "#FBF3E2", "dòng chọn"),
)
NOW = datetime(2024, 9, 26, 2, 42, tzinfo=UTC)


def _clock(state: str, text: str, due_text: str, ledger_url: str = "#ledger") -> dict[str, str]:
    return {"state": state, "text": text, "due_text": due_text, "ledger_url": ledger_url}


CLOCKS = (
    _clock("running", "còn 3 ngày làm việc", "hẹn 17:00 Thứ Ba 01/10"),
    _clock("near", "còn 5 giờ 18 phút", "hẹn 17:00 Thứ Năm 26/09"),
    _clock("late", "quá 1 ngày 4 giờ", "hẹn 17:00 Thứ Ba 24/09"),
    _clock("paused", "đang dừng 2 ngày", "chờ cơ quan thuế"),
    _clock("done", "xong sớm 1 ngày", "trả 25/09", ""),
)
LEDGER = (
    {"when": "T5 12/09 15:20", "text": "Nhận hồ sơ. Ngày nhận không tính", "counted": "0", "tone": "off"},
    {"when": "13/09 – 18/09", "text": "Bốn ngày làm việc", "counted": "+4"},
    {"when": "19/09 – 24/09", "text": "Tạm dừng, chờ cơ quan thuế", "counted": "dừng 4", "tone": "pause"},
    {"when": "Hẹn trả", "text": "17:00 Thứ Năm 26/09/2024", "counted": "6 ngày", "tone": "sum"},
)
STAGES = (
    {"name": "Xong, đúng mức", "figures": "0,5 / 0,5 ngày", "weight": 2, "percent": 100, "state": "done"},
    {"name": "Xong, quá mức", "figures": "1,9 / 1,5 ngày", "weight": 3, "percent": 100, "state": "over"},
    {"name": "Tạm dừng", "figures": "dừng 4 ngày", "weight": 3, "state": "pause"},
    {"name": "Đang làm", "figures": "0,9 / 1,5 ngày", "weight": 3, "percent": 60, "state": "now"},
    {"name": "Chưa tới", "figures": "0 / 0,5 ngày", "weight": 2, "state": "next"},
)
PAPERS = (
    {"name": "Giấy đề nghị", "note": "Bản chính · 2 trang", "state": "has"},
    {"name": "Căn cước", "note": "Cơ sở dữ liệu dân cư", "state": "held"},
    {"name": "Giấy uỷ quyền", "note": "Bắt buộc khi nộp thay", "state": "miss"},
    {"name": "Biên bản họp", "note": "Chỉ khi các thành viên cùng đăng ký", "state": "none"},
)
EVENTS = (
    {"at": datetime(2024, 9, 25, 9, 10, tzinfo=UTC), "title": "Đang lập giấy", "rest": "đang nằm 1,3 ngày"}
    | {"who": "Trần Quang Minh", "state": "now"},
    {
        "at": datetime(2024, 9, 18, 9, 45, tzinfo=UTC),
        "title": "Chuyển thuế, đồng hồ dừng",
        "rest": "dừng 4 ngày",
    }
    | {"who": "đã nhắn người nộp", "state": "pause"},
    {
        "at": datetime(2024, 9, 12, 8, 20, tzinfo=UTC),
        "title": "Tiếp nhận",
        "who": "Vũ Thị Ngọc Lan",
        "state": "done",
    },
)
TILES = (
    {"label": "Thông tin", "value": "30.412", "icon": "inbox", "tone": "info", "change": "+168"}
    | {"note": "hôm nay", "trend": (20, 22, 8, 23, 27, 30, 26, 33, 38)},
    {"label": "Tốt", "value": "99,94", "unit": "%", "icon": "circle-check", "tone": "good"}
    | {"change": "↑ 0,03 điểm", "change_tone": "good", "trend": (1, 2, 3, 4, 5, 5, 6)},
    {"label": "Để ý", "value": "21", "icon": "clock-alert", "tone": "warn", "change": "↑ 4"}
    | {"change_tone": "warn", "trend": (4, 8, 2, 5, 9, 11)},
    {"label": "Phải làm", "value": "3", "icon": "alarm-clock", "tone": "bad", "note": "lâu nhất 1 ngày 4 giờ"}
    | {"trend": (5, 4, 6, 2, 3, 5, 2)},
)
PLACES = (
    {
        "name": "Ngũ Hùng",
        "values": (9, 14, 11, 16, 12, 18, 15, 13, 17, 20),
        "left": "100 %",
        "right": "13 mở",
    },
    {"name": "Chi Lăng Bắc", "values": (12, 10, 14, 9, 15, 11, 13, 9, 22, 18), "late": (8,), "is_bad": True}
    | {"left": "99,39 %", "right": "1 chậm"},
)
COLUMNS = (
    {"label": "Xã", "key": "name"},
    {"label": "Hồ sơ", "key": "received", "right": True},
    {"label": "Đúng hạn", "key": "share", "right": True},
    {"label": "Thu, ₫", "key": "fees", "right": True},
)
ROWS = (
    {
        "name": {"text": "Tứ Cường", "url": "#ledger"},
        "received": "1.111",
        "share": "99,11 %",
        "fees": "11.170.000",
    },
    {
        "name": "Chi Lăng Bắc",
        "received": "2.804",
        "share": {"text": "98,87 %", "tone": "bad"},
        "fees": "84.060.000",
    },
)
TOTAL = {"name": "Cộng", "received": "3.915", "share": "98,94 %", "fees": "95.230.000"}
TABS = (
    {"label": "Của tôi", "url": "#list", "count": 14, "current": True},
    {"label": "Hạn hôm nay", "url": "#list", "count": 3, "tone": "warn"},
    {"label": "Quá hạn", "url": "#list", "count": 0},
)
LIST = (
    {
        "name": "Tách thửa đất",
        "who": "Phạm Thị Thu Hương · H23.37-240912-0023",
        "clock": CLOCKS[1],
        "rest": "1,3",
    },
    {"name": "Cấp đổi giấy chứng nhận", "who": "Hoàng Nguyễn Thị Ngọc Phương Uyên · H23.37-240918-0031"}
    | {"clock": CLOCKS[0], "rest": "0,6"},
    {"name": "Đăng ký biện pháp bảo đảm", "who": "Công ty TNHH Thương mại và Dịch vụ Thanh Giang"}
    | {"clock": CLOCKS[3], "rest": "0,1"},
)
BULK = (
    {"label": "Chuyển xử lý", "value": "transfer"},
    {"label": "In phiếu bàn giao", "value": "print"},
)
PATH = (
    {"title": "Huyện đã nhận", "note": "12/09, 15:20", "state": "done"},
    {"title": "Chờ cơ quan thuế", "note": "không tính vào thời hạn", "state": "wait"},
    {"title": "Đang chờ ký", "note": "từ 25/09", "state": "now"},
    {"title": "Nhận kết quả", "state": "next"},
)


class Sample(forms.Form):
    """Every kind of field."""

    phone = forms.RegexField(
        r"^0\d{9}$", label="Điện thoại", error_messages={"invalid": "Số điện thoại phải có 10 chữ số"}
    )
    receiver = forms.CharField(label="Người nhận", help_text="Họ và tên như trên căn cước")
    way = forms.ChoiceField(
        label="Nhận kết quả",
        choices=[("home", "Qua bưu điện"), ("here", "Tại quầy")],
        widget=forms.RadioSelect,
    )
    field = forms.ChoiceField(label="Lĩnh vực", choices=[("land", "Đất đai"), ("civil", "Hộ tịch")])
    remark = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agreed = forms.BooleanField(label="Đồng ý dùng lại giấy tờ đã có", required=False)
    paper = forms.FileField(label="Giấy tờ", required=False)


def _days() -> list[tuple[date, float | None, bool]]:
    first, shares = date(2024, 1, 1), (0.01, 0.03, 0.07, 0.18, 0.31, 0.02, 0.04, 0.06)
    found: list[tuple[date, float | None, bool]] = []
    for at in range(270):
        on = first + timedelta(days=at)
        found.append(
            (on, shares[at * at % 8] / (1 + at / 60), on.weekday() < 5 and (on.month, on.day) != (4, 30))
        )
    return found


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the parts; open to everybody, for they show nobody's data."""
    sample = Sample({"phone": "0912 345", "receiver": "Nguyễn Đức Thịnh", "way": "here", "field": "land"})
    context: dict[str, Any] = {name.lower(): value for name, value in globals().items() if name.isupper()}
    context |= {"sample": sample, "heat_days": _days(), "today": NOW.date()}
    return render(request, "parts.html", context)

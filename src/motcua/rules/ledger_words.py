"""The words of the ledger, in Vietnamese and English."""

from datetime import date, datetime

Pair = tuple[str, str]  # Vietnamese, English

WEEKDAYS: tuple[Pair, ...] = (
    ("T2", "Mon"),
    ("T3", "Tue"),
    ("T4", "Wed"),
    ("T5", "Thu"),
    ("T6", "Fri"),
    ("T7", "Sat"),
    ("CN", "Sun"),
)
FULL_WEEKDAYS: tuple[Pair, ...] = (
    ("Thứ Hai", "Monday"),
    ("Thứ Ba", "Tuesday"),
    ("Thứ Tư", "Wednesday"),
    ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"),
    ("Thứ Bảy", "Saturday"),
    ("Chủ nhật", "Sunday"),
)
NUMBERS: tuple[Pair, ...] = (
    ("Không", "No"),
    ("Một", "One"),
    ("Hai", "Two"),
    ("Ba", "Three"),
    ("Bốn", "Four"),
    ("Năm", "Five"),
    ("Sáu", "Six"),
    ("Bảy", "Seven"),
    ("Tám", "Eight"),
    ("Chín", "Nine"),
    ("Mười", "Ten"),
)
UNITS: dict[str, tuple[str, str, str]] = {  # Vietnamese, one and many in English
    "working_day": ("ngày làm việc", "working day", "working days"),
    "day": ("ngày", "day", "days"),
    "month": ("tháng", "month", "months"),
}
RECEIVED: dict[tuple[bool, str], Pair] = {  # (counted anew, what begins)
    (False, "day"): ("Nhận hồ sơ. Ngày nhận không tính", "Received. The day of receipt is not counted"),
    (False, "same_day"): ("Nhận hồ sơ. Trả kết quả trong ngày", "Received. The result is due the same day"),
    (False, "hour"): ("Nhận hồ sơ. Giờ làm việc bắt đầu tính", "Received. Working hours begin to run"),
    (True, "day"): (
        "Đã đủ hồ sơ, tính lại từ đầu. Ngày nhận không tính",
        "Complete, counted anew. The day of receipt is not counted",
    ),
    (True, "same_day"): (
        "Đã đủ hồ sơ, tính lại từ đầu. Trả kết quả trong ngày",
        "Complete, counted anew. The result is due the same day",
    ),
    (True, "hour"): (
        "Đã đủ hồ sơ, tính lại từ đầu. Giờ làm việc bắt đầu tính",
        "Complete, counted anew. Working hours begin to run",
    ),
}
AFTER_CUTOFF: Pair = (
    "Nhận sau giờ chốt, tính vào ngày làm việc kế tiếp",
    "After the cut-off: it belongs to the next working day",
)
OUT_OF_HOURS: Pair = (
    "Nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp",
    "Outside office hours: counted from the next session",
)
SAME_DAY: Pair = ("Trả kết quả trong ngày", "The result is due this day")
WAITS: dict[str, Pair] = {
    "supplement": ("chờ bổ sung", "waiting for a supplement"),
    "financial_duty": ("chờ thực hiện nghĩa vụ tài chính", "waiting for a financial duty"),
    "publication": ("niêm yết, đăng tin", "public notice"),
    "other": ("chờ việc khác", "waiting for another matter"),
}
CITATIONS: dict[str, Pair] = {
    "TIME-01": ("Bộ luật Dân sự 2015, Điều 147", "Civil Code 2015, Article 147"),
    "TIME-02": ("Bộ luật Dân sự 2015, Điều 148", "Civil Code 2015, Article 148"),
    "TIME-03": ("Quyết định 188/1999/QĐ-TTg", "Decision 188/1999/QĐ-TTg"),
    "TIME-04": ("Nghị định 23/2015/NĐ-CP, Điều 7", "Decree 23/2015/NĐ-CP, Article 7"),
    "TIME-06": ("Bộ luật Lao động 2019, Điều 112", "Labour Code 2019, Article 112"),
    "TIME-07": ("Bộ luật Lao động 2019, Điều 111 khoản 3", "Labour Code 2019, Article 111(3)"),
    "TIME-08": ("Quyết định 188/1999/QĐ-TTg", "Decision 188/1999/QĐ-TTg"),
    "TIME-09": ("Giờ làm việc của cơ quan", "The office's hours"),
    "TIME-10": ("Lịch làm việc của cơ quan", "The office's calendar"),
    "TIME-11": ("Quyết định 766/QĐ-TTg, cách tính thời gian chờ", "Decision 766/QĐ-TTg, time waited"),
    "TIME-12": ("Nghị định 61/2018/NĐ-CP, Điều 19", "Decree 61/2018/NĐ-CP, Article 19"),
    "TIME-13": ("Nghị định 107/2021/NĐ-CP", "Decree 107/2021/NĐ-CP"),
    "TIME-18": ("Quyết định hoán đổi ngày làm việc", "Decision on swapped working days"),
    "TIME-19": ("Nghị quyết 28/2026/QH16", "Resolution 28/2026/QH16"),
    "TIME-20": ("Bộ luật Lao động áp dụng trước 2021", "Labour Code in force before 2021"),
    "TIME-14": ("Giờ làm việc của cơ quan", "The office's hours"),
}


def hours(minutes: int, lang: str) -> str:
    """Return minutes as a person says them.

    Units:  minutes.
    Raises: nothing.
    Source: TIME-17.

    >>> hours(318, "vi"), hours(60, "en")
    ('5 giờ 18 phút', '1 hour')
    """
    parts = []
    for number, vi, one in zip(divmod(minutes, 60), ("giờ", "phút"), ("hour", "minute"), strict=True):
        if number:
            parts.append(f"{number} {vi}" if lang == "vi" else f"{number} {one}{'' if number == 1 else 's'}")
    return " ".join(parts) or ("0 phút" if lang == "vi" else "0 minutes")


def amount(number: int, unit: str, lang: str) -> str:
    """Return a count with its unit, small numbers spelled out.

    Units:  `number` in `unit`: "minute", "working_day", "day" or "month".
    Raises: nothing.
    Source: TIME-17.

    >>> amount(4, "working_day", "vi"), amount(12, "day", "en")
    ('Bốn ngày làm việc', '12 days')
    """
    vi = lang == "vi"
    if unit == "minute":
        return f"{hours(number, lang)} làm việc" if vi else f"{hours(number, lang)} of work"
    spelled = NUMBERS[number][0 if vi else 1] if 0 <= number < len(NUMBERS) else str(number)
    name_vi, one, many = UNITS[unit]
    return f"{spelled} {name_vi if vi else one if number == 1 else many}"


def text(kind: str, counted: int, unit: str, name: str, lang: str) -> str:
    """Return the reason of a ledger line.

    Units:  `counted` in `unit`.
    Raises: nothing.
    Source: TIME-17.

    >>> text("paused", 0, "day", "supplement", "vi")
    'Tạm dừng, chờ bổ sung'
    """
    vi = lang == "vi"
    if kind == "counted":
        return name or amount(counted, unit, lang)
    if kind == "paused":
        return f"{'Tạm dừng' if vi else 'Paused'}, {_waits(name, vi)}"
    if kind == "restarted":
        waits = _waits(name, vi)
        return f"Tạm dừng, {waits}; tính lại từ đầu" if vi else f"Paused, {waits}; counted anew"
    if kind == "rolled":
        off = f" ({name})" if name else ""
        if vi:
            return f"Ngày cuối là ngày nghỉ{off}, hạn là ngày làm việc kế tiếp"
        return f"The last day is off{off}: due on the next working day"
    if kind == "extended":
        return "Xin lỗi và hẹn lại, một lần" if vi else "A new appointment with apology, once"
    return name


def _waits(kinds: str, vi: bool) -> str:
    return ", ".join(WAITS[kind][0 if vi else 1] for kind in kinds.split(","))


def weekday(on: date, lang: str) -> str:
    """Return the name of a day's weekday.

    Units:  a day or a wall clock moment.
    Raises: nothing.
    Source: TIME-17.

    >>> weekday(date(2026, 11, 24), "vi")
    'Thứ Ba'
    """
    return FULL_WEEKDAYS[on.weekday()][0 if lang == "vi" else 1]


def label(from_at: datetime, to_at: datetime | None, exact: bool, lang: str) -> str:
    """Return the days of a line, with the hours when they matter.

    Units:  wall clock moments, both included; `to_at` None: still going on.
    Raises: nothing.
    Source: TIME-17.

    >>> label(datetime(2024, 9, 12, 15, 20), datetime(2024, 9, 12, 15, 20), True, "vi")
    'T5 12/09 15:20'
    >>> label(datetime(2024, 9, 13), datetime(2024, 9, 18, 17), False, "vi")
    '13/09 – 18/09'
    """
    day = f"{WEEKDAYS[from_at.weekday()][0 if lang == 'vi' else 1]} {from_at:%d/%m}"
    if to_at is None:
        return f"{'từ' if lang == 'vi' else 'from'} {day} {from_at:%H:%M}"
    if from_at.date() != to_at.date():
        form = "%d/%m %H:%M" if exact else "%d/%m"
        return f"{from_at.strftime(form)} – {to_at.strftime(form)}"
    if not exact:
        return day
    until = "" if from_at == to_at else f" – {to_at:%H:%M}"
    return f"{day} {from_at:%H:%M}{until}"

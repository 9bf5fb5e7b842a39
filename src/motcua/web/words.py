"""How dates, numbers, money and names are written, in Vietnamese and in English."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone, translation

NB = "\u00a0"
WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SHORT_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
LENGTHS = {"vi": (("ngày", "ngày"), ("giờ", "giờ"), ("phút", "phút"))}
LENGTHS["en"] = (("day", "days"), ("hour", "hours"), ("minute", "minutes"))


def language() -> str:
    """Return "vi" or "en": the language of the page being made."""
    return "en" if (translation.get_language() or "vi").startswith("en") else "vi"


def local(value: date | datetime) -> date | datetime:
    """Return an instant as the office's wall time; days and naive moments stay as they are."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime | None) -> str:
    """Write "27/09/2024"."""
    return f"{local(value):%d/%m/%Y}" if value else ""


def short_day(value: date | datetime | None) -> str:
    """Write "27/09"."""
    return f"{local(value):%d/%m}" if value else ""


def hour(value: datetime | time | None) -> str:
    """Write "09:42"."""
    if value is None:
        return ""
    return f"{local(value) if isinstance(value, datetime) else value:%H:%M}"


def weekday(value: date | datetime | None) -> str:
    """Write "Thứ Sáu", its two words kept together."""
    return WEEKDAYS[language()][local(value).weekday()].replace(" ", NB) if value else ""


def full_day(value: date | datetime | None) -> str:
    """Write "Thứ Sáu 27/09/2024"."""
    return f"{weekday(value)} {day(value)}" if value else ""


def moment(value: datetime | None) -> str:
    """Write "17:00 Thứ Sáu 27/09/2024": the weekday stands after the hour."""
    return f"{hour(value)} {full_day(value)}" if value else ""


def short_moment(value: datetime | None) -> str:
    """Write "T5 12/09 15:20"."""
    if not value:
        return ""
    at = local(value)
    return f"{SHORT_WEEKDAYS[language()][at.weekday()]}{NB}{at:%d/%m} {at:%H:%M}"


def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """Write "30.412" (English "30,412"); with places "5,80"."""
    if value is None or value == "":
        return ""
    written = f"{Decimal(str(value)):,.{places}f}"
    return written if language() == "en" else written.translate(str.maketrans(",.", ".,"))


def share(value: float | Decimal | None, places: int = 2) -> str:
    """Write a share from 0 to 1 as "99,94 %"; a whole "100 %" carries no places. Nothing to share: a dash."""
    if value is None:
        return "–"
    percent = Decimal(str(value)) * 100
    if percent == percent.to_integral_value():
        written = number(percent)
    else:  # one late dossier in 100.000 must stay visible: a part never rounds up to the whole
        most = 100 - Decimal(1).scaleb(-places)
        written = number(min(percent, most) if percent < 100 else percent, places)
    return f"{written}%" if language() == "en" else f"{written}{NB}%"


def money(value: int | Decimal | None) -> str:
    """Write "2.000 ₫"."""
    return "" if value is None else f"{number(value)}{NB}₫"


def length(minutes: int | None) -> str:
    """Write working minutes as "5 giờ 18 phút"; never "5h18"."""
    if minutes is None:
        return ""
    _, hours, rest = LENGTHS[language()]
    total = abs(int(minutes))
    parts = [_counted(total // 60, hours)] if total >= 60 else []
    if total % 60 or total == 0:
        parts.append(_counted(total % 60, rest))
    return " ".join(parts)


def days(value: int | float | Decimal | None) -> str:
    """Write "4 ngày", "1,3 ngày"."""
    if value is None:
        return ""
    places = 0 if Decimal(str(value)) == int(value) else 1
    return f"{number(value, places)}{NB}{LENGTHS[language()][0][value != 1]}"


def hours(value: int | float | Decimal | None) -> str:
    """Write "4 giờ", "0,5 giờ"."""
    if value is None:
        return ""
    places = 0 if Decimal(str(value)) == int(value) else 1
    return f"{number(value, places)}{NB}{LENGTHS[language()][1][value != 1]}"


def _counted(count: int, names: tuple[str, str]) -> str:
    return f"{count}{NB}{names[count != 1]}"


def grouped(value: str | None) -> str:
    """Write an identity number or a telephone in groups: "030 188 004 217", "0912 345 678"."""
    text = str(value or "")
    if not text.isdigit() or len(text) < 9:
        return text
    head = 4 if len(text) == 10 else 3
    groups = [text[:head]] + [text[at : at + 3] for at in range(head, len(text), 3)]
    return NB.join(groups)


def masked(value: str | None) -> str:
    """Write only the last three characters of a number that not everybody may read: "••• 678"."""
    text = str(value or "")
    return f"•••{NB}{text[-3:]}" if len(text) > 3 else text


def unbroken(value: str | None) -> str:
    """Keep the syllables of a name or a term on one line."""
    return str(value or "").replace(" ", NB)


def initials(name: str | None) -> str:
    """Return the first letters of the last two syllables: "Đỗ Thị Thanh Hoa" is "TH"."""
    return "".join(word[0] for word in str(name or "").split()[-2:]).upper()

"""Numbers, money, days and moments as Vietnamese official paper writes them."""

from collections.abc import Iterator
from datetime import date, datetime

from motcua.rules import RuleError

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9
UNITS = {"hour": "giờ làm việc", "working_day": "ngày làm việc", "day": "ngày", "month": "tháng"}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class Unspoken(RuleError):
    """The number cannot be put into words: it is negative or absurdly long."""


def number_words(number: int, *, gap: str = "linh") -> str:
    """Return a whole number in words.

    Groups of three are read with nghìn, triệu, tỷ; above a billion the reading begins again.
    An empty ten is spoken `linh` in the north and `lẻ` in the south; a group that is not the
    first speaks its empty hundred (không trăm); a group of three zeros is silent. After a ten
    one is mốt (not after mười) and five is lăm.

    Units:  `number` from 0 up to, not including, 10^18; `gap` is linh or lẻ.
    Raises: Unspoken.
    Source: WORD-01.

    >>> number_words(10_005_000)
    'mười triệu không trăm linh năm nghìn'
    >>> number_words(1_000_000_005)
    'một tỷ không trăm linh năm'
    >>> number_words(1_235), number_words(21), number_words(15)
    ('một nghìn hai trăm ba mươi lăm', 'hai mươi mốt', 'mười lăm')
    """
    if not 0 <= number < BILLION**2:
        raise Unspoken(number=number)
    return " ".join(_spoken(number, gap=gap, first=True)) or DIGITS[0]


def _spoken(number: int, *, gap: str, first: bool) -> Iterator[str]:
    billions, rest = divmod(number, BILLION)
    if billions:
        yield from _spoken(billions, gap=gap, first=first)
        yield "tỷ"
        first = False
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            yield from _group(group, gap=gap, first=first)
            if power:
                yield GROUPS[power]
            first = False


def _group(group: int, *, gap: str, first: bool) -> Iterator[str]:
    """Speak one group of three digits, which is not zero."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    if hundreds or not first:
        yield from (DIGITS[hundreds], "trăm")
        if not tens and ones:
            yield gap
    if tens:
        yield from ("mười",) if tens == 1 else (DIGITS[tens], "mươi")
    if ones:
        yield _unit(ones, tens)


def _unit(ones: int, tens: int) -> str:
    if tens and ones == 5:
        return "lăm"
    return "mốt" if tens > 1 and ones == 1 else DIGITS[ones]


def number(value: int) -> str:
    """Return a whole number with a full stop between groups of three.

    Source: WORD-02.

    >>> number(30000), number(-1234567)
    ('30.000', '-1.234.567')
    """
    return f"{value:,}".replace(",", ".")


def money(amount: int) -> str:
    r"""Return an amount of dong in figures.

    Units:  `amount` in dong.
    Source: WORD-02.

    >>> money(2000)  # a no-break space keeps figure and sign together
    '2.000\xa0₫'
    """
    return f"{number(amount)}\u00a0₫"


def money_words(amount: int, *, gap: str = "linh") -> str:
    """Return an amount of dong in words, as receipts and fee papers repeat it.

    Units:  `amount` in dong.
    Raises: Unspoken.
    Source: WORD-01.

    >>> money_words(15_000)
    'Mười lăm nghìn đồng'
    """
    return f"{leading_capital(number_words(amount, gap=gap))} đồng"


def day_words(on: date) -> str:
    """Return a day as official paper writes it: 0 before days under 10 and months 1 and 2.

    Units:  a local calendar day.
    Source: WORD-03.

    >>> day_words(date(2024, 9, 5)), day_words(date(2024, 2, 12))
    ('ngày 05 tháng 9 năm 2024', 'ngày 12 tháng 02 năm 2024')
    """
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def moment_words(at: datetime, *, weekday: bool = False) -> str:
    """Return a moment with its hour, minute and day, and the weekday where it helps.

    Units:  wall time of the office.
    Source: WORD-03.

    >>> moment_words(datetime(2024, 9, 12, 15, 20))
    '15 giờ 20 phút, ngày 12 tháng 9 năm 2024'
    >>> moment_words(datetime(2024, 11, 29, 8, 5), weekday=True)
    '08 giờ 05 phút, Thứ Sáu, ngày 29 tháng 11 năm 2024'
    """
    name = f"{WEEKDAYS[at.weekday()]}, " if weekday else ""
    return f"{at.hour:02d} giờ {at.minute:02d} phút, {name}{day_words(at.date())}"


def moment_english(at: datetime) -> str:
    """Return a moment in English, for the small second language of a slip.

    Units:  wall time of the office.
    Source: WORD-03.

    >>> moment_english(datetime(2024, 11, 29, 8, 5))
    '08:05, Friday 29 November 2024'
    """
    return f"{at:%H:%M}, {WEEKDAYS_EN[at.weekday()]} {at.day} {MONTHS_EN[at.month - 1]} {at.year}"


def short_day(on: date | None) -> str:
    """Return a day in figures for a narrow column; no day is an empty cell.

    Source: WORD-03.

    >>> short_day(date(2024, 9, 5))
    '05/09/2024'
    """
    return f"{on.day:02d}/{on.month:02d}/{on.year:04d}" if on else ""


def allowance(value: int | None, unit: str) -> str:
    """Return the time allowed for a procedure; unknown is an empty text, none at all the same day.

    Units:  `unit` is hour, working_day, day or month.
    Source: FORM-04.

    >>> allowance(3, "working_day"), allowance(0, "working_day"), allowance(None, "")
    ('3 ngày làm việc', 'trong ngày làm việc', '')
    """
    if value is None or unit not in UNITS:
        return ""
    return f"{value} {UNITS[unit]}" if value else f"trong {UNITS[unit]}"


def leading_capital(text: str) -> str:
    """Return the text with its first letter raised, as a sentence begins.

    Source: WORD-03.

    >>> leading_capital("ngày 05 tháng 9")
    'Ngày 05 tháng 9'
    """
    return text[:1].upper() + text[1:]

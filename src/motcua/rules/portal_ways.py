"""The ways to file a dossier as the national portal prints them: channel, time, fee and note run together."""

import re
from dataclasses import dataclass

from motcua.rules.catalogue import Fee, Time

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
NOTHING = "Không có thông tin"
FREE = "Miễn phí"
SMALLEST_AMOUNT = 1000  # below this the portal printed thousands, and we do not guess

CHANNEL_OF = {"Trực tiếp": "direct", "Trực tuyến": "online", "Dịch vụ bưu chính": "post"}
UNIT_OF = {
    "Ngày làm việc": ("working_day", 1), "Ngày": ("day", 1), "Giờ làm việc": ("hour", 1),
    "Giờ": ("hour", 1), "Tuần": ("day", 7), "Tháng": ("month", 1), "Năm": ("month", 12),
}  # fmt: skip
CURRENCY_OF = {"Việt Nam Đồng": "VND", "VNĐ": "VND", "Đồng": "VND", "USD": "USD", "EUR": "EUR"}

_CHANNEL = "Trực tiếp|Trực tuyến|Dịch vụ bưu chính"
_UNIT = "|".join(UNIT_OF)
_MONEY = rf"\d[\d,]*(?:\.\d+)? ?(?:{'|'.join(CURRENCY_OF)})"
_FEE = rf"{FREE}|{NOTHING}|{_MONEY}"
_WAY = re.compile(
    rf"(?P<channel>{_CHANNEL})(?:"
    rf"(?P<time>\d[\d.,]* ?(?:{_UNIT})|{NOTHING}|\d+(?={FREE}|{NOTHING}))(?P<fee>{_FEE})"
    rf"|(?P<glued>{_MONEY}))"
)
_ODD_TIME = re.compile(rf"(?P<channel>{_CHANNEL})(?P<time>\D.{{0,300}}?)(?P<fee>{_FEE})", re.S)
_TIME = re.compile(rf"(?P<value>\d[\d.,]*) ?(?P<unit>{_UNIT})?$")
_AMOUNT = re.compile(rf"(?P<amount>\d[\d,]*(?:\.\d+)?) ?(?P<currency>{'|'.join(CURRENCY_OF)})$")
_DENIAL = re.compile(r"[\W_]*(không|miễn|chưa quy định)", re.I)
_PRICE = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+ ?(?:triệu|nghìn)|mức (?:lệ )?phí cụ thể", re.I)
_PER = re.compile(r"\(?\s*/\s*(?:01 ?)?(trang|bản|hồ sơ|trường hợp|giao dịch|văn bản|di chúc|việc)\b")
_PER_OF = {"trang": "page", "bản": "copy", "hồ sơ": "dossier"}
_TIER = re.compile(
    r"từ trang thứ (?P<page>\d+)[^\d]{0,20}thu (?P<amount>[\d.]+) đồng/trang"
    r"(?:, tối đa[^\d]{0,20}(?P<cap>[\d.]+) đồng/bản)?"
)


@dataclass(frozen=True, slots=True)
class Way:
    """One printed way to file: its time, its fee rows, and the kinds of what was not understood."""

    channel: str
    time: Time
    fees: tuple[Fee, ...]
    unread: tuple[str, ...]


def ways(text: str) -> list[Way]:
    """Return the ways to file that a run-together text holds; none when it is not of that shape.

    The printed shape is always channel, time, fee, note in brackets, description. A number
    without a unit, "Miễn phí" beside a note that names a price, and a number glued to
    an amount are printed too: their words are kept, and no figure is made of them.

    Units: times as printed (hour, working_day, day, month); amounts in whole units of the currency.
    Source: CAT-05 shape of the portal's texts, FEE-02 unknown is not zero.

    >>> one, two = ways(HEADER + "Trực tiếp60 Ngày làm việcKhông có thông tinTrực tuyến2 GiờMiễn phí")
    >>> (one.time.value, one.time.unit, one.fees[0].amount)
    (60, 'working_day', None)
    >>> (two.channel, two.time.unit, two.fees[0].amount)
    ('online', 'hour', 0)
    """
    text = text.removeprefix(HEADER)
    starts = list(_WAY.finditer(text))
    if not starts or starts[0].start() > 0:
        odd = _ODD_TIME.match(text)
        starts = _odd_starts(text, odd["time"]) if odd else starts
    ends = [*(m.start() for m in starts[1:]), len(text)]
    return [_way(m, text[m.end() : end]) for m, end in zip(starts, ends, strict=False)]


def _odd_starts(text: str, time: str) -> list[re.Match[str]]:
    """The starts when the time is a phrase, the same one in every way of the text."""
    odd = re.compile(rf"(?P<channel>{_CHANNEL})(?P<time>{re.escape(time)})(?P<fee>{_FEE})(?P<glued>$^)?")
    found = [*odd.finditer(text), *_WAY.finditer(text)]
    return sorted(found, key=lambda m: m.start())


def _way(match: re.Match[str], rest: str) -> Way:
    channel = CHANNEL_OF[match["channel"]]
    note, description = _note(rest)
    if match["glued"]:
        printed = match["glued"] + note
        time = Time(channel=channel, text=_join(printed, description))
        fee = Fee(None, channel=channel, kind="fee", text=printed)
        return Way(channel, time, (fee,), ("time_and_fee_glued",))
    time, time_unread = _time(match["time"], channel, description)
    fees, fee_unread = _fees(match["fee"], note, description, channel)
    return Way(channel, time, fees, time_unread + fee_unread)


def _note(rest: str) -> tuple[str, str]:
    """The bracketed note that follows the fee, and the description after it."""
    if not rest.startswith("("):
        return "", rest.strip()
    depth = 0
    for place, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return rest[: place + 1], rest[place + 1 :].strip()
    return rest, ""


def _time(printed: str, channel: str, description: str) -> tuple[Time, tuple[str, ...]]:
    if printed == NOTHING:
        return Time(channel=channel, text=description), ("time_absent",)
    match = _TIME.match(printed)
    if match is None or not match["value"].isdigit():
        return Time(channel=channel, text=_join(printed.strip(), description)), ("time_in_words",)
    value = int(match["value"])
    if match["unit"] is None:
        return Time(value, channel=channel, text=description), ("time_without_unit",)
    unit, times = UNIT_OF[match["unit"]]
    if value * times > 3660:
        return Time(channel=channel, text=_join(printed, description)), ("time_absurd",)
    return Time(value * times, unit, channel, description), ()


def _fees(printed: str, note: str, description: str, channel: str) -> tuple[tuple[Fee, ...], tuple[str, ...]]:
    inner = note[1:-1].strip() if note.endswith(")") else note[1:].strip()
    if printed == NOTHING:
        return (Fee(None, channel, kind="fee", text=inner),), ("fee_absent",)
    if printed == FREE:
        disputed = bool(inner) and (not _DENIAL.match(inner) or bool(_PRICE.search(inner)))
        fee = Fee(None if disputed else 0, channel, kind="fee", text=inner)
        return (fee,), ("fee_free_but_priced",) if disputed else ()
    match = _AMOUNT.match(printed)
    digits = match["amount"].replace(",", "") if match else ""
    currency = CURRENCY_OF[match["currency"]] if match else "VND"
    if not digits.isdigit() or (currency == "VND" and 0 < int(digits) < SMALLEST_AMOUNT):
        return (Fee(None, channel, kind="fee", text=printed + note),), ("fee_too_small",)
    per = _PER.match(note)
    fee = Fee(
        int(digits), channel, _PER_OF.get(per[1], "case") if per else "dossier",
        kind="fee", currency=currency, text=inner,
    )  # fmt: skip
    return _tiers(fee, inner + " " + description), ()


def _tiers(fee: Fee, words: str) -> tuple[Fee, ...]:
    """The fee and, when the words name a price from a later page on, its second tier."""
    match = _TIER.search(words)
    if match is None or fee.currency != "VND":
        return (fee,)
    cap = int(match["cap"].replace(".", "")) if match["cap"] else None
    later = int(match["amount"].replace(".", ""))
    first = Fee(fee.amount, fee.channel, "page", 1, cap, fee.kind, text=fee.text)
    return first, Fee(later, fee.channel, "page", int(match["page"]), cap, fee.kind, text=fee.text)


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)

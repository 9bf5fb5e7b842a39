"""A report as it is printed: titles, headings over several rows, cells, notes, signatures; plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.rules.periods import Period
from motcua.rules.reports import Column, Form, Row, RowKind, Value, Words
from motcua.rules.reports_ii06 import Basis, Definition, Waiting, on_time_share

WAITING = {
    Waiting.IN_PROCESS: Words(
        "Hồ sơ đang chờ bổ sung hoặc chờ nghĩa vụ tài chính được tính là đang giải quyết, trong hạn",
        "Dossiers waiting for a supplement or a financial duty count as in process, in time",
    ),
    Waiting.SETTLED_ON_TIME: Words(
        "Hồ sơ đang chờ bổ sung cuối kỳ được tính là đã giải quyết đúng hạn (cách tính gặp ở nơi khác, "
        "làm tăng tỷ lệ; kỳ sau các hồ sơ này được chuyển sang lại)",
        "Dossiers waiting for a supplement count as settled on time (seen elsewhere; it raises the rate, "
        "and the next period carries these dossiers over once more)",
    ),
    Waiting.APART: Words(
        "Hồ sơ đang tạm dừng tính hạn được tính là đang giải quyết và ghi riêng tại cột 14, 15",
        "Paused dossiers count as in process and are shown apart in columns 14 and 15",
    ),
}
BASIS = {
    Basis.PROMISE: Words("thời hạn đã hẹn trả kết quả", "the promised deadline"),
    Basis.LAW: Words("thời hạn theo quy định của pháp luật", "the statutory deadline"),
}
NO_DEADLINE = Words(
    "Hồ sơ kết thúc khi không có hạn được ghi tại cột 9", "A dossier that ended without a deadline: column 9"
)
ROMAN = ("", "I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Print:
    """What is known of a report besides its rows.

    `verify` is the address at which anyone can check it; `number` and `hash` are empty in a draft.
    """

    form: Form
    unit: str
    authority: str
    place: str
    period: Period
    definition: Definition
    cut_off: datetime  # on the wall clock
    is_running: bool
    hash: str
    verify: str = ""
    edition: int = 0  # 0: worked out, not issued
    position: str = ""
    issued_at: datetime | None = None
    issued_by: str = ""
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of the headings: where it stands, from 0, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def headings(form: Form, lang: str = "vi") -> list[Heading]:
    """Return the headings of a form; the last row holds the numbers of the columns.

    Source: REP-01.
    """
    depth = max((len(column.under) for column in form.columns), default=0) + 1
    found: list[Heading] = []
    for place, column in enumerate(form.columns):
        level = len(column.under)
        found.append(Heading(said(column.label, lang), level, place, depth - level, 1))
        found.append(Heading(f"({column.number})", depth, place, 1, 1))
    for level in range(depth - 1):
        found += _above(form, level, lang)
    return sorted(found, key=lambda one: (one.row, one.column))


def _above(form: Form, level: int, lang: str) -> list[Heading]:
    """Return the headings of one row that stand over several columns: neighbours under the same one."""
    found: list[Heading] = []
    previous: tuple[str, ...] = ()
    for place, column in enumerate(form.columns):
        path = column.under[: level + 1]
        if len(path) <= level:
            previous = ()
            continue
        if path == previous:
            last = found[-1]
            found[-1] = Heading(last.text, level, last.column, 1, last.columns + 1)
        else:
            found.append(Heading(said(form.headings[path[level]], lang), level, place, 1, 1))
        previous = path
    return found


def printed(of: Print, rows: Sequence[Row], *, lang: str = "vi", in_words: bool = False) -> dict[str, Any]:
    """Return the report as plain values for whoever sets it on a sheet, `in_words` on a page.

    Source: REP-01, REP-09.
    """
    form, vi = of.form, lang == "vi"
    return {
        "key": form.key,
        "number": f"{'Biểu số' if vi else 'Form'} {form.number}" if form.number else "",
        "law": form.law,
        "authority": of.authority,
        "unit": of.unit,
        "place": of.place,
        "on": _day(of.issued_at.date() if of.issued_at else of.cut_off.date(), long=vi),
        "title": said(form.title, lang),
        "period": period_words(of.period, lang),
        "counted": said(form.counted, lang),
        "headings": [
            {"text": one.text, "row": one.row, "column": one.column, "rows": one.rows, "columns": one.columns}
            for one in headings(form, lang)
        ],
        "columns": [
            {"key": c.key, "kind": c.kind, "width": c.width, "name": c.label.vi} for c in form.columns
        ],
        "rows": [_row(form, row, lang, in_words=in_words) for row in rows],
        "notes": notes(of, rows, lang),
        "signatures": ["Người lập biểu", "Thủ trưởng đơn vị"] if vi else ["Made by", "Head of the unit"],
        "sign": "(Ký, ghi rõ họ tên)" if vi else "(Signature and name)",
        "seal": "(Ký, ghi rõ họ tên, đóng dấu)" if vi else "(Signature, name, seal)",
        "count": len(rows),
        "hash": of.hash,
        "verify": of.verify,
        "state": _state(of, len(rows), vi=vi),
        "lang": lang,
    }


def _row(form: Form, row: Row, lang: str, *, in_words: bool) -> dict[str, Any]:
    cells = [row.cells.get(key) for key in form.keys]
    if not in_words:
        return {"kind": str(row.kind), "cells": cells}
    texts = [text(cell, column.kind, lang) for cell, column in zip(cells, form.columns, strict=True)]
    return {"kind": str(row.kind), "texts": texts}


def notes(of: Print, rows: Sequence[Row], lang: str) -> list[str]:
    """Return what must be known to read the figures: cut-off, definition, deadline, rate.

    Source: REP-09.
    """
    vi, found = lang == "vi", []
    cut_off = f"{of.cut_off:%H:%M %d/%m/%Y}"
    found.append(f"Số liệu tính đến {cut_off}." if vi else f"Figures as of {cut_off}.")
    if of.is_running:
        found[0] += " Kỳ báo cáo chưa kết thúc." if vi else " The period is not over yet."
    if of.form.has_basis:
        basis = said(BASIS[of.definition.basis], lang)
        found.append(f"Trước hạn, đúng hạn, quá hạn tính theo {basis}." if vi else f"Held against {basis}.")
    if of.form.has_definition:
        found.append(f"{said(WAITING[of.definition.waiting], lang)}. {said(NO_DEADLINE, lang)}.")
        total = next((row for row in rows if row.kind is RowKind.TOTAL), None)
        share = on_time_share(total.cells) if total else None
        if share is not None:
            text = percent(share, lang)
            found.append(f"Tỷ lệ trước hạn và đúng hạn: {text}." if vi else f"Early and on the day: {text}.")
    if any(column.planned for column in of.form.columns):
        found.append(
            "“–”: chưa đo được, không phải bằng 0." if vi else "“–”: not yet measured, which is not 0."
        )
    return found + [said(note, lang) for note in of.notes]


def _state(of: Print, count: int, *, vi: bool) -> str:
    if not of.edition:
        return (
            f"BẢN TÍNH THỬ, CHƯA PHÁT HÀNH · {count} dòng" if vi else f"WORKED OUT, NOT ISSUED · {count} rows"
        )
    at = f"{of.issued_at:%H:%M %d/%m/%Y}" if of.issued_at else ""
    if vi:
        return f"Phát hành lần {of.edition}, {at} · vị trí nhật ký {of.position} · {count} dòng"
    return f"Issue {of.edition}, {at} · place in the journal {of.position} · {count} rows"


def said(words: Words, lang: str) -> str:
    """Return the words of a language.

    Source: REP-01.
    """
    return words.vi if lang == "vi" else words.en


def period_words(period: Period, lang: str = "vi") -> str:
    """Return a period as the head of a report names it.

    Source: REP-07.

    >>> from motcua.rules.periods import parse
    >>> period_words(parse("TT01-2024Q3"))
    'Quý III/2024 (từ ngày 15/06/2024 đến hết ngày 14/09/2024)'
    """
    first, last = f"{period.from_on:%d/%m/%Y}", f"{period.last_on:%d/%m/%Y}"
    name = _name(period.key.removeprefix("TT01-"), lang)
    if lang == "vi":
        stretch = f"từ ngày {first} đến hết ngày {last}"
        return f"{name} ({stretch})" if name else stretch[0].upper() + stretch[1:]
    return f"{name} ({first} to {last})" if name else f"{first} to {last}"


def period_name(period: Period, lang: str = "vi") -> str:
    """Return the short name of a period, "" for a free stretch of days.

    Source: REP-07.
    """
    return _name(period.key.removeprefix("TT01-"), lang)


def _name(key: str, lang: str) -> str:
    year, vi = key[:4], lang == "vi"
    if ".." in key:
        return ""
    if "Q" in key:
        return f"Quý {ROMAN[int(key[5])]}/{year}" if vi else f"Quarter {key[5]} of {year}"
    if "H" in key:
        half = "đầu" if key[5] == "1" else "cuối"
        return f"6 tháng {half} năm {year}" if vi else f"Half {key[5]} of {year}"
    if "-" in key:
        return f"Tháng {int(key[5:7])}/{year}" if vi else f"Month {key[5:7]}/{year}"
    return f"Năm {year}" if vi else f"Year {year}"


def _day(on: date, *, long: bool) -> str:
    # A lone digit of day or month is written with a nought, as official papers are.
    months = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {months} năm {on.year}" if long else f"{on:%d/%m/%Y}"


def percent(share: float, lang: str = "vi") -> str:
    """Return a share in percent with two places; what is not whole never rounds up to the whole.

    Source: REP-01.

    >>> percent(0.99996)
    '99,99 %'
    """
    shown = min(share * 100, 99.99) if share < 1 else share * 100
    text = f"{shown:.2f}"
    return f"{text.replace('.', ',')} %" if lang == "vi" else f"{text}%"


def text(value: Value, kind: str, lang: str = "vi") -> str:
    """Return a cell in words: numbers in groups, moments by day and hour, a dash for the unmeasured.

    Source: REP-01.

    >>> text(30412, "count"), text(None, "count"), text("2024-09-26T09:42", "moment")
    ('30.412', '–', '26/09/2024 09:42')
    """
    if value is None:
        return "–" if kind in ("count", "money", "share") else ""
    if isinstance(value, str):
        return f"{datetime.fromisoformat(value):%d/%m/%Y %H:%M}" if kind == "moment" else value
    if kind == "share":
        return percent(float(value), lang)
    written = f"{value:,.2f}" if kind == "decimal" else f"{value:,}"
    return written.translate(str.maketrans(",.", ".,")) if lang == "vi" else written


def csv_cells(form: Form, row: Row) -> list[Value]:
    """Return the cells of a row for a CSV file: none is taken for a formula by a spreadsheet.

    Source: REP-09.
    """
    return [_harmless(row.cells.get(key)) for key in form.keys]


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def canonical(head: Mapping[str, Any], form: Form, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the value whose hash names a report: its head, the keys of its columns, all its cells.

    Source: REP-09.
    """
    return {
        **head,
        "columns": list(form.keys),
        "rows": [[str(row.kind), row.about, *(row.cells.get(key) for key in form.keys)] for row in rows],
    }


def rows_of(kept: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the rows of a kept report.

    Source: REP-09.
    """
    keys = kept["columns"]
    return tuple(
        Row(RowKind(kind), about, dict(zip(keys, cells, strict=True))) for kind, about, *cells in kept["rows"]
    )


def differences(
    columns: Sequence[Column], kept: Sequence[Row], now: Sequence[Row]
) -> list[tuple[str, str, str, Value, Value]]:
    """Return the cells in which a report worked out now differs from the kept one.

    Each is (what the row is about, its name, column, kept, now); a row that one of them lacks
    counts as empty.

    Source: REP-09.
    """
    before, after = ({row.about: row for row in rows} for rows in (kept, now))
    order = [row.about for row in kept] + [row.about for row in now if row.about not in before]
    found = []
    for about in order:
        old, new = before.get(about), after.get(about)
        name = _called(columns, new or old)
        for column in columns:
            if column.kind == "order":
                continue
            left = old.cells.get(column.key) if old else None
            right = new.cells.get(column.key) if new else None
            if left != right and not (left in (None, 0) and right in (None, 0)):
                found.append((about, name, column.key, left, right))
    return found


def _called(columns: Sequence[Column], row: Row | None) -> str:
    name = next((column.key for column in columns if column.kind == "name"), "")
    return str(row.cells.get(name) or "") if row else ""

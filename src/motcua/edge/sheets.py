"""Reports as workbooks: number cells are numbers, titles and headings as on the form, ready to print."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any

import segno
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "Times New Roman"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMATS = {
    "count": "#,##0",
    "money": "#,##0",
    "share": "0.00%",
    "decimal": "0.00",
    "moment": "dd/mm/yyyy hh:mm",
}
UNMEASURED = "–"
UNMEASURABLE = ("count", "money", "share")
MADE_AT = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # so that one report gives the same bytes
QR_PIXELS = 96
LETTER_PIXELS = 7


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **wish: Any) -> Format:
        key = tuple(sorted(wish.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": FONT, "font_size": 11, **wish})
        return self.made[key]


def workbook(page: Mapping[str, Any]) -> bytes:
    """Return a report, as `rules.reports_print.printed` gives it, as one workbook."""
    data = io.BytesIO()
    write(page, data)
    return data.getvalue()


def write(page: Mapping[str, Any], into: IO[bytes]) -> None:
    """Write the workbook of a report; the same report gives the same bytes."""
    book = xlsxwriter.Workbook(into, OPTIONS)
    book.set_properties({"title": page["title"], "author": page["unit"], "created": MADE_AT})
    looks, sheet = _Looks(book), book.add_worksheet(page["key"])
    columns = page["columns"]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column["width"])
    line = _head(sheet, looks, page, len(columns))
    first = line
    line = _headings(sheet, looks, page, line)
    sheet.repeat_rows(first, line - 1)
    sheet.freeze_panes(line, 2)
    line = _rows(sheet, looks, page, line)
    line = _notes(sheet, looks, page, line + 1)
    line = _signatures(sheet, looks, page, line + 1)
    _seal(sheet, looks, page, line + 1)
    _printer(sheet, page)
    book.close()


def _across(sheet: Worksheet, line: int, first: int, last: int, text: str, look: Format) -> None:
    if first == last:
        sheet.write_string(line, first, text, look)
    else:
        sheet.merge_range(line, first, line, last, text, look)


def _head(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], width: int) -> int:
    """Write form number and unit, the title and the period; return the next line."""
    last, split = width - 1, max(2, width // 2)
    left = [page["number"], page["law"]] if page["number"] else [page["authority"], page["law"]]
    vi = page["lang"] == "vi"
    right = [("Đơn vị báo cáo: " if vi else "Reported by: ") + page["unit"], page["state"]]
    for line, (one, other) in enumerate(zip(left, right, strict=True)):
        _across(sheet, line, 0, split - 1, one, looks(bold=line == 0, text_wrap=True, valign="top"))
        _across(
            sheet,
            line,
            split,
            last,
            other,
            looks(align="right", bold=line == 0, text_wrap=True, valign="top"),
        )
        sheet.set_row(line, 30 if line else 18)
    _across(
        sheet,
        3,
        0,
        last,
        page["title"].upper(),
        looks(bold=True, font_size=14, align="center", text_wrap=True, valign="vcenter"),
    )
    sheet.set_row(3, 38)
    _across(sheet, 4, 0, last, ("Kỳ báo cáo: " if vi else "Period: ") + page["period"], looks(align="center"))
    _across(sheet, 5, 0, last, page["counted"], looks(align="right"))
    return 6


def _headings(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], line: int) -> int:
    look = looks(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#F0F0F0")
    number = looks(border=1, align="center", valign="vcenter", font_size=9, bg_color="#F0F0F0")
    depth = max(cell["row"] for cell in page["headings"])
    for cell in page["headings"]:
        top, left = line + cell["row"], cell["column"]
        bottom, right = top + cell["rows"] - 1, left + cell["columns"] - 1
        chosen = number if cell["row"] == depth else look
        if (top, left) == (bottom, right):
            sheet.write_string(top, left, cell["text"], chosen)
        else:
            sheet.merge_range(top, left, bottom, right, cell["text"], chosen)
    for row in range(depth):
        sheet.set_row(line + row, 20 if row < depth - 1 else 48)
    return line + depth + 1


def _rows(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], line: int) -> int:
    kinds = [column["kind"] for column in page["columns"]]
    chosen = {bold: [_look(kind, bold=bold, looks=looks) for kind in kinds] for bold in (False, True)}
    for row in page["rows"]:
        for place, (kind, value, look) in enumerate(
            zip(kinds, row["cells"], chosen[row["kind"] != "line"], strict=True)
        ):
            if value is None:
                sheet.write_string(line, place, UNMEASURED if kind in UNMEASURABLE else "", look)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value, look)
            elif kind == "moment":
                sheet.write_datetime(line, place, datetime.fromisoformat(value), look)
            else:
                sheet.write_string(line, place, value, look)
        line += 1
    return line


def _look(kind: str, *, bold: bool, looks: _Looks) -> Format:
    wish: dict[str, Any] = {"border": 1, "valign": "vcenter", "bold": bold}
    if bold:
        wish["bg_color"] = "#FAF6EE"
    if kind in FORMATS:
        wish |= {"num_format": FORMATS[kind], "align": "center" if kind == "moment" else "right"}
    elif kind == "order":
        wish["align"] = "center"
    else:
        wish["text_wrap"] = True
    return looks(**wish)


def _notes(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], line: int) -> int:
    last = len(page["columns"]) - 1
    letters = sum(column["width"] for column in page["columns"])
    _across(sheet, line, 0, last, "Ghi chú:" if page["lang"] == "vi" else "Notes:", looks(bold=True))
    for note in page["notes"]:
        line += 1
        _across(sheet, line, 0, last, f"- {note}", looks(text_wrap=True, valign="top"))
        sheet.set_row(line, 15 * (1 + len(note) // max(letters, 40)))
    return line + 1


def _signatures(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], line: int) -> int:
    """Leave room for two signatures: who made it, and the head of the unit under place and day."""
    last = len(page["columns"]) - 1
    middle = last // 2
    where = ", ".join(part for part in (page["place"], page["on"]) if part)
    _across(sheet, line, middle + 1, last, where, looks(align="center"))
    for (first, until), title, hint in zip(
        ((0, middle), (middle + 1, last)), page["signatures"], (page["sign"], page["seal"]), strict=True
    ):
        _across(sheet, line + 1, first, until, title.upper(), looks(align="center", bold=True))
        _across(sheet, line + 2, first, until, hint, looks(align="center", font_size=10))
    return line + 7


def _seal(sheet: Worksheet, looks: _Looks, page: Mapping[str, Any], line: int) -> None:
    """Write what anyone needs to check the sheet: number of rows, hash, address, QR code."""
    vi, small = page["lang"] == "vi", looks(font_size=9, font_color="#4A463F")
    lines = [
        f"Số dòng: {page['count']}" if vi else f"Rows: {page['count']}",
        f"Mã băm (SHA-256): {page['hash']}" if vi else f"Hash (SHA-256): {page['hash']}",
    ]
    if page["verify"]:
        lines.append(f"Kiểm tra tại: {page['verify']}" if vi else f"Check at: {page['verify']}")
        png = io.BytesIO()
        segno.make(page["verify"], micro=False, error="m").save(png, kind="png", scale=3, border=2)
        size = segno.make(page["verify"], micro=False, error="m").symbol_size(scale=3, border=2)[0]
        scale = QR_PIXELS / size
        place = {"x_scale": scale, "y_scale": scale, "object_position": 2, "description": lines[-1]}
        sheet.insert_image(line, _last_wide(page["columns"]), "qr.png", {"image_data": png, **place})
    for text in lines:
        sheet.write_string(line, 0, text, small)
        line += 1


def _last_wide(columns: Sequence[Mapping[str, Any]]) -> int:
    """Return the column at which a QR code ends before the right edge."""
    pixels, place = 0, len(columns)
    while place > 1 and pixels < QR_PIXELS:
        place -= 1
        pixels += int(columns[place]["width"]) * LETTER_PIXELS
    return place


def _printer(sheet: Worksheet, page: Mapping[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    number = "Trang &P/&N" if page["lang"] == "vi" else "Page &P of &N"
    sheet.set_footer(f"&L&8{page['hash'][:16]}&R&8{number}")

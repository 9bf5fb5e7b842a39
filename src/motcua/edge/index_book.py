"""Tables of the reform index as one workbook: number cells are numbers, one sheet a table."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

FONT = "Times New Roman"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MADE_AT = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # so that one round gives the same bytes


def workbook(tables: Sequence[Mapping[str, Any]], *, title: str) -> bytes:
    """Return tables as a workbook. A table has name, title, notes, columns (label, width) and rows.

    A cell is a text, a whole number, a float, or nothing.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties({"title": title, "created": MADE_AT})
    plain = {"font_name": FONT, "font_size": 11}
    looks = {
        "title": book.add_format(plain | {"bold": True, "font_size": 13}),
        "note": book.add_format(plain | {"font_color": "#4A463F"}),
        "head": book.add_format(
            plain | {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#F0F0F0"}
        ),
        "text": book.add_format(plain | {"border": 1, "text_wrap": True, "valign": "top"}),
        "whole": book.add_format(plain | {"border": 1, "num_format": "0", "valign": "top"}),
        "number": book.add_format(plain | {"border": 1, "num_format": "0.00##", "valign": "top"}),
    }
    for table in tables:
        _sheet(book.add_worksheet(table["name"][:31]), looks, table)
    book.close()
    return data.getvalue()


def _sheet(sheet: Any, looks: Mapping[str, Any], table: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, table["title"], looks["title"])
    line = 1
    for note in table["notes"]:
        sheet.write_string(line, 0, note, looks["note"])
        line += 1
    line += 1
    for place, (label, width) in enumerate(table["columns"]):
        sheet.set_column(place, place, width)
        sheet.write_string(line, place, label, looks["head"])
    sheet.freeze_panes(line + 1, min(2, len(table["columns"])))
    sheet.repeat_rows(line)
    for number, row in enumerate(table["rows"], line + 1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, looks)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, line: int, place: int, value: Any, looks: Mapping[str, Any]) -> None:
    if value is None:
        sheet.write_blank(line, place, None, looks["text"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, looks["whole"])
    elif isinstance(value, float):
        sheet.write_number(line, place, value, looks["number"])
    else:
        sheet.write_string(line, place, str(value), looks["text"])

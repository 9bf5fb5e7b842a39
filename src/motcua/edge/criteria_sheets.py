"""A criteria set as a workbook: one sheet, a heading that stays, numbers as numbers, codes as text."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MADE_AT = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # so that one set gives the same bytes
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}


def workbook(
    name: str, rows: Iterable[Sequence[str | float]], *, widths: Sequence[int], bold: Sequence[str] = ()
) -> bytes:
    """Return the rows, the heading first; rows whose first cell is one of `bold` stand out."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties({"title": name, "created": MADE_AT})
    sheet = book.add_worksheet(name[:31])
    plain = book.add_format({**FONT, "border": 1, "border_color": "#D9D4CA"})
    head = book.add_format({**FONT, "bold": True, "border": 1, "bg_color": "#F0F0F0"})
    strong = book.add_format({**FONT, "bold": True, "border": 1, "bg_color": "#FAF6EE"})
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for line, row in enumerate(rows):
        look = head if line == 0 else strong if row[0] in bold else plain
        for place, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(line, place, cell, look)
            else:
                sheet.write_string(line, place, cell, look)
    sheet.freeze_panes(1, 4)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return data.getvalue()

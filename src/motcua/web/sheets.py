"""A list as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse


def csv_file(name: str, rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return rows, the head among them, as a CSV file with the mark by which spreadsheets know Unicode."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

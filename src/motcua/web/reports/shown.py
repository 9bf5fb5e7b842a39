"""A report as a page shows it: headings, cells with the doors behind them, checks, both deadlines."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext, ngettext

from motcua.queries import report_doors, reports
from motcua.queries.reports import Sheet
from motcua.rules import reports_print
from motcua.rules.reports import Check, Column, Form, Row, RowKind
from motcua.rules.reports_ii06 import Basis, Definition, on_time_share
from motcua.rules.reports_print import Heading
from motcua.web import words
from motcua.web.reports.asking import Asked

BAD = frozenset({"DaXuLyQuaHan", "DangXuLyQuaHan", "ChuaNop", "ConPhaiThu", "HSChuaThanhToan"})


def headings(form: Form) -> list[list[Heading]]:
    """Return the rows of headings."""
    found = reports_print.headings(form, words.language())
    return [[one for one in found if one.row == row] for row in range(max(h.row for h in found) + 1)]


def rows(asked: Asked, found: Sequence[Row], *, doors: bool = True) -> list[dict[str, Any]]:
    """Return the rows with a door behind each number that has a list."""
    return [
        {
            "kind": str(row.kind),
            "cells": [_cell(asked, row, column, doors=doors) for column in asked.sheet.form.columns],
        }
        for row in found
    ]


def _cell(asked: Asked, row: Row, column: Column, *, doors: bool) -> dict[str, Any]:
    value = row.cells.get(column.key)
    shown: dict[str, Any] = {
        "text": reports_print.text(value, column.kind, words.language()),
        "right": column.is_number,
        "middle": column.kind in ("order", "moment"),
        "name": column.kind == "name",
        "wide": column.kind == "text" and column.width >= 30,
        "words": column.kind == "text" and 18 <= column.width < 30,
        "bad": column.key in BAD and bool(value),
        "url": "",
    }
    form = asked.sheet.form
    if row.about.startswith("dossier:") and column.kind == "text" and value and column.number == 2:
        shown["dossier"] = value
    elif doors and value and column.is_number and report_doors.has_list(form.key, column.key):
        shown["url"] = asked.url("list", row=row.about, column=column.key)
    return shown


def checks(sheet: Sheet, continuity: Sequence[Check]) -> list[dict[str, Any]]:
    """Return each identity once, with how many rows it was looked at in and where it failed."""
    numbers = {column.key: column.number for column in sheet.form.columns}
    found: dict[str, dict[str, Any]] = {}
    for check in (*sheet.checks, *continuity):
        label = _label(check, numbers, is_carried=check in continuity)
        one = found.setdefault(label, {"label": label, "rows": 0, "failed": []})
        one["rows"] += 1
        if not check.holds:
            one["failed"].append(check)
    for one in found.values():
        one["said"] = ngettext("%(n)s row", "%(n)s rows", one["rows"]) % {"n": words.number(one["rows"])}
    return list(found.values())


def _label(check: Check, numbers: dict[str, int], *, is_carried: bool) -> str:
    if is_carried:
        return gettext("6 = 11 of the period before")
    if not check.parts:
        return gettext("no count below zero")
    if check.parts[0] in (RowKind.TOTAL, RowKind.GROUP):
        return gettext("totals = sums of their rows")
    parts = " + ".join(str(numbers[part]) for part in check.parts)
    return f"{numbers[check.whole]} = {parts}"


def both(asked: Asked) -> list[dict[str, Any]]:
    """Return the total held against both deadlines. Costs a report for the other one."""
    sheet, found = asked.sheet, []
    for basis in Basis:
        of = replace(sheet, definition=Definition(sheet.definition.waiting, basis))
        if basis != sheet.definition.basis:
            of = replace(of, rows=tuple(reports.rows(of)))
        total = next((row for row in of.rows if row.kind is RowKind.TOTAL), None)
        if total is not None:
            keys = ("DaXuLyTruocHan", "DaXuLyDungHan", "DaXuLyQuaHan", "DangXuLyQuaHan")
            found.append(
                {
                    "basis": reports_print.said(reports_print.BASIS[basis], words.language()),
                    "current": basis == sheet.definition.basis,
                    "counts": [words.number(reports.whole(total, key)) for key in keys],
                    "share": words.share(on_time_share(total.cells)),
                }
            )
    return found

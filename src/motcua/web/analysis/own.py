"""Any other index: a framework file and a table, looked at at once and kept nowhere."""

import csv
import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.queries import frameworks
from motcua.web import drawings, words
from motcua.web.analysis import pictures, views
from motcua.web.analysis.forms import OwnForm

if TYPE_CHECKING:  # NumPy is loaded when a page asks for it, never at the start
    from motcua.rules.composite import Framework, Result, Table
    from motcua.rules.composite_uncertainty import Interval

MOST_ROWS, MOST_LEAVES, RUNS, MOST_SHOWN = 1000, 200, 500, 100
STEPS = (0.2, 0.4, 0.6, 0.8)


class Unreadable(ValueError):
    """The files cannot be used; `lines` say why, all of it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Take two files and show what they make; nothing is written down."""
    views.allowed(request)
    form = OwnForm(request.POST, request.FILES) if request.method == "POST" else OwnForm()
    context: dict[str, Any] = {"form": form, "tabs": views.tabs("own"), "rows_most": MOST_ROWS}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                context |= _shown(form.cleaned_data["framework"], form.cleaned_data["table"])
                status = 200
            except Unreadable as problem:
                context["problems"] = problem.lines[:20]
    return render(request, "analysis/own.html", context, status=status)


def _shown(framework_file: UploadedFile, data_file: UploadedFile) -> dict[str, Any]:
    from motcua.rules import composite_design, composite_score, composite_uncertainty
    from motcua.rules.composite_aggregation import effective
    from motcua.rules.composite_framework import BadFramework, digest
    from motcua.rules.composite_table import BadTable
    from motcua.rules.composite_words import sentences

    lang = words.language()
    try:
        framework, table, unread = _read(_text(framework_file), _text(data_file))
        result = composite_score.compute(framework, table)
        steps = composite_design.steps(framework, table, framework.uncertainty or composite_design.DEFAULT)
        design = composite_design.draw(framework, table, steps, runs=RUNS, seed=1)
        found = composite_uncertainty.intervals(composite_uncertainty.run(framework, table, design))
    except (BadFramework, BadTable) as bad:
        raise Unreadable(sentences(bad.problems, lang)) from None
    except composite_score.Incomputable as bad:
        raise Unreadable(sentences(bad.notes, lang)) from None
    shares = effective(framework.tree)
    return _tables(result, found) | {
        "name": framework.name or framework.key,
        "runs": RUNS,
        "notes": sentences([*unread, *result.notes], lang)[:20],
        "digest": digest(framework),
        "weights": [
            {"code": node.code, "name": node.name, "share": words.share(shares[node.code], 1)}
            for node in framework.nodes[1:]
        ],
    }


def _text(file: UploadedFile) -> str:
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable([gettext("The file %(name)s is no text in UTF-8.") % {"name": file.name}]) from None


def _read(framework_text: str, data_text: str) -> "tuple[Framework, Table, list[Any]]":
    from motcua.rules import composite_framework, composite_table

    try:
        framework = composite_framework.read(frameworks.parse(framework_text))
    except frameworks.NoYaml as problem:
        raise Unreadable([str(problem)]) from None
    if len(framework.leaves) > MOST_LEAVES:
        raise Unreadable([gettext("The index has more than %(most)s leaves.") % {"most": MOST_LEAVES}])
    first = data_text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(data_text), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise Unreadable([str(problem)]) from None
    columns = [" ".join(name.split()) for name in lines[0]] if lines else []
    if len(set(columns)) != len(columns):
        raise Unreadable([gettext("Two columns have the same name.")])
    if len(lines) - 1 > MOST_ROWS:
        raise Unreadable([gettext("The table has more than %(most)s rows.") % {"most": MOST_ROWS}])
    rows = [(at, dict(zip(columns, cells, strict=False))) for at, cells in enumerate(lines[1:], 2) if cells]
    return framework, *composite_table.read(framework, columns, rows)


def _tables(result: "Result", found: "tuple[Interval, ...]") -> dict[str, Any]:
    """Return the picture of intervals, and the table of ranks with the parts just below the root."""
    order = sorted(range(len(found)), key=lambda at: (found[at].rank == 0, found[at].rank, found[at].unit))
    parts = [node for node in result.framework.nodes if node in result.framework.tree.children]
    ranked = [at for at in order if found[at].rank][:MOST_SHOWN]
    spans = [_span(asdict(found[at])) for at in ranked]
    rows = []
    for at in order[:MOST_SHOWN]:
        one = found[at]
        rows.append(
            {
                "name": result.table.label(at),
                "rank": one.rank or "–",
                "score": _number(one.score),
                "low": words.number(one.low, 0) if one.rank else "–",
                "median": words.number(one.median, 0) if one.rank else "–",
                "high": words.number(one.high, 0) if one.rank else "–",
                "cells": [_cell(result, node.code, at) for node in parts],
            }
        )
    return {
        "intervals": mark_safe(pictures.intervals(spans)),
        "rows": rows,
        "left_out": max(0, len(order) - MOST_SHOWN),
        "parts": [{"code": node.code, "name": node.name or node.code} for node in parts],
    }


def _span(one: dict[str, Any]) -> pictures.Span:
    name = f"{one['unit']} {one['year']}" if one["year"] else one["unit"]
    return pictures.Span(name, one["rank"], one["low"], one["median"], one["high"])


def _number(value: float) -> str:
    return "–" if value != value else words.number(value, 3)  # only NaN differs from itself


def _cell(result: "Result", code: str, at: int) -> dict[str, Any]:
    """Return a score, heated by where it lies between the best (cool) and the worst of its column."""
    column = result.of(code)
    value = float(column[at])
    seen = column[column == column]  # without NaN
    if value != value:
        return {"text": "–", "heat": None}
    wide = float(seen.max() - seen.min())
    lost = (float(seen.max()) - value) / wide if wide else 0.0
    return {"text": words.number(value, 3), "heat": drawings.heat_step(lost, STEPS)}

"""The tables of quality as files: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.queries import indicators as reads
from motcua.rules import criteria, four_measures, indicator_rows, indicators, standing
from motcua.web.quality import asked as asks
from motcua.web.quality.asked import Asked

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Line = dict[str, Any]


@login_required
@require_safe
def table(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """Give the table of a page as a file; figures in it are not rounded."""
    asked = asks.read(request)
    made = {"766": _of_766, "61": _of_61, "service": _of_service, "units": _of_units}.get(which)
    if made is None or form not in TYPES:
        raise Http404
    found, lines = made(asked)
    body = _head(asked) | found
    text = json.dumps(body, ensure_ascii=False, indent=1) if form == "json" else _csv(lines, asked)
    answer = HttpResponse(text, content_type=TYPES[form])
    name = f"{which}-{asked.place.unit.agency_code or asked.place.unit.pk}-{asked.period.key}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _head(asked: Asked) -> dict[str, Any]:
    first, until = asked.period.days
    return {
        "unit": asked.place.unit.agency_code,
        "unit_name": asked.place.unit.name,
        "period": asked.period.key,
        "from_on": first.isoformat(),
        "until_on": until.isoformat(),
        "as_of": asked.span.at.isoformat(),
        "running": asked.span.runs,
    }


Made = tuple[dict[str, Any], Sequence[Line]]


def _of_766(asked: Asked) -> Made:
    book, level = reads.book(asked.span.last_on, asked.chosen), asked.place.level
    [sums] = reads.values([asked.place], span=asked.span)
    [past] = reads.values([asked.place], span=asked.before)
    found = indicators.evaluate(book, sums, level=level)
    before = indicators.evaluate(book, past, level=level)
    made = indicator_rows.of_assessment(book, found, standing.changes(found, before))
    return made, made["indicators"]


def _of_units(asked: Asked) -> Made:
    book, places = reads.book(asked.span.last_on, asked.chosen), reads.each(asked.place.unit)
    rows = reads.values(places, span=asked.span)
    made, lines = [], []
    for place, sums in zip(places, rows, strict=True):
        own = {"unit": place.unit.agency_code, "unit_name": place.unit.name}
        found = indicator_rows.of_assessment(book, indicators.evaluate(book, sums, level=place.level))
        made.append(own | found)
        lines += [own | line for line in found["indicators"]]
    return {"set": book.key, "units": made}, lines


def _of_61(asked: Asked) -> Made:
    paper = reads.paper(asked.span.last_on)
    [sums] = reads.values([asked.place], span=asked.span)
    made = indicator_rows.of_sheet(paper, criteria.evaluate(paper, sums))
    lines = [
        {key: value for key, value in one.items() if key != "rates"}
        | {
            f"{rate['key']}_{part}": rate[part]
            for rate in one["rates"]
            for part in ("numerator", "denominator")
        }
        for one in made["criteria"]
    ]
    return made, lines


def _of_service(asked: Asked) -> Made:
    four = reads.four(asked.span.last_on)
    [sums] = reads.values([asked.place], span=asked.span)
    made = indicator_rows.of_four(four, four_measures.evaluate(four, sums))
    return made, made["measures"]


def _csv(lines: Sequence[Line], asked: Asked) -> str:
    """Write CSV with the mark that makes a spreadsheet read it as UTF-8."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    own = {"unit": asked.place.unit.agency_code, "period": asked.period.key}
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=[*own, *(name for name in names if name not in own)])
    writer.writeheader()
    writer.writerows(own | line for line in lines)
    return "\ufeff" + text.getvalue()

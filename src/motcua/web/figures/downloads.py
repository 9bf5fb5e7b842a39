"""The same figures as files: CSV, JSON for other people's pages, Parquet, and what the columns mean."""

import csv as tables
import hashlib
import io
import json as notation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from motcua.edge import parquet as columns
from motcua.queries import office, published, workdays
from motcua.queries.published import Figures
from motcua.rules import opendata

KEPT = "public, max-age=3600"
NAMES = [name for name, *_ in opendata.FIELDS]


@require_safe
def csv(request: HttpRequest, period: str) -> HttpResponse:
    """Everybody takes the published months of a period as CSV."""
    text = io.StringIO()
    writer = tables.DictWriter(text, NAMES, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(published.rows(_figures(request, period)))
    return _file(request, ("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"{period}.csv")


@require_safe
def json(request: HttpRequest, period: str) -> HttpResponse:
    """Everybody, and any page on the network, takes them as JSON with their schema."""
    found = _figures(request, period)
    told = opendata.schema(published.words(), found.least) | {
        "title": office.host().get("place", ""),
        "period": {"key": found.period.key, "from": f"{found.period.from_on}", "until": f"{found.until_on}"},
        "source": request.build_absolute_uri(reverse("figures:overview")),
        "rows": published.rows(found),
    }
    answer = _file(request, _json(told), "application/json", "")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def parquet(request: HttpRequest, period: str) -> HttpResponse:
    """Everybody takes them as Parquet."""
    rows = published.rows(_figures(request, period))
    body = columns.packed({name: [row[name] for row in rows] for name in NAMES})
    return _file(request, body, "application/vnd.apache.parquet", f"{period}.parquet")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Everybody reads what the columns and the numbers mean, in both languages."""
    told = opendata.schema(published.words(), published.least(workdays.today(request.now)))
    answer = _file(request, _json(told), "application/json", "")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _figures(request: HttpRequest, period: str) -> Figures:
    return published.figures(period=period, today=workdays.today(request.now))


def _json(told: dict[str, Any]) -> bytes:
    return notation.dumps(told, ensure_ascii=False, indent=1).encode()


def _file(request: HttpRequest, body: bytes, kind: str, name: str) -> HttpResponse:
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=kind)
    if name:
        answer.headers["Content-Disposition"] = f'attachment; filename="figures-{name}"'
    answer.headers["ETag"], answer.headers["Cache-Control"] = mark, KEPT
    found = get_conditional_response(request, etag=mark, response=answer)
    return found if isinstance(found, HttpResponse) else answer

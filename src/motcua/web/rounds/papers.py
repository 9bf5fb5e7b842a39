"""What leaves a round as files: the sheet to be signed, the papers beside leaves, the results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.edge import index_book, index_pdf
from motcua.queries import round_claims, round_published, rounds, workdays
from motcua.queries.access import NoSuch
from motcua.web import uploads, words
from motcua.web.rounds import results as pages
from motcua.web.rounds import sheets, told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Paper:
    """A kept file under the name it is sent by."""

    file: Any
    file_name: str
    key: str = ""


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a paper that lies beside a leaf, or lead to the list that does."""
    kept = rounds.evidence(pk, by=request.actor)
    if kept.file is None:
        return redirect(kept.list_url)
    name = f"{kept.leaf}-{kept.name}".replace("/", " ")[:120]
    return uploads.sent(_Paper(kept.file, f"{name}.{_ending(kept.file.mime)}"))


@login_required
@require_safe
def signed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the signed sheet a unit was locked with."""
    row = sheets.opened(request, pk)
    if row.signed_file is None:
        raise NoSuch(str(pk))
    ending = _ending(row.signed_file.mime)
    return uploads.sent(_Paper(row.signed_file, f"{row.round.key}-{row.unit_id}-signed.{ending}"))


def _ending(mime: str) -> str:
    return {"image/jpeg": "jpg"}.get(mime, mime.rsplit("/", 1)[-1].rsplit(".", 1)[-1][:5])


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a unit's self-score as a sheet to be signed, with the digest of what it says."""
    row = sheets.opened(request, pk)
    seen = round_claims.rows(row, now=request.now)
    tiles = sheets.frame(request, row, seen)["tiles"]
    page = _page(
        owner=row.unit.name,
        title=gettext("Self-score of administrative reform"),
        under=f"{row.round.name} · {told.said(rounds.set_of(row.round).name)}",
        digest=row.sheet_digest or round_claims.digest(row),
        on=request.now,
    )
    page["facts"] = [(tile["label"], f"{tile['value']} {tile['note']}") for tile in tiles[:1]]
    page["facts"] += [(gettext("Group"), row.group or "–")]
    page["sections"] = list(_sheet_sections(row, seen))
    page["signatures"] = [
        (gettext("Made by"), gettext("(signature, full name)")),
        (gettext("Head of the unit"), gettext("(signature, full name, seal)")),
    ]
    return _pdf(page, f"{row.round.key}_{row.unit.agency_code or row.unit_id}.pdf", request.now)


def _sheet_sections(row: Any, seen: Any) -> Iterator[dict[str, Any]]:
    columns = [
        _column(gettext("Component"), 1), _column(gettext("Criterion in words"), 6),
        _column(gettext("Most"), 1.1, right=True),
        _column(gettext("Self-score"), 1.3, right=True), _column(gettext("By the system"), 1.3, right=True),
        _column(gettext("Evidence papers"), 1, right=True),
    ]  # fmt: skip
    for group in sheets.groups(rounds.set_of(row.round), seen, "all", row):
        rows = []
        for one in group["lines"]:
            if "leaf" not in one:
                rows.append(_row(1, one["code"], one["name"], one["most"], "", "", ""))
                continue
            mine = one["cells"][0]["text"] or (gettext("survey") if one["is_survey"] else "–")
            papers = str(one["evidence"]) if one["evidence"] else ""
            rows.append(_row(2, one["code"], one["name"], one["most"], mine, one["automatic"], papers))
        title = f"{group['code']}. {group['name']} ({group['most']})"
        yield {"title": title, "note": "", "apart": False, "columns": columns, "rows": rows}


def _page(*, owner: str, title: str, under: str, digest: str, on: datetime) -> dict[str, Any]:
    day = workdays.today(on)
    in_full = f"ngày {day:%d} tháng {day:%m} năm {day.year}"
    where = in_full if words.language() == "vi" else words.day(day)
    return {
        "lang": words.language(), "owner": owner, "title": title, "under": under, "facts": [],
        "sections": [], "signatures": [], "where": where, "digest": digest,
    }  # fmt: skip


def _column(label: str, width: float, *, right: bool = False) -> dict[str, Any]:
    return {"label": label, "width": width, "right": right}


def _row(level: int, *cells: str) -> dict[str, Any]:
    return {"level": level, "cells": list(cells)}


def _pdf(page: dict[str, Any], name: str, on: datetime) -> HttpResponse:
    data = index_pdf.render(page, on=workdays.today(on).isoformat())
    response = HttpResponse(data, content_type="application/pdf")
    return _named(response, name, attached=False)


def _named(response: HttpResponse, name: str, *, attached: bool) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(attached, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def results(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Send a published round as PDF with a page for each unit, or as a workbook."""
    of = rounds.published(key)
    if kind == "pdf":
        assert of.published_at is not None
        return _pdf(_results_page(of), f"{of.key}.pdf", of.published_at)
    if kind == "xlsx":
        data = index_book.workbook(_tables(of), title=of.name)
        return _named(HttpResponse(data, content_type=XLSX), f"{of.key}.xlsx", attached=True)
    raise Http404


def _results_page(of: Any) -> dict[str, Any]:
    shown, criteria = pages.ranked(of), rounds.set_of(of)
    page = _page(
        owner=of.owner.name, title=of.name, under=shown["criteria_name"], digest=of.digest, on=of.published_at
    )
    page["facts"] = [
        (gettext("Results published"), words.moment(of.published_at)),
        (gettext("Criteria set"), f"{criteria.key} · {criteria.version} · {of.criteria.digest[:16]}"),
        (gettext("Who submits nothing"), shown["policy"]),
    ]
    if criteria.is_illustrative:
        page["facts"].append((gettext("Note"), gettext("The criteria of this set are illustrative.")))
    page["sections"] = [_ranking(shown)]
    for line in round_published.ranking(of):
        page["sections"] += list(_unit(line, criteria, of))
    return page


def _ranking(shown: dict[str, Any]) -> dict[str, Any]:
    columns = [
        _column(gettext("Place in the ranking"), 0.8, right=True), _column(gettext("Unit"), 3),
        _column(gettext("Group"), 1.4), _column(gettext("Index, %"), 1.2, right=True),
        _column(gettext("Points"), 1.6, right=True), _column(gettext("Grade"), 1.5),
        _column(gettext("Rank before"), 1.4),
    ]  # fmt: skip
    rows = [
        _row(
            2, str(one["rank"] or "–"), one["unit"].name, one["group"], one["percent"],
            f"{one['points']} / {one['possible']}", one["grade"], one["moved"]["text"],
        )
        for one in shown["lines"]
    ]  # fmt: skip
    return {
        "title": gettext("Ranking"),
        "note": gettext("Ranks follow unrounded values; equal ones share a rank."),
        "apart": False, "columns": columns, "rows": rows,
    }  # fmt: skip


def _unit(line: Any, criteria: Any, of: Any) -> Iterator[dict[str, Any]]:
    result = line.result
    columns = [
        _column(gettext("Component"), 1), _column(gettext("Criterion in words"), 7),
        _column(gettext("Most"), 1.1, right=True),
        _column(gettext("Points"), 1.2, right=True), _column(gettext("Lost"), 1.1, right=True),
    ]  # fmt: skip
    rows = []
    for group in pages.report(criteria, result.body):
        rows.append(_row(0, group["code"], group["name"], group["possible"], group["points"], ""))
        rows += [
            _row(2, one["code"], one["name"], one["most"], one["points"], one["lost"])
            for one in group["leaves"]
        ]
    rank = gettext("rank %(rank)s") % {"rank": result.rank} if result.rank else gettext("not ranked")
    yield {
        "title": result.participant.unit.name,
        "note": f"{words.number(result.percent, 2)} % · {rank}",
        "apart": True, "columns": columns, "rows": rows,
    }  # fmt: skip


def _tables(of: Any) -> list[dict[str, Any]]:
    criteria, lines = rounds.set_of(of), round_published.ranking(of)
    notes = [
        f"{told.said(criteria.name)} · {of.criteria.digest}",
        f"SHA-256 {of.digest} · {words.moment(of.published_at)}",
    ]
    areas = [(f"{area.code}. {told.said(area.name)}", 14) for area in criteria.areas]
    head = [
        (gettext("Place in the ranking"), 8),
        (gettext("Unit"), 30),
        (gettext("Group"), 14),
        (gettext("Index, %"), 10),
    ]
    ranked = {
        "name": gettext("Ranking"), "title": of.name, "notes": notes,
        "columns": [
            *head, (gettext("Points"), 10), (gettext("Possible"), 10), (gettext("Grade"), 10), *areas,
        ],
        "rows": [
            [
                *_head(one), float(one.result.points), float(one.result.possible), one.result.grade,
                *(float(row["points"]) for row in one.result.body["areas"]),
            ]
            for one in lines
        ],
    }  # fmt: skip
    leaves = [(f"{leaf.code} ({told.most(leaf.points)})", 9) for leaf in criteria.leaves()]
    matrix = {
        "name": gettext("Points by component"), "title": of.name, "notes": notes, "columns": [*head, *leaves],
        "rows": [[*_head(one), *(_cell(row) for row in one.result.body["leaves"])] for one in lines],
    }  # fmt: skip
    names = {
        "name": gettext("List of criteria"), "title": told.said(criteria.name), "notes": notes[:1],
        "columns": [(gettext("Component"), 10), (gettext("Criterion in words"), 80), (gettext("Most"), 10)],
        "rows": [[leaf.code, told.said(leaf.name), float(leaf.points)] for leaf in criteria.leaves()],
    }  # fmt: skip
    return [ranked, matrix, names]


def _head(one: Any) -> list[Any]:
    part = one.result.participant
    return [one.result.rank, part.unit.name, part.group, float(one.result.percent)]


def _cell(row: Any) -> Any:
    if row["points"] is None:
        return gettext("n/a") if row["not_applicable"] else 0
    return float(row["points"])

"""What a commune has posted, for everybody: a list to search, a sheet to print, a QR that leads to it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import posting, workdays
from motcua.queries.posting import Line
from motcua.rules.fees import due_fee
from motcua.web import drawings, words
from motcua.web.citizen import sentences
from motcua.web.posting import labels


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Everybody finds the notice board of a unit."""
    return render(request, "posting/boards.html", {"units": posting.posting_units()})


@require_safe
def board(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Everybody reads what a unit has posted: name, time, fee, papers, where; with ?print=1 as a sheet."""
    text = request.GET.get("q", "")[:200].replace("\x00", "")
    today = workdays.today(request.now)
    sheet = posting.sheet(unit_id, on=today, text=text)
    address = settings.PUBLIC_URL + reverse("posting:board", args=[unit_id])
    fields: dict[str, list[dict[str, Any]]] = {}
    for line in sheet.lines:
        fields.setdefault(line.version.field, []).append(_line(line))
    context = {
        "unit": sheet.unit,
        "fields": fields.items(),
        "count": len(sheet.lines),
        "text": text,
        "today": today,
        "address": address,
        "qr": drawings.qr(address),
        "is_invented": settings.IS_DEMO,
    }
    return render(request, "posting/board.html", context)


def _line(line: Line) -> dict[str, Any]:
    version, english = line.version, words.language() == "en"
    law = sentences.term(version.time_value, version.time_unit)
    promised = sentences.term(*line.committed) if line.committed else law
    return {
        "code": version.procedure.code,
        "name": labels.named(version, version.procedure.code),
        "time": promised or law or version.time_text,
        "law_time": law if law and law != promised else "",
        "fee": due_fee(line.body.fees),
        "papers": [_paper(part, english) for part in line.body.components],
        "results": [one.name_en if english and one.name_en else one.name for one in line.body.results],
        "online": version.online_level in ("partial", "full"),
        "mark": line.mark,
        "decision": version.decision_no,
        "from_on": version.from_on,
        "authority": version.authority,
    }


def _paper(part: Any, english: bool) -> str:
    name = part.name_en if english and part.name_en else part.name
    counts = []
    if part.originals:
        counts.append(gettext("%(n)s original") % {"n": part.originals})
    if part.copies:
        counts.append(gettext("%(n)s copy") % {"n": part.copies})
    return f"{name} ({', '.join(counts)})" if counts else name

"""Pages that need nothing of a citizen: the first page, the finder, a guide, help."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.queries import finder, workdays
from motcua.queries.finder import Guide, Wish
from motcua.web import words
from motcua.web.citizen import sentences
from motcua.web.citizen.forms import Track

ON_HOME = 8  # life events


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody sees one question and one field, life events, and the way to a dossier."""
    today = workdays.today(request.now)
    context = {
        "events": _events(today)[:ON_HOME],
        "count": finder.count(on=today),
        "kept": finder.kept_promises(on=today),
        "hours": _hours(request),
        "track": Track(auto_id="home_%s"),
        "chips": [gettext("birth registration"), gettext("certified copies"), gettext("open a shop")],
    }
    return render(request, "citizen/home.html", context)


def _events(today: Any) -> list[dict[str, str]]:
    known = set(finder.life_events(on=today))
    return [
        {"key": key, "icon": icon, "name": gettext(name), "about": gettext(about)}
        for key, (icon, name, about) in sentences.EVENTS.items()
        if key in known
    ]


def _hours(request: HttpRequest) -> dict[str, Any] | None:
    found = finder.hours(now=request.now)
    if found is None:
        return None
    spans = [
        f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}" for start, end in found.sessions
    ]
    reason = found.reason_en if words.language() == "en" else found.reason_vi
    return {"unit": found.unit, "spans": spans, "is_open": found.is_open_now, "reason": reason}


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Everybody finds a procedure by words, life event, field or office."""
    today = workdays.today(request.now)
    asked = request.GET
    unit = asked.get("unit", "")
    wish = Wish(
        text=asked.get("q", "")[:200].replace("\x00", ""),
        life_event=asked.get("event", "")[:20],
        field=asked.get("field", "")[:200],
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
    )
    page = asked.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
    found = finder.find(wish, on=today, page=number)
    context = {
        "wish": wish,
        "found": found,
        "rows": [_row(row) for row in found.rows],
        "event": sentences.EVENTS.get(wish.life_event),
        "events": _events(today),
        "fields": finder.fields(on=today),
        "units": finder.units(on=today),
        "previous": _page_link(request, found.page - 1, found.pages),
        "following": _page_link(request, found.page + 1, found.pages),
    }
    return render(request, "citizen/procedures.html", context)


def _page_link(request: HttpRequest, page: int, pages: int) -> str:
    if not 1 <= page <= pages:
        return ""
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{reverse('citizen:procedures')}?{query.urlencode()}"


def _row(row: Any) -> dict[str, Any]:
    in_english = words.language() == "en" and row.name_en
    return {
        "code": row.procedure.code,
        "name": row.name_en if in_english else row.name,
        "field": row.field,
        "time": sentences.term(row.time_value, row.time_unit),
        "is_online": row.online_level in ("partial", "full"),
    }


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody reads what a procedure takes, costs and gives, and where to go on."""
    found = finder.guide(code, now=request.now)
    return render(request, "citizen/guide.html", {"guide": found} | guide_words(found))


def guide_words(found: Guide) -> dict[str, Any]:
    """Return what a guide says of itself, in the language of the page."""
    version, english = found.version, words.language() == "en"
    results = [one.name_en if english and one.name_en else one.name for one in found.body.results]
    law = sentences.term(version.time_value, version.time_unit)
    terms = list(dict.fromkeys(sentences.term(one.value, one.time_unit) or law for one in found.places))
    event = sentences.EVENTS.get(version.life_event)
    return {
        "name": version.name_en if english and version.name_en else version.name,
        "event": {"key": version.life_event, "name": gettext(event[1])} if event else None,
        "law_time": law,
        "times": terms or [law],
        "results": results,
        "papers": [_paper(one, english) for one in found.body.components],
        "conditions": dict(found.body.texts).get("conditions", ""),
        "note": dict(found.body.texts).get("note", ""),
        "places": [
            {"unit": one.unit, "time": sentences.term(one.value, one.time_unit) or law}
            for one in found.places
        ],
    }


ICONS = (
    ("căn cước", "id-card"),
    ("tờ khai", "file-pen-line"),
    ("đơn", "file-pen-line"),
    ("giấy đề nghị", "file-pen-line"),
    ("uỷ quyền", "file-signature"),
    ("ủy quyền", "file-signature"),
    ("biên bản", "users-round"),
    ("bản vẽ", "scroll-text"),
    ("ảnh", "image"),
    ("giấy chứng nhận", "file-badge"),
)


def _paper(part: Any, english: bool) -> dict[str, Any]:
    folded, said = part.name.lower(), part.case or part.condition
    icon = next((name for words_of_it, name in ICONS if words_of_it in folded), "file-text")
    return {
        "key": part.key,
        "name": part.name_en if english and part.name_en else part.name,
        "originals": part.originals,
        "copies": part.copies,
        "is_required": part.required,
        "case": said[:1].upper() + said[1:],
        "form": part.form,
        "icon": icon,
    }


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Everybody reads how to ask for help, and where the offices are."""
    return render(request, "citizen/help.html", {"units": finder.units(on=workdays.today(request.now))})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Everybody reads how far the site is usable by all, and whom to tell when it is not."""
    return render(request, "citizen/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines learn to leave the pages of dossiers alone."""
    lines = ["User-agent: *", "Disallow: /track/", "Disallow: /rate/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")

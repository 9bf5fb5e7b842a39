"""Lists of duties, one duty with its proof, and the pictures."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import posting as acts
from motcua.actions import posting_evidence
from motcua.queries import posting, posting_access
from motcua.rules.posting import Place, Progress, Standing
from motcua.web import uploads
from motcua.web.posting import labels
from motcua.web.posting.forms import PhotoForm
from motcua.web.posting.overview import duty_line, officials_only

TABS = ("", *map(str, posting.WORST_FIRST))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show officials the duties of their own unit, leaders and reform officers those of all below."""
    officials_only(request)
    asked = request.GET
    wanted = posting.Wanted(
        unit_id=_number(asked.get("unit")),
        decision_id=_number(asked.get("decision")),
        standing=asked.get("standing", "") if asked.get("standing", "") in TABS else "",
        place=asked.get("place", "") if asked.get("place", "") in labels.PLACES else "",
        page=_number(asked.get("page")) or 1,
    )
    found = posting.duties(wanted, by=request.actor, now=request.now)
    first = found.rows[0][0] if found.rows else None
    context = {
        "rows": [duty_line(row, standing, request.now) for row, standing in found.rows],
        "count": found.count,
        "tabs": [_tab(request, name, wanted.standing) for name in TABS],
        "places": [(key, gettext(name), key == wanted.place) for key, (name, _) in labels.PLACES.items()],
        "kept": {key: asked[key] for key in ("unit", "decision", "standing") if asked.get(key)},
        "of_unit": first.unit if first and wanted.unit_id else None,
        "of_decision": first.decision if first and wanted.decision_id else None,
        "previous": _address(request, page=found.page - 1) if found.page > 1 else "",
        "following": _address(request, page=found.page + 1) if found.page < found.pages else "",
        "shown": f"{found.page}/{found.pages}" if found.pages > 1 else "",
    }
    return render(request, "posting/duties.html", context)


def _tab(request: HttpRequest, name: str, chosen: str) -> dict[str, Any]:
    label = labels.standing(name)["text"] if name else gettext("All")
    return {"label": label, "url": _address(request, standing=name), "current": name == chosen}


def _address(request: HttpRequest, **changed: Any) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changed.items():
        asked[name] = str(value)
        if not value:
            del asked[name]
    return f"{request.path}?{asked.urlencode()}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one duty: what is due where and when, its proof; take a photograph, ask for a look at the page."""
    officials_only(request)
    form = PhotoForm(auto_id="photo_%s")
    if request.method == "POST":
        if request.POST.get("act") == "check":
            acts.ask_check(by=request.actor, duty_id=pk, now=request.now)
            messages.success(request, gettext("The page is looked at within a minute."))
            return redirect("posting:duty", pk)
        form = PhotoForm(request.POST, request.FILES, auto_id="photo_%s")
        if form.is_valid():
            _send(request, pk, form.cleaned_data)
            return redirect("posting:duty", pk)
    return render(request, "posting/duty.html", _context(request, pk) | {"form": form})


def _send(request: HttpRequest, pk: int, told: dict[str, Any]) -> None:
    posting_access.duty(pk, by=request.actor)  # before a stranger's picture is stored
    kept = uploads.keep(told["photo"], owner=uploads.owner_of(request), now=request.now)
    chosen = [int(one) for one in request.POST.getlist("duty") if _number(one) is not None]
    photo = posting_evidence.Photo(kept.sha256, kept.name, told["note"])
    sent = posting_evidence.send_photo(
        by=request.actor, duty_ids=list({pk, *chosen}), photo=photo, now=request.now
    )
    said = gettext("Sent for %(n)s duties: it counts when another unit has confirmed it.")
    messages.success(request, said % {"n": len(sent)})


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    duty = posting_access.duty(pk, by=request.actor)
    now = request.now
    standing = posting.standing(duty, at=now, near=posting.near_until(now))
    is_open = duty.progress in (Progress.OPEN, Progress.CLAIMED)
    may_prove = is_open and posting_access.may_prove(duty, request.actor)
    line = duty_line(duty, standing, now)
    on_page = duty.place == Place.COMMUNE_PAGE
    return {
        "duty": duty,
        "line": line,
        "is_open": is_open,
        "is_near": standing in (Standing.NEAR, Standing.LATE, Standing.OPEN),
        "may_prove": may_prove and not on_page,
        "may_check": is_open and on_page,
        "siblings": [
            {"row": one, "name": labels.named(one.published.version, one.procedure.code)}
            for one in (posting.siblings(duty) if may_prove else [])
            if one.pk != duty.pk
        ],
        "page": posting.unit_page(duty.unit_id) if on_page else None,
        "mark": posting.mark_of(duty),
        "evidence": [_proof(one) for one in posting.evidence(duty)],
        "board_url": reverse("posting:board", args=[duty.unit_id]),
    }


def _proof(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "how": gettext(labels.HOWS[row.how]),
        "finding": gettext(labels.FINDINGS[row.finding]) if row.finding else "",
        "verdict": labels.verdict(row.verdict),
        "is_picture": bool(row.file and row.file.mime.startswith("image/")),
    }


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send a photograph to those who may see the duty, or judge it."""
    proof = posting_access.evidence(pk, by=request.actor)
    if proof.file is None:
        raise Http404
    return uploads.sent(SimpleNamespace(file=proof.file, file_name=proof.file_name, key="photo"))

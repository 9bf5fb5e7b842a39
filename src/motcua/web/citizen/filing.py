"""Filing without an account, one decision a page: which office, who, which papers, is it right."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.actions import filing
from motcua.actions.attempts import TooManyAttempts
from motcua.queries import citizen, finder
from motcua.queries.access import NoSuch
from motcua.queries.finder import Guide
from motcua.rules import RuleError, files
from motcua.web import drawings, uploads
from motcua.web.citizen import drafts, sentences, views
from motcua.web.citizen.drafts import Draft
from motcua.web.citizen.forms import TAKEN, Where, Who
from motcua.web.citizen.herself import herself
from motcua.web.errors import sentence

ask = require_http_methods(["GET", "HEAD", "POST"])


def _guide(request: HttpRequest, code: str) -> Guide:
    """Return the guide of a procedure that may be filed online; else it is not there.

    Raises: NoSuch.
    """
    found = finder.guide(code, now=request.now)
    if not found.is_online:
        raise NoSuch(code)
    return found


def _page(request: HttpRequest, step: str, guide: Guide, **more: Any) -> HttpResponse:
    code = guide.version.procedure.code
    steps = drafts.STEPS if len(guide.places) > 1 else drafts.STEPS[1:]
    at = steps.index(step)
    back = (
        reverse(f"citizen:file_{steps[at - 1]}", args=[code]) if at else reverse("citizen:guide", args=[code])
    )
    context = {"guide": guide, "code": code, "step": at + 1, "steps": len(steps), "back": back}
    context["name"] = views.guide_words(guide)["name"]
    return render(request, f"citizen/file_{step}.html", context | more)


@require_safe
@never_cache
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on to the first step that is not answered; a visit before is gone on with."""
    guide = _guide(request, code)
    draft = drafts.read(request, code)
    if draft.unit_id is None and len(guide.places) == 1:
        draft.unit_id = guide.places[0].unit.pk
        drafts.keep(request, code, draft)
    return redirect(f"citizen:file_{draft.step}", code=code)


@ask
@never_cache
def where(request: HttpRequest, code: str) -> HttpResponse:
    """Ask which office."""
    guide, draft = _guide(request, code), drafts.read(request, code)
    named = [(place.unit.pk, place.unit.name) for place in guide.places]
    form = Where(request.POST or None, places=named, initial={"unit": draft.unit_id})
    if request.method == "POST" and form.is_valid():
        draft.unit_id = form.cleaned_data["unit"]
        drafts.keep(request, code, draft)
        return redirect(f"citizen:file_{draft.step}", code=code)
    return _page(request, "where", guide, form=form)


@ask
@never_cache
def who(request: HttpRequest, code: str) -> HttpResponse:
    """Ask who files."""
    guide, draft = _guide(request, code), drafts.read(request, code)
    form = Who(request.POST or None, initial=draft.who)
    if request.method == "POST" and form.is_valid():
        draft.who = form.cleaned_data
        drafts.keep(request, code, draft)
        return redirect(f"citizen:file_{draft.step}", code=code)
    return _page(request, "who", guide, form=form)


@ask
@never_cache
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """Take the papers; what is chosen is kept at once, so that a lost line loses one paper at most."""
    guide, draft = _guide(request, code), drafts.read(request, code)
    errors = _take(request, code, guide, draft) if request.method == "POST" else {}
    if request.method == "POST" and not errors:
        if "stay" in request.POST or "drop" in request.POST:
            return redirect("citizen:file_papers", code=code)
        draft.has_seen_papers = True
        drafts.keep(request, code, draft)
        return redirect(f"citizen:file_{draft.step}", code=code)
    lines = [
        line | {"kept": draft.files.get(line["key"]), "error": errors.get(line["key"], "")}
        for line in views.guide_words(guide)["papers"]
    ]
    return _page(request, "papers", guide, lines=lines, errors=errors, taken=TAKEN, most=files.MOST_MEGABYTES)


def _take(request: HttpRequest, code: str, guide: Guide, draft: Draft) -> dict[str, str]:
    """Keep each chosen file under the key of its paper, and return the sentence for each that is refused."""
    draft.files.pop(request.POST.get("drop", ""), None)
    errors = {}
    for part in guide.body.components:
        upload = request.FILES.get(f"paper_{part.key}")
        if upload is None:
            continue
        try:
            others = [one["size"] for key, one in draft.files.items() if key != part.key]
            files.check([*others, upload.size or 0])
            kept = uploads.keep(upload, owner=uploads.owner_of(request), now=request.now)
            draft.files[part.key] = {"sha256": kept.sha256, "name": kept.name, "size": kept.size}
        except RuleError as no:
            errors[part.key] = sentence(no)
    drafts.keep(request, code, draft)
    return errors


@ask
@never_cache
@herself
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that was told; pressed, it is filed, once."""
    guide, draft = _guide(request, code), drafts.read(request, code)
    if request.method == "POST" and request.session.get("filed", {}).get("key") == request.POST.get("draft"):
        return redirect("citizen:filed", code=code)  # pressed twice
    if draft.step != "check":
        return redirect("citizen:file", code=code)
    form = forms.Form(request.POST or None)
    if request.method == "POST" and _send(request, code, guide, draft, form):
        return redirect("citizen:filed", code=code)
    place = next((one for one in guide.places if one.unit.pk == draft.unit_id), guide.places[0])
    lines = [line | {"kept": draft.files.get(line["key"])} for line in views.guide_words(guide)["papers"]]
    more = {
        "draft": draft,
        "form": form,
        "place": place,
        "time": sentences.term(place.value, place.time_unit) or views.guide_words(guide)["law_time"],
        "lines": lines,
        "missing": [line for line in lines if line["is_required"] and not line["kept"]],
        "answer_at": citizen.answer_by(place.unit, now=request.now),
    }
    return _page(request, "check", guide, **more)


def _send(request: HttpRequest, code: str, guide: Guide, draft: Draft, form: forms.Form) -> bool:
    form.is_valid()
    wanted = filing.Filing(draft.key, drafts.intake(draft, guide), request.META.get("REMOTE_ADDR", ""))
    try:
        token = filing.file_online(filing=wanted, now=request.now)
    except (filing.NameDiffers, TooManyAttempts) as no:
        form.add_error(None, sentence(no))
        return False
    drafts.filed(request, code, draft, token)
    return True


@require_safe
@never_cache
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Show the code, the link and when the answer comes, as long as the visit lasts."""
    kept = request.session.get("filed", {})
    if kept.get("code") != code:
        return redirect("citizen:guide", code=code)
    followed = citizen.followed(kept["token"], now=request.now)
    return render(
        request,
        "citizen/file_done.html",
        {"followed": followed, "token": kept["token"]} | link(kept["token"]),
    )


def link(token: str) -> dict[str, str]:
    """Return the address a person can keep, and its QR code as a picture in the page."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("citizen:dossier", args=[token])
    return {"address": address, "qr": drawings.qr(address)}

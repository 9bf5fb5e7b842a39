"""Following a dossier: by code and digits or by the slip's link; papers asked for; the one rating."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.actions import attempts, result, supplement
from motcua.queries import access, citizen, stuck, tokens
from motcua.queries.access import NoSuch
from motcua.rules import RuleError, files
from motcua.rules.attempts import TooManyAttempts
from motcua.rules.intake import Paper
from motcua.web import uploads, words
from motcua.web.citizen import sentences
from motcua.web.citizen.forms import TAKEN, Rate, Track
from motcua.web.citizen.herself import herself
from motcua.web.errors import sentence
from motcua.web.frames import link

Page = Callable[..., HttpResponse]


def discreet(page: Page) -> Page:
    """Keep a page that a link opens out of search engines, caches and the addresses other sites see.

    The referrer stays within the site: with "no-referrer" browsers would send forms without an origin.
    """

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = never_cache(page)(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def track(request: HttpRequest) -> HttpResponse:
    """Ask for code and digits; the right pair leads to the dossier's own address."""
    form = Track(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "citizen/track.html", {"form": form})
    token, status = _look_up(request, form)
    if token:
        return redirect("citizen:dossier", token=token)
    return render(request, "citizen/track.html", {"form": form}, status=status)


def _look_up(request: HttpRequest, form: Track) -> tuple[str, int]:
    told = form.cleaned_data
    try:
        found = attempts.look_up(
            code=told["code"], last_digits=told["digits"], address=_address(request), now=request.now
        )
    except NoSuch:
        form.add_error(None, gettext("No dossier has this code with these digits. Check both on the slip."))
        return "", 404
    except TooManyAttempts as no:
        form.add_error(None, sentence(no))
        return "", 429
    return tokens.tracking(found), 200


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _device(request: HttpRequest) -> str:
    browser = request.headers.get("User-Agent", "")
    return tokens.device(network=_address(request), browser=browser, month=f"{request.now:%Y-%m}")


@require_safe
@discreet
def dossier(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the slip sees where the dossier is; nobody is named."""
    return _shown(request, token)


def _shown(request: HttpRequest, token: str, errors: dict[str, str] | None = None) -> HttpResponse:
    followed = citizen.followed(token, now=request.now)
    row = followed.dossier
    promise, by_law = followed.ledgers.get("promise"), followed.ledgers.get("law")
    context = {
        "followed": followed,
        "dossier": row,
        "token": token,
        "heading": sentences.heading(followed),
        "name": _name(row),
        "due": sentences.due(followed, request.now),
        "rests": sentences.resting(stuck.told_citizen(row), row.unit),
        "way": sentences.way(followed),
        "ledger": sentences.ledger(promise) if row.ended_at is None or row.due_at else [],
        "term": sentences.promise(followed),
        "law_due_at": row.legal_due_at if by_law and row.legal_due_at != row.due_at else None,
        "asked": [{"paper": one, "error": (errors or {}).get(one.key, "")} for one in followed.asked],
        "errors": errors,
        "looked": [(one, sentences.days(one.days)) for one in followed.looked],
        "told": [_told(one) for one in followed.told],
        "taken": TAKEN,
        "slip": link("citizen_slip", token) if citizen.has_slip(row) else None,
    }
    return render(request, "citizen/dossier.html", context, status=422 if errors else 200)


def _name(row: Any) -> str:
    in_english = words.language() == "en" and row.version.name_en
    return row.version.name_en if in_english else row.version.name


def _told(one: Any) -> dict[str, Any]:
    return {
        "text": gettext(sentences.TOLD.get(one.kind, one.kind)),
        "channel": gettext(sentences.CHANNELS.get(one.channel, one.channel)),
        "at": one.sent_at or one.created_at,
        "is_sent": one.sent_at is not None,
        "has_failed": one.failed_at is not None and one.sent_at is None,
    }


@require_POST
@discreet
@herself
def papers(request: HttpRequest, token: str) -> HttpResponse:
    """Take the papers asked for, from whoever holds the slip."""
    followed = citizen.followed(token, now=request.now)
    brought, errors = _brought(request, followed)
    if errors or not brought:
        return _shown(request, token, errors or {"": gettext("Choose at least one file.")})
    supplement.take_supplement(
        by=access.applicant_actor(followed.dossier.applicant),
        code=followed.dossier.code,
        papers=brought,
        now=request.now,
    )
    return redirect("citizen:dossier", token=token)


def _brought(request: HttpRequest, followed: citizen.Followed) -> tuple[list[Paper], dict[str, str]]:
    brought: list[Paper] = []
    errors: dict[str, str] = {}
    for one in followed.asked:
        upload = request.FILES.get(f"paper_{one.key}")
        if upload is None:
            continue
        try:
            files.check([upload.size or 0])
            kept = uploads.keep(upload, owner=uploads.owner_of(request), now=request.now)
            brought.append(Paper(one.key, one.name, kind="electronic", file=kept.sha256, file_name=kept.name))
        except RuleError as no:
            errors[one.key] = sentence(no)
    return brought, errors


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@herself
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once how it was; a used link says so kindly."""
    face = request.GET.get("face", "")
    form = Rate(request.POST or None, initial={"face": face if face in ("1", "2", "3", "4", "5") else None})
    try:
        row = access.dossier_by_rating(token)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            result.rate(
                token=token,
                face=told["face"],
                reasons=told["reasons"],
                comment=told["comment"],
                device=_device(request),
                now=request.now,
            )
            return render(request, "citizen/rated.html", {"face": told["face"]})
    except (NoSuch, result.RatingOver):
        return render(request, "citizen/rate_closed.html", status=410)
    faces = list(zip(form["face"], ("laugh", "smile", "meh", "frown", "angry"), strict=True))
    return render(request, "citizen/rate.html", {"form": form, "faces": faces, "name": _name(row)})

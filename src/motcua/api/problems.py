"""A "no" for a machine: problem+json with the reason's name, a sentence and its facts."""

import json
import logging
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.edge.sniff import Unwelcome
from motcua.edge.store import TooLarge
from motcua.queries.access import NoSuch
from motcua.rules import RuleError, fold

Answer = Callable[[HttpRequest, Exception], HttpResponse]
UNREADABLE = "The request holds a text, a number or a moment that cannot be kept."

log = logging.getLogger(__name__)


def problem(status: int, reason: str, title: str, **more: Any) -> HttpResponse:
    """Return one refusal as application/problem+json (RFC 9457)."""
    body = {"type": f"urn:motcua:{reason}", "title": title, "status": status} | more
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str),
        status=status,
        content_type="application/problem+json",
    )


def _rule(request: HttpRequest, refusal: Exception) -> HttpResponse:
    assert isinstance(refusal, RuleError)
    title = (type(refusal).__doc__ or type(refusal).__name__).strip().splitlines()[0]
    facts = {name: fold.plain(value) for name, value in refusal.facts.items()}
    return problem(409, type(refusal).__name__, title, facts=facts)


def _invalid(request: HttpRequest, refusal: Exception) -> HttpResponse:
    assert isinstance(refusal, ValidationError)
    errors = [{"where": ".".join(str(part) for part in e["loc"]), "what": e["msg"]} for e in refusal.errors]
    return problem(422, "invalid", "The request does not have the form it should have.", errors=errors)


def _http(request: HttpRequest, refusal: Exception) -> HttpResponse:
    assert isinstance(refusal, HttpError)
    return problem(refusal.status_code, "request", refusal.message)


def _broken(request: HttpRequest, mistake: Exception) -> HttpResponse:
    log.error("%s %s broke", request.method, request.path, exc_info=mistake)
    return problem(500, "broken", "Something broke on our side; nothing was changed.")


def _said(status: int, reason: str, title: str) -> Answer:
    return lambda request, refusal: problem(status, reason, title)


HANDLERS: dict[type[Exception], Answer] = {
    RuleError: _rule,
    ValidationError: _invalid,
    HttpError: _http,
    NoSuch: _said(404, "not-found", "There is nothing here, or it is not yours to see."),
    Http404: _said(404, "not-found", "There is nothing here, or it is not yours to see."),
    PermissionDenied: _said(403, "forbidden", "This key may not do that."),
    AuthenticationError: _said(401, "unauthorised", "A valid key is needed."),
    RequestDataTooBig: _said(413, "too-large", "The request is larger than is taken."),
    TooLarge: _said(413, "too-large", "The file is larger than is taken."),
    Unwelcome: _said(415, "file-type", "Files of this kind are not taken, or name and content disagree."),
    OperationalError: _said(503, "busy", "Too much is asked at this moment; nothing was changed. Try again."),
    DataError: _said(400, "unreadable", UNREADABLE),
    OverflowError: _said(400, "unreadable", UNREADABLE),
    Exception: _broken,
    ValueError: lambda request, refusal: problem(400, "value", str(refusal)),
}


def tell(api: NinjaAPI) -> None:
    """Let the interface answer every refusal in this form."""
    for kind, answer in HANDLERS.items():
        api.add_exception_handler(kind, cast(Any, answer))

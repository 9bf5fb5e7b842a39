"""Where a "no" becomes a page: one sentence for each reason a rule can give."""

import errno
import logging
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries.access import NoSuch
from motcua.rules import RuleError
from motcua.web import labels, words
from motcua.web.refusals import PLAIN, SENTENCES

log = logging.getLogger(__name__)

TITLES = {
    400: (_("The request could not be read"), _("Nothing was changed. Go back and send the form once more.")),
    403: (_("This page is not for your role"), _("Ask the person who looks after accounts if it should be.")),
    404: (
        _("There is no such page"),
        _("The address may be mistyped, or what it shows is not yours to see. Nothing was changed."),
    ),
    409: (_("That could not be done"), _("Nothing was changed.")),
    413: (
        _("The files are too large"),
        _("Nothing was kept. Send fewer or smaller files: scan at 200 dots an inch, in grey."),
    ),
    503: (
        _("Too much is asked at this moment"),
        _("Nothing was changed. Wait a moment and send it once more."),
    ),
    500: (
        _("Something broke on our side"),
        _("What was saved before is safe. The failure is recorded; try again in a moment."),
    ),
}

VALUES: dict[str, dict[str, str]] = {"state": labels.STATES, "verb": labels.VERBS, "role": labels.ROLES}


def sentence(refusal: RuleError) -> str:
    """Return what a person reads when a rule says no, in the language of the page."""
    names = [kind.__name__ for kind in type(refusal).__mro__]
    pattern = gettext(next(SENTENCES[name] for name in names if name in SENTENCES))
    try:
        return pattern % {name: in_words(name, value) for name, value in refusal.facts.items()}
    except (KeyError, TypeError, ValueError):
        log.exception("the sentence of %s does not fit its facts", names[0])
        return gettext(PLAIN)


def in_words(name: str, value: Any) -> str:
    """Write one fact of a refusal."""
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, StrEnum) or name in VALUES:
        return gettext(VALUES.get(name, {}).get(str(value), str(value)))
    if isinstance(value, int) and not isinstance(value, bool):
        return words.number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(in_words(name, one) for one in value)
    return str(value)


class Refusals:
    """Turn what rules and doors raise into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, RuleError):
            return answer(request, 409, sentence(problem))
        if isinstance(problem, NoSuch):
            return answer(request, 404)
        if isinstance(problem, PermissionDenied):
            return answer(request, 403)
        if isinstance(problem, DataError | OverflowError):  # a NUL, a moment or a number no table can hold
            log.warning("unreadable: %s", type(problem).__name__)
            return answer(request, 400)
        if isinstance(problem, OperationalError) or _disk_is_full(problem):
            log.error("busy or full: %s", problem)
            response = answer(request, 503)
            response.headers["Retry-After"] = "5"
            return response
        return None


def _disk_is_full(problem: Exception) -> bool:
    return isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)


def answer(request: HttpRequest, status: int, said: str = "") -> HttpResponse:
    """Answer with a page in the reader's frame, or with the fragment htmx puts into #said."""
    title, comfort = (gettext(text) for text in TITLES[status])
    context = {"status": status, "heading": title, "said": said, "comfort": comfort}
    if getattr(request, "htmx", False):
        response = render(request, "errors/fragment.html", context, status=status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#said", "innerHTML"
        return response
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    is_official = actor is not None and user is not None and user.is_authenticated and bool(actor.duties)
    return render(
        request, "errors/officer.html" if is_official else "errors/citizen.html", context, status=status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when the reason is size."""
    return answer(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is old, the commonest reason being a second tab signed in anew."""
    return answer(request, 403, gettext("This form is too old. Open the page again and send it once more."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same whether a thing is missing or not yours."""
    return answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that asks nothing of the database."""
    title, comfort = (gettext(text) for text in TITLES[500])
    page = loader.render_to_string(
        "errors/500.html", {"heading": title, "comfort": comfort, "lang": words.language()}
    )
    return HttpResponse(page, status=500)

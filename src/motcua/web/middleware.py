"""What every request passes: safe headers, the moment, and who is asking."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from motcua.queries import access, moment
from motcua.rules.people import Actor, ActorKind

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
# The documentation page of the interface comes with its own inline script.
OPEN_DOCS = "/api/"


class Headers:
    """Set the headers that keep pages from being framed, injected or kept by a shared computer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        made: list[str] = []

        def nonce() -> str:
            made.append(secrets.token_urlsafe(16))
            return made[0]

        request.csp_nonce = SimpleLazyObject(nonce)
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy", policy(made, request.path.startswith(OPEN_DOCS))
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def policy(nonces: list[str], is_docs: bool = False, *, sounds: bool = False, reaches: str = "") -> str:
    """Return the content security policy; a nonce stands in it only when the page used one.

    A page that plays `sounds` plays our own; one that `reaches` another address reaches that one besides.
    """
    rules = dict(POLICY)
    if sounds:
        rules["media-src"] = "'self'"
    if reaches:
        rules["connect-src"] += f" {reaches}"
    if nonces:
        rules["script-src"] += f" 'nonce-{nonces[0]}'"
    if is_docs:
        rules["script-src"] += " 'unsafe-inline'"
        rules["style-src"] += " 'unsafe-inline'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def framed_anywhere() -> str:
    """Return the policy of a page that carries nothing of anybody and may stand in other people's pages."""
    return policy([]).replace("frame-ancestors 'none'", "frame-ancestors *")


STRANGER = Actor(ActorKind.APPLICANT, "")  # nobody yet: sees what everybody may


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return access.actor_of(user, localdate(request.now)) if user.is_authenticated else STRANGER


class Proxies:
    """Learn the visitor's address from our own proxies, and from nobody else.

    Guesses and failed sign-ins are counted by network: a forged header must not dodge the count,
    and a proxy must not make all citizens one network.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < settings.TRUSTED_PROXIES <= len(told) and told[-settings.TRUSTED_PROXIES]:
            request.META["REMOTE_ADDR"] = told[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


class Language:
    """Vietnamese first: another language only for who chose it in the footer.

    Browsers in Vietnamese offices often ask for English without their users' knowing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            request.LANGUAGE_CODE = known
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", known)
        return response


class Who:
    """Read the clock once, say who acts, and ask officials for their second factor where it is required."""

    FREE = ("/accounts/", "/i18n/", "/static/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = moment.now()
        request.actor = SimpleLazyObject(lambda: _actor(request))
        if settings.REQUIRE_TOTP and self._must_set_up(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        if (
            request.path.startswith(self.FREE)
            or not request.user.is_authenticated
            or not request.actor.duties
        ):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user)

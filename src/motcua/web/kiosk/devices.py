"""Which browsers are kiosks, and which numbers a telephone holds: signed cookies, on the machine alone."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "kiosk"
SALT = "kiosk.device"
YEAR = 365 * 86_400
HELD, HELD_SALT = "numbers", "kiosk.numbers"
DAY = 86_400
CARD_SALT, CARD_SECONDS = "kiosk.card", 300
MOST_KEPT = 20  # keys of numbers that one cookie holds


def is_kiosk(request: HttpRequest, unit_id: int) -> bool:
    """Tell whether this browser stands in the hall of the unit."""
    if settings.IS_DEMO:
        return True  # whoever tries the model district stands before its kiosk
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=YEAR) == str(unit_id)


def make_kiosk(request: HttpRequest, response: HttpResponse, unit_id: int) -> None:
    """Let this browser be the kiosk of a unit for a year."""
    response.set_signed_cookie(
        COOKIE, str(unit_id), salt=SALT, max_age=YEAR, httponly=True, secure=request.is_secure(),
        samesite="Lax",
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Let this browser be an ordinary one again."""
    response.delete_cookie(COOKIE)


def held(request: HttpRequest) -> list[int]:
    """Return the keys of the numbers this browser has drawn today; none where it was made to forget."""
    kept = request.get_signed_cookie(HELD, default="", salt=HELD_SALT, max_age=DAY)
    return [int(one) for one in (kept or "").split(".") if one]


def hold(request: HttpRequest, response: HttpResponse, ticket_id: int) -> None:
    """Let this browser know the number it has drawn, for the day."""
    kept = ".".join(map(str, [*held(request), ticket_id][-MOST_KEPT:]))
    response.set_signed_cookie(
        HELD, kept, salt=HELD_SALT, max_age=DAY, httponly=True, secure=request.is_secure(), samesite="Lax"
    )


def card_read(lane: str) -> str:
    """Return a mark that a card was read here and shows this priority: good for some minutes."""
    return signing.dumps(lane, salt=CARD_SALT)


def card_shows(mark: str, lane: str) -> bool:
    """Tell whether the mark is one of a card read a moment ago, and of this priority."""
    try:
        return bool(lane) and signing.loads(mark, salt=CARD_SALT, max_age=CARD_SECONDS) == lane
    except signing.BadSignature:
        return False

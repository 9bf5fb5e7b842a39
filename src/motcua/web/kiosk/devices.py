"""Which browsers are kiosks: a signed cookie that an administrator's visit leaves on the machine."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "kiosk"
SALT = "kiosk.device"
YEAR = 365 * 86_400


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

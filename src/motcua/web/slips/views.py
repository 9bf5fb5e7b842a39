"""Slips as PDF, shown in the browser; each view makes one call and sets the page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.edge import pdf
from motcua.queries import register as registers
from motcua.queries import slips
from motcua.rules.slips import Slip, printed
from motcua.web.slips import forms


@login_required
@require_safe
def slip(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Show one slip of a dossier to an official who may see the dossier in full."""
    wish = forms.wish(request)
    found = slips.slip(code, kind, by=request.actor, times=wish.times, address=_tracking())
    return _page(found, f"{found.code}-{kind}", wish)


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show the applicant her copy of the receipt, by the token of its QR code."""
    found = slips.receipt_by_tracking(token, address=_tracking())
    return _page(found, f"{found.code}-receipt", forms.wish(request))


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of a unit for some days to the officials of that unit."""
    asked = forms.period(request)
    found = registers.register(
        by=request.actor,
        unit_id=asked.unit_id,
        from_on=asked.from_on,
        until_on=asked.until_on,
        today=asked.today,
    )
    return _page(found, f"register-{asked.from_on}-{asked.until_on}", forms.wish(request))


def _tracking() -> str:
    """Return the public address that the QR code of a slip leads to, with {} for its token."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("citizen:dossier", args=["token"]).replace("token", "{}")


def _page(found: Slip, name: str, wish: forms.Wish) -> HttpResponse:
    made = pdf.render(printed(found), size=wish.size, lang=wish.lang)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

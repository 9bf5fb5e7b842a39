"""A dossier just dealt with: its slip, its link, and what to do next."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from motcua.queries import access, service_models, tokens, workdays
from motcua.web import clocks, drawings
from motcua.web.frames import link

SLIPS = {"refused": "refusal", "incomplete": "supplement", "waiting": "supplement"}
TRACKED = ("citizen:dossier",)


def context(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return what the page after a reception shows. Costs 2 to 4 queries."""
    dossier = access.dossier(code, by=request.actor)
    kind = SLIPS.get(dossier.state, "receipt")
    tracking = tracking_of(dossier)
    return {
        "prints_slip": kind != "receipt" or _prints(dossier),
        "dossier": dossier,
        "kind": kind,
        "slip": slip_of(dossier.code, kind),
        "tracking": tracking,
        "qr": drawings.qr(tracking),
        "clock": clocks.chip(dossier, request.now, workdays.calendar(dossier.unit)),
    }


def _prints(dossier: Any) -> bool:
    """Tell whether the appointment slip is printed by default: on a day without, not for a result at once."""
    if dossier.received_on is None:
        return True
    told = service_models.on_slip(
        dossier.unit_id,
        dossier.received_on,
        procedure_id=dossier.version.procedure_id,
        due_at=dossier.first_due_at,
    )
    return told.is_printed


def slip_of(code: str, kind: str) -> str:
    """Return the address of a slip; empty while slips are not built."""
    return link("slip", code, kind) or ""


def tracking_of(dossier: Any) -> str:
    """Return the address that the applicant follows the dossier by; empty while it is not built."""
    return _public(TRACKED, tokens.tracking(dossier))


def rating_of(dossier: Any) -> str:
    """Return the address of the single-use rating; empty once used or not yet handed over."""
    return _public(("citizen:rate",), tokens.rating(dossier)) if dossier.rating_hash else ""


def _public(names: tuple[str, ...], token: str) -> str:
    found = next((address for address in (link(name, token) for name in names) if address), "")
    return f"{settings.PUBLIC_URL.rstrip('/')}{found}" if found else ""


def handed(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return what the page after a hand-over shows. Costs 1 query."""
    dossier = access.dossier(code, by=request.actor)
    rating = rating_of(dossier)
    return {"dossier": dossier, "rating": rating, "qr": drawings.qr(rating)}

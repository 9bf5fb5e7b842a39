"""The slips that a dossier's state gives: where each is, and what it is called."""

from typing import Any

from django.utils.translation import gettext

from motcua.rules.forms import Kind
from motcua.rules.lifecycle import State
from motcua.web.frames import link


def of(dossier: Any) -> list[tuple[str, str]]:
    """Return (address, words) of each slip that can be printed now. Costs no query."""
    wanted = []
    if dossier.received_at is not None:
        wanted.append((Kind.RECEIPT, gettext("Receipt and appointment slip")))
        wanted.append((Kind.CONTROL_SLIP, gettext("Control slip")))
    if dossier.supplements:
        wanted.append((Kind.SUPPLEMENT, gettext("Supplement slip")))
    if dossier.state == State.REFUSED:
        wanted.append((Kind.REFUSAL, gettext("Refusal")))
    if dossier.state == State.STOPPED:
        wanted.append((Kind.STOP, gettext("Notice of stopping")))
    if dossier.extensions:
        wanted.append((Kind.APOLOGY, gettext("Apology")))
    found = ((link("slip", dossier.code, kind) or "", said) for kind, said in wanted)
    return [(address, said) for address, said in found if address]

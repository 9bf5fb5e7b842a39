"""The words of messages: the code and the moment, never a name, an address or a number of a person."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.queries import hall_messages, tokens
from motcua.queries.hall_messages import TRUE_IN
from motcua.queries.workdays import wall
from motcua.records.models import Confirmation, Notice


def text_of(notice: Notice) -> str:
    """Return the message in Vietnamese. Costs no query when the dossier is at hand."""
    with translation.override("vi"):
        return _sentence(notice)


def _sentence(notice: Notice) -> str:
    facts = notice.facts | {"code": notice.dossier.code if notice.dossier else "", "due": _due(notice)}
    facts["digits"] = _digits(notice)
    if notice.kind in TRUE_IN:
        told = hall_messages.message(notice)
        facts |= {"number": told.code, "place": told.place}
    sentences = {
        "filed": _("Dossier %(code)s has arrived; the office answers within 8 working hours."),
        "received": _("Dossier %(code)s is received; the result is due %(due)s."),
        "refused": _("Dossier %(code)s is not received. The reason is on its page."),
        "supplement_asked": _("Dossier %(code)s needs more papers; what and why is on its page."),
        "supplement_taken": _("The papers for dossier %(code)s have come; the result is due %(due)s."),
        "charged": _("Dossier %(code)s waits for a payment; its page says which."),
        "settled": _("The payment for dossier %(code)s is noted; the result is due %(due)s."),
        "decided": _("The result of dossier %(code)s is ready."),
        "apology": _("We are sorry: dossier %(code)s takes longer. The new moment is %(due)s."),
        "due_moved": _("The calendar has changed: dossier %(code)s is now due %(due)s."),
        "withdrawn": _("Dossier %(code)s is withdrawn."),
        "stopped": _("Work on dossier %(code)s has been stopped. The reason is on its page."),
        "corrected": _("Dossier %(code)s has been taken up again for a correction."),
        "code": _(
            "Code %(digits)s: tell it to the official only if you agree (dossier %(code)s, 15 minutes)."
        ),
        "stuck": _(
            "Dossier %(code)s rests longer than usual in one step. The office's leader has been told and "
            "looks into it; you need not do anything. Its page says what happens next."
        ),
        "round_self": _("“%(round)s”: the self-score of your unit ends %(due)s, %(days)s days from now."),
        "round_explain": _("“%(round)s”: the time to explain ends %(due)s, %(days)s days from now."),
        "appointment": _("Your appointment is at %(due)s, %(place)s. Bring the code you were shown."),
        "number_near": _(
            "Number %(number)s, %(place)s: at most %(most)s people are before you. "
            "Please come back to the hall."
        ),
        "number_called": _("Number %(number)s, %(place)s: please go to counter %(desk)s now."),
        "rate": _("How was it? One tap tells us about dossier %(code)s."),
    }
    text = sentences[notice.kind] % facts
    return f"{text} {_link(notice)}".strip()


def _digits(notice: Notice) -> str:
    """Return the one-time code of a notice that carries one: two groups of four. Costs 0 or 1 query."""
    if notice.kind != "code":
        return ""
    made = tokens.digits(Confirmation.objects.get(pk=notice.facts["confirmation"]))
    return f"{made[:4]} {made[4:]}"


def _due(notice: Notice) -> str:
    kept = notice.facts.get("due_at")
    return f"{wall(datetime.fromisoformat(kept)):%H:%M %d/%m/%Y}" if kept else ""


def _link(notice: Notice) -> str:
    if notice.dossier is None:
        return ""
    if notice.kind == "rate":
        return f"{settings.PUBLIC_URL}/rate/{tokens.rating(notice.dossier)}/"
    return f"{settings.PUBLIC_URL}/track/{tokens.tracking(notice.dossier)}/"

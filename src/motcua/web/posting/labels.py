"""What the posting watch calls things on its pages: places, acts, standings, findings."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from motcua.queries import workdays
from motcua.rules.posting import Standing
from motcua.web import words

PLACES = {
    "board": (_("Notice board"), "clipboard-check"),
    "kiosk": (_("Kiosk"), "monitor-check"),
    "commune_page": (_("Unit's web page"), "link"),
    "national_database": (_("National database"), "layers"),
}
ACTS = {"post": _("Put up"), "remove": _("Take down")}
KINDS = {"new": _("New"), "amended": _("Amended"), "abolished": _("Abolished")}
KIND_TONES = {"new": "good", "amended": "info", "abolished": "bad"}
LEVELS = {"ministry": _("A ministry"), "province": _("The province")}
HOWS = {"photo": _("Photograph"), "page_check": _("Check of the page"), "kiosk_report": _("Kiosk's report")}
STANDINGS: dict[str, tuple[str, str, str]] = {
    "late": (_("Overdue"), "bad", "triangle-alert"),
    "near": (_("Due soon"), "warn", "clock-alert"),
    "open": (_("Open"), "info", "clock"),
    "waiting": (_("To be confirmed"), "gold", "eye"),
    "done_late": (_("Done late"), "bad", "alarm-clock"),
    "on_time": (_("Done in time"), "good", "circle-check"),
    "withdrawn": (_("Withdrawn"), "none", "undo-2"),
}
FINDINGS = {
    "right": _("The right version stands there"),
    "missing": _("The procedure does not stand there"),
    "old_version": _("An old version stands there"),
    "still_there": _("It still stands there, though it was abolished"),
    "unsure": _("The code stands there without the mark of a version: a person has to look"),
    "unreachable": _("The page could not be read"),
}
VERDICTS = {
    "waiting": (_("waits for confirmation"), "gold", "eye"),
    "good": (_("counts"), "good", "check"),
    "bad": (_("is turned down"), "bad", "x"),
}
FAILURES = {
    "host": _("the address leads to a host that is not on the list"),
    "address": _("the address cannot be used"),
    "private": _("the name leads into a private network"),
    "redirect": _("the page leads round in circles"),
    "status": _("the server answers with an error"),
    "time": _("the server takes too long"),
    "size": _("the page is too large"),
    "kind": _("what is there is not a page"),
    "certificate": _("the server's certificate cannot be trusted"),
    "packed": _("the server sends what was not asked for"),
    "unreachable": _("nobody answers there"),
}
WHYS = {"expired": _("no longer in force"), "not_in_competence": _("not this unit's competence")}
PARTS = {
    "name": _("name"),
    "order": _("order of steps"),
    "ways": _("ways of filing"),
    "papers": _("papers and their number"),
    "time": _("time"),
    "subjects": _("whom it is for"),
    "authority": _("authority"),
}


def place(name: str) -> str:
    """Name a place."""
    return gettext(PLACES[name][0])


def standing(name: str) -> dict[str, str]:
    """Return the words, tone and icon of a standing."""
    text, tone, icon = STANDINGS[name]
    return {"text": gettext(text), "tone": tone, "icon": icon}


def verdict(name: str) -> dict[str, str]:
    """Return the words, tone and icon of a verdict."""
    text, tone, icon = VERDICTS[name]
    return {"text": gettext(text), "tone": tone, "icon": icon}


def due(standing: Standing, due_at: datetime, now: datetime) -> str:
    """Write how far the due moment is: "3 working days left", "2 working days late"."""
    today, last_on = workdays.today(now), workdays.today(due_at)
    if standing is Standing.LATE:
        return _late(last_on, today)
    if standing in (Standing.NEAR, Standing.OPEN):
        left = workdays.national().working_days(today, last_on)
        if left <= 0:
            return gettext("today")
        return ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": words.number(left)}
    return words.day(due_at)


def _late(last_on: date, today: date) -> str:
    days = max(1, workdays.national().working_days(last_on, today))
    return ngettext("%(n)s working day late", "%(n)s working days late", days) % {"n": words.number(days)}


def named(version: Any, code: str) -> str:
    """Return the name of a procedure in the language of the page; its code when no version says one."""
    if version is None:
        return code
    return version.name_en if words.language() == "en" and version.name_en else version.name

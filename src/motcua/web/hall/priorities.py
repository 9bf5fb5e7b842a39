"""The priority of a number in words: its class, what it rests on, what may be done about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.rules.priority import Shown
from motcua.rules.queueing import Lane
from motcua.web import words

SHOWN = {
    Shown.DECLARED: _("declared, to be seen at the counter"),
    Shown.CARD: _("shown by the card"),
    Shown.SEEN: _("was seen"),
    Shown.WITHDRAWN: _("withdrawn"),
}


def told(row: Any, lane: Lane | None) -> dict[str, Any]:
    """Return the priority of a number for a page; an older number holds the name of a paper: it was said."""
    kept = row.proof if row.proof in set(Shown) else str(Shown.DECLARED)
    return {
        "lane_name": name(lane) if lane else "",
        "shown": SHOWN[Shown(kept)] if lane or kept == Shown.WITHDRAWN else "",
        "is_unseen": lane is not None and kept != Shown.SEEN,
    }


def name(lane: Lane) -> str:
    """Return a priority class in the language of the page."""
    return lane.name_en if words.language() == "en" else lane.name

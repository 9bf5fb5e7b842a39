"""Texts of questionnaires in the language of the page, and the words for their answers and states."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.rules.indicator_sets import Text
from motcua.rules.survey import DONT_KNOW, Question, Scale
from motcua.rules.survey_scores import Combine, Formula, Score
from motcua.web import words

LEVEL_NAMES = {
    "5": _("Very satisfied"),
    "4": _("Satisfied"),
    "3": _("Neither satisfied nor dissatisfied"),
    "2": _("Dissatisfied"),
    "1": _("Very dissatisfied"),
}
FACES = {"5": "laugh", "4": "smile", "3": "meh", "2": "frown", "1": "angry"}
NOT_KNOWN = _("I do not know, or would rather not answer")
STATUSES = {"draft": _("Draft"), "open": _("Open"), "closed": _("Closed and sealed")}
TONES = {"draft": "", "open": "info", "closed": "good"}
FORMULAS: dict[str, str] = {
    Formula.TOP_TWO: _("Share of “satisfied” and “very satisfied” (F1)"),
    Formula.MEAN_5: _("Mean level divided by 5 (F2)"),
    Formula.MEAN_4: _("Mean level less 1, divided by 4 (F2, from zero)"),
}
COMBINES: dict[str, str] = {
    Combine.MEAN: _("Simple mean: criteria into factors, factors into the whole"),
    Combine.POOLED: _("All answers pooled"),
}
REASONS = {
    "unit_unknown": _("no such unit in this survey"),
    "group_unknown": _("no such kind of respondents"),
    "bad_choice": _("an answer that is not offered"),
    "empty": _("nothing answered"),
}


def said(text: Text) -> str:
    """Return a text in the language of the page."""
    return text.en if words.language() == "en" else text.vi


def choices(question: Question) -> list[dict[str, Any]]:
    """Return what may be chosen, the best first, with "do not know" last."""
    if question.scale is Scale.LEVELS:
        found = [
            {"value": level, "text": gettext(name), "icon": FACES[level]}
            for level, name in LEVEL_NAMES.items()
        ]
    else:
        found = [
            {"value": one.letter, "text": said(one.text), "letter": one.letter} for one in question.options
        ]
    return [*found, {"value": DONT_KNOW, "text": gettext(NOT_KNOWN), "quiet": True}]


def last_day(closes_at: datetime) -> str:
    """Write the last day on which answers are taken: a window ends at the midnight after it."""
    return words.day(closes_at - timedelta(seconds=1))


def interval(score: Score | None) -> str:
    """Write the bounds of an index."""
    if score is None:
        return "–"
    return f"{words.number(score.low, 1)} – {words.number(score.high, 1)}"


def index(score: Score | None) -> str:
    """Write an index of 0 to 100."""
    return "–" if score is None else words.number(score.value, 2)

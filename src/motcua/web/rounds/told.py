"""The words of rounds: phases, stands, stages, grounds, points; a leaf and its criteria in the language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.rules import scoring_words
from motcua.rules.rounds import Act, NotSubmitted, Phase, Stage, Stand
from motcua.web import words

PLACES = 2
FINE = 4  # places of a value that two would round away

PHASES: Mapping[str, str] = {
    Phase.DRAFT: _("Draft round"),
    Phase.OPEN: _("Units score themselves"),
    Phase.APPRAISING: _("First appraisal"),
    Phase.EXPLAINING: _("Units explain"),
    Phase.APPRAISING_AGAIN: _("Second appraisal"),
    Phase.PUBLISHED: _("Results published"),
    Phase.FROZEN: _("Frozen"),
}
STANDS: Mapping[str, str] = {
    Stand.SCORING: _("scores itself"),
    Stand.LOCKED: _("self-score locked"),
    Stand.APPRAISED: _("appraised once"),
    Stand.ASKED: _("has to explain"),
    Stand.EXPLAINED: _("has explained"),
    Stand.FINISHED: _("appraised twice"),
    Stand.LEFT: _("taken out"),
}
TONES: Mapping[str, str] = {
    Stand.SCORING: "info", Stand.LOCKED: "gold", Stand.APPRAISED: "gold", Stand.ASKED: "warn",
    Stand.EXPLAINED: "gold", Stand.FINISHED: "good", Stand.LEFT: "",
    Phase.DRAFT: "", Phase.OPEN: "info", Phase.APPRAISING: "gold", Phase.EXPLAINING: "warn",
    Phase.APPRAISING_AGAIN: "gold", Phase.PUBLISHED: "good", Phase.FROZEN: "good",
}  # fmt: skip
STAGES: Mapping[str, str] = {
    Stage.SELF: _("Self-score"),
    Stage.APPRAISAL_1: _("First appraisal"),
    Stage.EXPLAINED: _("Explanation"),
    Stage.APPRAISAL_2: _("Second appraisal"),
    Stage.SURVEY: _("Sociological survey"),
}
GROUNDS: Mapping[str, str] = {
    "automatic": _("as the system counts"),
    "not_marked": _("not marked by the unit"),
    "no_evidence": _("no evidence"),
    "by_rule": _("as the declared values give"),
    "accepted": _("accepted as claimed"),
    "agreed": _("the first appraisal stands"),
}
ABSENT: Mapping[str, str] = {
    NotSubmitted.ZERO_RANKED: _("a unit that submits nothing gets 0 points and is ranked"),
    NotSubmitted.ZERO_UNRANKED: _("a unit that submits nothing gets 0 points and no rank"),
    NotSubmitted.LEFT_OUT: _("a unit that submits nothing is left out"),
}

DONE: Mapping[str, str] = {
    Act.BEGIN: _("The round is open: its units can score themselves."),
    Act.PUBLISH: _("The round is published: everybody can see the ranking."),
    Act.FREEZE: _("The round is frozen."),
}


def points(value: Decimal | str | None) -> str:
    """Write points with two places, the one rounding; more where two would show a part as nothing."""
    if value is None or value == "":
        return "–"
    number = Decimal(value)
    places = FINE if number and not round(number, PLACES) else PLACES
    return words.number(number, places)


def percent(value: Decimal | None) -> str:
    """Write a share of a hundred with one place; a dash where there is none."""
    return "–" if value is None else words.number(value, 1)


def most(value: Decimal | str) -> str:
    """Write a maximum without needless zeros."""
    number = Decimal(value)
    places = 0 if number == number.to_integral_value() else PLACES
    return words.number(number, places)


def signed(value: Decimal | None) -> str:
    """Write a difference with its sign."""
    if value is None:
        return ""
    return ("+" if value > 0 else "−" if value < 0 else "") + points(abs(value))


def said(text: Any) -> str:
    """Return a sentence of the criteria in the language of the page."""
    return str(text.en if words.language() == "en" else text.vi)


def because(lines: Any) -> list[str]:
    """Return why a leaf got its points, line by line."""
    return [scoring_words.line(one.key, one.facts, words.language()) for one in lines]


def stand(key: str) -> str:
    return gettext(STANDS[key])


def phase(key: str) -> str:
    return gettext(PHASES[key])


def done(act: str) -> str:
    return gettext(DONE[act])

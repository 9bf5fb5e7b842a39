"""The words of questions: what is asked, what may innocently explain it, what to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.rules.honest import Detector
from motcua.rules.screening import Why
from motcua.web import words


@dataclass(frozen=True, slots=True)
class Ask:
    """One detector in words. Facts of the question stand in `says` as %(name)s."""

    title: str
    says: str
    innocent: Sequence[str]
    look: Sequence[str]


_COUNT = _("%(count)s of %(of)s; usual here is up to %(usual_share)s.")

ASKS: Mapping[str, Ask] = {
    Detector.NO_RECEIPT: Ask(
        _("Were papers taken without a slip?"),
        _("A citizen reports it for %(on)s."),
        (
            _("The papers were only looked at, or the citizen went home to fetch one more."),
            _("The slip was given and lost; the dossier is in the register under another day."),
        ),
        (_("The register of that day at that counter"), _("The report itself; answer it there")),
    ),
    Detector.UNREGISTERED_VISITS: Ask(
        _("Where did these visits lead?"),
        _("%(count)s of %(of)s served tickets have neither a dossier nor an ending."),
        (_("Advice was given and the button “advice only” forgotten."),),
        (_("The counter's tickets of those hours"),),
    ),
    Detector.FILED_AGAIN: Ask(
        _("Why were these filed a second time?"),
        _COUNT,
        (
            _("The first papers were wrong, and the applicant mended them."),
            _("A form changed in that month, and old ones had to be handed back."),
        ),
        (_("The reasons given in the refusals"), _("How long the first filing had been lying")),
    ),
    Detector.REFUSALS_UNDONE: Ask(
        _("Why were refusals taken back?"),
        _COUNT,
        (_("Somebody new at the counter."), _("The applicant brought what was missing within the hour.")),
        (_("The reason of each refusal and of each correction"), _("How much time lay between the two")),
    ),
    Detector.WITHDRAWN_UNPROVEN: Ask(
        _("Did the applicants take these back themselves?"),
        _COUNT,
        (
            _("They asked for it at the counter and nobody asked for the code or scanned the paper."),
            _("Several members of one family changed their mind together."),
        ),
        (
            _("A telephone call to some of the applicants"),
            _("How much of the term was left at the withdrawal"),
        ),
    ),
    Detector.SPLIT: Ask(
        _("Are these single cases?"),
        _COUNT,
        (
            _("Certified copies: one person, many originals, each its own dossier."),
            _("An organisation files for many people under its own name."),
        ),
        (_("Whether the papers of one person belong to one matter"),),
    ),
    Detector.UNWITNESSED: Ask(
        _("Who are the applicants of these dossiers?"),
        _("%(count)s of %(of)s have no trace from outside; among colleagues %(usual_share)s have none."),
        (
            _("This counter serves older people, who neither answer messages nor rate."),
            _("The line was down for days, so no code could be sent."),
        ),
        (_("A telephone call to some of the applicants"), _("The original papers of some of the dossiers")),
    ),
    Detector.SHARED_PHONE: Ask(
        _("Whose telephone is this?"),
        _("%(count)s applicants of the month gave one number, ending in %(phone)s."),
        (
            _("The head of the hamlet, or a service point, helps those without a telephone."),
            _("A family shares one."),
        ),
        (_("A call to the number"), _("Some of the applicants in person")),
    ),
    Detector.PAUSE_UNHEARD: Ask(
        _("Did these requests reach anybody?"),
        _COUNT,
        (
            _("The request was handed over on paper at the counter."),
            _("Numbers were mistyped at reception."),
        ),
        (_("The telephone numbers"), _("Whether the applicants brought what was asked for")),
    ),
    Detector.PUT_ASIDE: Ask(
        _("Why were people put aside right after their call?"),
        _(
            "%(count)s of %(of)s numbers called were put aside within two minutes, for ten minutes or more; "
            "usual here is up to %(usual_share)s."
        ),
        (
            _("A copy or a form was missing, and they went to fetch it."),
            _("The network or the printer was down."),
        ),
        (_("The reasons that were typed"), _("How long each of them waited in the end")),
    ),
    Detector.LATE_PAUSES: Ask(
        _("Why were papers asked for only at the end?"),
        _("%(count)s of %(of)s waits began in the last tenth of the term; usual is up to %(usual_share)s."),
        (
            _("The lack showed only in the last check, or another agency answered late."),
            _("Dossiers came to this official late."),
        ),
        (_("When the official first had the dossier"), _("Whether the lack could be seen at reception")),
    ),
    Detector.PAST_CALENDAR: Ask(
        _("Why was a day changed that was over?"),
        _("%(on)s, by %(decision)s; %(count)s running dossiers were counted anew."),
        (_("The decision came late, as decisions on holidays do."), _("The office really had to close.")),
        (_("The decision and its day"), _("Which dossiers were due on those days")),
    ),
    Detector.LATE_TRANSFERS: Ask(
        _("Why were dossiers handed on at the end?"),
        _COUNT,
        (_("They turned out to be another unit's to decide."), _("The official left or fell ill.")),
        (_("The note of each transfer"), _("What the other unit did with them")),
    ),
    Detector.NO_RESULT: Ask(
        _("Where are the results?"),
        _("%(count)s of %(of)s were issued and have no file a day later."),
        (
            _("The scanner was broken."),
            _("The results were handed over on paper and are still to be scanned."),
        ),
        (_("The results themselves"), _("Whether the applicants have them")),
    ),
    Detector.HURRIED_STEPS: Ask(
        _("Why did several steps take two minutes?"),
        _COUNT,
        (
            _("The work was done on paper and entered afterwards in one go."),
            _("An easy procedure with a long legal time."),
        ),
        (_("When the work itself was done"), _("Whether the steps of the route are too many")),
    ),
    Detector.LAST_HOUR: Ask(
        _("Why was so much finished in its last hour?"),
        _COUNT,
        (
            _("Signatures are given once a day, late."),
            _("The official works by the list of what is due today."),
        ),
        (_("Whether the results were really there then"), _("The handing over of those dossiers")),
    ),
    Detector.MONTH_END: Ask(
        _("Why was so much finished on the last day of the month?"),
        _COUNT,
        (_("The leader had been away and signed everything on that day."),),
        (_("Whether the results were really there then"),),
    ),
    Detector.QUICK_RATINGS: Ask(
        _("Who gave these ratings?"),
        _("%(count)s of %(of)s were given within five seconds of the hand-over."),
        (_("The citizen pressed a face while standing at the screen."),),
        (_("Whether the screen turns to the citizen"), _("A telephone call to some of them")),
    ),
    Detector.SAME_RATINGS: Ask(
        _("Are all citizens of one opinion?"),
        _("All %(of)s ratings are alike; among colleagues %(usual_share)s are."),
        (_("An official whom everybody likes."),),
        (_("When and from which devices they came"),),
    ),
    Detector.ONE_DEVICE: Ask(
        _("Whose device rated so often?"),
        _("%(count)s of %(of)s ratings came from one device."),
        (
            _("The tablet of the counter, where it may be used."),
            _("Somebody who helps a hamlet of older people."),
        ),
        (_("Which dossiers they are about"),),
    ),
    Detector.FEW_RATINGS: Ask(
        _("Why do so few citizens answer?"),
        _("%(count)s of %(of)s results handed over were rated: too few for a score."),
        (_("Messages do not arrive."), _("Older people do not use the link.")),
        (_("Whether the slip's code is printed and shown"),),
    ),
}

WHYS: Mapping[str, str] = {
    Why.UNWITNESSED: _("No trace from outside the office (on neither side)"),
    Why.SAME_CASE: _("Another dossier of the same person, procedure and day stands for it"),
    Why.ASKED: _("A question about it is open, or something was mended"),
    Why.LATE_PAUSE: _("Its clock was stopped in the last tenth of the term"),
    Why.PAUSE_UNHEARD: _("Its clock was stopped by a request that reached nobody"),
    Why.WITHDRAWN_UNPROVEN: _("Withdrawn on the office's word alone"),
    Why.NO_RESULT: _("Ended without the document it should end in"),
    Why.FILED_AGAIN: _("Filed again after a refusal; late when counted from the first filing"),
}
OUTCOMES = {
    "open": _("waits for an answer"),
    "explained": _("explained"),
    "mended": _("something was mended"),
}


def title(question: Any) -> str:
    """Return the question as a sentence."""
    return gettext(ASKS[question.detector].title)


def says(question: Any) -> str:
    """Return the figures that made it ask."""
    facts = {name: _value(name, value) for name, value in question.facts.items()}
    blank = dict.fromkeys(("count", "of", "usual_share", "on", "decision", "phone"), "–")
    return gettext(ASKS[question.detector].says) % (blank | facts)


def _value(name: str, value: Any) -> str:
    if name == "usual_share":
        return words.share(float(value))
    if name == "phone":
        return str(value)[-3:]
    if name == "on":
        return words.day(date.fromisoformat(str(value)))
    return words.number(value) if isinstance(value, int) else str(value)


def innocent(question: Any) -> list[str]:
    """Return what may innocently explain it: read before anything else."""
    return [gettext(one) for one in ASKS[question.detector].innocent]


def look(question: Any) -> list[str]:
    """Return what to look at."""
    return [gettext(one) for one in ASKS[question.detector].look]

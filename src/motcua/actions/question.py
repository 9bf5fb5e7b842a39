"""Questions about figures: raised once by a detector, closed by a human with an answer."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import access
from motcua.records.models import Question
from motcua.rules import RuleError
from motcua.rules.honest import Finding
from motcua.rules.people import SYSTEM, Actor, ActorKind
from motcua.rules.text import clean

ANSWER_LETTERS_LEAST = 20
MOST_LISTED = 500  # keys of dossiers kept with a question


class QuestionAnswered(RuleError):
    """The question has been answered already."""


class AboutYou(RuleError):
    """Whoever a question is about does not close it."""


class AnswerTooShort(RuleError):
    """The answer does not say enough for the next reader."""


@transaction.atomic
def raise_all(*, findings: Sequence[Finding], month_on: date, now: datetime) -> int:
    """Ask what has not been asked yet about this month; return how many questions are new.

    One question an official, detector and month: a sweep that runs again asks nothing twice, and an
    answered question stays answered. While it is open its figures follow the month. Costs 1 query, and
    2 a new question.
    """
    keys = {key_of(finding, month_on): finding for finding in findings}
    known = {row.key: row for row in Question.objects.filter(key__in=list(keys))}
    fresh = []
    for key, finding in sorted(keys.items()):
        row = known.get(key)
        facts, listed = dict(finding.facts), list(finding.dossiers)[:MOST_LISTED]
        if row is None:
            fresh.append(_asked(key, finding, month_on, now))
        elif row.outcome == "open" and (row.facts, row.dossiers) != (facts, listed):
            Question.objects.filter(pk=row.pk).update(facts=facts, dossiers=listed)
    for row in fresh:
        row.save(force_insert=True)
        facts = {"detector": row.detector, "month": month_on.isoformat()} | row.facts
        subject = f"question:{row.pk}"
        journal.write("ask_question", by=SYSTEM, at=now, payload={"facts": facts}, subject=subject)
    return len(fresh)


def _asked(key: str, finding: Finding, month_on: date, now: datetime) -> Question:
    return Question(
        key=key,
        detector=finding.detector,
        unit_id=finding.unit_id,
        officer_id=finding.officer_id or None,
        dossier_id=finding.dossiers[0] if len(finding.dossiers) == 1 else None,
        month_on=month_on,
        facts=dict(finding.facts),
        dossiers=list(finding.dossiers)[:MOST_LISTED],
        raised_at=now,
    )


def key_of(finding: Finding, month_on: date) -> str:
    """Return what makes a question single: detector, month, unit, official, and what it is about besides."""
    about = str(finding.facts.get("about") or finding.facts.get("device") or finding.facts.get("phone") or "")
    return f"{finding.detector}.{month_on:%Y-%m}.{finding.unit_id}.{finding.officer_id}.{about}"[:120]


@transaction.atomic
def answer(*, by: Actor, pk: int, outcome: str, text: str, now: datetime) -> Question:
    """Close a question with an answer: it is explained, or something was mended.

    Whoever leads the unit or one above answers, and never the one it is about; no program does.

    Units: `outcome` "explained" or "mended".
    Raises: access.NoSuch, PermissionDenied; QuestionAnswered, AboutYou, AnswerTooShort; text errors.
    """
    question = access.question(pk, by=by, lock=True)
    if by.kind is not ActorKind.OFFICIAL or by.user_id is None:
        raise PermissionDenied("answer_question")

    if question.outcome != "open":
        raise QuestionAnswered()
    if question.officer_id == by.user_id:
        raise AboutYou()
    said = clean(text, limit=2000, lines=True)
    if len(said) < ANSWER_LETTERS_LEAST:
        raise AnswerTooShort(least=ANSWER_LETTERS_LEAST)
    if outcome not in ("explained", "mended"):
        raise ValueError(f"outcome must be explained or mended, got {outcome!r}")

    question.outcome, question.answer = outcome, said
    question.closed_at, question.closed_by_id = now, by.user_id
    question.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])

    facts = {"detector": question.detector, "outcome": outcome}
    journal.write(
        "answer_question", by=by, at=now, payload={"facts": facts}, subject=f"question:{question.pk}"
    )
    return question

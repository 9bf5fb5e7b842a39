"""Surveys of people: made as a draft, opened with a draw nobody could choose, codes issued."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import surveys, workdays
from motcua.queries.access import NoSuch
from motcua.records.models import Entry, IndexRound, Survey, SurveyCode, Unit
from motcua.rules import RuleError, survey, survey_sample
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.survey import Questionnaire
from motcua.rules.survey_scores import Combine, Formula
from motcua.rules.text import clean

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that looks like a digit
CODE_BITS, CODE_LETTERS = 128, 26


class SurveyTaken(RuleError):
    """A survey of that key is there already."""


class SurveyBegun(RuleError):
    """The survey is open or closed: its questions and its sample stand."""


class SurveyNotOpen(RuleError):
    """Answers are not taken: not yet, no longer, or the survey is a draft."""


class SurveyWindow(RuleError):
    """The survey ends before it begins, or it is over before it is opened."""


class SlipsInUse(RuleError):
    """Somebody of the unit has answered: new slips would let a person answer twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a survey runs, out of which days it draws, and how it is counted."""

    name: str
    opens_at: datetime
    closes_at: datetime
    from_on: date
    until_on: date  # the last day
    error: Decimal = Decimal("0.05")
    is_shared: bool = False  # one sample over all units, else one for each
    least: int = 30
    formula: Formula = Formula.TOP_TWO
    combine: Combine = Combine.MEAN
    round_key: str = ""


@transaction.atomic
def make(
    *, by: Actor, key: str, unit_id: int, questionnaire: Questionnaire, plan: Plan, now: datetime
) -> Survey:
    """Write down a survey as a draft.

    Raises: PermissionDenied; access.NoSuch for an unknown round; SurveyTaken; SurveyWindow;
    survey_sample.BadMargin; text errors.
    """
    owner = _own_unit(by, unit_id)
    columns = _columns(plan, owner)

    if Survey.objects.filter(key=key).exists():
        raise SurveyTaken(key=key)

    row = Survey.objects.create(
        key=key, owner=owner, body=survey.plain(questionnaire), made_by_id=by.user_id, made_at=now, **columns
    )

    write(
        "make_survey", by=by, now=now, row=row, facts={"questionnaire": questionnaire.key, "owner": owner.pk}
    )
    return row


@transaction.atomic
def plan_anew(*, by: Actor, key: str, plan: Plan, now: datetime) -> Survey:
    """Change when a draft runs, whom it draws and how it is counted.

    Raises: access.NoSuch, PermissionDenied; SurveyBegun; SurveyWindow; survey_sample.BadMargin.
    """
    row = _draft(by, key)
    columns = _columns(plan, row.owner)

    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))

    write("plan_survey", by=by, now=now, row=row, facts={"formula": row.formula, "combine": row.combine})
    return row


@transaction.atomic
def write_questions(*, by: Actor, key: str, body: Mapping[str, Any], now: datetime) -> Survey:
    """Change the questions of a draft.

    Raises: access.NoSuch, PermissionDenied; SurveyBegun; survey.BadQuestionnaire.
    """
    row = _draft(by, key)
    questionnaire = survey.read(body)

    row.body = survey.plain(questionnaire)
    row.save(update_fields=["body"])

    write("write_survey", by=by, now=now, row=row, facts={"questions": len(list(questionnaire.questions()))})
    return row


@transaction.atomic
def open_(*, by: Actor, key: str, now: datetime) -> Survey:
    """Open a survey: the frame is sealed in the journal, and the hash of that entry draws the sample.

    The entry holds random salt and is written once, so nobody can know the draw before or try another.

    Raises: access.NoSuch, PermissionDenied; SurveyBegun; SurveyWindow; survey_sample.NobodyToAsk.
    """
    row = _draft(by, key)
    if row.closes_at <= now:
        raise SurveyWindow()
    questionnaire, units = surveys.asked(row), surveys.subjects(row.owner, row.round_id)
    if questionnaire.drawn_from == "dossiers":
        frame = surveys.dossier_frame(units, _days(row))
        counts, sizes = _sizes(row, {unit: len(rows) for unit, rows in frame.items()}, questionnaire)
    else:
        frame = {}
        counts, sizes = _official_sizes(row, units, now)

    facts = {
        "frame": {str(unit): count for unit, count in counts.items()},
        "sizes": sizes,
        "frame_digest": survey_sample.frame_digest(code for rows in frame.values() for code, _ in rows),
    }
    entry = write("draw_survey", by=by, now=now, row=row, facts=facts)
    drawn = {
        str(unit): survey_sample.draw(rows, sum(sizes[str(unit)].values()), seed=entry.hash)
        for unit, rows in frame.items()
    }

    row.sample = (
        row.sample | facts | {"drawn": drawn, "seed": entry.hash, "entry": f"{entry.chain}.{entry.seq}"}
    )
    row.status = "open"
    row.save(update_fields=["sample", "status"])
    return row


def _sizes(
    row: Survey, counts: Mapping[int, int], questionnaire: Questionnaire
) -> tuple[Mapping[int, int], dict[str, dict[str, int]]]:
    if row.sample["is_shared"]:
        found = survey_sample.shared(counts, row.error, row.sample["least"])
    else:
        found = survey_sample.each(counts, row.error)
    group = questionnaire.respondents[0][0]
    return counts, {str(unit): {group: size} for unit, size in found.items()}


def _official_sizes(
    row: Survey, units: Sequence[Unit], now: datetime
) -> tuple[dict[int, int], dict[str, dict[str, int]]]:
    """Ask every leader, and of the other officials as many as the formula says."""
    people = surveys.officials(units, workdays.today(now))
    counts = {unit: sum(groups.values()) for unit, groups in people.items()}
    if not any(counts.values()):
        raise survey_sample.NobodyToAsk()
    sizes = {
        str(unit): {
            group: count if group == "leader" else survey_sample.size(count, row.error)
            for group, count in groups.items()
        }
        for unit, groups in people.items()
    }
    return counts, sizes


@dataclass(frozen=True, slots=True)
class Slip:
    """A code to hand out: for the applicant of which dossier, or to any official of a kind."""

    code: str
    respondents: str
    dossier: str = ""


@transaction.atomic
def issue_codes(*, by: Actor, key: str, unit_id: int, now: datetime) -> list[Slip]:
    """Return fresh codes for the people drawn in a unit: seen this once, for only their hashes are kept.

    Slips printed before lose their worth. They are kept in the order of their hashes, so that nothing in
    the table tells which slip was whose.

    Raises: access.NoSuch, PermissionDenied; SurveyNotOpen; SlipsInUse.
    """
    row = surveys.survey(key, by=by, lock=True)
    check_writer(by, row.owner)
    if row.status != "open" or row.closes_at <= now:
        raise SurveyNotOpen()
    sizes = row.sample["sizes"].get(str(unit_id))
    if not sizes:
        raise NoSuch()
    before = SurveyCode.objects.filter(survey=row, unit=unit_id)
    if before.filter(spent_on__isnull=False).exists():
        raise SlipsInUse()

    dossiers = row.sample["drawn"].get(str(unit_id))
    if dossiers is not None:
        group = next(iter(sizes))
        slips = [Slip(_fresh(), group, dossier) for dossier in dossiers]
    else:
        slips = [Slip(_fresh(), group) for group, count in sizes.items() for _ in range(count)]

    before.delete()
    kept = sorted((surveys.hashed(slip.code), slip.respondents) for slip in slips)
    SurveyCode.objects.bulk_create(
        SurveyCode(survey=row, unit_id=unit_id, respondents=group, code_hash=code) for code, group in kept
    )
    write("issue_survey_codes", by=by, now=now, row=row, facts={"unit": unit_id, "codes": len(slips)})
    return slips


def _fresh() -> str:
    number = secrets.randbits(CODE_BITS)
    letters = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(CODE_LETTERS))
    return "-".join(letters[at : at + 5] for at in range(0, CODE_LETTERS, 5))


def _own_unit(by: Actor, unit_id: int) -> Unit:
    if unit_id not in {duty.unit_id for duty in by.duties if duty.role is Role.REFORM}:
        raise PermissionDenied("survey")
    return Unit.objects.get(pk=unit_id)


def check_writer(by: Actor, owner: Unit) -> None:
    """Let only a reform officer of the owner go on.

    Raises: PermissionDenied.
    """
    if by.kind is not ActorKind.SYSTEM:
        _own_unit(by, owner.pk)


def _draft(by: Actor, key: str) -> Survey:
    row = surveys.survey(key, by=by, lock=True)
    check_writer(by, row.owner)
    if row.status != "draft":
        raise SurveyBegun()
    return row


def _days(row: Survey) -> tuple[date, date]:
    until = date.fromisoformat(row.sample["until_on"]) + timedelta(days=1)
    return date.fromisoformat(row.sample["from_on"]), until


def _columns(plan: Plan, owner: Unit) -> dict[str, Any]:
    if plan.closes_at <= plan.opens_at or plan.until_on < plan.from_on:
        raise SurveyWindow()
    survey_sample.size(1, plan.error)  # refuses a margin that makes no sense
    found = IndexRound.objects.filter(key=plan.round_key, owner=owner).first() if plan.round_key else None
    if plan.round_key and found is None:
        raise NoSuch()
    sample = {
        "from_on": plan.from_on.isoformat(),
        "until_on": plan.until_on.isoformat(),
        "is_shared": plan.is_shared,
        "least": plan.least,
    }
    return {
        "name": clean(plan.name, limit=300),
        "round": found,
        "formula": plan.formula,
        "combine": plan.combine,
        "error": plan.error,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "sample": sample,
    }


def write(verb: str, *, by: Actor, now: datetime, row: Survey, facts: Mapping[str, Any]) -> Entry:
    """Append what was done with a survey to the journal."""
    payload = {"changes": {}, "facts": {"survey": row.key, **facts}}
    return journal.write(verb, by=by, at=now, payload=payload, subject=f"survey:{row.key}")

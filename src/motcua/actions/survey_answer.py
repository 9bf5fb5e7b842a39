"""Answers to a survey: one code is one form, tables of others are taken in, the close seals them all."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from motcua.actions.survey import SurveyNotOpen, check_writer, write
from motcua.queries import surveys, workdays
from motcua.records.models import Survey, SurveyAnswer, SurveyCode
from motcua.rules import RuleError, survey
from motcua.rules.people import Actor
from motcua.rules.survey_rows import Filled

MOST_ROWS = 200_000


class TableTakenBefore(RuleError):
    """The same table was taken in before."""


class CodeSpent(RuleError):
    """The code was used: one code is one answer."""


@transaction.atomic
def answer(*, code: str, answers: Mapping[str, str], now: datetime) -> None:
    """Spend a code and keep the form: both or neither, and nothing that leads from one to the other.

    No entry of the journal, no moment, a random key: what is written here cannot be told apart by time.
    The close seals how many there are and what they say.

    Raises: access.NoSuch; SurveyNotOpen; CodeSpent; survey.BadAnswer, NothingAnswered.
    """
    asked = surveys.by_code(code)
    row = Survey.objects.select_for_update().defer("sample", "body").get(pk=asked.survey.pk)
    if not surveys.is_running(row, now):
        raise SurveyNotOpen()
    kept = survey.answer(asked.questionnaire, answers)

    found = SurveyCode.objects.filter(code_hash=surveys.hashed(code), spent_on=None)
    group = found.values_list("respondents", flat=True).first()
    if group is None or not found.update(spent_on=workdays.today(now)):
        raise CodeSpent()
    SurveyAnswer.objects.create(
        pk=_key(), survey=row, unit=asked.unit, respondents=group, answers=kept, source="code"
    )


def _key() -> int:
    """Return a random key: what is kept in its order says nothing of who came first."""
    return secrets.randbits(63)


@transaction.atomic
def take_in(*, by: Actor, key: str, forms: Sequence[Filled], digest: str, now: datetime) -> int:
    """Keep the forms of a table that somebody else collected; return how many.

    Units:  `digest` is the SHA-256 of the file.
    Raises: access.NoSuch, PermissionDenied; SurveyNotOpen; TableTakenBefore.
    """
    row = surveys.survey(key, by=by, lock=True)
    check_writer(by, row.owner)
    if row.status != "open":
        raise SurveyNotOpen()
    if digest in row.sample.get("tables", ()):
        raise TableTakenBefore()

    made = [
        SurveyAnswer(
            pk=_key(), survey=row, unit_id=form.unit_id, respondents=form.respondents,
            answers=dict(form.answers), source="imported",
        )
        for form in forms[:MOST_ROWS]
    ]  # fmt: skip
    SurveyAnswer.objects.bulk_create(sorted(made, key=lambda form: form.pk), batch_size=500)
    row.sample["tables"] = [*row.sample.get("tables", ()), digest]
    row.save(update_fields=["sample"])

    write("take_in_answers", by=by, now=now, row=row, facts={"forms": len(made), "sha256": digest})
    return len(made)


@transaction.atomic
def close(*, by: Actor, key: str, now: datetime) -> Survey:
    """Close a survey: the answers are laid down anew in random order, and their hash is sealed.

    A database keeps traces of which rows one transaction wrote; written anew, all have the same.

    Raises: access.NoSuch, PermissionDenied; SurveyNotOpen.
    """
    row = surveys.survey(key, by=by, lock=True)
    check_writer(by, row.owner)
    if row.status != "open":
        raise SurveyNotOpen()

    _shuffle(row)
    forms = [
        {"unit": unit, "respondents": group, "answers": answers, "source": source}
        for unit, group, answers, source in SurveyAnswer.objects.filter(survey=row).values_list(
            "unit_id", "respondents", "answers", "source"
        )
    ]
    row.status, row.digest = "closed", survey.sealed(forms)
    row.closes_at = min(row.closes_at, max(now, row.opens_at + timedelta(seconds=1)))
    row.save(update_fields=["status", "digest", "closes_at"])

    spent = SurveyCode.objects.filter(survey=row, spent_on__isnull=False).count()
    write(
        "close_survey",
        by=by,
        now=now,
        row=row,
        facts={"forms": len(forms), "codes": spent, "digest": row.digest},
    )
    return row


def _shuffle(row: Survey) -> None:
    rows = SurveyAnswer.objects.filter(survey=row)
    fresh = [
        SurveyAnswer(pk=_key(), survey=row, unit_id=u, respondents=r, answers=a, source=s)
        for u, r, a, s in rows.values_list("unit_id", "respondents", "answers", "source")
    ]
    rows.delete()
    SurveyAnswer.objects.bulk_create(sorted(fresh, key=lambda form: form.pk), batch_size=500)
    codes = SurveyCode.objects.filter(survey=row)
    anew = [
        SurveyCode(survey=row, unit_id=u, respondents=r, code_hash=c, spent_on=on)
        for u, r, c, on in codes.values_list("unit_id", "respondents", "code_hash", "spent_on")
    ]
    codes.delete()
    SurveyCode.objects.bulk_create(sorted(anew, key=lambda code: code.code_hash), batch_size=500)

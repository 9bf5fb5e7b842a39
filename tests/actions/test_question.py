"""A question is raised once and closed by a human, never by the one it is about."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.actions import question
from motcua.queries import access
from motcua.records.models import Entry, Question
from motcua.rules.honest import Detector, Finding
from motcua.rules.people import SYSTEM, ActorKind

ANSWER = "Đã xem sổ và gọi điện cho người nộp."
MONTH = date(2024, 1, 1)


@pytest.fixture
def finding(commune, hoa):
    return Finding(
        detector=Detector.LAST_HOUR, unit_id=commune.pk, officer_id=hoa.user_id, facts={"count": 9, "of": 9}
    )


@pytest.fixture
def asked(finding, now):
    question.raise_all(findings=[finding], month_on=MONTH, now=now)
    return Question.objects.get()


def test_it_is_asked_once_a_month_and_follows_the_figures(asked, finding, now):
    more = replace(finding, facts={"count": 12, "of": 14})

    assert question.raise_all(findings=[more], month_on=MONTH, now=now) == 0
    assert question.raise_all(findings=[finding], month_on=date(2024, 2, 1), now=now) == 1
    assert Question.objects.get(month_on=MONTH).facts == {"count": 12, "of": 14}
    assert Entry.objects.filter(verb="ask_question").count() == 2


def test_it_is_not_closed_by_the_one_it_is_about(asked, hoa, now):
    with pytest.raises(question.AboutYou):
        question.answer(by=hoa, pk=asked.pk, outcome="explained", text=ANSWER, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():  # not even behind the action
        Question.objects.update(outcome="explained", closed_by=hoa.user_id, closed_at=now, answer=ANSWER)


def test_no_program_and_not_the_system_closes_it(asked, chief, now):
    program = replace(chief, kind=ActorKind.PROGRAM)

    with pytest.raises(access.PermissionDenied):
        question.answer(by=program, pk=asked.pk, outcome="explained", text=ANSWER, now=now)
    with pytest.raises(access.NoSuch):
        question.answer(by=SYSTEM, pk=asked.pk, outcome="explained", text=ANSWER, now=now)


def test_it_is_closed_once_with_an_answer(asked, chief, now):
    with pytest.raises(question.AnswerTooShort):
        question.answer(by=chief, pk=asked.pk, outcome="explained", text="ok", now=now)
    question.answer(by=chief, pk=asked.pk, outcome="mended", text=ANSWER, now=now)

    with pytest.raises(question.QuestionAnswered):
        question.answer(by=chief, pk=asked.pk, outcome="explained", text=ANSWER, now=now)


def test_it_hides_from_whoever_does_not_lead(asked, binh, lan, now):
    for by in (binh, lan):
        with pytest.raises(access.NoSuch):
            question.answer(by=by, pk=asked.pk, outcome="explained", text=ANSWER, now=now)

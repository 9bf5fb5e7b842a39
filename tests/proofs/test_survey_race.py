"""A hundred people send the same code at the same moment; afterwards nothing leads from answer to code."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from motcua.actions import survey as surveys
from motcua.actions import survey_answer
from motcua.queries import access
from motcua.queries import surveys as read
from motcua.records.models import SurveyAnswer, SurveyCode
from motcua.rules.people import Role
from tests import make

PEOPLE = 100
FORM = {"P1": "A", "P2": "B", "P3": "x"}

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dung(district, today):
    account = make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")
    return access.actor_of(account, today)


@pytest.fixture
def slips(dung, lan, minh, commune, now):
    plan = surveys.Plan(
        name="Khảo sát",
        opens_at=now,
        closes_at=now + timedelta(days=9),
        from_on=now.date(),
        until_on=now.date(),
    )
    asked = read.shipped()["officials"]
    surveys.make(by=dung, key="q1", unit_id=dung.unit_id, questionnaire=asked, plan=plan, now=now)
    surveys.open_(by=dung, key="q1", now=now)
    return surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)


def race(codes, now):
    barrier = Barrier(len(codes))

    def person(code):
        barrier.wait()
        try:
            survey_answer.answer(code=code, answers=FORM, now=now)
            return "won"
        except Exception as no:  # every ending is counted, and judged by the caller
            return type(no).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(codes)) as pool:
        return Counter(pool.map(person, codes))


def test_one_of_a_hundred_posts_of_a_code_is_an_answer(slips, now):
    endings = race([slips[0].code] * PEOPLE, now)

    assert endings["won"] == 1
    assert set(endings) <= {"won", "CodeSpent", "OperationalError"}, endings
    assert SurveyAnswer.objects.count() == 1
    assert SurveyCode.objects.filter(spent_on__isnull=False).count() == 1


def test_each_of_many_codes_is_an_answer(slips, now):
    endings = race([slip.code for slip in slips] * 20, now)

    assert endings["won"] == SurveyAnswer.objects.count() == len(slips)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no trace of transactions in rows")
def test_no_trace_of_a_transaction_is_left_at_the_close(slips, dung, now):
    for slip in slips:
        survey_answer.answer(code=slip.code, answers=FORM, now=now)

    survey_answer.close(by=dung, key="q1", now=now)

    with connection.cursor() as cursor:
        for table in (SurveyAnswer._meta.db_table, SurveyCode._meta.db_table):
            cursor.execute(f"SELECT count(DISTINCT xmin::text), count(*) FROM {table}")
            assert cursor.fetchone() == (1, len(slips))

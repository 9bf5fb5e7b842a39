"""A survey: made, drawn, answered with codes, closed; nothing leads from an answer to its code."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import survey as surveys
from motcua.actions import survey_answer
from motcua.queries import access
from motcua.queries import surveys as read
from motcua.queries.access import NoSuch
from motcua.records.models import Dossier, Entry, SurveyAnswer, SurveyCode
from motcua.rules import survey as rules
from motcua.rules import survey_sample
from motcua.rules.people import Role
from motcua.rules.survey_rows import Filled
from tests import make

DAY = timedelta(days=1)
FORM = {"A1": "5", "A2": "4", "E1": "x"}


@pytest.fixture
def dung(district, today):
    return access.actor_of(
        make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung"), today
    )


@pytest.fixture
def closed(lan, intake, commune, now):
    """Twelve dossiers of twelve people, closed this week."""
    from motcua.actions import dossier as dossiers
    from motcua.rules.intake import Person

    made = []
    for number in range(12):
        who = make.applicant(f"Người {number}", id_number=f"0300880042{number:02d}")
        given = intake.__class__(**{**_fields(intake), "applicant": Person(pk=who.pk)})
        made.append(dossiers.take_in(by=lan, intake=given, now=now).dossier)
    Dossier.objects.update(ended_on=now.date(), ended_at=now)
    return made


def _fields(intake):
    return {name: getattr(intake, name) for name in intake.__dataclass_fields__}


def plan(now, **more):
    told = {
        "name": "Khảo sát quý I",
        "opens_at": now,
        "closes_at": now + 14 * DAY,
        "from_on": now.date() - 30 * DAY,
        "until_on": now.date(),
    }
    return surveys.Plan(**told | more)


def drafted(dung, now, key="q1", which="citizens", **more):
    return surveys.make(
        by=dung,
        key=key,
        unit_id=dung.unit_id,
        questionnaire=read.shipped()[which],
        plan=plan(now, **more),
        now=now,
    )


@pytest.fixture
def opened(dung, closed, now):
    drafted(dung, now)
    return surveys.open_(by=dung, key="q1", now=now)


@pytest.fixture
def slips(opened, dung, commune, now):
    return surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)


def test_it_draws_by_the_hash_of_the_entry_that_seals_the_frame(opened, closed, commune):
    entry = Entry.objects.get(verb="draw_survey")
    frame = [(row.code, row.applicant_id) for row in closed]

    assert opened.sample["seed"] == entry.hash
    assert opened.sample["frame_digest"] == survey_sample.frame_digest(code for code, _ in frame)
    assert opened.sample["drawn"][str(commune.pk)] == survey_sample.draw(frame, 12, seed=entry.hash)
    assert opened.sample["sizes"][str(commune.pk)] == {"citizen": 12}


def test_it_stands_once_it_is_open(opened, dung, now):
    with pytest.raises(surveys.SurveyBegun):
        surveys.open_(by=dung, key="q1", now=now)
    with pytest.raises(surveys.SurveyBegun):
        surveys.write_questions(by=dung, key="q1", body=opened.body, now=now)


def test_it_keeps_only_hashes_of_codes_in_no_order_of_the_slips(slips):
    kept = list(SurveyCode.objects.order_by("pk").values_list("code_hash", flat=True))

    assert len({slip.code for slip in slips}) == len(kept) == 12
    assert kept == sorted(kept) == sorted(read.hashed(slip.code) for slip in slips)


def test_it_takes_one_answer_a_code(slips, commune, now):
    survey_answer.answer(code=slips[0].code.lower(), answers=FORM, now=now)

    with pytest.raises(survey_answer.CodeSpent):
        survey_answer.answer(code=slips[0].code, answers=FORM, now=now)

    assert SurveyAnswer.objects.get().answers == FORM
    assert SurveyCode.objects.filter(spent_on__isnull=False).count() == 1


def test_it_keeps_the_code_when_the_form_is_refused(slips, now):
    with pytest.raises(rules.BadAnswer):
        survey_answer.answer(code=slips[0].code, answers={"A1": "7"}, now=now)
    with pytest.raises(rules.NothingAnswered):
        survey_answer.answer(code=slips[0].code, answers={"A1": ""}, now=now)

    assert not SurveyCode.objects.filter(spent_on__isnull=False).exists()


def test_it_leaves_nothing_that_leads_from_an_answer_to_its_code(slips, now):
    before = Entry.objects.count()

    for slip in slips[:5]:
        survey_answer.answer(code=slip.code, answers=FORM, now=now)

    columns = {field.name for field in SurveyAnswer._meta.fields}
    assert columns == {
        "id",
        "survey",
        "unit",
        "respondents",
        "answers",
        "source",
    }  # no code, no moment, no day
    assert Entry.objects.count() == before  # an entry would tell the moment
    keys = list(SurveyAnswer.objects.values_list("pk", flat=True))
    assert len(set(keys)) == 5
    assert max(keys) > 2**40  # random, not counted up


def test_it_takes_answers_in_its_window_only(slips, opened, now):
    for moment_ in (opened.opens_at - DAY, opened.closes_at, opened.closes_at + DAY):
        with pytest.raises(surveys.SurveyNotOpen):
            survey_answer.answer(code=slips[0].code, answers=FORM, now=moment_)


def test_it_prints_new_slips_until_somebody_has_answered(slips, opened, dung, commune, now):
    again = surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)

    with pytest.raises(NoSuch):
        survey_answer.answer(code=slips[0].code, answers=FORM, now=now)
    survey_answer.answer(code=again[0].code, answers=FORM, now=now)
    with pytest.raises(surveys.SlipsInUse):
        surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)


def test_it_seals_the_answers_at_the_close(slips, dung, now):
    for slip in slips:
        survey_answer.answer(code=slip.code, answers=FORM, now=now)
    keys = set(SurveyAnswer.objects.values_list("pk", flat=True))

    row = survey_answer.close(by=dung, key="q1", now=now + DAY)

    assert len(row.digest) == 64
    assert not keys & set(SurveyAnswer.objects.values_list("pk", flat=True))  # laid down anew
    entry = Entry.objects.get(verb="close_survey")
    assert '"forms":12' in entry.payload.replace(" ", "")
    with pytest.raises(surveys.SurveyNotOpen):
        survey_answer.answer(code=slips[0].code, answers=FORM, now=now + DAY)


def test_it_takes_a_table_in_once(opened, dung, commune, now):
    forms = [Filled(commune.pk, "citizen", FORM)] * 3

    survey_answer.take_in(by=dung, key="q1", forms=forms, digest="d" * 64, now=now)
    with pytest.raises(survey_answer.TableTakenBefore):
        survey_answer.take_in(by=dung, key="q1", forms=forms, digest="d" * 64, now=now)

    assert SurveyAnswer.objects.filter(source="imported").count() == 3


def test_it_asks_all_leaders_and_a_sample_of_officials(dung, hoa, lan, minh, commune, now):
    drafted(dung, now, which="officials")

    row = surveys.open_(by=dung, key="q1", now=now)

    assert row.sample["sizes"][str(commune.pk)] == {"official": 2, "leader": 1}
    slips = surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)
    assert sorted(slip.respondents for slip in slips) == ["leader", "official", "official"]


def test_it_refuses_a_draw_from_nothing(dung, district, now):
    drafted(dung, now)

    with pytest.raises(survey_sample.NobodyToAsk):
        surveys.open_(by=dung, key="q1", now=now)


def test_it_hides_from_the_outsider_and_stops_who_only_leads(opened, binh, hoa, chief, dung, now):
    for outsider in (binh, hoa):
        with pytest.raises(NoSuch):
            survey_answer.close(by=outsider, key="q1", now=now)
    with pytest.raises(PermissionDenied):
        survey_answer.close(by=chief, key="q1", now=now)


@pytest.mark.parametrize("key", ["q1"])
def test_it_refuses_a_key_twice_and_a_window_that_ends_first(dung, now, key):
    drafted(dung, now, key)

    with pytest.raises(surveys.SurveyTaken):
        drafted(dung, now, key)
    with pytest.raises(surveys.SurveyWindow):
        drafted(dung, now, "q2", closes_at=now - DAY)

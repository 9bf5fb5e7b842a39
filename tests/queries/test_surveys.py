"""What may be read of surveys: counts while they run, results at the close, marks for the index."""

from datetime import timedelta

import pytest

from motcua.actions import survey as surveys
from motcua.actions import survey_answer
from motcua.queries import access
from motcua.queries import surveys as read
from motcua.queries.access import NoSuch
from motcua.records.models import Survey
from motcua.rules.people import Role
from motcua.rules.survey_rows import Filled
from tests import make
from tests import rounds as story

DAY = timedelta(days=1)


@pytest.fixture
def dung(district, today):
    account = make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")
    return access.actor_of(account, today)


def opened(by, now, *, which="citizens", leaves=(), **more):
    """Open a survey among officials: it needs no dossier; its questions are those of `which`."""
    plan = surveys.Plan(
        name="Khảo sát",
        opens_at=now,
        closes_at=now + 14 * DAY,
        from_on=now.date() - 30 * DAY,
        until_on=now.date(),
        **more,
    )
    questionnaire = read.shipped()[which]
    surveys.make(by=by, key="q1", unit_id=by.unit_id, questionnaire=questionnaire, plan=plan, now=now)
    body = read.survey("q1", by=by).body | {"drawn_from": "officials"}
    for factor in body["factors"]:
        for question in factor["questions"]:
            question["leaf"] = dict(leaves).get(question["key"], "")
    surveys.write_questions(by=by, key="q1", body=body, now=now)
    return surveys.open_(by=by, key="q1", now=now)


def taken(by, now, forms):
    """Take forms in: {unit: [form, ...]}."""
    rows = [Filled(unit.pk, "citizen", form) for unit, of in forms.items() for form in of]
    survey_answer.take_in(by=by, key="q1", forms=rows, digest="0" * 64, now=now)


def closed(by, now, forms):
    taken(by, now, forms)
    return survey_answer.close(by=by, key="q1", now=now)


def test_it_tells_counts_while_it_runs_and_results_only_at_the_close(dung, lan, commune, now):
    row = opened(dung, now)
    taken(dung, now, {commune: [{"A1": "5"}] * 12})

    assert read.results(row) is None
    here = next(one for one in read.progress(row) if one.unit == commune)
    assert (here.population, here.size, here.issued, here.spent, here.answers) == (1, 1, 0, 0, 12)

    found = read.results(survey_answer.close(by=dung, key="q1", now=now))
    assert found.whole.whole.value == 100
    assert [standing.of for standing in found.standings] == [commune.pk]


def test_it_hides_a_unit_with_too_few_answers_and_keeps_it_out_of_the_whole(
    dung, lan, commune, elsewhere, now
):
    row = opened(dung, now)

    row = closed(dung, now, {commune: [{"A1": "5"}] * 12, elsewhere: [{"A1": "1"}] * 9})
    found = read.results(row)

    assert found.least == 10
    assert list(found.units) == [commune.pk]
    assert found.hidden == [elsewhere.pk]
    assert not found.is_of_all
    assert found.whole.whole.value == 100  # the nine could be worked out of a whole of both


def test_it_names_units_that_cannot_be_told_apart(dung, lan, commune, elsewhere, now):
    opened(dung, now)
    ten = [{"A1": "5"}] * 7 + [{"A1": "2"}] * 3

    found = read.results(closed(dung, now, {commune: ten, elsewhere: [*ten, {"A1": "5"}]}))

    assert [(one.of, one.like) for one in found.standings] == [
        (elsewhere.pk, (commune.pk,)),
        (commune.pk, (elsewhere.pk,)),
    ]


def test_it_is_found_by_its_owner_only(dung, chief, hoa, binh, lan, now):
    opened(dung, now)

    assert [row.key for row in read.listed(by=chief)] == ["q1"]
    for outsider in (hoa, binh):
        assert list(read.listed(by=outsider)) == []
        with pytest.raises(NoSuch):
            read.survey("q1", by=outsider)


def test_it_knows_a_code_however_it_is_typed(dung, lan, commune, now):
    opened(dung, now)
    code = surveys.issue_codes(by=dung, key="q1", unit_id=commune.pk, now=now)[0].code

    assert read.by_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")).unit == commune
    with pytest.raises(NoSuch):
        read.by_code(code[:-1] + ("2" if code[-1] != "2" else "3"))


def test_it_draws_under_the_nearest_unit_and_only_from_the_days_asked(district, commune, received, now):
    type(received).objects.update(ended_on=now.date(), ended_at=now)
    days = (now.date(), now.date() + DAY)

    assert read.dossier_frame([district], days) == {district.pk: [(received.code, received.applicant_id)]}
    both = read.dossier_frame([district, commune], days)
    assert (both[district.pk], len(both[commune.pk])) == ([], 1)
    assert read.dossier_frame([district], (days[0] - DAY, days[0])) == {district.pk: []}


def test_it_counts_a_leader_once(commune, hoa_account, lan_account, today):
    from motcua.records.models import Post

    Post.objects.create(user=hoa_account, unit=commune, role=Role.CLERK, from_on=today - DAY)

    assert read.officials([commune], today) == {commune.pk: {"leader": 1, "official": 1}}


def test_it_gives_the_index_what_was_answered_to_its_leaves(db):
    cast = story.stage()
    of = story.opened(cast)
    now = story.BEGIN
    opened(cast["thu"], now, round_key=of.key, leaves={"A1": "2.2", "A2": "2.2", "B1": "9.9"})
    form = {"A1": "5", "A2": "4", "B1": "1"}

    closed(cast["thu"], now, {cast.first: [form] * 10 + [{"A1": "x"}], cast.second: [form] * 9})
    found = read.leaf_scores(of.pk)

    assert list(found) == [cast.first.pk]  # nine answers say nothing of a unit
    assert found[cast.first.pk] == {"2.2": read.LeafScore({"a": 10, "b": 10, "c": 0, "d": 0}, 20)}


def test_it_gives_the_index_nothing_before_the_close(db):
    cast = story.stage()
    of = story.opened(cast)
    opened(cast["thu"], story.BEGIN, round_key=of.key, leaves={"A1": "2.2"})
    taken(cast["thu"], story.BEGIN, {cast.first: [{"A1": "5"}] * 30})

    assert read.leaf_scores(of.pk) == {}
    assert [leaf.code for leaf in read.leaves_of(Survey.objects.get())] == ["2.2"]


def test_it_keeps_ratings_at_counters_apart(dung, lan, commune, now):
    row = opened(dung, now)
    found = read.results(closed(dung, now, {commune: [{"A1": "5"}] * 12}))

    assert read.ratings([commune.pk], (now.date() - 30 * DAY, now.date())) == {commune.pk: (0, 0)}
    assert found.whole.forms == 12
    assert row.sample["from_on"] < row.sample["until_on"]

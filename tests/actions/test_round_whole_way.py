"""A round of the index from its making to its freezing."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import appraisal, index_round, self_score
from motcua.actions.self_score import Told
from motcua.queries import round_claims, round_published, round_results, rounds
from motcua.queries.access import NoSuch
from motcua.records.models import Entry, IndexResult, IndexRound, LeafMark, Participant, Succession
from motcua.rules import rounds as rules
from motcua.rules.rounds import Phase, Stage, Stand
from tests import rounds as story
from tests.rounds import APPRAISING, LATER, SCORING, WHY


@pytest.fixture
def cast(db):
    return story.stage()


@pytest.fixture
def row(cast):
    story.opened(cast)
    return story.part(cast.first)


def test_it_goes_from_self_score_to_a_frozen_result(cast, row):
    story.whole(cast)

    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)
    frozen = index_round.freeze(by=cast["ha"], key="hd-2024", now=LATER)

    first, second = rounds.results(made)
    # 2.1 is claimed without a paper, and the system counted nothing to go by; 2.2 has no survey.
    assert (first.points, first.possible) == (Decimal("3.8"), Decimal(10))
    assert first.percent == Decimal(38)
    assert (first.rank, second.rank) == (1, 1)
    assert frozen.status == Phase.FROZEN
    assert made.digest in Entry.objects.get(verb="publish_round").payload
    assert round_results.verify(frozen).holds


def test_it_shows_each_phase_as_windows_and_acts_make_it(cast, row):
    of = rounds.round_("hd-2024", by=cast["thu"])
    seen = [rounds.phase_of(of, SCORING)]
    for scorer, leader, unit in (("dung", "hoa", cast.first), ("tam", "son", cast.second)):
        part = story.part(unit)
        story.score(cast[scorer], part)
        story.locked(cast[leader], part)
    seen.append(rounds.phase_of(of, SCORING))
    ask = story.verdict(why=WHY, asks=True)
    appraisal.appraise(by=cast["thu"], pk=row.pk, leaf="1.2", verdict=ask, now=APPRAISING)
    for part in Participant.objects.all():
        appraisal.close(by=cast["thu"], pk=part.pk, now=APPRAISING)
    seen.append(rounds.phase_of(of, APPRAISING))
    appraisal.explain(by=cast["dung"], pk=row.pk, leaf="1.2", why=WHY, now=APPRAISING)
    appraisal.close_explanation(by=cast["dung"], pk=row.pk, now=APPRAISING)
    seen.append(rounds.phase_of(of, APPRAISING))

    assert seen == [Phase.OPEN, Phase.APPRAISING, Phase.EXPLAINING, Phase.APPRAISING_AGAIN]


def test_it_keeps_every_mark_with_who_when_and_why(cast, row):
    story.whole(cast)

    kept = rounds.history(row, "1.2")

    assert [(mark.stage, mark.by.username) for mark in kept] == [
        ("self", "dung"), ("appraisal_1", "thu"), ("appraisal_2", "nam")
    ]  # fmt: skip
    assert [mark.points for mark in kept] == [Decimal("1.8")] * 3
    assert [mark.automatic["ground"] for mark in kept[1:]] == ["accepted", "agreed"]


def test_it_gives_nothing_for_points_without_evidence(cast, row):
    story.score(cast["dung"], row, evidence=False)
    story.locked(cast["hoa"], row)

    appraisal.close(by=cast["thu"], pk=row.pk, now=APPRAISING)

    mark = rounds.marks_of(row)[Stage.APPRAISAL_1]["1.2"]
    assert (mark.points, mark.automatic["ground"]) == (Decimal(0), "no_evidence")


def test_it_gives_points_without_evidence_only_with_a_reason(cast, row):
    story.score(cast["dung"], row, evidence=False)
    story.locked(cast["hoa"], row)

    with pytest.raises(rules.PointsWithoutEvidence):
        appraisal.appraise(by=cast["thu"], pk=row.pk, leaf="1.2", verdict=story.verdict("1"), now=APPRAISING)
    kept = appraisal.appraise(
        by=cast["thu"], pk=row.pk, leaf="1.2", verdict=story.verdict("1", why=WHY), now=APPRAISING
    )

    assert (kept.points, kept.why) == (Decimal(1), WHY)


def test_it_refuses_a_survey_leaf(cast, row):
    with pytest.raises(rules.RuleError) as no:
        self_score.mark(by=cast["dung"], pk=row.pk, leaf="2.2", told=Told(declared={"a": 3}), now=SCORING)

    assert type(no.value).__name__ == "NotSelfScored"


def test_it_computes_points_from_what_is_declared_and_shows_a_claim_beside(cast, row):
    told = Told(declared={"done": "6", "all": "10"}, claimed=Decimal("1.5"), why=WHY)

    kept = self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.2", told=told, now=SCORING)

    seen = round_claims.rows(row, now=SCORING)["1.2"]
    assert kept.points == Decimal("1.5")
    assert seen.claim.by_rule.points == Decimal("1.2")
    assert LeafMark.objects.filter(leaf="1.2").count() == 1


def test_it_asks_a_claim_for_its_reason(cast, row):
    told = Told(declared={"done": "6", "all": "10"}, claimed=Decimal("1.5"))

    with pytest.raises(rules.WhyTooShort):
        self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.2", told=told, now=SCORING)


def test_it_leaves_out_what_did_not_arise(cast, row):
    story.whole(cast, told=story.FULL | {"1.1": Told(is_not_applicable=True, why=WHY)})

    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)

    mine = IndexResult.objects.get(participant=row)
    assert (mine.points, mine.possible) == (Decimal("2.8"), Decimal(9))
    assert mine.rank == 2
    assert round_results.verify(made).holds


def test_it_loses_no_update(cast, row):
    first = self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=story.FULL["1.3"], now=SCORING)

    with pytest.raises(rules.StaleMark):
        self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=story.FULL["1.3"], now=SCORING)
    again = Told(declared={"events": "1"}, edition=first.edition)
    second = self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=again, now=SCORING)

    assert (first.edition, second.edition) == (1, 2)


def test_it_is_locked_whole_by_another_person_as_it_was_signed(cast, row):
    story.score(cast["dung"], row, {leaf: story.FULL[leaf] for leaf in ("1.1", "1.2")})
    with pytest.raises(rules.LeavesOpen):
        story.locked(cast["hoa"], row)
    story.score(cast["dung"], row, {leaf: story.FULL[leaf] for leaf in ("1.3", "2.1")})
    digest = round_claims.digest(row)
    again = Told(declared={"events": "1"}, edition=1)
    self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=again, now=SCORING)

    with pytest.raises(rules.SheetMoved):
        self_score.lock(by=cast["hoa"], pk=row.pk, file=story.file(9), digest=digest, now=SCORING)
    kept = story.locked(cast["hoa"], row)

    assert kept.status == Stand.LOCKED
    with pytest.raises(rules.NotNow):
        self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=again, now=SCORING)


def test_it_opens_a_locked_sheet_only_by_an_extension_with_a_reason(cast, row):
    story.score(cast["dung"], row)
    story.locked(cast["hoa"], row)
    until = story.SELF_END + story.HOUR

    with pytest.raises(PermissionDenied):
        index_round.extend(by=cast["dung"], pk=row.pk, until_at=until, why=WHY, now=SCORING)
    index_round.extend(by=cast["thu"], pk=row.pk, until_at=until, why=WHY, now=SCORING)

    told = Told(declared={"events": "1"}, edition=1)
    kept = self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=told, now=story.SELF_END)
    assert kept.edition == 2
    assert Entry.objects.filter(verb="extend_round").count() == 1


def test_it_closes_with_its_window(cast, row):
    with pytest.raises(rules.WindowOver):
        self_score.mark(by=cast["dung"], pk=row.pk, leaf="1.3", told=story.FULL["1.3"], now=story.SELF_END)


def test_it_is_appraised_twice_by_two_people_and_published_by_a_third(cast, row):
    story.whole(cast)
    other = story.part(cast.second)
    Participant.objects.filter(pk=row.pk).update(status=Stand.APPRAISED)

    with pytest.raises(rules.SameHand):
        appraisal.finish(by=cast["thu"], pk=row.pk, now=LATER)
    with pytest.raises(rules.NothingToPublish):
        index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)
    with pytest.raises(PermissionDenied):
        index_round.publish(by=cast["nam"], key="hd-2024", now=LATER)

    assert other.pk != row.pk


def test_it_is_explained_once_and_only_where_it_was_asked(cast, row):
    story.score(cast["dung"], row)
    story.locked(cast["hoa"], row)
    ask = story.verdict("1", why=WHY, asks=True)
    appraisal.appraise(by=cast["thu"], pk=row.pk, leaf="1.2", verdict=ask, now=APPRAISING)
    appraisal.close(by=cast["thu"], pk=row.pk, now=APPRAISING)

    appraisal.explain(by=cast["dung"], pk=row.pk, leaf="1.2", why=WHY, now=APPRAISING)

    with pytest.raises(rules.StaleMark):
        appraisal.explain(by=cast["dung"], pk=row.pk, leaf="1.2", why=WHY, now=APPRAISING)
    with pytest.raises(rules.NotNow):
        appraisal.explain(by=cast["dung"], pk=row.pk, leaf="1.1", why=WHY, now=APPRAISING)
    again = story.verdict("1.8", why=WHY)
    with pytest.raises(rules.NotNow):
        appraisal.appraise_again(by=cast["nam"], pk=row.pk, leaf="1.2", verdict=again, now=APPRAISING)
    appraisal.close_explanation(by=cast["dung"], pk=row.pk, now=APPRAISING)
    kept = appraisal.appraise_again(by=cast["nam"], pk=row.pk, leaf="1.2", verdict=again, now=APPRAISING)
    assert kept.points == Decimal("1.8")


@pytest.mark.parametrize(
    ("policy", "ranks"),
    [("zero_ranked", [1, 2]), ("zero_unranked", [1, None]), ("left_out", [1])],
)
def test_it_treats_who_never_submitted_as_was_decided(cast, policy, ranks):
    story.opened(cast, policy=rules.Policy(rules.NotSubmitted(policy)))
    row = story.part(cast.first)
    story.score(cast["dung"], row)
    story.locked(cast["hoa"], row)
    appraisal.close(by=cast["thu"], pk=row.pk, now=APPRAISING)
    appraisal.finish(by=cast["nam"], pk=row.pk, now=LATER)

    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)

    assert [one.rank for one in rounds.results(made)] == ranks
    assert round_results.verify(made).holds


def test_it_leaves_out_a_unit_that_was_reorganised(cast, row):
    story.whole(cast)
    other = story.part(cast.second)
    index_round.leave(by=cast["thu"], pk=other.pk, on=SCORING.date(), why=WHY, now=LATER)

    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)

    assert [one.participant_id for one in rounds.results(made)] == [row.pk]


def test_it_is_published_once_and_never_bent(cast, row):
    story.whole(cast)
    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)

    with pytest.raises(rules.NotNow):
        index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)
    body = IndexResult.objects.get(participant=row).body
    IndexResult.objects.filter(participant=row).update(
        body=body | {"points": "9"}
    )  # past the database's guard

    assert not round_results.verify(made).holds
    assert round_results.verify(made).differing == ("Huyện Thanh Miện",)


def test_it_hides_sheets_from_other_units(cast, row):
    for stranger in ("tam", "lan"):
        with pytest.raises(NoSuch):
            rounds.participant(row.pk, by=cast[stranger])

    assert not rounds.sees_sheet(rounds.participant(row.pk, by=cast["thu"]), cast["thu"])


def test_it_shows_what_became_of_a_unit_that_was_taken_over(cast, row):
    story.whole(cast)
    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)
    Succession.objects.create(old=cast.second, new=cast.first, kind="whole", on=date(2024, 12, 20))
    after = IndexRound.objects.get(pk=made.pk)
    after.before = made

    lines = round_published.ranking(after)

    mine = next(line for line in lines if line.result.participant_id == row.pk)
    assert [old.participant.unit.name for old in mine.predecessors] == ["Huyện Ninh Giang"]
    assert (mine.moved, mine.change) == (0, Decimal(0))


def test_it_counts_nothing_for_a_unit_whose_dossiers_lie_elsewhere(cast, row):
    story.score(cast["dung"], row)

    seen = round_claims.rows(row, now=SCORING)["2.1"]

    assert seen.automatic is None
    assert seen.proposal.ground == "no_evidence"

"""What can be bent to rise in the reform index; each is also run with its protection off."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from motcua.actions import appraisal, index_round, journal, proposal, rebuild, self_score
from motcua.actions.document import Upload, keep_file
from motcua.actions.index_round import CriteriaChanged, Wish
from motcua.actions.self_score import Proof, Told
from motcua.queries import access, index_leaves, round_claims, tokens
from motcua.records.models import CriteriaSet, Document, Dossier, Entry, IndexResult, Notice, Participant
from motcua.rules import fences, scoring_sets
from motcua.rules.fold import BrokenHistory
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Role
from motcua.rules.rounds import Windows
from motcua.web.citizen import herself
from tests import make
from tests import rounds as stories
from tests.cheats.stage import AFTER, IN_TIME, LATE

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOUD = "Đơn vị khẳng định đã hoàn thành đầy đủ."
SHARE = {"kind": "proportion", "share": ["good", "all"], "floor": "0"}
COUNTS = [{"key": key, "name": {"vi": key, "en": key}, "kind": "count"} for key in ("good", "all")]
RATED = "sums:satisfied/handed_over"
DATA = stories.DATA | {
    "key": "gian-lan",
    "level": "commune",
    "areas": [
        {
            "code": "A", "name": {"vi": "Phép thử", "en": "Trial"}, "points": "10",
            "children": [
                stories._leaf("A.1", "2", stories.YES),
                stories._leaf("A.2", "5", SHARE | {"variables": COUNTS}, binding="sums:on_time_law/closed"),
                stories._leaf("A.3", "3", SHARE | {"variables": COUNTS}, binding=RATED),
            ],
        }
    ],
}  # fmt: skip


@dataclass
class Trial:
    """A round of one commune, held by its district; the unit claims everything, whatever happened."""

    office: object
    people: dict
    district: object
    papers: bool = True

    def points(self, story=lambda: None, before=lambda: None):
        """Let a story happen and a round be held on it; return the appraised points by leaf, undo all."""
        with transaction.atomic():
            story()
            self._scored()
            before()
            self._appraised()
            body = IndexResult.objects.get().body
            transaction.set_rollback(True)
        return {row["code"]: Decimal(row["points"] or 0) for row in body["leaves"]}

    def _scored(self):
        windows = Windows(AFTER, AFTER + timedelta(days=5), AFTER + timedelta(days=9))
        wish = Wish(
            key="thu", name="Kỳ thử", year=2024, criteria_id=stories.criteria(DATA).pk,
            owner_id=self.district.pk, windows=windows,
        )  # fmt: skip
        index_round.make(by=self.people["dung"], wish=wish, groups={self.office.unit.pk: ""}, now=AFTER)
        index_round.begin(by=self.people["dung"], key="thu", now=AFTER)
        row = Participant.objects.get()
        keep_file(Upload("c" * 64, 10, "application/pdf"), now=AFTER)
        claims = {
            "A.1": Told(declared={"issued": True}),
            "A.2": Told(declared={"good": "9", "all": "9"}, claimed=Decimal(5), why=LOUD),
            "A.3": Told(declared={"good": "9", "all": "9"}, claimed=Decimal(3), why=LOUD),
        }
        for leaf, told in claims.items():
            self_score.mark(by=self.people["thao"], pk=row.pk, leaf=leaf, told=told, now=AFTER)
            if self.papers:
                proof = Proof(name="Báo cáo", file="c" * 64)
                self_score.add_evidence(by=self.people["thao"], pk=row.pk, leaf=leaf, proof=proof, now=AFTER)
        digest = round_claims.digest(row)
        self_score.lock(by=self.office.hoa, pk=row.pk, file="c" * 64, digest=digest, now=AFTER)

    def _appraised(self):
        row = Participant.objects.get()
        appraisal.close(by=self.people["dung"], pk=row.pk, now=AFTER)
        appraisal.finish(by=self.people["nga"], pk=row.pk, now=AFTER)
        index_round.publish(by=self.people["son"], key="thu", now=AFTER)


@pytest.fixture
def trial(office, district, commune, today):
    posts = (
        ("dung", district, Role.REFORM), ("nga", district, Role.REFORM), ("son", district, Role.LEADER),
        ("thao", commune, Role.REFORM),
    )  # fmt: skip
    people = {}
    for name, unit, role in posts:
        account = make.official(name.title(), unit=unit, role=role, user_name=name)
        people[name] = access.actor_of(account, today)
    return Trial(office, people, district)


def one_late(office):
    office.ordinary()
    return office.finish(office.begun(), LATE)


# G16: late dossiers are deleted before the index is taken.


def deleted(office, recount):
    def story():
        row = one_late(office)
        for model in (Entry, Notice, Document):
            model.objects.filter(dossier=row).delete()
        Dossier.objects.filter(pk=row.pk).delete()
        if recount:
            rebuild.tallies(now=AFTER)

    return story


def test_g16_index_deleted_late_dossier_still_counts(trial, office):
    honest = trial.points(lambda: one_late(office))

    cheated = trial.points(deleted(office, recount=False))

    assert cheated["A.2"] == honest["A.2"] < 5


def test_g16_unprotected_index_counts_the_dossiers_that_are_left(trial, office):
    honest = trial.points(lambda: one_late(office))

    cheated = trial.points(deleted(office, recount=True))

    assert cheated["A.2"] > honest["A.2"]


# G03: late dossiers are taken up again, with a new clock where that is possible.


def reopened(office, clock_too):
    def story():
        row, again = one_late(office), LATE + timedelta(hours=2)
        asked = proposal.propose_correction(
            by=office.minh, code=row.code, reason="Sai ngày sinh trên kết quả.", now=again
        )
        row = proposal.agree(by=office.hoa, pk=asked.pk, now=again)
        if clock_too:
            due = again + timedelta(days=7)
            changes = {"received_at": again, "due_at": due, "legal_due_at": due}
            journal.record(row, Verb.ADVANCE, by=office.minh, at=again, changes=changes)
        office.finish(row, again + timedelta(hours=1))

    return story


def test_g03_index_reopened_clock_wins_nothing(trial, office):
    honest = trial.points(lambda: one_late(office))

    cheated = trial.points(reopened(office, clock_too=False))

    assert cheated["A.2"] == honest["A.2"] < 5
    with pytest.raises(BrokenHistory):
        trial.points(reopened(office, clock_too=True))


def test_g03_unprotected_index_takes_the_new_clock(trial, office, monkeypatch):
    honest = trial.points(lambda: one_late(office))
    monkeypatch.setattr(fences, "MOVED_BY", {})

    cheated = trial.points(reopened(office, clock_too=True))

    assert cheated["A.2"] > honest["A.2"]


# G20: staff rates itself to rise in a leaf of satisfaction.


def rated(client, office, account, monkeypatch):
    def story():
        row = office.hand_over(office.finish(office.laid(), IN_TIME), IN_TIME + timedelta(hours=1))
        monkeypatch.setattr("motcua.queries.moment.now", lambda: IN_TIME + timedelta(days=1))
        client.force_login(account, backend=BACKEND)
        client.post(reverse("citizen:rate", args=[tokens.rating(row)]), {"face": "5"})
        client.logout()

    return story


def test_g20_index_staff_ratings_raise_nothing(client, trial, office, lan_account, monkeypatch):
    assert trial.points(rated(client, office, lan_account, monkeypatch))["A.3"] == 0


def test_g20_unprotected_index_counts_what_staff_pressed(client, trial, office, lan_account, monkeypatch):
    monkeypatch.setattr(herself, "is_official", lambda request: False)

    assert trial.points(rated(client, office, lan_account, monkeypatch))["A.3"] == 3


# G24: the weights are changed while the round runs.


def heavier():
    """Somebody with the database in hand gives a leaf more points."""
    row = CriteriaSet.objects.get()
    row.body["areas"][0]["children"][0]["points"] = "4"
    row.body["areas"][0]["points"] = "12"
    CriteriaSet.objects.filter(pk=row.pk).update(body=row.body)


def test_g24_index_weights_changed_in_a_running_round_publish_nothing(trial):
    with pytest.raises(CriteriaChanged):
        trial.points(before=heavier)


def test_g24_unprotected_index_weights_change_unseen(trial, monkeypatch):
    monkeypatch.setattr(scoring_sets, "digest", lambda of: "same")

    assert trial.points(before=heavier)


# G25: a unit scores itself without evidence, or above what the system counts.


def test_g25_index_self_score_without_evidence_is_worth_nothing(trial):
    trial.papers = False

    assert trial.points()["A.1"] == 0


def test_g25_unprotected_index_takes_every_claim_as_proven(trial, monkeypatch):
    trial.papers, kept = False, round_claims.claim
    monkeypatch.setattr(
        round_claims,
        "claim",
        lambda leaf, marks, has_evidence, automatic: kept(
            leaf, marks, has_evidence=True, automatic=automatic
        ),
    )

    assert trial.points()["A.1"] == 2


def test_g25_index_claim_above_the_counted_value_wins_nothing(trial, office):
    found = trial.points(lambda: one_late(office))

    assert found["A.2"] == Decimal("3.75")  # three of four in time; five were claimed


def test_g25_unprotected_index_takes_the_claim(trial, office, monkeypatch):
    monkeypatch.setattr(index_leaves, "automatic", lambda of, unit, year, now: {})

    assert trial.points(lambda: one_late(office))["A.2"] == 5

"""G18 to G23: what can be bent at the end and in what citizens say, each with its protection off too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from motcua.actions import desk, result
from motcua.queries import access, honest, honest_rows, tokens
from motcua.records.models import Dossier, Entry, Rating, UnitTally
from motcua.rules import detectors, detectors_ratings
from motcua.rules.honest import Detector
from motcua.web.citizen import herself
from tests import make
from tests.cheats import stage
from tests.cheats.stage import IN_TIME, gains, gains_nothing
from tests.proofs.sizes import size

BACKEND = "django.contrib.auth.backends.ModelBackend"


# G18: "done" without a result.


def without_result(office):
    def story():
        office.ordinary()
        office.finish(office.begun(), make.at("2024-01-15 16:55"), with_result=False)

    return office.told(story)


def test_g18_done_without_a_result_counts_against(office):
    gains_nothing(without_result(office), office.honest_end())


def test_g18_unprotected_saying_done_is_enough(office, monkeypatch):
    monkeypatch.setattr(honest_rows, "is_result_missing", lambda row, today: False)

    gains(without_result(office), office.honest_end())


def test_g18_done_without_a_result_again_and_again_is_asked_about(office):
    for row in [office.begun() for _ in range(4)]:
        office.finish(row, IN_TIME, with_result=False)

    assert Detector.NO_RESULT in office.figures().asked


# G19: five steps in two minutes, or everything in the last hour.


def hurried(office):
    """Every dossier goes through examination and draft within forty seconds of one person."""

    def story():
        for place, row in enumerate([office.begun() for _ in range(6)]):
            at = IN_TIME + timedelta(minutes=place)
            for number in range(2):
                seconds = timedelta(seconds=20 * number)
                desk.advance(by=office.minh, code=row.code, now=at + seconds)
            desk.propose(by=office.minh, code=row.code, now=at + timedelta(seconds=40))
        for row in Dossier.objects.filter(state="proposed"):
            done = desk.approve_and_issue(
                by=office.hoa, codes=[row.code], now=IN_TIME + timedelta(minutes=15)
            )
            stage.digitise(done[0], by=office.minh, at=IN_TIME + timedelta(minutes=15))

    return office.told(story)


def test_g19_closing_spree_is_asked_about(office):
    assert hurried(office).asked == {Detector.HURRIED_STEPS}


def test_g19_unprotected_nobody_looks_at_the_steps(office, monkeypatch):
    monkeypatch.setattr(detectors, "HURRIED_SECONDS", -1)

    assert hurried(office).asked == frozenset()


def last_hour(office):
    def story():
        rows = [office.begun() for _ in range(9)]
        for row in rows:
            office.finish(row, make.at("2024-01-15 16:40"))

    return office.told(story)


def test_g19_everything_in_the_last_hour_is_asked_about(office):
    assert last_hour(office).asked == {Detector.LAST_HOUR}


def test_g19_unprotected_the_last_hour_is_as_good_as_any(office, monkeypatch):
    monkeypatch.setattr(detectors, "LAST_HOUR_SECONDS", -1)

    assert last_hour(office).asked == frozenset()


# G20: staff rates itself.

KINDS = (
    "guessed", "of the slip", "hash itself", "used", "staff", "not handed over", "too late", "no face",
)  # fmt: skip


@pytest.fixture
def handed(office):
    row = office.hand_over(office.finish(office.laid(), IN_TIME), IN_TIME + timedelta(hours=1))
    return Dossier.objects.get(pk=row.pk)


def attempt(client, office, kind, number, handed, waiting, account):
    """One attempt of a kind; each at a moment of its own."""
    token, face = tokens.rating(handed), "5"
    if kind == "guessed":
        token = f"{number:032x}"
    if kind == "of the slip":
        token = tokens.tracking(handed)
    if kind == "hash itself":
        token = tokens.hashed(tokens.rating(handed))[:32]
    if kind == "used":
        token = tokens.rating(Dossier.objects.get(rating=3))
    if kind == "staff":
        client.force_login(account, backend=BACKEND)
    if kind == "not handed over":
        token = tokens.rating(waiting)
    if kind == "no face":
        face = str(6 + number)
    answer = client.post(reverse("citizen:rate", args=[token]), {"face": face})
    client.logout()
    return answer.status_code


def test_g20_self_rating_two_hundred_attempts_of_eight_kinds_count_nothing(
    client, office, handed, lan_account, monkeypatch
):
    waiting = office.finish(office.laid(at=IN_TIME + timedelta(hours=2)), IN_TIME + timedelta(hours=3))
    used = office.laid(at=IN_TIME + timedelta(hours=4))
    used = office.hand_over(office.finish(used, IN_TIME + timedelta(hours=5)), IN_TIME + timedelta(hours=5))
    at = IN_TIME + timedelta(hours=6)
    result.rate(token=tokens.rating(used), face=3, reasons=[], comment="", now=at)
    counted = sum(row.rated for row in UnitTally.objects.all())

    statuses = []
    for kind in KINDS:
        moment = IN_TIME + timedelta(days=60 if kind == "too late" else 1)
        monkeypatch.setattr("motcua.queries.moment.now", lambda moment=moment: moment)
        statuses += [attempt(client, office, kind, n, handed, waiting, lan_account) for n in range(25)]

    assert len(statuses) == 200
    assert sum(row.rated for row in UnitTally.objects.all()) == counted == 1
    assert Rating.objects.count() == 1


def test_g20_unprotected_staff_rates_itself(client, office, handed, lan_account, monkeypatch):
    monkeypatch.setattr("motcua.queries.moment.now", lambda: IN_TIME + timedelta(days=1))
    monkeypatch.setattr(herself, "is_official", lambda request: False)

    attempt(client, office, "staff", 0, handed, handed, lan_account)

    assert sum(row.rated for row in UnitTally.objects.all()) == 1


# G21: five stars pressed for the citizen on the tablet.


def pressed(client, office, monkeypatch):
    """Six results handed over, and each rated two seconds later on the same device."""

    def story():
        rows = [office.laid() for _ in range(6)]
        done = [office.finish(row, IN_TIME) for row in rows]
        for number, row in enumerate(done):
            at = IN_TIME + timedelta(minutes=10 * (number + 1))
            office.hand_over(row, at)
            monkeypatch.setattr("motcua.queries.moment.now", lambda at=at: at + timedelta(seconds=2))
            client.post(reverse("citizen:rate", args=[tokens.rating(row)]), {"face": "5"})

    return office.told(story)


def test_g21_pressed_for_the_citizen_is_asked_about(client, office, monkeypatch):
    found = pressed(client, office, monkeypatch)

    assert {Detector.QUICK_RATINGS, Detector.ONE_DEVICE} <= found.asked
    assert not found.screened  # such ratings are no trace from outside either


def test_g21_unprotected_nobody_looks_at_the_seconds(client, office, monkeypatch):
    monkeypatch.setattr(detectors_ratings, "QUICK_SECONDS", 0)
    monkeypatch.setattr(detectors_ratings, "ONE_DEVICE_LEAST", 10**6)
    monkeypatch.setattr(honest_rows, "ONE_DEVICE_LEAST", 10**6)

    found = pressed(client, office, monkeypatch)

    assert found.asked == frozenset()
    assert found.screened == 1.0


def test_g21_a_rating_before_the_service_ended_is_refused(office):
    row = office.finish(office.laid(), IN_TIME)

    with pytest.raises(access.NoSuch):
        result.rate(token=tokens.rating(row), face=5, reasons=[], comment="", now=IN_TIME)


# G22: the link goes only to happy people.


def test_g22_every_hand_over_gives_a_link_and_nobody_chooses(office):
    rows = [office.finish(row, IN_TIME) for row in [office.laid() for _ in range(4)]]
    for row in rows:
        office.hand_over(row, IN_TIME + timedelta(hours=1))

    assert Dossier.objects.exclude(rating_hash=None).count() == 4


FEW = {"rated": 3, "satisfied": 3, "handed_over": 40}


def test_g22_too_few_answers_are_no_score():
    assert honest.satisfaction(FEW) is None
    assert honest.satisfaction(FEW | {"rated": 4, "satisfied": 3}) == 0.75
    found = detectors_ratings.of_ratings(1, (), handed_over=40)
    assert [one.detector for one in found] == [Detector.FEW_RATINGS]


def test_g22_unprotected_three_friends_are_a_hundred_per_cent(monkeypatch):
    monkeypatch.setattr(honest, "is_enough", lambda rated, handed_over: True)

    assert honest.satisfaction(FEW) == 1.0


# G23: a rival stuffs the box.

TIMES, CROWD = size(short=40, full=100), 10


def stuffed(row, at):
    """Return how often one link was taken, sent many times at once."""
    barrier = Barrier(CROWD)

    def voter(number):
        taken = 0
        barrier.wait()
        for turn in range(TIMES // CROWD):
            try:
                result.rate(
                    token=tokens.rating(row), face=1 + (number + turn) % 5, reasons=[], comment="", now=at
                )
                taken += 1
            except Exception:  # every refusal is one vote that does not count
                continue
        connection.close()
        return taken

    with ThreadPoolExecutor(CROWD) as pool:
        return sum(pool.map(voter, range(CROWD)))


@pytest.mark.django_db(transaction=True)
def test_g23_ballot_stuffing_many_at_once_is_one_vote(office):
    row = office.hand_over(office.finish(office.laid(), IN_TIME), IN_TIME)

    taken = stuffed(row, IN_TIME + timedelta(days=1))

    assert (taken, Rating.objects.count(), Entry.objects.filter(verb="rate").count()) == (1, 1, 1)
    assert sum(tally.rated for tally in UnitTally.objects.all()) == 1


def test_g23_unprotected_a_link_that_is_not_used_up_votes_again(office, monkeypatch):
    row = office.hand_over(office.finish(office.laid(), IN_TIME), IN_TIME)
    token = tokens.rating(row)
    monkeypatch.setattr(result, "Rating", type("Nothing", (), {"objects": Forgetful()}))
    at = IN_TIME + timedelta(days=1)

    for face in (5, 1, 2):
        result.rate(token=token, face=face, reasons=[], comment="", now=at)
        Dossier.objects.filter(pk=row.pk).update(rating_hash=tokens.hashed(token))

    assert Entry.objects.filter(verb="rate").count() == 3


class Forgetful:
    """A table that keeps nothing, so that no constraint can refuse."""

    def create(self, **_):
        return None

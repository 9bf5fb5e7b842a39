"""A round under many hands, and killed in its middle."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from motcua.actions import appraisal, index_round
from motcua.queries import round_results, rounds
from motcua.records.models import Entry, IndexResult, IndexRound, LeafMark
from motcua.rules.rounds import Phase, Stage
from tests import rounds as story
from tests.proofs import processes
from tests.rounds import APPRAISING, LATER, WHY

PEOPLE = 8

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(act):
    """Let everybody act at the same moment; return how often each ending came."""
    barrier = Barrier(PEOPLE)

    def person(number):
        barrier.wait()
        try:
            act(number)
            return "won"
        except Exception as no:  # every ending is counted, and judged by the caller
            return type(no).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(pool.map(person, range(PEOPLE)))


def test_two_appraisers_of_one_leaf_cannot_both_be_kept():
    cast = story.stage()
    story.opened(cast)
    row = story.part(cast.first)
    story.score(cast["dung"], row)
    story.locked(cast["hoa"], row)

    def appraise(number):
        by = cast["thu" if number % 2 else "nam"]
        verdict = story.verdict(f"1.{number}", why=WHY)
        appraisal.appraise(by=by, pk=row.pk, leaf="1.2", verdict=verdict, now=APPRAISING)

    endings = all_at_once(appraise)

    assert endings == {"won": 1, "StaleMark": PEOPLE - 1}
    assert LeafMark.objects.filter(leaf="1.2", stage=Stage.APPRAISAL_1).count() == 1
    assert Entry.objects.filter(verb="appraise_leaf").count() == 1


def test_it_is_published_once_by_many():
    cast = story.stage()
    story.opened(cast)
    story.whole(cast)

    endings = all_at_once(lambda _: index_round.publish(by=cast["ha"], key="hd-2024", now=LATER))

    assert endings == {"won": 1, "NotNow": PEOPLE - 1}
    assert IndexResult.objects.count() == 2


@pytest.mark.proof
def test_it_leaves_all_results_or_none_when_killed_in_mid_publish():
    cast = story.stage()
    story.opened(cast)
    story.whole(cast)
    program = ("tests/proofs/slow_publisher.py", "ha", "hd-2024", LATER.isoformat())
    victim = processes.start(*program, alone=True)

    said = victim.stdout.readline().strip()
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()

    assert said == "written 2"
    assert IndexResult.objects.count() == 0
    assert IndexRound.objects.get().status == Phase.OPEN
    assert not Entry.objects.filter(verb="publish_round").exists()
    made = index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)
    assert len(rounds.results(made)) == 2
    assert round_results.verify(made).holds

"""Fifty people do the same thing to the same dossier at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from motcua.actions import desk, journal
from motcua.actions import dossier as dossiers
from motcua.queries import access
from motcua.records.models import Dossier, Entry, Tally, UnitTally
from motcua.rules import fold
from motcua.rules.lifecycle import State, Verb
from tests.proofs.sizes import size

PEOPLE = 50
ROUNDS = size(short=20, full=200)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


def race(act, codes):
    """Let everybody act on each dossier at once; return per dossier how each attempt ended."""
    barrier = Barrier(PEOPLE)

    def person():
        endings = []
        for code in codes:
            barrier.wait()
            try:
                act(code=code)
                endings.append("won")
            except Exception as no:  # every ending is counted, and judged by the caller
                endings.append(type(no).__name__)
        connection.close()
        return endings

    with ThreadPoolExecutor(PEOPLE) as pool:
        everybody = [waiting.result() for waiting in [pool.submit(person) for _ in range(PEOPLE)]]
    return [Counter(endings) for endings in zip(*everybody, strict=True)]


def one_winner_each(endings):
    """Whoever does not win is refused; on a very busy machine a few give up waiting for the lock."""
    assert [ending["won"] for ending in endings] == [1] * len(endings)
    assert set().union(*endings) <= {"won", "Illegal", "OperationalError"}, endings


def file_many(by, intake, now, count):
    return [dossiers.file(by=by, intake=intake, now=now).dossier.code for _ in range(count)]


def test_only_one_receives_a_dossier(an, lan, intake, now):
    codes = file_many(an, intake, now, ROUNDS)

    endings = race(lambda code: dossiers.receive(by=lan, code=code, now=now), codes)

    one_winner_each(endings)
    assert Entry.objects.filter(verb=Verb.RECEIVE).count() == ROUNDS
    assert sum(row.received for row in UnitTally.objects.all()) == ROUNDS
    assert sum(row.received for row in Tally.objects.all()) == ROUNDS


def test_only_one_approves_a_dossier(an, lan, minh, hoa, intake, now):
    codes = file_many(an, intake, now, ROUNDS)
    for code in codes:
        dossiers.receive(by=lan, code=code, now=now)
        desk.advance(by=minh, code=code, now=now)
        desk.propose(by=minh, code=code, now=now)

    endings = race(lambda code: desk.approve(by=hoa, code=code, now=now), codes)

    one_winner_each(endings)
    assert Entry.objects.filter(verb=Verb.APPROVE).count() == ROUNDS
    assert set(Dossier.objects.values_list("state", flat=True)) == {State.APPROVED}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer at a time is the lock")
def test_without_the_lock_the_revision_still_lets_one_win(an, lan, intake, now, monkeypatch):
    whole = access._whole
    monkeypatch.setattr(access, "_whole", lambda column, value, lock: whole(column, value, False))
    codes = file_many(an, intake, now, 3)

    endings = race(lambda code: dossiers.receive(by=lan, code=code, now=now), codes)

    assert [ending["won"] for ending in endings] == [1] * 3
    assert sum(ending["Stale"] for ending in endings) > 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer at a time is the lock")
def test_without_both_protections_the_race_is_lost(an, lan, intake, now, monkeypatch):
    """The positive control: a proof that cannot fail proves nothing."""

    def careless(dossier, after, at):
        values = {name: getattr(after, name) for name in fold.FIELDS} | {"pauses": list(after.pauses)}
        Dossier.objects.filter(pk=dossier.pk).update(**values, updated_at=at)

    codes = file_many(an, intake, now, 3)
    whole = access._whole
    monkeypatch.setattr(access, "_whole", lambda column, value, lock: whole(column, value, False))
    monkeypatch.setattr(journal, "_write_row", careless)

    endings = race(lambda code: dossiers.receive(by=lan, code=code, now=now), codes)

    assert max(ending["won"] for ending in endings) > 1

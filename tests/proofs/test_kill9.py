"""Killed without warning, in mid-write, again and again."""

import json
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest

from motcua.jobs import notices
from motcua.queries import journal, moment
from motcua.records.models import Entry, Notice
from motcua.rules.lifecycle import Verb
from tests.proofs import processes
from tests.proofs.sizes import size

KILLS = size(short=5, full=50)
HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


class Victim:
    """A process that is killed and started again; what it said is kept here, outside of it."""

    def __init__(self, *command, **variables):
        self.command, self.variables, self.said, self.readers = command, variables, [], []
        self.start()

    def start(self):
        self.process = processes.start(*self.command, **self.variables, alone=True)
        reader = Thread(target=self._listen, args=(self.process,), daemon=True)
        reader.start()
        self.readers.append(reader)

    def _listen(self, process):
        for line in process.stdout:
            if line.endswith("\n"):
                self.said.append(line.strip())

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.kill()
        for reader in self.readers:
            reader.join()


def outbox(home):
    path = home / "outbox.jsonl"
    return Counter(json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines())


def unkept(said):
    """Return what was said to be done and is not in the journal."""
    kept = set(Entry.objects.values_list("verb", "dossier__code"))
    return [line for line in said if tuple(line.split()) not in kept]


@pytest.fixture
def victims(lan_account, binh_account, procedure, an_row, now, home):
    """Three clerks at two counters, and the worker that sends their messages."""
    names = ("lan", "binh", "lan")
    clerks = [Victim("tests/proofs/busy_clerk.py", name, now.isoformat(), **home) for name in names]
    everybody = [*clerks, Victim("-m", "motcua", "work", **home)]
    yield everybody
    for victim in everybody:
        victim.end()


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return {"MOTCUA_HOME": str(tmp_path)}


def heard(victims):
    return [line for victim in victims for line in list(victim.said)]


def kill_in_turn(victims, times):
    chance = random.Random(9)
    for turn in range(times):
        before = len(heard(victims))
        while len(heard(victims)) < before + 5:  # everybody is at work again
            assert {victim.process.poll() for victim in victims} == {None}, "one fell by itself"
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)  # somewhere in mid-write
        victims[turn % len(victims)].kill()
        victims[turn % len(victims)].start()
    for victim in victims:
        victim.end()


def test_it_loses_nothing_that_was_acknowledged(victims, tmp_path):
    kill_in_turn(victims, KILLS)

    assert len(heard(victims)) > KILLS * 5
    assert unkept(heard(victims)) == []
    assert journal.verify().problems == []
    assert journal.rebuild()[0].problems == []
    for hours in range(1, 6):  # the leases of the dead run out; a provider that was down is tried again
        while notices.deliver(moment.now() + hours * HOUR):
            pass
    owed = set(Notice.objects.values_list("effect_key", flat=True))
    assert not Notice.objects.filter(sent_at=None).exists()
    assert len(owed) == Entry.objects.filter(verb=Verb.RECEIVE).count()
    assert owed == set(outbox(tmp_path))


def test_a_lost_acknowledgement_is_noticed(received):
    """The positive control: a proof that cannot fail proves nothing."""
    assert unkept([f"receive {received.code}"]) == []
    assert unkept(["receive H23.34.15-240112-9999"]) != []

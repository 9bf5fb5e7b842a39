"""Killed without warning, in mid-write, again and again."""

import json
import os
import random
import signal
import socket
import time
from collections import Counter as Tallied
from datetime import timedelta
from threading import Thread

import pytest

from motcua.jobs import notices
from motcua.queries import journal, moment
from motcua.records.models import Dossier, Entry, Notice
from motcua.rules.lifecycle import Verb
from tests.proofs import processes
from tests.proofs.counter import Counter
from tests.proofs.sizes import size

KILLS = size(short=3, full=50)
HOUR = timedelta(hours=1)
PATIENCE_SECONDS = 60

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
    return Tallied(json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines())


def unkept(said):
    """Return what was said to be done and is not in the journal."""
    kept = set(Entry.objects.values_list("verb", "dossier__code"))
    return [line for line in said if tuple(line.split()) not in kept]


@pytest.fixture
def clerks_and_worker(lan_account, binh_account, procedure, an_row, home):
    """Three clerks at two counters, and the worker that sends their messages."""
    names = ("lan", "binh", "lan")
    clerks = [Victim("tests/proofs/busy_clerk.py", name, **home) for name in names]
    everybody = [*clerks, Victim("-m", "motcua", "work", **home)]
    yield everybody
    for victim in everybody:
        victim.end()


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return {"MOTCUA_HOME": str(tmp_path), "MOTCUA_SECRET_KEY": settings.SECRET_KEY}


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def heard(victims):
    return [line for victim in victims for line in list(victim.said)]


def kill_in_turn(victims, times, heard):
    """Kill one after the other at random moments, each time after work has been seen to go on."""
    chance = random.Random(9)
    for turn in range(times):
        before, begun = heard(), time.monotonic()
        while heard() < before + 5:
            assert {victim.process.poll() for victim in victims} == {None}, "one fell by itself"
            assert time.monotonic() - begun < PATIENCE_SECONDS, "nobody works any more"
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)  # somewhere in mid-write
        victims[turn % len(victims)].kill()
        victims[turn % len(victims)].start()


def everything_follows(home):
    """The journal verifies, the rows follow from it, and every message that is owed arrives."""
    assert journal.verify().problems == []
    assert journal.rebuild()[0].problems == []
    for hours in range(1, 6):  # the leases of the dead run out; a provider that was down is tried again
        while notices.deliver(moment.now() + hours * HOUR):
            pass
    owed = set(Notice.objects.values_list("effect_key", flat=True))
    assert not Notice.objects.filter(sent_at=None).exists()
    assert len(owed) == Entry.objects.filter(verb=Verb.RECEIVE).count()
    assert owed == set(outbox(home))


def test_it_loses_no_act_that_was_acknowledged(clerks_and_worker, tmp_path):
    kill_in_turn(clerks_and_worker, KILLS, heard=lambda: len(heard(clerks_and_worker)))
    for victim in clerks_and_worker:
        victim.end()

    assert len(heard(clerks_and_worker)) > KILLS * 5
    assert unkept(heard(clerks_and_worker)) == []
    everything_follows(tmp_path)


@pytest.fixture
def server_and_worker(lan_account, procedure, home, port):
    """The product as it runs: the web server and the worker."""
    both = [
        Victim("-m", "motcua", "serve", "--port", str(port), **home),
        Victim("-m", "motcua", "work", **home),
    ]
    yield both
    for victim in both:
        victim.end()


@pytest.fixture
def counters(server_and_worker, lan_account, procedure, client, port):
    """Three browsers of a counter officer who is signed in."""
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value
    return [Counter(f"http://127.0.0.1:{port}", session, procedure.procedure.code).open() for _ in range(3)]


def test_it_loses_no_reception_that_was_acknowledged(server_and_worker, counters, tmp_path):
    def received():
        assert [counter.refused for counter in counters] == [[]] * len(counters)
        assert sum(counter.broken for counter in counters) <= KILLS, "the server is broken, killed or not"
        return sum(len(counter.acknowledged) for counter in counters)

    kill_in_turn(server_and_worker, KILLS, heard=received)
    for counter in counters:
        counter.close()
    for victim in server_and_worker:
        victim.end()

    told = [pair for counter in counters for pair in counter.acknowledged]
    codes = {address.rstrip("/").split("/")[-1] for _, address in told}
    assert len(told) >= KILLS * 5
    assert len(codes) == len(told), "two forms were led to one dossier"
    assert codes == set(Dossier.objects.values_list("code", flat=True)), "a form was lost, or kept twice"
    everything_follows(tmp_path)


def test_a_lost_acknowledgement_is_noticed(received):
    """The positive control: a proof that cannot fail proves nothing."""
    assert unkept([f"receive {received.code}"]) == []
    assert unkept(["receive H23.34.15-240112-9999"]) != []

"""Whatever is changed behind the journal is found, at its exact place."""

import importlib.util
import json
from datetime import timedelta
from pathlib import Path

import pytest

from motcua.actions import desk
from motcua.actions import dossier as dossiers
from motcua.queries import journal
from motcua.records.models import ChainHead, Dossier, Entry, HalfTally, Tally, UnitTally
from motcua.rules import chain
from tests import make

SECOND = Path(__file__).resolve().parents[2] / "tools" / "verify_journal.py"


@pytest.fixture
def history(lan, minh, intake, now):
    """Two dossiers, four entries."""
    first = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    second = dossiers.take_in(by=lan, intake=intake, now=now + timedelta(minutes=1)).dossier
    desk.advance(by=minh, code=first.code, now=now + timedelta(minutes=2))
    desk.advance(by=minh, code=second.code, now=now + timedelta(minutes=3))
    return list(Entry.objects.order_by("seq"))


def second_verifier(tmp_path):
    """Return what the verifier outside the product says of an export."""
    spec = importlib.util.spec_from_file_location("verify_journal", SECOND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path / "journal.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in journal.lines()) + "\n", encoding="utf-8")
    return [found for found in module.problems(str(path)) if not isinstance(found, int)]


def resealed(entry, prev=None):
    """Return the entry with its own hashes made anew, as somebody who knows the code would."""
    entry.payload_hash = chain.payload_hash(entry.salt, entry.payload)
    entry.prev = prev or entry.prev
    code = entry.dossier.code if entry.dossier else ""
    columns = (
        entry.chain, entry.seq, entry.at.isoformat(timespec="microseconds"), entry.actor_kind, entry.actor_id,
        entry.actor_name, entry.unit_id, entry.verb, code, entry.subject, entry.payload_hash, entry.prev,
    )  # fmt: skip
    entry.hash = chain.seal_columns(columns)
    entry.save()
    return entry


def change(history, **columns):
    Entry.objects.filter(pk=history[1].pk).update(**columns)


def swap(history):
    one, two = history[1].seq, history[2].seq
    Entry.objects.filter(pk=history[1].pk).update(seq=99)
    Entry.objects.filter(pk=history[2].pk).update(seq=one)
    Entry.objects.filter(pk=history[1].pk).update(seq=two)


def insert(history):
    last = history[-1]
    last.pk, last.seq = None, last.seq + 1
    last.save(force_insert=True)


def remove_and_renumber(history):
    Entry.objects.filter(pk=history[1].pk).delete()
    for entry in history[2:]:
        Entry.objects.filter(pk=entry.pk).update(seq=entry.seq - 1)


def replaced_payload(history):
    history[1].payload = '{"changes":{},"facts":{}}'
    resealed(history[1])


def rewritten_tail(history):
    history[1].payload = '{"changes":{},"facts":{}}'
    prev = resealed(history[1]).hash
    for entry in history[2:]:
        prev = resealed(entry, prev).hash


MUTATIONS = {
    "1 a byte of the payload": lambda h: change(h, payload=h[1].payload.replace("{", "{ ", 1)),
    "2 the actor": lambda h: change(h, actor_id=777),
    "3 the moment": lambda h: change(h, at=h[1].at - timedelta(seconds=5)),
    "4 the verb": lambda h: change(h, verb="refuse"),
    "5 one entry removed": lambda h: Entry.objects.filter(pk=h[1].pk).delete(),
    "6 the last entries removed": lambda h: Entry.objects.filter(seq__gt=2).delete(),
    "7 removed and renumbered": remove_and_renumber,
    "8 one inserted": insert,
    "10 neighbours swapped": swap,
    "11 moved to another dossier": lambda h: change(h, dossier=h[0].dossier),
    "12 payload replaced, its own hash mended": replaced_payload,
    "13 the whole tail rewritten, the head not": rewritten_tail,
    "the name of the actor": lambda h: change(h, actor_name="Ai đó"),
    "the unit": lambda h: change(h, unit_id=1),
    "the salt": lambda h: change(h, salt="0" * 32),
    "the subject": lambda h: change(h, subject="x"),
}
# Without the head, which only the database holds, these look whole from outside.
NEED_THE_HEAD = {"6 the last entries removed", "13 the whole tail rewritten, the head not"}


def test_an_honest_journal_is_in_order(history, tmp_path):
    proof = journal.verify()

    assert (proof.ok, proof.entries) == (True, 4)
    assert second_verifier(tmp_path) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_is_found_by_both_verifiers(history, tmp_path, name):
    MUTATIONS[name](history)

    proof = journal.verify()

    assert not proof.ok
    assert all(problem.startswith("2024/") for problem in proof.problems)
    assert bool(second_verifier(tmp_path)) is (name not in NEED_THE_HEAD)


def test_a_rewritten_journal_with_its_head_differs_from_the_slip(history):
    witness = chain.witness(history[1].hash)
    rewritten_tail(history)
    last = Entry.objects.order_by("-seq").first()
    ChainHead.objects.update(hash=last.hash)

    assert journal.verify().ok  # nothing inside the house can tell any more
    assert chain.witness(Entry.objects.get(seq=2).hash) != witness  # the citizen's paper can


FIELDS = {
    "due_at": lambda row: row.due_at + timedelta(days=1),
    "received_at": lambda row: row.received_at - timedelta(hours=1),
    "assignee_id": lambda row: None,
    "step": lambda row: 7,
    "fee_paid": lambda row: 5,
    "state": lambda row: "decided",
    "digitised": lambda row: 9,
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_dossier_changed_by_hand_is_named(history, field):
    row = Dossier.objects.order_by("id").first()
    Dossier.objects.filter(pk=row.pk).update(**{field: FIELDS[field](row)})

    proof, _ = journal.rebuild()

    assert any(row.code in problem and field.removesuffix("_id") in problem for problem in proof.problems)


@pytest.mark.parametrize("table", [Tally, UnitTally, HalfTally])
def test_a_tally_changed_by_hand_is_named(history, table):
    table.objects.filter(received__gt=0).update(received=99)

    proof, _ = journal.rebuild()

    assert any("received is 99" in problem for problem in proof.problems)


def test_a_dossier_without_entries_is_named(history):
    row = Dossier.objects.order_by("id").first()
    Entry.objects.filter(dossier=row).delete()

    proof, _ = journal.rebuild()

    assert f"{row.code}: has no entries" in proof.problems


def test_a_gap_in_the_numbers_is_named(history):
    Dossier.objects.filter(code__endswith="-0002").update(code="H23.34.15-240112-0003")

    proof, _ = journal.rebuild()

    assert any("without gaps" in problem for problem in proof.problems)


def test_it_costs_two_queries(history, django_assert_num_queries):
    with django_assert_num_queries(2):
        journal.verify()


def test_a_writer_late_at_new_year_goes_on_in_the_new_one(lan, minh, intake):
    before, after = make.at("2024-12-31 23:59:59"), make.at("2025-01-01 00:00:00")
    code = dossiers.take_in(by=lan, intake=intake, now=before).dossier.code
    dossiers.take_in(by=lan, intake=intake, now=after)

    desk.advance(by=minh, code=code, now=before)

    assert list(Entry.objects.order_by("pk").values_list("chain", "seq")) == [(2024, 1), (2025, 1), (2025, 2)]
    assert journal.verify().problems == []


def test_a_clock_set_back_over_new_year_is_refused(lan, intake):
    dossiers.take_in(by=lan, intake=intake, now=make.at("2024-12-30 09:00"))
    dossiers.take_in(by=lan, intake=intake, now=make.at("2025-01-02 09:00"))

    with pytest.raises(chain.ClockBehind):
        dossiers.take_in(by=lan, intake=intake, now=make.at("2024-12-31 09:00"))

    assert journal.verify().problems == []

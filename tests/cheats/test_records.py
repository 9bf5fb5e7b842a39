"""G16 and G24 to G31: what can be bent in the books; each is also run with its protection off."""

import base64
import importlib.util
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.actions import checkpoint, citizen_report
from motcua.actions import journal as writing
from motcua.actions.checkpoint import Signer
from motcua.actions.citizen_report import Told
from motcua.edge import signing
from motcua.queries import access, honest
from motcua.queries import journal as proofs
from motcua.records.append_only import POSTGRESQL, SQLITE, UNDO, fixing, loosening
from motcua.records.models import (
    ChainHead,
    Checkpoint,
    CitizenReport,
    Entry,
    Succession,
    Tally,
    Unit,
    UnitTally,
)
from motcua.rules import chain, checkpoints, sampling
from tests.cheats import stage
from tests.cheats.stage import AFTER, IN_TIME, LATE, MONTH, START

SECOND = Path(__file__).resolve().parents[2] / "tools" / "verify_journal.py"


def run(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# G16: late dossiers are deleted.


def deleted(office):
    """A late dossier vanishes by SQL: its row, its entries, its figures."""
    row = office.finish(office.begun(), LATE)
    office.laid(at=LATE + timedelta(hours=1))
    for model in (Entry,):
        model.objects.filter(dossier=row).delete()
    for table in ("notice", "document"):
        run([f"DELETE FROM records_{table} WHERE dossier_id = {row.pk}"])
    run([f"DELETE FROM records_dossier WHERE id = {row.pk}"])
    Tally.objects.all().delete()
    UnitTally.objects.all().delete()


def test_g16_deleted_dossier_leaves_a_gap_that_is_named(office):
    deleted(office)

    broken, counted = proofs.verify(), proofs.rebuild()[0]

    assert not broken.ok
    assert any("expected line" in problem for problem in broken.problems)
    assert any("without gaps" in problem for problem in counted.problems) or not counted.ok


def test_g16_the_database_refuses_to_delete_an_entry(office):
    row = office.laid()
    run(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(dossier=row).delete()
    finally:
        run(UNDO[connection.vendor])

    assert Entry.objects.filter(dossier=row).exists()


def test_g16_unprotected_nobody_checks_the_chain(office, monkeypatch):
    monkeypatch.setattr(proofs, "_broken", lambda row, seq, prev, last_at: iter(()))
    monkeypatch.setattr(proofs, "_check_end", lambda *_: None)

    deleted(office)

    assert proofs.verify().ok


# G27: complaints are buried.


@pytest.fixture
def report(office):
    told = Told(
        office.unit.pk, "no_receipt", "Tôi nộp giấy tờ mà không được giấy hẹn.", stage.day("2024-01-08")
    )
    return citizen_report.tell(told=told, now=START)


def test_g27_buried_complaint_cannot_be_closed_by_the_office(office, report, hoa):
    row, token = report
    answer = "Đã kiểm tra sổ tiếp nhận và cấp lại giấy hẹn cho công dân."
    citizen_report.answer(by=hoa, pk=row.pk, text=answer, now=START + timedelta(days=1))

    assert citizen_report.close_silent(now=START + timedelta(days=10)) == 0
    assert CitizenReport.objects.get().closed_at is None

    citizen_report.judge(token=token, is_settled=False, now=START + timedelta(days=10))
    assert citizen_report.close_silent(now=START + timedelta(days=40)) == 0  # asked again: no answer stands
    citizen_report.answer(by=hoa, pk=row.pk, text=answer, now=START + timedelta(days=41))
    assert citizen_report.close_silent(now=START + timedelta(days=52)) == 1


def test_g27_counted_by_the_unit_complained_about_and_seen_above(report, chief, binh, lan):
    assert [row.unit_id for row in honest.reports(by=chief)] == [report[0].unit_id]
    assert not honest.reports(by=binh)
    with pytest.raises(access.NoSuch):
        access.citizen_report(report[0].pk, by=lan)


def reworded(row):
    CitizenReport.objects.filter(pk=row.pk).update(told="Không có gì.")


def test_g27_words_of_a_complaint_stay(report):
    run(fixing(connection.vendor))
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            reworded(report[0])
    finally:
        run(loosening(connection.vendor))


def test_g27_unprotected_complaint_is_reworded_and_closed(report, hoa, monkeypatch):
    monkeypatch.setattr(citizen_report, "SILENCE", timedelta(0))

    reworded(report[0])
    answer = "Không có gì phải xem xét thêm ở đây."
    citizen_report.answer(by=hoa, pk=report[0].pk, text=answer, now=START)

    assert citizen_report.close_silent(now=START + timedelta(seconds=1)) == 1
    assert CitizenReport.objects.get().told == "Không có gì."


# G28: the server's clock is set back.


def set_back(office):
    """The clock is put back to a moment at which the result would have been in time."""
    row = office.begun()
    office.laid(at=LATE)
    return office.finish(row, IN_TIME)


def test_g28_clock_set_back_writes_nothing(office):
    with pytest.raises(chain.ClockBehind):
        set_back(office)

    assert not Entry.objects.filter(verb="decide").exists()


def test_g28_unprotected_the_past_can_be_written(office, monkeypatch):
    monkeypatch.setattr(chain, "moment", lambda now, last_at: now)

    done = set_back(office)

    assert done.ended_at <= done.legal_due_at
    assert not proofs.verify().ok  # the proof still finds a line earlier than the one before


# G29: history is rewritten, and every seal made anew.

LINES = 10_000


@pytest.fixture
def long_journal(lan):
    """Ten thousand lines, a checkpoint kept outside at half of them."""
    head, made = writing.head(2024), []
    for number in range(LINES):
        saying = writing.Saying("look", lan, START + timedelta(seconds=number), {"facts": {"n": number}})
        made.append(writing.sealed(head, saying))
        if number + 1 == LINES // 2:
            half = checkpoints.Checkpoint("motcua-test", LINES // 2, head.hash, START)
    Entry.objects.bulk_create(made, batch_size=500)
    ChainHead.objects.filter(pk=head.pk).update(size=head.size, hash=head.hash, at=head.at)
    return checkpoints.read(checkpoints.write(half))


def rewrite():
    """Change one early line and make the seals of all that follow anew, and the head too."""
    prev, rows = chain.GENESIS, list(Entry.objects.order_by("seq"))
    for entry in rows:
        if entry.seq == 7:
            entry.payload = chain.canonical({"facts": {"n": "another"}})
        entry.payload_hash, entry.prev = chain.payload_hash(entry.salt, entry.payload), prev
        entry.hash = prev = chain.seal_columns(
            (
                entry.chain, entry.seq, entry.at.isoformat(timespec="microseconds"), entry.actor_kind,
                entry.actor_id, entry.actor_name, entry.unit_id, entry.verb, "", entry.subject,
                entry.payload_hash, entry.prev,
            )
        )  # fmt: skip
    Entry.objects.all().delete()
    Entry.objects.bulk_create(rows, batch_size=500)
    ChainHead.objects.update(hash=prev)


def second(path, kept=()):
    """Return what the verifier outside the product says."""
    spec = importlib.util.spec_from_file_location("verify_journal", SECOND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path.write_text("\n".join(json.dumps(line) for line in proofs.lines()) + "\n", encoding="utf-8")
    return [found for found in module.problems(str(path), kept) if not isinstance(found, int)]


def test_g29_rewritten_history_differs_from_any_old_checkpoint(long_journal, tmp_path):
    honest_now = proofs.verify(kept=[long_journal])
    rewrite()

    proof = proofs.verify(kept=[long_journal])

    assert honest_now.ok
    assert proof.problems == [
        f"2024/{LINES // 2}: is not the line that the checkpoint of {LINES // 2} lines saw"
    ]
    kept = [(long_journal.size, long_journal.head)]
    assert len(second(tmp_path / "journal.jsonl", kept)) == 1


def test_g29_cut_history_is_shorter_than_the_checkpoint(long_journal, tmp_path):
    Entry.objects.filter(seq__gt=100).delete()
    ChainHead.objects.update(size=100, hash=Entry.objects.get(seq=100).hash)

    assert not proofs.verify(kept=[long_journal]).ok
    assert second(tmp_path / "journal.jsonl", [(long_journal.size, long_journal.head)])


def test_g29_unprotected_without_an_outside_copy_all_looks_whole(long_journal, tmp_path):
    rewrite()

    assert proofs.verify().ok
    assert second(tmp_path / "journal.jsonl") == []


def signer(folder):
    key = signing.load(folder)
    return Signer(key.fingerprint, key.public, lambda message: signing.sign(key, message)), key


def test_g29_checkpoint_is_signed_and_made_once_a_size(office, tmp_path):
    office.laid()
    by, key = signer(tmp_path)

    made, again = checkpoint.make(signer=by, now=AFTER), checkpoint.make(signer=by, now=AFTER)

    text, mark, signature = checkpoints.signature(made.note, name=by.name)
    signing.verify(key.public, text.encode(), base64.b64encode(signature).decode())
    assert mark == checkpoints.key_mark(by.name, base64.b64decode(key.public))
    assert (made.pk, made.size, made.head) == (again.pk, Entry.objects.count(), ChainHead.objects.get().hash)
    with pytest.raises(signing.BadSignature):
        signing.verify(
            key.public, text.replace("motcua", "motcuA").encode(), base64.b64encode(signature).decode()
        )


# G30: two colluders enter falsehoods consistently; nobody may choose who is telephoned.

CODES = [f"H23.34.15-240108-{number:04d}" for number in range(1, 401)]


def test_g30_random_check_is_the_same_for_everybody_and_chosen_by_nobody(office, tmp_path):
    rows = [office.begun() for _ in range(35)]
    for row in rows:
        office.finish(row, IN_TIME)
    by, _ = signer(tmp_path)
    checkpoint.make(signer=by, now=LATE)  # within the month: nobody may use it
    assert honest.sample(office.unit, MONTH) == ("", [])
    made = checkpoint.make(signer=by, now=AFTER) if Checkpoint.objects.count() == 0 else None
    office.laid(at=AFTER)
    made = made or checkpoint.make(signer=by, now=AFTER)

    seed, codes = honest.sample(office.unit, MONTH)

    assert (seed, len(codes)) == (made.head, 30)
    assert codes == sampling.sample([row.code for row in rows], seed=seed)
    assert sampling.sample(CODES, seed="a") == sampling.sample(reversed(CODES), seed="a")
    assert sampling.sample(CODES, seed="a") != sampling.sample(CODES, seed="b")


def test_g30_unprotected_who_picks_the_seed_picks_the_sample():
    hidden = set(CODES[:10])

    found = next(n for n in range(500) if not hidden & set(sampling.sample(CODES, seed=str(n))))

    assert found < 500


# G31: a merged unit loses its bad history.


@pytest.fixture
def merged(office, elsewhere):
    """The commune with a late dossier became a part of another one."""
    office.finish(office.begun(), LATE)
    Unit.objects.filter(pk=office.unit.pk).update(until_on=stage.day("2024-02-01"))
    Succession.objects.create(
        old=office.unit, new=elsewhere, kind="whole", is_default=True, on=stage.day("2024-02-01")
    )
    return elsewhere


def test_g31_lost_history_is_shown_with_the_successor(merged, office):
    found = honest.standings([merged], stage.DAYS, now=AFTER)[0]

    assert [(old.unit.pk, old.screened.late) for old in found.before] == [(office.unit.pk, 1)]


def test_g31_unprotected_the_new_unit_has_no_past(merged, monkeypatch):
    monkeypatch.setattr(honest, "predecessors", lambda units: {})

    assert honest.standings([merged], stage.DAYS, now=AFTER)[0].before == ()

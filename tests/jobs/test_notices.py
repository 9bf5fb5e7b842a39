"""A message owed is delivered once, and never lost."""

import json
from datetime import timedelta

import pytest

from motcua.edge import twin
from motcua.jobs import loop, notices, sweeps
from motcua.records.models import Applicant, Notice


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def owed(received):
    """The message that a reception owes, with a key that finds the provider awake."""
    notice = Notice.objects.get()
    Notice.objects.update(effect_key="2024.1.received.7")
    return Notice.objects.get(pk=notice.pk)


def sent(home):
    path = home / "outbox.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_it_is_sent_once_and_says_when_it_is_due(owed, home, now):
    done = notices.deliver(now), notices.deliver(now)

    assert done == (1, 0)
    assert "17:00 19/01/2024" in sent(home)[0]["text"]
    assert Notice.objects.get().sent_at == now


def test_it_names_nobody(owed, home, now):
    notices.deliver(now)

    said = sent(home)[0]["text"]
    assert "An" not in said.split()
    assert "030188004217" not in said


def test_a_worker_that_died_between_claim_and_sending_loses_nothing(owed, home, now):
    Notice.objects.update(claimed_at=now)

    too_soon = notices.deliver(now + timedelta(minutes=1))
    later = notices.deliver(now + timedelta(minutes=6))

    assert (too_soon, later) == (0, 1)
    assert len(sent(home)) == 1


def test_a_worker_that_died_after_sending_does_not_send_twice(owed, home, now):
    notices.deliver(now)
    Notice.objects.update(sent_at=None, claimed_at=now)

    notices.deliver(now + timedelta(minutes=6))

    assert len(sent(home)) == 1
    assert Notice.objects.get().sent_at is not None


def test_a_provider_that_is_down_is_tried_again_later(owed, home, now):
    key = next(f"k{n}" for n in range(1000) if _finds_it_down(f"k{n}"))
    Notice.objects.update(effect_key=key)

    first = notices.deliver(now)
    waiting = notices.deliver(now + timedelta(minutes=1))
    again = notices.deliver(now + timedelta(minutes=6))

    assert (first, waiting, again) == (0, 0, 1)
    assert Notice.objects.get().attempts == 2


def _finds_it_down(key):
    import hashlib

    return int(hashlib.sha256(key.encode()).hexdigest()[:4], 16) % 20 == 0


def test_after_the_last_try_a_person_sees_it(owed, home, now):
    key = next(f"k{n}" for n in range(1000) if _finds_it_down(f"k{n}"))
    Notice.objects.update(effect_key=key, attempts=notices.MOST_TRIES - 1)

    notices.deliver(now)

    assert Notice.objects.get().failed_at == now


def test_somebody_without_a_telephone_is_not_tried_for_ever(owed, home, now):
    Applicant.objects.update(phone="")

    notices.deliver(now)

    notice = Notice.objects.get()
    assert (notice.failed_at, notice.last_error) == (now, "no address")


def test_a_refused_sending_is_no_loss_to_the_others(owed, home, now, monkeypatch):
    Notice.objects.create(
        dossier=owed.dossier,
        to=owed.to,
        kind="decided",
        effect_key="2024.2.decided.7",
        created_at=now,
        next_at=now,
    )
    (home / "outbox.jsonl").mkdir()  # the disk says no

    done = notices.deliver(now)

    assert done == 0
    assert Notice.objects.filter(sent_at=None, failed_at=None, claimed_at=None).count() == 2


def test_the_loop_stops_when_nothing_is_left(owed, home):
    assert loop.work(once=True) >= 1


def test_a_proposal_nobody_answers_lapses(minh, received, now):
    from motcua.actions import proposal

    proposal.propose_extension(
        by=minh,
        code=received.code,
        to_at=received.due_at + timedelta(days=3),
        reason="Chờ kết quả xác minh của cơ quan khác.",
        now=now,
    )

    assert sweeps.lapse_proposals(now) == 0
    assert sweeps.lapse_proposals(now + timedelta(days=8)) == 1


def test_the_twin_delivers_a_key_once(tmp_path):
    for _ in range(3):
        twin.send(
            channel="sms", to="0912345678", text="x", key="2024.1.received.7", outbox=tmp_path / "out.jsonl"
        )

    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_a_notice_nobody_can_word_does_not_hold_up_the_others(owed, home, now):
    poison = Notice.objects.create(
        dossier=owed.dossier, to=owed.to, kind="unknown", effect_key="2023.1.unknown.7",
        created_at=now - timedelta(days=1), next_at=now - timedelta(days=1),
    )  # fmt: skip

    assert notices.deliver(now) == 1

    poison.refresh_from_db()
    assert (poison.attempts, poison.claimed_at, poison.sent_at) == (1, None, None)
    assert poison.next_at > now
    assert "unknown" in poison.last_error

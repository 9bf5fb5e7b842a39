"""The message “you are next”."""

import json
from datetime import timedelta

import pytest

from motcua.actions import calling, hall, ticket, ticket_message
from motcua.actions.ticket_message import NumberOver
from motcua.jobs import notices, sweeps
from motcua.queries import hall_messages, hall_rules
from motcua.records.models import Notice, Ticket
from motcua.rules.people import SYSTEM, BadPhone
from motcua.rules.tickets import Ending
from tests import halls

SECOND = timedelta(seconds=1)
PHONE = "0912345678"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def desk(commune, lan, now):
    found = halls.furnish(commune, now=now - timedelta(days=1), desks=1)
    hall.open_desk(by=lan, desk_id=found[0].pk, now=now - timedelta(minutes=60))
    return found[0]


@pytest.fixture
def line(commune, desk, now):
    """Five numbers in a line."""
    wanted = ticket.Wanted(commune.pk, "ho-tich")
    return [ticket.issue(by=SYSTEM, wanted=wanted, now=now - (9 - n) * SECOND) for n in range(5)]


def wish(issued, now, phone=PHONE):
    return ticket_message.wish(token=issued.token, phone=phone, now=now)


def serve(lan, desk, now):
    called = calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.begin(by=lan, ticket_id=called.pk, now=now)
    ticket.finish(by=lan, ticket_id=called.pk, ending=Ending.ADVICE_ONLY, now=now)


def work(now):
    """What the worker does in a few rounds; a provider that is down is tried again."""
    for seconds in (0, 30, 60):
        sweeps.tell_near(now + seconds * SECOND)
        notices.deliver(now + seconds * SECOND)


def sent(home):
    path = home / "outbox.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_it_goes_out_when_few_are_before_and_again_when_called(home, line, desk, lan, now):
    wish(line[3], now)
    work(now)
    early = sent(home)

    serve(lan, desk, now)  # two are before now
    work(now)
    near = sent(home)
    for _ in range(2):
        serve(lan, desk, now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    work(now)

    assert early == []
    assert [one["to"] for one in near] == [PHONE]
    assert "A004" in near[0]["text"]
    assert "không quá 2 người" in near[0]["text"]
    assert len(sent(home)) == 2
    assert "đến quầy 1 ngay" in sent(home)[1]["text"]


def test_it_goes_to_nobody_who_did_not_ask(home, line, desk, lan, now):
    serve(lan, desk, now)
    work(now)

    assert sent(home) == []
    assert not Notice.objects.exists()


def test_it_goes_out_once_however_often_the_worker_looks(home, line, now):
    wish(line[0], now)

    found = [sweeps.tell_near(now), sweeps.tell_near(now), sweeps.tell_near(now + 60 * SECOND)]
    work(now)

    assert found == [1, 0, 0]
    assert len(sent(home)) == 1


def test_it_keeps_no_telephone_in_what_is_owed(line, desk, lan, now):
    wish(line[0], now)
    sweeps.tell_near(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)

    assert Notice.objects.count() == 2
    assert PHONE not in "".join(json.dumps(one.facts) for one in Notice.objects.all())


def test_it_reaches_nobody_after_it_was_taken_back(home, line, now):
    wish(line[0], now)
    sweeps.tell_near(now)

    ticket_message.take_back(token=line[0].token, now=now)

    work(now)
    assert (sent(home), Notice.objects.count(), Ticket.objects.exclude(phone="").count()) == ([], 0, 0)


def test_it_reaches_nobody_whose_wish_was_read_before_it_was_taken_back(home, line, now, monkeypatch):
    wish(line[0], now)
    seen = hall_messages.near(now=now)
    ticket_message.take_back(token=line[0].token, now=now)
    monkeypatch.setattr(hall_messages, "near", lambda now: seen)

    work(now)

    assert sent(home) == []


def test_it_goes_to_the_new_telephone_after_a_change_of_mind(home, line, now):
    wish(line[0], now)
    sweeps.tell_near(now)
    ticket_message.take_back(token=line[0].token, now=now)

    wish(line[0], now, "0987654321")
    work(now)

    assert [one["to"] for one in sent(home)] == ["0987654321"]


def test_it_reaches_no_number_that_was_given_back(home, line, now):
    wish(line[0], now)
    sweeps.tell_near(now)

    ticket.cancel_by(token=line[0].token, now=now)

    work(now)
    assert (sent(home), Notice.objects.count()) == ([], 0)


def test_it_reaches_no_number_that_ended_while_the_message_was_claimed(home, line, desk, lan, now):
    wish(line[0], now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    Notice.objects.update(claimed_at=now)  # a worker has it, and dies
    calling.begin(by=lan, ticket_id=line[0].ticket.pk, now=now)

    work(now + 60 * SECOND)

    assert sent(home) == []
    assert Notice.objects.get().failed_at is not None


def test_it_is_not_lost_with_the_worker_that_had_claimed_it(home, line, desk, lan, now):
    wish(line[0], now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    Notice.objects.update(claimed_at=now)

    too_soon = notices.deliver(now + 10 * SECOND)
    work(now + 30 * SECOND)

    assert (too_soon, len(sent(home))) == (0, 1)


def test_it_is_not_sent_twice_by_a_worker_that_died_after_sending(home, line, desk, lan, now):
    wish(line[0], now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    work(now)
    Notice.objects.update(sent_at=None, claimed_at=now)

    work(now + 60 * SECOND)

    assert len(sent(home)) == 1


def test_it_is_forgotten_when_the_day_closes(home, line, now):
    wish(line[0], now)
    sweeps.tell_near(now)

    hall.close_past(now=now + timedelta(days=1))

    work(now + timedelta(days=1))
    assert (sent(home), Ticket.objects.exclude(phone="").count()) == ([], 0)


def test_it_refuses_what_is_no_telephone_and_what_is_over(line, now):
    with pytest.raises(BadPhone):
        wish(line[0], now, "12")
    ticket.cancel_by(token=line[0].token, now=now)

    with pytest.raises(NumberOver):
        wish(line[0], now)


def test_how_near_is_near_is_a_dated_number(settings, tmp_path, line, now):
    own = [f"{{key: near_before, value: {n}, since: 2024-01-{day}}}" for n, day in ((4, 12), (9, 13))]
    settings.HOME = tmp_path / "with-numbers"  # numbers are read once for a home
    settings.HOME.mkdir()
    (settings.HOME / "hall.yaml").write_text("".join(f"- {row}\n" for row in own), encoding="utf-8")
    wish(line[4], now)

    assert sweeps.tell_near(now) == 1
    assert hall_rules.value("near_before", now.date() - timedelta(days=1)) == 2

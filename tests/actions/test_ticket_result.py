"""A promise of minutes is kept by the result in the person's hands, not by the reception."""

from datetime import timedelta

import pytest

from motcua.actions import calling, desk, hall, rebuild, result, ticket
from motcua.actions.ticket import Wanted
from motcua.queries import facts, hall_lists, hall_promises
from motcua.queries import journal as proofs
from motcua.records.models import Entry, Ticket, UnitTally
from motcua.rules.people import SYSTEM, Actor, ActorKind
from motcua.rules.promises import Standing
from motcua.rules.tickets import Ending
from tests import halls, make

KIOSK = Actor(ActorKind.PROGRAM, "kiosk")
PROMISED = 30  # minutes, of land


def minutes(count):
    return timedelta(minutes=count)


@pytest.fixture
def serving(commune, lan, now):
    """A number of the fast track that Lan serves, drawn five minutes ago."""
    desks = halls.furnish(commune, now=now - timedelta(days=1))
    hall.open_desk(by=lan, desk_id=desks[0].pk, now=now - minutes(60))
    drawn = ticket.issue(by=KIOSK, wanted=Wanted(commune.pk, "dat-dai"), now=now - minutes(5)).ticket
    calling.call_next(by=lan, desk_id=desks[0].pk, now=now - minutes(4))
    return calling.begin(by=lan, ticket_id=drawn.pk, now=now - minutes(3))


@pytest.fixture
def finish(serving, received, lan):
    """End the service in the dossier."""

    def do(at):
        return ticket.finish(
            by=lan, ticket_id=serving.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=at
        )

    return do


@pytest.fixture
def hand_over(received, lan, minh, hoa):
    """Decide the dossier and hand its result over, all at one moment."""

    def do(at):
        desk.propose(by=minh, code=received.code, now=at)
        desk.approve_and_issue(by=hoa, codes=[received.code], now=at)
        result.pay(by=lan, code=received.code, amount=20_000, now=at)
        return result.hand_over(by=lan, code=received.code, now=at)

    return do


def counted(now):
    row = UnitTally.objects.get(on=now.date())
    return row.tickets_promised, row.tickets_in_promise


def listed(measure):
    return hall_lists.behind(by=SYSTEM, measure=measure).count()


def test_it_runs_when_the_dossier_is_received(finish, serving, now):
    finish(now)

    row = Ticket.objects.get(pk=serving.pk)
    assert hall_promises.of_ticket(row, now=now + minutes(10)).standing is Standing.RUNNING
    assert hall_promises.of_ticket(row, now=now + minutes(26)).standing is Standing.BROKEN
    assert hall_promises.broken(row.day_id, now=now + minutes(26)) == {row.service_id: 1}
    assert counted(now) == (1, 0)


@pytest.mark.parametrize(("after", "kept"), [(25, 1), (26, 0), (24 * 60, 0)])
def test_it_is_kept_by_a_result_in_time_and_counts_on_the_day_of_the_number(
    finish, hand_over, serving, now, after, kept
):
    finish(now)

    hand_over(now + minutes(after))

    row = Ticket.objects.get(pk=serving.pk)
    standing = Standing.KEPT if kept else Standing.BROKEN
    assert row.result_seconds == (after + 5) * 60
    assert hall_promises.of_ticket(row, now=now + timedelta(days=9)).standing is standing
    assert counted(now) == (listed("tickets_promised"), listed("tickets_in_promise")) == (1, kept)


def test_it_is_kept_by_a_result_handed_over_before_the_service_ends(finish, hand_over, serving, now):
    hand_over(now + minutes(10))

    finish(now + minutes(60))

    assert Ticket.objects.get(pk=serving.pk).result_seconds == 15 * 60
    assert counted(now) == (1, 1)
    assert not Entry.objects.filter(verb="ticket_result").exists()  # the entry of the end says it


def test_journal_tallies_and_facts_agree(finish, hand_over, serving, now):
    finish(now)
    hand_over(now + minutes(20))
    whole, _ = proofs.rebuild()
    told = [one.measured for one in facts.of(upto=facts.cut()) if "tickets_in_promise" in one.measured]

    rebuild.tallies(now=now + timedelta(days=1))

    assert whole.ok, whole.problems
    assert told == [{"tickets_in_promise": 1}]
    assert counted(now) == (1, 1)


def test_the_journal_betrays_a_row_that_was_bettered(finish, hand_over, serving, now):
    finish(now)
    hand_over(now + minutes(300))
    Ticket.objects.filter(pk=serving.pk).update(result_seconds=600)

    broken, _ = proofs.rebuild()

    assert any("result_seconds is 600" in text for text in broken.problems)


def test_a_withdrawn_dossier_leaves_nobody_waiting(finish, serving, received, lan, now):
    finish(now)

    why = "Người nộp đã thay đổi ý định, xin rút hồ sơ."
    result.withdraw(by=lan, code=received.code, reason=why, confirmed_by="signature", now=now + minutes(5))

    row = Ticket.objects.get(pk=serving.pk)
    assert hall_promises.of_ticket(row, now=make.at("2024-01-12 16:00")) is None
    assert hall_promises.broken(row.day_id, now=make.at("2024-01-12 16:00")) == {}

"""A number drawn at the kiosk and what becomes of it."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bench import statements
from motcua.actions import (
    calling,
    hall,
    hall_lead,
    hall_left,
    rebuild,
    reception,
    ticket,
    ticket_end,
    ticket_moves,
)
from motcua.actions.idempotency import Key
from motcua.actions.reception import Counted
from motcua.actions.supplement import Asked
from motcua.actions.ticket import Wanted
from motcua.queries import access, facts, hall_access, hall_days, hall_lists, hall_wait
from motcua.queries import journal as proofs
from motcua.queries.hall_access import HallClosed
from motcua.records.models import Dossier, Entry, HallDay, Tally, Ticket, TicketPeriod, UnitTally
from motcua.rules import queueing, tickets
from motcua.rules.intake import BadFee
from motcua.rules.measures import OF_TICKETS
from motcua.rules.people import SYSTEM, Actor, ActorKind
from motcua.rules.tickets import Ending, Source, State
from tests import halls, make

KIOSK = Actor(ActorKind.PROGRAM, "kiosk")
KEY = Key("user:1", "abc", "hash")


def minutes(count):
    return timedelta(minutes=count)


@pytest.fixture
def desks(commune, now):
    return halls.furnish(commune, now=now - timedelta(days=1))


@pytest.fixture
def desk(desks, lan, now):
    """Desk 1, where Lan sits."""
    hall.open_desk(by=lan, desk_id=desks[0].pk, now=now - minutes(60))
    return desks[0]


@pytest.fixture
def draw(commune, desks):
    """Draw a number; returns the ticket."""

    def do(now, service="ho-tich", **differences):
        wanted = Wanted(commune.pk, service, **differences)
        return ticket.issue(by=KIOSK, wanted=wanted, now=now).ticket

    return do


@pytest.fixture
def serving(draw, desk, lan, now):
    """A ticket that Lan serves, drawn 20 minutes ago and called 10 minutes ago."""
    drawn = draw(now - minutes(20))
    calling.call_next(by=lan, desk_id=desk.pk, now=now - minutes(10))
    return calling.begin(by=lan, ticket_id=drawn.pk, now=now - minutes(9))


def test_it_numbers_each_letter_anew_each_day(draw, now):
    codes = [draw(now).code, draw(now, "dat-dai").code, draw(now).code]
    monday = draw(now + timedelta(days=3)).code

    assert codes == ["A001", "B001", "A002"]
    assert monday == "A001"


def test_it_opens_the_day_with_the_first_number(draw, commune, now):
    draw(now)

    day = HallDay.objects.get(unit=commune)
    assert (day.on, day.issued, day.closed_at) == (now.date(), 1, None)
    assert Entry.objects.filter(verb="open_hall").count() == 1


@pytest.mark.parametrize(
    ("moment", "is_given"),
    [
        pytest.param("2024-01-12 06:59", False, id="too early"),
        pytest.param("2024-01-12 07:00", True, id="half an hour before the doors open"),
        pytest.param("2024-01-12 12:00", True, id="over noon"),
        pytest.param("2024-01-12 17:00", False, id="the doors close"),
        pytest.param("2024-01-13 09:00", False, id="a Saturday"),
    ],
)
def test_it_gives_numbers_by_the_calendar(draw, moment, is_given):
    if is_given:
        assert draw(make.at(moment)).state == State.WAITING
    else:
        with pytest.raises(HallClosed):
            draw(make.at(moment))


def test_it_keeps_only_the_hash_of_the_link(commune, desks, now):
    issued = ticket.issue(by=KIOSK, wanted=Wanted(commune.pk, "ho-tich"), now=now)

    assert issued.token not in str(Ticket.objects.values().get())
    assert hall_access.ticket_by(issued.token).pk == issued.ticket.pk


def test_it_asks_for_the_paper_of_a_priority(draw, now):
    with pytest.raises(queueing.ProofMissing):
        draw(now, lane="poor")

    assert draw(now, lane="poor", proof="Giấy chứng nhận hộ nghèo").lane == "poor"


def test_it_lets_only_officials_draw_at_the_reception(draw, binh, commune, desks, lan, now):
    wanted = Wanted(commune.pk, "ho-tich", source=Source.RECEPTION)

    with pytest.raises(PermissionDenied):
        ticket.issue(by=binh, wanted=wanted, now=now)
    assert ticket.issue(by=lan, wanted=wanted, now=now).ticket.source == Source.RECEPTION


def test_it_calls_the_next_in_order_and_priority_before(draw, desk, lan, now):
    first = draw(now - minutes(20))
    old = draw(now - minutes(5), lane="elderly")

    called = calling.call_next(by=lan, desk_id=desk.pk, now=now)

    assert called.pk == old.pk
    assert (called.state, called.desk_id, called.called_at) == (State.CALLED, desk.pk, now)
    first.refresh_from_db()
    assert first.passed == 1


def test_it_prefers_the_desks_own_service(draw, desk, lan, now):
    draw(now - minutes(20), "dat-dai")
    draw(now - minutes(1))

    assert calling.call_next(by=lan, desk_id=desk.pk, now=now).code == "A001"


def test_it_calls_nobody_where_nobody_waits(desk, lan, now):
    assert calling.call_next(by=lan, desk_id=desk.pk, now=now) is None


def test_it_calls_one_at_a_time(draw, desk, lan, now):
    draw(now)
    draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)

    with pytest.raises(hall_access.DeskBusy):
        calling.call_next(by=lan, desk_id=desk.pk, now=now)


def test_it_calls_to_the_officials_own_desk_only(draw, desk, desks, minh, lan, now):
    draw(now)

    for by, desk_id in ((minh, desk.pk), (lan, desks[1].pk)):
        with pytest.raises(hall_access.NotAtDesk):
            calling.call_next(by=by, desk_id=desk_id, now=now)


def test_it_hides_from_the_outsider(draw, desk, serving, binh, now):
    acts = [
        lambda: calling.call_next(by=binh, desk_id=desk.pk, now=now),
        lambda: calling.recall(by=binh, ticket_id=serving.pk, now=now),
        lambda: calling.transfer(by=binh, ticket_id=serving.pk, service="dat-dai", reason="Nhầm số", now=now),
        lambda: ticket.finish(by=binh, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now),
        lambda: ticket.cancel(by=binh, ticket_id=serving.pk, reason="Nhầm số", now=now),
    ]

    for act in acts:
        with pytest.raises(access.NoSuch), transaction.atomic():
            act()


def test_it_does_not_call_while_the_desk_rests(draw, desk, lan, now):
    draw(now)
    hall.pause_desk(by=lan, desk_id=desk.pk, why="Họp", now=now)

    with pytest.raises(hall_access.DeskResting):
        calling.call_next(by=lan, desk_id=desk.pk, now=now)
    hall.wake_desk(by=lan, desk_id=desk.pk, now=now)
    assert calling.call_next(by=lan, desk_id=desk.pk, now=now).code == "A001"


def test_it_does_not_call_yesterdays_number(draw, serving, lan, now):
    waiting, tomorrow = draw(now), now + timedelta(days=3)

    with pytest.raises(HallClosed):
        calling.transfer(by=lan, ticket_id=waiting.pk, service="dat-dai", reason="Nhầm số", now=tomorrow)
    with pytest.raises(HallClosed):
        ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=tomorrow)


def test_it_calls_by_name_with_a_reason_and_counts_whom_it_passes(draw, desk, lan, now):
    first, second = draw(now - minutes(5)), draw(now)
    with pytest.raises(ticket_moves.WordMissing):
        calling.call_named(by=lan, desk_id=desk.pk, code=second.code, reason=" ", now=now)

    called = calling.call_named(by=lan, desk_id=desk.pk, code="a002", reason="Người ốm nặng", now=now)

    first.refresh_from_db()
    assert (called.pk, called.out_of_turn, first.passed) == (second.pk, 1, 1)
    assert called.periods.get(state=State.CALLED).reason == "Người ốm nặng"


def test_it_counts_priority_that_is_passed_over_by_name(draw, desk, lan, now):
    others = [draw(now - minutes(9 - number)) for number in range(4)]
    disabled = draw(now, lane="disabled")
    for other in others[:3]:
        called = calling.call_named(by=lan, desk_id=desk.pk, code=other.code, reason="Quen", now=now)
        calling.hold(by=lan, ticket_id=other.pk, reason="Bổ sung bản sao", now=now)
        assert called.out_of_turn == 1

    disabled.refresh_from_db()
    assert disabled.passed == 3
    with pytest.raises(queueing.TooManyPassed):
        calling.call_named(by=lan, desk_id=desk.pk, code=others[3].code, reason="Quen", now=now)


def test_it_refuses_to_pass_anybody_too_often(draw, desk, lan, now):
    first, others = draw(now), [draw(now) for _ in range(4)]
    for other in others[:3]:
        calling.call_named(by=lan, desk_id=desk.pk, code=other.code, reason="Gọi trước", now=now)
        calling.hold(by=lan, ticket_id=other.pk, reason="Bổ sung bản sao", now=now)

    with pytest.raises(queueing.TooManyPassed):
        calling.call_named(by=lan, desk_id=desk.pk, code=others[3].code, reason="Gọi trước", now=now)
    assert calling.call_next(by=lan, desk_id=desk.pk, now=now).pk == first.pk


def test_it_recalls_three_times(draw, desk, lan, now):
    drawn = draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    for _ in range(3):
        calling.recall(by=lan, ticket_id=drawn.pk, now=now)

    with pytest.raises(calling.CalledOftenEnough):
        calling.recall(by=lan, ticket_id=drawn.pk, now=now)


def test_it_holds_and_resumes(serving, desk, lan, draw, now):
    calling.hold(by=lan, ticket_id=serving.pk, reason="Đi photo", now=now)
    draw(now)
    other = calling.call_next(by=lan, desk_id=desk.pk, now=now)
    with pytest.raises(hall_access.DeskBusy):
        calling.resume(by=lan, desk_id=desk.pk, ticket_id=serving.pk, now=now)
    ticket.finish(by=lan, ticket_id=_begun(other, lan, now).pk, ending=Ending.ADVICE_ONLY, now=now)

    back = calling.resume(by=lan, desk_id=desk.pk, ticket_id=serving.pk, now=now + minutes(3))

    assert (back.state, back.served_from_at) == (State.SERVING, serving.served_from_at)


def _begun(called, by, now):
    return calling.begin(by=by, ticket_id=called.pk, now=now)


def test_it_waits_on_when_it_is_called_and_put_aside_at_once(draw, desk, lan, now):
    drawn = draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now + minutes(1))
    calling.hold(by=lan, ticket_id=drawn.pk, reason="Chờ chút", now=now + minutes(1))
    calling.resume(by=lan, desk_id=desk.pk, ticket_id=drawn.pk, now=now + minutes(41))
    ended = ticket.finish(by=lan, ticket_id=drawn.pk, ending=Ending.ADVICE_ONLY, now=now + minutes(50))

    sums = UnitTally.objects.get()
    assert ended.wait_seconds == 41 * 60
    assert (sums.wait_minutes, sums.served_at_once, sums.held_minutes) == (41, 0, 0)


def test_it_counts_what_was_put_aside_after_the_service_began(serving, desk, lan, now):
    calling.hold(by=lan, ticket_id=serving.pk, reason="Đi photo", now=now)
    calling.resume(by=lan, desk_id=desk.pk, ticket_id=serving.pk, now=now + minutes(30))
    ended = ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now + minutes(35))

    sums = UnitTally.objects.get()
    assert (sums.wait_minutes, sums.walk_minutes, sums.service_minutes, sums.held_minutes) == (10, 1, 14, 30)
    assert ended.total_seconds == (10 + 1 + 14 + 30) * 60
    whole, _ = proofs.rebuild()
    assert whole.ok, whole.problems


def test_it_tells_the_wait_of_who_was_not_there(draw, desk, lan, now):
    drawn = draw(now - minutes(45))
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.recall(by=lan, ticket_id=drawn.pk, now=now + minutes(1))
    calling.miss(by=lan, ticket_id=drawn.pk, now=now + minutes(2))
    hall.settle(now=now + minutes(30))

    sums = UnitTally.objects.get()
    assert (sums.tickets_missed, sums.missed_wait_minutes, sums.wait_minutes) == (1, 45, 0)
    days = (now.date(), now.date() + timedelta(days=1))
    assert [(day.people, day.p90_minutes) for day in hall_days.waits(drawn.service, days)] == [(1, 45.0)]


def test_it_tells_what_each_service_took(draw, desk, lan, now, commune):
    drawn = draw(now - minutes(20))
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.begin(by=lan, ticket_id=drawn.pk, now=now + minutes(1))
    sent = calling.transfer(
        by=lan, ticket_id=drawn.pk, service="dat-dai", reason="Cần hỏi địa chính", now=now + minutes(5)
    )
    calling.call_next(by=lan, desk_id=desk.pk, now=now + minutes(45))
    calling.begin(by=lan, ticket_id=drawn.pk, now=now + minutes(46))
    ticket.finish(by=lan, ticket_id=drawn.pk, ending=Ending.ADVICE_ONLY, now=now + minutes(55))

    facts = json.loads(Entry.objects.get(verb=ticket_end.VERB).payload)["facts"]
    civil = drawn.service_id
    told = [(p["state"], p["seconds"], p.get("service", facts["service"])) for p in facts["periods"]]
    assert told == [
        ("waiting", 1200, civil), ("called", 60, civil), ("serving", 240, civil),
        ("waiting", 2400, sent.service_id), ("called", 60, sent.service_id),
        ("serving", 540, sent.service_id),
    ]  # fmt: skip
    learned = hall_wait.learned(commune.pk, now.date() + timedelta(days=1))
    assert learned.overall == (5 + 10) * 60 / 2


def test_it_sends_on_with_the_place_kept(serving, draw, desk, lan, now):
    draw(now, "dat-dai")

    sent = calling.transfer(
        by=lan, ticket_id=serving.pk, service="dat-dai", reason="Cần hỏi địa chính", now=now, desk_number=1
    )

    assert (sent.state, sent.code, sent.order_at) == (State.WAITING, "A001", serving.order_at)
    assert calling.call_next(by=lan, desk_id=desk.pk, now=now).pk == serving.pk


def test_it_leaves_who_is_at_a_desk_to_whoever_sits_there_or_a_leader(serving, minh, hoa, now):
    with pytest.raises(hall_access.NotAtDesk):
        calling.transfer(by=minh, ticket_id=serving.pk, service="dat-dai", reason="Giúp bạn", now=now)

    sent = calling.transfer(by=hoa, ticket_id=serving.pk, service="dat-dai", reason="Lan về", now=now)

    assert sent.state == State.WAITING


def test_it_is_sent_on_by_anybody_while_it_waits(draw, desk, minh, now):
    drawn = draw(now)

    sent = calling.transfer(by=minh, ticket_id=drawn.pk, service="dat-dai", reason="Lấy nhầm", now=now)

    assert sent.service.key == "dat-dai"


def test_it_lets_one_who_missed_the_call_come_back_near_the_old_place(commune, draw, desk, lan, now):
    issued = ticket.issue(by=KIOSK, wanted=Wanted(commune.pk, "ho-tich"), now=now - minutes(9))
    others = [draw(now - minutes(8 - number)) for number in range(3)]
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.recall(by=lan, ticket_id=issued.ticket.pk, now=now + minutes(1))
    calling.miss(by=lan, ticket_id=issued.ticket.pk, now=now + minutes(2))

    ticket_id = calling.come_back_by(token=issued.token, now=now + minutes(5)).pk

    order = []
    for _ in range(4):
        called = calling.call_next(by=lan, desk_id=desk.pk, now=now + minutes(6))
        order.append(called.pk)
        calling.hold(by=lan, ticket_id=called.pk, reason="Chờ", now=now + minutes(6))
    assert order == [others[0].pk, others[1].pk, ticket_id, others[2].pk]


@pytest.mark.parametrize(
    ("recalls", "seconds", "is_missed"), [(0, 600, False), (1, 59, False), (1, 60, True)]
)
def test_it_counts_as_missed_after_a_second_call_and_a_minute(
    draw, desk, lan, now, recalls, seconds, is_missed
):
    drawn = draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    for _ in range(recalls):
        calling.recall(by=lan, ticket_id=drawn.pk, now=now)
    later = now + timedelta(seconds=seconds)

    if is_missed:
        assert calling.miss(by=lan, ticket_id=drawn.pk, now=later).state == State.MISSED
    else:
        with pytest.raises(calling.TooSoonToMiss):
            calling.miss(by=lan, ticket_id=drawn.pk, now=later)


@pytest.mark.parametrize("reason", ["", ".", "...", "12", "a."])
def test_it_is_put_aside_for_a_reason_that_says_something(serving, lan, now, reason):
    with pytest.raises(ticket_moves.WordMissing):
        calling.hold(by=lan, ticket_id=serving.pk, reason=reason, now=now)


def test_it_is_sent_on_only_where_somebody_sits(desks, serving, lan, minh, commune, now):
    tax = hall.Service("thue", "Thuế", "Tax", "T")
    hall.keep_service(by=SYSTEM, unit_id=commune.pk, service=tax, now=now)

    for service, number in (("thue", None), ("dat-dai", 2)):
        with pytest.raises(calling.NobodyServes):
            calling.transfer(
                by=lan, ticket_id=serving.pk, service=service, reason="Sang thuế", now=now,
                desk_number=number,
            )  # fmt: skip
    hall.open_desk(by=minh, desk_id=desks[1].pk, now=now)
    sent = calling.transfer(
        by=lan, ticket_id=serving.pk, service="dat-dai", reason="Sang quầy 2", now=now, desk_number=2
    )
    assert sent.desk_id == desks[1].pk


def test_it_waits_for_every_desk_when_the_one_it_was_sent_to_is_left(desks, desk, serving, lan, minh, now):
    hall.open_desk(by=minh, desk_id=desks[1].pk, now=now)
    calling.transfer(
        by=lan, ticket_id=serving.pk, service="dat-dai", reason="Sang quầy 2", now=now, desk_number=2
    )

    hall.close_desk(by=minh, desk_id=desks[1].pk, now=now + minutes(1))

    assert calling.call_next(by=lan, desk_id=desk.pk, now=now + minutes(2)).pk == serving.pk


def test_a_leader_frees_a_desk_whose_official_went_home(serving, draw, desk, lan, minh, hoa, now):
    with pytest.raises(PermissionDenied):
        hall_lead.free_desk(by=minh, desk_id=desk.pk, reason="Lan về rồi", now=now)

    hall_lead.free_desk(by=hoa, desk_id=desk.pk, reason="Lan về rồi", now=now)

    hall.open_desk(by=minh, desk_id=desk.pk, now=now + minutes(1))
    back = calling.call_next(by=minh, desk_id=desk.pk, now=now + minutes(2))
    assert (back.pk, back.officer_id) == (serving.pk, minh.user_id)
    assert Entry.objects.filter(verb="free_desk").count() == 1


def test_it_waits_again_in_its_place_when_the_desk_that_called_it_is_freed(draw, desk, lan, minh, hoa, now):
    drawn = draw(now - minutes(5))
    draw(now - minutes(4))
    calling.call_next(by=lan, desk_id=desk.pk, now=now)

    hall_lead.free_desk(by=hoa, desk_id=desk.pk, reason="Lan về rồi", now=now)

    hall.open_desk(by=minh, desk_id=desk.pk, now=now)
    assert calling.call_next(by=minh, desk_id=desk.pk, now=now + minutes(1)).pk == drawn.pk


def test_a_desk_that_is_switched_off_is_left(commune, desk, desks, serving, lan, hoa, now):
    off = hall.Desk(1, "Quầy 1", {"ho-tich": 0}, is_active=False)

    hall.keep_desk(by=hoa, unit_id=commune.pk, desk=off, now=now)

    serving.refresh_from_db()
    assert (serving.state, serving.desk_id) == (State.WAITING, None)
    assert hall.open_desk(by=lan, desk_id=desks[1].pk, now=now).desk_id == desks[1].pk


def test_a_service_is_not_switched_off_while_somebody_waits_for_it(commune, desks, draw, hoa, now):
    draw(now)
    off = replace(halls.CIVIL, is_active=False)
    nobody = [hall.Desk(number, "", {"dat-dai": 0}) for number in (1, 2)]

    with pytest.raises(hall_left.StillWaitedFor), transaction.atomic():
        hall.keep_service(by=hoa, unit_id=commune.pk, service=off, now=now)
    hall.keep_desk(by=hoa, unit_id=commune.pk, desk=nobody[0], now=now)
    with pytest.raises(hall_left.StillWaitedFor), transaction.atomic():
        hall.keep_desk(by=hoa, unit_id=commune.pk, desk=nobody[1], now=now)

    hall.close_day(by=hoa, unit_id=commune.pk, now=now)
    assert not hall.keep_service(by=hoa, unit_id=commune.pk, service=off, now=now).is_active


def test_it_keeps_why_it_was_given_back_at_the_reception(draw, desk, lan, now):
    drawn = draw(now)
    with pytest.raises(ticket_moves.WordMissing):
        ticket.cancel(by=lan, ticket_id=drawn.pk, reason=" ", now=now)

    ticket.cancel(by=lan, ticket_id=drawn.pk, reason="Lấy nhầm lĩnh vực", now=now + minutes(1))

    last = drawn.periods.order_by("id").last()
    assert (last.state, last.reason, last.officer_id) == (State.CANCELLED, "Lấy nhầm lĩnh vực", lan.user_id)


def test_it_is_finished_after_closing_when_it_was_being_served(serving, draw, lan, now):
    draw(now)

    left = [hall.close_past(now=make.at(f"2024-01-12 {at}")) for at in ("18:01", "19:59")]
    ended = ticket.finish(
        by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=make.at("2024-01-12 19:59")
    )

    assert (left, ended.ending) == ([0, 0], Ending.ADVICE_ONLY)
    assert hall.close_past(now=make.at("2024-01-12 19:59")) == 1


def test_it_lets_nobody_come_back_after_the_grace(draw, desk, lan, now):
    drawn = draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    calling.recall(by=lan, ticket_id=drawn.pk, now=now)
    calling.miss(by=lan, ticket_id=drawn.pk, now=now + minutes(1))

    with pytest.raises(calling.TooLateToComeBack):
        calling.come_back(by=lan, ticket_id=drawn.pk, now=now + minutes(17))
    assert hall.settle(now=now + minutes(17)) == 1
    drawn.refresh_from_db()
    assert drawn.ending == Ending.NO_SHOW


def test_it_ends_in_one_sealed_entry_and_the_figures(serving, lan, now):
    ended = ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now)

    entry = Entry.objects.get(verb=ticket_end.VERB)
    facts = json.loads(entry.payload)["facts"]
    assert entry.subject == f"ticket:{serving.unit_id}:2024-01-12:A001"
    assert [(p["state"], p["seconds"]) for p in facts["periods"]] == [
        ("waiting", 600), ("called", 60), ("serving", 540),
    ]  # fmt: skip
    row = Tally.objects.get(tickets=1)
    assert (row.procedure_id, row.officer_id, row.tickets_served) == (0, lan.user_id, 1)
    assert (row.wait_minutes, row.walk_minutes, row.service_minutes) == (10, 1, 9)
    assert UnitTally.objects.get().tickets == 1
    assert (ended.state, ended.wait_seconds) == (State.DONE, 600)


def test_it_ends_in_a_dossier_of_today_once(serving, received, lan, now):
    with pytest.raises(ticket_end.DossierMissing):
        ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.DOSSIER, now=now)

    ended = ticket.finish(
        by=lan, ticket_id=serving.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=now
    )

    assert ended.dossier_id == received.pk
    assert (
        Tally.objects.get(procedure_id=received.procedure_id, officer_id=lan.user_id, received=1).tickets == 1
    )


def test_it_takes_no_dossier_twice_nor_one_of_another_day(draw, desk, serving, received, lan, intake, now):
    ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=now)
    draw(now)
    second = _begun(calling.call_next(by=lan, desk_id=desk.pk, now=now), lan, now)

    with pytest.raises(ticket_end.DossierHasTicket), transaction.atomic():
        ticket.finish(by=lan, ticket_id=second.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=now)
    received.updated_at = now - timedelta(days=1)
    received.save()
    with pytest.raises(ticket_end.DossierElsewhere), transaction.atomic():
        ticket.finish(by=lan, ticket_id=second.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=now)


def test_it_ends_in_a_service_only_after_the_service_began(draw, desk, lan, now):
    drawn = draw(now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)

    with pytest.raises(tickets.NotBegun):
        ticket.finish(by=lan, ticket_id=drawn.pk, ending=Ending.ADVICE_ONLY, now=now)


def test_it_cannot_be_ended_twice(serving, lan, now):
    ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.RESULT_COLLECTED, now=now)

    for act in (
        lambda: ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now),
        lambda: ticket.cancel(by=lan, ticket_id=serving.pk, reason="Nhầm số", now=now),
        lambda: calling.transfer(by=lan, ticket_id=serving.pk, service="dat-dai", reason="Nhầm số", now=now),
    ):
        with pytest.raises(tickets.TicketIllegal), transaction.atomic():
            act()
    assert Entry.objects.filter(verb=ticket_end.VERB).count() == 1


def test_it_is_given_back_by_its_link(commune, desks, now):
    issued = ticket.issue(by=KIOSK, wanted=Wanted(commune.pk, "ho-tich", phone="0912345678"), now=now)

    ended = ticket.cancel_by(token=issued.token, now=now + minutes(1))

    assert (ended.ending, ended.phone) == (Ending.CANCELLED, "")
    assert UnitTally.objects.get().tickets_cancelled == 1


def test_it_closes_the_day_with_what_is_left(commune, draw, desk, serving, lan, now):
    draw(now, phone="0912345678")
    with pytest.raises(hall.TooEarlyToClose):
        hall.close_day(by=lan, unit_id=commune.pk, now=now)

    day = hall.close_day(by=lan, unit_id=commune.pk, now=make.at("2024-01-12 17:05"))

    assert day.closed_at == make.at("2024-01-12 17:05")
    left = Ticket.objects.values_list("state", "ending", "phone")
    assert set(left) == {(State.CANCELLED, Ending.DAY_CLOSED, "")}
    assert not hall_access.own_desk(by=lan)
    with pytest.raises(HallClosed):
        draw(make.at("2024-01-12 16:59"))


def test_it_closes_past_days_as_of_their_last_session(draw, now):
    drawn = draw(now)

    closed = hall.close_past(now=now + timedelta(days=3))

    drawn.refresh_from_db()
    assert closed == 1
    assert drawn.ended_at == make.at("2024-01-12 17:00")
    assert UnitTally.objects.get(on="2024-01-12").tickets_left == 1


def test_its_periods_follow_each_other_without_a_gap(serving, draw, desk, lan, now):
    calling.hold(by=lan, ticket_id=serving.pk, reason="Đi photo", now=now)
    calling.resume(by=lan, desk_id=desk.pk, ticket_id=serving.pk, now=now + minutes(4))
    ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now + minutes(9))

    periods = list(TicketPeriod.objects.filter(ticket=serving).order_by("id"))

    assert [p.state for p in periods] == ["waiting", "called", "serving", "held", "serving"]
    assert all(a.until_at == b.from_at for a, b in zip(periods, periods[1:], strict=False))
    assert periods[-1].until_at == now + minutes(9)


def test_the_database_allows_one_ticket_at_a_desk(draw, desk, now):
    draw(now)
    draw(now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.update(desk=desk, state=State.SERVING)


def test_a_desk_has_one_official_and_an_official_one_desk(desks, desk, lan, minh, now):
    with pytest.raises(hall.DeskTaken):
        hall.open_desk(by=minh, desk_id=desk.pk, now=now)
    with pytest.raises(hall.SitsElsewhere):
        hall.open_desk(by=lan, desk_id=desks[1].pk, now=now)


def test_a_desk_is_not_left_with_somebody_there(serving, desk, lan, now):
    with pytest.raises(hall.StillServing):
        hall.close_desk(by=lan, desk_id=desk.pk, now=now)


def test_only_leaders_and_administrators_set_the_hall_up(commune, lan, hoa, now):
    with pytest.raises(PermissionDenied):
        hall.keep_service(by=lan, unit_id=commune.pk, service=halls.LAND, now=now)
    with pytest.raises(hall.BadLetter):
        hall.keep_service(by=hoa, unit_id=commune.pk, service=hall.Service("x", "x", "x", "Đ"), now=now)

    assert hall.keep_service(by=hoa, unit_id=commune.pk, service=halls.LAND, now=now).letter == "B"


@pytest.fixture
def queued(intake, serving):
    """What An lays on the counter, with the number she drew."""
    return replace(intake, ticket_id=serving.pk)


def test_it_becomes_the_dossier_in_the_transaction_of_the_reception(queued, serving, lan, now):
    answer = reception.receive(by=lan, counted=Counted(queued), key=KEY, now=now)
    again = reception.receive(by=lan, counted=Counted(queued), key=KEY, now=now)

    serving.refresh_from_db()
    assert (serving.ending, serving.dossier.code) == (Ending.DOSSIER, answer.body["code"])
    assert again.repeated
    assert Entry.objects.filter(verb=ticket_end.VERB).count() == 1


def test_it_stays_where_the_reception_is_refused(queued, serving, lan, now):
    bad = Counted(replace(queued, fee_amount=-1))

    with pytest.raises(BadFee):
        reception.receive(by=lan, counted=bad, key=KEY, now=now)

    serving.refresh_from_db()
    assert serving.state == State.SERVING


def test_the_reception_stays_where_the_number_is_not_the_officials(queued, serving, minh, lan, now):
    with pytest.raises(hall_access.NotAtDesk):
        reception.receive(by=minh, counted=Counted(queued), key=KEY, now=now)

    assert not Dossier.objects.exists()


def test_it_becomes_the_first_of_a_batch_and_what_is_asked_for_or_refused(
    draw, desk, queued, serving, lan, now
):
    reason = reception.Reason("Hồ sơ chưa đủ thành phần theo quy định.", "incomplete")
    asked = [Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
    one, two = Key("u", "1", ""), Key("u", "2", "")
    acts = [
        lambda it: reception.receive_batch(by=lan, batch=[Counted(it), Counted(it)], key=one, now=now),
        lambda it: reception.ask(by=lan, intake=it, asked=asked, reason=reason, key=two, now=now),
    ]

    for act in acts:
        act(queued)
        draw(now)
        called = _begun(calling.call_next(by=lan, desk_id=desk.pk, now=now), lan, now)
        queued = replace(queued, ticket_id=called.pk)

    assert Ticket.objects.filter(ending=Ending.DOSSIER).count() == 2


def test_the_journal_proves_the_row_and_the_tallies(queued, serving, draw, desk, lan, commune, now):
    reception.receive(by=lan, counted=Counted(queued), key=KEY, now=now)
    draw(now)
    hall.close_day(by=lan, unit_id=commune.pk, now=make.at("2024-01-12 17:05"))
    whole, _ = proofs.rebuild()
    Ticket.objects.filter(pk=serving.pk).update(wait_seconds=1)
    UnitTally.objects.filter(on=now.date()).update(tickets=7)

    broken, _ = proofs.rebuild()

    assert whole.ok, whole.problems
    assert {text.split(":")[0] for text in broken.problems} >= {f"ticket {serving.pk}"}
    assert any("tickets is 7" in text for text in broken.problems)
    rebuild.tallies(now=make.at("2024-01-12 18:00"))
    assert UnitTally.objects.get(on=now.date()).tickets == 2


def test_every_number_of_the_hall_opens_its_list(queued, serving, draw, desk, lan, commune, now):
    reception.receive(by=lan, counted=Counted(queued), key=KEY, now=now)
    first, second = draw(now), draw(now)
    calling.call_named(by=lan, desk_id=desk.pk, code=second.code, reason="Người ốm", now=now)
    calling.begin(by=lan, ticket_id=second.pk, now=now)
    ticket.finish(by=lan, ticket_id=second.pk, ending=Ending.ADVICE_ONLY, now=now)
    ticket.cancel(by=lan, ticket_id=first.pk, reason="Nhầm số", now=now)
    sums = UnitTally.objects.get(on=now.date())

    assert set(hall_lists.COUNTED) == OF_TICKETS
    for measure in OF_TICKETS - {name for name in OF_TICKETS if name.endswith("_minutes")}:
        rows = hall_lists.behind(by=lan, measure=measure, unit=commune)
        assert rows.count() == getattr(sums, measure), measure
    for measure, seconds in (("wait_minutes", "wait_seconds"), ("service_minutes", "service_seconds")):
        rows = hall_lists.behind(by=lan, measure=measure, unit=commune)
        assert sum(tickets.minutes(getattr(row, seconds)) for row in rows) == getattr(sums, measure)


def test_the_list_is_hidden_from_the_outsider(serving, binh, lan, now):
    ticket.finish(by=lan, ticket_id=serving.pk, ending=Ending.ADVICE_ONLY, now=now)

    assert not hall_lists.behind(by=binh, measure="tickets").exists()


def test_the_facts_tell_of_tickets_as_the_tallies_do(queued, serving, draw, lan, commune, now):
    reception.receive(by=lan, counted=Counted(queued), key=KEY, now=now)
    draw(now)
    hall.close_day(by=lan, unit_id=commune.pk, now=make.at("2024-01-12 17:05"))

    told = [fact.measured.get("tickets", 0) for fact in facts.of(upto=facts.cut())]

    assert sum(told) == UnitTally.objects.get(on=now.date()).tickets == 2


def held(by, pk, now):
    calling.hold(by=by, ticket_id=pk, reason="Đi photo", now=now)


def advised(by, pk, now):
    ticket.finish(by=by, ticket_id=pk, ending=Ending.ADVICE_ONLY, now=now)


@pytest.mark.parametrize(
    ("most", "act"),
    [
        pytest.param(9, lambda t: calling.call_next(by=t.lan, desk_id=t.desk, now=t.now), id="call_next"),
        pytest.param(5, lambda t: held(t.lan, t.pk, t.now), id="hold"),
        pytest.param(13, lambda t: advised(t.lan, t.pk, t.now), id="finish"),
    ],
)  # fmt: skip
def test_none_costs_more_statements_than_it_may(draw, desk, lan, now, most, act, request):
    drawn = draw(now)
    if "call_next" not in request.node.name:
        calling.call_next(by=lan, desk_id=desk.pk, now=now)
        calling.begin(by=lan, ticket_id=drawn.pk, now=now)
    told = SimpleNamespace(lan=lan, desk=desk.pk, pk=drawn.pk, now=now)

    count = statements.counted(lambda: act(told))

    assert count <= most


def test_a_number_adds_no_more_than_its_end_to_a_reception(intake, queued, lan, now):
    reception.receive(by=lan, counted=Counted(intake), key=Key("u", "0", ""), now=now)
    without = statements.counted(
        lambda: reception.receive(by=lan, counted=Counted(intake), key=Key("u", "1", ""), now=now)
    )

    with_number = statements.counted(
        lambda: reception.receive(by=lan, counted=Counted(queued), key=Key("u", "2", ""), now=now)
    )

    assert with_number - without <= 12


def test_the_day_closes_an_hour_after_its_last_session_by_itself(draw, now):
    draw(now)

    early = hall.close_past(now=make.at("2024-01-12 17:59"))
    late = hall.close_past(now=make.at("2024-01-12 18:00"))

    assert (early, late) == (0, 1)

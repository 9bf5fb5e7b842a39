"""The hall as it is shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import calling, hall, ticket
from motcua.actions.ticket import Wanted
from motcua.queries import access, hall_line
from motcua.queries import hall as halls_shown
from motcua.records.models import HallService, Ticket
from motcua.rules import queueing
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Ending, State
from tests import halls


def minutes(count):
    return timedelta(minutes=count)


@pytest.fixture
def desk(commune, lan, now):
    found = halls.furnish(commune, now=now - timedelta(days=1))
    hall.open_desk(by=lan, desk_id=found[0].pk, now=now - minutes(60))
    return found[0]


def draw(commune, at, service="ho-tich", **differences):
    return ticket.issue(by=SYSTEM, wanted=Wanted(commune.pk, service, **differences), now=at)


def test_the_board_shows_calls_the_next_and_each_services_line(commune, desk, lan, now):
    for number in range(3):
        draw(commune, now - minutes(30 - number))
    draw(commune, now - minutes(2), "dat-dai")
    calling.call_next(by=lan, desk_id=desk.pk, now=now)

    board = halls_shown.board(commune.pk, now=now)

    assert [(call.code, call.desk, call.is_serving) for call in board.calls] == [("A001", 1, False)]
    assert board.following == ["A002", "A003", "B001"]
    assert [(one.service.key, one.waiting, one.longest_minutes) for one in board.services] == [
        ("ho-tich", 2, 29), ("dat-dai", 1, 2),
    ]  # fmt: skip
    assert board.desks_open == 1


def test_the_board_speaks_again_at_a_recall(commune, desk, lan, now):
    drawn = draw(commune, now).ticket
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    before = halls_shown.board(commune.pk, now=now)

    calling.recall(by=lan, ticket_id=drawn.pk, now=now)

    after = halls_shown.board(commune.pk, now=now)
    assert before.calls[0].mark != after.calls[0].mark
    assert before.version != after.version == halls_shown.version(commune.pk, now=now)


def test_the_board_is_dark_before_the_first_number(commune, desk, now):
    board = halls_shown.board(commune.pk, now=now + timedelta(days=3))

    assert (board.is_open, list(board.calls), board.version) == (False, [], "")


def test_a_link_tells_how_many_are_before_and_how_long(commune, desk, now):
    for number in range(2):
        draw(commune, now - minutes(5 - number))
    issued = draw(commune, now)

    place = halls_shown.place_of(issued.token, now=now)

    assert place.people_before == 2
    assert 0 < place.wait.low < place.wait.expected < place.wait.high
    assert issued.ticket.expected_seconds == place.wait.expected


def test_a_link_tells_the_desk_and_then_the_dossier(commune, desk, lan, received, now):
    issued = draw(commune, now)
    calling.call_next(by=lan, desk_id=desk.pk, now=now)
    called = halls_shown.place_of(issued.token, now=now)
    calling.begin(by=lan, ticket_id=issued.ticket.pk, now=now)
    ticket.finish(
        by=lan, ticket_id=issued.ticket.pk, ending=Ending.DOSSIER, dossier_code=received.code, now=now
    )

    over = halls_shown.place_of(issued.token, now=now)

    assert (called.desk, called.tracking) == (1, "")
    assert access.dossier_by_tracking(over.tracking).pk == received.pk


def test_a_link_opens_nothing_else(commune, desk, now):
    with pytest.raises(access.NoSuch):
        halls_shown.place_of("x" * 16, now=now)


def test_no_wait_is_told_for_what_no_desk_serves(commune, desk, lan, now):
    hall.pause_desk(by=lan, desk_id=desk.pk, why="Họp", now=now)

    issued = draw(commune, now)

    assert issued.ticket.expected_seconds is None
    assert halls_shown.board(commune.pk, now=now).services[0].light == ""


def test_the_desk_sees_its_number_who_follows_and_who_was_put_aside(commune, desk, lan, now):
    drawn = [draw(commune, now - minutes(9 - number)).ticket for number in range(3)]
    for one in drawn[:2]:
        calling.call_next(by=lan, desk_id=desk.pk, now=now)
        if one is drawn[0]:
            calling.hold(by=lan, ticket_id=one.pk, reason="Đi photo", now=now)

    view = halls_shown.desk_view(by=lan, now=now)

    assert (view.ticket.code, view.following.code, view.waiting) == ("A002", "A003", 1)
    assert [row.code for row in view.held] == ["A001"]
    assert halls_shown.ribbon(by=lan, now=now).desk == 1


def test_who_sits_nowhere_has_no_desk(commune, desk, minh, now):
    assert halls_shown.desk_view(by=minh, now=now) is None
    assert halls_shown.ribbon(by=minh, now=now) is None


def test_the_line_is_hidden_from_the_outsider(commune, desk, binh, now):
    draw(commune, now)

    with pytest.raises(PermissionDenied):
        halls_shown.line(commune.pk, by=binh, now=now)


def test_the_line_stands_in_the_order_of_the_calls(commune, desk, lan, now):
    draw(commune, now - minutes(5))
    draw(commune, now, lane="elderly")

    rows = halls_shown.line(commune.pk, by=lan, now=now)

    assert [row.ticket.code for row in rows] == ["A002", "A001"]
    assert [row.people_before for row in rows] == [0, 1]


@pytest.mark.parametrize("seed", range(12))
def test_the_few_candidates_give_the_next_of_the_whole_line(commune, desk, now, seed):
    import random

    rng = random.Random(seed)
    keys = list(HallService.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(rng.randint(1, 12)):
        lane = rng.choice(["", "elderly"])
        one = draw(commune, now - minutes(20 - number), rng.choice(["ho-tich", "dat-dai"]), lane=lane).ticket
        Ticket.objects.filter(pk=one.pk).update(
            passed=rng.choice([0, 1, 3]), desk_id=rng.choice([None, None, None, desk.pk])
        )
    serves = {key: rng.randint(0, 1) for key in rng.sample(keys, rng.randint(1, 2))}
    day_id = Ticket.objects.first().day_id

    few = hall_line.candidates(day_id, desk.pk, serves=serves, bound=3)
    whole = hall_line.waiting(day_id, serves)

    assert queueing.next_for(desk.pk, serves, few, bound=3) == queueing.next_for(
        desk.pk, serves, whole, bound=3
    )
    assert Ticket.objects.filter(state=State.WAITING).exists()

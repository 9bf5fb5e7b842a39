"""A ticket's states and measures."""

from datetime import date

import pytest

from motcua.rules import tickets
from motcua.rules.measures import MEASURES, Key
from motcua.rules.tickets import Ended, Ending, Handed, State, TicketVerb

DAY = date(2024, 9, 26)


@pytest.mark.parametrize(
    ("state", "verb", "to"),
    [
        (State.WAITING, TicketVerb.CALL, State.CALLED),
        (State.CALLED, TicketVerb.RECALL, State.CALLED),
        (State.CALLED, TicketVerb.BEGIN, State.SERVING),
        (State.SERVING, TicketVerb.HOLD, State.HELD),
        (State.HELD, TicketVerb.RESUME, State.SERVING),
        (State.SERVING, TicketVerb.TRANSFER, State.WAITING),
        (State.CALLED, TicketVerb.MISS, State.MISSED),
        (State.MISSED, TicketVerb.COME_BACK, State.WAITING),
        (State.SERVING, TicketVerb.FINISH, State.DONE),
        (State.WAITING, TicketVerb.CANCEL, State.CANCELLED),
        (State.CALLED, TicketVerb.CLOSE, State.MISSED),
        (State.SERVING, TicketVerb.CLOSE, State.CANCELLED),
    ],
)
def test_it_goes_from_state_to_state(state, verb, to):
    assert tickets.after(state, verb) is to


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (State.SERVING, TicketVerb.CALL),
        (State.WAITING, TicketVerb.FINISH),
        (State.CALLED, TicketVerb.FINISH),
        (State.DONE, TicketVerb.CANCEL),
        (State.SERVING, TicketVerb.CANCEL),
        (State.WAITING, TicketVerb.MISS),
        (State.DONE, TicketVerb.CLOSE),
    ],
)
def test_it_refuses_a_verb_in_the_wrong_state(state, verb):
    with pytest.raises(tickets.TicketIllegal):
        tickets.after(state, verb)


def test_it_measures_a_served_ticket():
    ended = Ended(
        unit_id=1, on=DAY, ending=Ending.DOSSIER, procedure_id=5, officer_id=7, wait_seconds=630,
        walk_seconds=40, service_seconds=400, total_seconds=1080, promise_minutes=30, out_of_turn=1,
        result_seconds=1700,
    )  # fmt: skip

    found = tickets.measures_of(ended)

    assert found == {
        Key(1, 5, 7, DAY): {
            "tickets": 1, "tickets_served": 1, "wait_minutes": 11, "walk_minutes": 1, "service_minutes": 7,
            "tickets_promised": 1, "tickets_in_promise": 1, "called_out_of_turn": 1,
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "named"),
    [
        (Ending.NO_SHOW, "tickets_missed"),
        (Ending.CANCELLED, "tickets_cancelled"),
        (Ending.DAY_CLOSED, "tickets_left"),
    ],
)
def test_it_counts_no_minutes_of_who_was_not_served(ending, named):
    found = tickets.measures_of(Ended(1, DAY, ending, wait_seconds=600, promise_minutes=30))

    assert found[Key(1, 0, 0, DAY)].get("wait_minutes") is None
    assert found[Key(1, 0, 0, DAY)][named] == 1


@pytest.mark.parametrize(("seconds", "at_once"), [(60, 1), (61, 0)])
def test_it_counts_as_served_at_once_within_a_minute(seconds, at_once):
    found = tickets.measures_of(Ended(1, DAY, Ending.ADVICE_ONLY, wait_seconds=seconds))

    assert found[Key(1, 0, 0, DAY)].get("served_at_once", 0) == at_once


def test_it_breaks_a_promise_by_a_second():
    late = Ended(1, DAY, Ending.RESULT_COLLECTED, total_seconds=1801, promise_minutes=30, result_seconds=1801)

    assert "tickets_in_promise" not in tickets.measures_of(late)[Key(1, 0, 0, DAY)]


def test_a_reception_within_the_minutes_keeps_no_promise_of_a_result():
    received = Ended(1, DAY, Ending.DOSSIER, 5, 7, total_seconds=540, promise_minutes=60)

    found = tickets.measures_of(received)[Key(1, 5, 7, DAY)]

    assert found["tickets_promised"] == 1
    assert "tickets_in_promise" not in found


@pytest.mark.parametrize(("seconds", "kept"), [(3600, 1), (3601, 0), (86_400, 0)])
def test_a_promise_is_kept_by_the_result_handed_over_in_time(seconds, kept):
    handed = Handed(1, DAY, 5, 7, promise_minutes=60, result_seconds=seconds)

    found = tickets.measures_of_result(tickets.read_result(tickets.plain_result(handed)))

    assert found == ({Key(1, 5, 7, DAY): {"tickets_in_promise": 1}} if kept else {})


def test_an_entry_of_before_is_measured_as_it_was_then():
    old = tickets.plain(Ended(1, DAY, Ending.DOSSIER, 5, 7, total_seconds=540, promise_minutes=60))
    del old["result_seconds"]

    assert tickets.measures_of(tickets.read(old))[Key(1, 5, 7, DAY)]["tickets_in_promise"] == 1


def test_it_makes_only_measures_that_are_kept():
    every = Ended(1, DAY, Ending.DOSSIER, 5, 7, 90, 90, 90, 90, 30, 1)

    assert set(tickets.measures_of(every)[Key(1, 5, 7, DAY)]) <= set(MEASURES)


def test_it_tells_apart_who_was_put_aside_before_and_after_the_service_began():
    stays = [
        (State.WAITING, 10), (State.CALLED, 5), (State.HELD, 100), (State.SERVING, 7), (State.HELD, 1000),
    ]  # fmt: skip

    found = tickets.spent(stays)

    assert (found[State.WAITING], found[State.SERVING], found[State.HELD]) == (110, 7, 1000)


def test_it_counts_the_wait_of_who_did_not_come_apart():
    found = tickets.measures_of(Ended(1, DAY, Ending.NO_SHOW, wait_seconds=2700, held_seconds=600))

    assert found[Key(1, 0, 0, DAY)] == {
        "tickets": 1, "tickets_missed": 1, "missed_wait_minutes": 45, "held_minutes": 10,
    }  # fmt: skip


def test_an_entry_of_before_measures_what_it_measured_then():
    """Tallies made of old entries stay what they were: nothing is counted that was not kept."""
    ended = Ended(1, DAY, Ending.NO_SHOW, wait_seconds=600, held_seconds=None)
    kept = tickets.plain(ended)

    assert "held_seconds" not in kept
    assert tickets.read(kept) == ended
    assert tickets.measures_of(ended)[Key(1, 0, 0, DAY)] == {"tickets": 1, "tickets_missed": 1}


def test_it_reads_back_what_its_entry_keeps():
    ended = Ended(1, DAY, Ending.DOSSIER, 5, 7, 630, 40, 400, 1080, 30, 0, ({"state": "waiting"},))

    assert tickets.read(tickets.plain(ended)) == ended

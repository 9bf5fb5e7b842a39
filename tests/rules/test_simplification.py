"""How much shorter a promise is than the law, and who may approve it."""

from datetime import date, time

import pytest

from motcua.rules import simplification
from motcua.rules.lifecycle import NotYours
from motcua.rules.people import Actor, ActorKind, Duty, Role
from motcua.rules.simplification import (
    Change,
    Cut,
    DecisionNumberMissing,
    NothingProposed,
    NotInRoute,
    NotShorter,
    OwnProposal,
    Status,
    TooEarly,
    WrongStatus,
)
from motcua.rules.terms import Term, TimeUnit
from motcua.rules.workdays import Calendar

HOUR, WORKING_DAY, DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH
SAME_DAY = Term(0, WORKING_DAY, time(15))


@pytest.mark.parametrize(
    ("law", "promise", "share"),
    [
        pytest.param(Term(5, WORKING_DAY), Term(2, WORKING_DAY), 0.6, id="working days"),
        pytest.param(Term(15, DAY), Term(7, DAY), 0.533333, id="days"),
        pytest.param(Term(2, MONTH), Term(1, MONTH), 0.5, id="months"),
        pytest.param(Term(8, HOUR), Term(8, HOUR), 0.0, id="the same"),
        pytest.param(Term(20, WORKING_DAY), Term(10, WORKING_DAY), 0.5, id="exactly half"),
    ],
)
def test_it_compares_like_with_like_as_numbers(law, promise, share):
    assert simplification.cut(law, promise, Calendar(), 2024) == Cut(share, "same_unit")


def test_it_compares_a_same_day_procedure_through_the_hours_of_the_office():
    found = simplification.cut(SAME_DAY, Term(1, HOUR), Calendar(), 2024)

    assert found == Cut(pytest.approx(1 - 60 / 450, abs=1e-6), "working_time")


def test_it_compares_days_with_working_days_through_the_calendar():
    found = simplification.cut(Term(15, DAY), Term(5, WORKING_DAY), Calendar(), 2024)

    assert found == Cut(0.5, "working_time")  # with the day of receipt twelve working days against six


@pytest.mark.parametrize(
    ("law", "promise"),
    [(Term(2, WORKING_DAY), Term(3, WORKING_DAY)), (Term(1, HOUR), Term(1, WORKING_DAY))],
)
def test_it_calls_a_longer_promise_no_cut(law, promise):
    assert simplification.cut(law, promise, Calendar(), 2024) == Cut(0.0, "longer")


@pytest.mark.parametrize(("law", "promise"), [(None, Term(1, HOUR)), (Term(1, HOUR), None)])
def test_it_knows_no_cut_without_both_times(law, promise):
    assert simplification.cut(law, promise, Calendar(), 2024) == Cut()


def test_it_cuts_all_of_a_same_day_promise_against_days():
    assert simplification.cut(Term(5, WORKING_DAY), SAME_DAY, Calendar(), 2024).share == 1.0


def test_it_opens_on_every_working_day_of_the_year():
    found = simplification.openings(Calendar(), 2024)

    assert len(found) == 262
    assert found[0].isoformat() == "2024-01-01T07:30:00"


@pytest.mark.parametrize(
    ("shares", "least"),
    [([0.6, 0.5], 0.5), ([0.6, 0.0], 0.0), ([None, 0.4], 0.4), ([None], None), ([], None)],
)
def test_it_counts_a_procedure_with_the_smallest_cut_of_its_units(shares, least):
    assert simplification.least(shares) == least


def check(change, cuts=(Cut(0.5, "same_unit"),)):
    simplification.check(change, components=["form", "id"], steps=["receive", "sign"], cuts=cuts)


def test_it_accepts_a_shorter_time_a_paper_less_a_step_less_or_a_lower_fee():
    for change in (
        Change(2, "working_day"),
        Change(papers_cut=("form",)),
        Change(papers_looked_up=("id",)),
        Change(steps_cut=("sign",)),
        Change(fee=0),
    ):
        check(change)


@pytest.mark.parametrize(
    ("change", "cuts", "error"),
    [
        (Change(), (), NothingProposed),
        (Change(papers_cut=("passport",)), (), NotInRoute),
        (Change(steps_cut=("fly",)), (), NotInRoute),
        (Change(9, "working_day"), (Cut(0.5, "same_unit"), Cut(0.0, "longer")), NotShorter),
    ],
)
def test_it_refuses_a_proposal_that_is_none(change, cuts, error):
    with pytest.raises(error):
        check(change, cuts)


def test_it_lets_a_unit_promise_its_own_time():
    change = Change(3, "working_day", {7: 1})

    assert change.term_for(7) == (1, "working_day")
    assert change.term_for(8) == (3, "working_day")
    assert Change(fee=0).term_for(7) is None


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (Status.DRAFT, Status.PROPOSED),
        (Status.PROPOSED, Status.APPROVED),
        (Status.PROPOSED, Status.REFUSED),
        (Status.APPROVED, Status.IN_EFFECT),
    ],
)
def test_it_moves_a_proposal_on(status, to):
    assert simplification.after(status, to) is to


@pytest.mark.parametrize(
    ("status", "to"), [(Status.DRAFT, Status.APPROVED), (Status.REFUSED, Status.PROPOSED)]
)
def test_it_moves_no_proposal_past_a_person(status, to):
    with pytest.raises(WrongStatus):
        simplification.after(status, to)


def leader(path, user_id=2):
    return Actor(ActorKind.OFFICIAL, "Hoa", user_id, None, (Duty(1, path, Role.LEADER),))


def approve(by, **told):
    plain = {"proposer_id": 1, "place": "/1/2/", "decision": "45/QĐ", "effective_on": date(2024, 4, 1)}
    simplification.check_approval(by, today=date(2024, 4, 1), **(plain | told))


@pytest.mark.parametrize("path", ["/1/2/", "/1/"])
def test_it_lets_a_leader_at_or_above_the_place_approve(path):
    approve(leader(path))


@pytest.mark.parametrize(
    ("by", "told", "error"),
    [
        (leader("/1/2/", 1), {}, OwnProposal),
        (leader("/1/2/3/"), {}, NotYours),
        (leader("/1/2/"), {"decision": " "}, DecisionNumberMissing),
        (leader("/1/2/"), {"effective_on": date(2024, 3, 31)}, TooEarly),
    ],
)
def test_it_refuses_an_approval_that_is_none(by, told, error):
    with pytest.raises(error):
        approve(by, **told)

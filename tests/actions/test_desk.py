"""Work on a dossier: each verb does it, says so once, refuses in the wrong state, hides from others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.actions import desk, journal
from motcua.actions import dossier as dossiers
from motcua.queries import access, signing
from motcua.queries.access import NoSuch
from motcua.queries.journal import rebuild
from motcua.records.models import Dossier, Entry, Notice, ProcedureVersion
from motcua.rules.lifecycle import Illegal, Verb
from motcua.rules.people import Role
from tests import make

HOUR = timedelta(hours=1)


@pytest.fixture
def later(now):
    return now + HOUR


@pytest.fixture
def proposed(minh, received, later):
    return desk.propose(by=minh, code=received.code, now=later)


def verbs_of(dossier):
    return list(Entry.objects.filter(dossier=dossier).order_by("id").values_list("verb", flat=True))


def notices_of(dossier):
    return list(Notice.objects.filter(dossier=dossier).order_by("id").values_list("kind", flat=True))


def test_assigning_gives_it_to_an_official(lan, minh, received, later):
    dossier = desk.assign(by=lan, code=received.code, user_id=minh.user_id, now=later)

    assert (dossier.assignee_id, dossier.state) == (minh.user_id, "in_process")
    assert verbs_of(dossier) == ["receive", "assign"]
    assert notices_of(dossier) == ["received"]


def test_assigning_refuses_an_official_of_another_unit(lan, binh, received, later):
    with pytest.raises(NoSuch):
        desk.assign(by=lan, code=received.code, user_id=binh.user_id, now=later)

    assert verbs_of(received) == ["receive"]


def test_transferring_hands_it_to_another_unit(minh, binh, elsewhere, received, later):
    dossier = desk.transfer(
        by=minh, code=received.code, unit_id=elsewhere.pk, note="đất ở bên kia", now=later
    )

    assert (dossier.holder_id, dossier.assignee_id) == (elsewhere.pk, None)
    assert verbs_of(dossier) == ["receive", "transfer"]
    assert desk.assign(by=binh, code=received.code, user_id=binh.user_id, now=later).state == "in_process"


def test_a_transferred_dossier_is_worked_and_signed_where_it_is(
    minh, hoa, lan, elsewhere, received, later, today
):
    account = make.official("Ngô Văn Kiên", unit=elsewhere, role=Role.SPECIALIST, user_name="kien")
    desk.transfer(by=minh, code=received.code, unit_id=elsewhere.pk, note="", now=later)
    for act in (desk.advance, desk.propose):
        with pytest.raises(PermissionDenied):
            act(by=minh, code=received.code, now=later)

    desk.propose(by=access.actor_of(account, today), code=received.code, now=later)

    with pytest.raises(PermissionDenied):
        desk.approve(by=hoa, code=received.code, now=later)
    assert not signing.drafts(by=hoa).exists()
    assert access.dossier(received.code, by=lan, verb=Verb.PAY)


def test_transferring_twice_moves_it_once(minh, elsewhere, received, later):
    desk.transfer(by=minh, code=received.code, unit_id=elsewhere.pk, note="", now=later)

    with pytest.raises((PermissionDenied, desk.NoSuchUnit)):
        desk.transfer(by=minh, code=received.code, unit_id=elsewhere.pk, note="", now=later)

    assert verbs_of(received) == ["receive", "transfer"]


def test_advancing_begins_the_next_step_and_takes_the_dossier(minh, received, later):
    dossier = desk.advance(by=minh, code=received.code, now=later)

    assert (dossier.state, dossier.step, dossier.assignee_id) == ("in_process", 1, minh.user_id)
    assert dossier.step_due_at > later
    assert verbs_of(dossier) == ["receive", "advance"]


def test_advancing_twice_from_one_page_moves_it_once(minh, received, later):
    desk.advance(by=minh, code=received.code, from_step=0, now=later)

    with pytest.raises(journal.Stale):
        desk.advance(by=minh, code=received.code, from_step=0, now=later)

    assert Dossier.objects.get().step == 1


def test_advancing_ends_with_the_route(minh, received, later):
    for _ in range(2):
        desk.advance(by=minh, code=received.code, now=later)

    with pytest.raises(desk.NoSuchStep):
        desk.advance(by=minh, code=received.code, now=later)


def test_advancing_many_is_all_or_none(minh, received, later):
    with pytest.raises(NoSuch):
        desk.advance_many(by=minh, steps={received.code: 0, "H23.34.99-240112-0001": 0}, now=later)

    assert verbs_of(received) == ["receive"]


def test_advancing_many_locks_them_all_before_the_end_of_the_journal(minh, lan, intake, received, later, now):
    second = dossiers.take_in(by=lan, intake=intake, now=now).dossier

    with CaptureQueriesContext(connection) as asked:
        desk.advance_many(by=minh, steps={received.code: 0, second.code: 0}, now=later)

    told = [query["sql"] for query in asked.captured_queries]
    both = [at for at, sql in enumerate(told) if received.code in sql and second.code in sql]
    journal = next(at for at, sql in enumerate(told) if 'FROM "records_chainhead"' in sql)
    assert both
    assert both[0] < journal


def test_taking_makes_it_mine_once(minh, received, later):
    taken = [desk.take_many(by=minh, codes=[received.code], now=later) for _ in range(2)]

    assert [len(one) for one in taken] == [1, 0]
    assert Dossier.objects.get().assignee_id == minh.user_id
    assert verbs_of(received) == ["receive", "assign"]


def test_taking_leaves_what_somebody_else_took(lan, minh, received, later):
    desk.take_many(by=lan, codes=[received.code], now=later)

    with pytest.raises(desk.TakenBefore):
        desk.take_many(by=minh, codes=[received.code], now=later)


def test_proposing_puts_the_draft_before_the_leader(minh, received, later):
    dossier = desk.propose(by=minh, code=received.code, outcome="rejected", note="không đủ", now=later)

    assert (dossier.state, dossier.outcome, dossier.step) == ("proposed", "rejected", 2)
    assert verbs_of(dossier) == ["receive", "propose"]


def test_proposing_is_the_specialists(lan, received, later):
    with pytest.raises(PermissionDenied):
        desk.propose(by=lan, code=received.code, now=later)


def test_sending_back_needs_a_word(hoa, proposed, later):
    with pytest.raises(desk.NoteMissing):
        desk.send_back(by=hoa, code=proposed.code, note=" ", now=later)

    dossier = desk.send_back(by=hoa, code=proposed.code, note="ghi rõ căn cứ", now=later)

    assert (dossier.state, dossier.outcome) == ("in_process", "")


def test_the_leader_approves_signs_and_issues_in_one_act(hoa, proposed, later):
    (dossier,) = desk.approve_and_issue(by=hoa, codes=[proposed.code], now=later + HOUR)

    assert (dossier.state, dossier.outcome) == ("decided", "granted")
    assert verbs_of(dossier) == ["receive", "propose", "approve", "sign", "decide"]
    assert notices_of(dossier) == ["received", "decided"]


def test_the_leader_issues_for_two_units_without_crossing_another_writer(
    hoa, minh, binh, elsewhere, commune, intake, proposed, later
):
    foreign = dossiers.take_in(by=binh, intake=replace(intake, unit_id=elsewhere.pk), now=later).dossier
    desk.transfer(by=binh, code=foreign.code, unit_id=commune.pk, note="", now=later)
    desk.propose(by=minh, code=foreign.code, now=later)

    with CaptureQueriesContext(connection) as asked:
        desk.approve_and_issue(by=hoa, codes=[proposed.code, foreign.code], now=later)

    told = [query["sql"] for query in asked.captured_queries]
    sums = next(at for at, sql in enumerate(told) if sql.startswith("INSERT INTO records_unittally"))
    journal = next(at for at, sql in enumerate(told) if 'FROM "records_chainhead"' in sql)
    assert sums < journal
    assert rebuild()[0].problems == []


def test_the_leader_issues_once(hoa, proposed, later):
    desk.approve_and_issue(by=hoa, codes=[proposed.code], now=later)

    with pytest.raises(Illegal):
        desk.approve_and_issue(by=hoa, codes=[proposed.code], now=later)

    assert notices_of(proposed).count("decided") == 1


def test_the_leader_may_go_step_by_step(hoa, proposed, later):
    states = [
        verb(by=hoa, code=proposed.code, now=later).state for verb in (desk.approve, desk.sign, desk.decide)
    ]

    assert states == ["approved", "signed", "decided"]


def test_deciding_needs_a_signature_unless_the_procedure_does_not(minh, received, later):
    with pytest.raises(desk.NeedsSignature):
        desk.decide(by=minh, code=received.code, now=later)

    ProcedureVersion.objects.update(needs_signature=False)

    assert desk.decide(by=minh, code=received.code, now=later).state == "decided"


CALLS = {
    "assign": lambda by, code, now: desk.assign(by=by, code=code, user_id=by.user_id, now=now),
    "transfer": lambda by, code, now: desk.transfer(by=by, code=code, unit_id=1, note="", now=now),
    "advance": lambda by, code, now: desk.advance(by=by, code=code, now=now),
    "propose": lambda by, code, now: desk.propose(by=by, code=code, now=now),
    "send_back": lambda by, code, now: desk.send_back(by=by, code=code, note="sửa", now=now),
    "approve": lambda by, code, now: desk.approve(by=by, code=code, now=now),
    "sign": lambda by, code, now: desk.sign(by=by, code=code, now=now),
    "decide": lambda by, code, now: desk.decide(by=by, code=code, now=now),
}


@pytest.mark.parametrize("verb", CALLS)
def test_it_hides_other_units_dossiers(binh, received, later, verb):
    with pytest.raises(NoSuch):
        CALLS[verb](binh, received.code, later)


@pytest.mark.parametrize("verb", CALLS)
def test_it_refuses_a_dossier_that_is_only_filed(minh, filed, later, verb):
    with pytest.raises(Illegal):
        CALLS[verb](minh, filed.code, later)

    assert verbs_of(filed) == ["file"]


@pytest.mark.parametrize("verb", CALLS)
def test_it_is_not_for_who_sees_figures_only(chief, received, later, verb):
    with pytest.raises(PermissionDenied):
        CALLS[verb](chief, received.code, later)

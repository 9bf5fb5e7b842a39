"""A dossier goes from the door to the rated result."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.actions import desk, document, proposal, result, supplement
from motcua.actions import dossier as dossiers
from motcua.queries import access, tokens, workdays
from motcua.queries.journal import rebuild, row_snapshot, verify
from motcua.records.models import Applicant, Dossier, Entry, Notice, Tally, UnitTally
from motcua.rules import fold, measures
from motcua.rules.intake import Paper, Person
from motcua.rules.measures import MEASURES


def whole_way(lan, minh, hoa, intake, now):
    """Receive, ask, take, advance, propose, approve, issue, pay, hand over, rate."""
    code = dossiers.take_in(by=lan, intake=intake, now=now).dossier.code
    asked = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký của người khai")]
    supplement.ask_supplement(
        by=lan,
        code=code,
        asked=asked,
        reason="Tờ khai chưa có chữ ký của người khai.",
        now=now + timedelta(hours=1),
    )
    supplement.take_supplement(
        by=lan, code=code, papers=[Paper("to_khai", "Tờ khai")], now=now + timedelta(days=3, hours=1)
    )
    desk.advance(by=minh, code=code, now=now + timedelta(days=3, hours=2))
    desk.propose(by=minh, code=code, now=now + timedelta(days=4))
    desk.approve_and_issue(by=hoa, codes=[code], now=now + timedelta(days=4, hours=1))
    result.pay(by=lan, code=code, amount=20_000, now=now + timedelta(days=4, hours=2))
    dossier = result.hand_over(by=lan, code=code, now=now + timedelta(days=4, hours=3))
    result.rate(
        token=tokens.rating(dossier),
        face=5,
        reasons=["fast"],
        comment="Cảm ơn cô Lan",
        now=now + timedelta(days=5),
    )
    return Dossier.objects.get(code=code)


def test_it_ends_on_time_and_rated(lan, minh, hoa, intake, now):
    dossier = whole_way(lan, minh, hoa, intake, now)

    assert (dossier.state, dossier.outcome, dossier.rating) == ("handed_over", "granted", 5)
    assert dossier.code == "H23.34.15-240112-0001"
    assert dossier.ended_at < dossier.due_at
    assert dossier.gross_minutes == dossier.net_minutes + dossier.waiting_minutes


def test_its_row_is_the_fold_of_its_entries(lan, minh, hoa, intake, now):
    dossier = whole_way(lan, minh, hoa, intake, now)

    entries = Entry.objects.filter(dossier=dossier).order_by("id")
    folded = fold.fold((e.verb, json.loads(e.payload)["changes"]) for e in entries)

    assert fold.differences(folded, row_snapshot(dossier)) == {}


def test_its_tallies_are_the_sum_of_its_measures(lan, minh, hoa, intake, now):
    dossier = whole_way(lan, minh, hoa, intake, now)

    born = measures.total([measures.of(row_snapshot(dossier), workdays.ZONE)])
    kept = {
        measures.Key(row.unit_id, row.procedure_id, row.officer_id, row.on): {
            m: getattr(row, m) for m in MEASURES if getattr(row, m)
        }
        for row in Tally.objects.all()
    }
    by_unit = {m: sum(getattr(row, m) for row in UnitTally.objects.all()) for m in MEASURES}

    # A due moment that moved leaves an empty row on the day it moved from.
    assert {key: row for key, row in kept.items() if row} == born
    assert by_unit["received"] == by_unit["closed"] == by_unit["on_time_law"] == by_unit["rated"] == 1
    assert by_unit["waiting_minutes"] == dossier.waiting_minutes > 0


def test_it_owes_the_applicant_a_message_at_each_turn(lan, minh, hoa, intake, now):
    whole_way(lan, minh, hoa, intake, now)

    kinds = list(Notice.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["received", "supplement_asked", "supplement_taken", "decided", "rate"]


def test_a_rating_link_works_once(lan, minh, hoa, intake, now):
    dossier = whole_way(lan, minh, hoa, intake, now)

    with pytest.raises(access.NoSuch):
        result.rate(token=tokens.rating(dossier), face=1, reasons=[], comment="", now=now)


def test_an_extension_needs_two_people(lan, minh, hoa, received, now):
    later = received.due_at + timedelta(days=3)
    proposed = proposal.propose_extension(
        by=minh, code=received.code, to_at=later, reason="Chờ kết quả xác minh của cơ quan khác.", now=now
    )

    with pytest.raises(proposal.SamePerson):
        proposal.agree(by=minh, pk=proposed.pk, now=now)
    dossier = proposal.agree(by=hoa, pk=proposed.pk, now=now)

    assert (dossier.due_at, dossier.extensions) == (later, 1)
    assert dossier.first_due_at < later
    assert Notice.objects.filter(kind="apology").count() == 1
    with pytest.raises(proposal.ExtendedBefore):
        proposal.propose_extension(
            by=minh,
            code=received.code,
            to_at=later + timedelta(days=1),
            reason="Vẫn chưa có kết quả xác minh.",
            now=now,
        )


def test_a_paper_may_be_added(lan, received, now):
    dossier = document.attach(by=lan, code=received.code, paper=Paper("khac", "Giấy uỷ quyền"), now=now)

    assert dossier.components == 3


def test_the_journal_proves_it(lan, minh, hoa, intake, now):
    whole_way(lan, minh, hoa, intake, now)

    chain, (state, _) = verify(), rebuild()

    assert (chain.problems, state.problems) == ([], [])
    assert chain.entries == state.entries == 11


def test_a_row_changed_behind_the_journal_is_found(received):
    Dossier.objects.filter(pk=received.pk).update(due_at=received.due_at + timedelta(days=1))

    proof, _ = rebuild()

    assert proof.count == 1
    assert "due_at" in proof.problems[0]


def test_an_entry_changed_afterwards_is_found(received):
    Entry.objects.filter(verb="receive").update(actor_name="Ai đó")

    proof = verify()

    assert proof.problems == ["2024/1: the seal does not fit the line"]


def test_a_telephone_changed_at_the_counter_is_told_without_the_number(lan, intake, an, now):
    dossiers.take_in(by=lan, intake=intake, now=now)
    known = Applicant.objects.get(pk=an.applicant_id)
    told = Person("Vũ Thị An", id_kind=known.id_kind, id_number=known.id_number, phone="0987654321")

    dossiers.take_in(by=lan, intake=replace(intake, applicant=told), now=now)

    facts = [json.loads(entry.payload)["facts"] for entry in Entry.objects.order_by("id")]
    assert [each.get("applicant_changed") for each in facts] == [None, ["phone"]]
    assert "0987654321" not in Entry.objects.latest("id").payload

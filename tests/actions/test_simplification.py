"""Reviews and proposals: from the finding to the shorter promise."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import dossier as dossiers
from motcua.actions import simplification
from motcua.actions.simplification import Decision, Opening, ProcedureNotOffered
from motcua.queries import access, replay
from motcua.queries.access import NoSuch
from motcua.records.models import Entry, Offer
from motcua.rules.lifecycle import NotYours
from motcua.rules.people import Role
from motcua.rules.simplification import (
    Change,
    NotShorter,
    OwnProposal,
    ReviewedBefore,
    Status,
    TooEarly,
    WrongStatus,
)
from tests import make

FOUND = {"time": "Nằm chờ lâu.", "papers": "", "steps": "", "fee": ""}


@pytest.fixture
def dung(district, today):
    """The reform officer of the district."""
    account = make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")
    return access.actor_of(account, today)


@pytest.fixture
def review(dung, district, procedure, now):
    what = Opening("9.000001", district.pk, True, 2024)
    return simplification.open_review(by=dung, what=what, findings=FOUND, now=now)


@pytest.fixture
def draft(dung, review, now):
    change = Change(2, "working_day")
    return simplification.write_proposal(
        by=dung, review_id=review.pk, change=change, reason="Phần lớn xong sớm.", now=now
    )


@pytest.fixture
def proposed(dung, draft, now):
    return simplification.propose(by=dung, pk=draft.pk, now=now)


def approve(by, row, now, on=date(2024, 2, 1)):
    return simplification.approve(by=by, pk=row.pk, decision=Decision("45/QĐ-UBND", on), now=now)


def test_it_opens_one_review_a_year(dung, review, district, now):
    with pytest.raises(ReviewedBefore):
        simplification.open_review(
            by=dung, what=Opening("9.000001", district.pk, True, 2024), findings={}, now=now
        )

    assert review.finding_time == "Nằm chờ lâu."
    assert Entry.objects.filter(verb="open_review").count() == 1


def test_it_reviews_only_what_is_offered(dung, district, procedure, now):
    with pytest.raises(ProcedureNotOffered):
        simplification.open_review(
            by=dung, what=Opening("9.000001", district.pk, False, 2024), findings={}, now=now
        )


def test_it_hides_reviews_from_other_units(minh, binh, review, now):
    for stranger in (minh, binh):
        with pytest.raises((NoSuch, PermissionDenied)):
            simplification.write_findings(by=stranger, pk=review.pk, findings=FOUND, now=now)


def test_it_lets_a_commune_review_its_own_but_not_its_neighbours(hoa, elsewhere, commune, procedure, now):
    mine = simplification.open_review(
        by=hoa, what=Opening("9.000001", commune.pk, False, 2024), findings=FOUND, now=now
    )

    assert mine.unit == commune
    with pytest.raises(NoSuch):
        simplification.open_review(
            by=hoa, what=Opening("9.000001", elsewhere.pk, False, 2024), findings=FOUND, now=now
        )


def test_it_refuses_a_longer_time(dung, review, now):
    with pytest.raises(NotShorter):
        simplification.write_proposal(
            by=dung, review_id=review.pk, change=Change(6, "working_day"), reason="", now=now
        )


def test_it_writes_a_draft_anew_but_no_proposal(dung, review, draft, now):
    change = Change(1, "working_day", papers_cut=("giay_to",))
    again = simplification.write_proposal(
        by=dung, review_id=review.pk, change=change, reason="", now=now, pk=draft.pk
    )

    assert (again.pk, again.value, again.papers_cut) == (draft.pk, 1, ["giay_to"])
    simplification.propose(by=dung, pk=draft.pk, now=now)
    with pytest.raises(WrongStatus):
        simplification.write_proposal(
            by=dung, review_id=review.pk, change=change, reason="", now=now, pk=draft.pk
        )


def test_it_promises_the_shorter_time_from_the_day_of_effect_on(chief, proposed, commune, elsewhere, now):
    row = approve(chief, proposed, now)

    assert row.status == Status.APPROVED
    for unit in (commune, elsewhere):
        old, new = Offer.objects.filter(unit=unit).order_by("from_on")
        assert (old.until_on, old.committed_value) == (date(2024, 2, 1), None)
        assert (new.from_on, new.committed_value, new.committed_unit) == (date(2024, 2, 1), 2, "working_day")


def test_it_leaves_running_dossiers_their_promise(chief, proposed, lan, intake, now):
    before = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    approve(chief, proposed, now, on=date(2024, 1, 15))
    after = dossiers.take_in(by=lan, intake=intake, now=make.at("2024-01-15 09:00")).dossier

    before.refresh_from_db()
    assert before.due_at == make.at("2024-01-19 17:00")
    assert after.due_at == make.at("2024-01-17 17:00")
    assert after.legal_due_at == make.at("2024-01-22 17:00")


def test_it_begins_on_its_day(chief, proposed, now):
    approve(chief, proposed, now)

    assert simplification.begin(now=make.at("2024-01-31 23:00")) == 0
    assert simplification.begin(now=make.at("2024-02-01 00:01")) == 1
    proposed.refresh_from_db()
    assert proposed.status == Status.IN_EFFECT


def test_it_takes_effect_at_once_on_the_same_day(chief, proposed, now, today):
    assert approve(chief, proposed, now, on=today).status == Status.IN_EFFECT


def test_it_needs_a_second_person_who_leads_above(chief, dung, hoa, proposed, now):
    with pytest.raises(OwnProposal):
        approve(dung, proposed, now)
    with pytest.raises((NotYours, NoSuch)):
        approve(hoa, proposed, now)
    with pytest.raises(TooEarly):
        approve(chief, proposed, now, on=date(2024, 1, 1))

    assert Offer.objects.filter(committed_value=2).count() == 0


def test_it_lets_a_commune_decide_nothing_for_itself_while_somebody_leads_above(
    hoa, chief, commune, procedure, now
):
    what = Opening("9.000001", commune.pk, False, 2024)
    review = simplification.open_review(by=hoa, what=what, findings=FOUND, now=now)
    row = simplification.write_proposal(
        by=hoa, review_id=review.pk, change=Change(3, "working_day"), reason="", now=now
    )
    simplification.propose(by=hoa, pk=row.pk, now=now)

    approve(chief, row, now)

    assert Offer.objects.filter(committed_value=3).get().unit == commune


def test_it_is_refused_with_words(chief, proposed, now):
    row = simplification.refuse(by=chief, pk=proposed.pk, words="Chưa đủ người.", now=now)

    assert (row.status, row.answer) == (Status.REFUSED, "Chưa đủ người.")
    with pytest.raises(WrongStatus):
        approve(chief, proposed, now)


def test_it_replays_the_dossiers_that_were_decided(review, lan, minh, hoa, intake, now):
    from motcua.actions import desk

    first = dossiers.take_in(by=lan, intake=intake, now=now).dossier
    desk.advance(by=minh, code=first.code, now=now + timedelta(days=3))
    desk.propose(by=minh, code=first.code, now=make.at("2024-01-18 10:00"))
    desk.approve_and_issue(by=hoa, codes=[first.code], now=make.at("2024-01-18 11:00"))
    dossiers.take_in(by=lan, intake=intake, now=make.at("2024-01-19 09:00"))
    change = Change(2, "working_day", papers_cut=("giay_to",), steps_cut=("tham_dinh",))

    part = replay.part(review, change, period=(date(2024, 1, 1), date(2024, 2, 1)))

    assert (part.done, part.total, part.following) == (1, 1, 0)
    assert (part.sums.late_before, part.sums.late_as_worked, part.sums.late_after) == (0, 1, 0)
    assert part.sums.papers == 1
    assert part.sums.step_minutes > 0


def test_it_counts_in_parts_what_it_counts_at_once(review, lan, minh, hoa, intake, now):
    from motcua.actions import desk

    for day in ("12", "15", "16"):
        one = dossiers.take_in(by=lan, intake=intake, now=make.at(f"2024-01-{day} 09:00")).dossier
        desk.propose(by=minh, code=one.code, now=make.at(f"2024-01-{day} 10:00"))
        desk.approve_and_issue(by=hoa, codes=[one.code], now=make.at(f"2024-01-{day} 16:00"))
    change, period = Change(2, "working_day"), (date(2024, 1, 1), date(2024, 2, 1))

    whole = replay.part(review, change, period=period)
    first = replay.part(review, change, period=period, most=2)
    second = replay.part(
        review,
        change,
        period=period,
        after=first.following,
        before=(first.sums, first.done, first.total),
        most=2,
    )

    assert (first.done, first.total, second.done, second.following) == (2, 3, 3, 0)
    assert second.sums == whole.sums

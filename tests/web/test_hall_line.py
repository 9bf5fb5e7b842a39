"""The reception's page of numbers, and what a leader does by hand: given, cancelled, sent, freed, closed."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.actions import calling, hall, ticket
from motcua.records.models import DeskSession, Entry, HallDay, HallService, Ticket
from motcua.rules.people import SYSTEM
from tests import halls

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks(commune, lan, now, settings):
    """An open hall of two counters; Lan sits at the first."""
    settings.CLOCK_OFFSET_SECONDS = int((now - datetime.now(UTC)).total_seconds())
    return halls.manned(commune, by=lan, now=now)


@pytest.fixture
def reception(lan_account):
    return halls.signed_in(lan_account)


@pytest.fixture
def leader(hoa_account):
    return halls.signed_in(hoa_account)


def drawn(unit, now, lane="", service="dat-dai", proof="declared"):
    wanted = ticket.Wanted(unit.pk, service, lane, proof if lane else "")
    return ticket.issue(by=SYSTEM, wanted=wanted, now=now).ticket


def test_a_number_is_given_with_a_priority_that_was_seen(reception, desks):
    told = {"service": "dat-dai", "lane": "merit", "seen": "1"}
    made = reception.post("/hall/line/give/", told, follow=True)

    row = Ticket.objects.get()
    assert (row.source, row.lane, row.proof) == ("reception", "merit", "seen")
    assert "B 001" in made.content.decode()
    assert "đã xem giấy tờ" in made.content.decode()


def test_a_number_is_cancelled_with_a_word_why(reception, commune, desks, now):
    row = drawn(commune, now)
    mute = reception.post(f"/hall/line/change/{row.pk}/", {"do": "cancel", "reason": " "})
    said = reception.post(f"/hall/line/change/{row.pk}/", {"do": "cancel", "reason": "đã về"})

    row.refresh_from_db()
    assert (mute.status_code, said.status_code, row.ending) == (409, 302, "cancelled")
    assert row.periods.get(state="cancelled").reason == "đã về"


def test_a_number_is_sent_to_a_given_counter_in_its_place(reception, commune, desks, minh, now):
    hall.open_desk(by=minh, desk_id=desks[1].pk, now=now)
    row = drawn(commune, now - timedelta(minutes=5))
    told = {"do": "send", "service": "dat-dai", "desk": "1", "reason": "hỏi đúng người"}

    reception.post(f"/hall/line/change/{row.pk}/", told)

    was = row.order_at
    row.refresh_from_db()
    assert (row.desk_id, row.state, row.order_at) == (desks[0].pk, "waiting", was)


def test_a_priority_is_confirmed_or_withdrawn_and_the_number_stays(reception, commune, desks, now):
    seen, other = drawn(commune, now, "elderly"), drawn(commune, now, "elderly")
    shown = reception.get("/hall/line/").content.decode()
    reception.post(f"/hall/line/change/{seen.pk}/", {"do": "confirm"})
    reception.post(f"/hall/line/change/{other.pk}/", {"do": "withdraw", "reason": "chưa đủ 60 tuổi"})

    seen.refresh_from_db()
    other.refresh_from_db()
    assert "tự khai, quầy sẽ xem" in shown
    assert (seen.lane, seen.proof) == ("elderly", "seen")
    assert (other.lane, other.proof, other.state) == ("", "withdrawn", "waiting")
    assert other.order_at == other.issued_at
    assert set(Entry.objects.filter(verb__endswith="_priority").values_list("verb", flat=True)) == {
        "confirm_priority", "withdraw_priority",
    }  # fmt: skip


def test_who_was_called_by_a_priority_withdrawn_goes_back_to_the_line(reception, commune, desks, lan, now):
    first = drawn(commune, now - timedelta(minutes=9))
    row = drawn(commune, now - timedelta(minutes=3), "disabled")
    assert calling.call_next(by=lan, desk_id=desks[0].pk, now=now).pk == row.pk

    reception.post(f"/hall/line/change/{row.pk}/", {"do": "withdraw", "reason": "không thuộc diện"})

    row.refresh_from_db()
    assert (row.state, row.desk_id) == ("waiting", None)
    assert calling.call_next(by=lan, desk_id=desks[0].pk, now=now).pk == first.pk


def test_a_leader_frees_a_counter_and_its_number_waits_on(leader, reception, commune, desks, lan, now):
    row = drawn(commune, now - timedelta(minutes=3))
    calling.call_next(by=lan, desk_id=desks[0].pk, now=now)
    told = {"reason": "đi họp đột xuất"}

    refused = reception.post(f"/hall/close/free/{desks[0].pk}/", told)
    leader.post(f"/hall/close/free/{desks[0].pk}/", told)

    row.refresh_from_db()
    assert refused.status_code == 403
    assert (row.state, row.desk_id, row.officer_id) == ("waiting", None, None)
    assert not DeskSession.objects.filter(until_at=None).exists()
    assert "đi họp đột xuất" in Entry.objects.get(verb="free_desk").payload


def test_a_leader_closes_the_day_and_reads_who_is_in_line_first(leader, reception, commune, desks, now):
    row = drawn(commune, now)
    shown = leader.get("/hall/close/").content.decode()
    refused = reception.post("/hall/close/")
    leader.post("/hall/close/")

    row.refresh_from_db()
    assert ("B 001" in shown, refused.status_code) == (True, 403)
    assert row.ending == "day_closed"
    assert HallDay.objects.get().closed_at is not None


def test_the_procedures_of_a_service_are_found_ticked_and_kept(leader, desks, procedure):
    code = procedure.procedure.code
    found = leader.get("/hall/setup/dat-dai/procedures/", {"q": code}).content.decode()
    leader.post("/hall/setup/dat-dai/procedures/", {"procedure": [code]})
    kept = leader.get("/hall/setup/dat-dai/procedures/").content.decode()

    service = HallService.objects.get(key="dat-dai")
    assert f'value="{code}"' in found
    assert f'value="{code}" checked' in kept
    assert [row.code for row in service.procedures.all()] == [code]
    assert (service.letter, service.promise_minutes) == ("B", 30)


def test_the_counter_asks_to_see_what_was_declared_and_confirms_it(reception, commune, desks, lan, now):
    row = drawn(commune, now, "merit")
    calling.call_next(by=lan, desk_id=desks[0].pk, now=now)

    asked = reception.get("/hall/").content.decode()
    reception.post(f"/hall/line/change/{row.pk}/", {"do": "confirm", "back": "desk"})

    assert "tự khai, quầy sẽ xem" in asked
    assert "đã xem giấy tờ" in reception.get("/hall/").content.decode()
